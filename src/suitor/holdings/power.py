"""How much power votes give: Shapley-Shubik, Banzhaf, Coleman, Rae, Johnston, Deegan-Packel, Holler, Owen.

A player is critical in a winning coalition that loses without it. Indices differ in how they count such coalitions.
Counts are exact for any rule of moderate size (`tally`); for registers of hundreds of holders `shapley_shubik` and
`banzhaf` integrate Owen's (1972) multilinear extension, exactly up to rounding.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from suitor._core.records import Array, record

from .coalitions import critical, minimal_winning, truth
from .games import Game, Weighted
from .quadrature import swing_chances
from .tallies import tally

__all__ = [
    "Coleman",
    "banzhaf",
    "coleman",
    "deegan_packel",
    "holler",
    "johnston",
    "penrose",
    "rae",
    "sampled",
    "shapley_shubik",
]


@record
class Coleman:
    """Coleman's three powers (1971): of the body to act, and of each player to prevent and to initiate action."""

    act: float
    prevent: Array  # (player,)
    initiate: Array  # (player,)


def shapley_shubik(game: Game) -> Array:
    """The chance that each player is the one whose vote decides, when all join in random order; sums to 1.

    SS_i = sum over S in which i is critical of (s - 1)! (n - s)! / n!
    Shapley & Shubik (1954), American Political Science Review 48.
    """
    if isinstance(game, Weighted):
        pairs = -(-min(-(-game.players // 2), 128) // 2)
        point, width = np.polynomial.legendre.leggauss(2 * pairs)  # nodes in pairs t and 1 - t
        yes, no = swing_chances(game, np.array((point[:pairs] + 1) / 2))
        return np.asarray(width[:pairs] / 2 @ (yes + no))
    return _floats(tally(game).shapley_shubik())


def penrose(game: Game) -> Array:
    """The absolute Banzhaf index: the chance that each player's vote decides when all others toss a coin."""
    if isinstance(game, Weighted):
        return swing_chances(game, np.array([0.5]))[0][0]
    return _floats(tally(game).penrose())


def banzhaf(game: Game) -> Array:
    """The normalised Banzhaf index: each player's part of all critical votes; sums to 1."""
    chance = penrose(game)
    return np.asarray(chance / chance.sum())


def coleman(game: Game) -> Coleman:
    """How easily the body acts, and how often each player can stop or start an action."""
    count = tally(game)
    lost = 2**game.players - count.winning
    return Coleman(
        count.winning / 2**game.players,
        _floats([Fraction(swing, count.winning) for swing in count.swings]),
        _floats([Fraction(swing, lost) for swing in count.swings]),
    )


def rae(game: Game) -> Array:
    """The chance that each player is on the winning side when all toss a coin, (1 + absolute Banzhaf) / 2."""
    return (1.0 + penrose(game)) / 2.0


def johnston(game: Game) -> Array:
    """Banzhaf with each winning coalition's credit shared among its critical members; sums to 1 (Johnston 1978)."""
    decides = critical(truth(game), game.players)
    members = decides.sum(axis=0)
    vulnerable = members > 0
    return np.asarray((decides[:, vulnerable] / members[vulnerable]).sum(axis=1) / vulnerable.sum())


def deegan_packel(game: Game) -> Array:
    """Each minimal winning coalition is equally likely and shared equally; sums to 1 (Deegan & Packel 1978)."""
    minimal = _minimal(game)
    return np.asarray((minimal / minimal.sum(axis=0)).mean(axis=1))


def holler(game: Game) -> Array:
    """The public good index: each player's part of all memberships in minimal winning coalitions (Holler 1982)."""
    member = _minimal(game).sum(axis=1)
    return np.asarray(member / member.sum())


def sampled(game: Game, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Shapley-Shubik from random orders, with the standard error of each: for rules too large for anything else."""
    orders = np.argsort(rng.random((draws, game.players)), axis=1)
    running = game.judge(lambda weights: np.cumsum(np.array(weights)[orders], axis=1))
    pivot = orders[np.arange(draws), np.argmax(running, axis=1)]
    estimate = np.bincount(pivot, minlength=game.players) / draws
    return estimate, np.sqrt(estimate * (1 - estimate) / draws)


def _minimal(game: Game) -> Array:
    """Membership (player, coalition) of the minimal winning coalitions."""
    found = minimal_winning(game)
    return np.array([[float(player in members) for members in found] for player in range(game.players)])


def _floats(exact: list[Fraction]) -> Array:
    return np.array([float(value) for value in exact])
