"""Prices of systems whose spending is simple in log prices, AIDS and log-linear, by Newton's method in log prices.

With margins μ and spending x_k = p_k q_k, and own profit counted once, the condition for the log price of j is

    (tilt_j − μ_j) x_j + Σ_k held_jk dx_k/dlog p_j = 0,    held_jk = W_jk μ_k + volume_j/p_k for products of one's own.

All products of a firm share what it holds, so conditions and slopes come firm by firm, those of as many products at
once. Arrays here are (product, draw): neighbouring draws side by side. Slopes hardly turn near an equilibrium, so they
are taken three times (Shamanskii 1967); draws that are not there soon get them at each step, and those that Newton's
method does not settle are left to slower ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import factor, substitute
from suitor._core.records import Array, Stakes
from suitor._core.solve import TOLERANCE, Root
from suitor.market.demand import some

if TYPE_CHECKING:
    from suitor.market.market import Market

# How many steps, how many of them with new slopes, and how far each may move a log price.
ROUGH = 4, 3, 0.5  # in single precision
PHASES = ((4, 1, 0.5), (7, 7, 0.5), (40, 40, 0.1), (40, 40, 0.5))
ENOUGH = 1e-12


class Sellers(NamedTuple):
    """What firms look at that have as many products each: their own, and those they hold a part of."""

    own: NDArray[np.int_]  # (own, firm), its products whose price is free
    holds: NDArray[np.int_]  # (holds, firm), products it holds, or holds a part of
    keeps: Array  # (own, firm, draw), tilt − μ
    costs: Array  # (own, firm, draw), 1 − μ, by which μ rises with the log price
    held: Array  # (holds, firm, draw)
    gains: Array  # (holds, firm, draw), by which `held` rises with each log price


# For some firms: their conditions, (own, firm, draw), what moves one by the whole price, and how to get their slopes,
# (own, firm, product, draw).
Conditions = Callable[[Sellers], tuple[Array, Array, Callable[[], Array]]]


def fits(market: Market) -> bool:
    """Does the demand system know its conditions in log prices?"""
    return hasattr(market.demand, "in_logs")


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices of each draw, from a start; the residual is that of the conditions, as a share of price."""
    count, (price, gap) = len(start), _quickly(market, stakes, start)
    for steps, turns, reach in PHASES[1:]:
        left = np.flatnonzero(~(gap <= TOLERANCE))
        if len(left) == 0:
            break
        few, aims = market.take((count,), left), some(stakes, (count,), left)
        price[left], gap[left] = _newton(few, aims, start[left], steps, turns, reach)
    return Root(price, gap, gap <= TOLERANCE)


def quick(market: Market, count: int) -> tuple[Array, Array]:
    """Prices and residuals where every firm is after its own profit; some draws may need slower ways."""
    start = np.broadcast_to(market.price, (count, len(market.products)))
    return _quickly(market, Stakes.of_firms(market.firms), start)


def _quickly(market: Market, stakes: Stakes, start: Array) -> tuple[Array, Array]:
    """A few steps in single precision, which cost half, and from there one or two for the digits."""
    rough, _ = _newton(market, stakes, start, *ROUGH, np.float32)
    return _newton(market, stakes, np.where(np.isfinite(rough), rough, start), *PHASES[0])


def _newton(
    market: Market, stakes: Stakes, start: Array, steps: int, turns: int, reach: float, digits: Any = float
) -> tuple[Array, Array]:
    demand: Any = market.demand.rounded(digits).side_by_side(len(start))
    look, free = _sellers(market, stakes, len(start), digits), span(~market.fixed)
    logs = np.log(np.ascontiguousarray(start.T.astype(digits, copy=False)))
    with np.errstate(all="ignore"):
        for step in range(steps):
            value, size, slope = _conditions(demand, look, logs)
            gap = np.abs(value / size)[free].max(0)
            if step == steps - 1 or np.all(gap <= ENOUGH):
                break
            if step < turns:
                factors = factor(slope()[free][:, free])
            logs[free] -= np.clip(substitute(factors, value[free]), -reach, reach)
    return np.exp(logs).T, gap


def _conditions(
    demand: Any, look: Callable[[Array], list[Sellers]], logs: Array
) -> tuple[Array, Array, Callable[[], Array]]:
    """Conditions, (product, draw), what moves one by the whole price, and how to get their slopes, (product, product,
    draw)."""
    value, size, turned = np.zeros_like(logs), np.ones_like(logs), []
    conditions: Conditions = demand.in_logs(logs)
    for sellers in look(np.exp(logs)):
        value[sellers.own], size[sellers.own], slope = conditions(sellers)
        turned.append((sellers.own, slope))

    def slopes() -> Array:
        whole = np.empty((len(logs), *logs.shape), dtype=logs.dtype)
        for own, slope in turned:
            whole[own] = slope()
        return whole

    return value, size, slopes


def _sellers(market: Market, stakes: Stakes, count: int, digits: Any = float) -> Callable[[Array], list[Sellers]]:
    """What firms look at, as a function of prices."""
    cost = np.ascontiguousarray(
        np.broadcast_to(market.cost, (count, len(market.products))).T.astype(digits, copy=False)
    )
    interests = ((stakes.weight, 2), (stakes.care, 1), (stakes.volume, 1))
    weight, care, volume = (_draws_last(x.astype(digits, copy=False), core) for x, core in interests)
    alike: dict[tuple[int, int], list[Any]] = {}
    for firm in np.unique(market.firm[~market.fixed]):
        own = np.flatnonzero((market.firm == firm) & ~market.fixed)
        holds = np.flatnonzero(np.any(weight[firm] != 0, axis=-1)[market.firm])
        alike.setdefault((len(own), len(holds)), []).append((firm, own, holds))
    groups = [[np.stack(part, axis=-1) for part in zip(*firms)] for firms in alike.values()]

    def look(price: Array) -> list[Sellers]:
        plain, sellers = cost / price, []
        for firm, own, holds in groups:
            part, costs, rise = weight[firm, market.firm[holds]], plain[own], plain[holds]
            if np.any(volume[firm]):  # one more unit served is worth something: own products cost it that much less
                costs = costs - volume[firm] / price[own]
                rise = rise - (market.firm[holds] == firm)[..., None] * volume[firm] / price[holds]
            gains = part * rise
            sellers.append(Sellers(own, holds, costs - care[firm], costs, part - gains, gains))
        return sellers

    return look


def _draws_last(array: Array, core: int) -> Array:
    """The same with draws on the last axis; one number for all draws where all have the same."""
    rows = np.moveaxis(array, 0, -1) if array.ndim > core else array[..., None]
    return rows[..., :1] if np.all(rows == rows[..., :1]) else np.ascontiguousarray(rows)


def span(chosen: Any) -> Any:
    """The places of those chosen; as a slice, which copies nothing, where they are neighbours."""
    places = np.flatnonzero(chosen)
    whole = len(places) > 0 and places[-1] - places[0] + 1 == len(places)
    return slice(int(places[0]), int(places[-1]) + 1) if whole else places
