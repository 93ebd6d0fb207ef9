"""A golden share, or special votes: one holder can refuse whatever the others want."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["GoldenShare"]


@record
class GoldenShare(Defence):
    """Control cannot pass without the consent of the holder of a special vote."""

    price: Array | float = np.inf  # at which the holder consents, money a share; +inf for never

    def respond(self, position: Position, bid: Bid) -> Position:
        """One more decider, with a price of its own."""
        return replace(position, veto=np.maximum(position.veto, self.price))
