"""Log-linear demand: every elasticity is constant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from suitor._core.linear import linear, times
from suitor._core.records import Array, record
from suitor.market.demand.linear import Diverted

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.logs import Conditions, Sellers
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class LogLinear(Diverted):
    """Quantities  log q = a + E log p,  with E[k, j] the elasticity of q_k in p_j. It has no consumer surplus.

    Crooke, Froeb, Tschantz & Werden (1999), "Effects of assumed demand form on simulated postmerger equilibria",
    Review of Industrial Organization 15(3).
    """

    intercept: Array  # (*draw, product), log units a year at prices of one
    exponent: Array  # (*draw, product, product), elasticities

    axes: ClassVar[Mapping[str, int]] = {"intercept": 1, "exponent": 2}

    @classmethod
    def of(cls, intercept: object, exponent: object) -> LogLinear:
        """Log-linear demand with the given intercepts and elasticities."""
        return cls(np.asarray(intercept, dtype=float), np.asarray(exponent, dtype=float))

    @classmethod
    def through(cls, seen: Observed, steepness: Array) -> LogLinear:
        """The log-linear system through the observed point, for its own slopes there and the observed diversions."""
        slope = cls.slopes_there(seen, steepness)
        exponent = slope * seen.price[..., None, :] / seen.quantity[..., :, None]
        return cls(np.log(seen.quantity) - times(exponent, np.log(seen.price)), exponent)

    def quantity(self, price: Array) -> Array:
        return np.exp(self.intercept + times(self.exponent, np.log(price)))

    def slopes(self, price: Array) -> Array:
        return self.exponent * self.quantity(price)[..., :, None] / price[..., None, :]

    def on_sale(self, price: Array) -> Array:
        """Prices at which as much is sold of each product, as much as of the middle one at these."""
        logs = self.intercept + times(self.exponent, np.log(price))
        return np.exp(np.asarray(linear(self.exponent, np.median(logs, axis=-1, keepdims=True) - self.intercept)))

    def prices(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Bertrand prices by Newton's method in log prices, quickest where all owners are after profit."""
        from suitor.market import logs
        from suitor.market.floors import settle
        from suitor.market.owners import at_prices, through_owners

        return through_owners(market, stakes, at_prices(logs.quick), settle)

    def in_logs(self, logs: Array) -> Conditions:
        """First-order conditions in log prices per unit of each one's revenue."""
        powers = np.moveaxis(self.exponent, 0, -1)
        revenue = np.exp(self.intercept.T + np.einsum("kj...,j...->k...", powers, logs) + logs)

        def conditions(firms: Sellers) -> tuple[Array, Array, Callable[[], Array]]:
            own, holds, each = firms.own, firms.holds, np.arange(firms.own.shape[1])
            mine, itself = revenue[own], holds[:, None] == own
            sold = revenue[holds][:, None] * (powers[holds[:, None], own] + itself[..., None])
            held, keeps = firms.held[:, None] * sold, firms.keeps * mine
            value = keeps + held.sum(0)

            def slopes() -> Array:
                slope = np.einsum("kif...,kfj...->ifj...", held, powers[holds])
                slope += keeps[:, :, None] * powers[own]
                slope[:, each, holds] += np.swapaxes(firms.gains[:, None] * sold + held, 0, 1)
                slope[np.arange(len(own))[:, None], each, own] += keeps - firms.costs * mine
                return slope

            return value, np.abs(mine * powers[own, own]), slopes

        return conditions
