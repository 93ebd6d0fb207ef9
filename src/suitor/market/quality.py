"""The hypothetical-monopolist test where products are free: not a dearer product but a worse one (SSNDQ)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import times
from suitor._core.records import Array, Stakes, record, replace
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.counterfactuals import owned_by_product
from suitor.market.demand import Demand
from suitor.market.market import Market

__all__ = ["QualityTest", "implied_rate", "quality_test", "worth_to_users"]


@record
class QualityTest:
    """How much worse a monopolist of a candidate market would make its products, and whether that is enough."""

    products: tuple[str, ...]
    cut: Array  # (*draw, product), quality taken from each user of the candidate products, money
    worth: Array  # (*draw, product), what the product is worth to a user, money
    share: Array  # (*draw, product), cut/worth
    passes: NDArray[np.bool_]  # (*draw,), one product at least becomes worse by the threshold
    gain: Array  # (*draw,), what the monopolist earns more, money a year, if all become worse by the threshold


def worth_to_users(demand: Demand, price: Array) -> Array:
    """What each product is worth to those who use it: the surplus lost if it goes, per user, (*draw, product)."""
    count, quantity = price.shape[-1], demand.quantity(price)
    parts = []
    for product in range(count):
        kept = np.arange(count) != product
        parts.append(demand.surplus(price) - demand.keep(kept).surplus(price[..., kept]))
    return np.stack(parts, axis=-1) / quantity


def implied_rate(market: Market) -> Array:
    """What a firm earns for each unit of quality it takes from a user, if today's quality is its best choice.

    brings_j = −Σ_{k of the firm} (p_k − c_k) dq_k/dp_j / q_j: 1 where the price is free and at its best.
    """
    pull = np.swapaxes(market.demand.slopes(market.price), -1, -2) * np.equal.outer(market.firm, market.firm)
    return -times(pull, market.price - market.cost) / market.demand.quantity(market.price)


def quality_test(
    market: Market, products: Sequence[str], threshold: float = 0.05, *, brings: Any = None, worth: Any = None
) -> QualityTest:
    """Would a profit-maximising monopolist of these products make one of them worse by 5%, all prices staying?

    A unit of quality is what a user would pay a dollar for; a monopolist that takes x of it loses users as if the price
    had risen by x, and earns `brings` · x more on each that stays (more advertising, less cost):

        max Σ_j (p_j − c_j + brings_j x_j) q_j(p + x).

    With brings = 1 that is a price rise. If it is not given, it is what makes today's quality each firm's own choice,
    as margins make today's price. 5% is of `worth`, what the product is worth to a user in money; if no survey tells it
    (Brynjolfsson, Collis & Eggers 2019, PNAS 116(15)), it is what demand says its users would lose without it.
    The European Commission used the test, without a precise level, in Google Android (AT.40099, 2018; General Court,
    T-604/18, 2022). Gal & Rubinfeld (2016), "The hidden costs of free goods", Antitrust Law Journal 80(3).

    >>> from suitor.market import Logit
    >>> logit = Logit.of([1.0, 1.2, 0.8], sensitivity=1.0, size=100.0)
    >>> free = Market.of(("a", "b", "c"), logit, Bertrand(), cost=[-0.5] * 3, price=[0.0] * 3, fixed=True)
    >>> quality_test(free, ("a",)).share.round(2), quality_test(free, ("a", "b")).share.round(2)
    (array([0.]), array([0.5 , 0.44]))
    """
    chosen = np.isin(market.products, list(products))
    rate = implied_rate(market) if brings is None else np.asarray(brings, dtype=float)
    rate = np.broadcast_to(rate, np.broadcast_shapes(rate.shape, market.price.shape))
    value = worth_to_users(market.demand, market.price) if worth is None else np.asarray(worth, dtype=float)
    value = np.broadcast_to(value, np.broadcast_shapes(value.shape, market.price.shape))
    taken, found = _best_cut(market, chosen, rate, value)
    earns = lambda cut: _earned(market, chosen, rate, cut)  # noqa: E731
    gain = earns(np.where(chosen, threshold * value, 0.0)) - earns(np.zeros_like(value))
    cut, value = taken[..., chosen], value[..., chosen]
    passes = found & np.any(cut >= threshold * value * (1.0 - 1e-12), axis=-1)
    return QualityTest(tuple(products), cut, value, cut / value, passes, gain)


def _best_cut(market: Market, chosen: Any, rate: Array, worth: Array) -> tuple[Array, NDArray[np.bool_]]:
    """What the monopolist takes from each user, as the price rise of products whose cost fits the rate."""
    cost = np.where(chosen, market.price - (market.price - market.cost) / rate, market.cost)
    start = np.where(chosen, market.price + worth, market.price)
    alone = replace(owned_by_product(market), fixed=~chosen, cost=cost, price=start, conduct=Bertrand())
    weight = np.where(np.outer(chosen, chosen), rate[..., None, :] / rate[..., :, None], np.eye(len(chosen)))
    solved = alone.solve(replace(Stakes.of_firms(market.products), weight=weight))
    return solved.price - market.price, solved.found


def _earned(market: Market, chosen: Any, rate: Array, cut: Array) -> Array:
    sold = market.demand.quantity(market.price + cut)
    return (((market.price - market.cost + rate * cut) * sold) * chosen).sum(-1)
