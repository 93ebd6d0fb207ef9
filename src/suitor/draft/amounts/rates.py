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
        of, into = (match["of"] or match["of2"] or match["of3"]), (match["into"] or match["into2"] or match["into3"])
        rate = match["rate"] or match["rate2"] or match["rate3"]
        found.append(
            RateFound(CURRENCIES[of.lower()], CURRENCIES[into.lower()], rate, match[0], match.start(), match.end())
        )
    return tuple(found)
