"""Some firms set quantities first; the others see them and react, to them and to one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.records import Array, record
from suitor.market.conduct import Conduct
from suitor.market.conduct.cournot import one_price, technology
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.quantities import solve

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market


@record
class Stackelberg(Conduct):
    """Subgame-perfect quantities: a leader's unit moves the price by P'(1 + Σ_followers dq/dq_leader).

    With linear demand of slope −b and follower costs that rise at 1/k, followers give back B/(1 + B) of each unit,
    B = Σ b/(b + 1/k): they react to one another as well.
    Sherali, Soyster & Murphy (1983), "Stackelberg-Nash-Cournot equilibria", Operations Research 31(2).
    """

    leads: Any  # (product,), moves first
    rise: Any = 0.0  # (*draw, product), money per unit of plant output, by which marginal cost rises
    plant: Any = None  # (product,), which plant makes each product; each its own by default
    capacity: Any = np.inf  # (*draw, product), units a year

    axes: ClassVar[Mapping[str, int]] = {"rise": 1, "capacity": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        _of_one_good(market)
        return one_price(market, stakes)

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        _of_one_good(market)
        return solve(market, stakes, technology(self, len(market.products)))


def _of_one_good(market: Market) -> None:
    """Refuse goods that differ."""
    if not isinstance(market.demand, Homogeneous):
        raise ValueError("stackelberg needs goods that are the same whoever sells them. Try demand homogeneous.")
