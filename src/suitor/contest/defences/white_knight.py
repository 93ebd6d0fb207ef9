"""A white knight: a friendlier buyer whom the bidder has to top."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["WhiteKnight"]


@record
class WhiteKnight(Defence):
    """A second buyer, who comes if the target is worth more to it than the bid and its cost, and bids up to that."""

    worth: Array | float  # what the target is worth to it, money a share
    cost: Array | float = 0.0  # of coming in, money a share

    def respond(self, position: Position, bid: Bid) -> Position:
        """The bidder has to pay what the knight would, where it comes at all."""
        comes = np.asarray(self.worth, float) - self.cost > np.asarray(bid.price, float)
        return replace(position, rival=np.where(comes, np.maximum(position.rival, self.worth), position.rival))
