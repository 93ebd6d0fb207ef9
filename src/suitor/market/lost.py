"""Why a market is not found: which product would sell less than nothing on the way to what changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, replace
from suitor._core.solve import newton, slopes
from suitor.market.demand import Demand
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = ["first_gone"]

STEPS = 16  # of the way from before to after


def first_gone(market: Market, cost: Array, before: Stakes, after: Stakes) -> NDArray[np.int_]:
    """The product that is first to sell less than nothing while interests and costs move to those after, or -1.

    `market` has the costs of before, at whose prices it stands; first-order conditions in between are followed step by
    step. Only straight lines, and shares that are lines in logs, ever go below nothing.
    """
    gone, price = np.full(market.price.shape[:-1], -1), market.price.astype(float)
    if getattr(market.conduct, "bound", False) or type(market.demand).slopes is Demand.slopes:
        return gone
    ends, follows = [in_ratio(x, 1.0 / x.own) for x in (before, after)], np.ones(len(gone), dtype=bool)
    for part in np.linspace(0.0, 1.0, STEPS + 1)[1:]:
        weight = (1.0 - part) * ends[0].weight + part * ends[1].weight
        stakes, here = replace(ends[1], weight=weight), replace(market, cost=market.cost + part * (cost - market.cost))

        def miss(x: Array, here: Market = here, stakes: Stakes = stakes) -> Array:
            return (x - here.cost - here.conduct.markup(here, x, stakes)) / np.abs(here.price)

        with np.errstate(all="ignore"):
            answer = newton(miss, price, slope=lambda x: slopes(miss, x))
            sold = market.demand.quantity(answer.value)
        follows &= answer.found
        gone = np.where(follows & (gone < 0) & (sold.min(-1) < 0.0), sold.argmin(-1), gone)
        price = np.where(answer.found[..., None], answer.value, price)
    return gone
