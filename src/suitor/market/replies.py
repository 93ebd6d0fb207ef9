"""A firm's best logit markup against those of the others, profit floors and all, in closed form.

The condition for y = αμ is y = b + tilt V/R, whose root is a Wright omega. A profit floor clips that root into the
markups at which profit reaches the floor; they end at the two branches of Lambert's W. The usual iteration
μ ← 1/(α(1 − s)) is not used: for a dominant firm it is no contraction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw

from suitor._core.records import Array
from suitor._core.solve import TOLERANCE
from suitor.market.game import Game

__all__ = ["BOUND", "FREE", "PEAK", "likely", "reply", "shadow", "stands"]

FREE, BOUND, PEAK = 0, 1, 2  # a firm's floor: slack, binding, or out of reach, so that it earns what it can
PEAKS = 1e-9  # a floor this near the most the firm can earn is that: nearer, the markup is lost to rounding
DEEPEST = -np.exp(-1.0) * (1.0 - PEAKS)


def reply(game: Game, y: Array) -> tuple[Array, NDArray[np.int_]]:
    """Each firm's best markup against the others' current ones, and how its floor stands there."""
    weight = np.exp(game.sells - y)
    rest, interest = game.rest(weight), game.aside + game.interest(game.part, weight, y)
    theta = np.where(np.isfinite(game.theta), game.theta, 0.0)
    best = _free(game, rest, theta, interest)
    if not np.all(np.isfinite(game.theta)):  # no cash at stake: pulled down by care and volume, up by interests
        pull = interest - game.care * (rest + weight) - game.volume * (rest - game.still)
        peak = _free(game, rest, np.zeros_like(theta), interest)
        best = np.where(np.isfinite(game.theta), best, np.where(pull == 0, peak, np.copysign(np.inf, pull)))
    state = np.full(y.shape, FREE)
    for firm in map(int, np.flatnonzero(np.any(game.floor > -np.inf, axis=-1))):
        best[firm], state[firm] = _clipped(game, rest[firm], best[firm], firm)
    return np.where(game.idle, 0.0, best), np.where(game.idle, FREE, state)


def _free(game: Game, rest: Array, theta: Array, interest: Array) -> Array:
    tilt = 1.0 - theta * game.care
    slack = tilt + (game.earns + theta * interest) / rest - theta * game.volume * (1.0 - game.still / rest)
    omega = _omega(np.log(np.maximum(tilt, 0.0)) + game.sells - np.log(rest) - slack)
    # Where surplus counts for more than profit, no price is low enough.
    return np.where(tilt > -1e-12, slack + omega, -np.inf)


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


def _clipped(game: Game, rest: Array, wish: Array, firm: int) -> tuple[Array, NDArray[np.int_]]:
    """One firm's reply, moved into the markups at which its profit reaches its floor, and how the floor stands."""
    floor, earns, sells = (np.broadcast_to(part[firm], wish.shape) for part in (game.floor, game.earns, game.sells))
    best, state, weight = wish.copy(), np.full(wish.shape, FREE), np.exp(sells - wish)
    short = np.flatnonzero((floor > -np.inf) & ~(earns + wish * weight >= floor * (rest + weight)))
    floor, earns, sells, rest = floor[short], earns[short], sells[short], rest[short]
    argument, slack = _argument(floor, earns, sells, rest), 1.0 + earns / rest
    peak = slack + _omega(sells - np.log(rest) - slack)
    # From below the peak it raises its markup to the lower end; from above it cuts it to the upper, if there is one.
    branch = np.where(wish[short] < peak, 0, -1)
    reached = np.where((branch == -1) & (argument >= 0), np.inf, floor - _lambert(argument, branch))
    within = argument >= DEEPEST
    best[short], state[short] = np.where(within, reached, peak), np.where(within, BOUND, PEAK)
    return best, state


def likely(game: Game, y: Array) -> NDArray[np.int_]:
    """How floors may stand beside rivals' markups: they bind, but for those that no markup reaches."""
    out = _argument(game.floor, game.earns, game.sells, game.rest(np.exp(game.sells - y))) < DEEPEST
    return np.where(game.floor > -np.inf, np.where(out, PEAK, BOUND), FREE)


def _argument(floor: Array, earns: Array, sells: Array, rest: Array) -> Array:
    """What w exp(w) is where profit is at its floor, at the markup floor − w; −1/e is where it peaks."""
    return (earns - floor * rest) * np.exp(np.minimum(floor - sells, 700.0))


def _lambert(argument: Array, branch: NDArray[np.int_]) -> Array:
    """Real branch of w exp(w) = argument; SciPy stops at eight digits, so one Newton step more."""
    w = lambertw(argument, branch).real
    step = (w - argument * np.exp(-w)) / (1.0 + w)
    return w - np.where(np.isfinite(step) & (np.abs(step) < 1e-4), step, 0.0)


def stands(game: Game, y: Array, state: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Are markups that meet the conditions best replies, and do floors stand as `state` says? For each draw."""
    # Where surplus counts for more than profit, what meets the condition is the worst price, not the best.
    best = game.theta * game.care < 1.0
    if not np.any(game.floor > -np.inf):
        return np.all(best, axis=0)
    profit, multiplier = _multiplier(game, y)
    met = profit >= game.floor - TOLERANCE * np.abs(game.floor)
    # A firm that must earn more raises its price, up to where its profit peaks.
    below = 1.0 + profit - y > np.sqrt(2.0 * PEAKS)
    bound, out = state == BOUND, (state == PEAK) & (likely(game, y) == PEAK)
    return np.all(np.where(bound, below & (multiplier >= 0.0), out | ((state == FREE) & best & met)), axis=0)


def shadow(game: Game, y: Array, state: NDArray[np.int_]) -> Array:
    """The multiplier λ of each floor; infinite where the floor is out of reach."""
    multiplier = np.maximum(_multiplier(game, y)[1], 0.0)
    return np.where(state == BOUND, multiplier, np.where(state == PEAK, np.inf, 0.0))


def _multiplier(game: Game, y: Array) -> tuple[Array, Array]:
    """Each firm's profit per buyer who could buy, and λ of its floor from the condition, which is linear in it."""
    weight = np.exp(game.sells - y)
    total = game.beyond + weight.sum(0)
    profit = (game.earns + y * weight) / total
    interest = (game.aside + game.interest(game.part, weight, y)) / total
    others = interest - game.care - game.volume * (1.0 - (game.still + weight) / total)
    return profit, -others / (1.0 + profit - y) - 1.0 / game.theta
