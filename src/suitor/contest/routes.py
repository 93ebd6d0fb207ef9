"""The ways a bid can end in a sale: ask the board, ask the holders, replace the board, be ordered to sell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from suitor._core.arrays import columns
from suitor._core.records import Array, Verdict, record, replace
from suitor.contest.contest import Contest

__all__ = ["Outlook", "Route", "by_route", "closed_by", "floor_set", "outlook"]


@record
class Route:
    """One way to close: whose yes it needs and which gates it passes.

    A voluntary sale needs every decider; a tender passes over the board; a proxy contest first replaces it, through a
    gate of its own; a compelled process needs nobody's yes and goes through a court or a regulator.
    """

    id: str
    deciders: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


@record
class Outlook:
    """How likely the bid closes by each route, if each is tried only where those before it are refused."""

    routes: tuple[str, ...]
    chance: Array  # (*draw, route) probability, given the draw
    alone: Array  # (*draw, route) probability, were it the only one tried
    days: Array  # (*draw, route) from announcement to closing
    none: Array  # (*draw,) probability that nothing closes


def by_route(contest: Contest, routes: Sequence[Route]) -> dict[str, Verdict]:
    """The verdict on each route, played alone."""
    return {route.id: _only(contest, route).play() for route in routes}


def outlook(contest: Contest, routes: Sequence[Route]) -> Outlook:
    """How likely the bid closes at all, and by which route.

    The bidder takes the first route on which all whose yes is needed say yes; a gate that then stays shut ends the bid.
    """
    verdicts = by_route(contest, routes).values()
    alone = columns(verdict.completion for verdict in verdicts)
    days = columns(verdict.duration for verdict in verdicts)
    willing = columns(verdict.accepts.all(axis=-1) for verdict in verdicts).astype(bool)
    taken = willing & (np.cumsum(willing, axis=-1) == 1)
    chance = np.where(taken, alone, 0.0)
    return Outlook(tuple(route.id for route in routes), chance, alone, days, 1.0 - chance.sum(axis=-1))


def closed_by(verdict: Verdict, days: Array) -> Array:
    """The chance that the deal has closed so many days after announcement, over all draws: (date,)."""
    done = verdict.duration[..., None] <= np.asarray(days, float)
    return np.mean(verdict.completion[..., None] * done, axis=tuple(range(verdict.completion.ndim)))


def floor_set(bid: Array | float, planned: Array | float, credible: Array | float) -> Array:
    """What a refused bid still does: the least that anybody else must now be seen to pay, in expectation.

    A seller under a fair-value duty cannot take `planned` while a credible bid for more lies on the table:
    planned + credible * max(bid - planned, 0), where `credible` is the probability that it counts as evidence of value.
    """
    planned = np.asarray(planned, float)
    return planned + np.asarray(credible, float) * np.maximum(np.asarray(bid, float) - planned, 0.0)


def _only(contest: Contest, route: Route) -> Contest:
    for wanted, there in ((route.deciders, contest.deciders), (route.gates, contest.gates)):
        known = {each.id for each in there}
        if unknown := set(wanted) - known:
            raise ValueError(f"route {route.id} names {min(unknown)!r}, which is not among {', '.join(sorted(known))}.")
    kept = set(route.gates)
    gates = [gate for gate in contest.gates if gate.id in kept]
    return replace(
        contest,
        deciders=tuple(decider for decider in contest.deciders if decider.id in route.deciders),
        gates=tuple(replace(gate, after=tuple(each for each in gate.after if each in kept)) for gate in gates),
    )
