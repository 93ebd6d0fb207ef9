"""The deal file, version 1: every section, what it holds, and in which unit.

Each record is a section of the YAML file. A number is a `Quantity`: exact, a range or a distribution, with its unit,
source, date and confidence. The JSON Schema (`suitor schema`) is generated from here.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .business import Financials, RaceSection
from .changes import NewStake, Scenario, Weight
from .context import Day, refer
from .defence import DEFENCES, DefenceSection
from .grounds import CheckedClaim, Event, LaterEvent, Position, Rate, Source
from .market import MarketSection
from .offer import BidSection, DeciderSection, GateSection, RisksSection, RouteSection, TradingSection
from .ownership import ClaimsSection, Party, Stake
from .priced import priced
from .pro_forma import ProFormaSection, unready
from .section import Currency, Id, Section, Text
from .valuation import ValuationSection
from .valued import valued
from .wrongs import refuse

__all__ = [
    "DEFENCES",
    "DealFile",
    "DeciderSection",
    "DefenceSection",
    "GateSection",
    "LaterEvent",
    "MarketSection",
    "Position",
    "RaceSection",
    "Scenario",
    "Section",
    "Stake",
    "Text",
]

CASH = ("cash", "all")  # transfers that hand over what a company pays out


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
    pro_forma: ProFormaSection | None = None
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
    def can_be_priced(self) -> Self:
        """Refuse a market that the rest of the file is not enough for."""
        if wrongs := list(priced(self)):
            refuse(*wrongs)
        return self

    @model_validator(mode="after")
    def can_be_valued(self) -> Self:
        """Refuse ways to value the target that the rest of the file leaves without what they need."""
        if wrongs := [*valued(self), *unready(self)]:
            refuse(*wrongs)
        return self

    @property
    def has_idle_say(self) -> bool:
        """Whether anybody has a say in a company, or is given one, without a part of its cash or a weight on users."""
        changes = [change for scenario in self.scenarios for change in scenario.changes]
        stakes: list[Stake | NewStake] = [stake for stake in self.stakes if stake.units is None]
        stakes += [stake for change in changes if change.convert for stake in change.convert.stakes]
        says = [stake for stake in stakes if stake.votes or stake.seats or stake.appoints]
        idle = [stake.holder for stake in says if stake.cash is None]
        idle += [change.appoint.by for change in changes if change.appoint]
        idle += [change.transfer.to for change in changes if change.transfer and change.transfer.what not in CASH]
        return not {party.id for party in self.parties if party.users is not None}.issuperset(idle)
