"""How much power the votes of one company give its holders: blocs that vote together, vetoes, pacts and the float."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from suitor._core.records import Array

from .coalitions import blocking, minimal_winning
from .control import HALF, Say
from .games import Weighted, armed, majority
from .power import banzhaf, shapley_shubik
from .unions import banzhaf_owen, owen

if TYPE_CHECKING:
    from .holdings import Holdings
    from .register import Interest

__all__ = ["FLOAT", "blockers", "by_head", "has_votes", "needed", "passers", "split_power", "vote", "vote_power"]

FLOAT = "other holders"
FINEST = 500_001  # votes that are added up one by one: basis points beside a crowd of a hundred
CROWD = 100  # equal holders who stand for the votes nobody is recorded as holding


def vote(
    holdings: Holdings,
    company: str,
    threshold: Fraction = HALF,
    strict: bool = True,
    crowd: int = CROWD,
    matter: str = "",
) -> tuple[tuple[str, ...], Weighted]:
    """The voters of a company, and what it takes to win: holders under one controller vote together.

    Votes nobody is recorded as holding are `crowd` equal small holders, last in the list; with one they are a single
    block, the worst case for everyone else; with none they stay away, and the majority is one of recorded votes. Votes
    too fine to be added up one by one are rounded to basis points. On a `matter` the company's rule for it holds, and
    of the vetoes those that reach it.
    """
    threshold, strict = needed(holdings, company, matter, threshold, strict)
    say = holdings.says.get(company, Say({}, {}))
    bloc = by_head(holdings, say.votes)
    if not any(bloc.values()):
        raise ValueError(f"no votes of {company!r} are recorded, so there is nothing to measure the power of")
    holders = [held.holder for held in holdings.interests if held.company == company and _reaches(held, matter)]
    for holder in holders:
        bloc.setdefault(holdings.ultimate_controller(holder) or holder, Fraction(0))
    rest = 1 - sum(bloc.values())
    small = [rest / crowd] * crowd if rest and crowd else []
    players = (*bloc, *[FLOAT] * len(small))
    game = majority([*bloc.values(), *small], threshold, strict)
    if crowd != 1 and game.quota > FINEST:
        game = majority(_rounded([*bloc.values()], threshold, crowd if small else 0), threshold, strict)
    vetoes = {players.index(holdings.ultimate_controller(holder) or holder) for holder in holders}
    return players, armed(game, vetoes) if vetoes else game


def has_votes(holdings: Holdings, company: str) -> bool:
    """Whether anybody is recorded as having a vote in a company: only then can power be measured."""
    return company in holdings.says and any(holdings.says[company].votes.values())


def vote_power(
    holdings: Holdings,
    company: str,
    index: str = "banzhaf",
    threshold: Fraction = HALF,
    strict: bool = True,
    crowd: int = CROWD,
    matter: str = "",
) -> dict[str, float]:
    """Each holder's power in a company's vote, "banzhaf" (normalised) or "shapley_shubik"; pacts keep together.

    Banzhaf reflects blocks better in single companies (Leech 2002); Shapley-Shubik adds up across them.
    """
    players, game = vote(holdings, company, threshold, strict, crowd, matter)
    unions = [
        [players.index(member) for member in pact.members if member in players]
        for pact in holdings.pacts
        if pact.company in (None, company)
    ]
    unions = [union for union in unions if len(union) > 1]
    if index == "banzhaf":
        power = banzhaf_owen(game, unions) if unions else banzhaf(game)
        power = power / power.sum()
    elif index == "shapley_shubik":
        power = owen(game, unions) if unions else shapley_shubik(game)
    else:
        raise ValueError(f"power is 'banzhaf' or 'shapley_shubik'; found {index!r}")
    return _named(players, power)


def _rounded(shares: list[Fraction], threshold: Fraction, crowd: int) -> list[int]:
    """Votes in basis points, those of the crowd included; what is above the threshold stays above it."""
    least = int(threshold * 10_000) + 1
    points = [max(round(10_000 * share), least) if share > threshold else round(10_000 * share) for share in shares]
    return [point * max(crowd, 1) for point in points] + [max(10_000 - sum(points), 0)] * crowd


def by_head(holdings: Holdings, shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Shares added up by who ultimately controls their holders."""
    blocs: dict[str, Fraction] = {}
    for holder, share in shares.items():
        head = holdings.ultimate_controller(holder) or holder
        blocs[head] = blocs.get(head, Fraction(0)) + share
    return blocs


def split_power(votes: Mapping[str, Fraction], index: str) -> dict[str, float]:
    """The power of blocs of votes when the rest is a crowd of small holders, whose own power is left out."""
    rest = 1 - sum(votes.values())
    small = [rest / CROWD] * CROWD if rest else []
    game = majority([*votes.values(), *small])
    measure = {"banzhaf": banzhaf, "shapley_shubik": shapley_shubik}.get(index)
    if measure is None:
        raise ValueError(f"power is split by 'votes', 'banzhaf' or 'shapley_shubik'; found {index!r}")
    return {head: float(share) for head, share in zip(votes, measure(game), strict=False)}


def needed(
    holdings: Holdings, company: str, matter: str, threshold: Fraction = HALF, strict: bool = True
) -> tuple[Fraction, bool]:
    """The majority a matter needs and whether it must be exceeded: the company's own rule, or the one given."""
    own = [rule for rule in holdings.rules if rule.company == company and rule.matter == matter]
    return (own[0].share, not own[0].at_least) if own else (threshold, strict)


def passers(
    holdings: Holdings, company: str, threshold: Fraction = HALF, strict: bool = True, matter: str = ""
) -> list[tuple[str, ...]]:
    """The smallest groups that can pass a decision, the float counted as one."""
    players, game = vote(holdings, company, threshold, strict, 1, matter)
    return [tuple(players[place] for place in sorted(members)) for members in minimal_winning(game)]


def blockers(
    holdings: Holdings, company: str, threshold: Fraction = HALF, strict: bool = True, matter: str = ""
) -> list[tuple[str, ...]]:
    """The smallest groups without whom nothing passes, the float counted as one."""
    players, game = vote(holdings, company, threshold, strict, 1, matter)
    return [tuple(players[place] for place in sorted(members)) for members in blocking(game)]


def _reaches(held: Interest, matter: str) -> bool:
    """A veto that reaches a matter: one over everything, or over this; asked of nothing in particular, any does."""
    return held.kind == "veto" and (not matter or not held.matters or matter in held.matters)


def _named(players: tuple[str, ...], power: Array) -> dict[str, float]:
    named: dict[str, float] = {}
    for player, share in zip(players, power, strict=True):
        named[player] = named.get(player, 0.0) + float(share)
    return named
