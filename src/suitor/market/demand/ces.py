"""CES demand: buyers spend a budget, and a product's share of it falls with its price at a constant elasticity."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import regress
from suitor._core.records import Array, record, replace
from suitor.market.demand import Alone, Demand, Margins, hold
from suitor.market.demand.logit import Logit, firm_share

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.demand.nested_logit import NestedLogit
    from suitor.market.groups import Groups
    from suitor.market.market import Market
    from suitor.market.observed import Observed


class Spending(Demand):
    """Buyers spend a budget in the shares that a demand system gives in log prices."""

    budget: Array  # (*draw,), money a year, the outside good included

    @property
    @abc.abstractmethod
    def logs(self) -> Logit | NestedLogit:
        """The demand system in log prices whose shares are the shares of spending."""

    def share(self, price: Array) -> Array:
        """Share of each product in all spending."""
        return self.logs.share(np.log(price))

    def quantity(self, price: Array) -> Array:
        return self.budget[..., None] * self.share(price) / price

    def slopes(self, price: Array) -> Array:
        share, slope = self.logs.quantity(np.log(price)), self.logs.slopes(np.log(price))
        bend = slope / price[..., None, :] - share[..., :, None] * np.eye(price.shape[-1]) / price[..., :, None]
        return self.budget[..., None, None] * bend / price[..., :, None]

    def surplus(self, price: Array) -> Array:
        return self.budget * self.logs.surplus(np.log(price))

    def lost(self, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
        share, surplus = self.logs.lost(np.log(price), gone)
        budget = self.budget[..., None]
        return budget[..., None] * share / price[..., None, :], budget * surplus

    def on_sale(self, price: Array) -> Array:
        return np.exp(self.logs.on_sale(np.log(price)))


@record
class Ces(Spending):
    """Share of spending:  r_j = exp(v_j) p_j^(1−γ) / (outside + Σ_k exp(v_k) p_k^(1−γ)), quantity = budget r_j/p_j.

    It is the logit of log prices, in money instead of units. Consumer surplus is budget · log(outside + Σ)/(γ − 1), so
    that dCS/dp_j = −q_j.

    >>> Ces.of([0.0, 0.0], gamma=3.0, budget=300.0).quantity(np.array([1.0, 1.0]))
    array([100., 100.])

    Anderson, de Palma & Thisse (1992), "Discrete Choice Theory of Product Differentiation", chapter 3.
    """

    value: Array  # (*draw, product), log weight
    gamma: Array  # (*draw,), elasticity of substitution, above 1
    budget: Array  # (*draw,), money a year, the outside good included
    outside: float = 1.0

    axes: ClassVar[Mapping[str, int]] = {"value": 1, "gamma": 0, "budget": 0}
    counts: ClassVar[str] = "revenue"

    @classmethod
    def of(cls, value: object, *, gamma: object, budget: object = 1.0, outside: float = 1.0) -> Ces:
        """CES demand with the given log weights."""
        weight, substitution, money = (np.asarray(x, dtype=float) for x in (value, gamma, budget))
        return cls(weight, substitution, money, outside)

    @classmethod
    def through(cls, seen: Observed, excess: Array) -> Ces:
        """The CES system with the observed shares of spending, for an elasticity of substitution of 1 + excess."""
        logs = Logit.through(replace(seen, price=np.log(seen.price)), excess)
        return cls(logs.value, 1.0 + excess, seen.size, logs.outside)

    @classmethod
    def guess(cls, seen: Observed) -> dict[str, Array]:
        """Where to begin looking: a lone product would carry a margin of 1/γ."""
        return {"excess": np.maximum(1.0 / seen.typical_margin - 1.0, 0.1)}

    @classmethod
    def alone(cls, seen: Observed, firm: Groups) -> Alone:
        """Margins at what was seen, and slopes, where each firm is after its own profit: 1/(γ − (γ − 1) share)."""
        rest = 1.0 - firm.total(seen.share)

        def margins(excess: Array) -> Margins:
            pull = excess[..., None] * rest
            margin = 1.0 / (1.0 + pull)
            return firm.each(margin), lambda: {"excess": [firm.each(-pull * margin * margin)]}

        def near(margin: Array, weight: Any) -> dict[str, Array]:
            return {"excess": regress([margin * firm.each(rest)], 1.0 - margin, weight)[0]}

        return Alone(margins, near)

    @property
    def logs(self) -> Logit:
        return Logit(self.value, self.gamma - 1.0, np.asarray(1.0), self.outside)

    def zeta(self, cost: Array, held: Array, tilt: Array) -> Callable[[Array], Array]:
        """Markups implied by others' and one's own: a margin of (tilt + (γ − 1) (held margins))/γ."""
        gamma = self.gamma[..., None]

        def implied(markup: Array) -> Array:
            price = cost + markup
            return marked(cost, (tilt + (gamma - 1.0) * hold(held, self.share(price) * markup / price)) / gamma)

        return implied

    def firm_markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """Bertrand markups at given prices: each firm's margin is one, (tilt + (γ − 1) of what it holds)/γ."""
        share, gamma, margin = self.share(price), self.gamma[..., None], (price - market.cost) / price
        each = firm_share(market, share, margin, (1.0 - stakes.care) / gamma, (gamma - 1.0) / gamma, stakes)
        return np.where(market.fixed, price - market.cost, each * price)

    def keep(self, kept: Any) -> Ces:
        return replace(self, value=self.value[..., kept])

    def shift(self, value: Array) -> Ces:
        """The same demand with each product's log weight higher by `value`."""
        return replace(self, value=self.value + value)


def marked(cost: Array, margin: Array) -> Array:
    """The markup that is the given share of price; a margin of one or more has no price, and is held below."""
    margin = np.minimum(margin, 1.0 - 1e-3)
    return cost * margin / (1.0 - margin)
