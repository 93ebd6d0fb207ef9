"""Almost ideal demand: shares of spending are linear in log prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.linear import factor, regress, substitute, times
from suitor._core.records import Array, record, replace
from suitor.market.demand import Alone, Demand, Margins

if TYPE_CHECKING:
    from collections.abc import Callable

    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.groups import Groups
    from suitor.market.logs import Conditions, Sellers
    from suitor.market.market import Market
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
    takes: ClassVar[tuple[str, ...]] = ("market",)
    closed: ClassVar[bool] = True  # shares are of what is sold: there is no outside good

    @classmethod
    def through(
        cls, seen: Observed, steepness: Array, market: Array | None = None, distance: Array | None = None
    ) -> Aids:
        """The AIDS system with the observed shares, for its first own slope and the diversions of spending."""
        told = seen if distance is None else replace(seen, switches=seen.apart(distance))
        slope = np.moveaxis(told.pulls(np.arange(len(seen.products))), (0, 1), (-2, -1)) * steepness[..., None, None]
        epsilon = np.broadcast_to(seen.elasticity["market"], seen.draws) if market is None else -market
        logs = np.log(seen.price)
        bend = times(slope, logs)
        intercept = seen.share - bend
        index = ((intercept + 0.5 * bend) * logs).sum(-1)
        return cls(intercept, slope, epsilon, seen.size * np.exp(-(1.0 + epsilon) * index))

    @classmethod
    def alone(cls, seen: Observed, firm: Groups) -> Alone:
        """Margins at what was seen, and their slopes, where each firm is after its own profit.

        Over its products:  (diag s − B' − (1 + ε) s s') margin = s, which at given margins is a line in B and ε.
        """
        if seen.switches is None:
            return _alone_in_proportion(seen, firm)
        share, lists = seen.share.T, firm.of_each_size()
        blocks = [np.swapaxes(seen.pulls(own), 0, 1) for own in lists]

        def margins(steepness: Array, market: Array | None = None) -> Margins:
            power = 1.0 + (seen.elasticity["market"] if market is None else -market)
            margin, factors = np.empty_like(share), []
            for own, block in zip(lists, blocks):
                mine = share[own]
                bend = -steepness * block - power * mine[:, None] * mine
                for place in range(len(own)):
                    bend[place, place] += mine[place]
                factors.append(factor(bend))
                margin[own] = substitute(factors[-1], mine.copy())

            def slopes() -> dict[str, list[Array]]:
                steep, wide = np.empty((2, *share.shape))
                for own, block, factored in zip(lists, blocks, factors):
                    mine = margin[own]
                    steep[own] = substitute(factored, steepness * (block * mine).sum(1))
                    wide[own] = mine * (share[own] * mine).sum(0)
                return {"steepness": [steep.T]} | ({} if market is None else {"market": [(-market * wide).T]})

            return margin.T, slopes

        def near(margin: Array, weight: Any) -> dict[str, Array]:
            pull = np.empty_like(share)
            for own, block in zip(lists, blocks):
                pull[own] = (block * margin.T[own]).sum(1)
            return _nearest(seen, (pull / share).T, firm.shared(seen.share * margin), margin, weight)

        return Alone(margins, near)

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
        bend = times(self.slope, logs)
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

    def on_sale(self, price: Array) -> Array:
        """Prices nearby at which every product is sold; a few percent can take a close substitute's share below 0."""
        share = self.share(price)
        some = np.maximum(share, 0.0)
        target = 0.99 * some / some.sum(-1, keepdims=True) + 0.01 / share.shape[-1]
        safe = np.where(np.isfinite(self.slope), self.slope, 0.0)
        return price * np.exp(times(np.linalg.pinv(safe), target - share))

    def prices(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Bertrand prices by Newton's method in log prices, quickest where all owners are after profit."""
        from suitor.market import logs
        from suitor.market.floors import settle
        from suitor.market.owners import at_prices, through_owners

        return through_owners(market, stakes, at_prices(logs.quick), settle)

    def in_logs(self, logs: Array) -> Conditions:
        """First-order conditions in log prices per unit of all spending.

        All spending moves with the log price of j by (1 + ε) s_j, and so in proportion to what is earned of it.
        """
        bends, power = np.moveaxis(self.slope, 0, -1), 1.0 + self.market
        share = self.intercept.T + np.einsum("kj...,j...->k...", bends, logs)

        def conditions(firms: Sellers) -> tuple[Array, Array, Callable[[], Array]]:
            own, holds, each = firms.own, firms.holds, np.arange(firms.own.shape[1])
            mine, pull = share[own], bends[holds[:, None], own]
            toll = firms.keeps + power * (firms.held * share[holds]).sum(0)
            value = toll * mine + (firms.held[:, None] * pull).sum(0)

            def slopes() -> Array:
                rows = bends[own]
                held = rows if np.array_equal(own, holds) else bends[holds]
                turn = np.einsum("kf...,kfj...->fj...", firms.held, held)
                turn[each, holds] += firms.gains * share[holds]
                turn *= power
                slope = toll[:, :, None] * rows
                for row, amount in zip(slope, mine):
                    row += amount[:, None] * turn
                slope[:, each, holds] += np.swapaxes(firms.gains[:, None] * pull, 0, 1)
                slope[np.arange(len(own))[:, None], each, own] -= firms.costs * mine
                return slope

            return value, np.abs(bends[own, own] + power * mine * mine - mine), slopes

        return conditions

    def surplus(self, price: Array) -> Array:
        # Spending is scale · P^(1 + ε), and d log P/d log p_j = s_j, so its integral is a power of P.
        logs = np.log(price)
        index = ((self.intercept + 0.5 * times(self.slope, logs)) * logs).sum(-1)
        power = 1.0 + self.market
        near = np.abs(power) < 1e-12
        return -self.scale * np.where(near, index, np.expm1(power * index) / np.where(near, 1.0, power))

    def market_elasticity(self, price: Array) -> Array:
        return np.broadcast_to(self.market, price.shape[:-1])


def _alone_in_proportion(seen: Observed, firm: Groups) -> Alone:
    """The same where diversion is in proportion to share, as in PCAIDS: one margin for all products of a firm.

    With S the firm's share and t = steepness/(s₁ (1 − s₁)):  1/margin = 1 + t (1 − S) − (1 + ε) S.
    """
    total, first = firm.shared(seen.share).T, seen.share[..., 0]
    others = (1.0 - total) / (first * (1.0 - first))

    def margins(steepness: Array, market: Array | None = None) -> Margins:
        power = 1.0 + (seen.elasticity["market"] if market is None else -market)
        margin = 1.0 / (1.0 + steepness * others - power * total)

        def slopes() -> dict[str, list[Array]]:
            turn = -margin * margin
            steep = {"steepness": [(steepness * turn * others).T]}
            return steep | ({} if market is None else {"market": [(market * turn * total).T]})

        return margin.T, slopes

    def near(margin: Array, weight: Any) -> dict[str, Array]:
        return _nearest(seen, -others.T * margin, total.T * margin, margin, weight)

    return Alone(margins, near)


def _nearest(seen: Observed, pull: Array, earned: Array, margin: Array, weight: Any) -> dict[str, Array]:
    """What misses the conditions least at given margins:  margin − 1 = steepness · pull + (1 + ε) earned."""
    weight = weight * margin  # by which a condition moves less than the margin itself
    if "market" in seen.elasticity:
        power = 1.0 + seen.elasticity["market"][..., None]
        return {"steepness": regress([pull], margin - 1.0 - power * earned, weight)[0]}
    steepness, power = regress([pull, earned], margin - 1.0, weight)
    return {"steepness": steepness, "market": 1.0 - power}
