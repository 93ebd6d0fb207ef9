"""Which assumption moves an answer most, and at which value it turns."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record
from suitor.race.forms import Form
from suitor.race.futures import Futures, advantage, compare
from suitor.race.vintage import Estimate, Vintage

__all__ = ["Flip", "flips"]

GRID = np.linspace(0.005, 0.995, 34)  # levels at which each estimate is tried


@record
class Flip:
    """One estimate moved over its range while all others stay at their most likely numbers."""

    name: str
    estimate: Estimate
    swing: float  # how far the advantage of the first form over the second moves, in the row's unit
    turns_at: float  # the value at which the better form changes; nan where it does not within the range


def flips(
    vintage: Vintage, lab: str, first: Form, second: Form, row: str, rival: str | None = None
) -> tuple[Flip, ...]:
    """Every estimate by how much it moves the difference between two forms in one row, largest first.

    flips(vintage, "OpenAI", FORMS["nonprofit, users"], FORMS["for-profit"], "surplus")[:3]
    """
    names = list(vintage.estimates)
    trial = np.repeat(np.arange(len(names)), len(GRID))
    tiled = np.tile(GRID, len(names))
    level = {name: np.where(trial == i, tiled, vintage.estimates[name].level) for i, name in enumerate(names)}
    drawn = vintage.draw(level)
    futures = Futures(drawn.race, drawn.stages, drawn.stakes, lab, rival)
    compared = compare(futures, [first, second], drawn.partner)
    one, two = (advantage(rows, row) for rows in compared.rows)
    ahead = np.broadcast_to(one - two, trial.shape).reshape(len(names), len(GRID))
    found = [_flip(name, vintage.estimates[name], along) for name, along in zip(names, ahead)]
    return tuple(sorted(found, key=lambda flip: -flip.swing))


def _flip(name: str, estimate: Estimate, ahead: Array) -> Flip:
    swing, turns = float(np.ptp(ahead)), np.flatnonzero(np.diff(np.sign(ahead)))
    if swing == 0.0 or not len(turns):
        return Flip(name, estimate, swing, np.nan)
    i = turns[0]
    part = ahead[i] / (ahead[i] - ahead[i + 1])
    return Flip(name, estimate, swing, float(estimate.at(GRID[i] + part * (GRID[i + 1] - GRID[i]))))
