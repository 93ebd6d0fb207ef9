"""Prices that carry the markups they imply, with each firm's profit at or above what it must earn.

Firm f counts its own profit at own + λ, where λ is the shadow price of its floor. Divided by that, with
θ = 1/(own + λ), it counts its own profit once, rivals' profits at θ·cross and surplus at θ·care. Profit falls with θ,
so the floor is met by searching θ between 0, where the firm is after profit alone, and 1/own, where it does not bind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor._core.solve import Root, block_size, differences, newton, root, slopes
from suitor.market.demand import Demand, some

if TYPE_CHECKING:
    from suitor.market.conduct import Conduct
    from suitor.market.market import Market

__all__ = ["in_ratio", "settle"]

SWEEPS = 20  # over the firms with a floor, when there are several
FROM = (1.3, 2.0, 0.8, 5.0)  # times the start: where to begin again
WAY = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)  # from costs whose prices are known to those asked about


def in_ratio(stakes: Stakes, theta: Array) -> Stakes:
    """The same interests counted in dollars of own profit: `own` becomes 1, kappa and mission stand beside it.

    Where own profit counts for nothing (θ = ∞) what counts for nothing either has no ratio: it is NaN, never found.
    """
    own = np.eye(len(stakes.firms), dtype=bool)
    with np.errstate(invalid="ignore"):
        weight = np.where(own, 1.0, stakes.weight * theta[..., None])
        return replace(stakes, weight=weight, care=stakes.care * theta, volume=stakes.volume * theta)


def settle(conduct: Conduct, market: Market, stakes: Stakes) -> Equilibrium:
    """Equilibrium under any conduct, block by block of draws."""
    has_capacity = np.any(np.isfinite(getattr(conduct, "capacity", np.inf)))
    if has_capacity and np.any((stakes.weight / stakes.own[..., None]) % 1.0):
        raise ValueError("a part of a rival at capacity has no first-order condition here. Try whole firms.")
    draws = market.draws_with(stakes)
    count, size = int(np.prod(draws)), block_size(_width(conduct, market))
    blocks = [np.arange(at, min(at + size, count)) for at in range(0, count, size)]
    chosen = [(market.take(draws, one), some(stakes, draws, one)) for one in blocks]
    parts = [_settle_block(few.conduct, few, of_few) for few, of_few in chosen]
    whole = (np.concatenate(field) if len(parts) > 1 else field[0] for field in zip(*parts))
    return Equilibrium(*(x.reshape(draws + x.shape[1:]) for x in whole))


def _width(conduct: Conduct, market: Market) -> int:
    """About how many numbers a draw needs at once."""
    count, crowd = len(market.products), getattr(market.demand, "weight", None)
    if not hasattr(conduct, "condition") or getattr(conduct, "bound", False):
        return count**3
    if hasattr(market.demand, "zeta"):
        return count * (1 if crowd is None else 2 * int(crowd.shape[-1]))
    return count ** (2 if hasattr(market.demand, "bend") or hasattr(market.demand, "in_logs") else 3)


def _settle_block(conduct: Conduct, market: Market, stakes: Stakes) -> tuple[Any, ...]:
    price = np.broadcast_to(market.price, (len(stakes.floor), len(market.products)))
    theta = _largest(market, stakes)
    with np.errstate(all="ignore"):
        found = _prices(conduct, market, in_ratio(stakes, theta), price)
        bounded = [int(place) for place in np.flatnonzero(np.any(stakes.floor > -np.inf, axis=0))]
        for _ in range(SWEEPS if len(bounded) > 1 else min(len(bounded), 1)):
            before = theta
            for firm in bounded:
                theta = _meet(conduct, market, stakes, theta, found.value, firm)
                found = _prices(
                    conduct, market, in_ratio(stakes, theta), np.where(found.found[:, None], found.value, price)
                )
            if np.allclose(before, theta, rtol=1e-12, atol=0):
                break
        at = found.value
        demand, quantity = market.demand, market.demand.quantity(at)
        profit = market.by_firm((at - market.cost) * quantity)
        shadow = np.where(theta < 1.0 / stakes.own, 1.0 / theta - stakes.own, 0.0)
        met = np.isinf(shadow) | (profit >= stakes.floor - 1e-8 * np.abs(stakes.floor))
        surplus = np.broadcast_to(demand.surplus(at), found.residual.shape)
        # Below nothing a formula sells on: what it says of the others is no equilibrium then.
        sold = (quantity >= 0.0).all(-1)
        return at, quantity, profit, surplus, shadow, found.residual, found.found & met.all(-1) & sold


def _largest(market: Market, stakes: Stakes) -> Array:
    """θ where the floor does not bind; if surplus counts above own profit no price is low enough, so stop at cost."""
    with np.errstate(divide="ignore"):
        most = np.minimum(1.0 / stakes.own, np.where(stakes.floor > -np.inf, 1.0 / stakes.care, np.inf))
        money = np.abs(market.price).mean(-1, keepdims=True)
        return np.minimum(most, np.where(stakes.volume != 0, 10.0 * money / np.abs(stakes.volume), np.inf))


def _meet(conduct: Conduct, market: Market, stakes: Stakes, theta: Array, start: Array, firm: int) -> Array:
    """θ of one firm at which it earns its floor, the others' θ given; 0 where it cannot."""
    floor, most = stakes.floor[:, firm], _largest(market, stakes)[:, firm]

    def excess(one: Array) -> Array:
        nonlocal start
        trial = theta.copy()
        trial[:, firm] = one
        found = _prices(conduct, market, in_ratio(stakes, trial), start)
        start = np.where(found.found[:, None], found.value, start)  # the next trial is closer to this one than to today
        return market.profit(found.value)[:, firm] - floor

    at_most, at_least = excess(most), excess(np.zeros_like(most))
    between = root(excess, np.zeros_like(most), np.where(np.isfinite(most), most, 0.0)).value
    new = theta.copy()
    new[:, firm] = np.where(at_most >= 0, most, np.where(at_least < 0, 0.0, between))
    new[:, firm] = np.where(floor > -np.inf, new[:, firm], theta[:, firm])
    return new


def _prices(conduct: Conduct, market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices equal to cost plus the markup they imply, from the start given and, where that fails, from others."""
    from suitor.market.conduct.bertrand import Bertrand

    answer = _first(conduct, market, stakes, start)
    other = not isinstance(conduct, Bertrand) or conduct.bound
    ways: tuple[Any, ...] = (0.0, 1.0, *((_as_bertrand,) if other else ()), _at_cost, _near_cost, *FROM)
    has_more = hasattr(market.demand, "on_sale")  # more roots, where less than nothing is sold, which make no sense
    if has_more:
        sold = (market.demand.quantity(answer.value) >= 0.0).all(-1)
        answer, ways = answer._replace(found=answer.found & sold), (_on_sale, _near_cost, 1.0)
    for begin in ways:
        size = block_size(len(market.products) ** 3)
        lost = np.flatnonzero(~answer.found)
        for left in (lost[at : at + size] for at in range(0, len(lost), size)):
            count = (len(answer.found),)
            few, few_stakes = market.take(count, left), some(stakes, count, left)
            where = begin * start[left] if not callable(begin) else begin(few, few_stakes, start[left])
            first = where if begin else answer.value[left]  # where the last way came to
            again = _attempt(few.conduct, few, few_stakes, first, steps=60, halvings=30)
            if has_more:
                again = again._replace(found=again.found & (few.demand.quantity(again.value) >= 0.0).all(-1))
            for all_of, part in zip(answer, again):
                better = again.found if part.ndim == 1 else again.found[:, None]
                all_of[left] = np.where(better, part, all_of[left])
    return answer


def _first(conduct: Conduct, market: Market, stakes: Stakes, start: Array) -> Root:
    """The quickest way that demand and conduct know."""
    from suitor.market import logs, zeta
    from suitor.market.conduct.bertrand import Bertrand

    free = isinstance(conduct, Bertrand) and not conduct.bound
    if free and logs.fits(market) and not zeta.fits(market, stakes):
        return _asked(conduct, market, stakes, logs.prices(market, stakes, start))
    if not (free and zeta.fits(market, stakes)):
        return _attempt(conduct, market, stakes, start, steps=25, halvings=8)
    answer = _asked(conduct, market, stakes, zeta.prices(market, stakes, start))
    lost = np.flatnonzero(~answer.found)
    if len(lost):  # far above cost nothing is sold at thin margins, and nothing tells where to go: begin at cost
        few, aims = market.take((len(start),), lost), some(stakes, (len(start),), lost)
        again = _asked(conduct, few, aims, zeta.prices(few, aims, _at_cost(few, aims, start[lost])))
        for whole, part in zip(answer, again):
            whole[lost] = part
    return answer


def _asked(conduct: Conduct, market: Market, stakes: Stakes, answer: Root) -> Root:
    """The same, found only where the markups agree: far away, where nothing is sold, maps may stand still."""
    left = answer.value - market.cost - conduct.markup(market, answer.value, stakes)
    miss = np.abs(left / _wide(market))[..., ~market.fixed].max(-1, initial=0.0)
    return answer._replace(found=answer.found & (miss <= 1e-8))


def _on_sale(market: Market, stakes: Stakes, start: Array) -> Array:
    """Prices near the start at which every product is sold."""
    demand: Any = market.demand
    return np.where(market.fixed, market.price, demand.on_sale(start))


def _wide(market: Market) -> Array:
    """What a miss is measured against: the observed price, or what others cost where that is next to nothing."""
    return np.maximum(np.abs(market.price), 1e-3 * np.abs(market.price).max(-1, keepdims=True))


def _at_cost(market: Market, stakes: Stakes, start: Array) -> Array:
    return np.where(market.fixed, start, market.cost)


def _as_bertrand(market: Market, stakes: Stakes, start: Array) -> Array:
    """Near the answer of another conduct, or of one with caps: Bertrand prices, and below the caps."""
    from suitor.market.conduct.bertrand import Bertrand

    free = replace(market, conduct=Bertrand())
    found = _prices(free.conduct, free, stakes, start)
    return np.minimum(np.where(found.found[:, None], found.value, start), getattr(market.conduct, "cap", np.inf))


def _near_cost(market: Market, stakes: Stakes, start: Array) -> Array:
    """Near the answer, by way of costs: the markups at cost make prices; the costs they are right for move to the real.

    Far above cost, where margins are thin, nothing is sold and nothing tells where to go; at cost something is.
    """
    cost, how = np.broadcast_to(market.cost, start.shape), market.conduct
    price = np.where(market.fixed, market.price, cost)
    if getattr(how, "bound", False):
        return price
    price = price + np.where(market.fixed, 0.0, how.markup(market, price, stakes))
    right = np.where(market.fixed, cost, price - how.markup(market, price, stakes))
    for part in WAY:
        moved = replace(market, cost=right + part * (cost - right))
        trial = _attempt(how, moved, stakes, price, steps=25, halvings=12)
        price = np.where(trial.found[:, None], trial.value, price)
    return price


def _attempt(conduct: Any, market: Market, stakes: Stakes, start: Array, *, steps: int, halvings: int) -> Root:
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

    if not bound and hasattr(conduct, "condition") and hasattr(market.demand, "bend"):
        # Near enough to Newton's own direction: the scale of each condition is held while it is differentiated.
        both = lambda x: conduct.condition(market, whole(x), stakes)  # noqa: E731
        answer = newton(
            lambda x: both(x)[0][..., free] / scale, base[..., free], steps=steps, halvings=halvings,
            slope=lambda x: both(x)[1][..., free[:, None], free] / scale[..., None],
        )  # fmt: skip
        return Root(whole(answer.value), answer.residual, answer.found)
    known = type(market.demand).slopes is not Demand.slopes
    slope = (lambda x: slopes(miss, x)) if known else (lambda x: differences(miss, x))
    answer = newton(miss, base[..., free], slope=slope, steps=steps, halvings=halvings)
    return Root(whole(answer.value), answer.residual, answer.found)
