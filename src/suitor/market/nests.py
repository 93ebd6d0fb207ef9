"""Nested-logit prices where every owner is after profit alone: one markup for each owner and nest, by Newton's method.

With z = αμ/σ_g of a cell, all products of owner f in nest g, s its share, w its share of the nest,
r = 1/(1 − (1 − σ_g) w), and A_f = Σ σ_g s r over the cells of f, the first-order condition is

    z = r/(1 − A_f).

It is taken in logs, where an owner far from it is there in a few steps, and 1 − A_f from what others sell, so that one
who sells nearly all loses no digits. When markups move by dz, a nest's weight falls by D_g = Σ w dz, and the slopes are
a diagonal with one column for each D and each A: a step solves as many equations as there are nests, whatever the
number of products.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suitor._core.blocks import block_size, in_blocks
from suitor._core.linear import eliminate
from suitor._core.records import Array, Equilibrium
from suitor._core.solve import TOLERANCE
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


class Known(NamedTuple):
    """What markups are found from; neighbouring draws side by side."""

    mass: Array  # (nest, owner, draw), weight of each cell at a markup of zero
    lift: Array  # (nest, draw), what nests weigh beside one another
    outside: Array  # (draw,), weight of the outside good
    sigma: Array  # (nest, 1, draw)

    def at(self, z: Array) -> State:
        """The conditions at markups."""
        sigma, weight = self.sigma, self.mass * np.exp(-z)
        inclusive = weight.sum(1)
        bought = self.lift * inclusive ** sigma[:, 0]
        total, each = self.outside + bought.sum(0), (1.0 / inclusive)[:, None]
        others = (1.0 - np.eye(z.shape[1])).astype(z.dtype)
        within, rest = weight * each, others @ weight * each  # not 1 less one's own, which would cancel
        ratio = 1.0 / (sigma + (1.0 - sigma) * rest)
        away = rest * ratio
        left = (self.outside + np.einsum("gfn,gn->fn", away, bought)) / total
        return State(z, within, ratio, away, bought / total, total, left, np.log(z * left / ratio))


class State(NamedTuple):
    """Markups and how far they are from their conditions."""

    z: Array  # (nest, owner, draw), αμ/σ
    within: Array  # w, share of a cell in its nest
    ratio: Array  # r
    away: Array  # (1 − w) r
    nests: Array  # (nest, draw), share of each nest in all who could buy
    total: Array  # (draw,), all weights
    left: Array  # (owner, draw), 1 − A
    miss: Array  # log z − log r + log(1 − A)

    def step(self, sigma: Array) -> Array:
        """Markups one step of Newton's method on."""
        z, ratio, miss, nests = self.z, self.ratio, self.miss, sigma * self.nests[:, None]
        calm, profit = 1.0 / (1.0 + z * (ratio - 1.0)), 1.0 / self.left
        calm_share = self.within * calm
        steady, part = calm_share * (ratio * ratio) * nests, calm_share * z
        alone = steady * z
        room = 1.0 / (1.0 + profit * alone.sum(0))
        first = np.einsum("gfn,gfn->fn", alone, miss) * room  # what A moves by where no D does
        moves = (steady + nests * (self.away - self.left)) * room  # by which each D moves each A
        matrix = -np.einsum("gfn,hfn->ghn", part * profit, moves)
        matrix[range(len(matrix)), range(len(matrix))] += calm_share.sum(1)
        falls = eliminate(matrix, np.einsum("gfn,gfn->gn", part, profit * first - miss))
        moved = profit * (first + np.einsum("gfn,gn->fn", moves, falls))
        return np.maximum(z - z * calm * (miss - (ratio - 1.0) * falls[:, None] - moved), 1.0)


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
    known = Known(cells.total(mass), lift.T, outside[:, 0], sigma.T[:, None])
    state = _settled(known, np.maximum(start, 1.0))

    markup = cells.each(state.z) * each / alpha
    quantity = mass * cells.each(state.within * state.nests[:, None] / known.mass) * size
    profit = market.by_firm(quantity * markup)
    surplus = (size / alpha * (peak + np.log(state.total[:, None])))[:, 0]
    residual = np.abs(state.miss).max((0, 1)) * markup.max(-1) / (np.abs(cost) + markup).mean(-1)
    return cost + markup, quantity, profit, surplus, np.zeros_like(profit), residual, residual <= TOLERANCE


def _settled(known: Known, start: Array) -> State:
    """Markups that meet their conditions; the first steps go in single precision, which takes half the time."""
    parts: Any = [part.astype(np.float32) for part in (*known, start)]
    single, rough = Known(*parts[:-1]), parts[-1]
    for _ in range(ROUGH):
        rough = single.at(rough).step(single.sigma)
    state = known.at(np.where(np.isfinite(rough), rough, start))
    for _ in range(STEPS):
        if np.all(np.abs(state.miss) <= ENOUGH):
            break
        state = known.at(state.step(known.sigma))
    return state
