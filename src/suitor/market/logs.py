"""Prices of systems whose spending is simple in log prices, AIDS and log-linear, by Newton's method in log prices.

With margins μ and spending x_k = p_k q_k, and own profit counted once, the condition for the log price of j is

    (tilt_j − μ_j) x_j + Σ_k held_jk dx_k/dlog p_j = 0,    held_jk = W_jk μ_k + volume_j/p_k for products of one's own.

All products of a firm share what it holds, so conditions and slopes come firm by firm. Arrays here are (product, draw):
neighbouring draws side by side. Draws that Newton's method does not settle are left to slower ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suitor._core.records import Array, Stakes
from suitor._core.solve import TOLERANCE, Root, eliminate
from suitor.market.demand import some

if TYPE_CHECKING:
    from suitor.market.market import Market

PHASES = ((7, 0.5), (40, 0.1))  # how many steps, and how far each may move a log price
ENOUGH = 1e-12


class Seller(NamedTuple):
    """What one firm looks at: its own products, and those it holds a part of."""

    own: Any  # its products whose price is free
    holds: Any  # products it holds, or holds a part of
    keeps: Array  # (own, draw), tilt − μ
    costs: Array  # (own, draw), 1 − μ, by which μ rises with the log price
    held: Array  # (holds, draw)
    gains: Array  # (holds, draw), by which `held` rises with each log price


def fits(market: Market) -> bool:
    """Does the demand system know its conditions in log prices?"""
    return hasattr(market.demand, "in_logs")


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices of each draw, from a start; the residual is that of the conditions, as a share of price."""
    count = len(start)
    price, gap = np.array(start), np.full(count, np.inf)
    left = np.arange(count)
    for steps, reach in PHASES:
        whole = len(left) == count
        few, aims = (market, stakes) if whole else (market.take((count,), left), some(stakes, (count,), left))
        price[left], gap[left] = _newton(few, aims, start[left], steps, reach)
        left = np.flatnonzero(~(gap <= TOLERANCE))
        if len(left) == 0:
            break
    return Root(price, gap, gap <= TOLERANCE)


def _newton(market: Market, stakes: Stakes, start: Array, steps: int, reach: float) -> tuple[Array, Array]:
    demand: Any = market.demand.side_by_side(len(start))
    look, free = _sellers(market, stakes, len(start)), span(~market.fixed)
    logs = np.log(np.ascontiguousarray(start.T))
    with np.errstate(all="ignore"):
        for step in range(steps):
            value, slope, size = _conditions(demand, look, logs)
            gap = np.abs(value / size)[free].max(0)
            if step == steps - 1 or np.all(gap <= ENOUGH):
                break
            logs[free] -= np.clip(eliminate(slope[free][:, free], value[free]), -reach, reach)
    return np.exp(logs).T, gap


def _conditions(demand: Any, look: Callable[[Array], list[Seller]], logs: Array) -> tuple[Array, Array, Array]:
    """Conditions, (product, draw), their slopes, (product, product, draw), and what moves one by the whole price."""
    value, size = np.zeros_like(logs), np.ones_like(logs)
    slope = np.empty((len(logs), *logs.shape), dtype=logs.dtype)
    conditions = demand.in_logs(logs)
    for seller in look(np.exp(logs)):
        value[seller.own], slope[seller.own], size[seller.own] = conditions(seller)
    return value, slope, size


def _sellers(market: Market, stakes: Stakes, count: int) -> Callable[[Array], list[Seller]]:
    """What each firm looks at, as a function of prices."""
    cost = np.ascontiguousarray(np.broadcast_to(market.cost, (count, len(market.products))).T)
    weight, care, volume = (
        _draws_last(x, core) for x, core in ((stakes.weight, 2), (stakes.care, 1), (stakes.volume, 1))
    )
    firms = []
    for firm in range(len(market.firms)):
        own = span((market.firm == firm) & ~market.fixed)
        holds = span(np.any(weight[firm] != 0, axis=-1)[market.firm])
        if np.any((market.firm == firm) & ~market.fixed):
            firms.append((firm, own, holds, weight[firm][market.firm][holds]))

    def look(price: Array) -> list[Seller]:
        plain, sellers = cost / price, []
        for firm, own, holds, part in firms:
            rise = plain
            if np.any(volume[firm]):  # one more unit served is worth something: its own products cost it that much less
                rise = plain - (market.firm == firm)[:, None] * volume[firm] / price
            gains, costs = part * rise[holds], rise[own]
            sellers.append(Seller(own, holds, costs - care[firm], costs, part - gains, gains))
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
