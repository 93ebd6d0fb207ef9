"""What the reader must be told beside the numbers."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Remark, Verdict
from suitor.contest.contest import Contest

__all__ = ["Remark", "remarks"]


def remarks(contest: Contest, verdict: Verdict) -> tuple[Remark, ...]:
    """What the verdict cannot say in numbers alone."""
    found = []
    for index, decider in enumerate(verdict.deciders):
        never = float(np.mean(np.isposinf(verdict.reservation[..., index])))
        if never == 1.0:
            text = f"Nothing {decider} decides on is for sale at any price: the chance of a voluntary sale is 0."
            found.append(Remark("not_for_sale", {"decider": decider}, text))
        elif never > 0.0:
            text = f"In {never:.0%} of draws {decider} would not sell at any price."
            found.append(Remark("perhaps_not_for_sale", {"decider": decider, "share": never}, text))
    late = float(np.mean(verdict.duration > np.asarray(contest.outside_days)))
    if late > 0.0:
        text = f"In {late:.0%} of draws the gates open only after the bid has expired."
        found.append(Remark("expires", {"share": late}, text))
    return tuple(found)
