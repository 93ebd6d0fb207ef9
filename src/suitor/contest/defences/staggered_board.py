"""A staggered board: replacing a majority takes two annual meetings."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.contest import DAYS_A_YEAR
from suitor.contest.defence import Bid, Defence, Position

__all__ = ["StaggeredBoard"]


@record
class StaggeredBoard(Defence):
    """A third of the seats comes up each year, so control waits for the second meeting from now.

    It bites where the board decides, as under a rights plan.

    Bebchuk, Coates & Subramanian (2002), "The powerful antitakeover force of staggered boards", Stanford Law Review 54.
    """

    to_meeting: Array | float  # days to the next annual meeting

    def respond(self, position: Position, bid: Bid) -> Position:
        """Control of the board takes a year more than the next meeting."""
        return replace(position, days=np.maximum(position.days, np.asarray(self.to_meeting, float) + DAYS_A_YEAR))
