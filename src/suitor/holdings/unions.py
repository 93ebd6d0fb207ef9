"""Power when some holders have agreed to act together: pacts, voting trusts, families.

Members of a union join one after another, before anybody else does. Owen (1977), "Values of games with a priori
unions"; with every order of joining replaced by coin tosses it is the Banzhaf-Owen index (Owen 1981).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np

from suitor._core.records import Array

from .coalitions import truth
from .games import Game, Weighted
from .quadrature import distribution

__all__ = ["banzhaf_owen", "owen"]

Item = TypeVar("Item")


def owen(game: Game, unions: Iterable[Iterable[int]]) -> Array:
    """Shapley-Shubik over the orders that keep unions together; sums to 1. Who is in no union stands alone."""
    return _over_unions(game, _partition(game.players, unions), coins=False)


def banzhaf_owen(game: Game, unions: Iterable[Iterable[int]]) -> Array:
    """The chance that a vote decides when the other unions toss a coin each, and so do one's fellow members."""
    return _over_unions(game, _partition(game.players, unions), coins=True)


def _over_unions(game: Game, parts: list[tuple[int, ...]], coins: bool) -> Array:
    power = np.zeros(game.players)
    for own, part in enumerate(parts):
        others = [other for place, other in enumerate(parts) if place != own]
        for member in part:
            fellows = tuple(one for one in part if one != member)
            if isinstance(game, Weighted):
                power[member] = _by_votes(game, others, fellows, member, coins)
            else:
                power[member] = _one_by_one(game, others, fellows, member, coins)
    return power


def _by_votes(
    game: Weighted, others: list[tuple[int, ...]], fellows: tuple[int, ...], member: int, coins: bool
) -> float:
    """Integrate P(quota - w <= X(s) + Y(t) < quota): X votes of whole unions, Y of fellow members."""
    outer, outer_weight = _nodes(len(others), coins)
    inner, inner_weight = _nodes(len(fellows), coins)
    blocs = tuple(sum(game.weights[one] for one in part) for part in others)
    outside = outer_weight @ distribution(blocs, outer, game.quota)
    inside = inner_weight @ distribution(tuple(game.weights[one] for one in fellows), inner, game.quota)
    below = np.concatenate([[0.0], np.cumsum(inside)])  # P(Y < y)
    short = game.quota - np.arange(game.quota)  # what X leaves to be reached
    return float(outside @ (below[short] - below[np.maximum(short - game.weights[member], 0)]))


def _nodes(count: int, coins: bool) -> tuple[Array, Array]:
    if coins or not count:
        return np.array([0.5]), np.array([1.0])
    point, width = np.polynomial.legendre.leggauss(min(count // 2 + 1, 128))
    return np.asarray((point + 1) / 2), np.asarray(width / 2)


def _one_by_one(game: Game, others: list[tuple[int, ...]], fellows: tuple[int, ...], member: int, coins: bool) -> float:
    wins = truth(game)
    power = 0.0
    for outside, outer in _subsets(others, coins):
        joined = sum(1 << one for part in outside for one in part)
        for inside, inner in _subsets(fellows, coins):
            before = joined + sum(1 << one for one in inside)
            power += outer * inner * bool(wins[before | 1 << member] and not wins[before])
    return power


def _subsets(items: Sequence[Item], coins: bool) -> Iterable[tuple[tuple[Item, ...], float]]:
    """Every subset that may have come before, with its probability."""
    count = len(items)
    for size in range(count + 1):
        chance = 0.5**count if coins else 1 / ((count + 1) * math.comb(count, size))
        for subset in combinations(items, size):
            yield subset, chance


def _partition(players: int, unions: Iterable[Iterable[int]]) -> list[tuple[int, ...]]:
    parts = [tuple(part) for part in unions]
    named = [one for part in parts for one in part]
    if len(set(named)) < len(named) or not set(named) <= set(range(players)):
        raise ValueError("each player can be in one union at most, and must be a player of the game")
    return parts + [(one,) for one in range(players) if one not in named]
