"""Whether the bid is accepted, whether it then closes, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from suitor._core.records import Array, Verdict, record
from suitor.contest.deciders import Decider, reservation
from suitor.contest.gates import Gate, chances, in_order, opening_days, together

__all__ = ["DAYS_A_YEAR", "Contest"]

DAYS_A_YEAR = 365.0


@record
class Contest:
    """A bid, those whose yes it needs, and the gates it must pass by its outside date.

    Rivals and a change of mind arrive at constant rates a year while the gates are open: with total rate h and
    duration T the bid survives them with probability exp(-h T).
    """

    bid: Array | float  # (*draw,) price, dollars
    deciders: tuple[Decider, ...]
    gates: tuple[Gate, ...] = ()
    per: str = ""  # what the price buys: share, equity, enterprise, assets, stake, control ...
    outside_days: Array | float = np.inf  # (*draw,) days from announcement to expiry
    rival_hazard: Array | float = 0.0  # (*draw,) arrivals a year of a rival that wins
    withdrawal_hazard: Array | float = 0.0  # (*draw,) withdrawals a year
    factors: Mapping[str, Array] = field(default_factory=dict)  # draws of common factors, where the caller has them

    def __post_init__(self) -> None:
        if not self.per:
            raise ValueError("does the price buy the assets, a stake, the equity or the whole? Say so in `per`.")
        if len({decider.id for decider in self.deciders}) < len(self.deciders):
            raise ValueError("two deciders have the same id; give each its own.")
        if not np.all(np.asarray(self.rival_hazard) >= 0.0) or not np.all(np.asarray(self.withdrawal_hazard) >= 0.0):
            raise ValueError("a hazard is a rate a year and cannot be negative.")
        in_order(self.gates)

    def play(self) -> Verdict:
        """What each decider asks, who says yes, each gate's odds and date, and how likely the whole is.

        completion = 1[bid >= every R] x P(all gates open) x 1[duration <= outside date] x exp(-hazards x duration).
        Nobody's yes is needed where there are no deciders.

        >>> holder = Decider("holders", "holders", alternative=np.array([40.0, 60.0]), accepted=np.array(0.0))
        >>> vote = Gate("vote", "vote", chance=0.9, days=60.0)
        >>> Contest(50.0, (holder,), (vote,), per="share").play().completion.tolist()
        [0.9, 0.0]
        """
        bid, outside = np.asarray(self.bid, float), np.asarray(self.outside_days, float)
        asked = [reservation(decider) for decider in self.deciders]
        passes, days = chances(self.gates, self.factors), opening_days(self.gates)
        duration = np.max(days, axis=-1, initial=0.0)
        closes = together(self.gates, self.factors) * self.survives(duration)
        shape = np.broadcast_shapes(*(each.shape for each in (bid, outside, closes, duration, *asked)))
        prices = np.empty((*shape, len(asked)))
        for index, price in enumerate(asked):
            prices[..., index] = price
        accepts = bid[..., None] >= prices
        completion = np.where(np.all(accepts, axis=-1) & (duration <= outside), closes, 0.0)
        return Verdict(
            deciders=tuple(decider.id for decider in self.deciders),
            reservation=prices,
            accepts=accepts,
            gates=tuple(gate.id for gate in self.gates),
            passes=np.broadcast_to(passes, (*shape, len(self.gates))),
            days=np.broadcast_to(days, (*shape, len(self.gates))),
            completion=completion,
            duration=np.broadcast_to(duration, shape),
        )

    def survives(self, days: Array) -> Array:
        """The chance that neither a rival nor a change of mind ends an accepted bid within so many days: exp(-h T)."""
        hazard = np.asarray(self.rival_hazard, float) + self.withdrawal_hazard
        return np.asarray(np.exp(-hazard * days / DAYS_A_YEAR))
