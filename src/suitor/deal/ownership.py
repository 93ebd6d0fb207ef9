"""Who has an interest, who holds what of whom, and who is paid in what order."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .context import Evidence, PastDay
from .quantities import Count, Money, Number, PositiveNumber, Share, SharePrice
from .section import Id, PartyId, Section, Text
from .wrongs import refuse, wrong


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
            refuse(*(wrong("in_split", ("until", holder)) for holder in strangers))
        return self


class ClassSection(Section):
    """One class of a cap table: a preference, a part in what is left, a cap, a choice to convert; or options."""

    key = ("id",)
    id: Id
    holder: PartyId
    name: Text | None = None
    shares: Count | None = Field(None, description="common shares on conversion; none for a loan")
    preference: Money | None = None
    rank: Annotated[int, Field(ge=1)] = Field(1, description="1 is paid first; equal ranks share in proportion")
    participates: bool = Field(False, description="takes its preference and then shares with common")
    cap: Money | None = Field(None, description="in all, preference included, at which participation stops")
    converts: bool = Field(True, description="may give up its preference for its shares")
    strike: SharePrice | None = Field(None, description="paid to take part, for options")
    source: Evidence | None = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse terms that contradict each other."""
        if self.cap is not None and not self.participates:
            refuse(wrong("cap_takes_part", ("cap",)))
        owed = self.preference.most if self.preference is not None else 0.0
        if self.cap is not None and self.cap.least < owed:
            refuse(wrong("cap_above", ("cap",), preference=f"{owed:,.0f}"))
        if self.strike is not None and owed > 0:
            refuse(wrong("option_or_preferred", ("strike",)))
        return self

    @property
    def shares_in_what_is_left(self) -> bool:
        """Whether it takes part above all preferences and caps."""
        held = self.shares is not None and self.shares.least > 0
        return held and (self.converts or (self.participates and self.cap is None))


class ClaimsSection(Section):
    """Who is paid in what order out of what the company is worth: step by step, or by the classes of a cap table."""

    ways = (("tiers",), ("classes",))
    of: PartyId
    tiers: tuple[Tier, ...] = ()
    classes: tuple[ClassSection, ...] = ()

    @model_validator(mode="after")
    def pays_the_last_dollar(self) -> Self:
        """Refuse steps or classes that leave nobody for the last dollar."""
        for index, tier in enumerate(self.tiers):
            if (tier.until is None) != (index == len(self.tiers) - 1):
                refuse(wrong("last_tier", ("tiers", index)))
        if self.classes and not any(each.shares_in_what_is_left for each in self.classes):
            refuse(wrong("residual_owner", ("classes",)))
        return self
