"""What it takes to pass a decision: votes against a quota, several requirements at once, or any one of several.

Three kinds of rule cover company law and councils alike. A veto is a requirement of its own (`veto`), a list of minimal
winning coalitions is an `Either` of them (`coalitions`).
"""

from __future__ import annotations

import abc
import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import record

__all__ = ["Both", "Either", "Game", "Weighted", "armed", "coalitions", "listed", "majority", "veto"]

Sums = Callable[[tuple[int, ...]], NDArray[Any]]  # from weights to each coalition's total of them


class Game(abc.ABC):
    """A rule that says which coalitions of players can pass a decision; a larger coalition never loses what it has."""

    players: int

    @abc.abstractmethod
    def judge(self, total: Sums) -> NDArray[np.bool_]:
        """Which coalitions win, given a way to add up weights over each of them."""

    def wins(self, members: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each coalition, a row of who is in it, wins."""
        return self.judge(lambda weights: _dot(members, weights))


@record
class Weighted(Game):
    """Votes against a quota: a coalition wins if its votes reach it.

    Weights and quota may be any exact numbers; they are brought to the smallest whole ones with the same ratios.
    A share of the votes is not a quota: for "more than half" use `majority`.
    """

    weights: tuple[int, ...]
    quota: int

    def __post_init__(self) -> None:
        exact = [_number(weight) for weight in (*self.weights, self.quota)]
        if len(exact) < 2:
            raise ValueError("a vote needs at least one player")
        if min(exact[:-1]) < 0:
            raise ValueError("votes cannot be negative")
        total, quota = sum(exact[:-1]), exact[-1]
        if not 0 < quota <= total:
            hint = "; a quota of 0 is always met" if quota <= 0 else ""
            raise ValueError(f"a quota of {quota} cannot decide among {total} votes{hint}")
        if quota < 1 and total > 2 and all(weight.denominator == 1 for weight in exact[:-1]):
            raise ValueError(f"a quota of {float(quota):g} looks like a share of {total} votes; use majority(votes)")
        scale = math.lcm(*(weight.denominator for weight in exact[:-1]))
        whole = [int(weight * scale) for weight in exact[:-1]]
        common = math.gcd(*whole)
        object.__setattr__(self, "weights", tuple(weight // common for weight in whole))
        object.__setattr__(self, "quota", math.ceil(quota * scale / common))

    @property
    def players(self) -> int:  # type: ignore[override]
        """How many vote."""
        return len(self.weights)

    @property
    def proper(self) -> bool:
        """No two disjoint coalitions can both win."""
        return 2 * self.quota > sum(self.weights)

    def judge(self, total: Sums) -> NDArray[np.bool_]:
        return np.asarray(total(self.weights) >= self.quota)


class Joined(Game):
    """A decision that meets several requirements, each judged on the same players."""

    games: tuple[Game, ...]

    def __post_init__(self) -> None:
        if not self.games or len({game.players for game in self.games}) != 1:
            raise ValueError("requirements that are joined need the same players")

    @property
    def players(self) -> int:  # type: ignore[override]
        """How many vote."""
        return self.games[0].players


@record
class Both(Joined):
    """Every one of several requirements must be met."""

    games: tuple[Game, ...]

    def judge(self, total: Sums) -> NDArray[np.bool_]:
        return reduce(and_, (game.judge(total) for game in self.games))


@record
class Either(Joined):
    """Meeting any one of several requirements is enough."""

    games: tuple[Game, ...]

    def judge(self, total: Sums) -> NDArray[np.bool_]:
        return reduce(or_, (game.judge(total) for game in self.games))


def majority(votes: Sequence[Any], threshold: Any = Fraction(1, 2), strict: bool = True) -> Weighted:
    """Votes that need more than a share of the total, or at least that share where `strict` is False.

    >>> majority([60, 25, 15]).quota
    11
    """
    exact = [_number(weight) for weight in votes]
    scale = math.lcm(*(weight.denominator for weight in exact)) if exact else 1
    whole = [int(weight * scale) for weight in exact]
    common = math.gcd(*whole) or 1
    whole = [weight // common for weight in whole]
    needed = _number(threshold) * sum(whole)
    return Weighted(tuple(whole), math.floor(needed) + 1 if strict else math.ceil(needed))


def veto(players: int, holders: Iterable[int]) -> Weighted:
    """Nothing passes without all of these players."""
    necessary = set(holders)
    return Weighted(tuple(int(player in necessary) for player in range(players)), len(necessary))


def armed(game: Weighted, holders: Iterable[int]) -> Weighted:
    """A vote in which some players also have a veto, as one vote: the same as `Both` with their `veto`.

    Each veto is worth so many extra votes that the quota, raised by all of them, is out of reach without it.
    """
    necessary = set(holders)
    extra = sum(game.weights) - game.quota + 1
    weights = tuple(weight + extra * (player in necessary) for player, weight in enumerate(game.weights))
    return Weighted(weights, game.quota + extra * len(necessary))


def coalitions(players: int, minimal: Iterable[Iterable[int]]) -> Either:
    """The rule in which exactly these coalitions, and all larger ones, win."""
    return Either(tuple(veto(players, members) for members in minimal))


def listed(players: int, winning: Iterable[Iterable[int]]) -> Either:
    """The rule whose winning coalitions are listed one by one; a list from which a larger one is missing is refused."""
    sets = {frozenset(members) for members in winning}
    everyone = range(players)
    for members in sets:
        missing = next((member for member in everyone if members | {member} not in sets), None)
        if missing is not None:
            raise ValueError(
                f"{sorted(members)} wins but loses when {missing} joins; a larger coalition must keep what it has"
            )
    return coalitions(players, [one for one in sets if not any(one - {member} in sets for member in one)])


def leaves(game: Game) -> tuple[Weighted, ...]:
    """The votes a rule is made of."""
    if isinstance(game, Weighted):
        return (game,)
    if isinstance(game, Joined):
        return tuple(leaf for part in game.games for leaf in leaves(part))
    raise ValueError(f"{type(game).__name__} is not made of votes")


def _dot(members: NDArray[np.bool_], weights: tuple[int, ...]) -> NDArray[Any]:
    kind = np.int64 if sum(weights) < 2**62 else object
    return np.asarray(members).astype(kind) @ np.array(weights, dtype=kind)


def _number(value: Any) -> Fraction:
    if isinstance(value, float | np.floating):
        if not np.isfinite(value):
            raise ValueError(f"votes must be numbers, found {value}")
        return Fraction(repr(float(value)))
    return Fraction(value.item() if isinstance(value, np.generic) else value)
