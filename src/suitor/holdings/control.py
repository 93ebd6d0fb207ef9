"""Who decides: majorities through chains, the right to appoint the board, and pacts, decided in exact arithmetic.

A party's say in a company is the board seats it fills by right and, if it has the votes to win an election, the rest
of the board. A party x controls z once K, it and all the companies it controls, can fill more than half of the board:

    board(K, z) + (1 - all seats filled by right) [votes(K, z) > threshold]  >  1/2

which with no seats filled by right is the usual rule of company control by votes.
Ceri, Gottlob & Tanca (1990), "Logic Programming and Databases"; Magnanimi & Iezzi (2022).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from suitor._core.records import record, replace

from .rights import NONE, by_company

__all__ = ["HALF", "Say", "controlled", "reaches", "say_of"]

HALF = Fraction(1, 2)


@record
class Say:
    """Who can decide what in one company."""

    votes: Mapping[str, Fraction]  # share of all votes
    board: Mapping[str, Fraction]  # share of the board each may fill by right
    asserted: tuple[str, ...] = ()  # said to control by contract or law, without a number
    influence: tuple[str, ...] = ()  # said to influence or control; counts where nothing else is recorded
    majority: tuple[Fraction, bool] | None = None  # to elect the board, and whether it must be exceeded

    @property
    def elected(self) -> Fraction:
        """The share of the board that the votes elect."""
        return max(NONE, 1 - sum(self.board.values(), NONE))

    @property
    def recorded(self) -> bool:
        """Somebody is recorded as having a say."""
        return bool(self.asserted or self.influence) or any(self.votes.values()) or any(self.board.values())

    def without(self, silenced: Iterable[str]) -> Say:
        """The same company when some holders may not vote; the other votes count for more."""
        silent = set(silenced)
        left = 1 - sum((self.votes.get(name, NONE) for name in silent), NONE)
        if left == 1 or left <= 0:
            return self
        votes = {name: share / left for name, share in self.votes.items() if name not in silent}
        return replace(self, votes=votes)

    def carried(self, bloc: Iterable[str], threshold: Fraction = HALF, strict: bool = True) -> bool:
        """Whether a bloc that votes together decides; a rule of the company's own stands before `threshold`."""
        together = set(bloc)
        if self.asserted:
            return any(name in together for name in self.asserted)
        if self.influence and not any(self.votes.values()) and not any(self.board.values()):
            return together.issuperset(self.influence)
        votes = sum((share for name, share in self.votes.items() if name in together), NONE)
        board = sum((share for name, share in self.board.items() if name in together), NONE)
        share, beaten = self.majority or (threshold, strict)
        wins = votes > share if beaten else votes >= share
        seats = board + self.elected * wins
        return seats > HALF or (not strict and seats >= HALF)


def say_of(
    votes: Mapping[tuple[str, str], Fraction],
    board: Mapping[tuple[str, str], Fraction],
    asserted: Iterable[tuple[str, str]] = (),
    influence: Iterable[tuple[str, str]] = (),
) -> dict[str, Say]:
    """The say in each company, from rights by (holder, company)."""
    voting, seating = by_company(votes), by_company(board)
    asserting = by_company(dict.fromkeys(asserted, NONE))
    influencing = by_company(dict.fromkeys(influence, NONE))
    return {
        company: Say(
            voting.get(company, {}),
            seating.get(company, {}),
            tuple(asserting.get(company, ())),
            tuple(influencing.get(company, ())),
        )
        for company in dict.fromkeys([*voting, *seating, *asserting, *influencing])
    }


def controlled(
    says: Mapping[str, Say], party: Iterable[str], threshold: Fraction = HALF, strict: bool = True
) -> frozenset[str]:
    """Every company that a party, or several acting together, controls: the least fixpoint of the rule."""
    return _reach(says, _touched(says), party, threshold, strict)


def reaches(
    says: Mapping[str, Say], parties: Mapping[str, Iterable[str]], threshold: Fraction = HALF, strict: bool = True
) -> dict[str, frozenset[str]]:
    """What each party controls, a party being one name or several acting together."""
    touched = _touched(says)
    return {party: _reach(says, touched, members, threshold, strict) for party, members in parties.items()}


def _touched(says: Mapping[str, Say]) -> dict[str, list[str]]:
    """The companies in which each holder has a say."""
    touched: dict[str, list[str]] = {}
    for company, say in says.items():
        for holder in {*say.votes, *say.board, *say.asserted, *say.influence}:
            touched.setdefault(holder, []).append(company)
    return touched


def _reach(
    says: Mapping[str, Say], touched: Mapping[str, list[str]], party: Iterable[str], threshold: Fraction, strict: bool
) -> frozenset[str]:
    bloc = set(party)
    start = frozenset(bloc)
    queue = list(bloc)
    while queue:
        for company in touched.get(queue.pop(), ()):
            if company not in bloc and says[company].carried(bloc, threshold, strict):
                bloc.add(company)
                queue.append(company)
    return frozenset(bloc - start)
