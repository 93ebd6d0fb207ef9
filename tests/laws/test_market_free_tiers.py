"""Free tiers under quantity setting: their buyers follow the prices that others choose, and what they bring counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from suitor._core.records import Stakes, replace
from suitor._core.solve import newton
from suitor.market import Cournot, Logit, Market, NestedLogit


@dataclass
class Game:
    """One market with two fixed prices, partial stakes, a mission and a value on users served."""

    market: Market
    stakes: Stakes

    def price(self, quantity: np.ndarray) -> np.ndarray:
        """Prices at which the products whose price is free sell these quantities."""
        free = np.flatnonzero(~self.market.fixed)

        def whole(some: Any) -> Any:
            price = np.broadcast_to(self.market.price, some.shape[:-1] + self.market.price.shape).astype(some.dtype)
            price[..., free] = some
            return price

        miss = lambda some: self.market.demand.quantity(whole(some))[..., free] / quantity - 1.0  # noqa: E731
        return np.asarray(whole(newton(miss, self.market.price[free], tolerance=1e-13).value))

    def worth(self, quantity: np.ndarray, firm: int) -> float:
        price = self.price(quantity)
        sold, stakes = self.market.demand.quantity(price), self.stakes
        money = stakes.weight[firm] @ self.market.by_firm((price - self.market.cost) * sold)
        served = self.market.by_firm(sold)[firm]
        return float(money + stakes.care[firm] * self.market.demand.surplus(price) + stakes.volume[firm] * served)


def game(nested: bool) -> Game:
    draw = np.random.default_rng(3)
    value, nests = draw.normal(size=6) + 2.0, [0, 0, 1, 1, 0, 1]
    demand: Any = Logit.of(value, sensitivity=1.3, size=100.0)
    if nested:
        demand = NestedLogit.of(value, sensitivity=1.3, sigma=0.7, nest=nests, size=100.0)
    fixed = [True, False, False, False, True, False]
    market = Market.of(
        tuple("abcdef"), demand, Cournot(), cost=draw.uniform(0.5, 1.0, 6), sellers=tuple("xxyyzz"),
        price=draw.uniform(1.0, 2.0, 6), fixed=fixed,
    )  # fmt: skip
    weight = np.array([[1.0, 0.2, 0.0], [0.1, 1.0, 0.15], [0.0, 0.0, 1.0]])
    stakes = Stakes.of_firms(market.firms)
    stakes = replace(stakes, weight=weight, care=np.array([0.3, 0.0, 0.1]), volume=np.array([0.05, 0.0, 0.02]))
    return Game(market, stakes)


@pytest.mark.parametrize("nested", [False, True])
def test_no_firm_has_a_better_quantity(nested: bool) -> None:
    """Others' quantities and the fixed prices given; in closed form for logit, through the slopes for nests."""
    one = game(nested)
    solved = one.market.solve(one.stakes)
    assert solved.found
    free = np.flatnonzero(~one.market.fixed)
    chosen = solved.quantity[free]
    for place, product in enumerate(free):
        firm = int(one.market.firm[product])
        best = one.worth(chosen, firm)
        step = np.eye(len(free))[place]
        for move in (-1.0, -0.1, 0.1, 1.0):
            assert one.worth(chosen + move * step, firm) < best
        near = [one.worth(chosen + move * step, firm) for move in (-1e-4, 1e-4)]
        assert (near[1] - near[0]) / 2e-4 == pytest.approx(0.0, abs=1e-6)


def test_closed_form_and_slopes_agree_in_logit() -> None:
    one = game(nested=False)
    like: Any = one.market.demand
    same = NestedLogit.of(like.value, sensitivity=1.3, sigma=1.0, nest=[0] * 6, size=100.0)
    closed, solved = (
        Cournot().markup(replace(one.market, demand=demand), one.market.price, one.stakes) for demand in (like, same)
    )
    assert np.allclose(closed, solved, rtol=1e-12)
