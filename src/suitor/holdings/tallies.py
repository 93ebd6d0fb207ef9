"""Exact counts of winning coalitions by size, and by size and member, from which the classic indices follow.

If i is in `containing[i, s]` winning coalitions of size s, it is critical in containing[i, s] - (winning of size s - 1
without i), because adding i never makes a winning coalition lose.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import record

from .coalitions import ENUMERABLE, subset_sums, truth
from .games import Game, Weighted, leaves

__all__ = ["Tally", "tally"]

HALVES = 36  # players whose coalitions can be listed in two halves
CELLS = 60_000_000  # steps allowed to an exact count of votes


@record
class Tally:
    """How many coalitions of each size win, and how many of them contain each player."""

    by_size: tuple[int, ...]  # winning coalitions of size 0..n
    containing: tuple[tuple[int, ...], ...]  # of them, those with player i

    @property
    def players(self) -> int:
        """How many vote."""
        return len(self.containing)

    @property
    def winning(self) -> int:
        """Winning coalitions of all sizes."""
        return sum(self.by_size)

    @cached_property
    def critical(self) -> tuple[tuple[int, ...], ...]:
        """Coalitions of size 1..n in which each player is critical."""
        return tuple(
            tuple(row[s] - (self.by_size[s - 1] - row[s - 1]) for s in range(1, self.players + 1))
            for row in self.containing
        )

    @property
    def swings(self) -> list[int]:
        """Coalitions in which each player is critical."""
        return [sum(row) for row in self.critical]

    def shapley_shubik(self) -> list[Fraction]:
        """The exact Shapley-Shubik index."""
        count = self.players
        orders = [math.factorial(s - 1) * math.factorial(count - s) for s in range(1, count + 1)]
        return [
            Fraction(sum(critical * order for critical, order in zip(row, orders, strict=True)), math.factorial(count))
            for row in self.critical
        ]

    def penrose(self) -> list[Fraction]:
        """The exact absolute Banzhaf index."""
        return [Fraction(swing, 2 ** (self.players - 1)) for swing in self.swings]

    def banzhaf(self) -> list[Fraction]:
        """The exact normalised Banzhaf index."""
        return [Fraction(swing, sum(self.swings)) for swing in self.swings]


def tally(game: Game) -> Tally:
    """Count winning coalitions exactly, by the cheapest way the rule allows."""
    if isinstance(game, Weighted) and game.players**2 * game.quota <= CELLS:
        return _by_votes(game)
    if game.players <= ENUMERABLE:
        return _one_by_one(game)
    if game.players <= HALVES:
        return _in_halves(game)
    raise ValueError(f"{game.players} players are too many to count this rule exactly (36 at most); use sampled()")


def _by_votes(game: Weighted) -> Tally:
    """Coalitions by size and votes below the quota; player i is taken out again by subtraction."""
    count, quota = game.players, game.quota
    kind: Any = np.int64 if count < 62 else object
    losing = np.zeros((count + 1, quota), dtype=kind)
    losing[0, 0] = 1
    for weight in game.weights:
        if weight < quota:
            losing[1:, weight:] += losing[:-1, : quota - weight].copy()
    lost = [int(row.sum()) for row in losing]
    without = {weight: _take_out(losing, weight) for weight in set(game.weights)}
    by_size = tuple(math.comb(count, s) - lost[s] for s in range(count + 1))
    containing = tuple(
        tuple(_choose(count - 1, s - 1) - (lost[s] - without[weight][s]) for s in range(count + 1))
        for weight in game.weights
    )
    return Tally(by_size, containing)


def _choose(count: int, size: int) -> int:
    return math.comb(count, size) if size >= 0 else 0


def _take_out(losing: NDArray[Any], weight: int) -> list[int]:
    """Losing coalitions by size that leave out one player of this weight."""
    row = losing[0].copy()
    sizes = [int(row.sum())]
    for size in range(1, len(losing)):
        rest = losing[size].copy()
        if weight < rest.size:
            rest[weight:] -= row[: rest.size - weight]
        row = rest
        sizes.append(int(row.sum()))
    return sizes


def _one_by_one(game: Game) -> Tally:
    wins = truth(game)
    size = subset_sums((1,) * game.players)
    index = np.arange(wins.size)
    counts = np.bincount(size[wins], minlength=game.players + 1)
    with_each = (
        np.bincount(size[wins & (index >> i & 1 == 1)], minlength=game.players + 1) for i in range(game.players)
    )
    return Tally(tuple(map(int, counts)), tuple(tuple(map(int, row)) for row in with_each))


def _in_halves(game: Game) -> Tally:
    """Meet in the middle: list each half's coalitions, sort the other half by its finest votes, and count by search."""
    half = game.players // 2
    first, second = range(half), range(half, game.players)
    counts, rows = _half_counts(game, first, second)
    _, others = _half_counts(game, second, first)
    return Tally(tuple(map(int, counts)), tuple(tuple(map(int, row)) for row in (*rows, *others)))


def _half_counts(game: Game, here: range, there: range) -> tuple[NDArray[Any], list[NDArray[Any]]]:
    """Winning coalitions by size, in all and with each player of one half."""
    parts = leaves(game)
    finest = max(range(len(parts)), key=lambda k: (max(parts[k].weights), sum(parts[k].weights)))
    coarse = list(dict.fromkeys(leaf.weights for k, leaf in enumerate(parts) if leaf.weights != parts[finest].weights))
    fine = parts[finest].weights
    keys = [(1,) * game.players, *coarse]  # size first, then every other vote
    ours = [subset_sums(tuple(weights[i] for i in here)) for weights in keys]
    our_fine = subset_sums(tuple(fine[i] for i in here))
    theirs = np.stack([subset_sums(tuple(weights[i] for i in there)) for weights in keys], axis=1)
    groups, group_of = np.unique(theirs, axis=0, return_inverse=True)
    if len(groups) * our_fine.size > CELLS:
        raise ValueError("this rule has too many distinct votes to count exactly; use sampled()")
    their_fine = subset_sums(tuple(fine[i] for i in there))
    counts = np.zeros(game.players + 1, dtype=np.int64)
    rows = [np.zeros_like(counts) for _ in here]
    index = np.arange(our_fine.size)
    for number, group in enumerate(groups):
        sorted_fine = np.sort(their_fine[group_of.reshape(-1) == number])
        sums = {weights: ours[k] + group[k] for k, weights in enumerate(keys)}
        wins = _count_wins(game, sums, fine, our_fine, sorted_fine)
        size = ours[0] + group[0]
        counts += np.bincount(size, weights=wins, minlength=counts.size).astype(np.int64)
        for i, row in enumerate(rows):
            inside = index >> i & 1 == 1
            row += np.bincount(size[inside], weights=wins[inside], minlength=counts.size).astype(np.int64)
    return counts, rows


def _count_wins(
    game: Game,
    sums: dict[tuple[int, ...], NDArray[Any]],
    fine: tuple[int, ...],
    our_fine: NDArray[Any],
    sorted_fine: NDArray[Any],
) -> NDArray[np.int64]:
    """For each coalition of our half, how many of the sorted ones of the other half make it win.

    The rule is monotone in the finest votes, so it is enough to find, by bisection over the sorted list, the first
    that wins.
    """
    low = np.zeros(our_fine.size, dtype=np.int64)
    high = np.full(our_fine.size, sorted_fine.size, dtype=np.int64)
    while np.any(low < high):
        middle = (low + high) // 2
        reached = our_fine + sorted_fine[np.minimum(middle, sorted_fine.size - 1)]
        wins = game.judge(lambda weights, reached=reached: reached if weights == fine else sums[weights])  # type: ignore[misc]
        high = np.where(wins & (low < high), middle, high)
        low = np.where(~wins & (low < high), middle + 1, low)
    return sorted_fine.size - low
