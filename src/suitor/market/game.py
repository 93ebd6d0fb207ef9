"""A block of draws of a logit market as a game of one markup per firm.

Arrays here are (product, draw) or (firm, draw), neighbouring draws side by side, and money is in units of 1/α.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes
from suitor.market.demand import take

if TYPE_CHECKING:
    from suitor.market.demand.logit import Logit
    from suitor.market.market import Market

__all__ = ["Block", "Game", "Rows", "Ties", "block_of", "by_firm", "game_of", "pairs_of", "rows_of"]

Rows = Callable[[Array, int], Array]


class Block(NamedTuple):
    """Buyers and costs, (product, draw) unless noted; weights are scaled, to overflow nowhere."""

    alpha: Array  # (draw,)
    size: Array  # (draw,), all who could buy
    cost: Array  # money
    base: Array  # money, what is added to the markup: the price of a fixed-price product, the cost of any other
    mass: Array  # weight exp(v − α base − top)
    outside: Array  # (draw,), weight of the outside good, likewise
    top: Array  # (draw,), log of the scale


class Ties:
    """Which firm has an interest in which rival, pair by pair."""

    def __init__(self, holder: NDArray[np.int_], held: NDArray[np.int_], firm_count: int) -> None:
        self.holder, self.held = holder, held
        self.of_holder = np.equal.outer(np.arange(firm_count), holder).astype(float)

    def __bool__(self) -> bool:
        return len(self.holder) > 0

    def follow(self, moves: Array, leans: Array) -> None:
        """Let holders move with the firms they hold, x = moves + leans x: `moves` (..., firm, draw) become x.

        Gauss and Jordan's elimination, of those pairs alone that lean: one firm that is held is put in after the other.
        """
        left = {(int(f), int(g)): lean for f, g, lean in zip(self.holder, self.held, leans)}
        for g in map(int, np.unique(self.held)):
            further = [other for one, other in left if one == g]
            for f in [one for one, other in left if other == g]:
                lean = left.pop((f, g))
                moves[:, f] += lean * moves[:, g]
                for other in further:
                    left[f, other] = left.get((f, other), 0.0) + lean * left[g, other]
                back = left.pop((f, f), None)
                if back is not None:  # it moves with itself, through the firm it holds
                    scale = 1.0 / (1.0 - back)
                    moves[:, f] *= scale
                    left |= {(f, other): scale * left[f, other] for one, other in left if one == f}


class Game(NamedTuple):
    """What pricing needs to know of the firms that set a price; (firm, draw) unless noted."""

    ties: Ties
    part: Array  # (pair, draw), interests in rivals
    sells: Array  # log weight of the firm's free-price products at a markup of zero
    still: Array  # weight of its fixed-price products
    earns: Array  # profit of its fixed-price products, per unit of weight
    beyond: Array  # (draw,), weight of the outside good and of all fixed-price products
    theta: Array  # 1/own; +inf for a controller without cash
    aside: Array  # interests in the profit of firms that set no price, per unit of weight
    care: Array
    volume: Array
    floor: Array  # profit per buyer who could buy
    scale: Array  # (draw,), about the price, against which a residual is measured

    @property
    def idle(self) -> NDArray[np.bool_]:
        """Firms that have nothing to sell, (firm, draw)."""
        return self.sells == -np.inf

    def some(self, chosen: NDArray[np.int_]) -> Game:
        """The same game in some draws."""
        return Game(self.ties, *(part if part.shape[-1] == 1 else part[..., chosen] for part in self[1:]))

    def rest(self, weight: Array) -> Array:
        """The weight of everything else; not the total less one's own, which would cancel for a dominant firm."""
        return self.beyond + (1.0 - np.eye(len(weight))) @ weight

    def interest(self, part: Array, weight: Array, y: Array) -> Array | float:
        """What each firm has of rivals' profits, per unit of weight, at what part of them it counts by pair."""
        return self.ties.of_holder @ (part * (self.earns + y * weight)[self.ties.held]) if self.ties else 0.0


def rows_of(draws: tuple[int, ...], chosen: slice) -> Rows:
    """How to take chosen draws of an array with so many axes beside them, 0 or 1; one column where all are the same."""

    def rows(array: Array, core: int) -> Array:
        part = take(array, core, draws, chosen)
        return np.ascontiguousarray(part.T if part.ndim > core else part[..., None])

    return rows


def block_of(market: Market, rows: Rows) -> Block:
    """The market of one block of draws."""
    demand: Logit = market.demand  # type: ignore[assignment]
    value, cost = rows(demand.value, 1), rows(market.cost, 1)
    base = np.where(market.fixed[:, None], rows(market.price, 1), cost) if market.fixed.any() else cost
    alpha, size = rows(demand.sensitivity, 0), rows(demand.size, 0)
    utility = value - alpha * base
    top = np.maximum(utility.max(0), 0.0 if demand.outside else -np.inf)
    return Block(alpha, size, cost, base, np.exp(utility - top), demand.outside * np.exp(-top), top)


def game_of(
    market: Market,
    block: Block,
    stakes: Stakes,
    active: NDArray[np.int_],
    pairs: tuple[NDArray[np.int_], ...],
    rows: Rows,
) -> Game:
    """The game among the firms that set a price."""
    place = np.full(len(market.firms), -1)
    place[active] = np.arange(len(active))
    by_firm = np.equal.outer(np.arange(len(market.firms)), market.firm)
    moves, stays = (by_firm[active] & ~market.fixed).astype(float), (by_firm & market.fixed).astype(float)
    still, earns = stays @ block.mass, stays @ (block.mass * (block.base - block.cost)) * block.alpha
    holder, held = pairs
    part = rows(stakes.weight[..., holder, held], 1)
    resting = place[held] < 0  # a firm that sets no price earns the same per unit of weight, whatever prices are
    ties = Ties(place[holder[~resting]], place[held[~resting]], len(active))
    aside = np.equal.outer(active, holder[resting]).astype(float) @ (part[resting] * earns[held[resting]])
    return Game(
        ties=ties,
        part=part[~resting],
        sells=np.log(moves @ block.mass),
        still=still[active],
        earns=earns[active],
        beyond=block.outside + still.sum(0),
        theta=1.0 / rows(stakes.own[..., active], 1),
        aside=aside,
        care=rows(stakes.care[..., active], 1),
        volume=rows(stakes.volume[..., active], 1) * block.alpha,
        floor=rows(stakes.floor[..., active], 1) * (block.alpha / block.size),
        scale=block.alpha * np.abs(block.cost).mean(0) + 1.0,
    )


def pairs_of(stakes: Stakes, active: NDArray[np.int_]) -> tuple[NDArray[np.int_], ...]:
    """Each firm that sets a price and has an interest in a rival in any draw, and that rival."""
    some = np.any(stakes.weight != 0, axis=tuple(range(stakes.weight.ndim - 2)))
    np.fill_diagonal(some, False)
    some[np.isin(np.arange(len(some)), active, invert=True)] = False
    return np.nonzero(some)


def by_firm(market: Market, amount: Array) -> Array:
    """Sum over the products of each firm."""
    return np.equal.outer(np.arange(len(market.firms)), market.firm).astype(float) @ amount
