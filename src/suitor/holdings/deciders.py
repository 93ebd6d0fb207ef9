"""Who decides what each firm does, in shares that sum to 1: gamma[i, f], passed on through firms nobody controls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .control import HALF, Say
from .voting import by_head, split_power

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["power"]


def power(holdings: Holdings, firms: tuple[str, ...], split: str = "votes") -> dict[str, dict[str, float]]:
    """Who decides what each firm does, in shares that sum to 1.

    The ultimate controller has everything. Without one, seats filled by right count as they are, elected seats in
    proportion to votes, or by the voting power of the blocs where `split` is "banzhaf" or "shapley_shubik". With
    "proportional" even a majority counts for no more than its votes. A holder that is itself a company without a
    controller passes its share on to those who decide there.
    """
    known = {entity.id for entity in holdings.entities}
    shared: dict[str, dict[str, float]] = {}  # company: {head: share}; a company's own name is its unrecorded holders
    queue = [firm for firm in firms if firm in known]
    for company in queue:
        if company not in shared:
            shared[company] = _heads(holdings, company, split)
            queue.extend(head for head in shared[company] if head != company)
    for company in _entrenched(shared):
        shared[company] = {company: 1.0}
    return {firm: _passed_on(shared, firm) if firm in known else {firm: 1.0} for firm in firms}


def _heads(holdings: Holdings, company: str, split: str) -> dict[str, float]:
    """Who decides in a company: its ultimate controller, or those who head its blocs."""
    say = holdings.says.get(company)
    if say is None or not say.recorded:
        return {company: 1.0}
    heads = () if split == "proportional" else holdings.ultimate_controllers(company)
    if heads:
        shared: dict[str, float] = {}
        for head in heads:
            for name, share in _members(holdings, head, say).items():
                shared[name] = shared.get(name, 0.0) + share / len(heads)
        return shared
    if split == "proportional":
        board, votes = say.board, say.votes
    else:
        board, votes = by_head(holdings, say.board), by_head(holdings, say.votes)
    elected = _elected(votes, split, say.majority or (HALF, True))
    shared = {head: float(share) for head, share in board.items()}
    for head, share in elected.items():
        shared[head] = shared.get(head, 0.0) + float(say.elected) * share
    shared[company] = max(0.0, 1.0 - sum(shared.values()))
    return {head: share for head, share in shared.items() if share > 0.0}


def _members(holdings: Holdings, head: str, say: Say) -> dict[str, float]:
    """A pact's power is its members', by what each brings; anyone else's is its own."""
    pact = next((pact for pact in holdings.pacts if pact.label == head), None)
    if pact is None:
        return {head: 1.0}
    brought = {name: float(say.votes.get(name, 0) + say.board.get(name, 0)) for name in pact.members}
    total = sum(brought.values()) or 1.0
    return {name: share / total for name, share in brought.items()}


def _elected(votes: Mapping[str, Fraction], split: str, majority: tuple[Fraction, bool]) -> dict[str, float]:
    """How the seats that votes elect are shared: a majority has them all, unless they are proportional."""
    needed, beaten = majority
    winners = (head for head, share in votes.items() if share > needed or (share == needed and not beaten))
    winner = next(winners, None)
    if winner is not None and split != "proportional":
        return {winner: 1.0}
    if split in ("votes", "proportional") or not votes:
        return {head: float(share) for head, share in votes.items()}
    return split_power(votes, split)


def _entrenched(shared: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Companies that control each other in a ring with nobody outside: each is its own master."""
    free = {name for name in shared if name in shared[name]}
    free |= {head for heads in shared.values() for head in heads if head not in shared}
    while True:
        more = {name for name, heads in shared.items() if name not in free and free & set(heads)}
        if not more:
            return [name for name in shared if name not in free]
        free |= more


def _passed_on(shared: Mapping[str, Mapping[str, float]], firm: str) -> dict[str, float]:
    """Follow power through companies nobody controls, to those who decide for themselves."""
    companies = [name for name, heads in shared.items() if set(heads) != {name}]
    if firm not in companies:
        return {firm: 1.0}
    index = {name: place for place, name in enumerate(companies)}
    through = np.zeros((len(companies), len(companies)))
    for company in companies:
        for head, share in shared[company].items():
            if head in index and head != company:
                through[index[company], index[head]] = share
    reached = np.linalg.solve((np.eye(len(companies)) - through).T, np.eye(len(companies))[index[firm]])
    ends: dict[str, float] = {}
    for company in companies:
        for head, share in shared[company].items():
            if (head not in index or head == company) and reached[index[company]] * share > 0.0:
                ends[head] = ends.get(head, 0.0) + reached[index[company]] * share
    return ends
