"""The market that the target and its rivals meet in: what is sold, who buys it, and how sellers compete."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay, refer
from .fitting import MONEY_ONLY, misfits
from .quantities import (
    Number,
    PartialShare,
    PositiveCount,
    PositiveNumber,
    PositiveShare,
    Price,
    PriceOrFree,
    Share,
)
from .section import Id, PartyId, ProductId, Section, Text
from .wrongs import refuse, wrong

__all__ = ["Kind", "MarketSection", "Product"]


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
    nests: dict[str, PositiveShare] | None = Field(
        None, description="how much of it belongs to each of several overlapping nests, by their names"
    )
    capacity: PositiveCount | None = Field(None, description="the most users it can serve")
    cap: Price | None = Field(None, description="the most that it may cost, by rule or undertaking")
    power: PartialShare | None = Field(
        None, description="bargaining power of its buyers, from 0 towards 1; the market's power if absent"
    )
    leads: bool = Field(False, description="sets its quantity before the others, who see it")
    good: str | None = Field(None, description="a name; products of one good are the same whoever sells them")
    plant: str | None = Field(None, description="a name; which plant makes it, where one makes several goods")
    supplier: PartyId | None = Field(None, description="who sells it to the firm that retails it")
    input_price: Price | None = Field(None, description="what the retailer pays its supplier for a unit")
    supply_cost: Price | None = Field(None, description="what a unit costs the supplier")

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


class Weights(Section):
    """How much what is given counts where it disagrees; 1 each if absent."""

    margins: PositiveNumber | None = Field(None, description="of margins, as shares of price")
    elasticities: PositiveNumber | None = Field(None, description="of elasticities, relative to those given")
    second_choices: PositiveNumber | None = Field(None, description="of second choices, as shares of buyers")


class Kind(Section):
    """A kind of buyer: how many there are of it, how much money matters to it, and what it likes."""

    key = ("id",)
    id: Id
    weight: PositiveShare = Field(description="share of all who might buy")
    sensitivity: PositiveNumber | None = Field(
        None, description="how much money matters to it beside the others; 1 if absent"
    )
    likes: dict[ProductId, Number] = Field(
        default_factory=dict, description="by product: utility it has beyond what other kinds have"
    )


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
    elasticity: Elasticity | None = Field(
        None,
        description="with it, rivals' margins are not read unless there are weights; without it, all margins tell how"
        " sensitive users are",
    )
    market_elasticity: PositiveNumber | None = Field(
        None, description="fall in all that is sold, in percent, when every price rises by one percent"
    )
    weights: Weights | None = Field(
        None,
        description="how much margins, elasticities and second choices count where they disagree; all of them are read",
    )
    nesting: PartialShare | None = Field(
        None, description="0 where products of a nest are no closer than others, towards 1 where they are the same"
    )
    nesting_of: dict[str, PartialShare] = Field(default_factory=dict, description="the same, by the name of the nest")
    diversions: dict[ProductId, dict[ProductId, PositiveShare]] = Field(
        default_factory=dict,
        description="of those who leave a product as its price rises, the share that goes to each other product",
    )
    second_choices: dict[ProductId, dict[ProductId, Share]] = Field(
        default_factory=dict,
        description="of a product's buyers, the share that would take each other product if it were gone, where known;"
        " they tell nests without nesting how close their products are",
    )
    symmetric: bool = Field(
        True, description="slopes are symmetric, so that one elasticity or margin tells all; else each margin its own"
    )
    kinds: tuple[Kind, ...] = Field((), description="kinds of buyers, where tastes differ")
    spread: PositiveNumber | None = Field(
        None, description="standard deviation, among buyers, of the logarithm of how much money matters to them"
    )
    power: PartialShare | None = Field(None, description="bargaining power of buyers, from 0 towards 1")
    theta: Share | None = Field(
        None, description="what a firm counts of a dollar of another's profit; margins tell it if absent"
    )
    members: tuple[PartyId, ...] = Field((), description="the firms that count each other's profits; all if absent")
    conjecture: Number | None = Field(
        None, description="units a firm expects more on the market for one more of its own; margins tell it if absent"
    )
    rising: bool = Field(False, description="each plant's marginal cost is in proportion to what it makes")
    products: tuple[Product, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = ()

    @property
    def is_by_elasticity(self) -> bool:
        """Whether an elasticity tells how sensitive users are, and no margin of a rival does."""
        return self.elasticity is not None and self.weights is None

    @property
    def is_for_money_alone(self) -> bool:
        """Whether its firms are after profit alone, so that none can be bound to go on earning what it earns."""
        return self.conduct in MONEY_ONLY or self.demand == "homogeneous"

    @property
    def needs_whole_firms(self) -> bool:
        """Whether no firm may count a part of another's profit: second-score auctions, and sellers at capacity."""
        bounded = self.conduct == "bertrand" and any(product.capacity for product in self.products)
        return bounded or self.conduct == "second_score"

    @model_validator(mode="after")
    def holds_its_users(self) -> Self:
        """Refuse more users than the market has people."""
        users = sum(product.users.median for product in self.products)
        if users >= self.size.median:
            refuse(wrong("roomy", ("size",), users=f"{users:,.0f}"))
        return self

    @model_validator(mode="after")
    def says_enough(self) -> Self:
        """Refuse what its demand and its conduct do not read, and the lack of what they need."""
        if wrongs := list(misfits(self)):
            refuse(*wrongs)
        return self
