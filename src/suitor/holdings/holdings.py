"""Who holds what of whom, and what follows from it: who receives, who decides, whose interests a firm serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

import numpy as np

from suitor._core.records import Array, Change, Stakes, record, replace

from . import changes as _changes
from . import controllers as _controllers
from . import interests as _interests
from .amounts import Amount, Range, between, lowest, plus, sure
from .control import HALF, Say, reaches, say_of
from .ownership import bounds, owners
from .register import BOARD, CASH, VOTES, Entity, Interest, Pact, Rule
from .rights import NONE, Right, capped, check

__all__ = ["Holdings"]


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
            check(kind, right)

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
        within = bounds(low, capped(self.cash), company)
        return {name: between(least, most) for name, (least, most) in within.items()}

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
            {pair: sure(share) for pair, share in self.votes.items()},
            {pair: sure(share) for pair, share in self.board.items()},
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
        """Whether a party's control of a company is "certain", "possible" or "impossible", where shares are ranges."""
        return _controllers.certainty(self, party, company, threshold, strict)

    def _controllers(self, threshold: Fraction, strict: bool) -> dict[str, frozenset[str]]:
        if (threshold, strict) not in self._found:
            self._found[threshold, strict] = _controllers.controllers(self, threshold, strict)
        return self._found[threshold, strict]

    @cached_property
    def _found(self) -> dict[tuple[Fraction, bool], dict[str, frozenset[str]]]:
        return {}

    def _right(self, kinds: frozenset[str], counts: Callable[[Interest], bool] = lambda _: True) -> Right:
        behind = {held.company: held.holder for held in self.interests if held.kind == "nominee"}
        right: Right = {}
        for held in self.interests:
            if held.kind in kinds and counts(held):
                pair = (behind.get(held.holder, held.holder), held.company)
                right[pair] = plus(right[pair], held.amount) if pair in right else held.amount
        return right
