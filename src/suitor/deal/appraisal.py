"""What others put on the target and on companies like it: marks, multiples, premiums, past deals."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .context import Evidence, PastDay
from .quantities import Flow, Money, Number, SharePrice
from .section import Id, Section, Text

Metric = Literal["revenue", "ebitda", "ebit", "earnings"]


class Mark(Section):
    """What somebody put on the whole target, or on one share: a financing round, talks, a past price, an appraisal."""

    key = ("id",)
    ways = (("value",), ("price",))
    id: Id
    name: Text
    value: Money | None = Field(None, description="of all equity and units")
    price: SharePrice | None = Field(None, description="of one share")
    source: Evidence | None = None


class Comparable(Section):
    """A company like the target, and what it is worth beside its revenue, profit or earnings."""

    key = ("id",)
    ways = (("multiple",), ("value", "base"))
    id: Id
    name: Text
    metric: Metric
    multiple: Number | None = Field(None, description="value over metric")
    value: Money | None = Field(None, description="of the company: its enterprise, or its equity where over earnings")
    base: Flow | None = Field(None, description="its own metric, a year")
    source: Evidence | None = None
    note: Text | None = None


class Precedent(Section):
    """A past deal: its multiple, or the premium it paid over the undisturbed price. It holds a control premium."""

    key = ("id",)
    ways = (("multiple",), ("value", "base"), ("premium",))
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
