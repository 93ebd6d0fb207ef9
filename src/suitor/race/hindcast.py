"""A test before any forecast: what the race of 2024 says of 2025, beside what 2025 brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suitor._core.records import Array, record
from suitor.race.vintage import Vintage, read_data

__all__ = ["Outcome", "hindcast"]


@record
class Outcome:
    """One number of the test year: the predicted range, what came, and what a ruler or the company would have said."""

    quantity: str
    lab: str
    low: float  # 5% of draws lie below
    middle: float
    high: float  # 5% of draws lie above
    actual: float
    straight: float  # last year's growth once more; nan where last year's growth is not known
    plan: float  # the company's own plan; nan where none is known
    unit: str
    source: str

    @property
    def inside(self) -> bool:
        """Whether what came lies in the predicted range."""
        return bool(self.low <= self.actual <= self.high)


def hindcast(vintage: Vintage, level: Mapping[str, Array]) -> tuple[Outcome, ...]:
    """The first year after the base year, predicted from what was known before it.

    Only a vintage whose next year is over has a test; the outcomes never enter the vintage.
    """
    if vintage.base_year != 2024:
        raise ValueError(f"2025 tests the vintage of 2024; there is no test year yet for {vintage.base_year}.")
    drawn = vintage.draw(level)
    path = drawn.race.run(drawn.stage)
    users = np.asarray(drawn.stage.users)[..., 0]
    tests = []
    for name, came in read_data("outcomes-2025")["outcomes"].items():
        quantity, i = name.split(",")[0], vintage.labs.index(came["lab"])
        predicted = getattr(path, quantity)[..., 0, i] * (users if quantity == "served" else 1.0)
        tests.append(_outcome(vintage, quantity, predicted, came))
    return tuple(tests)


def _outcome(vintage: Vintage, quantity: str, predicted: Array, came: Mapping[str, Any]) -> Outcome:
    low, middle, high = (float(edge) for edge in np.quantile(predicted, [0.05, 0.5, 0.95]))
    name = f"{came['lab']}.{'users' if quantity == 'served' else quantity}"
    now, before = vintage.estimates.get(name), vintage.estimates.get(f"{name}_before")
    return Outcome(
        quantity=quantity,
        lab=came["lab"],
        low=low,
        middle=middle,
        high=high,
        actual=came["value"],
        straight=now.likely**2 / before.likely if now and before else np.nan,
        plan=came.get("company_plan", np.nan),
        unit=came["unit"],
        source=came["source"],
    )
