"""What would have had to be true: who stands in the way, the least that would change the answer, and regret."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Verdict, record, replace
from suitor.contest.bidding import BEYOND_ALL, reaching
from suitor.contest.contest import DAYS_A_YEAR, Contest
from suitor.contest.deciders import Decider, indifference, reservation
from suitor.contest.gates import others

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
    beyond = replace(contest, bid=BEYOND_ALL).play()  # whoever sells at all says yes: its odds are those of the rest
    bid = np.asarray(contest.bid, float)
    accepts = bid[..., None] >= beyond.reservation
    blocks = in_the_way(replace(beyond, accepts=accepts))
    share = np.mean(blocks, axis=tuple(range(blocks.ndim - 1)))
    blocker = contest.deciders[int(np.argmax(share))] if share.any() else None
    asked = np.max(beyond.reservation, axis=-1, initial=0.0).ravel()
    certain = _certain(contest, np.all(accepts, axis=-1), beyond)
    return Flip(
        price=reaching(asked, beyond.completion.ravel() / asked.size, chance),
        decider=blocker.id if blocker else None,
        concession=_concession(contest, blocker, accepts, beyond.completion, chance) if blocker else 0.0,
        gates=beyond.gates,
        certain=certain,
        gate=beyond.gates[int(np.argmax(certain))] if certain.size and certain.max() >= chance else None,
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


def _certain(contest: Contest, agreed: Array, beyond: Verdict) -> Array:
    """The chance of closing at today's bid if one gate were certain to open, for each: (gate,)."""
    hazard = np.asarray(contest.rival_hazard, float) + contest.withdrawal_hazard
    survives = np.exp(-hazard * beyond.duration / DAYS_A_YEAR) * (beyond.duration <= np.asarray(contest.outside_days))
    rest = others(contest.gates, contest.factors)
    chance = np.where(agreed[..., None], survives[..., None] * rest, 0.0)
    return np.asarray(chance.mean(axis=tuple(range(chance.ndim - 1))))


def _concession(contest: Contest, blocker: Decider, accepts: NDArray[np.bool_], closes: Array, chance: float) -> float:
    """The least worth of a promise to the blocker that brings the chance to `chance` at today's bid."""
    place = [decider.id for decider in contest.deciders].index(blocker.id)
    delighted = replace(blocker, accepted=np.full(np.shape(blocker.accepted), BEYOND_ALL))  # a fair value stays a floor
    agreed = np.all(np.delete(accepts, place, axis=-1), axis=-1) & (contest.bid >= reservation(delighted))
    short, _ = regret(blocker, contest.bid)
    amount = np.broadcast_to(short, closes.shape).ravel()
    return reaching(amount, np.where(agreed, closes, 0.0).ravel() / closes.size, chance)
