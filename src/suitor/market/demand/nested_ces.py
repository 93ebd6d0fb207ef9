"""Nested CES demand: spending is split among nests, then among the products of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record, replace
from suitor.market.demand import hold
from suitor.market.demand.ces import Spending, marked
from suitor.market.demand.nested_logit import NestedLogit, halfway

if TYPE_CHECKING:
    from suitor.market.observed import Observed


@record
class NestedCes(Spending):
    """Spending shares are those of a nested logit in log prices with α = γ − 1 and dissimilarity σ_g in (0, 1]:

    products of nest g substitute at the elasticity 1 + (γ − 1)/σ_g, nests at γ.

    Sheu (2014), "Price, quality, and variety: measuring the gains from trade in differentiated products".
    """

    value: Array  # (*draw, product), log weight
    gamma: Array  # (*draw,), elasticity of substitution between nests, above 1
    sigma: Array  # (*draw, nest), dissimilarity within each nest
    nest: NDArray[np.int_]  # (product,)
    budget: Array  # (*draw,), money a year, the outside good included
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 1, "gamma": 0, "sigma": 1, "budget": 0}
    counts: ClassVar[str] = "revenue"

    @classmethod
    def through(cls, seen: Observed, excess: Array, sigma: Array | None = None) -> NestedCes:
        """The nested CES system with the observed shares of spending, for given parameters."""
        logs = NestedLogit.through(replace(seen, price=np.log(seen.price)), excess, sigma)
        return cls(logs.value, 1.0 + excess, logs.sigma, seen.nest, seen.size, logs.outside)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: halfway to plain CES."""
        excess = np.maximum(1.0 / seen.typical_margin - 1.0, 0.1)
        return {"excess": 0.5 * excess} | ({} if seen.sigma is not None else {"sigma": halfway(seen)})

    @property
    def logs(self) -> NestedLogit:
        return NestedLogit(self.value, self.gamma - 1.0, self.sigma, self.nest, np.asarray(1.0), self.outside)

    def zeta(self, cost: Array, held: Array, tilt: Array) -> Callable[[Array], Array]:
        """Markups implied by others' and one's own: margins held within the nest and over all, as in nested logit."""
        together = held * np.equal.outer(self.nest, self.nest)
        excess, sigma = self.gamma[..., None] - 1.0, self.sigma[..., self.nest]

        def implied(markup: Array) -> Array:
            price = cost + markup
            within, _, share, _ = self.logs._parts(np.log(price))
            margin = markup / price
            whole = (1.0 / sigma - 1.0) * hold(together, within * margin) + hold(held, share * margin)
            return marked(cost, (tilt + excess * whole) / (1.0 + excess / sigma))

        return implied

    def shift(self, value: Array) -> NestedCes:
        """The same demand with each product's log weight higher by `value`."""
        return replace(self, value=self.value + value)

    def keep(self, kept: Any) -> NestedCes:
        nests, nest = np.unique(self.nest[kept], return_inverse=True)
        return replace(self, value=self.value[..., kept], sigma=self.sigma[..., nests], nest=nest)
