"""Generalised nested logit demand: a product may belong in part to several overlapping nests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.linear import linear
from suitor._core.records import Array, record, replace
from suitor._core.solve import newton, slopes
from suitor.market.demand import Demand
from suitor.market.demand.nested_logit import halfway

if TYPE_CHECKING:
    from suitor.market.observed import Observed


@record
class GeneralisedNestedLogit(Demand):
    """Share of j:  Σ_n [(a_jn e^{u_j})^{1/μ_n} / I_n] · I_n^{μ_n} / (outside + Σ_m I_m^{μ_m}),

    where I_n = Σ_k (a_kn e^{u_k})^{1/μ_n}, u_j = v_j − α p_j, and a_jn says how much of j belongs to nest n. A product
    in no nest stands alone.
    Wen & Koppelman (2001), "The generalized nested logit model", Transportation Research Part B 35(7).
    """

    value: Array  # (*draw, product), mean utility at price 0
    sensitivity: Array  # (*draw,), α: utility lost per unit of money
    allocation: Array  # (product, nest), at least 0
    dissimilarity: Array  # (*draw, nest), μ, in (0, 1]
    size: Array  # (*draw,), buyers who could buy, units a year
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 1, "sensitivity": 0, "dissimilarity": 1, "size": 0}

    @classmethod
    def of(
        cls, value: object, *, sensitivity: object, allocation: object, dissimilarity: object, size: object = 1.0
    ) -> GeneralisedNestedLogit:
        """Generalised nested logit with the given values; products in no nest are given one of their own."""
        part, spread = np.asarray(allocation, dtype=float), np.atleast_1d(np.asarray(dissimilarity))
        spread = np.broadcast_to(spread, (*spread.shape[:-1], part.shape[1]))
        alone = np.eye(len(part))[:, part.sum(axis=1) == 0]
        ones = np.ones((*spread.shape[:-1], alone.shape[1]))
        number = [np.asarray(x) for x in (value, sensitivity, size)]
        return cls(number[0], number[1], np.hstack([part, alone]), np.concatenate([spread, ones], -1), number[2])

    def _parts(self, price: Array) -> tuple[Array, Array, Array]:
        """Share within each nest, share through each nest, both (*draw, product, nest), and the log of all."""
        utility = self.value - self.sensitivity[..., None] * price
        part = np.log(np.maximum(self.allocation, 1e-300))  # no part at all, and still analytic
        scaled = (utility[..., None] + part) / self.dissimilarity[..., None, :]
        top = scaled.real.max(-2, keepdims=True)
        weight = np.exp(scaled - top)
        inclusive = weight.sum(-2, keepdims=True)
        index = self.dissimilarity[..., None, :] * (top + np.log(inclusive))
        peak = np.maximum(index.real.max(-1, keepdims=True), 0.0 if self.outside else -np.inf)
        nest = np.exp(index - peak)
        total = self.outside * np.exp(-peak) + nest.sum(-1, keepdims=True)
        within = weight / inclusive
        return within, within * (nest / total), (peak + np.log(total))[..., 0, 0]

    def share(self, price: Array) -> Array:
        """Share of each product in all who could buy."""
        return self._parts(price)[1].sum(-1)

    def quantity(self, price: Array) -> Array:
        return self.size[..., None] * self.share(price)

    def slopes(self, price: Array) -> Array:
        within, through, _ = self._parts(price)
        spread = self.dissimilarity[..., None, :]
        share = through.sum(-1)
        own = (through / spread).sum(-1)[..., :, None] * np.eye(share.shape[-1])
        together = (through * (1.0 - 1.0 / spread)) @ np.swapaxes(within, -1, -2)
        bend = own + together - share[..., :, None] * share[..., None, :]
        return -(self.size * self.sensitivity)[..., None, None] * bend

    def surplus(self, price: Array) -> Array:
        return self.size / self.sensitivity * self._parts(price)[2]

    def keep(self, kept: Any) -> GeneralisedNestedLogit:
        used = self.allocation[kept].sum(axis=0) > 0
        part, spread = self.allocation[kept][:, used], self.dissimilarity[..., used]
        return replace(self, value=self.value[..., kept], allocation=part, dissimilarity=spread)

    def on_sale(self, price: Array) -> Array:
        """Prices at which every product is worth as much as the outside good."""
        return np.broadcast_to(self.value / self.sensitivity[..., None], price.shape)

    def shift(self, value: Array) -> GeneralisedNestedLogit:
        """The same demand with each product worth `value` more, in utility."""
        return replace(self, value=self.value + value)

    @classmethod
    def through(cls, seen: Observed, sensitivity: Array, dissimilarity: Array | None = None) -> GeneralisedNestedLogit:
        """The system that sells the observed shares at the observed prices, for given parameters."""
        part: Any = seen.allocation
        given: Any = seen.sigma if dissimilarity is None else dissimilarity[..., seen.sigma_of]
        spread = np.broadcast_to(given, (*given.shape[:-1], part.shape[1]))
        value = _utility(part, spread, seen) + sensitivity[..., None] * seen.price
        if not seen.has_outside:
            value = value - value[..., seen.base, None]
        whole = cls.of(value, sensitivity=sensitivity, allocation=part, dissimilarity=spread, size=seen.size)
        return replace(whole, outside=1.0 if seen.has_outside else 0.0)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: halfway to plain logit."""
        if seen.allocation is None:
            raise ValueError("generalised_nested_logit needs `nests`: how much of each product (row) is in each nest")
        sensitivity = {"sensitivity": 0.5 / seen.typical_markup}
        return sensitivity if seen.sigma is not None else sensitivity | {"dissimilarity": halfway(seen)}


def _utility(allocation: Array, spread: Array, seen: Observed) -> Array:
    """What each product is worth at its price, in utility, to sell what it sells; Newton's method finds it."""
    ones, nothing = np.ones_like(seen.size), np.zeros_like(seen.price)

    def miss(utility: Array, spread: Array) -> Array:
        trial = GeneralisedNestedLogit.of(utility, sensitivity=ones, allocation=allocation, dissimilarity=spread)
        lacking = np.log(replace(trial, outside=float(seen.has_outside)).share(nothing)) - np.log(seen.share)
        return lacking if seen.has_outside else np.where(np.arange(len(allocation)) == seen.base, utility, lacking)

    outside: Any = np.log(seen.outside)[..., None] if seen.has_outside else np.log(seen.share[..., seen.base, None])
    start = np.log(seen.share) - outside
    flat = lambda utility: miss(utility, spread.real)  # noqa: E731
    utility = newton(flat, start, tolerance=1e-13).value
    # One more step at the full parameters: where they carry a complex step, it carries the slope of the utilities.
    return utility - linear(slopes(flat, utility), miss(utility, spread))
