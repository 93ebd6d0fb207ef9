"""Which coalitions win, every one of them listed, and so which can pass a decision and which can stop it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .games import Game

__all__ = ["ENUMERABLE", "blocking", "critical", "minimal_winning", "subset_sums", "truth"]

ENUMERABLE = 22  # players whose coalitions can be listed one by one


def truth(game: Game) -> NDArray[np.bool_]:
    """Whether each of the 2^n coalitions wins; bit i of the index says that player i is in."""
    if game.players > ENUMERABLE:
        raise ValueError(
            f"this index lists all coalitions and needs at most {ENUMERABLE} players, found {game.players}; "
            "group the small holders, or ask for shapley_shubik or banzhaf"
        )
    return game.judge(subset_sums)


def critical(wins: NDArray[np.bool_], players: int) -> NDArray[np.bool_]:
    """Which coalitions win with a player and lose without it, a row for each player."""
    index = np.arange(wins.size)
    return np.array([wins & (index >> i & 1 == 1) & ~wins[index & ~(1 << i)] for i in range(players)])


def minimal_winning(game: Game) -> list[frozenset[int]]:
    """The coalitions that can pass a decision and need every one of their members, smallest first."""
    return _smallest(truth(game), game.players)


def blocking(game: Game) -> list[frozenset[int]]:
    """The smallest sets of players without whom nothing passes, smallest first."""
    return _smallest(~truth(game)[::-1], game.players)  # a coalition's complement stands at the mirrored place


def _smallest(chosen: NDArray[np.bool_], players: int) -> list[frozenset[int]]:
    """The chosen coalitions none of whose members can leave."""
    index = np.arange(chosen.size)
    needless = np.zeros(chosen.size, dtype=bool)
    for player in range(players):
        needless |= (index >> player & 1 == 1) & chosen[index & ~(1 << player)]
    codes = index[chosen & ~needless]
    found = (frozenset(player for player in range(players) if code >> player & 1) for code in codes)
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def subset_sums(weights: tuple[int, ...]) -> NDArray[Any]:
    """The votes of each of the 2^n coalitions, in the order of their bits."""
    sums = np.zeros(1, dtype=np.int64 if sum(weights) < 2**62 else object)
    for weight in weights:
        sums = np.concatenate([sums, sums + weight])
    return sums
