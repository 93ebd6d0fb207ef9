"""Random-coefficients logit demand: a weighted crowd of buyers, each with a logit or nested logit of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record, replace
from suitor.market.demand import Demand, Stake
from suitor.market.demand.logit import Logit
from suitor.market.demand.nested_logit import NestedLogit


@record
class RandomCoefficients(Demand):
    """Quantity q_j = size · Σ_i w_i s_ij, with s_ij the share of product j among buyers of kind i.

    Kind i has mean values v_ij and price sensitivity α_i; with `sigma`, each kind chooses nest by nest.
    Berry, Levinsohn & Pakes (1995), "Automobile prices in market equilibrium", Econometrica 63(4).
    """

    value: Array  # (*draw, kind, product), utility at price 0
    sensitivity: Array  # (*draw, kind), utility lost per unit of money
    weight: Array  # (*draw, kind), share of buyers of each kind
    size: Array  # (*draw,), buyers who could buy, units a year
    nest: NDArray[np.int_] | None = None  # (product,), nests of the nested logit; None for plain logit
    sigma: Any = 1.0  # (*draw, nest), dissimilarity within each nest
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 2, "sensitivity": 1, "weight": 1, "size": 0}

    @classmethod
    def of(
        cls,
        value: object,
        *,
        sensitivity: object,
        weight: object,
        size: object = 1.0,
        nest: Any = None,
        sigma: Any = 1.0,
    ) -> RandomCoefficients:
        """Random-coefficients demand from each kind's values and price sensitivity, at given nodes and weights."""
        worth, alpha, part, buyers = (np.asarray(x, dtype=float) for x in (value, sensitivity, weight, size))
        places = None if nest is None else np.unique(np.asarray(nest), return_inverse=True)[1]
        wide = 1.0 if places is None else np.broadcast_to(np.asarray(sigma, dtype=float), (places.max() + 1,))
        return cls(worth, alpha, part, buyers, places, wide)

    @property
    def kinds(self) -> Logit | NestedLogit:
        """One logit, or nested logit, for each kind of buyer."""
        one = np.asarray(1.0)
        if self.nest is None:
            return Logit(self.value, self.sensitivity, one, self.outside)
        return NestedLogit(self.value, self.sensitivity, self.sigma, self.nest, one, self.outside)

    def share(self, price: Array) -> Array:
        """Share of each product in all who could buy."""
        return (self.weight[..., None] * self.kinds.share(price[..., None, :])).sum(-2)

    def quantity(self, price: Array) -> Array:
        return self.size[..., None] * self.share(price)

    def slopes(self, price: Array) -> Array:
        if self.nest is None:
            share = self.kinds.share(price[..., None, :])
            pull = (self.weight * self.sensitivity)[..., None] * share
            own = pull.sum(-2)
            cross = np.swapaxes(pull, -1, -2) @ share
            return self.size[..., None, None] * (cross - own[..., :, None] * np.eye(own.shape[-1]))
        each = self.kinds.slopes(price[..., None, :])
        return self.size[..., None, None] * (self.weight[..., None, None] * each).sum(-3)

    def zeta(self, price: Array, markup: Array, stake: Stake, tilt: Array) -> Array:
        """Markups implied by others' and one's own, each kind of buyer counted by its price sensitivity."""
        share = self.kinds.share(price[..., None, :])
        pull = (self.weight * self.sensitivity)[..., None] * share
        held = stake(share * markup[..., None, :])
        return (tilt * (self.weight[..., None] * share).sum(-2) + (pull * held).sum(-2)) / pull.sum(-2)

    def surplus(self, price: Array) -> Array:
        return self.size * (self.weight * self.kinds.surplus(price[..., None, :])).sum(-1)

    def keep(self, kept: Any) -> RandomCoefficients:
        kinds = self.kinds.keep(kept)
        return replace(self, value=kinds.value, nest=getattr(kinds, "nest", None), sigma=getattr(kinds, "sigma", 1.0))

    def shift(self, value: Array) -> RandomCoefficients:
        """The same demand with each product worth `value` more to every kind, in utility."""
        return replace(self, value=self.value + np.asarray(value)[..., None, :])
