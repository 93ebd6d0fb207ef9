"""Almost ideal demand: shares of spending are linear in log prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from suitor._core.records import Array, record
from suitor.market.demand import Demand

if TYPE_CHECKING:
    from suitor.market.observed import Observed


@record
class Aids(Demand):
    """Shares of spending  s = a + B log p,  spending  Y = scale · P^(1 + ε),  log P = a'log p + (log p)'B(log p)/2.

    B is symmetric with rows that add up to zero, and ε is the market elasticity: how units sold move with all prices.
    Calibrated with share-proportional diversion and one product's elasticity it is PCAIDS; with nests, nested PCAIDS.

    Deaton & Muellbauer (1980), American Economic Review 70(3); Epstein & Rubinfeld (2002), "Merger simulation: a
    simplified approach with new applications", Antitrust Law Journal 69(3).
    """

    intercept: Array  # (*draw, product), share of spending at prices of one
    slope: Array  # (*draw, product, product), change in share per unit of log price
    market: Array  # (*draw,), ε, negative
    scale: Array  # (*draw,), money a year spent at prices of one

    axes: ClassVar[Mapping[str, int]] = {"intercept": 1, "slope": 2, "market": 0, "scale": 0}
    is_shaped_by_diversion: ClassVar[bool] = True
    counts: ClassVar[str] = "revenue"
    closed: ClassVar[bool] = True  # shares are of what is sold: there is no outside good

    @classmethod
    def through(
        cls, seen: Observed, steepness: Array, market: Array | None = None, distance: Array | None = None
    ) -> Aids:
        """The AIDS system with the observed shares, for its first own slope and the diversions of spending."""
        diversion = seen.diversion if distance is None else seen.apart(distance)
        ratio = np.where(np.arange(diversion.shape[-1]) == 0, 1.0, diversion[..., 0, :] / diversion[..., :, 0])
        slope = diversion * (steepness[..., None] * ratio)[..., None]
        epsilon = seen.elasticity["market"] if market is None else -market
        logs = np.log(seen.price)
        bend = (slope @ logs[..., None])[..., 0]
        intercept = seen.share - bend
        index = ((intercept + 0.5 * bend) * logs).sum(-1)
        return cls(intercept, slope, epsilon, seen.size * np.exp(-(1.0 + epsilon) * index))

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: a first product that is sold alone, and a market elasticity of one."""
        first = seen.share[..., 0]
        start = {"steepness": np.maximum(first * (1.0 / seen.typical_margin - 1.0), 0.1 * first)}
        if "market" not in seen.elasticity:
            start["market"] = np.ones(seen.draws)
        pairs = (seen.nest.max() + 1) * seen.nest.max() // 2
        return start | ({"distance": np.full((*seen.draws, pairs), 0.7)} if pairs else {})

    def _state(self, price: Array) -> tuple[Array, Array]:
        """Share of each product, and all spending."""
        logs = np.log(price)
        bend = (self.slope @ logs[..., None])[..., 0]
        share = self.intercept + bend
        index = ((self.intercept + 0.5 * bend) * logs).sum(-1)
        return share, self.scale * np.exp((1.0 + self.market) * index)

    def share(self, price: Array) -> Array:
        """Share of each product in all spending."""
        return self._state(price)[0]

    def quantity(self, price: Array) -> Array:
        share, spending = self._state(price)
        return spending[..., None] * share / price

    def slopes(self, price: Array) -> Array:
        share, spending = self._state(price)
        bend = self.slope + (1.0 + self.market)[..., None, None] * share[..., :, None] * share[..., None, :]
        bend = bend - share[..., :, None] * np.eye(share.shape[-1])
        return spending[..., None, None] * bend / price[..., :, None] / price[..., None, :]

    def bend(self, price: Array, held: Array) -> Array:
        """How slopes turn with prices: [..., j, l] = Σ_k held_jk d²q_k/dp_j dp_l."""
        # Spending on k is x_k = s_k Y: differentiate it twice in log prices, then turn to quantities and prices.
        share, spending = self._state(price)
        e, eye = (1.0 + self.market)[..., None, None], np.eye(share.shape[-1])
        first = self.slope + e * share[..., :, None] * share[..., None, :]  # [k, j] of x_k in log p_j, over Y
        per = held / price[..., None, :]
        own = np.einsum("...jj->...j", per)[..., :, None]
        pulled = np.einsum("...jk,...kj->...j", per, first)
        second = pulled[..., :, None] * share[..., None, :]
        second = second + share[..., :, None] * (per @ self.slope)
        second = e * (second + self.slope * (per * share[..., None, :]).sum(-1)[..., :, None])
        second = second - own * first - per * np.swapaxes(first, -1, -2)
        level = (own * share[..., :, None])[..., 0] - (pulled - own[..., 0] * share)
        bent = second + eye * level[..., :, None]
        return spending[..., None, None] * bent / (price[..., :, None] * price[..., None, :])

    def surplus(self, price: Array) -> Array:
        # Spending is scale · P^(1 + ε), and d log P/d log p_j = s_j, so its integral is a power of P.
        logs = np.log(price)
        index = ((self.intercept + 0.5 * (self.slope @ logs[..., None])[..., 0]) * logs).sum(-1)
        power = 1.0 + self.market
        near = np.abs(power) < 1e-12
        return -self.scale * np.where(near, index, np.expm1(power * index) / np.where(near, 1.0, power))

    def market_elasticity(self, price: Array) -> Array:
        return np.broadcast_to(self.market, price.shape[:-1])
