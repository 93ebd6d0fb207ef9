"""A price stage of its own: every lab sells a paid tier and gives a free one to the users of a logit market."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, record
from suitor.race.race import Served

__all__ = ["LogitStage", "Market", "shares"]

ROUNDS = 2_000  # of the markup map; a few dozen are usual
HALVINGS = 40  # of the search for a multiplier
SETTLED = 1e-12  # change of a markup, as a share of 1 / alpha
HARDLY = 1e-9  # the weight on own profit of a controller that has none


@record
class LogitStage:
    """Prices of the paid tiers, when each lab also has a free tier it does not charge for.

        v_P = b_P q + xi_P - alpha p,   v_F = b_F q + xi_F,   v_0 = b_F outside max_k q_k

    with q the capability gained since the base year. A lab that weighs a dollar of its own profit at a = own + lambda
    charges the markup m = p - c, never less than -c, that solves

        a m = (a - care) / alpha - volume (1 - s_P - s_F) + a r + sum_k cross_k r_k,    r = s_P m_P + s_F m_F

    Iterating this map from its lowest point rises to the equilibrium; the textbook map m = 1 / (alpha (1 - s)) can
    jump past it without a word. Free users who cost money (m_F < 0) lower the paid price.

    Morrow & Skerlos (2011), "Fixed-point approaches to computing Bertrand-Nash equilibrium prices under mixed-logit
    demand", Operations Research 59(2).
    """

    stakes: Stakes
    users: Array | float  # potential users
    sensitivity: Array | float  # alpha, per money a year
    paid_slope: Array | float  # b_P, per order of magnitude of capability
    free_slope: Array | float  # b_F, per order of magnitude
    outside: Array | float  # share of the best lab's gain that the alternative to all labs gains too
    paid_appeal: Array  # (*draw, lab), xi_P
    free_appeal: Array  # (*draw, lab), xi_F; -inf where there is no free tier
    cost: Array  # (*draw, lab), money a year to serve a paid user in the base year
    free_cost: Array | float = 6.0  # money a year to serve a free user in the base year
    advertising: Array | float = 1.0  # money a year a free user brings
    cost_decline: Array | float = 0.25  # share a year
    base_year: int = 2025

    def __call__(self, lead: Array, year: int, floor: Array) -> Served:
        """Prices, users and money of a year."""
        market = self.market(lead, year)
        markup, found = market.meet(np.maximum(floor, self.stakes.floor))
        s_paid, s_free, inclusive = market.shares(markup)
        surplus = self.users / self.sensitivity * (inclusive + market.outside)
        return Served(
            revenue=self.users * (s_paid * (markup + market.cost) + s_free * self.advertising),
            profit=market.profit(markup),
            price=markup + market.cost,
            served=s_paid + s_free,
            free=s_free,
            surplus=np.squeeze(surplus, axis=-1),
            found=found,
        )

    def market(self, lead: Array, year: int) -> Market:
        """The users of a year, before prices are set."""
        decline = np.power(1.0 - np.asarray(self.cost_decline), year - self.base_year)
        outside = self.free_slope * self.outside * np.max(lead, axis=-1, keepdims=True)
        return Market(
            stakes=self.stakes,
            users=self.users,
            sensitivity=self.sensitivity,
            paid=self.paid_slope * lead + self.paid_appeal - self.sensitivity * self.cost * decline - outside,
            free=self.free_slope * lead + self.free_appeal - outside,
            outside=outside,
            cost=self.cost * decline,
            free_margin=self.advertising - self.free_cost * decline,
        )

    @classmethod
    def fit(
        cls,
        stakes: Stakes,
        users: Array | float,
        price: Array,
        paid: Array,
        free: Array,
        sensitivity: Array | float,
        **rest: Any,
    ) -> LogitStage:
        """The market whose base-year equilibrium is what was observed: prices, and shares of users on each tier.

        Costs are those at which the observed prices are the labs' best ones; give the slopes and `outside` by name.
        """
        none = 1.0 - np.sum(paid + free, axis=-1, keepdims=True)
        with np.errstate(divide="ignore"):  # no free tier, no appeal
            appeal, free_appeal = np.log(paid / none) + sensitivity * price, np.log(free / none)
        begun = cls(stakes, users, sensitivity, paid_appeal=appeal, free_appeal=free_appeal, cost=price, **rest)
        free_margin = np.asarray(begun.advertising - np.asarray(begun.free_cost))
        owed = (stakes.own - stakes.care) / sensitivity - stakes.volume * (1.0 - paid - free)
        owed = owed + np.einsum("...ij,...j->...i", stakes.weight, free * free_margin)
        pull = stakes.own[..., None] * np.eye(len(stakes.firms)) - stakes.weight * paid[..., None, :]
        markup = np.linalg.solve(pull, owed[..., None])[..., 0]
        return cls(stakes, users, sensitivity, paid_appeal=appeal, free_appeal=free_appeal, cost=price - markup, **rest)


@record
class Market:
    """One year's users, seen from prices at marginal cost."""

    stakes: Stakes
    users: Array | float
    sensitivity: Array | float
    paid: Array  # utility of the paid tier at marginal cost
    free: Array  # utility of the free tier
    outside: Array  # utility of the alternative to all labs, already taken off the other two
    cost: Array  # money a year to serve a paid user
    free_margin: Array | float  # money a year from a free user

    def shares(self, markup: Array | float) -> tuple[Array, Array, Array]:
        return shares(self.paid - self.sensitivity * markup, self.free)

    def profit(self, markup: Array) -> Array:
        s_paid, s_free, _ = self.shares(markup)
        return self.users * (s_paid * markup + s_free * self.free_margin)

    def meet(self, floor: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Markups at which every floor that can be met is met: raise lambda / (1 + lambda) where profit falls short."""
        low = np.zeros(np.broadcast_shapes(self.paid.shape, np.shape(floor)))
        markup, settled = self.settle(low, None)
        asks = np.isfinite(floor)
        if not np.any(asks & (self.profit(markup) < floor)):
            return markup, settled
        high = np.where(asks, 1.0 - HARDLY, 0.0) + low
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            markup, settled = self.settle(middle / (1.0 - middle), markup)
            short = self.profit(markup) < floor
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        markup, settled = self.settle(high / (1.0 - high), markup)
        missed = asks & (high < 1.0 - 2.0 * HARDLY) & ~(self.profit(markup) >= floor - 1e-6 * np.abs(floor))
        return markup, settled & ~np.any(missed, axis=-1)

    def settle(self, multiplier: Array, start: Array | None) -> tuple[Array, NDArray[np.bool_]]:
        """The fixed point of the markup map, given the multiplier of each floor."""
        own = np.maximum(self.stakes.own + multiplier, HARDLY)
        greed = (own - self.stakes.care) / self.sensitivity
        cross = self.stakes.weight * (1.0 - np.eye(len(self.stakes.firms)))
        merged = bool(np.any(cross))
        markup = np.maximum(greed / own, -self.cost) if start is None else start
        for _ in range(ROUNDS):
            s_paid, s_free, _ = self.shares(markup)
            earned = s_paid * markup + s_free * self.free_margin
            pull = greed - self.stakes.volume * (1.0 - s_paid - s_free) + own * earned
            if merged:
                pull = pull + np.einsum("...ij,...j->...i", cross, earned)
            before, markup = markup, np.maximum(pull / own, -self.cost)
            change = np.max(np.abs(markup - before) * self.sensitivity, axis=-1)
            if np.all(change <= SETTLED):
                break
        return markup, change <= 100.0 * SETTLED


def shares(paid: Array, free: Array) -> tuple[Array, Array, Array]:
    """Logit shares of paid and free tiers and the inclusive value ln(1 + sum e^v), safe for large utilities."""
    top = np.maximum(np.max(np.maximum(paid, free), axis=-1, keepdims=True), 0.0)
    e_paid, e_free, e_none = np.exp(paid - top), np.exp(free - top), np.exp(-top)
    total = e_none + np.sum(e_paid + e_free, axis=-1, keepdims=True)
    return e_paid / total, e_free / total, top + np.log(total)
