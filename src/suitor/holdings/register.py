"""What a register is made of: parties and companies, what they hold of one another, and who acts together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from suitor._core.records import record

from .amounts import Amount, amount

__all__ = ["BOARD", "CASH", "KINDS", "VOTES", "Entity", "Interest", "Pact", "Rule"]

CASH = frozenset({"cash", "shares"})  # a share of the cash flow
VOTES = frozenset({"votes", "shares"})  # a share of the votes; stated votes stand before the votes that shares carry
BOARD = frozenset({"seats", "appoints"})  # a share of the board filled by right; no amount means all of it

KINDS = {
    "cash": "a share of profit and of what is left, without a vote",
    "shares": "ordinary shares: the same share of cash flow and of votes",
    "votes": "a share of the votes",
    "seats": "a share of the board's seats",
    "appoints": "the right to appoint the board, or a share of it",
    "veto": "a consent without which nothing passes, such as a golden share",
    "asserts": "control by contract or law, stated without a number; stands before votes and seats",
    "influences": "influence or control stated without a number; counts only where no votes and seats are recorded",
    "nominee": "everything the nominee (the company) holds is held for the holder",
    "option": "a right to acquire a share later, as a part of the whole once it has been exercised",
    "pledge": "a share held as security",
    "informs": "a tie without a right that counts here, such as a board member's",
}


@record
class Entity:
    """A person, company, nonprofit, fund, state or other body that holds or is held."""

    id: str
    name: str = ""
    kind: str = "company"  # company, person, state, nonprofit, trust, partnership, fund, unknown, ...
    country: str = ""

    @property
    def label(self) -> str:
        """The name people read."""
        return self.name or self.id


@record
class Interest:
    """What one party holds of one company.

    >>> Interest("Microsoft", "OpenAI LP", "cash", 0.49).amount
    Fraction(49, 100)
    """

    holder: str
    company: str
    kind: str
    amount: Amount = None  # share of the whole; exact, a range, draws, or None where not known
    since: str = ""  # ISO date
    until: str = ""  # ISO date, the first day on which it no longer holds
    source: str = ""
    matters: tuple[str, ...] = ()  # decisions a veto reaches; all of them where empty
    basis: str = ""  # the right in the words of its source, such as rightsToProfitOrIncome

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an interest is one of {', '.join(KINDS)}; found {self.kind!r}")
        try:
            share: Any = amount(self.amount)
        except ValueError as mistake:
            raise ValueError(f"{self.kind} of {self.holder!r} in {self.company!r}: {mistake}") from None
        if share is None and self.kind in BOARD:
            share = Fraction(1)
        object.__setattr__(self, "amount", share)

    def holds_on(self, day: str) -> bool:
        """Whether the interest exists on that day."""
        return (not self.since or self.since <= day) and (not self.until or day < self.until)


@record
class Pact:
    """Holders who have agreed to vote together, in one company or in all."""

    members: tuple[str, ...]
    company: str | None = None
    name: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        """The pact's name, or its members'."""
        return self.name or " + ".join(self.members)


@record
class Rule:
    """What a decision of one kind needs in one company, where that is not more than half of the votes.

    >>> Rule("Lab", "merger", "2/3").share
    Fraction(2, 3)
    """

    company: str
    matter: str  # board (its election, and so control), charter, merger, ...
    share: Fraction  # of the votes
    at_least: bool = True  # meeting the share is enough
    source: str = ""

    def __post_init__(self) -> None:
        share = amount(self.share)
        if not isinstance(share, Fraction):
            raise ValueError(f"the majority for {self.matter!r} in {self.company!r} must be one share; found {share!r}")
        object.__setattr__(self, "share", share)
