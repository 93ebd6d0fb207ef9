"""Prices that carry the markups they imply, with each firm's profit at or above what it must earn.

Firm f counts its own profit at own + λ, where λ is the shadow price of its floor. Divided by that, with
θ = 1/(own + λ), it counts its own profit once, rivals' profits at θ·cross and surplus at θ·care. Profit falls with θ,
so the floor is met by searching θ between 0, where the firm is after profit alone, and 1/own, where it does not bind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.blocks import block_size
from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor._core.solve import root
from suitor.market.demand import some
from suitor.market.pricing import prices

if TYPE_CHECKING:
    from suitor.market.market import Market

__all__ = ["in_ratio", "settle"]

SWEEPS = 20  # over the firms with a floor, when there are several


def in_ratio(stakes: Stakes, theta: Array) -> Stakes:
    """The same interests counted in dollars of own profit: `own` becomes 1, kappa and mission stand beside it.

    Where own profit counts for nothing (θ = ∞) what counts for nothing either has no ratio: it is NaN, never found.
    """
    own = np.eye(len(stakes.firms), dtype=bool)
    with np.errstate(invalid="ignore"):
        weight = np.where(own, 1.0, stakes.weight * theta[..., None])
        return replace(stakes, weight=weight, care=stakes.care * theta, volume=stakes.volume * theta)


def settle(market: Market, stakes: Stakes) -> Equilibrium:
    """Equilibrium under any conduct, block by block of draws."""
    has_capacity = np.any(np.isfinite(getattr(market.conduct, "capacity", np.inf)))
    if has_capacity and np.any((stakes.weight / stakes.own[..., None]) % 1.0):
        raise ValueError("a part of a rival at capacity has no first-order condition here. Try whole firms.")
    draws = market.draws_with(stakes)
    count, size = int(np.prod(draws)), block_size(_width(market))
    blocks = [np.arange(at, min(at + size, count)) for at in range(0, count, size)]
    chosen = [(market.take(draws, slice(one[0], one[-1] + 1)), some(stakes, draws, one)) for one in blocks]
    parts = [_settle_block(few, of_few) for few, of_few in chosen]
    whole = (np.concatenate(field) if len(parts) > 1 else field[0] for field in zip(*parts))
    return Equilibrium(*(x.reshape(draws + x.shape[1:]) for x in whole))


def _width(market: Market) -> int:
    """About how many numbers a draw needs at once."""
    count, crowd, conduct = len(market.products), getattr(market.demand, "weight", None), market.conduct
    if not hasattr(conduct, "condition") or getattr(conduct, "bound", False):
        return count**3
    if hasattr(market.demand, "zeta"):
        return count * (1 if crowd is None else 2 * int(crowd.shape[-1]))
    return count ** (2 if hasattr(market.demand, "bend") or hasattr(market.demand, "in_logs") else 3)


def _settle_block(market: Market, stakes: Stakes) -> tuple[Any, ...]:
    price = np.broadcast_to(market.price, (len(stakes.floor), len(market.products)))
    theta = _largest(market, stakes)
    with np.errstate(all="ignore"):
        found = prices(market, in_ratio(stakes, theta), price)
        bounded = [int(place) for place in np.flatnonzero(np.any(stakes.floor > -np.inf, axis=0))]
        for _ in range(SWEEPS if len(bounded) > 1 else min(len(bounded), 1)):
            before = theta
            for firm in bounded:
                theta = _meet(market, stakes, theta, found.value, firm)
                found = prices(market, in_ratio(stakes, theta), np.where(found.found[:, None], found.value, price))
            if np.allclose(before, theta, rtol=1e-12, atol=0):
                break
        at = found.value
        quantity, worth = market.demand.outcome(at)
        profit = market.by_firm((at - market.cost) * quantity)
        shadow = np.where(theta < 1.0 / stakes.own, 1.0 / theta - stakes.own, 0.0)
        met = np.isinf(shadow) | (profit >= stakes.floor - 1e-8 * np.abs(stakes.floor))
        surplus = np.broadcast_to(worth, found.residual.shape)
        # Below nothing a formula sells on: what it says of the others is no equilibrium then.
        sold = (quantity >= 0.0).all(-1)
        return at, quantity, profit, surplus, shadow, found.residual, found.found & met.all(-1) & sold


def _largest(market: Market, stakes: Stakes) -> Array:
    """θ where the floor does not bind; if surplus counts above own profit no price is low enough, so stop at cost."""
    with np.errstate(divide="ignore"):
        most = np.minimum(1.0 / stakes.own, np.where(stakes.floor > -np.inf, 1.0 / stakes.care, np.inf))
        money = np.abs(market.price).mean(-1, keepdims=True)
        return np.minimum(most, np.where(stakes.volume != 0, 10.0 * money / np.abs(stakes.volume), np.inf))


def _meet(market: Market, stakes: Stakes, theta: Array, start: Array, firm: int) -> Array:
    """θ of one firm at which it earns its floor, the others' θ given; 0 where it cannot."""
    floor, most = stakes.floor[:, firm], _largest(market, stakes)[:, firm]

    def excess(one: Array) -> Array:
        nonlocal start
        trial = theta.copy()
        trial[:, firm] = one
        found = prices(market, in_ratio(stakes, trial), start)
        start = np.where(found.found[:, None], found.value, start)  # the next trial is closer to this one than to today
        return market.profit(found.value)[:, firm] - floor

    at_most, at_least = excess(most), excess(np.zeros_like(most))
    between = root(excess, np.zeros_like(most), np.where(np.isfinite(most), most, 0.0)).value
    new = theta.copy()
    new[:, firm] = np.where(at_most >= 0, most, np.where(at_least < 0, 0.0, between))
    new[:, firm] = np.where(floor > -np.inf, new[:, firm], theta[:, firm])
    return new
