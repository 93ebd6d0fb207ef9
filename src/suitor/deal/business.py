"""What the target earns, and the race that it and its rivals run."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .quantities import (
    Count,
    Flow,
    Money,
    Number,
    PartialShare,
    PositiveCount,
    PositiveMoney,
    PositiveShare,
    PositiveSharePrice,
    Share,
    Years,
)
from .section import PartyId, Section
from .wrongs import mistaken, refuse

TECHNOLOGY = (  # the race's parameters, in the symbols of its equations
    *("r0", "g_r", "g_A", "g_max", "psi", "opex", "friction"),
    *("multiple", "decay", "multiple_floor", "cap_sigma", "cap_years"),
    *("beta_paid", "beta_free", "lam_out", "cost_decline"),
)


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

    @model_validator(mode="after")
    def names_what_is_read(self) -> Self:
        """Refuse parameters that nobody reads."""
        known = ", ".join(TECHNOLOGY)
        if strange := self.technology.keys() - set(TECHNOLOGY):
            refuse(*(mistaken("technology", each, TECHNOLOGY, ("technology", each), known=known) for each in strange))
        return self
