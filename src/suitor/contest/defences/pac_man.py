"""A counter-offer: the target bids for the bidder."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["PacMan"]


@record
class PacMan(Defence):
    """The same deal with the roles swapped, and a race: a company whose majority its target owns cannot vote there.

    It is serious only if the counter-offer meets what the bidder's holders ask and the money for control is there. An
    offer of a tenth of what was asked for, made to amuse, changes nothing.
    """

    price: Array | float  # offered for a share of the bidder, money
    asked: Array | float  # by the bidder's holders for a share, money
    needed: Array | float  # shares that give control of the bidder
    funds: Array | float  # at the target's command, money
    ahead: Array | float = 0.5  # probability that the counter-offer closes first

    def respond(self, position: Position, bid: Bid) -> Position:
        """The bid may be overtaken."""
        price = np.asarray(self.price, float)
        serious = (price >= self.asked) & (price * self.needed <= self.funds)
        return replace(position, chance=position.chance * (1.0 - np.where(serious, self.ahead, 0.0)))
