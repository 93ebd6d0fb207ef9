"""Sellers bid for each buyer, who takes the best offer at the surplus of the second best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Equilibrium, record, replace
from suitor.market.conduct import Conduct, Through, is_unknown, known, part

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.demand import Demand
    from suitor.market.market import Market
    from suitor.market.observed import Observed

ROUNDS, EXACTLY = 100, 1e-15  # of markups to try, and to what part of the price they agree


@record
class SecondScore(Conduct):
    """Second-score auction: each buyer goes to the seller that offers the most surplus at cost, so shares are those of
    demand at cost, and a seller earns what its presence adds to buyers' surplus at cost:

        margin_f Q_f = CS(all at cost) − CS(all but f at cost).

    In logit this is margin_f = −log(1 − s_f)/(α s_f). A merger changes no share; the firms bid as one.
    Where buyers bargain, the seller keeps 1 − power of that; power="unknown" asks the margins for it.
    Miller (2014), "Modeling the effects of mergers in procurement", IJIO 37.
    """

    power: Any = 0.0  # (*draw, product), buyers' bargaining power

    axes: ClassVar[Mapping[str, int]] = {"power": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """Markups when `price` holds what the products cost."""
        if np.any(market.fixed):
            raise ValueError("at an auction no price is fixed. Try bertrand for products whose price is.")
        one = _bidders(stakes)[market.firm]
        sells = np.equal.outer(np.arange(one.max() + 1), one)
        sold = market.demand.quantity(price) @ sells.T
        _, lost = market.demand.lost(price, sells)
        markup = (lost / np.where(sold == 0, 1.0, sold))[..., one]
        return markup * (1.0 - known(self.power, "power"))

    def predict(self, shell: Market, through: Through, seen: Observed, stakes: Stakes) -> tuple[Demand, Array]:
        """Demand at cost, which is price less the markups that it implies there.

        What unit demand implies hardly depends on prices, what a budget implies is in proportion to cost: so the next
        markups to try are near.
        """
        demand = through(seen)
        budget, markup = getattr(demand, "counts", "units") == "revenue", seen.price * 0.0
        for _ in range(ROUNDS):
            point = _sold_at(seen, seen.price - markup, budget)
            demand = through(point)
            implied = self.markup(replace(shell, demand=demand), point.price, stakes)
            last, markup = markup, implied * seen.price / (point.price + implied) if budget else implied
            if np.all(np.abs(markup - last) <= EXACTLY * np.abs(seen.price)):
                break
        return demand, markup

    def at_choice(self, market: Market) -> Array:
        """Costs: who offers the most at cost wins, and what the others offer then sets the price."""
        return market.cost

    def guess(self, seen: Observed) -> dict[str, Array]:
        return {"power": np.ones((*seen.draws, 1))} if is_unknown(self.power) else {}

    def told(self, **odds: Array) -> Conduct:
        return replace(self, power=part(odds["power"])) if odds else self

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        draws = market.draws_with(stakes)
        cost = np.broadcast_to(market.cost, (*draws, len(market.products)))
        markup = self.markup(market, cost, stakes)
        quantity = market.demand.quantity(cost)
        profit = market.by_firm(markup * quantity)
        surplus = market.demand.surplus(cost) - profit.sum(-1)
        found = np.isfinite(surplus) & np.isfinite(markup).all(-1)
        return Equilibrium(cost + markup, quantity, profit, surplus, np.zeros_like(profit), np.zeros(draws), found)


def _sold_at(seen: Observed, price: Array, budget: bool) -> Observed:
    """The same units sold at other prices; a budget, spent on goods and the outside good, moves with them."""
    if not budget:
        return replace(seen, price=price)
    spent = seen.quantity * price / seen.price
    size = spent.sum(-1) + seen.size * seen.outside
    return replace(seen, price=price, share=spent / size[..., None], size=size)


def _bidders(stakes: Stakes) -> NDArray[np.int_]:
    """Which firms bid as one."""
    weight = stakes.weight / np.diagonal(stakes.weight, axis1=-2, axis2=-1)[..., None]
    together = weight.reshape(-1, *weight.shape[-2:])[0] == 1.0
    plain = (
        np.all((weight == 0.0) | (weight == 1.0))
        and np.array_equal(together, together.T)
        and np.all(weight == together)
    )
    if not plain or np.any(stakes.care != 0) or np.any(stakes.volume != 0) or np.any(stakes.floor > -np.inf):
        raise ValueError(
            "an auction needs whole firms that are after profit alone. Try bertrand for partial stakes or care."
        )
    return np.unique(together.argmax(axis=1), return_inverse=True)[1]
