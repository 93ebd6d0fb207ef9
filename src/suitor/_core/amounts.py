"""Money, shares, counts and times as people write them, in English and Japanese.

`97.375bn USD`, `$97.4bn`, `974億ドル`, `15兆円`, `2,900 JPY/share`, `1株2,900円`, `12.5%`, `3割`, `1–4%`, `15.5m-16m`, `6 months`.
Read once, at the door: whole units, decimals, the ISO code of the currency.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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


SCALES = {
    **{"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9},
    **{
        "t": 1e12,
        "tn": 1e12,
        "trn": 1e12,
        "trillion": 1e12,
        "十": 1e1,
        "百": 1e2,
        "千": 1e3,
        "万": 1e4,
        "億": 1e8,
        "兆": 1e12,
    },
    **{"十万": 1e5, "百万": 1e6, "千万": 1e7, "十億": 1e9, "百億": 1e10, "千億": 1e11, "京": 1e16},
}
ISO = (
    "USD JPY EUR GBP CNY KRW CHF CAD AUD NZD HKD SGD TWD INR SEK NOK DKK BRL MXN ZAR PLN CZK HUF ILS THB IDR MYR PHP VND TRY "
    "SAR AED QAR KWD CLP COP ARS RUB RON ISK EGP NGN KES PKR BDT LKR KZT UAH BGN HRK MAD PEN UYU"
)
CURRENCIES = {
    **{code.lower(): code for code in ISO.split()},
    **{"us$": "USD", "$": "USD", "米ドル": "USD", "ドル": "USD", "dollars": "USD", "dollar": "USD"},
    **{"円": "JPY", "¥": "JPY", "yen": "JPY", "€": "EUR", "ユーロ": "EUR", "euros": "EUR", "euro": "EUR"},
    **{"£": "GBP", "英ポンド": "GBP", "ポンド": "GBP", "pounds": "GBP", "人民元": "CNY", "元": "CNY", "yuan": "CNY"},
    **{
        "₩": "KRW",
        "ウォン": "KRW",
        "won": "KRW",
        "c$": "CAD",
        "カナダドル": "CAD",
        "a$": "AUD",
        "豪ドル": "AUD",
        "hk$": "HKD",
    },
}
WORDS = {
    **{
        "%": "%",
        "percent": "%",
        "パーセント": "%",
        "割": "割",
        "bp": "bp",
        "bps": "bp",
        "x": "x",
        "倍": "x",
        "times": "x",
    },
    **{
        "day": "day",
        "days": "day",
        "日間": "day",
        "日": "day",
        "week": "week",
        "weeks": "week",
        "週間": "week",
        "週": "week",
    },
    **{
        "month": "month",
        "months": "month",
        "mo": "month",
        "か月": "month",
        "ヶ月": "month",
        "カ月": "month",
        "ケ月": "month",
    },
    **{
        "月": "month",
        "quarter": "quarter",
        "quarters": "quarter",
        "四半期": "quarter",
        "year": "year",
        "years": "year",
    },
    **{"yr": "year", "年間": "year", "年": "year", "share": "share", "shares": "share", "株": "share", "user": "user"},
    **{
        "users": "user",
        "people": "user",
        "subscribers": "user",
        "人": "user",
        "名": "user",
        "seat": "seat",
        "seats": "seat",
    },
    **{"席": "seat", "unit": "unit", "units": "unit", "口": "unit", "個": "unit", "台": "unit"},
}
PARTS = {"%": 100.0, "割": 10.0, "bp": 10_000.0}  # in one whole
LONGEST = 100  # characters; nobody writes a longer amount


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first; a Latin word ends where its letters end."""
    ordered = sorted(words, key=len, reverse=True)
    return (
        "(?:"
        + "|".join(
            re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in ordered
        )
        + ")"
    )


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:e[+-]?\d{1,3}(?![\da-z]))?|\.\d+)(?![\d,.])"
_PIECE = rf"{_NUMBER}\s*{_any(SCALES)}"
_TERM = re.compile(
    rf"(?P<sign>[-+▲△])?\s*(?P<before>{_any(CURRENCIES)})?\s*(?P<digits>(?:{_PIECE})*(?:{_NUMBER})?)\s*(?P<after>{_any(CURRENCIES)})?"
    rf"\s*(?P<word>{_any(WORDS)})?(?:(?<=割)(?P<tenths>\d)分)?(?P<per>(?:\s*(?:/|per\b|an?\b)\s*1?\s*{_any(WORDS)})*)\s*"
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
    pers = {tuple(WORDS[name] for name in _PER.findall(end["per"])) for end in ends if end["per"]} | (
        {per} if per else set()
    )
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
    if any(later >= earlier for earlier, later in zip(scales, scales[1:])):
        raise ValueError("the pieces of a number run from large to small")
    tenths = int(end["tenths"]) / 10 if end["tenths"] else 0.0
    total = sum(number * scale for (number, _), scale in zip(pieces, scales)) + tenths
    return -total if end["sign"] in ("-", "▲", "△") else total
