"""Logit prices through one markup per firm, with the best reply in closed form.

In logit every product of a firm carries the same markup μ_f, whatever the firm's interests. Write V_f for the weight
exp(v − αp) of its products, R_f for that of everything else, outside good and fixed-price products included, so that
its share is V_f / (R_f + V_f). With θ = 1/(own + λ), X_f the interests in rivals' profits and F_f the profit of its own
fixed-price products, both per unit of weight, and E_f the weight of those products, the first-order condition is

    μ_f = b_f + k_f V_f/R_f,    k_f = (1 − θ care)/α,    b_f = k_f + (F_f + θ X_f)/R_f − θ volume (1 − E_f/R_f),

whose root is a Wright omega. A profit floor clips that root into the markups at which profit reaches the floor; they
end at the two branches of Lambert's W. Newton's method finishes what best replies begin, and they go on where it fails.
The usual iteration μ ← 1/(α(1 − s)) is not used: for a dominant firm it is no contraction.

Nocke & Schutz (2018), "Multiproduct-firm oligopoly: an aggregative games approach", Econometrica 86(2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw

from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor._core.solve import TOLERANCE, block_size, draws_contiguous, in_blocks, linear
from suitor.market import owners
from suitor.market.demand import take

if TYPE_CHECKING:
    from suitor.market.demand.logit import Logit
    from suitor.market.market import Market

ROUNDS = 10  # each begins with more best replies than the last, then tries Newton's method
FIRST = 2  # best replies before Newton's method in the first round
NEWTON = 12

FREE, BOUND, PEAK = 0, 1, 2  # a firm's floor: slack, binding, or out of reach, so that it earns what it can


class Game(NamedTuple):
    """What pricing needs to know of one block of draws, for the firms that set a price; (draw, firm) unless noted."""

    alpha: Array  # (draw, 1)
    sells: Array  # log weight of the firm's free-price products at a markup of zero
    still: Array  # weight of its fixed-price products
    earns: Array  # profit of its fixed-price products, per unit of weight
    beyond: Array  # (draw, 1), weight of the outside good and of all fixed-price products
    theta: Array  # 1/own; +inf for a controller without cash
    cross: Array | None  # (draw, firm, firm), interests in rivals, with a zero diagonal; None where there are none
    aside: Array  # interests in the profit of firms that set no price, per unit of weight
    care: Array
    volume: Array
    floor: Array  # profit per buyer who could buy
    scale: Array  # about the price, against which a residual is measured


def solve(market: Market, stakes: Stakes) -> Equilibrium:
    """Bertrand equilibrium of a logit market: through its owners where all are after profit, or block by block."""
    return owners.through_owners(market, stakes, owners.solve, _solve)


def _solve(market: Market, stakes: Stakes) -> Equilibrium:
    """Through best replies and Newton's method, block by block of draws."""
    draws, size = market.draws_with(stakes), block_size(2 * len(market.products))
    return Equilibrium(*in_blocks(lambda block: _solve_block(market, stakes, draws, block), draws, size))


class Block(NamedTuple):
    """Buyers and costs of one block of draws, (draw, product) unless noted; weights are scaled, to overflow nowhere."""

    alpha: Array  # (draw, 1)
    size: Array  # (draw, 1), all who could buy
    cost: Array
    base: Array  # what is added to the markup: the price of a fixed-price product, the cost of any other
    mass: Array  # weight exp(v − α base − top)
    beyond: Array  # (draw, 1), weight of the outside good, likewise
    top: Array  # (draw, 1), log of the scale


def _solve_block(market: Market, stakes: Stakes, draws: tuple[int, ...], chosen: slice) -> tuple[Any, ...]:
    def rows(array: Array, core: int) -> Array:
        part = take(array, core, draws, chosen)
        return draws_contiguous(np.broadcast_to(part, (chosen.stop - chosen.start, *part.shape[part.ndim - core :])))

    care, volume, floor = (rows(x, 1) for x in (stakes.care, stakes.volume, stakes.floor))
    some = replace(stakes, weight=rows(stakes.weight, 2), care=care, volume=volume, floor=floor)
    active = np.unique(market.firm[~market.fixed])
    block = _block(market, rows)
    with np.errstate(all="ignore"):
        game = _game(market, block, some, active)
        markup, state, gap = _settle(game)
        return *_outcome(market, block, game, active, markup, state), gap, gap <= TOLERANCE


def _block(market: Market, rows: Callable[[Array, int], Array]) -> Block:
    demand: Logit = market.demand  # type: ignore[assignment]
    value, cost, price = rows(demand.value, 1), rows(market.cost, 1), rows(market.price, 1)
    alpha, size = rows(demand.sensitivity, 0)[:, None], rows(demand.size, 0)[:, None]
    base = np.where(market.fixed, price, cost)
    utility = value - alpha * base
    top = np.maximum(utility.max(-1, keepdims=True), 0.0 if demand.outside else -np.inf)
    return Block(alpha, size, cost, base, np.exp(utility - top), demand.outside * np.exp(-top), top)


def _game(market: Market, block: Block, stakes: Stakes, active: NDArray[np.int_]) -> Game:
    """The game among the firms that set a price."""
    fixed = block.mass * market.fixed
    earns = _by_firm(market, fixed * (block.base - block.cost))
    resting = np.isin(np.arange(len(market.firms)), active, invert=True)
    cross = (stakes.weight * (1.0 - np.eye(len(market.firms))))[:, active]
    among = cross[:, :, active]
    return Game(
        alpha=block.alpha,
        sells=np.log(_by_firm(market, block.mass * ~market.fixed)[:, active]),
        still=_by_firm(market, fixed)[:, active],
        earns=earns[:, active],
        beyond=block.beyond + fixed.sum(-1, keepdims=True),
        theta=1.0 / stakes.own[:, active],
        cross=among if among.any() else None,
        aside=np.sum(cross * np.where(resting, earns, 0.0)[:, None, :], axis=-1),
        care=stakes.care[:, active],
        volume=stakes.volume[:, active],
        floor=stakes.floor[:, active] / block.size,
        scale=np.abs(block.cost).mean(-1, keepdims=True) + 1.0 / block.alpha,
    )


def _outcome(
    market: Market, block: Block, game: Game, active: NDArray[np.int_], chosen: Array, state: NDArray[np.int_]
) -> tuple[Array, Array, Array, Array, Array]:
    """Price, quantity, profit, consumer surplus and multiplier of the floor at the markups chosen."""
    markup, shadow = np.zeros((2, len(chosen), len(market.firms)))
    markup[:, active] = chosen
    moved = np.where(market.fixed, 0.0, markup[:, market.firm])
    mass = block.mass * np.exp(-block.alpha * moved)
    total = block.beyond + mass.sum(-1, keepdims=True)
    price, share = block.base + moved, mass / total
    profit, served = _by_firm(market, share * (price - block.cost)), _by_firm(market, share)[:, active]
    shadow[:, active] = _shadow(game, chosen, state, profit[:, active], served, game.aside / total)
    surplus = (block.size / block.alpha * (block.top + np.log(total)))[:, 0]
    return price, block.size * share, block.size * profit, surplus, shadow


def _by_firm(market: Market, amount: Array) -> Array:
    member = np.equal.outer(np.arange(len(market.firms)), market.firm).astype(float)
    return (member @ amount.T).T  # stays draws-contiguous


def _settle(game: Game) -> tuple[Array, NDArray[np.int_], Array]:
    """Markups that are best replies to one another, how each floor stands, and the largest miss as a share of price."""
    markup = np.broadcast_to(1.0 / game.alpha, game.sells.shape).copy()
    state = np.zeros(markup.shape, dtype=int)
    gap = np.full(len(markup), np.inf)
    left: Any = slice(None)
    for replies in range(FIRST, FIRST + ROUNDS):
        part = game if isinstance(left, slice) else Game(*(None if x is None else x[left] for x in game))  # type: ignore[arg-type]
        trial = markup[left]
        for _ in range(replies):
            trial, stand = _reply(part, trial)
        trial, miss = _newton(part, trial, stand)
        if np.any(part.floor > -np.inf):  # which floors bind is part of the answer: ask for the reply itself
            again, stand = _reply(part, trial)
            miss = (np.abs(trial - again) / part.scale).max(-1, initial=0.0)
        gap[left] = miss
        markup[left], state[left] = trial, stand
        left = np.flatnonzero(~(gap <= TOLERANCE) & np.isfinite(gap))
        if len(left) == 0:
            break
    return markup, state, gap


def _others(amount: Array) -> Array:
    """The sum over the other firms; not the total less one's own, which would cancel for a dominant firm."""
    rest = 1.0 - np.eye(amount.shape[-1])
    return (rest @ amount.T).T


def _interest(game: Game, weight: Array, markup: Array) -> Array:
    """What each firm's controllers receive of rivals' profits, per unit of weight."""
    if game.cross is None:
        return game.aside
    holds = np.flatnonzero(game.cross.any(axis=(0, 2)))  # few firms hold rivals
    interest = game.aside.copy()
    interest[:, holds] += np.sum(game.cross[:, holds] * (game.earns + markup * weight)[:, None, :], axis=-1)
    return interest


def _reply(game: Game, markup: Array) -> tuple[Array, NDArray[np.int_]]:
    """Each firm's best markup against the others' current ones, and how its floor stands there."""
    weight = np.exp(game.sells - game.alpha * markup)
    rest = game.beyond + _others(weight)
    interest = _interest(game, weight, markup)
    theta = np.where(np.isfinite(game.theta), game.theta, 0.0)
    best = _free_reply(game, rest, theta, interest)
    if not np.all(np.isfinite(game.theta)):  # no cash at stake: pulled down by care and volume, up by interests
        pull = interest - game.care / game.alpha * (rest + weight) - game.volume * (rest - game.still)
        peak = _free_reply(game, rest, np.zeros_like(theta), interest)
        best = np.where(np.isfinite(game.theta), best, np.where(pull == 0, peak, np.copysign(np.inf, pull)))
    state = np.zeros(markup.shape, dtype=int)
    for firm in map(int, np.flatnonzero(np.any(game.floor > -np.inf, axis=0))):
        _clip(game, rest, best, state, firm)
    idle = game.sells == -np.inf
    return np.where(idle, 0.0, best), np.where(idle, FREE, state)


def _free_reply(game: Game, rest: Array, theta: Array, interest: Array) -> Array:
    alpha = game.alpha
    tilt = 1.0 - theta * game.care
    slack = tilt / alpha + (game.earns + theta * interest) / rest - theta * game.volume * (1.0 - game.still / rest)
    omega = _omega(np.log(np.maximum(tilt, 0.0)) + game.sells - np.log(rest) - alpha * slack)
    # Where surplus counts for more than profit, no price is low enough.
    return np.where(tilt > -1e-12, slack + omega / alpha, -np.inf)


def _omega(x: Array) -> Array:
    """Wright's omega, w + log w = x: two steps of fourth order (Fritsch, Shafer & Crowley 1973, CACM 16(2))."""
    small = np.exp(np.minimum(x, 1.0))
    w = np.where(
        x > 1.0, x - np.log(np.maximum(x, 1.0)) * (1.0 - 1.0 / np.maximum(x, 1.0)), small / (1.0 + 0.8 * small)
    )
    for _ in range(2):
        z = x - w - np.log(w)
        spread = 2.0 * (1.0 + w) * (1.0 + w + 2.0 / 3.0 * z)
        w = w * (1.0 + z / (1.0 + w) * (spread - z) / (spread - 2.0 * z))
    return np.where(x < -36.0, small, w)


def _clip(game: Game, rest: Array, best: Array, state: NDArray[np.int_], firm: int) -> None:
    """Move one firm's reply into the markups at which its profit reaches its floor."""
    alpha, floor, rest = game.alpha[:, 0], game.floor[:, firm], rest[:, firm]
    short = floor * rest - game.earns[:, firm]
    argument = -alpha * short * np.exp(np.minimum(alpha * floor - game.sells[:, firm], 700.0))
    # A floor within a billionth of the most the firm can earn is that: nearer, the markup is lost to rounding.
    within = argument >= -np.exp(-1.0) * (1.0 - 1e-9)
    low = floor - _lambert(argument, 0) / alpha
    high = np.where(argument < 0, floor - _lambert(np.minimum(argument, -0.0), -1) / alpha, np.inf)
    slack = 1.0 / alpha + game.earns[:, firm] / rest
    peak = slack + _omega(game.sells[:, firm] - np.log(rest) - alpha * slack) / alpha
    wish = best[:, firm].copy()
    reply = np.where(within, np.clip(wish, low, high), peak)
    bounded = floor > -np.inf
    best[:, firm] = np.where(bounded, reply, wish)
    state[:, firm] = np.where(bounded, np.where(within, np.where(reply == wish, FREE, BOUND), PEAK), FREE)


def _lambert(argument: Array, branch: int) -> Array:
    """Real branch of w exp(w) = argument; SciPy stops at eight digits, so one Newton step more."""
    w = lambertw(argument, branch).real
    step = (w - argument * np.exp(-w)) / (1.0 + w)
    return w - np.where(np.isfinite(step) & (np.abs(step) < 1e-4), step, 0.0)


class Slope(NamedTuple):
    """Slopes of the conditions: a diagonal, less `pull` of each firm by the weight of every firm, less interests."""

    own: Array
    pull: Array
    weight: Array
    cross: Array | None

    def solve(self, gap: Array) -> Array:
        """The Newton step: in closed form where nobody holds rivals (Sherman & Morrison 1950)."""
        if self.cross is None:
            alone, moved = gap / self.own, self.pull / self.own
            total = (self.weight * alone).sum(-1, keepdims=True) / (1.0 - (self.weight * moved).sum(-1, keepdims=True))
            return alone + moved * total
        whole = -self.pull[:, :, None] * self.weight[:, None, :] - self.cross
        each = np.arange(gap.shape[-1])
        whole[:, each, each] += self.own
        return linear(whole, gap)


def _newton(game: Game, markup: Array, state: NDArray[np.int_]) -> tuple[Array, Array]:
    """Newton's method on the conditions, floors standing as they do; a step that does not help is refused."""
    theta = np.where((state == PEAK) | ~np.isfinite(game.theta), 0.0, game.theta)
    gap, slope = _condition(game, markup, state, theta)
    size = np.abs(gap / game.scale).max(-1, initial=0.0)
    for _ in range(NEWTON):
        trial = markup - slope.solve(gap)
        new, new_slope = _condition(game, trial, state, theta)
        new_size = np.abs(new / game.scale).max(-1, initial=0.0)
        better = new_size < size
        if not better.any():
            break
        every = better.all()
        markup = trial if every else np.where(better[:, None], trial, markup)
        size = np.where(better, new_size, size)
        if np.all(~(size > TOLERANCE * 1e-2)):
            break
        gap, slope = (new, new_slope) if every else _condition(game, markup, state, theta)
    return markup, size


def _condition(game: Game, markup: Array, state: NDArray[np.int_], theta: Array) -> tuple[Array, Slope]:
    """How far each markup is from its condition, and the slopes of that in all markups."""
    alpha = game.alpha
    weight = np.exp(game.sells - alpha * markup)
    rest = game.beyond + _others(weight)
    tilt = (1.0 - theta * game.care) / alpha
    push = game.earns + theta * (_interest(game, weight, markup) + game.volume * game.still) + tilt * weight
    gap = markup - tilt + theta * game.volume - push / rest
    pull = alpha * push / rest**2
    own = 1.0 + alpha * tilt * weight / rest
    bound = state == BOUND
    if bound.any():
        short = (game.floor * rest - game.earns) / weight
        gap = np.where(bound, markup - game.floor - short, gap)
        pull = np.where(bound, -game.floor * alpha / weight, pull)
        own = np.where(bound, 1.0 - alpha * short, own)
    idle = game.sells == -np.inf
    if idle.any():
        gap, pull, own = np.where(idle, markup, gap), np.where(idle, 0.0, pull), np.where(idle, 1.0, own)
    cross = None
    if game.cross is not None:
        held = np.where(bound | idle, 0.0, theta / rest)
        cross = held[:, :, None] * game.cross * (weight * (1.0 - alpha * markup))[:, None, :]
    # Its own weight moves none of what surrounds a firm.
    return gap, Slope(own + pull * weight, pull, weight, cross)


def _shadow(game: Game, markup: Array, state: NDArray[np.int_], profit: Array, share: Array, aside: Array) -> Array:
    """The multiplier λ of each floor, from the first-order condition, which is linear in it."""
    interest = aside if game.cross is None else aside + np.sum(game.cross * profit[:, None, :], axis=-1)
    others = interest - game.care / game.alpha - game.volume * (1.0 - share)
    cash = 1.0 / game.alpha + profit - markup
    return np.where(
        state == BOUND, np.maximum(-others / cash - 1.0 / game.theta, 0.0), np.where(state == PEAK, np.inf, 0.0)
    )
