"""Nested-logit prices where every owner is after profit alone: one markup for each owner and nest, by Newton's method.

With z = αμ/σ_g of a cell, all products of owner f in nest g, s its share, w its share of the nest, and Π_f = Σ σ_g s z
over the cells of f, the first-order condition is

    z (1 − (1 − σ_g) w) = 1 + Π_f.

When markups move by dz, a nest's weight falls by D_g = Σ w dz, and the slopes are a diagonal with one column for each D
and each Π: a step solves as many equations as there are nests, whatever the number of products.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Equilibrium
from suitor._core.solve import TOLERANCE, block_size, eliminate, in_blocks
from suitor.market.demand import reader
from suitor.market.groups import Groups

if TYPE_CHECKING:
    from suitor.market.demand.nested_logit import NestedLogit
    from suitor.market.market import Market

__all__ = ["solve"]

ROUGH = 3  # steps in single precision, at half the time: the others bring the digits
STEPS = 8
ENOUGH = 1e-13  # of a markup


def solve(market: Market, owner: Groups, draws: tuple[int, ...]) -> Equilibrium:
    """Bertrand equilibrium of a nested-logit market whose products have these owners, block by block of draws."""
    cells = owner.member.shape[1] * len(np.unique(market.demand.nest))  # type: ignore[attr-defined]
    size = block_size(4 * max(len(market.products), cells))
    with np.errstate(all="ignore"):
        return Equilibrium(*in_blocks(lambda block: _solve_block(market, owner, draws, block), draws, size))


class Cells:
    """Products of one owner in one nest, by nest and owner; a cell without a product weighs nothing."""

    def __init__(self, owner: Groups, nest: Groups) -> None:
        self.shape = nest.member.shape[1], owner.member.shape[1]
        self.place = nest.place * self.shape[1] + owner.place
        self.member = np.equal.outer(np.arange(self.shape[0] * self.shape[1]), self.place).astype(float)

    def total(self, amount: Array) -> Array:
        """Sums of (draw, product) over each cell, (nest, owner, draw)."""
        return (self.member @ amount.T).reshape(*self.shape, -1)

    def each(self, amount: Array) -> Array:
        """A cell's number beside each of its products, (draw, product)."""
        return amount.reshape(len(self.member), -1)[self.place].T


def _solve_block(market: Market, owner: Groups, draws: tuple[int, ...], block: slice) -> tuple[Array, ...]:
    demand: NestedLogit = market.demand  # type: ignore[assignment]
    rows = reader(draws, block)
    value, cost, price = rows(demand.value, 1), rows(market.cost, 1), rows(market.price, 1)
    alpha, size = rows(demand.sensitivity, 0)[:, None], rows(demand.size, 0)[:, None]
    nest, sigma = Groups(demand.nest), rows(demand.sigma, 1)
    cells, each = Cells(owner, nest), nest.each(sigma)
    utility = (value - alpha * cost) / each
    # Weights are counted from the largest of the nest, and nests from that of the largest, to overflow nowhere.
    top = np.stack([utility.T[own].max(0) for own in nest.lists()]).T
    peak = np.maximum((sigma * top).max(-1, keepdims=True), 0.0 if demand.outside else -np.inf)
    mass = np.exp(utility - nest.each(top))
    lift, outside = np.exp(sigma * top - peak), demand.outside * np.exp(-peak)
    start = cells.total(alpha * (price - cost) / each) / np.maximum(cells.member.sum(1), 1.0).reshape(*cells.shape, 1)
    z, gap = _markups(cells.total(mass), lift.T, outside[:, 0], sigma.T[:, None], np.maximum(start, 1.0))

    moved = cells.each(z)
    markup, weight = moved * each / alpha, mass * np.exp(-moved)
    inclusive = nest.total(weight)
    bought = lift * inclusive**sigma
    total = outside + bought.sum(-1, keepdims=True)
    quantity = weight * nest.each(bought / inclusive * (size / total))
    profit = market.by_firm(quantity * markup)
    surplus = (size / alpha * (peak + np.log(total)))[:, 0]
    residual = gap / (alpha[:, 0] * (np.abs(cost) + np.abs(markup)).mean(-1))
    return cost + markup, quantity, profit, surplus, np.zeros_like(profit), residual, residual <= TOLERANCE


def _markups(mass: Array, lift: Array, outside: Array, sigma: Array, start: Array) -> tuple[Array, Array]:
    """z = αμ/σ of each cell, from its weight at a markup of zero, and the largest miss of αμ in each draw."""
    single: Any = [part.astype(np.float32) for part in (mass, lift, outside, sigma, start)]
    rough, _ = _newton(ROUGH, *single)
    return _newton(STEPS, mass, lift, outside, sigma, np.where(np.isfinite(rough), rough, start))


def _newton(steps: int, mass: Array, lift: Array, outside: Array, sigma: Array, z: Array) -> tuple[Array, Array]:
    """The same, from a start, in the precision of what is given."""
    apart, narrow = 1.0 - sigma, sigma[:, 0]
    for step in range(steps + 1):
        weight = mass * np.exp(-z)
        inclusive = weight.sum(1)
        bought = lift * inclusive**narrow
        nests = narrow * bought / (outside + bought.sum(0))
        within = weight * (1.0 / inclusive)[:, None]
        share = within * nests[:, None]  # times σ, as are nests
        earned = np.einsum("gfn,gfn->fn", share, z)
        held = apart * within
        pushed = held * z  # by which D of the nest moves the condition
        miss = z - pushed - (1.0 + earned)
        gap = np.abs(miss).max((0, 1))
        if step == steps or np.all(gap <= ENOUGH):
            break
        own = 1.0 / (1.0 - held + pushed)
        alone, part = share * own * (1.0 - z), within * own
        room = 1.0 / (1.0 - alone.sum(0))
        first = np.einsum("gfn,gfn->fn", alone, miss) * -room  # Π where no D moves
        pulls = (pushed * (alone + nests[:, None]) + earned * nests[:, None]) * room  # by which each D moves each Π
        whole = -np.einsum("gfn,hfn->ghn", part, pulls)
        whole[range(len(nests)), range(len(nests))] += 1.0 - np.einsum("gfn,gfn->gn", part, pushed)
        falls = eliminate(whole, np.einsum("gfn,gfn->gn", part, first - miss))  # D of each nest
        profit = first + np.einsum("gfn,gn->fn", pulls, falls)
        z = z - own * (miss - pushed * falls[:, None] - profit)
    return z, gap
