"""Costs and missions from margins, for firms that may not price for profit alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, replace
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = ["costs"]


def costs(market: Market, stakes: Stakes, apart: NDArray[np.bool_], known: Array) -> tuple[Market, Array]:
    """Costs from the first-order conditions, and the missions that the margins of the firms set apart imply.

    A firm's mission is the care/(own + λ) at which it earns what its known markups say; it is 0 where they are as high
    as pricing for profit alone would make them, or higher. Its interests in rivals count at the same own + λ, where it
    has a care that tells it.
    """
    draws = market.draws_with(stakes)
    mission = np.zeros((*draws, len(market.firms)))
    ordinary = np.where(apart & (stakes.own == 0), 1.0, stakes.own)
    caring = apart & (stakes.care > 0)
    for _ in range(60):
        theta = np.where(caring, mission / np.where(caring, stakes.care, 1.0), 1.0 / ordinary)
        at = in_ratio(stakes, theta)
        at = replace(at, care=np.where(apart, mission, at.care))
        markup = _markup(market, at)
        change = _step(market, at, markup, apart, known)
        # A mission held at 0 never stops wanting to fall: what has moved decides, not what would.
        before, mission = mission, np.where(apart, np.maximum(mission + change, 0.0), mission)
        if not np.any(np.abs(mission - before) > 1e-13):
            break
    return replace(market, cost=np.where(market.fixed, market.cost, market.price - markup)), mission


def _markup(market: Market, stakes: Stakes) -> Array:
    return market.conduct.markup(market, market.price, stakes)


def _step(market: Market, at: Stakes, markup: Array, apart: NDArray[np.bool_], known: Array) -> Array:
    """How much each mission must rise for the firm to earn what its margins say; exact where nobody holds rivals."""
    told = np.isfinite(known) & ~market.fixed & apart[market.firm]
    quantity = market.demand.quantity(market.price)
    lacking = market.by_firm(np.where(told, quantity * (markup - np.where(told, known, 0.0)), 0.0))
    step = np.zeros(np.broadcast_shapes(lacking.shape, at.care.shape))
    for firm in np.flatnonzero(apart):
        more = replace(at, care=at.care + np.where(np.arange(len(market.firms)) == firm, 1e-3, 0.0))
        slope = (_markup(market, more) - markup) / 1e-3
        fall = -market.by_firm(np.where(told, quantity * slope, 0.0))[..., firm]
        step[..., firm] = np.where(fall > 0, lacking[..., firm] / np.where(fall > 0, fall, 1.0), 0.0)
    return step
