"""Demand for goods that are the same whoever sells them: one price for each good, set by all that is sold of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record
from suitor.market.demand import Demand

if TYPE_CHECKING:
    from suitor.market.observed import Observed


@record
class Homogeneous(Demand):
    """Price of good g:  P = a + b Q  (or  log P = a + b log Q),  Q all units sold of it, b < 0.

    A product is what one plant sells of one good. Sellers set quantities: use it with Cournot or Stackelberg.
    Cournot (1838), "Recherches sur les principes mathématiques de la théorie des richesses", chapter 7.
    """

    intercept: Array  # (*draw, good)
    slope: Array  # (*draw, good)
    good: NDArray[np.int_]  # (product,), which good each product is
    sold: Array  # (*draw, product), units a year as observed, where solving starts
    logs: bool = False

    axes: ClassVar[Mapping[str, int]] = {"intercept": 1, "slope": 1, "sold": 1}

    @classmethod
    def of(
        cls, intercept: object, slope: object, *, sold: object, good: object = None, logs: bool = False
    ) -> Homogeneous:
        """Demand for one good, or for several, with the given intercepts and slopes."""
        start = np.asarray(sold, dtype=float)
        place = np.zeros(start.shape[-1], dtype=int) if good is None else np.asarray(good)
        line = [np.atleast_1d(np.asarray(x, dtype=float)) for x in (intercept, slope)]
        return cls(line[0], line[1], place, start, logs)

    @classmethod
    def through(cls, seen: Observed, steepness: Array) -> Homogeneous:
        """The line, in logs if so told, through the observed price and quantity of each good, its nests the goods."""
        member = np.equal.outer(seen.nest, np.arange(steepness.shape[-1])).astype(float)
        total, price = seen.quantity @ member, (seen.price @ member) / member.sum(0)
        if seen.logs:
            return cls(np.log(price) + steepness * np.log(total), -steepness, seen.nest, seen.quantity, True)
        return cls(price + steepness * total, -steepness, seen.nest, seen.quantity)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: one seller's markup over what it sells."""
        member = np.equal.outer(seen.nest, np.arange(seen.nest.max() + 1)).astype(float)
        if seen.logs:
            return {"steepness": seen.typical_margin[..., None] * member.sum(0)}
        return {"steepness": seen.typical_markup[..., None] / (seen.quantity @ member) * member.sum(0)}

    def total(self, quantity: Array) -> Array:
        """Units sold of each good, beside each product."""
        return quantity @ np.equal.outer(self.good, self.good).astype(float)

    def inverse(self, quantity: Array) -> tuple[Array, Array, Array]:
        """Price of each product's good, and its first two derivatives in the units sold of that good."""
        total, a, b = self.total(quantity), self.intercept[..., self.good], self.slope[..., self.good]
        if not self.logs:
            return a + b * total, b + 0.0 * total, 0.0 * total
        price = np.exp(a + b * np.log(total))
        return price, b * price / total, b * (b - 1.0) * price / total**2

    def quantity(self, price: Array) -> Array:
        raise ValueError("who sells how much of one good does not follow from its price. Try cournot or stackelberg.")

    def surplus_of(self, quantity: Array) -> Array:
        """Consumer surplus of the units sold; at constant elasticity it is counted from one unit of each good."""
        member = np.equal.outer(self.good, np.arange(self.good.max() + 1)).astype(float)
        total, a, b = quantity @ member, self.intercept, self.slope
        if not self.logs:
            return (-0.5 * b * total**2).sum(-1)
        near = np.abs(1.0 + b) < 1e-12
        power = np.where(near, 1.0, 1.0 + b)
        area = np.exp(a) * np.where(near, np.log(total), np.expm1(power * np.log(total)) / power)
        return (area - np.exp(a + b * np.log(total)) * total).sum(-1)

    def market_elasticity(self, price: Array) -> Array:
        """Of the first good, at the observed quantities."""
        value, first, _ = self.inverse(self.sold)
        return (value / (first * self.total(self.sold)))[..., 0]
