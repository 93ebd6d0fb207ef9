"""Whether one written rule would have told how past bids ended, each case judged without itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suitor._core.records import Array, record
from suitor.contest.belief import Belief, base_rate, seen
from suitor.contest.remark import Remark

__all__ = ["Backtest", "backtest", "brier", "forecast"]

OUTCOME = "first_bidder"


@record
class Backtest:
    """Odds given to each settled case, what happened, and the score beside that of a base rate."""

    cases: tuple[str, ...]
    beliefs: tuple[Belief, ...]  # what moved each
    chance: Array  # (case,) probability that the first bidder closes
    happened: Array  # (case,) 1 where it did
    brier: float  # mean squared error; lower is better
    base_brier: float  # of giving every case the share of the other cases in which the first bidder closed
    pending: tuple[str, ...]  # cases left out because they have not ended
    remarks: tuple[Remark, ...]


def forecast(priors: Mapping[str, Any], bid: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Belief:
    """The rule: start from the published rate for such bids, then count every other settled case of the kind once.

    A bid is `agreed` or `unsolicited`, as it stood when it was announced. Nothing else about the case enters.
    """
    kind = bid["attitude"]
    belief = base_rate(priors, kind)
    ends = Counter(
        other["later"]["outcome"] for other in others if other["attitude"] == kind and other["id"] != bid["id"]
    )
    ends.pop("pending", None)
    return seen(belief, ends, f"{ends.total()} other settled {kind} bids")


def brier(chance: Array, happened: Array) -> float:
    """How far odds were from what happened, on average: the mean of (p - happened)^2; 0 is perfect, a half scores 0.25.

    Brier (1950), "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78(1).
    """
    return float(np.mean((np.asarray(chance, float) - happened) ** 2))


def backtest(priors: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> Backtest:
    """The rule's odds for each settled case, leaving that case out, and how good they were.

    Each record has `id`, `attitude` and, apart from what was known then, `later.outcome`: first_bidder, white_knight,
    independent or pending.
    """
    settled = [each for each in records if each["later"]["outcome"] != "pending"]
    if len(settled) < 2:
        raise ValueError("a back-test that leaves each case out needs at least two settled cases.")
    beliefs = [forecast(priors, each, settled) for each in settled]
    chance = np.array([belief.of(OUTCOME) for belief in beliefs])
    happened = np.array([float(each["later"]["outcome"] == OUTCOME) for each in settled])
    base = (happened.sum() - happened) / (happened.size - 1)
    text = f"With {happened.size} cases the score proves little: one case decided otherwise would move it visibly."
    return Backtest(
        cases=tuple(each["id"] for each in settled),
        beliefs=tuple(beliefs),
        chance=chance,
        happened=happened,
        brier=brier(chance, happened),
        base_brier=brier(base, happened),
        pending=tuple(each["id"] for each in records if each["later"]["outcome"] == "pending"),
        remarks=(Remark("few_cases", {"cases": happened.size}, text),),
    )
