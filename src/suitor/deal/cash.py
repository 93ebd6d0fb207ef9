"""What a deal file may say of cash to come: the target's own, its businesses one by one, and synergies."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .context import Evidence
from .quantities import Flow, Money, Number, Share, Years
from .section import Id, Section, Text
from .wrongs import refuse, wrong


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

    ways = (("flows",), ("drivers",))
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
        """Refuse a forecast without an end, or with a terminal value that cannot be."""
        if self.rate and self.wacc:
            refuse(wrong("one_way", known="rate | wacc"))
        if self.growth is None and self.multiple is None:
            refuse(wrong("terminal"))
        if self.growth is not None and self.flows and self.flows[-1].median <= 0:
            refuse(wrong("last_flow", ("flows", len(self.flows) - 1)))
        known = self.metric is not None and self.metric.most > 0
        if self.multiple is not None and not (known or (self.metric is None and self.drivers)):
            refuse(wrong("exit_metric", ("metric",)))
        return self


class Part(Section):
    """One business of the target, by its worth or by a multiple of its metric."""

    key = ("id",)
    ways = (("value",), ("base", "multiple"))
    id: Id
    name: Text
    value: Money | None = None
    base: Flow | None = None
    multiple: Number | None = None
    source: Evidence | None = None


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
