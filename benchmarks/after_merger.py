"""Has a merged market an equilibrium that the engine owes? Decided from the textbook's conditions, without the engine.

With linear demand conditions are linear. With almost ideal demand the path of first-order points is followed from the
owners of before to those of after, as each merging firm counts ever more of the other's profit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import root

from suitor._core.records import replace
from suitor.market import Aids, Linear, Market, Stakes

STEP = 1.0 / 20.0  # of the way from before to after
LEAST = 1e-4  # of a path: a step too short to go on


def counted(market: Market, stakes: Stakes) -> np.ndarray:
    """What the seller of each product counts of the profit of each product, per unit of its own."""
    part = stakes.weight / np.diagonal(stakes.weight, axis1=-2, axis2=-1)[..., None]
    return part[..., market.firm[:, None], market.firm]


def ends(market: Market, before: Stakes, after: Stakes, lost: np.ndarray) -> list[str]:
    """Where the first-order points of draws that the engine did not find end, `there` where it owes one."""
    if isinstance(market.demand, Linear):
        return ["there" if stays else "none sold" for stays in linear_stays(market, after)[lost]]
    if not isinstance(market.demand, Aids):
        return []
    return [aids_path(*_draw(market, before, after, len(lost), draw)) for draw in map(int, np.flatnonzero(lost))]


def _draw(market: Market, before: Stakes, after: Stakes, count: int, draw: int) -> tuple[Market, Stakes, Stakes]:
    """One draw, without an axis for it."""
    pick = lambda x, core: x[draw] if np.ndim(x) > core else x  # noqa: E731
    demand: Any = market.demand
    values: dict[str, Any] = {name: pick(getattr(demand, name), core) for name, core in demand.axes.items()}
    one = replace(
        market, demand=replace(demand, **values), cost=pick(market.cost, 1), price=pick(market.price, 1)
    )  # fmt: skip
    first, last = (replace(aims, weight=pick(aims.weight, 2)) for aims in (before, after))
    return one, first, last


def linear_stays(market: Market, after: Stakes) -> np.ndarray:
    """Draws of linear demand whose one first-order point sells some of every product."""
    demand: Any = market.demand
    pull = counted(market, after) * np.swapaxes(demand.slope, -1, -2)
    known = (pull @ market.cost[..., None])[..., 0] - demand.intercept
    price = np.linalg.solve(demand.slope + pull, known[..., None])
    return (demand.intercept + (demand.slope @ price)[..., 0] > 0.0).all(-1)


def aids_path(market: Market, before: Stakes, after: Stakes) -> str:
    """Where the path of one draw ends: `there`, `none sold` of a product, or a `fold`: it could not be followed on."""
    demand: Any = market.demand
    a, b, power, cost = demand.intercept, demand.slope, 1.0 + demand.market, market.cost
    first, last = counted(market, before), counted(market, after)

    def miss(logs: np.ndarray, way: float) -> np.ndarray:
        share, part = a + b @ logs, (1.0 - way) * first + way * last
        bend = b + power * np.outer(share, share) - np.diag(share)
        return share + (part * bend.T) @ (1.0 - cost * np.exp(-logs))

    logs, way, step = np.log(market.price), 0.0, STEP
    while way < 1.0:
        goal = min(way + step, 1.0)
        tried = root(miss, logs, (goal,), tol=1e-12)
        if np.abs(miss(tried.x, goal)).max() < 1e-9 and np.abs(tried.x - logs).max() < 0.5:
            logs, way, step = tried.x, goal, 1.5 * step
            if (a + b @ logs < 0.0).any():
                return "none sold"
        elif step < LEAST:
            return "fold"
        else:
            step = 0.25 * step
    return "there"
