"""The years of a scenario's race, and the little of them that is asked for afterwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import race
from .._core.records import Array, Path, record, replace
from .stage import Stage

__all__ = ["Course"]


@record
class Course:
    """What the years come to: money by year, and the four rows of one lab before anybody's ties to it are counted."""

    labs: tuple[str, ...]
    profit: Array  # (draw, year, lab), money a year from serving users, before research
    surplus: Array  # (draw, year), consumer surplus, money a year
    began: Array  # (draw,), the lab's revenue in the first year
    rows: race.FourRows
    found: NDArray[np.bool_]  # (draw,)
    path: Path | None  # all of it; nine tenths of the memory, so whoever keeps many courses lets it go

    @classmethod
    def of(cls, run: race.Race, stage: Stage, price: Array, multiplier: Array, lab: str) -> Course:
        """Run the race with the prices of `stage`, from the base year's prices and shadow prices of floors."""
        path = run.run(stage.lifted(multiplier).starting(price))
        began, rows = path.revenue[..., 0, path.labs.index(lab)].copy(), race.four_rows(path, lab)
        rows = replace(rows, price=rows.price.copy())  # else one year of one lab would hold all the others
        return cls(path.labs, path.profit, path.surplus, began, rows, path.found, path)
