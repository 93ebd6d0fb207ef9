"""Random-coefficients logit demand: a weighted crowd of buyers, each with a logit or nested logit of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import times
from suitor._core.records import Array, record, replace
from suitor.market.demand import Demand
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

    def _each(self, price: Array) -> tuple[Array, Array]:
        """Share of each product in each kind, (*draw, product, kind), and the log of all its weights, (*draw, kind)."""
        if self.nest is not None:
            _, _, nested, logs = self.kinds._parts(price[..., None, :])  # type: ignore[union-attr]
            return np.swapaxes(nested, -1, -2), logs
        share = self._utility(price)
        top = np.maximum(share.real.max(-2, keepdims=True), 0.0 if self.outside else -np.inf)
        share -= top
        np.exp(share, out=share)
        total = self.outside * np.exp(-top) + share.sum(-2, keepdims=True)
        share *= 1.0 / total
        return share, (top + np.log(total))[..., 0, :]

    def outcome(self, price: Array) -> tuple[Array, Array]:
        share, logs = self._each(price)
        bought, worth = times(share, self.weight), (self.weight / self.sensitivity * logs).sum(-1)
        return self.size[..., None] * bought, self.size * worth

    def _utility(self, price: Array) -> Array:
        """Utility of each product to each kind, (*draw, product, kind), with neighbouring kinds side by side."""
        paid = self.sensitivity[..., None, :] * price[..., :, None]
        return np.subtract(np.swapaxes(self.value, -1, -2), paid, order="C")

    def share(self, price: Array) -> Array:
        """Share of each product in all who could buy."""
        return times(self._each(price)[0], self.weight)

    def quantity(self, price: Array) -> Array:
        return self.outcome(price)[0]

    def slopes(self, price: Array) -> Array:
        return self.response(price)[1]

    def response(self, price: Array) -> tuple[Array, Array]:
        size = self.size[..., None]
        if self.nest is None:
            share = self._each(price)[0]
            pull = (self.weight * self.sensitivity)[..., None, :] * share
            own, cross = pull.sum(-1), pull @ np.swapaxes(share, -1, -2)
            slopes = cross - own[..., :, None] * np.eye(own.shape[-1])
            return size * times(share, self.weight), size[..., None] * slopes
        each = self.kinds.slopes(price[..., None, :])
        return self.quantity(price), size[..., None] * (self.weight[..., None, None] * each).sum(-3)

    def zeta(self, cost: Array, held: Array, tilt: Array) -> Callable[[Array], Array]:
        """Markups implied by others' and one's own, each kind of buyer counted by its price sensitivity."""
        at_cost = self._utility(cost)
        top = np.maximum(at_cost.max(-2, keepdims=True), 0.0 if self.outside else -np.inf)
        at_cost -= top
        outside, matters = (self.outside * np.exp(-top))[..., 0, :], self.weight * self.sensitivity

        def implied(markup: Array) -> Array:
            weight = self.sensitivity[..., None, :] * markup[..., :, None]
            np.exp(np.subtract(at_cost, weight, out=weight), out=weight)
            apart = 1.0 / (outside + weight.sum(-2))
            cross = (weight * (matters * apart * apart)[..., None, :]) @ np.swapaxes(weight, -1, -2)
            bought, own = np.moveaxis(weight @ np.stack([self.weight * apart, matters * apart], axis=-1), -1, 0)
            return (tilt * bought + (held * cross * markup[..., None, :]).sum(-1)) / own

        return implied

    def side_by_side(self, count: int) -> RandomCoefficients:
        """The same: its kinds are many, and they are what stands side by side."""
        return self

    def surplus(self, price: Array) -> Array:
        return self.outcome(price)[1]

    def lost(self, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
        units, surplus = self.kinds.lost(price[..., None, :], gone)
        part = self.size[..., None, None] * self.weight[..., None]
        return (part[..., None] * units).sum(-3), (part * surplus).sum(-2)

    def keep(self, kept: Any) -> RandomCoefficients:
        kinds = self.kinds.keep(kept)
        return replace(self, value=kinds.value, nest=getattr(kinds, "nest", None), sigma=getattr(kinds, "sigma", 1.0))

    def on_sale(self, price: Array) -> Array:
        """Prices at which products are worth, to all kinds together, as much as the outside good."""
        worth, alpha = (self.weight[..., None] * self.value).sum(-2), (self.weight * self.sensitivity).sum(-1)
        return np.broadcast_to(worth / alpha[..., None], price.shape)

    def shift(self, value: Array) -> RandomCoefficients:
        """The same demand with each product worth `value` more to every kind, in utility."""
        return replace(self, value=self.value + np.asarray(value)[..., None, :])
