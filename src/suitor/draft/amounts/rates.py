"""The exchange rates that a text gives."""

from __future__ import annotations

import re

from ..._core.amounts import CURRENCIES
from ..._core.records import record

__all__ = ["RateFound", "rates_in"]

_RATE = re.compile(
    r"(?:1|一)(?P<of>米?ドル|ユーロ|ポンド|人民元|元|ウォン) ?(?:[=＝≒は]|あたり|当たり"
    r"|につき)+ ?約? ?(?P<rate>\d{1,4}(?:\.\d{1,4})?)(?P<into>円|ドル)"
    r"|\b1 ?(?P<of2>USD|EUR|GBP|CNY) ?[=＝≈] ?(?P<rate2>\d{1,4}(?:\.\d{1,4})?) ?(?P<into2>JPY|USD|EUR)"
    r"|(?P<of4>[$€£]|US\$) ?1 ?= ?(?P<rate4>\d{1,6}(?:\.\d{1,4})?) "
    r"(?P<into4>(?:Australian|Canadian) dollars|yen|won|yuan|euros?|pounds?|rupees)"
    r"|(?P<rate3>\d{1,4}(?:\.\d{1,4})?) (?P<into3>yen|won|yuan) (?:to|per) the (?P<of3>dollar|euro|pound)"
)


@record
class RateFound:
    """What one unit of a currency costs in another, as the text says."""

    of: str
    into: str
    rate: str
    written: str
    start: int
    end: int


def rates_in(text: str) -> tuple[RateFound, ...]:
    """Exchange rates that the text gives: 1ドル=152円, 152 yen to the dollar."""
    found = []
    for match in _RATE.finditer(text):
        of, into, rate = (
            next(filter(None, (match[name + form] for form in ("", "2", "3", "4")))) for name in ("of", "into", "rate")
        )
        found.append(RateFound(_code(of), _code(into), rate, match[0], match.start(), match.end()))
    return tuple(found)


def _code(name: str) -> str:
    """The code of a currency by the name that a text has for it."""
    first = name.split()[0].lower()
    return {"australian": "AUD", "canadian": "CAD", "rupees": "INR"}.get(first) or CURRENCIES[first]
