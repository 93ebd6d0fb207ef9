"""What would have had to be true: who stands in the way, the least that would change the answer, and regret."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Verdict, record, replace
from suitor.contest.bidding import BEYOND_ALL, price_for
from suitor.contest.contest import Contest
from suitor.contest.deciders import Decider, indifference

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


def smallest_change(contest: Contest, chance: float = 0.5) -> Flip:
    """The price, the promise or the gate that would bring the chance of closing to `chance`, one at a time."""
    verdict = contest.play()
    share = binding(verdict)
    blocker = contest.deciders[int(np.argmax(share))] if share.any() else None
    gates = [gate.id for gate in contest.gates]
    certain = np.array([float(np.mean(_opened(contest, gate).play().completion)) for gate in gates])
    enough = certain.size > 0 and certain.max() >= chance
    return Flip(
        price=price_for(contest, chance),
        decider=blocker.id if blocker else None,
        concession=_concession(contest, blocker, chance) if blocker else 0.0,
        gates=tuple(gates),
        certain=certain,
        gate=gates[int(np.argmax(certain))] if enough else None,
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


def _opened(contest: Contest, gate: str) -> Contest:
    gates = tuple(replace(each, chance=1.0) if each.id == gate else each for each in contest.gates)
    return replace(contest, gates=gates)


def _concession(contest: Contest, blocker: Decider, chance: float) -> float:
    """The least worth of a promise to the blocker that brings the chance to `chance` at today's bid."""
    willing = replace(blocker, accepted=np.full(np.shape(blocker.accepted), BEYOND_ALL))
    others = tuple(willing if each.id == blocker.id else each for each in contest.deciders)
    closes = replace(contest, deciders=others).play().completion
    short, _ = regret(blocker, contest.bid)
    amount = np.broadcast_to(short, closes.shape).ravel()
    order = np.argsort(amount, kind="stable")
    reached = np.cumsum(closes.ravel()[order]) / closes.size >= chance * (1.0 - 1e-12)
    return float(amount[order][np.argmax(reached)]) if reached.any() else float("inf")
