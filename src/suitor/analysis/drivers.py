"""What moves a headline, and where it flips: the whole analysis on a grid instead of on draws."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._core.records import Array
from ..deal import Deal
from ..study import Curve, Driver, Figure

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
MIDDLE = 2  # the place of the median among the levels
PRICES = np.linspace(0.25, 4.0, 61)  # at which odds are told, in parts of the bid
KEPT = 12  # drivers kept for each headline
THRESHOLDS = {
    "verdict.shortfall": 0.0,  # every decider would accept, if it were for sale at all
    "verdict.if_accepted": 0.5,  # more likely than not to close once accepted
    "value.excess": 0.0,  # the bid is fair value
    "value.fair": np.nan,
}
FAMILIES = (
    "rows.behind",
    "rows.growth",
    "rows.research",
    "rows.served",
    "rows.price",
    "market.surplus",
    "branch.payoff",
    "value.scenario",
)


def drivers(deal: Deal, grid: Mapping[str, Figure]) -> dict[str, tuple[Driver, ...]]:
    """For each headline, the assumptions that move it most, everything else at its median; largest swing first.

    `grid` is the analysis over the rows of `levels`.
    """
    paths = uncertain(deal)
    headlines = [id for id, figure in grid.items() if id in THRESHOLDS or figure.name in FAMILIES]
    return {id: ranked(deal, grid[id], paths, THRESHOLDS.get(id, np.nan)) for id in headlines}


def uncertain(deal: Deal) -> list[str]:
    """The paths of the numbers that are not exact."""
    return [path for path, quantity in deal.quantities.items() if not quantity.exact]


def levels(deal: Deal) -> dict[str, Array]:
    """One row of the grid for each input and level: that input moved, all the others at their median."""
    paths = uncertain(deal)
    count = len(paths) * len(LEVELS)
    moved = {}
    for i, path in enumerate(paths):
        level = np.full(count, 0.5)
        level[i * len(LEVELS) : (i + 1) * len(LEVELS)] = LEVELS
        moved[path] = level
    return moved


def ranked(deal: Deal, figure: Figure, paths: list[str], threshold: float) -> tuple[Driver, ...]:
    """The drivers of one figure, read off the grid."""
    found = []
    for i, path in enumerate(paths):
        at = figure.value[i * len(LEVELS) : (i + 1) * len(LEVELS)]
        if path in figure.inputs and np.all(np.isfinite(at)) and np.ptp(at) > 0:
            input_at = deal.quantities[path].at(LEVELS)
            low, high = float(input_at[0]), float(input_at[-1])
            results = float(at[0]), float(at[-1]), float(at[MIDDLE])
            found.append(Driver(path, low, high, *results, crossing(input_at, at, threshold)))
    return tuple(sorted(found, key=lambda driver: -driver.swing)[:KEPT])


def crossing(x: Array, y: Array, threshold: float) -> float:
    """Where a broken line first crosses a threshold; nan if it does not."""
    above = y >= threshold
    turns = np.flatnonzero(above[1:] != above[:-1])
    if not np.isfinite(threshold) or not turns.size:
        return float("nan")
    i = turns[0]
    return float(x[i] + (threshold - y[i]) * (x[i + 1] - x[i]) / (y[i + 1] - y[i]))


def curves(figures: Mapping[str, Figure]) -> dict[str, Curve]:
    """Headlines along a sweep: the bid's frontier, and the odds of a yes by price."""
    made = [frontier(figures), yes_by_price(figures)]
    return {curve.id: curve for curve in made}


def frontier(figures: Mapping[str, Figure]) -> Curve:
    """The stake at which the bid is exactly fair, by value of the whole: (Bid - C - W) / (V (1 - d)), as a band."""
    value, edge = figures["value.target"], figures["value.break_even_stake"]
    middle = value.median
    x = np.linspace(0.4 * middle, 3.0 * middle, 27)
    needed = edge.value * value.value  # (Bid - C - W) / (1 - d), whatever the value
    low, mid, high = (np.quantile(needed, at) / x for at in (0.05, 0.5, 0.95))
    return Curve("frontier", x, low, mid, high, "money", "share", edge.inputs)


def yes_by_price(figures: Mapping[str, Figure]) -> Curve:
    """The chance that every decider would accept, by price, if it were for sale at all."""
    needed, price = figures["verdict.needed"], figures["bid.price"]
    x = price.median * PRICES
    yes = np.searchsorted(np.sort(needed.value), x, side="right") / needed.value.size
    return Curve("price_of_yes", x, yes, yes, yes, "money", "chance", needed.inputs)
