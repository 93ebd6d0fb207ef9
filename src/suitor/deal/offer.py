"""The bid and its way to the close: who must say yes, what must open, what may end it, what the market says."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .context import Day, Evidence, PastDay
from .quantities import Days, Money, Number, PositiveSharePrice, Share, SharePrice
from .section import DeciderId, EarlierGate, FactorId, GateId, Id, Loading, PartyId, Section, Text
from .wrongs import refuse, wrong


class Financing(Section):
    """Where the money comes from."""

    name: Text
    amount: Money
    source: Evidence | None = None


class BidSection(Section):
    """The offer: who, what for, how much, on which terms."""

    bidder: PartyId
    target: PartyId
    seller: PartyId = Field(
        description="who would sell: a holder, or the group of dispersed holders; others who transfer are paid too"
    )
    date: PastDay
    price: PositiveSharePrice = Field(description="the whole price, or the price per share where `per` is share")
    per: Literal["assets", "control", "stake", "equity", "firm", "share"] = Field(
        description="what the price is for; firm takes net debt along"
    )
    form: Literal["cash", "stock", "mixed"] = "cash"
    attitude: Literal["agreed", "unsolicited"] | None = Field(
        None, description="how it stood with the target's board when announced; chooses the base rate"
    )
    conditions: tuple[Text, ...] = ()
    expiry: Day | None = Field(
        None, description="the day by which it must have closed; the last day of a tender is a gate"
    )
    financing: tuple[Financing, ...] = ()
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def agrees_with_itself(self) -> Self:
        """Refuse a price per share for something else, and an offer that ends before it begins."""
        if self.price.per and self.per != "share":
            refuse(wrong("whole_price", ("price",), per=self.per))
        if self.expiry and self.expiry < self.date:
            refuse(wrong("later_day", ("expiry",), start=str(self.date)))
        return self


class DeciderSection(Section):
    """Who must say yes, and what binds it."""

    key = ("party",)
    party: PartyId
    kind: Literal["nonprofit_board", "board", "holders", "blockholder", "controller", "ministry"]
    for_sale: Share | None = Field(None, description="chance that it sells at any price at all; 100% if absent")
    fair_value: bool = Field(False, description="may not sell below fair value")
    spread: Share | None = Field(
        None, description="how far apart the prices of holders lie, over the one in the middle; 0 if absent"
    )
    note: Text | None = None
    source: Evidence | None = None


class GateSection(Section):
    """What must open after the deciders have said yes."""

    key = ("id",)
    id: Id
    who: PartyId | None = None
    name: Text
    kind: Literal["consent", "notice_and_may_sue", "waiting_period", "vote", "financing", "court"]
    chance: Share
    days: Days
    after: tuple[EarlierGate, ...] = ()
    factors: dict[FactorId, Loading] = Field(
        default_factory=dict, description="loadings on named common factors, -1 to 1"
    )
    note: Text | None = None
    source: Evidence | None = None

    @model_validator(mode="after")
    def opens_by_itself_too(self) -> Self:
        """Refuse loadings that leave the gate nothing of its own."""
        if sum(loading**2 for loading in self.factors.values()) >= 1:
            refuse(wrong("gate_loadings", ("factors",)))
        return self


class RouteSection(Section):
    """One way to close: whose yes it needs and which gates it passes; tried only where those before it are refused."""

    key = ("id",)
    id: Id
    name: Text
    deciders: tuple[DeciderId, ...] = ()
    gates: tuple[GateId, ...] = ()
    own: tuple[GateSection, ...] = Field((), description="gates that only this route passes")
    note: Text | None = None
    source: Evidence | None = None


class RisksSection(Section):
    """What may end an accepted bid while its gates are open, and who then pays whom."""

    rival: Number | None = Field(None, description="arrivals a year of a rival that wins")
    withdrawal: Number | None = Field(None, description="withdrawals a year")
    break_fee: Money | None = Field(None, description="paid to the bidder if a rival wins")
    reverse_fee: Money | None = Field(None, description="paid by the bidder if it withdraws or is blocked")


class TradingSection(Section):
    """What the market says of a bid for a listed target."""

    price: SharePrice = Field(description="market price after the announcement")
    downside: SharePrice = Field(description="where the price would fall back to if the bid failed, as a range")
    rate: Share | None = Field(None, description="risk-free rate a year; 0 if absent")
    days: Days | None = Field(None, description="until the bid pays; as long as the gates take if absent")
    source: Evidence | None = None
