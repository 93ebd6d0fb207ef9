"""Firms set prices, each product's own, and take the others' prices as given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import linear
from suitor._core.records import Array, record
from suitor.market.conduct import Conduct

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market


ROUNDS = 100  # of raising the price of what has no room


def same(firm: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Which pairs of products share a firm."""
    return np.equal.outer(firm, firm)


@record
class Bertrand(Conduct):
    """Nash equilibrium in prices, one condition for each product j of firm f (own_f = 1 here):

        (1 − mission_f) q_j + Σ_k κ_{f,f(k)} (p_k − c_k) dq_k/dp_j + volume_f Σ_{k∈f} dq_k/dp_j = 0.

    A product at its capacity K_j carries a shadow price η_j beside its cost: η_j ≥ 0, q_j ≤ K_j, η_j (K_j − q_j) = 0.
    A product with a fixed price has no condition, but its markup stays in the sums of the others. Surplus enters
    through dCS/dp_j = −q_j, which holds for quasi-linear demand.
    O'Brien & Salop (2000), Antitrust Law Journal 67; Nevo (2000), RAND Journal of Economics 31(3).
    """

    capacity: Any = np.inf  # (*draw, product), units a year

    axes: ClassVar[Mapping[str, int]] = {"capacity": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        if hasattr(market.demand, "firm_markup") and not np.any(stakes.volume):
            return market.demand.firm_markup(market, price, stakes)
        firm, (quantity, slope) = market.firm, market.demand.response(price)
        pull, weight = np.swapaxes(slope, -1, -2), stakes.weight[..., firm[:, None], firm]
        gain = (1.0 - stakes.care)[..., firm] + stakes.volume[..., firm] * (pull * same(firm)).sum(-1) / quantity
        # In profits instead of markups, and per unit sold, small products lose no digits beside large ones.
        condition = weight * pull / (quantity[..., :, None] * quantity[..., None, :])
        condition = np.where(market.fixed[:, None], np.eye(len(firm)), condition)
        return linear(condition, np.where(market.fixed, (price - market.cost) * quantity, -gain)) / quantity

    @property
    def bound(self) -> bool:
        """Does any product have a capacity?"""
        return bool(np.any(np.isfinite(self.capacity)))

    def tight(self, market: Market, price: Array, miss: Array, scale: Array) -> Array:
        """The conditions when products have capacities: the smaller of the shadow price and the room left is zero."""
        capacity = np.asarray(self.capacity, dtype=float)
        room = np.where(np.isfinite(capacity), 1.0 - market.demand.quantity(price) / capacity, np.inf)
        return np.where((miss / scale).real < room.real, miss / scale, room)

    def within(self, market: Market, price: Array) -> Array:
        """Prices, these or higher, at which every product has room."""
        for _ in range(ROUNDS if self.bound else 0):
            quantity = market.demand.quantity(price)
            over = np.where(market.fixed, -np.inf, np.log(quantity / self.capacity))
            if not np.any(over >= 0.0):
                break
            pull = -np.einsum("...jj->...j", market.demand.slopes(price)) / quantity
            price = np.where(over >= 0.0, price + (over + 1.0) / pull, price)
        return price

    def condition(self, market: Market, price: Array, stakes: Stakes) -> tuple[Array, Array]:
        """How far each first-order condition is from zero, as a price, and the slopes of that in all prices.

        For demand systems that offer `bend`, [..., j, l] = Σ_k held_jk d²q_k/dp_j dp_l.
        """
        firm, demand = market.firm, market.demand
        quantity, slope = demand.response(price)
        pull, tilt = np.swapaxes(slope, -1, -2), 1.0 - stakes.care[..., firm]
        weight = stakes.weight[..., firm[:, None], firm]
        held = weight * (price - market.cost)[..., None, :] + stakes.volume[..., firm, None] * same(firm)
        miss = tilt * quantity + (held * pull).sum(-1)
        own = np.abs(np.einsum("...jj->...j", slope))
        bent = tilt[..., None] * slope + weight * pull + demand.bend(price, held)  # type: ignore[attr-defined]
        return miss / own, bent / own[..., None]

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        shortcut = None if self.bound else getattr(market.demand, "prices", None)
        return shortcut(market, stakes) if shortcut else Conduct.solve(self, market, stakes)
