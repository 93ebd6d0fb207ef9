"""What a number of the file counts, how people write it, and what it is in plain numbers."""

from __future__ import annotations

import math
import re

from .._core.amounts import CURRENCIES, Amount, read
from .._core.records import record

__all__ = ["UNITS", "Unit"]

MOST = 1e30  # more than anything a deal file counts
YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}  # how many a year has
PERIODS = tuple(YEAR)
COUNTED = ("user", "share", "seat", "unit")


@record
class Unit:
    """What a number counts: the words it may be written with, its bounds, and its plain form."""

    name: str
    example: str
    bounds: tuple[float, float] = (-MOST, MOST)
    words: tuple[str, ...] = ()
    is_money: bool = False
    pers: tuple[str, ...] = ()  # what money may be per
    needs_per: bool = False
    a_year: float = 0.0  # for times: how many of it a year has

    def plain(self, text: str) -> tuple[float, float, Amount]:
        """Both ends in plain numbers, in the currency and period as written; a ValueError names the way out."""
        amount = self._amount(text)
        zero = (amount.low, amount.high) == (0.0, 0.0)
        if amount.word not in ("", *self.words) or (amount.currency and not self.is_money):
            raise ValueError("example")
        if self.is_money and not amount.currency and not zero:
            raise ValueError("currency")
        if any(per not in self.pers for per in amount.per):
            raise ValueError("per" if self.pers else "no_per")
        if self.needs_per and not amount.per and not zero:
            raise ValueError("period")
        scale = self.a_year / YEAR[amount.word] if self.a_year and amount.word else 1.0
        return self._bounded(amount.low * scale, amount), self._bounded(amount.high * scale, amount), amount

    def _amount(self, text: str) -> Amount:
        try:
            return read(text)
        except ValueError:
            raise ValueError("decimal" if self._decimal(text) else "example") from None

    def _decimal(self, text: str) -> str | None:
        """The text with a decimal point for a decimal comma, if that reads."""
        fixed = re.sub(r"(?<=\d),(?=\d{1,2}(?!\d))", ".", text)
        try:
            return fixed if fixed != text and read(fixed) else None
        except ValueError:
            return None

    def _bounded(self, value: float, amount: Amount) -> float:
        low, high = self.bounds
        if not low <= value <= high:
            bare = self.name == "share" and not amount.word and 1 < value <= 100
            raise ValueError("percent" if bare else "bounds")
        return value

    def meant(self, way_out: str, text: str, currency: str) -> str:
        """What somebody who wrote `text` most likely meant."""
        match way_out:
            case "percent":
                return f"{text}%"
            case "currency":
                known = currency if currency.lower() in CURRENCIES else "USD"
                return f"{text} {known}" if "/" not in text else text.replace("/", f" {known}/", 1)
            case "period":
                return f"{text}/month"
            case "decimal":
                return self._decimal(text) or self.example
        return self.example

    def yearly(self, amount: Amount) -> float:
        """How many times a year the money is paid, where it is paid by the month, week or day."""
        return math.prod(YEAR.get(per, 1.0) for per in amount.per)


UNITS = {
    unit.name: unit
    for unit in (
        Unit("share", "41%", (0.0, 1.0), ("%",)),
        Unit("money", "97.375bn USD", is_money=True),
        Unit("flow", "3.7bn USD", is_money=True, pers=PERIODS),
        Unit("price", "20 USD/month", is_money=True, pers=PERIODS + COUNTED, needs_per=True),
        Unit("share price", "54.20 USD/share", is_money=True, pers=("share",)),
        Unit("count", "300m", (0.0, MOST), COUNTED),
        Unit("number", "1.5", words=("x", "%")),
        Unit("days", "60 days", (0.0, MOST), PERIODS, a_year=365.25),
        Unit("years", "6 months", (0.0, MOST), PERIODS, a_year=1.0),
    )
}
