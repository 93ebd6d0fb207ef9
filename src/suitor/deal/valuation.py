"""What a deal file may say of worth: ways to value the target, its shares and classes, the money for the bid."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay, refuse, wrong
from .quantities import Count, Flow, Money, Number, Share, SharePrice, Years
from .section import Id, PartyId, Section, Text

Metric = Literal["revenue", "ebitda", "ebit", "earnings"]
Rank = Annotated[int, Field(ge=1)]
TOP = 1.0  # the quantile at the upper end of a number, 0.0 at its lower end


def exactly_one(section: Section, *ways: tuple[str, ...]) -> None:
    """Refuse a section that says the same thing in two ways, in none, or by halves."""
    given = {name for way in ways for name in way if getattr(section, name) not in (None, ())}
    if given not in [set(way) for way in ways]:
        refuse(wrong("one_way", None, known=" | ".join(", ".join(way) for way in ways)))


class Mark(Section):
    """What somebody put on the whole target, or on one share: a financing round, talks, a past price, an appraisal."""

    key = ("id",)
    id: Id
    name: Text
    value: Money | None = Field(None, description="of all equity and units")
    price: SharePrice | None = Field(None, description="of one share")
    source: Evidence | None = None

    @model_validator(mode="after")
    def once(self) -> Self:
        """Refuse a mark on both or on neither."""
        exactly_one(self, ("value",), ("price",))
        return self


class Comparable(Section):
    """A company like the target, and what it is worth beside its revenue, profit or earnings."""

    key = ("id",)
    id: Id
    name: Text
    metric: Metric
    multiple: Number | None = Field(None, description="value over metric")
    value: Money | None = Field(None, description="of the company: its enterprise, or its equity where over earnings")
    base: Flow | None = Field(None, description="its own metric, a year")
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def once(self) -> Self:
        """Refuse a multiple beside what it would follow from."""
        exactly_one(self, ("multiple",), ("value", "base"))
        return self


class Precedent(Section):
    """A past deal: its multiple, or the premium it paid over the undisturbed price. It holds a control premium."""

    key = ("id",)
    id: Id
    name: Text
    metric: Metric = "revenue"
    multiple: Number | None = None
    value: Money | None = None
    base: Flow | None = None
    premium: Number | None = Field(None, description="paid over the undisturbed price, such as 38%")
    date: PastDay | None = None
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def once(self) -> Self:
        """Refuse a deal that says its price in two ways."""
        exactly_one(self, ("multiple",), ("value", "base"), ("premium",))
        return self


class Conversion(Section):
    """What a charity was first offered for its assets, and what they were later sold for or judged to be worth."""

    key = ("id",)
    id: Id
    name: Text
    offered: Money
    judged: Money
    date: PastDay | None = None
    source: Evidence | None = None
    note: Text | None = None


class Premium(Section):
    """A price of one share before the bid that the offer is held against: last close, average, high of the year."""

    key = ("id",)
    id: Id
    name: Text
    price: SharePrice
    source: Evidence | None = None


class Capital(Section):
    """The cost of capital by its parts."""

    riskless: Share
    beta: Number = Field(description="levered as the target is")
    premium: Share = Field(description="of equities over the riskless rate")
    size: Share | None = None
    debt: Share | None = Field(None, description="cost of debt before tax")
    debt_share: Share | None = Field(None, description="debt over debt and equity, at market")
    tax: Share | None = None


class Drivers(Section):
    """Yearly cash from revenue: the last entry of each list stays for the years after it."""

    revenue: Flow | None = Field(None, description="of the year just past; that of financials if absent")
    growth: tuple[Number, ...] = Field(min_length=1, description="of revenue, one entry a forecast year")
    margin: tuple[Number, ...] = Field(min_length=1, description="EBITDA over revenue")
    depreciation: Share | None = Field(None, description="of revenue")
    capex: Share | None = Field(None, description="of revenue")
    working_capital: Number | None = Field(None, description="of the increase of revenue")
    tax: Share | None = None


class CashFlows(Section):
    """What the target's own cash is worth: forecast, discount rate, and one or both terminal values."""

    flows: tuple[Flow, ...] = Field((), description="free cash flow, one entry a year")
    drivers: Drivers | None = None
    rate: Share | None = Field(None, description="discount rate; that of financials if neither it nor wacc is here")
    wacc: Capital | None = None
    growth: Number | None = Field(None, description="of the last flow for ever")
    multiple: Number | None = Field(None, description="at which the target is sold after the last year")
    metric: Flow | None = Field(None, description="what multiple is of, in the last year; EBITDA of drivers if absent")
    mid_year: bool = Field(False, description="money arrives in the middle of each year")
    stub: Annotated[float, Field(ge=0.01, le=1)] = Field(1.0, description="part of a year left in the first one")
    source: Evidence | None = None

    @model_validator(mode="after")
    def closed(self) -> Self:
        """Refuse a forecast given twice, without an end, or with a terminal value that cannot be."""
        exactly_one(self, ("flows",), ("drivers",))
        if self.rate and self.wacc:
            refuse(wrong("one_way", None, known="rate | wacc"))
        if self.growth is None and self.multiple is None:
            refuse(wrong("terminal"))
        if self.growth is not None and self.flows and self.flows[-1].median <= 0:
            refuse(wrong("last_flow", None, ("flows", len(self.flows) - 1)))
        known = self.metric is not None and float(self.metric.at(TOP)) > 0
        if self.multiple is not None and not (known or (self.metric is None and self.drivers)):
            refuse(wrong("exit_metric", None, ("metric",)))
        return self


class Part(Section):
    """One business of the target, by its worth or by a multiple of its metric."""

    key = ("id",)
    id: Id
    name: Text
    value: Money | None = None
    base: Flow | None = None
    multiple: Number | None = None
    source: Evidence | None = None

    @model_validator(mode="after")
    def once(self) -> Self:
        """Refuse a part that is valued twice."""
        exactly_one(self, ("value",), ("base", "multiple"))
        return self


class SumOfParts(Section):
    """The businesses one by one, less what head office costs and a conglomerate discount."""

    parts: tuple[Part, ...] = Field(min_length=1)
    costs: Money | None = Field(None, description="of head office, capitalised")
    discount: Share | None = None


class Synergy(Section):
    """Money that only the combined firm makes or saves."""

    key = ("id",)
    id: Id
    name: Text
    yearly: Flow = Field(description="before tax, once it is there in full")
    ramp: tuple[Share, ...] = Field(
        (), description="part of it there in the first, second ... year; all at once if absent"
    )
    delay: Years | None = Field(None, description="before the first year begins")
    probability: Share | None = Field(None, description="that it comes at all; 100% if absent")
    tax: Share | None = None
    cost: Money | None = Field(None, description="of getting it, paid now")
    growth: Number | None = Field(None, description="for ever after the ramp; 0 if absent")
    rate: Share | None = Field(None, description="discount rate; that of the valuation if absent")
    source: Evidence | None = None


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
        if none := [at for at, count in counts.items() if float(count.at(0.0)) <= 0]:
            refuse(*(wrong("some_shares", None, at) for at in none))
        return self


class MoneyItem(Section):
    """A source or a use of money: an amount, shares at the offer price, or whatever is missing."""

    key = ("id",)
    id: Id
    name: Text
    amount: Money | None = None
    shares: Count | None = Field(None, description="bought at the price of the bid")
    plug: Literal[True] | None = Field(None, description="this entry supplies what the other side has more")
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def once(self) -> Self:
        """Refuse an entry with two amounts or none."""
        exactly_one(self, ("amount",), ("shares",), ("plug",))
        return self


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
        if float(self.ebitda[-1].at(TOP)) <= 0:
            refuse(wrong("exit_metric", None, ("ebitda", len(self.ebitda) - 1)))
        return self


class ValuationSection(Section):
    """Ways to value the target beside the file's own range, the shares, and the money for the bid."""

    metrics: dict[Metric, Flow] = Field(
        default_factory=dict, description="of the target, a year; revenue from financials if absent"
    )
    net_debt: Money | None = Field(None, description="debt and what ranks with it, less cash")
    marks: tuple[Mark, ...] = ()
    comparables: tuple[Comparable, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    premiums: tuple[Premium, ...] = ()
    dcf: CashFlows | None = None
    sum_of_parts: SumOfParts | None = None
    synergies: tuple[Synergy, ...] = ()
    buyout: BuyoutSection | None = None
    shares: ShareCount | None = None
    sources_and_uses: SourcesAndUsesSection | None = None


class ClassSection(Section):
    """One class of a cap table: a preference, a part in what is left, a cap, a choice to convert; or options."""

    key = ("id",)
    id: Id
    holder: PartyId
    name: Text | None = None
    shares: Count | None = Field(None, description="common shares on conversion; none for a loan")
    preference: Money | None = None
    rank: Rank = Field(1, description="1 is paid first; equal ranks share in proportion")
    participates: bool = Field(False, description="takes its preference and then shares with common")
    cap: Money | None = Field(None, description="in all, preference included, at which participation stops")
    converts: bool = Field(True, description="may give up its preference for its shares")
    strike: SharePrice | None = Field(None, description="paid to take part, for options")
    source: Evidence | None = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse terms that contradict each other."""
        if self.cap is not None and not self.participates:
            refuse(wrong("cap_takes_part", None, ("cap",)))
        owed = float(self.preference.at(TOP)) if self.preference is not None else 0.0
        if self.cap is not None and float(self.cap.at(0.0)) < owed:
            refuse(wrong("cap_above", None, ("cap",), preference=f"{owed:,.0f}"))
        if self.strike is not None and owed > 0:
            refuse(wrong("option_or_preferred", None, ("strike",)))
        return self

    @property
    def shares_in_what_is_left(self) -> bool:
        """Whether it takes part above all preferences and caps."""
        held = self.shares is not None and float(self.shares.at(0.0)) > 0
        return held and (self.converts or (self.participates and self.cap is None))
