"""The amounts, shares and counts of a sentence, each read by the same reader as the numbers of a deal file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..._core.amounts import Amount, read
from .conversions import joined_conversions
from .fractions import fractions_in
from .money import Money
from .rates import rates_in
from .spelling import KANA_SCALE, WRITTEN, is_pence, is_scaled, spelled

__all__ = ["numbers_in", "unit_of"]


_DASH = re.compile(r" ?(?:-to-|-|–|—|〜|~|～|から|ないし|to|and) ?", re.I)
_ABOUT = re.compile(
    r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ|推定|最大で?|最高|最低|少なくとも|総額で?|計|合計|時価|ざっと|上限"
    r"|(?:an estimated|estimated|around|about|nearly|roughly|approximately|approx\.|circa|some|almost"
    r"|just over|just under"
    r"|more than|less than|over|under|up to|at least|as much as|as many as|close to|upwards of|~|≈)) ?(?:a |an )?$",
    re.I,
)
_ROUGH = re.compile(
    r" ?(?:以上|以下|超|未満|余り|余|あまり|程度|前後|近く|規模|強|弱|ほど|台|or more|or so|plus)(?![a-z])", re.I
)
_CHANGED = re.compile(  # from one to the other, which is no range
    r"\b(?:rais|lift|increas|cut|lower|improv|sweeten|boost|reduc|rose|fell|went|bump)\w*\b"
    r"(?:[^.;]|\.(?! (?-i:[A-Z]))){0,50} from ?$",
    re.I,
)
_UNIT = re.compile(
    rf"[(（\[](?:単位[:：]?)? ?(?P<scale>{KANA_SCALE})?(?P<currency>円|米?ドル|ユーロ|ポンド|%|％)[)）\]]"
    r"|[(（\[]?(?P<sign>US\$|\$|€|£|¥|USD|EUR|GBP|JPY) ?(?P<latin>billions?|millions?|trillions?|bn|mn|m|tn)\b",
    re.I,
)
_NAMED = ("sign", "after", "part", "count", "before")  # any of these says what a number counts
WINDOW = 24  # characters before a number in which a word such as 約 or `up to` makes it rough


def numbers_in(text: str, unit: str = "") -> tuple[Money, ...]:
    """The money, shares, prices and counts of a sentence, in order; `unit` is what a table says of bare numbers.

    >>> [each.value for each in numbers_in("It offered $97.4 billion (about 15 trillion yen) for 49% of the firm.")]
    ['$97.4 billion', '49%']
    """
    spans = [(rate.start, rate.end) for rate in rates_in(text)]
    ends = [end for end in WRITTEN.finditer(text) if not any(a <= end.start() < b for a, b in spans)]
    ends = [end for end in ends if unit or _says_what(end) or _DASH.match(text, end.end())]
    found = [*_joined(text, ends, unit), *fractions_in(text)]
    return tuple(joined_conversions(text, sorted(found, key=lambda each: each.start)))


def _says_what(end: re.Match[str]) -> bool:
    """Whether a number has a word or a sign for what it counts, or for thousands or more."""
    return any(map(end.group, _NAMED)) or is_scaled(end)


def _joined(text: str, ends: list[re.Match[str]], unit: str) -> Iterator[Money]:
    """Each number, or two of them where a dash makes a range."""
    skip = False
    for index, end in enumerate(ends):
        if skip:
            skip = False
            continue
        following = ends[index + 1] if index + 1 < len(ends) else None
        ranged = _range(text, end, following) if following else None
        one = ranged or _money(text, end.start(), end.end(), spelled(end))
        skip = ranged is not None
        if (
            one is None
            and unit
            and re.fullmatch(r"\s*[▲△−+-]? ?", text[: end.start()])
            and not text[end.end() :].strip()
        ):
            one = _money(text, 0, len(text), unit.format(text.strip()))
        if one is not None:
            yield one


def _range(text: str, low: re.Match[str], high: re.Match[str]) -> Money | None:
    between = text[low.end() : high.start()]
    dash = _DASH.fullmatch(between)
    if (
        not dash
        or not any(end[name] for end in (low, high) for name in _NAMED)
        or (
            between.strip().lower() == "and" and not re.search(r"\b(?:between|from) ?$", text[: low.start()][-9:], re.I)
        )
    ):
        return None
    if _CHANGED.search(text[: low.start()][-70:]) and dash[0].strip() == "to":
        return None
    if dash[0].strip() == "から" and re.match("[にへ]", text[high.end() :]):
        return None  # it went from one to the other
    if low["per"] or is_pence(high) or bool(low["sign"]) > bool(high["sign"] or high["after"] or high["digits"]):
        return None
    return _money(text, low.start(), high.end(), f"{spelled(low)}-{spelled(high)}", ranged=True)


def _money(text: str, start: int, end: int, value: str, ranged: bool = False) -> Money | None:
    """The number if the reader of amounts takes it and it counts money, a part or things."""
    try:
        amount = _read(value)
    except ValueError:
        return None
    if not (amount.currency or amount.word in ("%", "x", "share", "user")) or (ranged and amount.low == amount.high):
        return None
    if amount.word == "share" and amount.high == 1:
        return None  # for which something is paid, and no count
    if amount.currency == "KRW" and value.endswith("won") and amount.low < 1000:
        return None
    window = text[max(0, start - WINDOW) : start]
    before, after = _ABOUT.search(window), _ROUGH.match(text, end)
    about = (before[0] if before else after[0] if after else "").strip()
    return Money(text[start:end].strip(), value.strip(), amount, start, end, about)


@lru_cache(1024)
def _read(value: str) -> Amount:
    return read(value)


def unit_of(*heads: str) -> str:
    """What a bare number below a head such as `売上高（億ドル）` or `$bn` is, as a pattern to fill in."""
    for match in filter(None, map(_UNIT.search, heads)):
        if match["currency"]:
            return "{}" + (match["scale"] or "") + match["currency"].replace("％", "%")
        return match["sign"] + "{} " + match["latin"].rstrip("s")
    return ""
