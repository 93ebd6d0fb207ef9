"""Sellers set prices below a cap that a regulator or an undertaking puts on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.records import Array, record
from suitor.market.conduct import Conduct, Through
from suitor.market.peaks import gradient

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.demand import Demand
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class PriceCap(Conduct):
    """Bertrand below caps: a price is at its cap, where its firm would raise it, or no firm gains by moving it.

        g_j = dU_f/dp_j:    p_j ≤ cap_j,   g_j ≥ 0,   g_j (cap_j − p_j) = 0.

    Unlike a cost, a cap leaves the firm's other prices their own conditions. Put it on a market that was calibrated
    without, as a remedy: replace(market, conduct=PriceCap(...)).

    >>> from suitor.market import Logit, Market, Stakes
    >>> market = Market.of(("a", "b"), Logit.of([3.0, 3.0], sensitivity=1.0), PriceCap([2.2, np.inf]), cost=[1.0, 1.0])
    >>> market.solve(Stakes.of_firms(market.firms)).price.round(3)
    array([2.2  , 2.507])
    """

    cap: Any  # (*draw, product), money per unit; infinite where there is none

    axes: ClassVar[Mapping[str, int]] = {"cap": 1}
    bound: ClassVar[bool] = True  # of two conditions the larger is zero

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """The markup of today and, in money, what the firm still gains by raising it."""
        own = -np.einsum("...jj->...j", market.demand.slopes(price))  # no absolute value: slopes go through it
        return price - market.cost + gradient(market, stakes, price) / own

    def tight(self, market: Market, price: Array, miss: Array, scale: Array) -> Array:
        """The larger of what a price is above its cap, and above what its firm wants."""
        over = (price - np.asarray(self.cap, dtype=float)) / scale
        return np.where((miss / scale).real > over.real, miss / scale, over)

    def within(self, market: Market, price: Array) -> Array:
        """These prices, none of them above its cap."""
        return np.minimum(price, self.cap)

    def predict(self, shell: Market, through: Through, seen: Observed, stakes: Stakes) -> tuple[Demand, Array]:
        raise ValueError("a price at its cap tells no cost: calibrate with bertrand, then put the cap on the market")
