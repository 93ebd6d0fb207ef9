"""A price stage of its own: every lab sells a paid tier and gives a free one to the users of a logit market."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw

from suitor._core.records import Array, Stakes, record
from suitor.race.race import Served

__all__ = ["LogitStage", "Market", "shares"]

ROUNDS = 2_000  # of the markup map; a few dozen are usual
PATIENCE = 30  # of them before a lab at its floor, whose price falls as its rivals' rise, takes smaller steps
SETTLED = 1e-12  # change of a markup, as a share of 1 / alpha
HARDLY = 1e-9  # the weight on own profit of a controller that has none
TINY = 1e-300


@record
class LogitStage:
    """Prices of the paid tiers, when each lab also has a free tier it does not charge for.

        v_P = b_P q + xi_P - alpha p,   v_F = b_F q + xi_F,   v_0 = b_F outside max_k q_k

    with q the capability gained since the base year. A lab whose controllers receive a = own of a dollar of its profit
    charges the markup m = p - c, never less than -c, that solves

        a m = (a - care) / alpha - volume (1 - s_P - s_F) + a r + sum_k cross_k r_k,    r = s_P m_P + s_F m_F

    or, where that earns less than its floor, the lowest markup that earns the floor. Iterating this map from its
    lowest point rises to the equilibrium; the textbook map m = 1 / (alpha (1 - s)) can jump past it without a word.
    Free users who cost money (m_F < 0) lower the paid price.

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
        markup, found = market.settle(np.maximum(floor, self.stakes.floor))
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
        """Shares of the users on each lab's paid and free tiers, and the inclusive value ln(1 + sum e^v)."""
        return shares(self.paid - self.sensitivity * markup, self.free)

    def profit(self, markup: Array) -> Array:
        """Money a year that each lab earns at these markups."""
        s_paid, s_free, _ = self.shares(markup)
        return self.users * (s_paid * markup + s_free * self.free_margin)

    def settle(self, floor: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Markups no lab wants to leave, given the profit each must earn; where one cannot, as near as it can."""
        own, cross = np.maximum(self.stakes.own, HARDLY), self.stakes.weight * (1.0 - np.eye(len(self.stakes.firms)))
        greed = (own - self.stakes.care) / self.sensitivity
        merged, asks = bool(np.any(cross)), bool(np.any(np.isfinite(floor)))
        markup = np.maximum(greed / own, -self.cost) + np.zeros(np.broadcast_shapes(self.paid.shape, np.shape(floor)))
        for rounds in range(ROUNDS):
            s_paid, s_free, _ = self.shares(markup)
            earned = s_paid * markup + s_free * self.free_margin
            pull = greed - self.stakes.volume * (1.0 - s_paid - s_free) + own * earned
            if merged:
                pull = pull + np.einsum("...ij,...j->...i", cross, earned)
            before, markup = markup, np.maximum(pull / own, -self.cost)
            if asks:
                most = 1.0 / self.sensitivity + earned
                needed = np.maximum(markup, np.minimum(self._lowest(floor, before, s_paid, s_free), most))
                markup = before + (needed - before) * (1.0 if rounds < PATIENCE else 0.3)
            change = np.max(np.abs(markup - before) * self.sensitivity, axis=-1)
            if np.all(change <= SETTLED):
                break
        return markup, change <= 100.0 * SETTLED

    def _lowest(self, floor: Array, markup: Array, s_paid: Array, s_free: Array) -> Array:
        """The lowest markup that earns the floor at rivals' markups; inf where none does, -inf where none is asked.

        With phi the floor per user and x the odds of paying, x (m - phi) = phi - m_F s_F / (1 - s_P), and x falls
        exponentially in m: t e^-t = z for t = alpha (m - phi), so t = -W(-z), Lambert's function.
        """
        asks = np.broadcast_to(np.isfinite(floor), markup.shape)

        def asked(values: Any) -> Array:
            return np.broadcast_to(values, markup.shape)[asks]

        alpha, phi = asked(self.sensitivity), asked(floor / self.users)
        paid, none = asked(s_paid), 1.0 - asked(s_paid)
        owed = phi - asked(s_free * self.free_margin) / none
        z = alpha * owed * np.exp(alpha * (phi - asked(markup))) * none / np.maximum(paid, TINY)
        t = np.where(z <= np.exp(-1.0), -np.real(lambertw(-np.minimum(z, np.exp(-1.0)))), np.inf)
        lowest = np.full(markup.shape, -np.inf)
        lowest[asks] = phi + t / alpha
        return lowest


def shares(paid: Array, free: Array) -> tuple[Array, Array, Array]:
    """Logit shares of paid and free tiers and the inclusive value ln(1 + sum e^v), safe for large utilities."""
    top = np.maximum(np.max(np.maximum(paid, free), axis=-1, keepdims=True), 0.0)
    e_paid, e_free, e_none = np.exp(paid - top), np.exp(free - top), np.exp(-top)
    total = e_none + np.sum(e_paid + e_free, axis=-1, keepdims=True)
    return e_paid / total, e_free / total, top + np.log(total)
