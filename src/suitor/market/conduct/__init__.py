"""How sellers turn market power into a markup: the promise, and one file for each answer to it."""

from __future__ import annotations

import abc
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from suitor._core.records import replace
from suitor.market.demand import Demand
from suitor.market.observed import Observed

if TYPE_CHECKING:
    from suitor._core.records import Array, Equilibrium, Stakes
    from suitor.market.market import Market

Through = Callable[[Observed], Demand]
GONE = 1e4  # times the largest markup of a product sold alone: nobody buys at such a price


def nobody_buys(market: Market, price: Array) -> Array:
    """What to add to a price so that nobody buys, (*draw,)."""
    own = np.abs(np.einsum("...jj->...j", market.demand.slopes(price)))
    return GONE * (market.demand.quantity(price) / own).real.max(-1)


__all__ = ["Conduct"]


class Conduct(abc.ABC):
    """How sellers turn market power into a markup, price less marginal cost."""

    @abc.abstractmethod
    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """The markup each product would carry if `price` were the equilibrium, (*draw, product).

        `stakes` come with `own` 1, so that off the diagonal stands kappa, and `care` is the mission.
        """

    def predict(self, shell: Market, through: Through, seen: Observed, stakes: Stakes) -> tuple[Demand, Array]:
        """The demand system through what was seen, and the markups that make it the equilibrium."""
        demand = through(seen)
        return demand, self.markup(replace(shell, demand=demand), seen.price, stakes)

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Prices that carry exactly the markup they imply, with every firm at or above its floor."""
        from suitor.market.floors import settle

        return settle(self, market, stakes)
