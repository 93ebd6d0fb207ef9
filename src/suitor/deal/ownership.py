"""Who has an interest, who holds what of whom, and who is paid in what order."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay, refuse, wrong
from .quantities import Money, Number, PositiveNumber, Share
from .section import Id, PartyId, Section, Text
from .valuation import ClassSection, exactly_one


class Party(Section):
    """Somebody with an interest: what it cares for beside cash is an assumption wherever it shows."""

    key = ("id",)
    id: Id
    name: Text
    kind: Literal["person", "company", "nonprofit", "fund", "state", "group", "court", "regulator"]
    users: Number | None = Field(
        None, description="cash dollars that a dollar of consumer surplus is worth to it; 0 if absent"
    )
    dollar: PositiveNumber | None = Field(None, description="what a dollar in its hands is worth to it; 1 if absent")
    note: Text | None = None


class Stake(Section):
    """What a holder has in a company: cash flow, votes, seats, the right to appoint, a veto."""

    key = ("holder", "of")
    holder: PartyId
    of: PartyId
    cash: Share | None = None
    votes: Share | None = None
    seats: Share | None = Field(None, description="part of the board that it fills by right, such as 33%")
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
