"""Logit prices where every owner is after profit alone: one markup for each owner, by Newton's method.

All products of an owner carry the same markup μ. With V the weight exp(v − αp) of its products, R that of everything
else, the outside good included, and y = αμ, its first-order condition is

    y = 1 + V/R.

The slopes of these conditions are a diagonal less the product of two vectors (Sherman & Morrison 1950), so a step costs
a few sums. Owners that begin where prices stand are there in three or four steps; draws that are not are left to best
replies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Equilibrium, Stakes
from suitor._core.solve import TOLERANCE, across, block_size, draws_contiguous, joined
from suitor.market.demand import take
from suitor.market.groups import Groups

if TYPE_CHECKING:
    from suitor.market.demand.logit import Logit
    from suitor.market.market import Market

__all__ = ["solve", "strangers"]

STEPS = 8
ENOUGH = 1e-13  # of a markup


def strangers(market: Market, stakes: Stakes) -> bool:
    """Is every firm after its own profit alone, and free to set all its prices?"""
    others = stakes.weight * (1.0 - np.eye(len(stakes.firms)))
    aims = np.any(others) or np.any(stakes.care) or np.any(stakes.volume) or np.any(stakes.floor > -np.inf)
    return not aims and bool(np.all(stakes.own > 0)) and not market.fixed.any()


def solve(market: Market, owner: Groups, draws: tuple[int, ...]) -> Equilibrium:
    """Bertrand equilibrium of a logit market whose products have these owners, block by block of draws."""
    count, size = int(np.prod(draws)), block_size(len(market.products))
    blocks = [slice(at, min(at + size, count)) for at in range(0, count, size)]
    with np.errstate(all="ignore"):
        parts = [_solve_block(market, owner, draws, block) for block in blocks]
    return Equilibrium(*(joined(list(field), draws) for field in zip(*parts)))


def _solve_block(market: Market, owner: Groups, draws: tuple[int, ...], block: slice) -> tuple[Array, ...]:
    demand: Logit = market.demand  # type: ignore[assignment]

    def rows(array: Any, core: int) -> Array:
        part = take(array, core, draws, block)
        return draws_contiguous(np.broadcast_to(part, (block.stop - block.start, *part.shape[part.ndim - core :])))

    value, cost, price = rows(demand.value, 1), rows(market.cost, 1), rows(market.price, 1)
    alpha, size = rows(demand.sensitivity, 0)[:, None], rows(demand.size, 0)[:, None]
    utility = value - alpha * cost
    top = np.maximum(utility.max(-1, keepdims=True), 0.0 if demand.outside else -np.inf)
    mass, outside = np.exp(utility - top), demand.outside * np.exp(-top)
    y, gap = _markups(owner.total(mass), outside, owner.total(alpha * (price - cost)) / owner.member.sum(0))
    scale = np.abs(cost).mean(-1) * alpha[:, 0] + 1.0

    markup, weight = owner.each(y / alpha), mass * owner.each(np.exp(-y))
    total = outside + weight.sum(-1, keepdims=True)
    quantity = weight * (size / total)
    profit = across(quantity * markup, np.equal.outer(market.firm, np.arange(len(market.firms))).astype(float))
    surplus = (size / alpha * (top + np.log(total)))[:, 0]
    residual = gap / scale
    return cost + markup, quantity, profit, surplus, np.zeros_like(profit), residual, residual <= TOLERANCE


def _markups(mass: Array, outside: Array, start: Array) -> tuple[Array, Array]:
    """Each owner's markup times α, from its weight at a markup of zero, and the largest miss of each draw."""
    rest = 1.0 - np.eye(mass.shape[-1])  # not the total less one's own, which would cancel for a dominant owner
    y = np.maximum(start, 1.0)
    for _ in range(STEPS):
        weight = mass * np.exp(-y)
        apart = 1.0 / (outside + across(weight, rest))
        ratio = weight * apart
        miss = y - 1.0 - ratio
        gap = np.abs(miss).max(-1)
        if np.all(gap <= ENOUGH):
            break
        pull = ratio * apart
        own = 1.0 / (1.0 + ratio + ratio * ratio)
        alone, moved = miss * own, pull * own
        total = (weight * alone).sum(-1, keepdims=True) / (1.0 - (weight * moved).sum(-1, keepdims=True))
        y = y - alone - moved * total
    return y, gap
