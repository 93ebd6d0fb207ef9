"""Litigation and complaints to regulators: time, cost and the chance of an injunction."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["Litigation"]


@record
class Litigation(Defence):
    """A suit against the bid. By experience it delays more often than it stops."""

    injunction: Array | float  # probability that a court stops the bid
    days: Array | float = 0.0  # of delay
    cost: Array | float = 0.0  # to the bidder, money

    def respond(self, position: Position, bid: Bid) -> Position:
        """Less likely, later, dearer."""
        return replace(
            position,
            chance=position.chance * (1.0 - np.asarray(self.injunction, float)),
            days=position.days + np.asarray(self.days, float),
            loss=position.loss + np.asarray(self.cost, float),
        )
