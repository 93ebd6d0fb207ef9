"""What the file rests on and is told beside the numbers: sources, rates, positions, events, claims checked."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .context import RATES, Day, Evidence, PastDay
from .section import Currency, PartyId, Section, SourceId, Text


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
    verdict: Literal["true", "imprecise", "wrong", "unsupported", "contested", "unchecked"]
    correct: Text | None = Field(None, description="what the sources say")
    source: SourceId | None = None
