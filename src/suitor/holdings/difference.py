"""What a bid changes: who controls, which thresholds are crossed, whose power grows, who can block, what firms want."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from suitor._core.records import Array, record

from .amounts import Amount, lowest
from .interests import kappa
from .voting import blockers, has_votes, vote_power

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["Crossing", "Difference", "compare"]

THRESHOLDS = tuple(Fraction(percent, 100) for percent in (5, 25, 30, 50, 75, 90, 95))


@record
class Crossing:
    """A holder that passes a threshold, upward or downward."""

    holder: str
    company: str
    right: str  # cash or votes
    threshold: Fraction
    before: Fraction
    after: Fraction


@record
class Difference:
    """A company before and after a change of its register."""

    company: str
    controller: tuple[str | None, str | None]  # who controls in the end, before and after
    wedge: tuple[Amount, Amount]  # control less cash flow of the controller; None where nobody controls
    crossings: tuple[Crossing, ...]
    power: dict[str, tuple[float, float]]  # normalised Banzhaf; empty where no votes are recorded
    blockers: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
    firms: tuple[str, ...]
    kappa: tuple[Array, Array]  # (*draw, firm, firm); nan where the controllers receive nothing


def compare(before: Holdings, after: Holdings, company: str, firms: tuple[str, ...] = ()) -> Difference:
    """What changes in a company, and in how much each firm cares for the others, from one register to another."""
    return Difference(
        company,
        (before.ultimate_controller(company), after.ultimate_controller(company)),
        (_wedge(before, company), _wedge(after, company)),
        tuple(_crossings(before, after, company)),
        _power(before, after, company),
        (_blockers(before, company), _blockers(after, company)),
        firms,
        (_kappa(before, firms), _kappa(after, firms)),
    )


def _wedge(holdings: Holdings, company: str) -> Amount:
    return holdings.wedge(company) if holdings.ultimate_controller(company) else None


def _crossings(before: Holdings, after: Holdings, company: str) -> list[Crossing]:
    """Direct shares in whole: 30% is crossed upward when less than 30% becomes 30% or more."""
    found: list[Crossing] = []
    for right in ("cash", "votes"):
        old, new = (_direct(one, company, right) for one in (before, after))
        for holder in dict.fromkeys([*old, *new]):
            was, now = old.get(holder, Fraction(0)), new.get(holder, Fraction(0))
            found.extend(
                Crossing(holder, company, right, line, was, now) for line in THRESHOLDS if (was < line) != (now < line)
            )
    return found


def _direct(holdings: Holdings, company: str, right: str) -> dict[str, Fraction]:
    held = holdings.cash if right == "cash" else holdings.votes
    return {holder: lowest(share) for (holder, target), share in held.items() if target == company}


def _power(before: Holdings, after: Holdings, company: str) -> dict[str, tuple[float, float]]:
    old, new = (_vote_power(one, company) for one in (before, after))
    return {name: (old.get(name, 0.0), new.get(name, 0.0)) for name in dict.fromkeys([*old, *new])}


def _vote_power(holdings: Holdings, company: str) -> dict[str, float]:
    return vote_power(holdings, company) if has_votes(holdings, company) else {}


def _blockers(holdings: Holdings, company: str) -> tuple[tuple[str, ...], ...]:
    return tuple(blockers(holdings, company)) if has_votes(holdings, company) else ()


def _kappa(holdings: Holdings, firms: tuple[str, ...]) -> Array:
    if not firms:
        return np.zeros((0, 0))
    stakes = holdings.weigh(firms)
    return np.where(stakes.own[..., None] > 0, kappa(stakes, np.where(stakes.own > 0, 0.0, 1.0)), np.nan)
