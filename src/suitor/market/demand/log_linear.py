"""Log-linear demand: every elasticity is constant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from suitor._core.records import Array, record
from suitor.market.demand import Demand
from suitor.market.demand.linear import first_steepness, slopes_from_diversion

if TYPE_CHECKING:
    from suitor.market.observed import Observed


@record
class LogLinear(Demand):
    """Quantities  log q = a + E log p,  with E[k, j] the elasticity of q_k in p_j. It has no consumer surplus.

    Crooke, Froeb, Tschantz & Werden (1999), "Effects of assumed demand form on simulated postmerger equilibria",
    Review of Industrial Organization 15(3).
    """

    intercept: Array  # (*draw, product), log units a year at prices of one
    exponent: Array  # (*draw, product, product), elasticities

    axes: ClassVar[Mapping[str, int]] = {"intercept": 1, "exponent": 2}
    is_shaped_by_diversion: ClassVar[bool] = True

    @classmethod
    def of(cls, intercept: object, exponent: object) -> LogLinear:
        """Log-linear demand with the given intercepts and elasticities."""
        return cls(np.asarray(intercept, dtype=float), np.asarray(exponent, dtype=float))

    @classmethod
    def through(cls, seen: Observed, steepness: Array) -> LogLinear:
        """The log-linear system through the observed point, for its own slopes there and the observed diversions."""
        slope = slopes_from_diversion(seen, steepness)
        exponent = slope * seen.price[..., None, :] / seen.quantity[..., :, None]
        return cls(np.log(seen.quantity) - (exponent @ np.log(seen.price)[..., None])[..., 0], exponent)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: own slopes of products sold alone."""
        return {"steepness": first_steepness(seen)}

    def quantity(self, price: Array) -> Array:
        return np.exp(self.intercept + (self.exponent @ np.log(price)[..., None])[..., 0])

    def slopes(self, price: Array) -> Array:
        return self.exponent * self.quantity(price)[..., :, None] / price[..., None, :]

    def bend(self, price: Array, held: Array) -> Array:
        """How slopes turn with prices: [..., j, l] = Σ_k held_jk d²q_k/dp_j dp_l."""
        pull = held * np.swapaxes(self.exponent * self.quantity(price)[..., :, None], -1, -2)
        own = pull.sum(-1)[..., :, None] * np.eye(price.shape[-1])
        return (pull @ self.exponent - own) / (price[..., :, None] * price[..., None, :])
