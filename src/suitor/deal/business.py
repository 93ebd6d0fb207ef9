"""What the target and its rivals do: the market they meet in, what the target earns, the race they run."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay, refer, refuse, wrong
from .quantities import (
    Count,
    Flow,
    Money,
    Number,
    PartialShare,
    PositiveCount,
    PositiveMoney,
    PositiveNumber,
    PositiveShare,
    PositiveSharePrice,
    Price,
    PriceOrFree,
    Share,
    Years,
)
from .section import Id, PartyId, ProductId, Section, Text

NESTED = ("nested_logit", "nested_ces")  # demand systems that read nests


class Product(Section):
    """Something users choose: its seller, price, users, and what is known of its cost."""

    key = ("id",)
    id: Id
    firm: PartyId
    name: Text
    price: PriceOrFree
    users: PositiveCount
    margin: Share | None = Field(None, description="(price - marginal cost) / price, where known")
    cost: Price | None = Field(None, description="marginal cost per unit, where known; needed for a free product")
    advertising: Price | None = Field(None, description="revenue per user beside the price")
    fixed: bool = Field(
        False, description="the price is not set by the firm's first-order condition, as in a free tier"
    )
    nest: str | None = Field(None, description="a name; products of one nest are closer substitutes")

    @model_validator(mode="after")
    def costs_something_known(self) -> Self:
        """Refuse a fixed price without a cost: no condition of the firm tells it."""
        if self.fixed and self.cost is None:
            refuse(wrong("fixed_cost"))
        return self


class Elasticity(Section):
    """Own-price elasticity of one product, as a positive number."""

    of: ProductId
    value: PositiveNumber


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
    size: PositiveCount = Field(description="everybody who might use one of the products")
    elasticity: Elasticity
    nesting: PartialShare | None = Field(
        None, description="0 where products of a nest are no closer than others, towards 1 where they are the same"
    )
    products: tuple[Product, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = ()

    @model_validator(mode="after")
    def holds_its_users(self) -> Self:
        """Refuse more users than the market has people."""
        users = sum(product.users.median for product in self.products)
        if users >= self.size.median:
            refuse(wrong("roomy", None, ("size",), users=f"{users:,.0f}"))
        return self

    @model_validator(mode="after")
    def nests_where_they_count(self) -> Self:
        """Refuse nests that the demand does not read, and a demand with nests that has none."""
        listed = [product.nest is not None for product in self.products]
        nested = self.demand in NESTED
        if nested and not (all(listed) and self.nesting is not None):
            refuse(wrong("nests", None, ("demand",)))
        if not nested and (any(listed) or self.nesting is not None):
            refuse(wrong("no_nests", None, ("demand",), known=", ".join(NESTED)))
        return self


class Financials(Section):
    """What the target earns and is worth before the bid."""

    of: PartyId
    revenue: Flow | None = None
    value: PositiveMoney = Field(description="value of all equity and units, before the bid")
    shares: PositiveCount | None = Field(None, description="diluted shares, where the bid is per share")
    undisturbed: PositiveSharePrice | None = Field(None, description="price per share before the first leak")
    discount: PartialShare | None = Field(None, description="discount for a stake that cannot be sold at once")
    control: Money | None = Field(None, description="value of control apart from cash flow")
    residual: Money | None = Field(None, description="value of what remains above the caps, or warrants")
    rate: PositiveShare | None = Field(None, description="yearly discount rate")


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
