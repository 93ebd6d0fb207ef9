"""Sellers set prices below a cap that a regulator or an undertaking puts on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.market.conduct import Conduct
from suitor.market.conduct.bertrand import Bertrand

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.market import Market


@record
class PriceCap(Conduct):
    """Prices that carry the markups of `base` where they are below their caps, and are at their caps where they would not:

        p_j ≤ cap_j,   p_j − c_j ≤ markup_j(p),   one of the two with equality.

    A cap that binds keeps its firm from raising that price; what the firm loses or gains by it stays in its other prices.

    >>> from suitor.market import Logit, Market, Stakes
    >>> market = Market.of(("a", "b"), Logit.of([3.0, 3.0], sensitivity=1.0), PriceCap([2.2, np.inf]), cost=[1.0, 1.0])
    >>> market.solve(Stakes.of_firms(market.firms)).price.round(3)
    array([2.2  , 2.481])
    """

    cap: Any  # (*draw, product), money per unit; infinite where there is none
    base: Conduct = Bertrand()  # how firms set the prices that are free

    bound: ClassVar[bool] = True  # conditions of which the larger is zero

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        return self.base.markup(replace(market, conduct=self.base), price, stakes)

    def tight(self, market: Market, price: Array, miss: Array, scale: Array) -> Array:
        """The larger of what a price is above its cap, and above cost and markup."""
        over = (price - np.asarray(self.cap, dtype=float)) / scale
        return np.where((miss / scale).real > over.real, miss / scale, over)
