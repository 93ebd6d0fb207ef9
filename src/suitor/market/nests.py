"""Nested-logit prices where every owner is after profit alone: one markup for each owner and nest, by Newton's method.

With y = αμ of a cell, all products of owner f in nest g, s its share, w its share of the nest, and Π_f = Σ s y over the
cells of f, the first-order condition is

    y (1 − (1 − σ_g) w) = σ_g (1 + Π_f).

When markups move by dy, a nest's weight falls by D_g = Σ w dy, and the slopes are a diagonal with one column for each D
and each Π: a step solves as many equations as there are nests, whatever the number of products.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suitor._core.records import Array, Equilibrium
from suitor._core.solve import TOLERANCE, block_size, eliminate, in_blocks
from suitor.market.demand import reader
from suitor.market.groups import Groups

if TYPE_CHECKING:
    from suitor.market.demand.nested_logit import NestedLogit
    from suitor.market.market import Market

__all__ = ["solve"]

STEPS = 8
ENOUGH = 1e-13  # of a markup


def solve(market: Market, owner: Groups, draws: tuple[int, ...]) -> Equilibrium:
    """Bertrand equilibrium of a nested-logit market whose products have these owners, block by block of draws."""
    size = block_size(2 * len(market.products))
    with np.errstate(all="ignore"):
        return Equilibrium(*in_blocks(lambda block: _solve_block(market, owner, draws, block), draws, size))


class Cells:
    """Products of one owner in one nest."""

    def __init__(self, owner: Groups, nest: Groups) -> None:
        self.products = owner.within(nest)
        first = [products[0] for products in self.products.lists()]
        self.owner, self.nest = Groups(owner.place[first]), Groups(nest.place[first])


def _solve_block(market: Market, owner: Groups, draws: tuple[int, ...], block: slice) -> tuple[Array, ...]:
    demand: NestedLogit = market.demand  # type: ignore[assignment]
    rows = reader(draws, block)
    value, cost, price = rows(demand.value, 1), rows(market.cost, 1), rows(market.price, 1)
    alpha, size = rows(demand.sensitivity, 0)[:, None], rows(demand.size, 0)[:, None]
    cells, sigma = Cells(owner, Groups(demand.nest)), rows(demand.sigma, 1)
    each = sigma.T[demand.nest].T
    utility = (value - alpha * cost) / each
    # Weights are counted from the largest of the nest, and nests from that of the largest, to overflow nowhere.
    top = np.stack([utility.T[own].max(0) for own in Groups(demand.nest).lists()]).T
    peak = np.maximum((sigma * top).max(-1, keepdims=True), 0.0 if demand.outside else -np.inf)
    mass = np.exp(utility - top.T[demand.nest].T)
    lift, outside = np.exp(sigma * top - peak), demand.outside * np.exp(-peak)
    start = cells.products.total(alpha * (price - cost)) / cells.products.member.sum(0)
    y, gap = _markups(cells, cells.products.total(mass), lift, outside, sigma, start)

    moved = cells.products.each(y)
    markup, weight = moved / alpha, mass * np.exp(-moved / each)
    inclusive = Groups(demand.nest).total(weight)
    bought = lift * inclusive**sigma
    total = outside + bought.sum(-1, keepdims=True)
    quantity = weight * (bought / inclusive * (size / total)).T[demand.nest].T
    profit = market.by_firm(quantity * markup)
    surplus = (size / alpha * (peak + np.log(total)))[:, 0]
    residual = gap / (alpha[:, 0] * (np.abs(cost) + np.abs(markup)).mean(-1))
    return cost + markup, quantity, profit, surplus, np.zeros_like(profit), residual, residual <= TOLERANCE


def _markups(cells: Cells, mass: Array, lift: Array, outside: Array, sigma: Array, start: Array) -> tuple[Array, Array]:
    """Each cell's markup times α, from its weight at a markup of zero, and the largest miss of each draw."""
    owner, nest = cells.owner, cells.nest
    each = nest.each(sigma)
    apart, y = 1.0 - each, np.maximum(start, nest.each(sigma))
    for _ in range(STEPS):
        weight = mass * np.exp(-y / each)
        inclusive = nest.total(weight)
        bought = lift * inclusive**sigma
        nests = bought / (outside + bought.sum(-1, keepdims=True))
        within = weight / nest.each(inclusive)
        share = within * nest.each(nests)
        earned = owner.total(share * y)
        held = apart * within
        miss = y * (1.0 - held) - each * (1.0 + owner.each(earned))
        gap = np.abs(miss).max(-1)
        if np.all(gap <= ENOUGH):
            break
        y = y - _step(cells, y, each, miss, held, within, share, nests, earned)
    return y, gap


def _step(
    cells: Cells,
    y: Array,
    each: Array,
    miss: Array,
    held: Array,
    within: Array,
    share: Array,
    nests: Array,
    earned: Array,
) -> Array:
    """Newton's step."""
    owner, nest = cells.owner, cells.nest
    drawn = held * y / each  # by which D of the nest moves the condition
    own = 1.0 / (1.0 - held + drawn)
    alone = share * (1.0 - y / each) * own  # by which what is left of a condition moves Π
    room = 1.0 / (1.0 - owner.total(alone * each))
    first = -owner.total(alone * miss) * room  # Π where no D moves
    lean = alone * drawn + share * y * (1.0 / each - 1.0)
    pulls = [  # by which each D moves each Π
        (owner.total(lean * (nest.place == g)) + earned * nests[:, g, None]) * room for g in range(nests.shape[-1])
    ]
    count, part = nests.shape[-1], within * own
    rest = nest.total(part * (each * owner.each(first) - miss))
    whole = -np.stack([nest.total(part * each * owner.each(pull)).T for pull in pulls], axis=1)
    whole[range(count), range(count)] += 1.0 - nest.total(part * drawn).T
    falls = eliminate(whole, rest.T.copy()).T  # D of each nest
    profit = first + sum(pull * falls[:, g, None] for g, pull in enumerate(pulls))
    return own * (miss - drawn * nest.each(falls) - each * owner.each(profit))
