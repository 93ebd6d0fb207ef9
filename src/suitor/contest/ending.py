"""The ways a bid can end, and what each leaves the bidder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from suitor._core.arrays import columns
from suitor._core.records import Array, Verdict, record
from suitor.contest.contest import Contest
from suitor.contest.routes import Route, only, taken

__all__ = ["ENDINGS", "Endings", "bidder_gain", "endings", "endings_by_route"]

ENDINGS = ("closed", "refused", "blocked", "rival", "withdrawn", "expired")


@record
class Endings:
    """How likely each ending is; over all endings the chances sum to 1 in every draw."""

    names: tuple[str, ...]
    chance: Array  # (*draw, ending) probability, given the draw

    def of(self, name: str) -> Array:
        """The chance of one ending, (*draw,)."""
        return np.asarray(self.chance[..., self.names.index(name)])


def endings(contest: Contest, verdict: Verdict) -> Endings:
    """How the bid ends: closed, refused, blocked at a gate, lost to a rival, withdrawn or expired.

    Once accepted, a rival and a change of mind compete with the gates until these open or the bid expires at time t:
    the bid comes through with S = exp(-(h_rival + h_withdrawal) t), and the rest is shared in proportion to the rates.
    """
    rival, withdrawal = np.asarray(contest.rival_hazard, float), np.asarray(contest.withdrawal_hazard, float)
    hazard = rival + withdrawal
    agreed = np.all(verdict.accepts, axis=-1)
    until = np.minimum(verdict.duration, np.asarray(contest.outside_days, float))
    through = np.where(agreed, contest.survives(until), 0.0)
    lost = np.where(agreed, 1.0 - through, 0.0)
    to_rival = lost * np.divide(rival, hazard, out=np.zeros(np.shape(hazard)), where=hazard > 0.0)
    in_time = verdict.duration <= np.asarray(contest.outside_days, float)
    parts = (
        verdict.completion,
        np.where(agreed, 0.0, 1.0),
        np.where(in_time, through - verdict.completion, 0.0),
        to_rival,
        lost - to_rival,
        np.where(in_time, 0.0, through),
    )
    return Endings(ENDINGS, columns(parts))


def endings_by_route(contest: Contest, routes: Sequence[Route]) -> Endings:
    """How the bid ends where it may close by several routes: as the one it takes, or refused where it takes none.

    Where a later route is tried because somebody has refused, and leads nowhere, the refusal has stood and is told.
    """
    lanes = [only(contest, route) for route in routes]
    verdicts = [lane.play() for lane in lanes]
    chosen = np.argmax(taken(verdicts), axis=-1)  # the first where none is taken: its own end is then a refusal
    found = [endings(lane, verdict) for lane, verdict in zip(lanes, verdicts)]
    ends = np.stack(np.broadcast_arrays(*([found[0].chance] + [_refused(later).chance for later in found[1:]])))
    return Endings(ENDINGS, np.take_along_axis(ends, chosen[None, ..., None], axis=0)[0])


def _refused(later: Endings) -> Endings:
    """The same with a bid that is stopped or runs out of time told as refused."""
    stood, never = later.of("refused") + later.of("blocked") + later.of("expired"), np.zeros(())
    told = {"refused": stood, "blocked": never, "expired": never}
    return Endings(ENDINGS, columns(told.get(name, later.of(name)) for name in ENDINGS))


def bidder_gain(
    contest: Contest,
    ending: Endings,
    worth: Array | float,
    cost: Array | float = 0.0,
    break_fee: Array | float = 0.0,
    reverse_fee: Array | float = 0.0,
) -> Array:
    """What the bidder expects to make: its surplus if it closes, fees if it does not, less what bidding costs.

    P(closed) (V - b) + P(rival) break fee - (P(withdrawn) + P(blocked)) reverse fee - cost, in the money of the bid.
    """
    surplus = ending.of("closed") * (np.asarray(worth, float) - contest.bid)
    fees = ending.of("rival") * break_fee - (ending.of("withdrawn") + ending.of("blocked")) * reverse_fee
    return surplus + fees - np.asarray(cost, float)
