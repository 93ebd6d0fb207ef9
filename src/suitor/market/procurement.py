"""A procurement auction: one buyer, sellers whose costs are drawn, the lowest wins and is paid the second lowest.

A seller with capacity t draws its cost as the least of t draws from a common distribution F, so that its cost exceeds c
with probability (1 − F(c))^t, and a merger adds capacities. The buyer pays no more than a reserve price.

Waehrer & Perry (2003), "The effects of mergers in open-auction markets", RAND Journal of Economics 34(2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from suitor._core.records import Array, record, replace
from suitor._core.solve import root
from suitor.market.cost_draws import COSTS, Costs

__all__ = ["Outcome", "Procurement", "outcome"]

NODES, WEIGHTS = (np.polynomial.legendre.leggauss(300)[place] for place in (0, 1))


@record
class Outcome:
    """What a procurement auction gives on average, before anyone's cost is known."""

    share: Array  # (*draw, firm), probability of winning
    price: Array  # (*draw, firm), what the buyer pays when the firm wins, money
    cost: Array  # (*draw, firm), the firm's cost when it wins, money
    profit: Array  # (*draw, firm), expected, money
    buyer_cost: Array  # (*draw,), what the buyer expects to pay, going without at its own value included


@record
class Procurement:
    """Sellers' capacities, the distribution of costs, and the most the buyer pays.

    >>> auction = Procurement(np.array([1.0, 1.0]), "uniform", (0.0, 1.0), 1.0, value=2.0)
    >>> auction.solve().price.round(4)
    array([0.6667, 0.6667])
    """

    capacity: Array  # (*draw, firm), any scale
    costs: str  # uniform, exponential, weibull, gumbel or frechet
    parameters: tuple[Any, ...]  # (*draw,) each
    reserve: Any  # (*draw,), money
    value: Any = np.nan  # (*draw,), what the buyer's alternative costs it, money

    def below(self, price: Any) -> Array:
        """Probability that one draw of cost is below a price."""
        law = COSTS[self.costs]
        with np.errstate(all="ignore"):
            low, high = (law.quantile(edge, *self.parameters) for edge in (1e-300, 1.0 - 1e-16))
            inside = law.below(np.clip(price, low, high), *self.parameters)
        return np.where(price <= low, 0.0, np.where(price >= high, 1.0 - 1e-16, inside))

    def solve(self) -> Outcome:
        """Each seller's odds, price, cost and profit."""
        top = self.below(np.asarray(self.reserve, dtype=float))
        sold = outcome(self.capacity, COSTS[self.costs], self.parameters, top)
        paid, nobody = (sold.share * sold.price).sum(-1), 1.0 - sold.share.sum(-1)
        return Outcome(*sold, paid + self.value * nobody)

    def implied_value(self) -> Any:
        """The buyer's value at which its reserve is the best it can set: r + (chance of one bidder below r)/density."""
        return self._marginal(np.asarray(self.reserve, dtype=float))

    def _marginal(self, reserve: Array) -> Array:
        u, total = self.below(reserve), self.capacity.sum(-1)
        rest = 1.0 - u[..., None]
        single = (rest ** (total[..., None] - self.capacity) - rest ** total[..., None]).sum(-1)
        density = total * (1.0 - u) ** (total - 1.0) / COSTS[self.costs].slope(u, *self.parameters)
        return reserve + single / density

    def best_reserve(self) -> Any:
        """The reserve price that costs the buyer least, given its value."""
        odds = np.linspace(1e-9, 1.0 - 1e-9, 500).reshape(-1, *(1,) * np.ndim(self.capacity.sum(-1)))
        grid = COSTS[self.costs].quantile(odds, *self.parameters)
        lacking = lambda reserve: self._marginal(reserve) - self.value  # noqa: E731
        dear = np.stack([lacking(one) for one in grid]) > 0
        first = np.argmax(dear, axis=0)  # the first price above which the buyer would rather go without
        low, high = (np.take_along_axis(grid, np.maximum(at, 0)[None], axis=0)[0] for at in (first - 1, first))
        return np.where(dear.any(axis=0), root(lacking, low, high).value, grid[-1])

    def merge(self, *groups: tuple[int, ...]) -> Procurement:
        """The same auction when each group of sellers, by place, bids as its first."""
        capacity = np.array(self.capacity, dtype=float)
        for group in groups:
            capacity[..., group[0]] = capacity[..., list(group)].sum(-1)
        gone = [place for group in groups for place in group[1:]]
        return replace(self, capacity=np.delete(capacity, gone, axis=-1))


class Sold(NamedTuple):
    """What sellers get on average."""

    share: Array  # (*draw, firm), probability of winning
    price: Array  # (*draw, firm), when the firm wins
    cost: Array  # (*draw, firm), when the firm wins
    profit: Array  # (*draw, firm)


def outcome(capacity: Array, law: Costs, parameters: Any, top: Array) -> Sold:
    """Odds, price, cost and profit of each seller, where one draw of cost is below the reserve price at odds `top`."""
    reserve = np.asarray(top)[..., None]
    x = 0.5 * (NODES + 1.0)  # cubed, so that a cost without a floor is met gently
    u, weight = reserve * x**3 + 1e-300, reserve * 0.5 * WEIGHTS * 3.0 * x**2
    wide = [np.asarray(one)[..., None] for one in parameters]
    total = capacity.sum(-1, keepdims=True)
    reach = 1.0 - (1.0 - reserve) ** total
    least = (law.quantile(u, *wide) * total * (1.0 - u) ** (total - 1.0) * weight).sum(-1, keepdims=True)
    rest, whole = (1.0 - u)[..., None, :], total[..., None]
    wins = rest ** (whole - capacity[..., None]) - rest**whole
    profit = (wins * (law.slope(u, *wide) * weight)[..., None, :]).sum(-1)
    share = capacity / total * reach
    cost = least / reach + 0.0 * share
    return Sold(share, cost + profit / share, cost, profit)
