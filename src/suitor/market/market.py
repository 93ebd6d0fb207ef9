"""A market: what is sold, by whom, at what cost, what people buy at each price, and how sellers compete."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import one_core
from suitor._core.linear import across
from suitor._core.records import Array, Equilibrium, Stakes, record, replace
from suitor.market.conduct import Conduct
from suitor.market.demand import Demand, take
from suitor.market.demand.homogeneous import Homogeneous

__all__ = ["Market"]


@record
class Market:
    """Products, who sells them, what they cost, a demand system and a conduct.

    >>> from suitor.market import Bertrand, Logit, Market, Stakes
    >>> market = Market.of(("a", "b"), Logit.of([3.0, 3.0], sensitivity=1.0, size=100.0), Bertrand(), cost=[1.0, 1.0])
    >>> market.solve(Stakes.of_firms(market.firms)).price.round(4)
    array([2.5989, 2.5989])
    """

    products: tuple[str, ...]
    firms: tuple[str, ...]
    firm: NDArray[np.int_]  # (product,), which firm sells each product
    demand: Demand
    conduct: Conduct
    cost: Array  # (*draw, product), marginal cost less what advertising brings, money per unit
    fixed: NDArray[np.bool_]  # (product,), price is fixed (a free tier): it has no first-order condition of its own
    price: Array  # (*draw, product), observed price, and where solving starts, money per unit

    @classmethod
    def of(
        cls,
        products: tuple[str, ...],
        demand: Demand,
        conduct: Conduct,
        *,
        cost: object,
        sellers: tuple[str, ...] | None = None,
        price: object = None,
        fixed: object = False,
    ) -> Market:
        """A market from a demand system and costs; each product is its own firm unless `sellers` names them."""
        sellers = sellers or products
        firms = tuple(dict.fromkeys(sellers))
        cost = np.asarray(cost, dtype=float)
        start = cost * 1.25 if price is None else np.asarray(price, dtype=float)
        still = np.broadcast_to(np.asarray(fixed, dtype=bool), (len(products),))
        firm = np.array([firms.index(name) for name in sellers])
        return cls(tuple(products), firms, firm, demand, conduct, cost, still, start)

    @one_core
    def solve(self, stakes: Stakes) -> Equilibrium:
        """Prices no firm wants to leave, given whose interests each firm serves."""
        if stakes.firms != self.firms:
            raise ValueError(f"stakes are about {stakes.firms}; this market's firms are {self.firms}, in this order")
        return self.conduct.solve(self, stakes)

    def shift(self, value: object = 0.0, cost: object = 0.0) -> Market:
        """The same market with products worth more, in utility, or dearer to make, in money."""
        demand = self.demand
        if np.any(np.asarray(value) != 0):
            if not hasattr(demand, "shift"):
                raise ValueError(f"{type(demand).__name__} has no mean values to shift. Try logit or nested_logit.")
            demand = demand.shift(np.asarray(value, dtype=float))
        return replace(self, demand=demand, cost=self.cost + np.asarray(cost, dtype=float))

    def keep(self, kept: Any) -> Market:
        """The same market with only some products on sale, a yes or no for each."""
        kept = np.asarray(kept, dtype=bool)
        products = tuple(name for name, stays in zip(self.products, kept) if stays)
        cost, price = self.cost[..., kept], self.price[..., kept]
        demand, firm, fixed = self.demand.keep(kept), self.firm[kept], self.fixed[kept]
        conduct = self.conduct.keep(kept, len(self.products))
        return replace(
            self, products=products, firm=firm, demand=demand, conduct=conduct, cost=cost, fixed=fixed, price=price
        )

    def today(self) -> tuple[Array, Array]:
        """Units sold of each product, and consumer surplus, at observed prices."""
        if isinstance(self.demand, Homogeneous):
            return self.demand.sold, self.demand.surplus_of(self.demand.sold)
        at = self.conduct.at_choice(self)
        quantity, surplus = self.demand.outcome(at)
        return quantity, surplus - ((self.price - at) * quantity).sum(-1)

    def profit(self, price: Array) -> Array:
        """Each firm's profit a year before fixed cost, (*draw, firm)."""
        return self.by_firm((price - self.cost) * self.demand.quantity(price))

    def by_firm(self, amount: Array) -> Array:
        """Sum an amount over the products of each firm."""
        return across(amount, np.equal.outer(self.firm, np.arange(len(self.firms))).astype(float))

    def draws_with(self, stakes: Stakes) -> tuple[int, ...]:
        """The common shape of the draws in the market and in the stakes."""
        return np.broadcast_shapes(
            self.demand.draws, self.conduct.draws, self.cost.shape[:-1], self.price.shape[:-1],
            stakes.weight.shape[:-2], stakes.care.shape[:-1], stakes.volume.shape[:-1], stakes.floor.shape[:-1],
        )  # fmt: skip

    def take(self, draws: tuple[int, ...], chosen: object) -> Market:
        """The same market for some draws only, of all those of shape `draws` counted in one row."""
        cost, price = (take(x, 1, draws, chosen) for x in (self.cost, self.price))
        demand, conduct = self.demand.take(draws, chosen), self.conduct.take(draws, chosen)
        return replace(self, demand=demand, conduct=conduct, cost=cost, price=price)
