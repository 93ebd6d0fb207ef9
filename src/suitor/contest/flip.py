"""What would have had to be true: who stands in the way, the least that would change the answer, and regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from suitor._core.arrays import columns
from suitor._core.records import Array, Verdict, record, replace
from suitor.contest.bidding import BEYOND_ALL, reaching
from suitor.contest.contest import Contest
from suitor.contest.deciders import Decider, indifference
from suitor.contest.gates import others, together
from suitor.contest.routes import Route, only, steps, taken

__all__ = ["Flip", "binding", "gains", "in_the_way", "regret", "smallest_change"]


@record
class Flip:
    """The least change of each kind that brings the chance of closing to a stated level."""

    price: float  # money; +inf where no price does
    decider: str | None  # who binds in most draws; None where nobody refuses
    concession: float  # what a promise must be worth to that decider, in its own dollars, at today's price; or +inf
    gates: tuple[str, ...]
    certain: Array  # (gate,) the chance of closing if that gate were certain to open
    gate: str | None  # the one that helps most, if it alone would be enough; None where none is


def binding(verdict: Verdict) -> Array:
    """How often each decider is the one in the way: refuses, and asks the most. (decider,), shares of all draws."""
    return np.mean(in_the_way(verdict), axis=tuple(range(verdict.accepts.ndim - 1)))


def in_the_way(verdict: Verdict) -> NDArray[np.bool_]:
    """Whether each decider is the one who refuses and asks the most. (*draw, decider)."""
    if not verdict.deciders:
        return np.zeros(verdict.accepts.shape, dtype=bool)
    most = np.argmax(verdict.reservation, axis=-1)[..., None] == np.arange(len(verdict.deciders))
    return np.asarray(most & ~verdict.accepts)


def smallest_change(contest: Contest, chance: float = 0.5, routes: Sequence[Route] = ()) -> Flip:
    """The price, the promise or the gate that would bring the chance of closing to `chance`, one at a time.

    By any of the routes, where there are several; else with the yes of all deciders and through all gates.
    """
    lanes = [only(contest, route) for route in routes] or [contest]
    beyond = [replace(lane, bid=BEYOND_ALL).play() for lane in lanes]  # whoever sells at all says yes
    closes = [verdict.completion for verdict in beyond]
    asked = [verdict.reservation.max(axis=-1, initial=0.0) for verdict in beyond]
    blocker = _blocker(contest)
    certain = _certain(contest, lanes, beyond)
    return Flip(
        price=reaching(*steps(asked, closes), chance),
        decider=blocker.id if blocker else None,
        concession=reaching(*steps(_concessions(blocker, lanes), closes), chance) if blocker else 0.0,
        gates=tuple(gate.id for gate in contest.gates),
        certain=certain,
        gate=contest.gates[int(np.argmax(certain))].id if certain.size and certain.max() >= chance else None,
    )


def regret(decider: Decider, bid: Array | float, alternative: Array | None = None) -> tuple[Array, Array]:
    """What a decider would regret of accepting, and of refusing, in its own dollars, draw by draw.

    Accepting is regretted by U(alternative) - U(accepted) where positive, refusing by the opposite. `alternative`
    stands in for the decider's mixture, to ask the question scenario by scenario.
    """
    chosen = decider if alternative is None else replace(decider, alternative=alternative)
    short = (indifference(chosen) - np.asarray(bid, float)) * np.asarray(decider.dollar)
    return np.maximum(short, 0.0), np.maximum(-short, 0.0)


def gains(closed: Mapping[str, Array], refused: Mapping[str, Array], completion: Array) -> dict[str, Array]:
    """What each party stands to gain from the bid: the chance it closes times the difference that closing makes."""
    return {party: completion * (np.asarray(closed[party]) - np.asarray(refused[party])) for party in closed}


def _blocker(contest: Contest) -> Decider | None:
    """The decider who is in the way most often, if anybody is."""
    verdict = replace(contest, gates=()).play()
    often = binding(verdict)
    return contest.deciders[int(np.argmax(often))] if often.any() else None


def _certain(contest: Contest, lanes: Sequence[Contest], beyond: Sequence[Verdict]) -> Array:
    """The chance of closing at today's bid if one gate were certain to open, for each: (gate,)."""
    bid = np.asarray(contest.bid, float)[..., None]
    takes = taken(replace(verdict, accepts=bid >= verdict.reservation) for verdict in beyond)
    total = np.zeros(len(contest.gates))
    for place, (lane, verdict) in enumerate(zip(lanes, beyond)):
        in_time = lane.survives(verdict.duration) * (verdict.duration <= np.asarray(lane.outside_days))
        rest = dict(zip(verdict.gates, np.moveaxis(others(lane.gates, lane.factors), -1, 0)))
        whole = together(lane.gates, lane.factors)
        chance = np.where(takes[..., place], in_time, 0.0)[..., None]
        chance = chance * columns([rest.get(gate.id, whole) for gate in contest.gates])
        total = total + chance.mean(axis=tuple(range(chance.ndim - 1)))
    return np.asarray(total)


def _concessions(blocker: Decider, lanes: Sequence[Contest]) -> list[Array]:
    """By route, the least worth of a promise to the blocker that opens it at today's bid; +inf where none does."""
    short, _ = regret(blocker, lanes[0].bid)
    delighted = replace(blocker, accepted=np.full(np.shape(blocker.accepted), BEYOND_ALL))  # a fair value stays a floor
    found = []
    for lane in lanes:
        pleased = tuple(delighted if each.id == blocker.id else each for each in lane.deciders)
        agreed = replace(lane, deciders=pleased, gates=()).play().accepts.all(axis=-1)
        found.append(np.where(agreed, short if delighted in pleased else 0.0, np.inf))
    return found
