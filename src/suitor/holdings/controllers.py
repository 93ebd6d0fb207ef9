"""Who controls a company, alone or by a pact, and how certain that is where shares are ranges."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from suitor._core.records import replace

from .amounts import possible, sure
from .control import Say, controlled, reaches
from .register import Pact
from .rights import NONE, Right

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["certainty", "controllers"]


def controllers(holdings: Holdings, threshold: Fraction, strict: bool) -> dict[str, frozenset[str]]:
    """Who controls each company: parties, companies above it, and pacts of those who do not control it alone."""
    crowds = {one.id for one in holdings.entities if one.kind == "group" and one.id not in holdings.says}
    parties = {held.holder: (held.holder,) for held in holdings.interests if held.holder not in crowds}
    found: dict[str, set[str]] = {}
    for party, companies in reaches(holdings.says, parties, threshold, strict).items():
        for company in companies:
            found.setdefault(company, set()).add(party)
    for pact in holdings.pacts:
        for company in _pact_controls(holdings, pact, threshold, strict):
            if not found.get(company, set()) & set(pact.members):
                found.setdefault(company, set()).add(pact.label)
    return {company: frozenset(names) for company, names in found.items()}


def _pact_controls(holdings: Holdings, pact: Pact, threshold: Fraction, strict: bool) -> frozenset[str]:
    """What the members of a pact control together: of one company and what is below it, or of every one."""
    if pact.company is None:
        return controlled(holdings.says, pact.members, threshold, strict)
    bloc = set(pact.members)
    for member in pact.members:
        bloc |= controlled(holdings.says, {member}, threshold, strict)
    say = holdings.says.get(pact.company)
    if say is None or not say.carried(bloc, threshold, strict):
        return frozenset()
    return controlled(holdings.says, {pact.company}, threshold, strict) | {pact.company}


def certainty(holdings: Holdings, party: str, company: str, threshold: Fraction, strict: bool) -> str:
    """Whether a party's control of a company is "certain", "possible" or "impossible", where shares are ranges.

    Certain: it holds even if the party and its companies have the least they may. Possible: it holds if they have
    the most they may and everyone else the least.
    """
    if company in controlled(holdings.says, {party}, threshold, strict):
        return "certain"
    bloc = {party}
    while True:
        others = [name for name in holdings.says if name not in bloc]
        reached = [name for name in others if _at_best(holdings, bloc, name).carried(bloc, threshold, strict)]
        if not reached:
            return "possible" if company in bloc else "impossible"
        bloc.update(reached)


def _at_best(holdings: Holdings, bloc: set[str], company: str) -> Say:
    """The company's say if the bloc, taken as one, has the most it may have and everyone else the least."""
    one = min(bloc)

    def most(right: Right) -> dict[str, Fraction]:
        held = {holder: share for (holder, target), share in right.items() if target == company}
        low = {holder: sure(share) for holder, share in held.items() if holder not in bloc}
        upper = sum((possible(share) for holder, share in held.items() if holder in bloc), NONE)
        return {**low, one: min(upper, 1 - sum(low.values(), NONE))}

    return replace(holdings.says[company], votes=most(holdings.votes), board=most(holdings.board))
