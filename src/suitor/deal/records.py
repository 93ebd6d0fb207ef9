"""The deal file, version 1: every section, what it holds, and in which unit.

Each record is a section of the YAML file. A number is a `Quantity`: exact, a range or a distribution, with its unit,
source, date and confidence. The JSON Schema (`suitor schema`) is generated from here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .quantities import Count, Days, Money, Number, Price, Share, Years

Id = str


class Section(BaseModel):
    """A part of the file: frozen, and without room for keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(Section):
    """A sentence in both languages; a plain string stands for both."""

    en: str
    ja: str


class Source(Section):
    """Where something was read."""

    title: str
    url: str | None = None
    date: date | None = None
    note: str | None = None


class Rate(Section):
    """What one unit of `of` cost in units of `into` on a day."""

    of: str = Field(min_length=3, max_length=3)
    into: str = Field(min_length=3, max_length=3)
    rate: float = Field(gt=0)
    date: date
    source: Id | None = None


class Party(Section):
    """Somebody with an interest: what it cares for beside cash is an assumption wherever it shows."""

    id: Id
    name: Text
    kind: Literal["person", "company", "nonprofit", "fund", "state", "group", "court", "regulator"]
    users: Number | None = Field(None, description="cash dollars that a dollar of consumer surplus is worth to it; 0 if absent")
    dollar: Number | None = Field(None, description="what a dollar in its hands is worth to it; 1 if absent")
    note: Text | None = None


class Stake(Section):
    """What a holder has in a company: cash flow, votes, seats, the right to appoint, a veto."""

    holder: Id
    of: Id
    cash: Share | None = None
    votes: Share | None = None
    seats: Count | None = None
    appoints: bool = False
    veto: tuple[str, ...] = ()
    units: Id | None = Field(None, description="'claims' where the cash follows the waterfall of the claims section")
    since: date | None = None
    source: Id | None = None
    note: Text | None = None


class Tier(Section):
    """One step of a waterfall: how the next dollar is split until each named holder has received its total."""

    split: dict[Id, Share]
    until: dict[Id, Money] | None = Field(None, description="cumulative money at which a holder stops; none for the last tier")
    name: Text
    source: Id | None = None


class ClaimsSection(Section):
    """Who is paid in what order out of what the company is worth."""

    of: Id
    tiers: tuple[Tier, ...]


class Product(Section):
    """Something users choose: its seller, price, users, and what is known of its cost."""

    id: Id
    firm: Id
    name: Text
    price: Price
    users: Count
    margin: Share | None = Field(None, description="(price - marginal cost) / price, where known")
    cost: Price | None = Field(None, description="marginal cost per unit, where known; needed for a free product")
    advertising: Price | None = Field(None, description="revenue per user beside the price")
    fixed: bool = Field(False, description="the price is not set by the firm's first-order condition, as in a free tier")
    nest: str | None = None


class Elasticity(Section):
    """Own-price elasticity of one product, as a positive number."""

    of: Id
    value: Number


class Measure(Section):
    """One published measure of market share, by firm."""

    id: Id
    name: Text
    shares: dict[Id, Share]
    source: Id | None = None
    as_of: date


class MarketSection(Section):
    """The market in which the target and its rivals meet."""

    name: Text
    demand: str = "logit"
    conduct: str = "bertrand"
    size: Count = Field(description="everybody who might use one of the products")
    elasticity: Elasticity
    nesting: Number | None = Field(None, description="nesting parameter, 0 to 1, where the demand has nests")
    products: tuple[Product, ...]
    measures: tuple[Measure, ...] = ()


class Financials(Section):
    """What the target earns and is worth before the bid."""

    of: Id
    revenue: Money | None = None
    value: Money = Field(description="value of all equity and units, before the bid")
    shares: Count | None = Field(None, description="diluted shares, where the bid is per share")
    undisturbed: Price | None = Field(None, description="price per share before the first leak")
    discount: Share | None = Field(None, description="discount for a stake that cannot be sold at once")
    control: Money | None = Field(None, description="value of control apart from cash flow")
    residual: Money | None = Field(None, description="value of what remains above the caps, or warrants")
    rate: Share | None = Field(None, description="yearly discount rate")


class LabSection(Section):
    """A lab in the race: what it has, what it can raise, and what it owes."""

    firm: Id
    revenue: Money
    cash: Money
    compute: Count = Field(description="research compute in the base year, H100-equivalent years")
    dilution: Share | None = Field(None, description="equity sold a year, share of value")
    donations: Money | None = Field(None, description="gifts a year")
    parent: Money | None = Field(None, description="money from a parent a year")
    revenue_share: Share | None = Field(None, description="revenue owed to a partner")
    cap: Number | None = Field(None, description="return cap of new units, multiple of money put in; none if uncapped")
    friction: Years | None = Field(None, description="years lost to reorganisation")
    open_lag: Years | None = Field(None, description="years after which weights are open; none if closed")
    supplier: Share | None = Field(None, description="share of compute from the largest supplier")
    rights: Count | None = Field(None, description="kinds of rights the partner holds, out of five")


class RaceSection(Section):
    """The yearly path in dollars; every parameter is sourced, fitted or assumed."""

    end: int
    labs: tuple[LabSection, ...]
    technology: dict[str, Number] = Field(default_factory=dict, description="parameters of the race by name")


class Financing(Section):
    """Where the money comes from."""

    name: Text
    amount: Money
    source: Id | None = None


class BidSection(Section):
    """The offer: who, what for, how much, on which terms."""

    bidder: Id
    target: Id
    seller: Id = Field(description="who would sell: a holder, or the group of dispersed holders")
    date: date
    price: Money | Price
    per: Literal["assets", "control", "stake", "equity", "firm", "share"] = Field(description="what the price is for")
    form: Literal["cash", "stock", "mixed"] = "cash"
    conditions: tuple[Text, ...] = ()
    expiry: date | None = None
    financing: tuple[Financing, ...] = ()
    source: Id | None = None
    note: Text | None = None


class ChangeSection(Section):
    """One thing a scenario changes: exactly one verb with its terms."""

    transfer: dict[str, Any] | None = None
    issue: dict[str, Any] | None = None
    convert: dict[str, Any] | None = None
    merge: dict[str, Any] | None = None
    appoint: dict[str, Any] | None = None
    divest: dict[str, Any] | None = None
    pact: dict[str, Any] | None = None
    set: dict[str, Any] | None = Field(None, description="{path: a number of this file, to: its value here}")


class Scenario(Section):
    """A named list of changes, and whether it follows acceptance or refusal."""

    id: Id
    name: Text
    follows: Literal["today", "accepted", "refused"]
    says: Text | None = None
    promised: bool = Field(False, description="the buyer has announced this branch")
    form: str | None = Field(None, description="legal form of the target for raising capital: for_profit, capped, nonprofit ...")
    changes: tuple[ChangeSection, ...] = ()


class Weight(Section):
    """How likely the deciders hold a scenario to be, if they refuse."""

    scenario: Id
    weight: Share


class DeciderSection(Section):
    """Who must say yes, and what binds it."""

    party: Id
    kind: Literal["nonprofit_board", "board", "holders", "blockholder", "controller", "ministry"]
    for_sale: Share | None = Field(None, description="chance that it sells at any price at all; 100% if absent")
    fair_value: bool = Field(False, description="may not sell below fair value")
    note: Text | None = None
    source: Id | None = None


class GateSection(Section):
    """What must open after the deciders have said yes."""

    id: Id
    who: Id | None = None
    name: Text
    kind: Literal["consent", "notice_and_may_sue", "waiting_period", "vote", "financing", "court"]
    chance: Share
    days: Days
    after: tuple[Id, ...] = ()
    factors: dict[str, float] = Field(default_factory=dict, description="loadings on named common factors, -1 to 1")
    note: Text | None = None
    source: Id | None = None


class Position(Section):
    """One side of the quarrel, row by row."""

    party: Id
    name: Text
    rows: dict[Literal["funding", "access", "growth", "influence"], Text]
    says: tuple[Text, ...] = ()
    source: Id | None = None


class Event(Section):
    """Something that happened on a day."""

    date: date
    what: Text
    source: Id | None = None


class LaterEvent(Event):
    """What happened after `as_of`: a test of the answer, never an input to it."""

    tests: Id | None = Field(None, description="id of the figure that it tests")
    value: Any = None


class CheckedClaim(Section):
    """A claim in circulation, and what the sources say."""

    claim: Text
    verdict: Literal["true", "imprecise", "wrong", "unsupported", "contested"]
    correct: Text
    source: Id | None = None


class DealFile(Section):
    """Everything that is known about one bid, where it was read and how sure it is."""

    suitor: Literal[1] = Field(description="version of this format")
    id: Id
    name: Text
    question: Text
    as_of: date
    base_year: int
    currency: str = Field(min_length=3, max_length=3)
    rates: tuple[Rate, ...] = ()
    sources: dict[Id, Source] = Field(default_factory=dict)
    factors: tuple[str, ...] = ()
    parties: tuple[Party, ...]
    stakes: tuple[Stake, ...]
    claims: ClaimsSection | None = None
    market: MarketSection | None = None
    financials: Financials
    race: RaceSection | None = None
    bid: BidSection
    scenarios: tuple[Scenario, ...]
    alternative: tuple[Weight, ...]
    deciders: tuple[DeciderSection, ...]
    gates: tuple[GateSection, ...] = ()
    positions: tuple[Position, ...] = ()
    timeline: tuple[Event, ...] = ()
    later: tuple[LaterEvent, ...] = ()
    claims_checked: tuple[CheckedClaim, ...] = ()
