"""A sale of what the bidder wants most, or an option on it that a friend may use if the bid succeeds."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["AssetSale"]


@record
class AssetSale(Defence):
    """An asset goes to somebody else if the bidder wins: the bidder gets its price instead of the asset.

    V falls by (worth of the asset to the bidder - price) / N. An option that lapses with the bid costs the holders
    nothing if they refuse, so what they ask stays.
    """

    worth: Array | float  # of the asset to the bidder, money
    price: Array | float  # at which it goes, money

    def respond(self, position: Position, bid: Bid) -> Position:
        """The target is worth less to the bidder."""
        lost = np.maximum(np.asarray(self.worth, float) - self.price, 0.0)
        return replace(position, worth=position.worth - lost / np.asarray(position.shares, float))
