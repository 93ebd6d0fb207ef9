"""A rights plan: whoever crosses a threshold without the board's consent is diluted."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["Dilution", "RightsPlan"]


@record
class Dilution:
    """What happens to a holder who sets off a rights plan."""

    shares_per_right: Array
    entitled: Array  # shares whose rights may be used
    stake: Array  # the holder's share of the company afterwards
    price: Array  # money a share afterwards
    loss: Array  # money the holder loses


@record
class RightsPlan(Defence):
    """Holders other than the one who crosses `trigger` may buy shares at a discount, or swap rights for shares.

    Flip-in: a right costs the exercise price X and buys shares worth `multiple` X at the market price P, so
    k = floor(multiple X / P) of them. Exchange: k shares a right for nothing. A stake s becomes
    s / (s + (1 - s)(1 + k)), the price (P + (1 - s) X) / (s + (1 - s)(1 + k)), in exchange without the X.
    """

    trigger: Array | float  # share of the votes
    exercise_price: Array | float = 0.0  # money a right
    multiple: float = 2.0  # value received for the exercise price
    exchange: float | None = None  # shares a right, where the board swaps rights for shares; None for a flip-in

    def respond(self, position: Position, bid: Bid) -> Position:
        """The bidder must win over the board, or lose what crossing the trigger costs."""
        crossing = position.stake + np.asarray(bid.seeks, float) * (1.0 - position.stake) >= self.trigger
        loss = np.where(crossing, self.dilution(position).loss, 0.0)
        return replace(position, loss=position.loss + loss, board_decides=position.board_decides | crossing)

    def dilution(self, position: Position) -> Dilution:
        """What crossing the trigger does to the bidder's stake and wealth.

        >>> plan = RightsPlan(trigger=0.15, exercise_price=210.0)
        >>> twitter = Position(800_641_166, 0.0, 45.0, lowest=45.0, highest=60.0, worth=54.2)
        >>> float(plan.dilution(twitter).shares_per_right), round(float(plan.dilution(twitter).stake), 4)
        (9.0, 0.0173)
        """
        stake = np.maximum(position.stake, self.trigger)
        price, shares = np.asarray(position.price, float), np.asarray(position.shares, float)
        flip_in = self.exchange is None
        paid = np.asarray(self.exercise_price, float) if flip_in else np.zeros(())
        # the small addition keeps a quotient that is whole from being rounded below itself
        rights = np.floor(self.multiple * paid / price + 1e-9) if flip_in else np.asarray(self.exchange, float)
        grown = stake + (1.0 - stake) * (1.0 + rights)
        after = (price + (1.0 - stake) * paid) / grown
        return Dilution(rights, (1.0 - stake) * shares, stake / grown, after, stake * shares * (price - after))
