"""Logit prices where every owner is after profit alone: one markup for each owner, by Newton's method.

All products of an owner carry the same markup μ. With V the weight exp(v − αp) of its products, R that of everything
else, the outside good included, and y = αμ, its first-order condition is

    y = 1 + V/R.

The slopes of these conditions are a diagonal less the product of two vectors (Sherman & Morrison 1950), so a step costs
a few sums. Owners that begin where prices stand are there in three or four steps; draws that are not are left to best
replies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import block_size, in_blocks
from suitor._core.linear import across
from suitor._core.records import Array, Equilibrium, Stakes, fields, replace
from suitor._core.solve import TOLERANCE
from suitor.market.demand import reader
from suitor.market.groups import Groups

if TYPE_CHECKING:
    from suitor.market.demand.logit import Logit
    from suitor.market.market import Market

__all__ = ["at_prices", "solve", "through_owners"]

Quick = Callable[["Market", Groups, tuple[int, ...]], Equilibrium]
Slow = Callable[["Market", Stakes], Equilibrium]

STEPS = 8
ENOUGH = 1e-13  # of a markup


def through_owners(market: Market, stakes: Stakes, quick: Quick, slow: Slow) -> Equilibrium:
    """Bertrand equilibrium by the quick way where all owners are after profit, and by the slow where it fails."""
    group, draws = _run_as_one(stakes), market.draws_with(stakes)
    joint, aims = _together(market, stakes, group)
    if not _strangers(joint, aims):
        solved = slow(joint, aims)
        return solved if joint is market else _apart(market, solved)
    solved = quick(market, Groups(joint.firm), draws)
    left = np.flatnonzero(~solved.found)
    if len(left) == 0:
        return solved
    again = _apart(market.take(draws, left), slow(joint.take(draws, left), Stakes.of_firms(joint.firms)))
    values: dict[str, Any] = {
        x.name: _instead(getattr(solved, x.name), getattr(again, x.name), left, draws) for x in fields(solved)
    }
    return replace(solved, **values)


def at_prices(find: Callable[[Market, int], tuple[Array, Array]]) -> Quick:
    """The quick way that finds prices and their residuals, block by block of draws, of firms that price as one."""

    def quick(market: Market, owner: Groups, draws: tuple[int, ...]) -> Equilibrium:
        firms = tuple(map(str, range(owner.member.shape[1])))

        def part(block: slice) -> tuple[Any, ...]:
            few = market.take(draws, block)
            price, residual = find(replace(few, firms=firms, firm=owner.place), block.stop - block.start)
            quantity, worth = few.demand.outcome(price)
            profit, surplus = few.by_firm((price - few.cost) * quantity), np.broadcast_to(worth, residual.shape)
            found = (residual <= TOLERANCE) & (quantity >= 0.0).all(-1)
            return price, quantity, profit, surplus, np.zeros_like(profit), residual, found

        with np.errstate(all="ignore"):
            return Equilibrium(*in_blocks(part, draws, block_size(len(market.products) ** 2 // 4)))

    return quick


def _instead(whole: Array, some: Array, chosen: NDArray[np.int_], draws: tuple[int, ...]) -> Array:
    """The same array with other values for some draws."""
    rows = np.array(whole).reshape(-1, *whole.shape[len(draws) :])
    rows[chosen] = some
    return rows.reshape(whole.shape)


def _run_as_one(stakes: Stakes) -> NDArray[np.int_]:
    """The first firm of those with which each firm prices as one: fewer unknowns, and no interests between them."""
    each, count = np.arange(len(stakes.firms)), len(stakes.firms)
    if np.any(stakes.care) or np.any(stakes.volume) or np.any(stakes.floor > -np.inf) or np.any(stakes.own == 0):
        return each
    weight = stakes.weight.reshape(-1, count, count)
    if not np.all(weight == weight[0]):
        return each
    row = weight[0] / np.diagonal(weight[0])[:, None]
    alike = np.all(row[:, None] == row[None], axis=-1) & (row == 1.0) & (row.T == 1.0)
    seen = np.all(row.T[:, None] == row.T[None], axis=-1)
    return (alike & seen).argmax(axis=1)


def _together(market: Market, stakes: Stakes, group: NDArray[np.int_]) -> tuple[Market, Stakes]:
    """The market with firms that price as one made one firm."""
    lead, place = np.unique(group, return_inverse=True)
    if len(lead) == len(group):
        return market, stakes
    firms = tuple(market.firms[one] for one in lead)
    one = replace(
        stakes, firms=firms, weight=stakes.weight[..., lead[:, None], lead], care=stakes.care[..., lead],
        volume=stakes.volume[..., lead], floor=stakes.floor[..., lead],
    )  # fmt: skip
    return replace(market, firms=firms, firm=place[market.firm]), one


def _apart(market: Market, solved: Equilibrium) -> Equilibrium:
    """The same equilibrium, with the profit of each firm by itself."""
    profit = market.by_firm((solved.price - market.cost) * solved.quantity)
    return replace(solved, profit=profit, multiplier=np.zeros_like(profit))


def _strangers(market: Market, stakes: Stakes) -> bool:
    """Is every firm after its own profit alone, and free to set all its prices?"""
    aims = np.any(stakes.care) or np.any(stakes.volume) or np.any(stakes.floor > -np.inf)
    if aims or market.fixed.any() or not np.all(stakes.own > 0):
        return False
    return not np.any(stakes.weight * (1.0 - np.eye(len(stakes.firms))))


def solve(market: Market, owner: Groups, draws: tuple[int, ...]) -> Equilibrium:
    """Bertrand equilibrium of a logit market whose products have these owners, block by block of draws."""
    size = block_size(len(market.products))
    with np.errstate(all="ignore"):
        return Equilibrium(*in_blocks(lambda block: _solve_block(market, owner, draws, block), draws, size))


def _solve_block(market: Market, owner: Groups, draws: tuple[int, ...], block: slice) -> tuple[Array, ...]:
    demand: Logit = market.demand  # type: ignore[assignment]
    rows = reader(draws, block)
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
    profit = market.by_firm(quantity * markup)
    surplus = (size / alpha * (top + np.log(total)))[:, 0]
    residual = gap / scale
    return cost + markup, quantity, profit, surplus, np.zeros_like(profit), residual, residual <= TOLERANCE


def _markups(mass: Array, outside: Array, start: Array) -> tuple[Array, Array]:
    """Each owner's markup times α, from its weight at a markup of zero, and the largest miss of each draw."""
    rest = 1.0 - np.eye(mass.shape[-1])  # not the total less one's own, which would cancel for a dominant owner
    y = np.maximum(start, 1.0)
    for step in range(STEPS + 1):
        weight = mass * np.exp(-y)
        apart = 1.0 / (outside + across(weight, rest))
        ratio = weight * apart
        miss = y - 1.0 - ratio
        gap = np.abs(miss).max(-1)
        if step == STEPS or np.all(gap <= ENOUGH):
            break
        pull = ratio * apart
        own = 1.0 / (1.0 + ratio + ratio * ratio)
        alone, moved = miss * own, pull * own
        total = (weight * alone).sum(-1, keepdims=True) / (1.0 - (weight * moved).sum(-1, keepdims=True))
        y = y - alone - moved * total
    return y, gap
