"""What a deal file may say of the two firms as one: what each earns, and how the bid is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from .context import Evidence
from .quantities import (
    Flow,
    Money,
    PartialShare,
    PositiveCount,
    PositiveNumber,
    PositiveSharePrice,
    Share,
    SharePrice,
)
from .section import Section, Text
from .wrongs import Wrong, refuse, wrong

if TYPE_CHECKING:
    from .records import DealFile

YEARS = 3  # after the close for which the accounts are joined
PARTS = ("control", "stake")  # a price for these buys no more than a part of what the target earns
CLOSE = 1e-6  # of a part: rounding of what the file writes


class BidderAccounts(Section):
    """What the bidder earns without the target, in all or a share, and its shares."""

    ways = (("earnings",), ("eps",))
    earnings: tuple[Flow, ...] = Field(
        (), max_length=YEARS, description="net income by year after the close; the last entry stays"
    )
    eps: tuple[SharePrice, ...] = Field((), max_length=YEARS, description="the same a diluted share")
    shares: PositiveCount = Field(description="diluted")
    price: PositiveSharePrice | None = Field(None, description="of a share, at which new ones are issued")
    source: Evidence | None = None
    note: Text | None = None


class TargetAccounts(Section):
    """What the target earns without the bidder."""

    earnings: tuple[Flow, ...] = Field(
        min_length=1, max_length=YEARS, description="net income by year after the close; the last entry stays"
    )
    source: Evidence | None = None
    note: Text | None = None


class ProFormaSection(Section):
    """The two firms as one for the bidder's earnings per share: both accounts, and how the bid is paid for.

    Synergies are those of `valuation`, with their ramp, delay and probability; what it costs to get them is left out.
    """

    bidder: BidderAccounts
    target: TargetAccounts | None = Field(None, description="earnings of valuation.metrics if absent")
    stock: Share | None = Field(None, description="part of the price paid in new shares of the bidder")
    ratio: PositiveNumber | None = Field(None, description="new shares of the bidder for one share of the target")
    cash: Money | None = Field(None, description="at hand, that goes into the price; the rest is borrowed")
    fees: Money | None = Field(None, description="paid at the close, on top of the price")
    debt_rate: Share | None = Field(None, description="yearly cost of the new debt, before tax")
    cash_rate: Share | None = Field(None, description="yearly interest lost on the cash, before tax")
    tax: PartialShare | None = Field(None, description="on what the deal adds to or takes from earnings")
    amortisation: Flow | None = Field(None, description="of intangibles written up and of fees, before tax")
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def paid_one_way(self) -> Self:
        """Refuse a part in stock that is said twice."""
        if self.stock is not None and self.ratio is not None:
            refuse(wrong("one_way", known="stock | ratio"))
        return self


def unready(file: DealFile) -> Iterator[Wrong]:
    """Everything in the accounts that the rest of the file contradicts or leaves without what it needs."""
    section, at = file.pro_forma, ("pro_forma",)
    if section is None:
        return
    if file.bid.per in PARTS:
        yield wrong("whole_bought", at, per=file.bid.per)
    if section.target is None and "earnings" not in (file.valuation.metrics if file.valuation else {}):
        yield wrong("target_earnings", at)
    if file.bid.per == "share" and file.financials.shares is None and not (file.valuation and file.valuation.shares):
        yield wrong("counted", at)
    if section.ratio is not None and file.bid.per != "share":
        yield wrong("by_share", (*at, "ratio"))
    else:
        yield from mixed(file, section)


def mixed(file: DealFile, section: ProFormaSection) -> Iterator[Wrong]:
    """A mix of cash and stock that is missing, that the form of the bid contradicts, or that nobody can count."""
    form, said = file.bid.form, "ratio" if section.ratio is not None else "stock"
    part = in_stock(file, section)
    if part is None:
        missing = section.ratio is not None or form == "stock"
        yield wrong("stock_price" if missing else "stock_part", ("pro_forma", "bidder" if missing else "stock"))
    elif part > 1 + CLOSE:
        yield wrong("stock_above", ("pro_forma", said), part=f"{part:.0%}")
    elif abs(part - {"cash": 0.0, "stock": 1.0}.get(form, part)) > CLOSE:
        yield wrong("stock_form", ("pro_forma", said), form=form, part=f"{part:.1%}")
    elif part > 0 and section.bidder.price is None:
        yield wrong("stock_price", ("pro_forma", "bidder"))


def in_stock(file: DealFile, section: ProFormaSection) -> float | None:
    """The part of the price paid in stock at the middle of its numbers, where the file says enough."""
    if section.ratio is not None:
        price = section.bidder.price
        return None if price is None else section.ratio.median * price.median / file.bid.price.median
    if section.stock is not None:
        return section.stock.median
    return {"cash": 0.0, "stock": 1.0}.get(file.bid.form)
