"""The money for the bid: what has to be bought, where the money comes from, and what borrowing allows."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .context import Evidence
from .quantities import Count, Flow, Money, Number, Share, SharePrice
from .section import Id, Section, Text
from .wrongs import refuse, wrong


class OptionTranche(Section):
    """Options or warrants of one strike; all outstanding ones count, for a change of control accelerates them."""

    key = ("id",)
    id: Id
    count: Count
    strike: SharePrice
    source: Evidence | None = None


class ConvertibleDebt(Section):
    """A bond that becomes shares where they are worth more than its face."""

    key = ("id",)
    id: Id
    shares: Count
    face: Money
    source: Evidence | None = None


class ShareCount(Section):
    """What has to be bought: basic shares, restricted units, options by strike, convertibles."""

    basic: Count
    units: Count | None = Field(None, description="restricted and performance units")
    options: tuple[OptionTranche, ...] = ()
    convertibles: tuple[ConvertibleDebt, ...] = ()
    source: Evidence | None = None

    @model_validator(mode="after")
    def counted(self) -> Self:
        """Refuse a company or a bond without shares."""
        counts = {("basic",): self.basic} | {
            ("convertibles", i, "shares"): bond.shares for i, bond in enumerate(self.convertibles)
        }
        if none := [at for at, count in counts.items() if count.least <= 0]:
            refuse(*(wrong("some_shares", at) for at in none))
        return self


class MoneyItem(Section):
    """A source or a use of money: an amount, shares at the offer price, or whatever is missing."""

    key = ("id",)
    ways = (("amount",), ("shares",), ("plug",))
    id: Id
    name: Text
    amount: Money | None = None
    shares: Count | None = Field(None, description="bought at the price of the bid")
    plug: Literal[True] | None = Field(None, description="this entry supplies what the other side has more")
    source: Evidence | None = None
    note: Text | None = None


class SourcesAndUsesSection(Section):
    """Where the money for the bid comes from and where it goes, equal to the cent."""

    sources: tuple[MoneyItem, ...] = Field((), description="the bid's financing if absent")
    uses: tuple[MoneyItem, ...] = Field(min_length=1)


class LoanSection(Section):
    """A loan of the buyout."""

    key = ("id",)
    id: Id
    amount: Money
    rate: Share
    due: Share | None = Field(None, description="of the amount, repaid every year")
    swept: bool = Field(False, description="spare cash repays it early")
    source: Evidence | None = None


class BuyoutSection(Section):
    """What a buyer who borrows can pay and still earn its return."""

    target: Share = Field(description="yearly return asked for")
    ebitda: tuple[Flow, ...] = Field(min_length=1)
    multiple: Number = Field(description="of the last year's EBITDA, at exit")
    loans: tuple[LoanSection, ...] = ()
    tax: Share | None = None
    depreciation: Flow | None = None
    capex: Flow | None = None
    working_capital: Flow | None = Field(None, description="its yearly increase")
    fees: Money | None = None
    source: Evidence | None = None

    @model_validator(mode="after")
    def worth_something(self) -> Self:
        """Refuse an exit at a multiple of a loss."""
        if self.ebitda[-1].most <= 0:
            refuse(wrong("exit_metric", ("ebitda", len(self.ebitda) - 1)))
        return self
