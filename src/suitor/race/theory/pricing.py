"""Prices of sellers with a mission or a floor: monopoly, break-even, and a free tier beside a paid one."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import wrightomega

from suitor._core.records import Array, record
from suitor._core.solve import root

__all__ = ["Tiers", "break_even_price", "freemium", "log_utility_profit", "logit_monopoly", "ramsey_logit"]


@record
class Tiers:
    """A free and a paid tier of one seller, users' taste for quality even on 0 to 1."""

    price: Array  # of the paid tier
    paid: Array  # share of users who pay
    free: Array  # share of users on the free tier
    profit: Array  # per user
    surplus: Array  # per user


def logit_monopoly(appeal: Any, cost: Any, sensitivity: Any = 1.0) -> tuple[Array, Array, Array]:
    """Markup, share and profit per user of a single logit seller, exactly.

        m = (1 + W) / alpha,  s = W / (1 + W),  pi = W / alpha,   W = W(e^(appeal - alpha c - 1)), Lambert's function

    Iterating m <- 1 / (alpha (1 - s)) instead swings without end at a share as large as this one's:

    >>> float(logit_monopoly(12.0, 5.0)[1].round(3))
    0.818
    """
    alpha = np.asarray(sensitivity, dtype=float)
    w = np.real(wrightomega(np.asarray(appeal) - alpha * np.asarray(cost) - 1.0))  # W(e^z), safe for large z
    return (1.0 + w) / alpha, w / (1.0 + w), w / alpha


def log_utility_profit(firms: Any, income: Any, cost: Any, taste: Any, users: Any = 1.0) -> Array:
    """Profit of each of N alike sellers when utility is alpha ln(y - p), everyone buys and tastes are logit.

    pi = (M / N) (y - c) / (1 + alpha (1 - 1 / N))
    """
    n = np.asarray(firms, dtype=float)
    return np.asarray(users) / n * (np.asarray(income) - np.asarray(cost)) / (1.0 + np.asarray(taste) * (1.0 - 1.0 / n))


def break_even_price(choke: Any, cost: Any, fixed: Any) -> Array:
    """The lowest price at which a seller with demand Q = choke - p pays for its fixed cost; nan where none does.

        p = (a + c) / 2 - sqrt((a - c)^2 / 4 - F)

    Ramsey (1927), "A contribution to the theory of taxation", Economic Journal 37; Boiteux (1956).
    """
    a, c = np.asarray(choke, dtype=float), np.asarray(cost, dtype=float)
    room = (a - c) ** 2 / 4.0 - np.asarray(fixed, dtype=float)
    return np.where(room >= 0.0, (a + c) / 2.0 - np.sqrt(np.maximum(room, 0.0)), np.nan)


def ramsey_logit(appeal: Any, cost: Any, fixed: Any, sensitivity: float = 1.0, users: float = 1.0) -> Array:
    """The equal markup on all products that just pays for the fixed cost; nan where none does (products last).

    With logit demand the best break-even prices are marginal cost and one markup for all, the smaller root of
    M m sum_j s_j(m) = F.
    """
    base = np.asarray(appeal, dtype=float) - sensitivity * np.asarray(cost, dtype=float)
    pooled = np.log(np.exp(base - base.max(axis=-1, keepdims=True)).sum(axis=-1)) + base.max(axis=-1)
    best, _, most = logit_monopoly(pooled, 0.0, sensitivity)

    def short(markup: Array) -> Array:
        return users * markup / (1.0 + np.exp(sensitivity * markup - pooled)) - np.asarray(fixed, dtype=float)

    return np.where(users * most >= np.asarray(fixed), root(short, np.zeros_like(best), best).value, np.nan)


def freemium(
    paid_quality: Any, free_quality: Any, paid_cost: Any = 0.0, free_cost: Any = 0.0, ad: Any = 0.0, care: Any = 0.0
) -> Tiers:
    """A free tier beside a paid one: a user of taste t gets t q less the price, t even on 0 to 1.

        p = ((1 - w) (q1 - q0) + (c1 - c0) + a) / (2 - w)

    with `ad` a what a free user brings and `care` w the weight on consumer surplus. Without costs and ads a free tier
    never raises profit, pi = (q1 - q0) / 4: it takes advertising, a growing market, conversion, or a mission.

    Mussa & Rosen (1978), "Monopoly and product quality", Journal of Economic Theory 18; re-derived with a mission.
    """
    q1, q0, c1, c0 = (np.asarray(x, dtype=float) for x in (paid_quality, free_quality, paid_cost, free_cost))
    a, w, step = np.asarray(ad, dtype=float), np.asarray(care, dtype=float), q1 - q0
    price = np.clip(((1.0 - w) * step + c1 - c0 + a) / (2.0 - w), 0.0, step)
    marginal = price / step  # the taste that just pays
    free = np.where(q0 > 0.0, marginal, 0.0)
    profit = (1.0 - marginal) * (price - c1) + free * (a - c0)
    surplus = q1 * (1.0 - marginal**2) / 2.0 - price * (1.0 - marginal) + q0 * free**2 / 2.0
    return Tiers(price, 1.0 - marginal, free, profit, surplus)
