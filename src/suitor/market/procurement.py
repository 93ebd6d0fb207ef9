"""A procurement auction: one buyer, sellers whose costs are drawn, the lowest wins and is paid the second lowest.

A seller with capacity t draws its cost as the least of t draws from a common distribution F, so that its cost exceeds c
with probability (1 − F(c))^t, and a merger adds capacities. The buyer pays no more than a reserve price.

Waehrer & Perry (2003), "The effects of mergers in open-auction markets", RAND Journal of Economics 34(2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array, record, replace
from suitor._core.solve import root

__all__ = ["COSTS", "Outcome", "Procurement"]

NODES, WEIGHTS = (np.polynomial.legendre.leggauss(300)[place] for place in (0, 1))

# Quantile of cost at u, and its slope in u, for each distribution's parameters in the order R gives them.
COSTS: dict[str, Any] = {
    "uniform": (lambda u, low, high: low + (high - low) * u, lambda u, low, high: (high - low) + 0.0 * u),
    "exponential": (lambda u, rate: -np.log1p(-u) / rate, lambda u, rate: 1.0 / (rate * (1.0 - u))),
    "weibull": (
        lambda u, shape, scale: scale * (-np.log1p(-u)) ** (1.0 / shape),
        lambda u, shape, scale: scale / shape * (-np.log1p(-u)) ** (1.0 / shape - 1.0) / (1.0 - u),
    ),
    "gumbel": (
        lambda u, place, scale: place - scale * np.log(-np.log(u)),
        lambda u, place, scale: scale / (u * -np.log(u)),
    ),
    "frechet": (
        lambda u, place, scale, shape: place + scale * (-np.log(u)) ** (-1.0 / shape),
        lambda u, place, scale, shape: scale / shape * (-np.log(u)) ** (-1.0 / shape - 1.0) / u,
    ),
}


@record
class Outcome:
    """What a procurement auction gives on average, before anyone's cost is known."""

    share: Array  # (firm,), probability of winning
    price: Array  # (firm,), what the buyer pays when the firm wins, money
    cost: Array  # (firm,), the firm's cost when it wins, money
    profit: Array  # (firm,), expected, money
    buyer_cost: Array  # what the buyer expects to pay, going without at its own value included


@record
class Procurement:
    """Sellers' capacities, the distribution of costs, and the most the buyer pays.

    >>> auction = Procurement(np.array([1.0, 1.0]), "uniform", (0.0, 1.0), 1.0, value=2.0)
    >>> auction.solve().price.round(4)
    array([0.6667, 0.6667])
    """

    capacity: Array  # (firm,), any scale
    costs: str  # uniform, exponential, weibull, gumbel or frechet
    parameters: tuple[float, ...]
    reserve: float  # money
    value: float = np.nan  # what the buyer's alternative costs it, money

    def below(self, price: Any) -> Array:
        """Probability that one draw of cost is below a price."""
        quantile = COSTS[self.costs][0]
        at = lambda u: quantile(u, *self.parameters) - price  # noqa: E731
        with np.errstate(all="ignore"):
            return root(at, 1e-300 + np.zeros_like(price), np.full_like(price, 1.0 - 1e-16)).value

    def _integral(self, function: Any) -> Array:
        """∫ function(u) du from 0 to F(reserve); cubed, so that a cost without a floor is met gently."""
        top = self.below(np.asarray(self.reserve, dtype=float))
        x = 0.5 * (NODES + 1.0)
        u = np.maximum(top * x**3, 1e-300)
        return np.sum(function(u) * 0.5 * WEIGHTS * top * 3.0 * x**2, axis=-1)

    def solve(self) -> Outcome:
        """Each seller's odds, price, cost and profit."""
        quantile, slope = COSTS[self.costs]
        total, own = self.capacity.sum(), self.capacity[:, None]
        reach = 1.0 - (1.0 - self.below(np.asarray(self.reserve, dtype=float))) ** total
        share = self.capacity / total * reach
        least = self._integral(lambda u: quantile(u, *self.parameters) * total * (1.0 - u) ** (total - 1.0))
        profit = self._integral(
            lambda u: ((1.0 - u) ** (total - own) - (1.0 - u) ** total) * slope(u, *self.parameters)
        )
        cost = np.full_like(share, least / reach)
        price = cost + profit / share
        return Outcome(share, price, cost, profit, np.sum(share * price) + self.value * (1.0 - reach))

    def implied_value(self) -> float:
        """The buyer's value at which its reserve is the best it can set: r + (chance of one bidder below r)/density."""
        return float(self._marginal(np.asarray(self.reserve, dtype=float)))

    def _marginal(self, reserve: Array) -> Array:
        u, total = self.below(reserve), self.capacity.sum()
        single = ((1.0 - u) ** (total - self.capacity) - (1.0 - u) ** total).sum()
        density = total * (1.0 - u) ** (total - 1.0) / COSTS[self.costs][1](u, *self.parameters)
        return reserve + single / density

    def best_reserve(self) -> float:
        """The reserve price that costs the buyer least, given its value."""
        quantile = COSTS[self.costs][0]
        grid = quantile(np.linspace(1e-9, 1.0 - 1e-9, 500), *self.parameters)
        at = lambda r: np.vectorize(lambda one: float(self._marginal(np.asarray(one))))(r) - self.value  # noqa: E731
        dear = np.flatnonzero(at(grid) > 0)  # the first price above which the buyer would rather go without
        if len(dear) == 0:
            return float(grid[-1])
        return float(root(at, grid[max(dear[0] - 1, 0)], grid[dear[0]]).value)

    def merge(self, *groups: tuple[int, ...]) -> Procurement:
        """The same auction when each group of sellers, by place, bids as its first."""
        capacity = np.array(self.capacity, dtype=float)
        for group in groups:
            capacity[group[0]] = capacity[list(group)].sum()
        gone = [place for group in groups for place in group[1:]]
        return replace(self, capacity=np.delete(capacity, gone))
