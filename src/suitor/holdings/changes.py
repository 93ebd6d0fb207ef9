"""What a bid, an issue or a court changes in a register: each verb takes the interests and gives the changed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Change, replace

from .amounts import Amount, amount, times
from .register import BOARD, Entity, Interest, Pact

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["VERBS", "apply"]

Terms = Mapping[str, Any]
SIZELESS = frozenset({"veto", "asserts", "influences"})
CONTROL = frozenset({"votes", *BOARD, *SIZELESS})
WHAT = {
    "cash": frozenset({"cash"}),
    "votes": frozenset({"votes"}),
    "seats": BOARD,
    "control": CONTROL,
    "all": CONTROL | {"cash", "option", "pledge"},
}


def apply(holdings: Holdings, changes: Iterable[Change]) -> Holdings:
    """The register after a list of changes, in their order."""
    for change in changes:
        if change.verb not in VERBS:
            raise ValueError(f"holdings cannot {change.verb!r}; they can {', '.join(sorted(VERBS))}")
        verb, needed, allowed = VERBS[change.verb]
        missing, unknown = needed - set(change.terms), set(change.terms) - needed - allowed
        if missing or unknown:
            wrong = f"misses {', '.join(sorted(missing))}" if missing else f"does not know {', '.join(sorted(unknown))}"
            raise ValueError(f"{change.verb} {wrong}; it takes {', '.join(sorted(needed | allowed))}")
        holdings = verb(holdings, change.terms)
    return holdings


def transfer(holdings: Holdings, terms: Terms) -> Holdings:
    """Rights in `of` move from one holder, several or "everyone" to another; `share` is the part of each that moves.

    Where the share is drawn, cash moves draw by draw, and votes and seats, which decide control, by its median. A veto
    and other rights without a size move only with the whole.
    """
    company, what, to = terms["of"], terms.get("what", "all"), terms["to"]
    _need(holdings, company)
    if what not in WHAT:
        raise ValueError(f"a transfer moves {', '.join(WHAT)}; found {what!r}")
    givers = _givers(holdings, company, terms["from"], to)
    share = amount(terms.get("share", 1))
    kept: list[Interest] = []
    moved: list[Interest] = []
    kinds = WHAT[what] if isinstance(share, Fraction) and share == 1 else WHAT[what] - SIZELESS
    for held in _apart(holdings, company):
        if held.company != company or held.holder not in givers or held.kind not in kinds:
            kept.append(held)
        else:
            moved.append(replace(held, holder=to, amount=_part(held, share)))
            kept.append(replace(held, amount=_part(held, _less(share))))
    if not moved:
        names = ", ".join(sorted(givers))
        raise ValueError(f"{names} holds no {what} of {company!r} that could be transferred to {to!r}")
    return _with(holdings, [*kept, *moved], to)


def issue(holdings: Holdings, terms: Terms) -> Holdings:
    """New units of `of` dilute everybody pro rata; `cash` and `votes` are what the new units get of the whole.

    They have as many votes as cash unless `votes` says otherwise.
    """
    company, to = terms["of"], terms["to"]
    _need(holdings, company)
    cash = amount(terms.get("cash", 0))
    fresh = {"cash": cash, "votes": _steady(amount(terms.get("votes", cash)))}
    if not any(_some(share) for share in fresh.values()):
        raise ValueError(f"an issue of {company!r} to {to!r} needs a share of cash or of votes")
    kept = [
        replace(held, amount=times(held.amount, _less(fresh[held.kind])))
        if held.company == company and held.kind in fresh
        else held
        for held in _apart(holdings, company)
    ]
    return _with(holdings, [*kept, *(Interest(to, company, kind, share) for kind, share in fresh.items())], to)


def exercise(holdings: Holdings, terms: Terms) -> Holdings:
    """Options on shares of `of`, all or a `holder`'s, become shares; each is stated as a part of the whole afterwards.

    They are exercised together, so that their order does not matter, and dilute everybody else.
    """
    company, holder = terms["of"], terms.get("holder")
    _need(holdings, company)
    options = [
        held
        for held in holdings.interests
        if held.kind == "option" and held.company == company and holder in (None, held.holder)
    ]
    sizes = [held.amount for held in options if isinstance(held.amount, Fraction)]
    if not options or len(sizes) < len(options):
        raise ValueError(f"{holder or 'nobody'} holds no option on {company!r} whose size is one number")
    fresh = sum(sizes, Fraction(0))
    if fresh > 1:
        raise ValueError(f"the options on {company!r} come to more than all of it")
    kept = [
        replace(held, amount=times(held.amount, 1 - fresh))
        if held.company == company and held.kind in ("cash", "votes")
        else held
        for held in _apart(holdings, company)
        if held not in options
    ]
    shares = [replace(held, kind=kind) for held in options for kind in ("cash", "votes")]
    return _with(holdings, [*kept, *shares])


def convert(holdings: Holdings, terms: Terms) -> Holdings:
    """The company gets a new register: whatever was held of it ends, and `stakes` says who holds what instead."""
    company = terms["of"]
    _need(holdings, company)
    kept = [held for held in holdings.interests if held.company != company]
    fresh: list[Interest] = []
    for stake in terms["stakes"]:
        kinds = set(stake) - {"holder"}
        if "holder" not in stake or kinds - {"cash", "votes", "shares", *BOARD, *SIZELESS}:
            raise ValueError(
                f"a stake in {company!r} is a holder with cash, votes, seats, appoints or veto; found {stake}"
            )
        for kind in sorted(kinds):
            value = stake[kind]
            if value is False or value is None:
                continue
            share = None if value is True or kind in SIZELESS else amount(value)
            if share is None or _some(share):
                fresh.append(Interest(stake["holder"], company, kind, share))
    return _with(holdings, [*kept, *fresh], *(stake["holder"] for stake in terms["stakes"]))


def merge(holdings: Holdings, terms: Terms) -> Holdings:
    """A firm is merged into another, which then has all its cash flow and control; what it held of the other ends."""
    firm, into = terms["firm"], terms["into"]
    _need(holdings, firm)
    if firm == into:
        raise ValueError(f"{firm!r} cannot be merged into itself")
    kept = [held for held in holdings.interests if held.company != firm and (held.holder, held.company) != (firm, into)]
    whole = [Interest(into, firm, kind, Fraction(1)) for kind in ("cash", "votes", "appoints")]
    return _with(holdings, [*kept, *whole], into)


def appoint(holdings: Holdings, terms: Terms) -> Holdings:
    """A party may appoint the board of `of`, or a `share` of it; the rights to the board that others had shrink."""
    company, by = terms["of"], terms["by"]
    _need(holdings, company)
    share = _steady(amount(terms.get("share", 1)))
    kept = [
        replace(held, amount=times(held.amount, _less(share)))
        if held.company == company and held.kind in BOARD
        else held
        for held in holdings.interests
    ]
    return _with(holdings, [*kept, Interest(by, company, "appoints", share)], by)


def veto(holdings: Holdings, terms: Terms) -> Holdings:
    """A party's consent becomes necessary in `of`, as with a golden share."""
    _need(holdings, terms["of"])
    held = Interest(terms["by"], terms["of"], "veto", matters=tuple(terms.get("matters", ())))
    return _with(holdings, [*holdings.interests, held], terms["by"])


def divest(holdings: Holdings, terms: Terms) -> Holdings:
    """A holder gives up its rights in `of`, to a named buyer or to holders too dispersed to be recorded."""
    company, to = terms["of"], terms.get("to")
    moves = {"of": company, "what": terms.get("what", "all"), "from": terms["holder"], "share": terms.get("share", 1)}
    if to is not None:
        return transfer(holdings, {**moves, "to": to})
    sink = f"dispersed holders of {company}"
    sold = transfer(holdings, {**moves, "to": sink})
    left = tuple(held for held in sold.interests if held.holder != sink)
    return replace(sold, interests=left, entities=tuple(entity for entity in sold.entities if entity.id != sink))


def pact(holdings: Holdings, terms: Terms) -> Holdings:
    """Holders agree to vote together, in `of` or everywhere."""
    members = tuple(terms["members"])
    if len(members) < 2:
        raise ValueError("a pact needs at least two members")
    for member in members:
        _need(holdings, member)
    agreed = Pact(members, terms.get("of"), terms.get("name", ""))
    return replace(holdings, pacts=(*holdings.pacts, agreed))


VERBS: dict[str, tuple[Callable[[Holdings, Terms], Holdings], frozenset[str], frozenset[str]]] = {
    "transfer": (transfer, frozenset({"of", "from", "to"}), frozenset({"what", "share"})),
    "issue": (issue, frozenset({"of", "to"}), frozenset({"cash", "votes"})),
    "exercise": (exercise, frozenset({"of"}), frozenset({"holder"})),
    "convert": (convert, frozenset({"of", "stakes"}), frozenset()),
    "merge": (merge, frozenset({"firm", "into"}), frozenset()),
    "appoint": (appoint, frozenset({"of", "by"}), frozenset({"share"})),
    "veto": (veto, frozenset({"of", "by"}), frozenset({"matters"})),
    "divest": (divest, frozenset({"of", "holder"}), frozenset({"to", "what", "share"})),
    "pact": (pact, frozenset({"members"}), frozenset({"of", "name"})),
}  # verb: (what it does, the terms it needs, the terms it may have)


def _need(holdings: Holdings, name: str) -> None:
    holdings.entity(name)


def _givers(holdings: Holdings, company: str, named: Any, to: str) -> frozenset[str]:
    if named == "everyone":
        return frozenset(held.holder for held in holdings.interests if held.company == company and held.holder != to)
    givers = frozenset([named] if isinstance(named, str) else named)
    for name in givers:
        _need(holdings, name)
    if to in givers:
        raise ValueError(f"{to!r} cannot transfer rights in {company!r} to itself")
    return givers


def _apart(holdings: Holdings, company: str) -> list[Interest]:
    """The interests, with the company's ordinary shares taken apart into cash and the votes they carry."""
    stated = {held.holder for held in holdings.interests if held.company == company and held.kind == "votes"}
    apart: list[Interest] = []
    for held in holdings.interests:
        if held.company != company or held.kind != "shares":
            apart.append(held)
            continue
        apart.append(replace(held, kind="cash"))
        if held.holder not in stated:
            apart.append(replace(held, kind="votes"))
    return apart


def _part(held: Interest, share: Amount) -> Amount:
    """What a part of an interest comes to."""
    return times(held.amount, share if held.kind == "cash" else _steady(share))


def _steady(share: Amount) -> Amount:
    """One number for a share that is drawn, for rights that decide who controls."""
    return amount(float(np.median(share))) if isinstance(share, np.ndarray) else share


def _less(share: Amount) -> Amount:
    if isinstance(share, Fraction):
        return 1 - share
    if isinstance(share, np.ndarray):
        return 1.0 - share
    raise ValueError("the share that changes hands must be a number or draws; draw a range first")


def _some(share: Amount) -> bool:
    return share is None or bool(np.any(share) if isinstance(share, np.ndarray) else share != 0)


def _with(holdings: Holdings, interests: Iterable[Interest], *named: str) -> Holdings:
    """The register with these interests; a holder it did not know becomes an entity."""
    known = {entity.id for entity in holdings.entities}
    fresh = tuple(Entity(name, kind="unknown") for name in dict.fromkeys(named) if name not in known)
    left = tuple(held for held in interests if isinstance(held.amount, np.ndarray) or _some(held.amount))
    return replace(holdings, interests=left, entities=(*holdings.entities, *fresh))
