"""Logit prices through one markup per firm, whatever the firm's interests.

In logit every product of a firm carries the same markup. With money in units of 1/α, write y_f for that markup, V_f for
the weight exp(v − αp) of the firm's products, and R_f for that of everything else, the outside good and products of
fixed price included. With θ = 1/(own + λ), X_fg the interests in rivals, E_f the weight of the firm's own products of
fixed price and F_f what they earn per unit of weight, the first-order condition is

    y_f = tilt_f − θ volume + (tilt_f V_f + F_f + θ Σ_g X_fg (F_g + y_g V_g) + θ volume E_f)/R_f,    tilt = 1 − θ care.

Its slopes are a diagonal, less the product of two vectors (how each firm is pulled, by whose weight), less a column for
each firm in which rivals have an interest. A step of Newton's method therefore solves one equation for each such firm
and one for all the weight that moves, however many firms there are. It begins where prices stand; draws in which that
fails, a floor binds or a controller has no cash are left to best replies.

Nocke & Schutz (2018), "Multiproduct-firm oligopoly: an aggregative games approach", Econometrica 86(2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import block_size, in_blocks
from suitor._core.records import Array, Equilibrium, Stakes
from suitor._core.solve import TOLERANCE
from suitor.market import owners
from suitor.market.game import Block, Game, Rows, block_of, by_firm, game_of, pairs_of, rows_of
from suitor.market.replies import BOUND, FREE, PEAK, likely, reply, shadow, stands

if TYPE_CHECKING:
    from suitor.market.market import Market

ROUNDS = 10  # each begins with more best replies than the last, then tries Newton's method
FIRST = 2  # best replies before Newton's method in the first round
NEWTON = 12
ENOUGH = 1e-12  # of the price


def solve(market: Market, stakes: Stakes) -> Equilibrium:
    """Bertrand equilibrium of a logit market: through its owners where all are after profit, or block by block."""
    return owners.through_owners(market, stakes, owners.solve, _solve)


def _solve(market: Market, stakes: Stakes) -> Equilibrium:
    """Through Newton's method and best replies, block by block of draws."""
    draws, size = market.draws_with(stakes), block_size(4 * len(market.products))
    active = np.unique(market.firm[~market.fixed])
    pairs = pairs_of(stakes, active)

    def block(chosen: slice) -> tuple[Any, ...]:
        return _solve_block(market, stakes, active, pairs, rows_of(draws, chosen), chosen.stop - chosen.start)

    with np.errstate(all="ignore"):
        return Equilibrium(*in_blocks(block, draws, size))


def _solve_block(
    market: Market,
    stakes: Stakes,
    active: NDArray[np.int_],
    pairs: tuple[NDArray[np.int_], ...],
    rows: Rows,
    count: int,
) -> tuple[Any, ...]:
    block = block_of(market, rows)
    game = game_of(market, block, stakes, active, pairs, rows)
    member = np.equal.outer(active, market.firm) & ~market.fixed
    seen = (member / member.sum(-1, keepdims=True)) @ (rows(market.price, 1) - block.cost)
    y, state, gap = _settle(game, block.alpha * np.broadcast_to(seen, (len(active), count)))
    return *_outcome(market, block, game, active, y, state), gap, gap <= TOLERANCE


def _outcome(
    market: Market, block: Block, game: Game, active: NDArray[np.int_], y: Array, state: NDArray[np.int_]
) -> tuple[Array, ...]:
    """Price, quantity, profit, consumer surplus and multiplier of the floor at the markups chosen; draws lead."""
    free, count = ~market.fixed, y.shape[-1]
    own = np.searchsorted(active, market.firm[free])
    price, mass = (np.array(np.broadcast_to(part, (len(free), count))) for part in (block.base, block.mass))
    price[free] += (y / block.alpha)[own]
    mass[free] *= np.exp(-y)[own]
    total = block.outside + mass.sum(0)
    quantity = mass * (block.size / total)
    profit, multiplier = by_firm(market, quantity * (price - block.cost)), np.zeros((len(market.firms), count))
    surplus = block.size / block.alpha * (block.top + np.log(total))
    if state.any():
        multiplier[active] = shadow(game, y, state)
    return tuple(part.T for part in (price, quantity, profit, surplus, multiplier))


def _settle(game: Game, start: Array) -> tuple[Array, NDArray[np.int_], Array]:
    """Markups that are best replies to one another, how each floor stands, and the largest miss as a share of price."""
    asks = game.floor > -np.inf
    state = np.broadcast_to(likely(game, start) if asks.any() else FREE, start.shape).copy()
    y, gap = _guess(game, start, state)
    left = np.flatnonzero(~(gap <= TOLERANCE))
    if len(left) and asks.any():
        state[:, left] = FREE
        y[:, left], gap[left] = _guess(game.some(left), start[:, left], state[:, left])
        left = left[~(gap[left] <= TOLERANCE)]
    y[:, left] = 1.0
    for replies in range(FIRST, FIRST + ROUNDS):
        if len(left) == 0:
            break
        part, trial = game.some(left), y[:, left]
        for _ in range(replies):
            trial, stand = reply(part, trial)
        trial, miss = _newton(part, trial, stand)
        if asks.any():  # which floors bind is part of the answer: ask for the reply itself
            again, stand = reply(part, trial)
            miss = np.abs(trial - again).max(0) / part.scale
        y[:, left], state[:, left], gap[left] = trial, stand, miss
        left = left[~(miss <= TOLERANCE) & np.isfinite(miss)]
    return y, state, gap


def _guess(game: Game, start: Array, state: NDArray[np.int_]) -> tuple[Array, Array]:
    """Where Newton's method leads if floors stand so, and its miss: without bound where that is no equilibrium."""
    y, gap = _newton(game, start, state)
    return y, np.where(stands(game, y, state), gap, np.inf)


def _newton(game: Game, y: Array, state: NDArray[np.int_]) -> tuple[Array, Array]:
    """Newton's method on the conditions, floors standing as they do; a draw stops where a step does not help."""
    aims = _aims(game, state)
    gap, step = _condition(game, aims, y)
    size = np.abs(gap).max(0) / game.scale
    going = size > ENOUGH
    for _ in range(NEWTON):
        if not going.any():
            break
        trial = y - step()
        gap, step = _condition(game, aims, trial)
        new = np.abs(gap).max(0) / game.scale
        better = going & (new < size)
        y, size = np.where(better, trial, y), np.where(better, new, size)
        going = better & (size > ENOUGH)
    return y, size


class Aims(NamedTuple):
    """What each firm is after while floors stand as they do, (firm, draw)."""

    tilt: Array
    flat: Array  # what of its condition no price moves
    base: Array  # what fixed prices bring it, per unit of weight
    part: Array  # (pair, draw), interests in rivals beside a dollar of its own
    bound: NDArray[np.bool_]
    idle: NDArray[np.bool_]
    plain: bool  # no firm is bound or idle


def _aims(game: Game, state: NDArray[np.int_]) -> Aims:
    theta, bound, idle = game.theta, state == BOUND, game.idle
    theta = np.where((state == PEAK) | ~np.isfinite(theta), 0.0, theta)
    tilt, held = 1.0 - theta * game.care, bound | idle
    part = theta[game.ties.holder] * game.part * ~held[game.ties.holder]
    base = game.earns + theta * (game.aside + game.volume * game.still)
    return Aims(tilt, theta * game.volume - tilt, base, part, bound, idle, not held.any())


def _condition(game: Game, aims: Aims, y: Array) -> tuple[Array, Callable[[], Array]]:
    """How far each markup is from its condition, and what gives Newton's step from there."""
    weight = np.exp(game.sells - y)
    apart = 1.0 / game.rest(weight)
    sold = aims.tilt * weight
    push = (sold + aims.base + game.interest(aims.part, weight, y)) * apart
    gap = y + aims.flat - push
    if aims.plain:
        return gap, lambda: _step(game, aims, y, weight, apart, gap, sold * apart, push * apart)
    short = (game.floor / apart - game.earns) / weight
    gap = np.where(aims.idle, y, np.where(aims.bound, y - game.floor - short, gap))
    bend = np.where(aims.idle, 0.0, np.where(aims.bound, -short, sold * apart))
    pull = np.where(aims.idle, 0.0, np.where(aims.bound, -game.floor / weight, push * apart))
    return gap, lambda: _step(game, aims, y, weight, apart, gap, bend, pull)


def _step(game: Game, aims: Aims, y: Array, weight: Array, apart: Array, gap: Array, bend: Array, pull: Array) -> Array:
    """Newton's step: what each condition asks of its own markup, and of it as the whole weight moves.

    It is shortened on the way down and lengthened on the way up, for a condition bends in its own markup (Halley).
    """
    ties, own = game.ties, 1.0 + bend
    share = 1.0 / (own + pull * weight)  # a firm's own weight moves none of what surrounds it
    moves = np.stack([gap * share, pull * share])
    if ties:
        ties.follow(moves, aims.part * (apart * share)[ties.holder] * (weight * (1.0 - y))[ties.held])
    whole, moved = np.einsum("fn,kfn->kn", weight, moves)
    step = moves[0] + moves[1] * (whole / (1.0 - moved))
    if not aims.plain:
        return step
    return step / (1.0 + 0.5 * bend / own * np.maximum(step, -1.0))
