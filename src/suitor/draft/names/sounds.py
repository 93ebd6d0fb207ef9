"""Whether a name in katakana and a name in Latin letters sound alike: マスク and Musk, マイクロソフト and Microsoft."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

__all__ = ["alike", "bones"]

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ",
    "t": "タチツテト", "d": "ダヂヅデド", "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ",
    "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
}  # fmt: skip
_KANA = {sign: first + vowel for first, row in _ROWS.items() for sign, vowel in zip(row, "aiueo")}
_KANA |= {
    "ヤ": "ya",
    "ユ": "yu",
    "ヨ": "yo",
    "ワ": "wa",
    "ヲ": "o",
    "ン": "n",
    "ヴ": "bu",
    "フ": "fu",
    "ヂ": "zi",
    "ヅ": "zu",
}
_SMALL = dict(zip("ァィゥェォャュョヮ", ["a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"]))
_LATIN = (  # spellings of one sound, in this order
    ("ph", "f"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("sch", "s"), ("sh", "s"), ("ch", "t"), ("th", "s"),
    ("dj", "z"), ("gh", "g"), (r"c(?=[eiy])", "s"), ("c", "k"), ("q", "k"), ("l", "r"), ("v", "b"), ("j", "z"),
    (r"g(?=[ei])", "z"), ("ts", "t"), (r"m(?=[pb])", "n"),
)  # fmt: skip
SURE = 3  # consonants; shorter names must also share their vowels
NEAR = 0.72  # of the letters


@lru_cache(4096)
def alike(kana: str, latin: str) -> bool:
    """Whether both could be one name, word by word where both have the same number of words.

    >>> alike("イーロン・マスク", "Elon Musk"), alike("マスク", "Microsoft")
    (True, False)
    """
    pieces, tokens = re.split("[・＝ ]", kana), re.findall("[A-Za-z][a-zA-Z]*", latin)
    if len(pieces) == len(tokens) > 1:
        return all(_same(piece, token) for piece, token in zip(pieces, tokens))
    return _same("".join(pieces), "".join(tokens))


def bones(word: str) -> str:
    """The consonants that a name is heard by, in either script; names that sound alike mostly share them."""
    return _bones(word.lower(), dropped=r"r(?![aeiouy])") if word.isascii() else _bones(_roman(word), dropped="")


def _same(kana: str, latin: str) -> bool:
    said, written = _roman(kana), latin.lower()
    one, other = bones(kana), bones(latin)
    if not one or not other or not written.isascii():
        return False
    if one == other and len(one) >= SURE:
        return True
    close = SequenceMatcher(None, said, _plain(written), autojunk=False).ratio()
    if one == other:
        return close >= NEAR
    return min(len(one), len(other)) >= SURE + 1 and _one_off(one, other) and close >= NEAR - 0.1


def _roman(kana: str) -> str:
    """Katakana in Latin letters, long vowels short."""
    spelled: list[str] = []
    for sign in kana:
        if sign in _SMALL and spelled:
            spelled[-1] = spelled[-1][:-1] + _SMALL[sign]
        elif sign in _KANA:
            spelled.append(_KANA[sign])
        elif sign.isascii():
            spelled.append(sign.lower())
    return "".join(spelled)


def _plain(word: str) -> str:
    """A spelling with one letter for each sound."""
    for spelling, sound in _LATIN:
        word = re.sub(spelling, sound, word)
    return word


def _bones(word: str, dropped: str) -> str:
    """The consonants of a word, doubled ones once."""
    plain = _plain(word)
    if dropped:
        plain = re.sub(r"r(?![aeiouy])", lambda match: "" if _was_r(word, match.start(), plain) else "r", plain)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouywh0-9]", "", plain))


def _was_r(word: str, at: int, plain: str) -> bool:
    """Whether an r without a vowel was written r, and not l, in the word."""
    return word[min(at + len(word) - len(plain), len(word) - 1)] == "r" or (at < len(word) and word[at] == "r")


def _one_off(one: str, other: str) -> bool:
    """Whether one consonant at most was changed, added or left out."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((index for index, (a, b) in enumerate(zip(one, other)) if a != b), len(one))
    return one[at:] == other[at + 1 :] or one[at + 1 :] == other[at + 1 :]
