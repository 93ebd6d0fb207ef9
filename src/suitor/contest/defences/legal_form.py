"""A change of legal form: the board answers to a purpose and no longer to the price alone."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["LegalForm"]


@record
class LegalForm(Defence):
    """A benefit corporation, a foundation or a charity in control may refuse a price that holders would take."""

    price: Array | float = np.inf  # what the board asks under its new duty, money a share; +inf where it will not sell
    days: Array | float = 0.0  # that the change takes, if the bidder must wait for it

    def respond(self, position: Position, bid: Bid) -> Position:
        """The board decides, and asks what its purpose asks."""
        board = np.maximum(position.board, self.price)
        return replace(position, board=board, board_decides=True, days=np.maximum(position.days, self.days))
