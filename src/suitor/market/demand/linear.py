"""Linear demand: each price moves each quantity along a straight line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from suitor._core.linear import eliminate, linear, times
from suitor._core.records import Array, record
from suitor.market.demand import Alone, Demand

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.groups import Groups
    from suitor.market.market import Market
    from suitor.market.observed import Observed


class Diverted(Demand):
    """Demand whose slopes at what was seen come from own slopes and the observed diversions."""

    is_shaped_by_diversion: ClassVar[bool] = True
    scaled_by: ClassVar[str] = "steepness"  # where slopes are symmetric, and one own slope gives all

    @staticmethod
    def slopes_there(seen: Observed, steepness: Array) -> Array:
        """dq_k/dp_j from own slopes and diversion; with symmetric slopes the first product's own slope gives all."""
        if seen.symmetric:
            return np.moveaxis(seen.pulls(np.arange(len(seen.products))), (0, 1), (-1, -2)) * steepness[..., None, None]
        return np.swapaxes(seen.diversion * steepness[..., None], -1, -2)

    @classmethod
    def alone(cls, seen: Observed, firm: Groups) -> Alone:
        """Margins at what was seen where each firm is after its own profit, −(B')⁻¹q/p, at a first own slope of one."""
        quantity, margin = seen.quantity.T, np.empty_like(seen.price.T)
        for own in firm.of_each_size():
            margin[own] = eliminate(-seen.pulls(own), quantity[own])
        margin /= seen.price.T
        return Alone(lambda: (margin.T, dict))

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: own slopes as if each product were sold alone."""
        markup = np.where(np.isfinite(seen.margin), seen.margin * seen.price, seen.typical_markup[..., None])
        own = seen.quantity / markup
        return {"steepness": own[..., 0] if seen.symmetric else own}


@record
class Linear(Diverted):
    """Quantities  q = a + B p,  with B[k, j] = dq_k/dp_j.

    Consumer surplus, −q'B⁻¹q/2, exists where B is symmetric.

    >>> Linear.of([10.0, 10.0], [[-2.0, 1.0], [1.0, -2.0]]).quantity(np.array([4.0, 4.0]))
    array([6., 6.])

    Deneckere & Davidson (1985), "Incentives to form coalitions with Bertrand competition", RAND Journal 16(4).
    """

    intercept: Array  # (*draw, product), units a year
    slope: Array  # (*draw, product, product), units a year per unit of money

    axes: ClassVar[Mapping[str, int]] = {"intercept": 1, "slope": 2}

    @classmethod
    def of(cls, intercept: object, slope: object) -> Linear:
        """Linear demand with the given intercepts and slopes."""
        return cls(np.asarray(intercept, dtype=float), np.asarray(slope, dtype=float))

    @classmethod
    def through(cls, seen: Observed, steepness: Array) -> Linear:
        """The linear system through the observed point, for its own slopes and the observed diversions."""
        slope = cls.slopes_there(seen, steepness)
        return cls(seen.quantity - times(slope, seen.price), slope)

    def quantity(self, price: Array) -> Array:
        return self.intercept + times(self.slope, price)

    def slopes(self, price: Array) -> Array:
        draws = np.broadcast_shapes(price.shape[:-1], self.slope.shape[:-2])
        return np.broadcast_to(self.slope, draws + self.slope.shape[-2:])

    def bend(self, price: Array, held: Array) -> Array:
        """How slopes turn with prices: [..., j, l] = Σ_k held_jk d²q_k/dp_j dp_l."""
        return np.zeros_like(held)

    def prices(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Bertrand prices as one system of equations where all owners are after profit."""
        from suitor.market.floors import settle
        from suitor.market.owners import at_prices, through_owners

        return through_owners(market, stakes, at_prices(_prices), settle)

    def surplus(self, price: Array) -> Array:
        quantity = self.quantity(price)
        symmetric = np.isclose(self.slope, np.swapaxes(self.slope, -1, -2), rtol=1e-9).all((-1, -2))
        return np.where(symmetric, -0.5 * (quantity * linear(self.slope, quantity)).sum(-1), np.nan)


def _prices(market: Market, count: int) -> tuple[Array, Array]:
    """Prices and residuals where every firm is after its own profit:  q + (B' over its own products)(p − c) = 0."""
    demand: Linear = market.demand.side_by_side(count)
    wide = np.broadcast_to(market.cost, (count, len(market.products)))
    cost, slope, intercept = np.ascontiguousarray(wide.T), np.moveaxis(demand.slope, 0, -1), demand.intercept.T
    pull = np.swapaxes(slope, 0, 1) * np.equal.outer(market.firm, market.firm)[..., None]
    price = eliminate(slope + pull, np.einsum("jkd,kd->jd", pull, cost) - intercept)
    miss = intercept + np.einsum("jkd,kd->jd", slope, price) + np.einsum("jkd,kd->jd", pull, price - cost)
    own = np.einsum("jjd->jd", slope)
    return price.T, np.abs(miss / own / price).max(0)
