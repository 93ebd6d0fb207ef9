"""Money, shares, counts and times as people write them, in English and Japanese.

`97.375bn USD`, `$97.4bn`, `974億ドル`, `15兆円`, `2,900 JPY/share`, `1株2,900円`, `12.5%`, `3割`, `1–4%`, `6 months`.
Read once, at the door: whole units, decimals, the ISO code of the currency.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from .records import record

__all__ = ["CURRENCIES", "Amount", "read"]


@record
class Amount:
    """A number or a range as somebody wrote it, in whole units and decimals, with the words that said what it counts.

    >>> read("15.5m-16m")
    Amount(low=15500000.0, high=16000000.0, currency='', per=(), word='')
    >>> read("1株2,900円")
    Amount(low=2900.0, high=2900.0, currency='JPY', per=('share',), word='')
    """

    low: float
    high: float
    currency: str = ""  # ISO 4217 code; empty if the text names none
    per: tuple[str, ...] = ()  # month, year, share ...: what the money is paid for
    word: str = ""  # '%' for a share of one, 'x' for a multiple, or the thing counted: day, year, user, share ...


def _named(words: dict[Any, str]) -> dict[str, Any]:
    """Every word with what it stands for."""
    return {word: meaning for meaning, spellings in words.items() for word in spellings.split()}


SCALES = _named(
    {
        1e3: "k thousand 千",
        1e6: "m mn mm million 百万",
        1e9: "b bn billion 十億",
        1e12: "t tn trn trillion 兆",
        1e1: "十",
        1e2: "百",
        1e4: "万",
        1e5: "十万",
        1e7: "千万",
        1e8: "億",
        1e10: "百億",
        1e11: "千億",
        1e16: "京",
    }
)
ISO = """
    AED ARS AUD BDT BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD KZT LKR MAD MXN
    MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR
"""
CURRENCIES = _named(
    {
        "USD": "$ us$ dollar dollars ドル 米ドル",
        "JPY": "¥ yen 円",
        "EUR": "€ euro euros ユーロ",
        "GBP": "£ pound pounds ポンド 英ポンド",
        "CNY": "yuan 元 人民元",
        "KRW": "₩ won ウォン",
        "CAD": "c$ カナダドル",
        "AUD": "a$ 豪ドル",
        "HKD": "hk$ 香港ドル",
        "CHF": "スイスフラン",
        "TWD": "nt$ 台湾ドル",
        "INR": "₹ ルピー",
    }
) | {code.lower(): code for code in ISO.split()}
WORDS = _named(
    {
        "%": "% percent パーセント",
        "割": "割",
        "bp": "bp bps",
        "x": "x times 倍",
        "day": "day days 日 日間",
        "week": "week weeks 週 週間",
        "month": "month months mo 月 か月 ヶ月 カ月 ケ月 ヵ月",
        "quarter": "quarter quarters 四半期",
        "year": "year years yr 年 年間",
        "share": "share shares 株",
        "user": "user users people subscribers 人 名",
        "seat": "seat seats 席",
        "unit": "unit units 口 個 台",
    }
)
PARTS = {"%": 100.0, "割": 10.0, "bp": 10_000.0}  # in one whole
LONGEST = 100  # characters; nobody writes a longer amount


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first; a Latin word ends where its letters end."""
    ordered = sorted(words, key=len, reverse=True)
    ended = [re.escape(word) + ("(?![a-z])" if re.search("[a-z]$", word) else "") for word in ordered]
    return "(?:" + "|".join(ended) + ")"


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:e[+-]?\d{1,3}(?![\da-z]))?|\.\d+)(?![\d,.])"
_PIECE = rf"{_NUMBER}\s*{_any(SCALES)}"
_TERM = re.compile(
    rf"(?P<sign>[-+▲△])?\s*(?P<before>{_any(CURRENCIES)})?\s*(?P<digits>(?:{_PIECE})*(?:{_NUMBER})?)\s*"
    rf"(?P<after>{_any(CURRENCIES)})?\s*(?P<word>{_any(WORDS)})?(?:(?<=割)(?P<tenths>\d)分)?"
    rf"(?P<per>(?:\s*(?:/|per\b|an?\b)\s*1?\s*{_any(WORDS)})*)\s*"
)
_BEFORE = re.compile(rf"(?P<per>1株|一株|1人|1口|月額?|年額?)(?:当たり|あたり|につき)?\s*(?={_any(CURRENCIES)}|\d)")
_DASH = re.compile(r"(?:-|–|—|〜|~|to\b|から)\s*")
_PIECES = re.compile(rf"({_NUMBER})\s*({_any(SCALES)})?")
_PER = re.compile(_any(WORDS))


def read(text: str) -> Amount:
    """Read one amount or range; a ValueError says that the text is not one.

    In `1-4%`, `20–30bn USD` and `3〜5兆円` the scale, currency and unit at the end hold for both ends.
    """
    rest = unicodedata.normalize("NFKC", text[: LONGEST + 1]).replace("−", "-").strip().lower()
    before = _BEFORE.match(rest)
    low = _TERM.match(rest, before.end() if before else 0)
    dash = _DASH.match(rest, low.end()) if low else None
    high = _TERM.match(rest, dash.end()) if dash else low
    if len(text) > LONGEST or not (low and high and high.end() == len(rest)):
        raise ValueError(f"not an amount: {text[:LONGEST]!r}")
    per = (WORDS[before["per"].lstrip("1一").rstrip("額")],) if before else ()
    return _join(low, high, per)


def _join(low: re.Match[str], high: re.Match[str], per: tuple[str, ...]) -> Amount:
    """Both ends in whole units: what only one end names holds for the other."""
    ends = (low, high)
    currency = _agreed(CURRENCIES[end[side]] for end in ends for side in ("before", "after") if end[side])
    word = _agreed(WORDS[end["word"]] for end in ends if end["word"])
    pers = {per, *(tuple(WORDS[name] for name in _PER.findall(end["per"])) for end in ends)} - {()}
    if len(pers) > 1 or (currency and word):
        raise ValueError("an amount counts one thing")
    values = [_value(end, high) / PARTS.get(word, 1.0) for end in ends]
    if not values[0] <= values[1] < float("inf"):
        raise ValueError("a range runs from the lower to the higher number")
    return Amount(values[0], values[1], currency, pers.pop() if pers else (), "%" if word in PARTS else word)


def _agreed(names: Iterable[str]) -> str:
    """The one name that all gave, or nothing if none gave any."""
    distinct = set(names)
    if len(distinct) > 1:
        raise ValueError(f"an amount has one unit, not {' and '.join(sorted(distinct))}")
    return "".join(distinct)


def _value(end: re.Match[str], last: re.Match[str]) -> float:
    """The number at one end; Japanese numbers add up piece by piece, as in 97億4000万."""
    pieces = [(float(digits.replace(",", "")), SCALES.get(scale)) for digits, scale in _PIECES.findall(end["digits"])]
    if not pieces:
        raise ValueError("an amount needs a number")
    if len(pieces) == 1 and pieces[0][1] is None:
        scale = _PIECES.findall(last["digits"])[-1][1] if last["digits"] else ""
        pieces = [(pieces[0][0], SCALES.get(scale, 1.0))]
    scales = [scale or 1.0 for _, scale in pieces]
    if any(later >= earlier for earlier, later in pairwise(scales)):
        raise ValueError("the pieces of a number run from large to small")
    tenths = int(end["tenths"]) / 10 if end["tenths"] else 0.0
    total = sum(number * scale for (number, _), scale in zip(pieces, scales)) + tenths
    return -total if end["sign"] in ("-", "▲", "△") else total
