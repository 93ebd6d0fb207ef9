"""What may become of the target: scenarios, each a list of changes, one verb to a change."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .quantities import BOUNDS, AnyUnit, Share
from .section import Id, PartyId, ScenarioId, Section, Text
from .units import UNITS
from .wrongs import refuse, wrong

WORTH = {"financials.value": "money", "financials.rate": "share"}  # what stays above 0 in every scenario


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
    seats: Share | None = Field(None, description="part of the board that it fills by right, such as 33%")
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

    path: str = Field(description="race.labs[openai].dilution, financials.rate")
    to: AnyUnit | None = Field(description="in the unit of the number it replaces; null where there is none any more")

    @model_validator(mode="after")
    def leaves_a_worth(self) -> Self:
        """Refuse a scenario in which the target has no value, or money no cost."""
        gone = self.to is None and self.path == "financials.value"
        if gone or (self.to and self.path in WORTH and not BOUNDS["above_zero"](self.to)):
            refuse(wrong("above_zero", ("to",), example=UNITS[WORTH[self.path]].example))
        return self


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
