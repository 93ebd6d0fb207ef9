"""Logit demand: everyone picks the best of the products and the outside good, with Gumbel tastes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import linear, times
from suitor._core.records import Array, record, replace
from suitor.market.demand import Alone, Demand

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.groups import Groups
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class Logit(Demand):
    """Share of product j:  s_j = exp(v_j − α p_j) / (outside + Σ_k exp(v_k − α p_k)), quantity = size · s_j.

    `outside` is 1 where some of those who could buy do not, and 0 where all buy.
    Consumer surplus is size · log(outside + Σ exp) / α (Small & Rosen 1981).

    >>> Logit.of([1.0, 2.0], sensitivity=1.0, size=100.0).quantity(np.array([1.0, 2.0]))
    array([33.33333333, 33.33333333])

    McFadden (1974), "Conditional logit analysis of qualitative choice behavior".
    """

    value: Array  # (*draw, product), mean utility at price 0
    sensitivity: Array  # (*draw,), α: utility lost per unit of money, positive
    size: Array  # (*draw,), buyers who could buy, units a year
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 1, "sensitivity": 0, "size": 0}
    scaled_by: ClassVar[str] = "sensitivity"

    @classmethod
    def of(cls, value: object, *, sensitivity: object, size: object = 1.0, outside: float = 1.0) -> Logit:
        """Logit demand with the given mean values."""
        worth, alpha, buyers = (np.asarray(x, dtype=float) for x in (value, sensitivity, size))
        return cls(worth, alpha, buyers, outside)

    @classmethod
    def through(cls, seen: Observed, sensitivity: Array) -> Logit:
        """The logit that sells the observed shares at the observed prices, for a price sensitivity."""
        outside: Any = np.log(seen.outside)[..., None] if seen.has_outside else 0.0
        value = np.log(seen.share) - outside + sensitivity[..., None] * seen.price
        if not seen.has_outside:
            value = value - value[..., seen.base, None]
        return cls(value, sensitivity, seen.size, 1.0 if seen.has_outside else 0.0)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking for the price sensitivity: a product's elasticity is −α p (1 − s)."""
        for name, value in seen.elasticity.items():
            if name in seen.products:
                j = seen.products.index(name)
                return {
                    "sensitivity": np.broadcast_to(
                        -value / (seen.price[..., j] * (1.0 - seen.share[..., j])), seen.draws
                    )
                }
        return {"sensitivity": 1.0 / seen.typical_markup}

    @classmethod
    def alone(cls, seen: Observed, firm: Groups) -> Alone:
        """Margins at what was seen where each firm is after its own profit: 1/(1 − its share)/αp."""
        margin = firm.each(1.0 / (1.0 - firm.total(seen.share))) / seen.price
        return Alone(lambda: (margin, dict))

    def share(self, price: Array) -> Array:
        """Share of each product in all who could buy."""
        weight, outside, _ = self._weights(price)
        return weight / (outside + weight.sum(-1, keepdims=True))

    def _weights(self, price: Array) -> tuple[Array, Array, Array]:
        """Weight of each product and of the outside good, over the exponential of the third, so as to overflow not."""
        utility = self.value - self.sensitivity[..., None] * price
        top = np.maximum(utility.real.max(-1, keepdims=True), 0.0 if self.outside else -np.inf)
        return np.exp(utility - top), self.outside * np.exp(-top), top

    def quantity(self, price: Array) -> Array:
        return self.size[..., None] * self.share(price)

    def slopes(self, price: Array) -> Array:
        share = self.share(price)
        cross = share[..., :, None] * share[..., None, :]
        return (self.size * self.sensitivity)[..., None, None] * (cross - share[..., :, None] * np.eye(share.shape[-1]))

    def elasticity(self, price: Array) -> Array:
        pull = self.sensitivity[..., None] * price
        return (pull * self.share(price))[..., None, :] - pull[..., None, :] * np.eye(price.shape[-1])

    def own_elasticity(self, price: Array) -> Array:
        pull = self.sensitivity[..., None] * price
        return pull * self.share(price) - pull

    def surplus(self, price: Array) -> Array:
        weight, outside, top = self._weights(price)
        return self.size / self.sensitivity * (top + np.log(outside + weight.sum(-1, keepdims=True)))[..., 0]

    def lost(self, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
        """The rest gain in proportion; surplus falls by size · log(1 + what goes/the rest)/α."""
        weight, outside, _ = self._weights(price)
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = (weight @ gone.T) / (outside + weight @ ~gone.T)
            units = np.where(gone, 1.0, -odds[..., None]) * self.quantity(price)[..., None, :]
        return units, (self.size / self.sensitivity)[..., None] * np.log1p(odds)

    def keep(self, kept: Any) -> Logit:
        return replace(self, value=self.value[..., kept])

    def firm_markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """Bertrand markups at given prices: one for each firm, tilt/α and what it holds of all profits per buyer."""
        share, unit = self.share(price), 1.0 / self.sensitivity[..., None]
        each = firm_share(market, share, price - market.cost, unit * (1.0 - stakes.care), np.ones_like(unit), stakes)
        return np.where(market.fixed, price - market.cost, each)

    def unit_markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """Cournot markups at given prices, one for each firm. Of the buyers of one more unit, shares go to all others:

            (1 − mission)/α + (Σ_g κ_fg (S_g/α + E_g) − mission S/α + volume S_f0)/(1 − S) − volume,

        S and S_g the shares of products whose price is free, S_f0 of the others, E_g what g earns on those others.
        """
        share, unit, firms = self.share(price), 1.0 / self.sensitivity[..., None], np.arange(len(market.firms))
        member = np.equal.outer(market.firm, firms).astype(float)
        sold, served = (share * ~market.fixed) @ member, (share * market.fixed) @ member
        whole = sold.sum(-1, keepdims=True)
        worth = unit * sold + np.where(market.fixed, share * (price - market.cost), 0.0) @ member
        held = times(stakes.weight, worth) - stakes.care * unit * whole + stakes.volume * served
        each = unit * (1.0 - stakes.care) + held / (1.0 - whole) - stakes.volume
        return np.where(market.fixed, price - market.cost, each[..., market.firm])

    def on_sale(self, price: Array) -> Array:
        """Prices at which every product is worth as much as the outside good."""
        return np.broadcast_to(self.value / self.sensitivity[..., None], price.shape)

    def shift(self, value: Array) -> Logit:
        """The same demand with each product worth `value` more, in utility."""
        return replace(self, value=self.value + value)

    def prices(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Bertrand prices through one markup per firm: an aggregative game, faster than one price per product."""
        from suitor.market.aggregative import solve

        return solve(market, stakes)


def firm_share(market: Market, share: Array, known: Array, base: Array, factor: Array, stakes: Stakes) -> Array:
    """x_f = base_f + factor Σ_g κ_fg (profit of g at x), for each product; fixed-price products earn `known`.

    Each firm by itself, then those with interests in rivals together: they are few.
    """
    member = np.equal.outer(market.firm, np.arange(len(market.firms))).astype(float)
    sold = (share * ~market.fixed) @ member
    earned = np.where(market.fixed, share * known, 0.0) @ member
    each = (base + factor * earned) / (1.0 - factor * sold)
    counted = np.any(stakes.weight != 0, axis=tuple(range(stakes.weight.ndim - 2)))
    holds = np.any(counted & ~np.eye(len(counted), dtype=bool), axis=-1)
    if holds.any():
        held = factor[..., None] * stakes.weight[..., holds, :]
        settled = np.where(holds, earned, earned + sold * each)
        whole = np.eye(holds.sum()) - held[..., holds] * sold[..., None, holds]
        together = linear(whole, base[..., holds] + times(held, settled))
        each = np.array(np.broadcast_to(each, (*together.shape[:-1], len(holds))))
        each[..., holds] = together
    return each[..., market.firm]
