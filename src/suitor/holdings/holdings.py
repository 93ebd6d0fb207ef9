"""Who holds what of whom, and what follows from it: who receives, who decides, whose interests a firm serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

import numpy as np

from suitor._core.records import Array, Change, Stakes, record, replace

from . import changes as _changes
from . import interests as _interests
from .amounts import Amount, Range, decided, highest, lowest, plus
from .control import HALF, NONE, Say, controlled, reaches, say_of
from .ownership import bounds, owners
from .register import BOARD, CASH, VOTES, Entity, Interest, Pact, Rule

__all__ = ["Holdings"]

SLIGHTLY = Fraction(1, 10**15)

Right = dict[tuple[str, str], Amount]  # by (holder, company)


@record
class Holdings:
    """A register of parties, companies and what each holds of the others.

    >>> held = Holdings.of([Interest("Founder", "Parent", "shares", 0.8), Interest("Parent", "Lab", "shares", 0.4)])
    >>> held.cash_flow("Founder", "Lab"), held.ultimate_controller("Parent")
    (Fraction(8, 25), 'Founder')
    """

    entities: tuple[Entity, ...]
    interests: tuple[Interest, ...] = ()
    pacts: tuple[Pact, ...] = ()
    rules: tuple[Rule, ...] = ()
    cross_votes: bool = False  # a subsidiary may vote its parent's shares, which most statutes forbid

    def __post_init__(self) -> None:
        names = [entity.id for entity in self.entities]
        twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if twice:
            raise ValueError(f"each entity needs an id of its own; {', '.join(twice)} stands more than once")
        known = set(names)
        used = {name for held in self.interests for name in (held.holder, held.company)}
        used |= {name for pact in self.pacts for name in pact.members} | {rule.company for rule in self.rules}
        if used - known:
            raise ValueError(f"interests name entities that are not listed: {', '.join(sorted(used - known))}")
        for kind, right in (("cash", self.cash), ("votes", self.votes), ("board", self.board)):
            _check_columns(kind, right)

    @classmethod
    def of(cls, interests: Iterable[Interest], entities: Iterable[Entity] = (), pacts: Iterable[Pact] = ()) -> Holdings:
        """A register in which whoever is only named is taken for a company if it is held, otherwise for unknown."""
        held, listed, agreed = tuple(interests), tuple(entities), tuple(pacts)
        known = {entity.id for entity in listed}
        companies = {interest.company for interest in held}
        named = dict.fromkeys(
            [name for interest in held for name in (interest.holder, interest.company)]
            + [name for pact in agreed for name in pact.members]
        )
        added = (
            Entity(name, kind="company" if name in companies else "unknown") for name in named if name not in known
        )
        return cls((*listed, *added), held, agreed)

    def apply(self, changes: Iterable[Change]) -> Holdings:
        """The register after a list of changes, in their order; this one stays as it was."""
        return _changes.apply(self, changes)

    def weigh(
        self,
        firms: tuple[str, ...],
        care: Mapping[str, float | Array] | None = None,
        marginal: Mapping[tuple[str, str], float | Array] | None = None,
        split: str = "votes",
    ) -> Stakes:
        """Whose interests each firm serves; see `interests.weigh`."""
        return _interests.weigh(self, firms, care or {}, marginal or {}, split)

    def on(self, day: str) -> Holdings:
        """The register as it stood on a day, written 2025-02-10."""
        return replace(self, interests=tuple(held for held in self.interests if held.holds_on(day)))

    def entity(self, name: str) -> Entity:
        """The entity with this id."""
        if name not in self._named:
            some = ", ".join(list(self._named)[:20])
            raise ValueError(
                f"no entity {name!r} in the holdings; there are {some}{'' if len(self._named) <= 20 else ', ...'}"
            )
        return self._named[name]

    @cached_property
    def _named(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def cash(self) -> Right:
        """Direct shares of cash flow."""
        return self._right(CASH)

    @cached_property
    def votes(self) -> Right:
        """Direct shares of votes; where votes are stated for a holder, they stand for those its shares carry."""
        stated = {(held.holder, held.company) for held in self.interests if held.kind == "votes"}
        return self._right(VOTES, lambda held: held.kind == "votes" or (held.holder, held.company) not in stated)

    @cached_property
    def board(self) -> Right:
        """Shares of the board filled by right."""
        return self._right(BOARD)

    def cash_flow(self, owner: str, company: str) -> Amount:
        """What the owner receives of a dollar of the company's profit, directly and through others."""
        return self.owners(company).get(owner, NONE)

    def owners(self, company: str) -> dict[str, Amount]:
        """Everybody who receives a part of the company's profit, directly or through others.

        Exact shares give exact rights; ranges and shares not known give ranges; drawn shares give draws.
        """
        self.entity(company)
        if any(isinstance(share, np.ndarray) for share in self.cash.values()):
            return _interests.drawn_owners(self.cash, company)
        low = {pair: lowest(share) for pair, share in self.cash.items()}
        if all(isinstance(share, Fraction) for share in self.cash.values()):
            return dict(owners(low, company))
        within = bounds(low, _capped(self.cash), company)
        return {name: _between(least, most) for name, (least, most) in within.items()}

    def controllers(self, company: str, threshold: Fraction = HALF, strict: bool = True) -> tuple[str, ...]:
        """Everyone who controls the company: parties, companies above it and pacts.

        Control by votes needs more than `threshold`, or at least that much where `strict` is False. A group that nobody
        leads, such as small shareholders in one row of a file, has agreed on nothing and controls nothing.
        """
        self.entity(company)
        return tuple(sorted(self._controllers(threshold, strict).get(company, frozenset())))

    def ultimate_controllers(self, company: str, threshold: Fraction = HALF, strict: bool = True) -> tuple[str, ...]:
        """The controllers that nobody else controls; several only if control is joint."""
        above = self._controllers(threshold, strict)
        heads = (
            name
            for name in self.controllers(company, threshold, strict)
            if all(name in above.get(over, ()) for over in above.get(name, ()))
        )
        return tuple(heads)

    def ultimate_controller(self, company: str, threshold: Fraction = HALF, strict: bool = True) -> str | None:
        """Who controls the company in the end, or None if nobody does alone."""
        heads = self.ultimate_controllers(company, threshold, strict)
        return heads[0] if len(heads) == 1 else None

    def wedge(self, company: str) -> Amount:
        """What the ultimate controller decides over less what it receives: 1 - its share of cash flow."""
        head = self.ultimate_controller(company)
        if head is None:
            raise ValueError(f"nobody controls {company!r} alone, so there is no wedge between control and cash flow")
        members = next((pact.members for pact in self.pacts if pact.label == head), (head,))
        received: Amount = NONE
        for member in members:
            received = plus(received, self.cash_flow(member, company))
        if isinstance(received, Range):
            return Range(1 - received.high, 1 - received.low, received.open_high, received.open_low)
        return None if received is None else 1 - received

    @cached_property
    def says(self) -> dict[str, Say]:
        """Who can decide what in each company.

        Votes that a company or, unless `cross_votes`, its subsidiaries hold in itself are suspended.
        """
        raw = say_of(
            {pair: _certain(share) for pair, share in self.votes.items()},
            {pair: _certain(share) for pair, share in self.board.items()},
            [(held.holder, held.company) for held in self.interests if held.kind == "asserts"],
            [(held.holder, held.company) for held in self.interests if held.kind == "influences"],
        )
        needs = {rule.company: (rule.share, not rule.at_least) for rule in self.rules if rule.matter == "board"}
        raw = {company: replace(say.without({company}), majority=needs.get(company)) for company, say in raw.items()}
        if self.cross_votes:
            return raw
        below = reaches(raw, {company: (company,) for company in raw})
        return {company: say.without(below[company]) for company, say in raw.items()}

    def certainty(self, party: str, company: str, threshold: Fraction = HALF, strict: bool = True) -> str:
        """Whether a party's control of a company is "certain", "possible" or "impossible", where shares are ranges.

        Certain: it holds even if the party and its companies have the least they may. Possible: it holds if they have
        the most they may and everyone else the least.
        """
        if company in controlled(self.says, {party}, threshold, strict):
            return "certain"
        bloc = {party}
        while True:
            others = [name for name in self.says if name not in bloc]
            reached = [name for name in others if self._at_best(bloc, name).carried(bloc, threshold, strict)]
            if not reached:
                return "possible" if company in bloc else "impossible"
            bloc.update(reached)

    def _at_best(self, bloc: set[str], company: str) -> Say:
        """The company's say if the bloc, taken as one, has the most it may have and everyone else the least."""
        one = min(bloc)

        def most(right: Right) -> dict[str, Fraction]:
            held = {holder: share for (holder, target), share in right.items() if target == company}
            low = {holder: _certain(share) for holder, share in held.items() if holder not in bloc}
            upper = sum((_at_most(share) for holder, share in held.items() if holder in bloc), NONE)
            return {**low, one: min(upper, 1 - sum(low.values(), NONE))}

        return replace(self.says[company], votes=most(self.votes), board=most(self.board))

    def _controllers(self, threshold: Fraction, strict: bool) -> dict[str, frozenset[str]]:
        if (threshold, strict) not in self._found:
            crowds = {one.id for one in self.entities if one.kind == "group" and one.id not in self.says}
            parties = {held.holder: (held.holder,) for held in self.interests if held.holder not in crowds}
            found: dict[str, set[str]] = {}
            for party, companies in reaches(self.says, parties, threshold, strict).items():
                for company in companies:
                    found.setdefault(company, set()).add(party)
            for pact in self.pacts:
                for company in self._pact_controls(pact, threshold, strict):
                    if not found.get(company, set()) & set(pact.members):
                        found.setdefault(company, set()).add(pact.label)
            self._found[threshold, strict] = {company: frozenset(names) for company, names in found.items()}
        return self._found[threshold, strict]

    @cached_property
    def _found(self) -> dict[tuple[Fraction, bool], dict[str, frozenset[str]]]:
        return {}

    def _pact_controls(self, pact: Pact, threshold: Fraction, strict: bool) -> frozenset[str]:
        if pact.company is None:
            return controlled(self.says, pact.members, threshold, strict)
        bloc = set(pact.members)
        for member in pact.members:
            bloc |= controlled(self.says, {member}, threshold, strict)
        say = self.says.get(pact.company)
        if say is None or not say.carried(bloc, threshold, strict):
            return frozenset()
        return controlled(self.says, {pact.company}, threshold, strict) | {pact.company}

    def _right(self, kinds: frozenset[str], counts: Callable[[Interest], bool] = lambda _: True) -> Right:
        behind = {held.company: held.holder for held in self.interests if held.kind == "nominee"}
        right: Right = {}
        for held in self.interests:
            if held.kind in kinds and counts(held):
                pair = (behind.get(held.holder, held.holder), held.company)
                right[pair] = plus(right[pair], held.amount) if pair in right else held.amount
        return right


def _certain(share: Amount) -> Fraction:
    if isinstance(share, np.ndarray):
        raise ValueError("votes and board rights decide control and so cannot be drawn; give a share or a range")
    bound = decided(share)
    # "More than 50%" is above 50% by some amount, however small.
    return bound.low + (SLIGHTLY if bound.open_low else 0)


def _at_most(share: Amount) -> Fraction:
    bound = decided(share)
    return bound.high - (SLIGHTLY if bound.open_high else 0)


def _between(low: Fraction, high: Fraction) -> Amount:
    return low if low == high else Range(low, high)


def _capped(right: Right) -> dict[tuple[str, str], Fraction]:
    """The most each can hold, given the least that the others do."""
    least: dict[str, Fraction] = {}
    for (_, company), share in right.items():
        least[company] = least.get(company, NONE) + lowest(share)
    return {
        (holder, company): min(highest(share), 1 - least[company] + lowest(share))
        for (holder, company), share in right.items()
    }


def _check_columns(kind: str, right: Right) -> None:
    columns: dict[str, dict[str, Amount]] = {}
    for (holder, company), share in right.items():
        columns.setdefault(company, {})[holder] = share
    for company, held in columns.items():
        drawn = any(isinstance(share, np.ndarray) for share in held.values())
        total = (
            np.max(sum(_plain(share) for share in held.values())) if drawn else sum(map(lowest, held.values()), NONE)
        )
        if total > (1 + 1e-9 if drawn else 1):
            parts = ", ".join(f"{holder}: {_percent(lowest(share))}" for holder, share in held.items())
            raise ValueError(
                f"{kind} stakes in {company!r} sum to {_percent(total)} ({parts}). Were share classes mixed, or direct "
                "and indirect statements counted twice?"
            )


def _plain(share: Amount) -> float | Array:
    return share if isinstance(share, np.ndarray) else float(lowest(share))


def _percent(share: Fraction | float) -> str:
    return f"{100 * float(share):.6g}%"
