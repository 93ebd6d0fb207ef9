"""How sellers turn market power into a markup: the promise, and one file for each answer to it."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suitor._core.records import Array, Equilibrium, Stakes
    from suitor.market.market import Market

__all__ = ["Conduct"]


class Conduct(abc.ABC):
    """How sellers turn market power into a markup, price less marginal cost."""

    @abc.abstractmethod
    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """The markup each product would carry if `price` were the equilibrium, (*draw, product).

        `stakes` come with `own` 1, so that off the diagonal stands kappa, and `care` is the mission.
        """

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Prices that carry exactly the markup they imply, with every firm at or above its floor."""
        from suitor.market.floors import settle

        return settle(self, market, stakes)
