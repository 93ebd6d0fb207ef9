"""A crowd of buyers whose tastes differ in a known way: what is left to find is how much money matters to all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import linear
from suitor._core.records import Array, record, replace
from suitor._core.solve import newton, slopes
from suitor.market.demand.logit import Logit
from suitor.market.demand.random_coefficients import RandomCoefficients

if TYPE_CHECKING:
    from suitor.market.observed import Observed

__all__ = ["Crowd"]

NODES = 9  # of the quadrature over a normal taste; the ninth changes no price by 1e-6 at a spread of 1


@record
class Crowd:
    """Kinds of buyers i: utility δ_j + l_ij − α a_i p_j, with weights, a_i and l_ij given; α and δ fit what is seen.

    It stands in for a demand system where one is calibrated.

    >>> from suitor.market import calibrate
    >>> two = Crowd.of(weight=[0.5, 0.5], sensitivity=[2.0, 1.0])
    >>> known = calibrate(two, "bertrand", products=("a", "b"), firms=("a", "b"), firm=[0, 1], price=[1.0, 1.0],
    ...                   share=[0.3, 0.2], margin=[0.5, np.nan])
    >>> known.market.demand.sensitivity.round(3), known.market.demand.quantity(np.ones(2)).round(6)
    (array([4.993, 2.497]), array([0.3, 0.2]))
    """

    weight: Array  # (*draw, kind), share of buyers of each kind
    sensitivity: Array  # (*draw, kind), a: how much money matters to them beside the others
    likes: Array  # (*draw, kind, product), l: utility beyond what other kinds have
    nest: NDArray[np.int_] | None = None  # (product,), nests within each kind's choice
    sigma: Any = 1.0  # (nest,), dissimilarity within each nest

    is_shaped_by_diversion: ClassVar[bool] = False

    @classmethod
    def of(cls, weight: Any, sensitivity: Any, likes: Any = 0.0, nest: Any = None, sigma: Any = 1.0) -> Crowd:
        """Kinds with these weights, scaled to one, and tastes."""
        part = np.asarray(weight, dtype=float)
        part = part / part.sum(-1, keepdims=True)
        places = None if nest is None else np.unique(np.asarray(nest), return_inverse=True)[1]
        wide = 1.0 if places is None else np.broadcast_to(np.asarray(sigma, dtype=float), (places.max() + 1,))
        return cls(part, np.asarray(sensitivity, dtype=float), np.asarray(likes, dtype=float), places, wide)

    @classmethod
    def spread(cls, deviation: Any) -> Crowd:
        """A crowd in which the logarithm of how much money matters is normal with this standard deviation."""
        node, weight = np.polynomial.hermite_e.hermegauss(NODES)
        size = np.asarray(deviation, dtype=float)[..., None]
        return cls.of(weight + 0.0 * size, np.exp(size * node))

    def guess(self, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: buyers who are all alike."""
        return Logit.guess(seen)

    def through(self, seen: Observed, sensitivity: Array) -> RandomCoefficients:
        """The crowd that buys the observed shares at the observed prices, for what money matters to all of it."""
        log, flat = np.log(seen.share), replace(seen, price=seen.price.real)
        outside: Any = np.log(seen.outside)[..., None] if seen.has_outside else log[..., seen.base, None]
        typical = (self.weight * self.sensitivity).sum(-1) * sensitivity.real

        def miss(value: Array, at: Observed, of: Array) -> Array:
            lacking = np.log(self._demand(at, value, of).share(at.price)) - log
            return lacking if seen.has_outside else np.where(np.arange(log.shape[-1]) == seen.base, value, lacking)

        real = lambda value: miss(value, flat, sensitivity.real)  # noqa: E731
        value = newton(real, log - outside + typical[..., None] * flat.price, tolerance=1e-13).value
        # One more step at the full numbers: where they carry a complex step, the values carry its slope.
        return self._demand(seen, value - linear(slopes(real, value), miss(value, seen, sensitivity)), sensitivity)

    def _demand(self, seen: Observed, value: Array, sensitivity: Array) -> RandomCoefficients:
        alpha, outside = sensitivity[..., None] * self.sensitivity, 1.0 if seen.has_outside else 0.0
        worth = value[..., None, :] + self.likes
        worth = np.broadcast_to(worth, np.broadcast_shapes(worth.shape, (*alpha.shape, 1)))
        return RandomCoefficients(worth, alpha, self.weight, seen.size, self.nest, self.sigma, outside)
