"""Prices that carry the markups they imply: Newton's method from where prices stand, and where that fails along a path.

Far from the answer nothing tells where to go: a product nobody buys at today's price has no slope. So the last way
starts where every product sells, at costs for which those prices are the answer, and lets costs move to the real ones
in steps as long as Newton's method can follow.

Allgower & Georg (1990), "Numerical continuation methods".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import block_size
from suitor._core.records import Array, Stakes, replace
from suitor._core.solve import Root, differences, newton, slopes
from suitor.market.demand import Demand, some

if TYPE_CHECKING:
    from suitor.market.market import Market

__all__ = ["prices"]

FIRST, LEAST = 1.0, 1e-6  # of the path: the first step, and one too short to go on
LONG = 400  # steps of a path


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices equal to cost plus the markup they imply: the quickest way first, then ever surer ones for those left."""
    answer = _first(market, stakes, start)
    for way in WAYS:
        lost, size = np.flatnonzero(~answer.found), block_size(len(market.products) ** 3)
        for left in (lost[at : at + size] for at in range(0, len(lost), size)):
            count = (len(answer.found),)
            again = way(market.take(count, left), some(stakes, count, left), start[left])
            for all_of, part in zip(answer, again):
                all_of[left] = np.where(again.found if part.ndim == 1 else again.found[:, None], part, all_of[left])
    return answer


def _first(market: Market, stakes: Stakes, start: Array) -> Root:
    """The quickest way that demand and conduct know."""
    from suitor.market import logs, zeta
    from suitor.market.conduct.bertrand import Bertrand

    free = isinstance(market.conduct, Bertrand) and not market.conduct.bound
    if free and logs.fits(market) and not zeta.fits(market, stakes):
        answer = _asked(market, stakes, logs.prices(market, stakes, start))
        return answer._replace(found=answer.found & _sells(market, answer.value))
    if not (free and zeta.fits(market, stakes)):
        return _attempt(market, stakes, start, steps=12, halvings=4)
    answer = _asked(market, stakes, zeta.prices(market, stakes, start))
    lost = np.flatnonzero(~answer.found)
    if len(lost):  # far above cost nothing is sold at thin margins, and nothing tells where to go: begin at cost
        few, aims = market.take((len(start),), lost), some(stakes, (len(start),), lost)
        at_cost = np.where(few.fixed, start[lost], few.cost)
        for whole, part in zip(answer, _asked(few, aims, zeta.prices(few, aims, at_cost))):
            whole[lost] = part
    return answer


def _along_path(market: Market, stakes: Stakes, start: Array, at_first: float = 1.0) -> Root:
    """From prices at which every product sells, at costs that make them the answer, to the real costs.

    Interests in rivals count `at_first` in part, and wholly at the end. Steps begin where the last two point; one that
    went well is followed by one twice as long, else it is cut to a quarter. A draw is found only where its path could
    be followed to the end.
    """
    price = np.where(market.fixed, start, market.conduct.within(market, market.demand.on_sale(start)))
    cost, count = np.broadcast_to(market.cost, price.shape), (len(start),)
    away = np.where(market.fixed, 0.0, price - market.conduct.markup(market, price, _in_part(stakes, at_first)) - cost)
    part, step, gap = np.zeros(count), np.full(count, FIRST), np.full(count, np.inf)
    pace = np.zeros_like(price)
    for _ in range(LONG):
        left = np.flatnonzero((part < 1.0) & (step >= LEAST))
        if len(left) == 0:
            break
        to = np.minimum(part[left] + step[left], 1.0)
        few, ahead = market.take(count, left), (to - part[left])[:, None]
        few = replace(few, cost=cost[left] + (1.0 - to[:, None]) * away[left])
        aims = _in_part(some(stakes, count, left), at_first + (1.0 - at_first) * to)
        trial = _attempt(few, aims, price[left] + ahead * pace[left], steps=8, halvings=4)
        went, done = trial.found, left[trial.found]
        pace[done] = ((trial.value - price[left]) / ahead)[went]
        price[done], part[done], gap[done] = trial.value[went], to[went], trial.residual[went]
        step[left] *= np.where(went, 2.0, 0.25)
    return Root(price, gap, part >= 1.0)


def _from_strangers(market: Market, stakes: Stakes, start: Array) -> Root:
    """Along the path from firms that have no interests in one another, where they have any in the end."""
    if np.any(_in_part(stakes, 0.0).weight != stakes.weight):
        return _along_path(market, stakes, start, 0.0)
    return Root(start, np.full(len(start), np.inf), np.zeros(len(start), dtype=bool))


def _at_length(market: Market, stakes: Stakes, start: Array) -> Root:
    return _attempt(market, stakes, start, steps=60, halvings=30)


WAYS = (_along_path, _from_strangers, _at_length)  # to prices that the quickest way does not find, in turn


def _in_part(stakes: Stakes, part: Any) -> Stakes:
    """The same interests, of which those in rivals count in part."""
    own = np.eye(len(stakes.firms))
    return replace(stakes, weight=own + np.asarray(part)[..., None, None] * (stakes.weight - own))


def _asked(market: Market, stakes: Stakes, answer: Root) -> Root:
    """The same, found only where the markups agree: far away, where nothing is sold, maps may stand still."""
    left = answer.value - market.cost - market.conduct.markup(market, answer.value, stakes)
    miss = np.abs(left / _wide(market))[..., ~market.fixed].max(-1, initial=0.0)
    return answer._replace(found=answer.found & (miss <= 1e-8))


def _sells(market: Market, price: Array) -> NDArray[np.bool_]:
    """Below nothing a formula sells on, and has more roots there: they make no sense."""
    return np.asarray((market.demand.quantity(price) >= 0.0).all(-1))


def _wide(market: Market) -> Array:
    """What a miss is measured against: the observed price, or what others cost where that is next to nothing."""
    return np.maximum(np.abs(market.price), 1e-3 * np.abs(market.price).max(-1, keepdims=True))


def _attempt(market: Market, stakes: Stakes, start: Array, *, steps: int, halvings: int) -> Root:
    """Newton's method on the markups, or on the conditions where demand knows their slopes."""
    conduct: Any = market.conduct
    free = np.flatnonzero(~market.fixed)
    wide = _wide(market)
    scale, bound = wide[..., free], getattr(conduct, "bound", False)
    base = np.broadcast_to(np.where(market.fixed, market.price, start), start.shape)

    def whole(x: Array) -> Array:
        price = np.broadcast_to(base, x.shape[:-1] + base.shape[-1:]).astype(x.dtype)
        price[..., free] = x
        return price

    def miss(x: Array) -> Array:
        price = whole(x)
        shadow = price - market.cost - conduct.markup(market, price, stakes)
        return (conduct.tight(market, price, shadow, wide) if bound else shadow / wide)[..., free]

    def condition(x: Array) -> tuple[Array, Array]:
        return conduct.condition(market, whole(x), stakes)

    if not bound and hasattr(conduct, "condition") and hasattr(market.demand, "bend"):
        # Near enough to Newton's own direction: the scale of each condition is held while it is differentiated.
        answer = newton(
            lambda x: condition(x)[0][..., free] / scale, base[..., free], steps=steps, halvings=halvings,
            slope=lambda x: condition(x)[1][..., free[:, None], free] / scale[..., None],
        )  # fmt: skip
    else:
        known = type(market.demand).slopes is not Demand.slopes
        slope = (lambda x: slopes(miss, x)) if known else (lambda x: differences(miss, x))
        answer = newton(miss, base[..., free], slope=slope, steps=steps, halvings=halvings)
    price = whole(answer.value)
    return Root(price, answer.residual, answer.found & _sells(market, price))
