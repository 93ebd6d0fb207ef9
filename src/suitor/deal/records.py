"""The deal file, version 1: every section, what it holds, and in which unit.

Each record is a section of the YAML file. A number is a `Quantity`: exact, a range or a distribution, with its unit,
source, date and confidence. The JSON Schema (`suitor schema`) is generated from here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from .context import RATES, Day, Evidence, PastDay, refer, refuse, wrong
from .quantities import AnyUnit, Count, Days, Flow, Money, Number, Price, Share, SharePrice, Years
from .section import (
    Currency,
    DeciderId,
    FactorId,
    GateId,
    Id,
    Loading,
    PartyId,
    ProductId,
    ScenarioId,
    Section,
    SourceId,
    Text,
)
from .valuation import ClassSection, ValuationSection, exactly_one
from .valued import valued


class Source(Section):
    """Where something was read."""

    title: str
    url: str | None = None
    date: Day | None = None
    note: Text | None = None


class Rate(Section):
    """What one unit of `of` cost in units of `into` on a day."""

    of: Currency
    into: Currency
    rate: float = Field(ge=RATES[0], le=RATES[1])
    date: PastDay
    source: Evidence | None = None


class Party(Section):
    """Somebody with an interest: what it cares for beside cash is an assumption wherever it shows."""

    key = ("id",)
    id: Id
    name: Text
    kind: Literal["person", "company", "nonprofit", "fund", "state", "group", "court", "regulator"]
    users: Number | None = Field(
        None, description="cash dollars that a dollar of consumer surplus is worth to it; 0 if absent"
    )
    dollar: Number | None = Field(None, description="what a dollar in its hands is worth to it; 1 if absent")
    note: Text | None = None


class Stake(Section):
    """What a holder has in a company: cash flow, votes, seats, the right to appoint, a veto."""

    key = ("holder", "of")
    holder: PartyId
    of: PartyId
    cash: Share | None = None
    votes: Share | None = None
    seats: Count | None = None
    appoints: bool = False
    veto: tuple[str, ...] = ()
    units: Literal["claims"] | None = Field(
        None, description="'claims' where the cash follows the waterfall of the claims section"
    )
    since: PastDay | None = None
    source: Evidence | None = None
    note: Text | None = None


class Tier(Section):
    """One step of a waterfall: how the next dollar is split until each named holder has received its total."""

    split: dict[PartyId, Share]
    until: dict[PartyId, Money] | None = Field(
        None, description="cumulative money at which a holder stops; none for the last tier"
    )
    name: Text
    source: Evidence | None = None

    @model_validator(mode="after")
    def ends_for_its_own(self) -> Self:
        """Refuse a total for a holder that this step does not pay."""
        strangers = [holder for holder in self.until or {} if holder not in self.split]
        if strangers:
            refuse(*(wrong("in_split", None, ("until", holder)) for holder in strangers))
        return self


class ClaimsSection(Section):
    """Who is paid in what order out of what the company is worth: step by step, or by the classes of a cap table."""

    of: PartyId
    tiers: tuple[Tier, ...] = ()
    classes: tuple[ClassSection, ...] = ()

    @model_validator(mode="after")
    def pays_the_last_dollar(self) -> Self:
        """Refuse claims in two forms, and steps or classes that leave nobody for the last dollar."""
        exactly_one(self, ("tiers",), ("classes",))
        for index, tier in enumerate(self.tiers):
            if (tier.until is None) != (index == len(self.tiers) - 1):
                refuse(wrong("last_tier", None, ("tiers", index)))
        if self.classes and not any(each.shares_in_what_is_left for each in self.classes):
            refuse(wrong("residual_owner", None, ("classes",)))
        return self


class Product(Section):
    """Something users choose: its seller, price, users, and what is known of its cost."""

    key = ("id",)
    id: Id
    firm: PartyId
    name: Text
    price: Price
    users: Count
    margin: Share | None = Field(None, description="(price - marginal cost) / price, where known")
    cost: Price | None = Field(None, description="marginal cost per unit, where known; needed for a free product")
    advertising: Price | None = Field(None, description="revenue per user beside the price")
    fixed: bool = Field(
        False, description="the price is not set by the firm's first-order condition, as in a free tier"
    )
    nest: str | None = None


class Elasticity(Section):
    """Own-price elasticity of one product, as a positive number."""

    of: ProductId
    value: Number


class Measure(Section):
    """One published measure of market share, by firm."""

    key = ("id",)
    id: Id
    name: Text
    shares: dict[PartyId, Share]
    as_of: PastDay
    source: Evidence | None = None


class MarketSection(Section):
    """The market in which the target and its rivals meet."""

    name: Text
    demand: Annotated[str, refer("demand")] = "logit"
    conduct: Annotated[str, refer("conduct")] = "bertrand"
    size: Count = Field(description="everybody who might use one of the products")
    elasticity: Elasticity
    nesting: Number | None = Field(None, description="nesting parameter, 0 to 1, where the demand has nests")
    products: tuple[Product, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = ()

    @model_validator(mode="after")
    def holds_its_users(self) -> Self:
        """Refuse more users than the market has people."""
        users = sum(float(product.users.at(0.0)) for product in self.products)
        if users >= float(self.size.at(1.0)):
            refuse(wrong("roomy", None, ("size",), users=f"{users:,.0f}"))
        return self


class Financials(Section):
    """What the target earns and is worth before the bid."""

    of: PartyId
    revenue: Flow | None = None
    value: Money = Field(description="value of all equity and units, before the bid")
    shares: Count | None = Field(None, description="diluted shares, where the bid is per share")
    undisturbed: SharePrice | None = Field(None, description="price per share before the first leak")
    discount: Share | None = Field(None, description="discount for a stake that cannot be sold at once")
    control: Money | None = Field(None, description="value of control apart from cash flow")
    residual: Money | None = Field(None, description="value of what remains above the caps, or warrants")
    rate: Share | None = Field(None, description="yearly discount rate")


class LabSection(Section):
    """A lab in the race: what it has, what it can raise, and what it owes."""

    key = ("firm",)
    firm: PartyId
    revenue: Flow
    cash: Money
    compute: Count = Field(description="research compute in the base year, H100-equivalent years")
    compute_before: Count | None = Field(
        None,
        description="the same a year earlier, behind the models served in the base year; as in the base year if absent",
    )
    dilution: Share | None = Field(None, description="equity sold a year, share of value")
    donations: Flow | None = Field(None, description="gifts a year")
    parent: Flow | None = Field(None, description="money from a parent a year")
    revenue_share: Share | None = Field(None, description="revenue owed to a partner")
    cap: Number | None = Field(None, description="return cap of new units, multiple of money put in; none if uncapped")
    friction: Years | None = Field(None, description="years lost to reorganisation")
    open_lag: Years | None = Field(None, description="years after which weights are open; none if closed")
    supplier: Share | None = Field(None, description="share of compute from the largest supplier")
    plan: Share | None = Field(
        None, description="part of today's profit from users that must still be earned for research; all if absent"
    )
    rights: Count | None = Field(None, description="kinds of rights the partner holds, out of five")


class RaceSection(Section):
    """The yearly path in dollars; every parameter is sourced, fitted or assumed."""

    end: int = Field(ge=1900, le=2200, description="last year of the path")
    labs: tuple[LabSection, ...] = Field(min_length=1)
    technology: dict[str, Number] = Field(default_factory=dict, description="parameters of the race by name")


class Financing(Section):
    """Where the money comes from."""

    name: Text
    amount: Money
    source: Evidence | None = None


class BidSection(Section):
    """The offer: who, what for, how much, on which terms."""

    bidder: PartyId
    target: PartyId
    seller: PartyId = Field(description="who would sell: a holder, or the group of dispersed holders")
    date: PastDay
    price: SharePrice = Field(description="the whole price, or the price per share where `per` is share")
    per: Literal["assets", "control", "stake", "equity", "firm", "share"] = Field(description="what the price is for")
    form: Literal["cash", "stock", "mixed"] = "cash"
    attitude: Literal["agreed", "unsolicited"] | None = Field(
        None, description="how it stood with the target's board when announced; chooses the base rate"
    )
    conditions: tuple[Text, ...] = ()
    expiry: Day | None = None
    financing: tuple[Financing, ...] = ()
    source: Evidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def agrees_with_itself(self) -> Self:
        """Refuse a price per share for something else, and an offer that ends before it begins."""
        if self.price.per and self.per != "share":
            refuse(wrong("whole_price", None, ("price",), per=self.per))
        if self.expiry and self.expiry < self.date:
            refuse(wrong("later_day", None, ("expiry",), start=str(self.date)))
        return self


class Transfer(Section):
    """One holder's rights in a company pass to another: all of them, or a share."""

    of: PartyId
    what: Literal["cash", "votes", "control", "seats", "all"]
    from_: PartyId = Field(alias="from")
    to: PartyId
    share: Share | None = Field(None, description="how much of them; all if absent")


class Issue(Section):
    """A company gives a holder new rights, which dilute all others."""

    of: PartyId
    to: PartyId
    cash: Share = Field(description="share of the cash flow that the holder has afterwards through them")
    votes: Share | None = Field(None, description="as for cash; the same if absent")


class NewStake(Section):
    """What a holder has after a conversion."""

    key = ("holder",)
    holder: PartyId
    cash: Share | None = None
    votes: Share | None = None
    seats: Count | None = None
    appoints: bool = False


class Convert(Section):
    """A company's stakes are replaced as a whole, as when it takes another legal form."""

    of: PartyId
    stakes: tuple[NewStake, ...] = Field(min_length=1)


class Merge(Section):
    """A firm becomes part of another."""

    firm: PartyId
    into: PartyId


class Appoint(Section):
    """The right to appoint a company's board passes to a holder."""

    of: PartyId
    by: PartyId


class Divest(Section):
    """A holder sells what it has in a company to dispersed holders: all of it, or a share."""

    of: PartyId
    holder: PartyId
    share: Share | None = Field(None, description="how much of it; all if absent")


class Pact(Section):
    """Holders of a company vote as one."""

    of: PartyId
    members: tuple[PartyId, ...] = Field(min_length=2)


class Set(Section):
    """A number of the file has another value in this scenario."""

    path: str = Field(description="market.products[chatgpt_plus].price")
    to: AnyUnit | None = Field(description="in the unit of the number it replaces; null where there is none any more")


VERBS = ("transfer", "issue", "convert", "merge", "appoint", "divest", "pact", "set")


class ChangeSection(Section):
    """One thing a scenario changes: exactly one verb with its terms."""

    transfer: Transfer | None = None
    issue: Issue | None = None
    convert: Convert | None = None
    merge: Merge | None = None
    appoint: Appoint | None = None
    divest: Divest | None = None
    pact: Pact | None = None
    set: Set | None = None

    @model_validator(mode="after")
    def one_verb(self) -> Self:
        """Refuse a change that does two things or nothing."""
        if sum(getattr(self, verb) is not None for verb in VERBS) != 1:
            refuse(wrong("one_verb", known=", ".join(VERBS)))
        return self

    @property
    def verb(self) -> str:
        """What it does: transfer, issue, convert, merge, appoint, divest, pact or set."""
        return next(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def terms(self) -> Section:
        """The terms of its verb."""
        return getattr(self, self.verb)


class Scenario(Section):
    """A named list of changes, and whether it follows acceptance or refusal."""

    key = ("id",)
    id: Id
    name: Text
    follows: Literal["today", "accepted", "refused"]
    says: Text | None = None
    promised: bool = Field(False, description="the buyer has announced this branch")
    form: str | None = Field(
        None, description="legal form of the target for raising capital: for_profit, capped, nonprofit ..."
    )
    changes: tuple[ChangeSection, ...] = ()


class Weight(Section):
    """How likely the deciders hold a scenario to be, if they refuse."""

    key = ("scenario",)
    scenario: ScenarioId
    weight: Share


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
    after: tuple[GateId, ...] = ()
    factors: dict[FactorId, Loading] = Field(
        default_factory=dict, description="loadings on named common factors, -1 to 1"
    )
    note: Text | None = None
    source: Evidence | None = None


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


class RightsPlan(Section):
    """Whoever crosses a threshold without the board's consent is diluted: flip-in or exchange."""

    trigger: Share = Field(description="share of the votes that sets it off")
    exercise_price: SharePrice | None = Field(None, description="price of a right, for a flip-in")
    multiple: Number | None = Field(None, description="what a right buys, over its price; 2 if absent")
    exchange: Number | None = Field(None, description="shares a right, where the board swaps rights for shares")

    @model_validator(mode="after")
    def does_one_thing(self) -> Self:
        """Refuse a plan that neither sells nor swaps, or does both."""
        if (self.exercise_price is None) == (self.exchange is None):
            refuse(wrong("flip_or_swap"))
        return self


class StaggeredBoard(Section):
    """Replacing a majority of the board takes two annual meetings."""

    to_meeting: Days = Field(description="days to the next annual meeting")


class WhiteKnight(Section):
    """A friendlier buyer."""

    worth: SharePrice = Field(description="what a share is worth to it")
    cost: SharePrice | None = Field(None, description="of coming in, a share")


class Buyback(Section):
    """The target buys its own shares."""

    share: Share = Field(description="of all shares")
    price: SharePrice


class AssetSale(Section):
    """What the bidder wants most goes to somebody else if it wins."""

    worth: Money = Field(description="of the asset to the bidder")
    price: Money = Field(description="at which it goes")


class PacMan(Section):
    """The target bids for the bidder, or for what its owner holds."""

    price: SharePrice = Field(description="offered for a share of the bidder, or for the whole")
    asked: SharePrice = Field(description="by its holders, for the same")
    needed: Count = Field(description="shares that give control; 1 where the price is for the whole")
    funds: Money = Field(description="at the target's command")
    ahead: Share | None = Field(None, description="chance that the counter-offer closes first; one half if absent")


class GoldenShare(Section):
    """One holder of a special vote can refuse."""

    price: SharePrice | None = Field(None, description="at which the holder consents; never if absent")


class LegalForm(Section):
    """The board answers to a purpose and not to the price alone."""

    price: SharePrice | None = Field(None, description="what the board then asks; not for sale if absent")
    days: Days | None = Field(None, description="that the change takes")


class Litigation(Section):
    """A suit against the bid, or a complaint to a regulator."""

    injunction: Share = Field(description="chance that a court stops the bid")
    days: Days | None = None
    cost: Money | None = Field(None, description="to the bidder")


class DefenceSection(Section):
    """Something the target does against the bid: exactly one defence with its terms, in the order of use."""

    rights_plan: RightsPlan | None = None
    staggered_board: StaggeredBoard | None = None
    white_knight: WhiteKnight | None = None
    buyback: Buyback | None = None
    asset_sale: AssetSale | None = None
    pac_man: PacMan | None = None
    golden_share: GoldenShare | None = None
    legal_form: LegalForm | None = None
    litigation: Litigation | None = None
    date: PastDay | None = None
    note: Text | None = None
    source: Evidence | None = None

    @model_validator(mode="after")
    def one_defence(self) -> Self:
        """Refuse an entry that names two defences or none."""
        if sum(getattr(self, defence) is not None for defence in DEFENCES) != 1:
            refuse(wrong("one_defence", known=", ".join(DEFENCES)))
        return self

    @property
    def defence(self) -> str:
        """What it is called on the shelf of defences."""
        return next(defence for defence in DEFENCES if getattr(self, defence) is not None)

    @property
    def terms(self) -> Section:
        """Its terms."""
        return getattr(self, self.defence)


DEFENCES = tuple(name for name in DefenceSection.model_fields if name not in ("date", "note", "source"))


class Position(Section):
    """One side of the quarrel, row by row."""

    key = ("party",)
    party: PartyId
    name: Text
    rows: dict[Literal["funding", "access", "growth", "influence"], Text]
    says: tuple[Text, ...] = ()
    source: SourceId | None = None


class Event(Section):
    """Something that happened on a day, by `as_of` at the latest."""

    date: PastDay
    what: Text
    source: SourceId | None = None


class LaterEvent(Section):
    """What happened after `as_of`: a test of the answer, never an input to it."""

    date: Day
    what: Text
    source: SourceId | None = None
    tests: str | None = Field(None, description="id of the figure that it tests")
    value: Any = None


class CheckedClaim(Section):
    """A claim in circulation, and what the sources say."""

    claim: Text
    verdict: Literal["true", "imprecise", "wrong", "unsupported", "contested"]
    correct: Text
    source: SourceId | None = None


class DealFile(Section):
    """Everything that is known about one bid, where it was read and how sure it is."""

    suitor: Literal[1] = Field(description="version of this format")
    id: Id
    name: Text
    question: Text
    as_of: Day
    base_year: int = Field(ge=1900, le=2200)
    currency: Currency
    rates: tuple[Rate, ...] = ()
    sources: dict[Id, Source] = Field(default_factory=dict)
    factors: tuple[str, ...] = ()
    parties: tuple[Party, ...] = Field(min_length=1)
    stakes: tuple[Stake, ...]
    claims: ClaimsSection | None = None
    market: MarketSection | None = None
    financials: Financials
    valuation: ValuationSection | None = None
    race: RaceSection | None = None
    bid: BidSection
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    alternative: tuple[Weight, ...] = Field(min_length=1)
    deciders: tuple[DeciderSection, ...] = Field(min_length=1)
    gates: tuple[GateSection, ...] = ()
    routes: tuple[RouteSection, ...] = ()
    risks: RisksSection | None = None
    law: Annotated[str, refer("law")] | None = Field(None, description="whose rules judge a defence: us, uk, eu, jp")
    defences: tuple[DefenceSection, ...] = ()
    trading: TradingSection | None = None
    positions: tuple[Position, ...] = ()
    timeline: tuple[Event, ...] = ()
    later: tuple[LaterEvent, ...] = ()
    claims_checked: tuple[CheckedClaim, ...] = ()

    @model_validator(mode="after")
    def can_be_valued(self) -> Self:
        """Refuse ways to value the target that the rest of the file leaves without what they need."""
        if wrongs := list(valued(self)):
            refuse(*wrongs)
        return self
