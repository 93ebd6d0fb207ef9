"""Prices of systems whose spending is simple in log prices, AIDS and log-linear, by Newton's method in log prices.

With margins μ and spending x_k = p_k q_k, and own profit counted once, the condition for the log price of j is

    (tilt_j − μ_j) x_j + Σ_k held_jk dx_k/dlog p_j = 0,    held_jk = W_jk μ_k + volume_j/p_k for products of one's own.

All products of a firm share what it holds, so conditions and slopes come firm by firm. Arrays here are (product, draw):
neighbouring draws side by side. Draws that Newton's method does not settle are left to slower ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suitor._core.records import Array, Stakes
from suitor._core.solve import TOLERANCE, Root, eliminate

if TYPE_CHECKING:
    from suitor.market.market import Market

STEPS = 8
ENOUGH = 1e-13


class Seller(NamedTuple):
    """What one firm looks at: its own products, and those it holds a part of."""

    own: Any  # its products whose price is free
    holds: Any
    keeps: Array  # (own, draw), tilt − μ
    costs: Array  # (own, draw), 1 − μ, by which μ rises with the log price
    held: Array  # (holds, draw)
    gains: Array  # (holds, draw), by which `held` rises with each log price


def fits(market: Market) -> bool:
    """Does the demand system know its conditions in log prices?"""
    return hasattr(market.demand, "in_logs")


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices of each draw, from a start; the residual is that of the conditions, as a share of price."""
    demand: Any = market.demand.side_by_side(len(start))
    free = np.flatnonzero(~market.fixed)
    logs = np.log(np.ascontiguousarray(start.T))
    with np.errstate(all="ignore"):
        for step in range(STEPS):
            value, slope = _conditions(market, demand, stakes, logs, free)
            size = np.abs(value).max(0)
            if step == STEPS - 1 or np.all(size <= ENOUGH):
                break
            logs[free] -= np.clip(eliminate(slope, value), -0.5, 0.5)
    return Root(np.exp(logs).T, size, size <= TOLERANCE)


def _conditions(market: Market, demand: Any, stakes: Stakes, logs: Array, free: Any) -> tuple[Array, Array]:
    """How far each condition is from zero, as a share of price, (free, draw), and its slopes, (free, free, draw)."""
    value, slope = np.empty_like(logs), np.empty((len(logs), *logs.shape), dtype=logs.dtype)
    conditions = demand.in_logs(logs)
    for seller in _sellers(market, stakes, np.exp(logs)):
        value[seller.own], slope[seller.own] = conditions(seller)
    if len(free) < len(logs):
        return value[free], slope[free][:, free]
    return value, slope


def _sellers(market: Market, stakes: Stakes, price: Array) -> Iterator[Seller]:
    cost = np.broadcast_to(market.cost, price.T.shape).T
    for firm in range(len(market.firms)):
        own = np.flatnonzero((market.firm == firm) & ~market.fixed)
        weight = stakes.weight[:, firm].T[market.firm]
        holds = np.flatnonzero(np.any(weight != 0, axis=-1))
        if len(own) == 0:
            continue
        # One more unit served is worth something to the firm: its own products cost it that much less.
        rise = (cost - (market.firm == firm)[:, None] * stakes.volume[:, firm]) / price
        gains = weight[holds] * rise[holds]
        yield Seller(own, holds, rise[own] - stakes.care[:, firm], rise[own], weight[holds] - gains, gains)
