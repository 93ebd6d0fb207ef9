"""Prices of the logit family without slopes: a fixed point in markups, each step a few sums.

In these systems the slope matrix is a diagonal less something of low rank, Λ − Γ, so that the first-order conditions
read m = Λ⁻¹(tilt · q + (W ∘ Γ)m), the zeta map. It converges where the markup map does not, in 10 to 40 steps, or is
damped; draws it does not settle are left to Newton's method.

Morrow & Skerlos (2011), "Fixed-point approaches to computing Bertrand-Nash equilibrium prices", Oper. Research 59(2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor._core.solve import Root, across, draws_contiguous
from suitor.market.demand import Stake, take

if TYPE_CHECKING:
    from suitor.market.market import Market

ENOUGH = 1e-11  # of the price
PHASES = ((1.0, 12), (1.0, 12), (1.0, 30), (0.5, 60), (0.3, 100))  # how far to follow the map, and how often


def fits(market: Market, stakes: Stakes) -> bool:
    """Does the demand system know its map, and do no units count by themselves?"""
    nested_crowd = hasattr(market.demand, "kinds") and getattr(market.demand, "nest", None) is not None
    return hasattr(market.demand, "zeta") and not np.any(stakes.volume) and not nested_crowd


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices of each draw, from a start; the residual is how far the map still moves them, as a share of price."""
    count = len(start)
    price, gap = np.array(start), np.full(count, np.inf)
    left = np.arange(count)
    markup = np.array(start) - market.cost
    with np.errstate(all="ignore"):
        for share, steps in PHASES:
            few, weights, tilt = _some(market, stakes, left, count)
            moved, cost, fixed = draws_contiguous(markup[left]), draws_contiguous(few.cost), few.fixed
            if share < 1.0:
                moved = draws_contiguous(start[left] - few.cost)
            stake = _stake(weights, few)
            for _ in range(steps):
                new = few.demand.zeta(cost + moved, moved, stake, tilt)  # type: ignore[attr-defined]
                step = np.where(fixed, 0.0, new - moved)
                moved = moved + share * step
            gap[left] = (np.abs(step) / np.abs(cost + moved)).max(-1)
            markup[left] = moved
            price[left] = cost + moved
            left = np.flatnonzero(~(gap <= ENOUGH))
            if len(left) == 0:
                break
    return Root(price, gap, gap <= ENOUGH)


def _some(market: Market, stakes: Stakes, left: Any, count: int) -> tuple[Market, Array, Array]:
    """The draws still to be found, laid out draw beside draw, with weights by firm and what revenue counts for."""
    few = market.take((count,), left)
    fields: dict[str, Any] = {
        name: draws_contiguous(np.broadcast_to(x, (len(left), *x.shape[x.ndim - core :]))) if core else x
        for name, core in few.demand.axes.items()
        for x in [np.asarray(getattr(few.demand, name))]
    }
    cost = np.broadcast_to(few.cost, (len(left), len(few.products)))
    few = replace(few, demand=replace(few.demand, **fields), cost=cost)  # type: ignore[type-var]
    tilt = 1.0 - draws_contiguous(np.broadcast_to(take(stakes.care, 1, (count,), left), (len(left), len(few.firms))))
    return few, take(stakes.weight, 2, (count,), left), tilt[:, few.firm]


def _stake(weight: Array, market: Market) -> Stake:
    """Adds up, for each product, what its firm holds of all products."""
    firm, count = market.firm, len(market.firms)
    first = weight.reshape(-1, count, count)[0]
    if np.all(weight == first):
        held = first[firm[:, None], firm].T
        return lambda x: across(x, held)
    member = np.equal.outer(firm, np.arange(count)).astype(float)

    def add(x: Array) -> Array:
        mine = x @ member
        whole = np.expand_dims(weight, axis=tuple(range(1, x.ndim - 1))) if x.ndim > 2 else weight
        return (whole @ mine[..., None])[..., 0][..., firm]

    return add
