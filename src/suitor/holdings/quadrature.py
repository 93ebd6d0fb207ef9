"""The chance that a vote decides when everyone else votes yes with the same probability t.

    f_i(t) = P(quota - w_i <= S_-i(t) < quota),   S_-i(t) = sum of the others' votes, each cast with probability t

Owen (1972), "Multilinear extensions of games", Management Science 18: the integral of f_i over t is the Shapley-Shubik
index, f_i(1/2) the absolute Banzhaf index. f_i has degree n - 1, so n / 2 Gauss-Legendre nodes integrate it exactly.

One pass over all players gives the distribution of S; taking player i out again,
A(y) = (1 - t) B(y) + t B(y - w), is stable as long as t <= 1/2, since then errors shrink by t / (1 - t) a step.
For t > 1/2 the same is done with "no" votes: i decides under quota q at t exactly when it does under the
dual quota, total - q + 1, at 1 - t.
"""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array

from .games import Weighted

__all__ = ["distribution", "swing_chances"]

LARGEST = 20_000_000  # cells of the table of votes by node


def swing_chances(game: Weighted, chance: Array) -> tuple[Array, Array]:
    """f_i(t) and f_i(1 - t) for each chance t of a yes, at most 1/2 (rows), and each player (columns)."""
    quotas = (game.quota, sum(game.weights) - game.quota + 1)
    if max(quotas) * chance.size > LARGEST:
        raise ValueError(
            f"a quota of {game.quota} votes is too fine to add up vote by vote; round the votes to basis points, count "
            "with tally() up to 36 players, or use sampled()"
        )
    below = np.zeros((chance.size, max(quotas) + 1))  # P(S < y)
    np.cumsum(distribution(game.weights, chance, max(quotas)), axis=1, out=below[:, 1:])
    lightest = min(weight for weight in game.weights if weight)
    power = (-(chance / (1 - chance)))[:, None] ** np.arange(max(quotas) // lightest + 1)
    yes, no = (_decides(below, quota, chance, power, game.weights) for quota in quotas)
    return yes, no


def distribution(weights: tuple[int, ...], chance: Array, length: int) -> Array:
    """P(S = y) for y below `length`, at each chance of a yes."""
    mass = np.zeros((chance.size, length))
    mass[:, 0] = 1.0
    yes = chance[:, None]
    reach = 1
    for weight in sorted(weights):
        if not weight:
            continue
        reach = min(length, reach + weight)
        cast = yes * mass[:, : max(0, reach - weight)]
        mass[:, :reach] *= 1 - yes
        mass[:, weight:reach] += cast
    return mass


def _decides(below: Array, quota: int, chance: Array, power: Array, weights: tuple[int, ...]) -> Array:
    """P(quota - w <= S_-i < quota) = B(quota) - B(quota - w) for each chance and player.

    B(q) - B(q - w) = sum_k r^k [A(q - k w) - A(q - (k + 1) w)] / (1 - t), r = -t / (1 - t), A = 0 at 0 and below
    """
    found = {0: np.zeros(chance.size)}
    for weight in set(weights) - {0}:
        column = below[:, quota::-weight]  # A(q), A(q - w), ...
        steps = column - np.append(column[:, 1:], np.zeros((len(column), 1)), axis=1)
        found[weight] = np.einsum("tk,tk->t", power[:, : steps.shape[1]], steps) / (1 - chance)
    return np.stack([found[weight] for weight in weights], axis=-1)
