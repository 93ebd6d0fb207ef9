"""Who can be what in a bid: nobody buys, sells, merges with or owns itself, and nobody passes on what it does not hold.

Each rule looks at the plain values and passes over what is not as it should be; its section says that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .look import changes, ends_of, items, section
from .tree import Loc

__all__ = ["Odd", "roles"]

WHOLE = 1 - 1e-6  # a share that leaves nothing for anybody else
RIGHTS = {  # what a transfer moves, in the words of a stake
    "cash": {"cash"},
    "votes": {"votes"},
    "seats": {"seats", "appoints"},
    "control": {"votes", "seats", "appoints", "veto"},
    "all": {"cash", "votes", "seats", "appoints", "veto"},
}


class Odd(NamedTuple):
    """A value that does not go with the rest of the file."""

    loc: Loc
    kind: str
    found: str | None = None
    terms: dict[str, str] = {}


def roles(data: dict[str, Any]) -> Iterator[Odd]:
    """Every part that somebody in the file cannot play."""
    yield from sides(data)
    yield from endings(data)
    yield from owners(data)
    for _, scenario in items(data, "scenarios"):
        yield from passed_on(data, scenario)
    for loc, change in changes(data):
        yield from merged(data, (*loc, "merge"), section(change, "merge"))


def sides(data: dict[str, Any]) -> Iterator[Odd]:
    """A bidder that bids for itself or buys from itself, and a target that is not where the file needs it."""
    bid = section(data, "bid")
    bidder, target, seller = (bid.get(role) for role in ("bidder", "target", "seller"))
    if bidder and bidder == target:
        yield Odd(("bid", "bidder"), "not_target", str(bidder))
    if bidder and bidder == seller:
        yield Odd(("bid", "seller"), "not_bidder", str(seller))
    products, labs = (list(items(data, *keys)) for keys in (("market", "products"), ("race", "labs")))
    for listed, kind in ((products, "sells_something"), (labs, "races")):
        names = [each.get(role) for role in ("firm", "supplier") for _, each in listed]
        firms = list(dict.fromkeys(str(name) for name in names if name is not None))
        if target and firms and target not in firms:
            yield Odd(("bid", "target"), kind, str(target), {"known": ", ".join(firms)})


def endings(data: dict[str, Any]) -> Iterator[Odd]:
    """Not one scenario for today, or none for a bid that is accepted."""
    listed = list(items(data, "scenarios"))
    follows = [scenario.get("follows") for _, scenario in listed]
    if not listed or any(each not in ("today", "accepted", "refused") for each in follows):
        return  # its section says so
    now = [loc for (loc, _), each in zip(listed, follows) if each == "today"]
    if len(now) != 1:
        yield Odd((*now[1], "follows") if now else ("scenarios",), "one_today", "today" if now else None)
    if "accepted" not in follows:
        yield Odd(("scenarios",), "some_accepted")


def owners(data: dict[str, Any]) -> Iterator[Odd]:
    """Stakes of a party in itself, and companies that nobody outside their own circle owns."""
    held: dict[str, dict[str, float]] = {}
    place: dict[str, Loc] = {}
    for loc, stake in items(data, "stakes"):
        holder, company = str(stake.get("holder")), str(stake.get("of"))
        if holder == company:
            yield Odd((*loc, "of"), "of_another", company)
        elif ends := ends_of(stake.get("cash")):
            held.setdefault(company, {})[holder] = ends[0]
            place.setdefault(company, (*loc, "cash"))
    ring = {company for company, shares in held.items() if sum(shares.values()) >= WHOLE}
    while reached := {each for each in ring if any(held[each][by] > 0 for by in held[each].keys() - ring)}:
        ring -= reached
    if ring:
        first = next(company for company in held if company in ring)
        yield Odd(place[first], "owned_outside", None, {"known": ", ".join(each for each in held if each in ring)})


def passed_on(data: dict[str, Any], scenario: dict[str, Any]) -> Iterator[Odd]:
    """Transfers and sales by somebody that, by then, holds nothing of the kind."""
    rights = rights_today(data)
    where = next(loc for loc, each in items(data, "scenarios") if each is scenario)
    for below, change in items(scenario, "changes"):
        for verb, giver in (("transfer", "from"), ("divest", "holder")):
            terms = section(change, verb)
            key = (str(terms.get(giver)), str(terms.get("of")))
            what = RIGHTS.get(str(terms.get("what", "all")))
            if what and terms.get(giver) and terms.get("of") and not rights.get(key, set()) & what:
                known = ", ".join(by for (by, of), kinds in rights.items() if of == key[1] and kinds & what)
                terms = {"of": key[1], "known": known or "–"}
                yield Odd((*where, *below, verb, giver), "holds_something", key[0], terms)
        follow(rights, change)


def rights_today(data: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Which rights everybody has in every company, before any change."""
    rights: dict[tuple[str, str], set[str]] = {}
    for _, stake in items(data, "stakes"):
        kinds = {kind for kind in RIGHTS["all"] if stake.get(kind)} | ({"cash"} if stake.get("units") else set())
        rights.setdefault((str(stake.get("holder")), str(stake.get("of"))), set()).update(kinds)
    company = str(section(data, "claims").get("of"))
    paid = {str(holder) for _, tier in items(data, "claims", "tiers") for holder in section(tier, "split")}
    paid |= {str(each.get("holder")) for _, each in items(data, "claims", "classes")}
    for holder in paid:
        rights.setdefault((holder, company), set()).add("cash")
    return rights


def follow(rights: dict[tuple[str, str], set[str]], change: dict[str, Any]) -> None:
    """Who has which rights after a change, as far as a later change can tell."""
    given, merge, convert = (section(change, verb) for verb in ("issue", "merge", "convert"))
    moved, named = section(change, "transfer"), section(change, "appoint")
    company = str(convert.get("of") or merge.get("firm"))
    if convert or merge:
        for key in [key for key in rights if key[1] == company]:
            del rights[key]
    for _, stake in items(convert, "stakes"):
        rights[str(stake.get("holder")), company] = {kind for kind in RIGHTS["all"] if stake.get(kind)}
    for by, of, kinds in (
        (merge.get("into"), company, RIGHTS["all"]),
        (given.get("to"), given.get("of"), RIGHTS["cash"] | RIGHTS["votes"]),
        (moved.get("to"), moved.get("of"), RIGHTS.get(str(moved.get("what")), set())),
        (named.get("by"), named.get("of"), RIGHTS["seats"]),
    ):
        rights.setdefault((str(by), str(of)), set()).update(kinds)


def merged(data: dict[str, Any], loc: Loc, terms: dict[str, Any]) -> Iterator[Odd]:
    """A merger of a firm with itself, or of or into something that is no firm."""
    firm, into = terms.get("firm"), terms.get("into")
    if firm and firm == into:
        yield Odd((*loc, "into"), "other_firm", str(into))
        return
    products = [product for _, product in items(data, "market", "products")]
    sellers = {str(product.get(role)) for product in products for role in ("firm", "supplier")}
    kinds = {str(party.get("id")): party.get("kind") for _, party in items(data, "parties")}
    known = [party for party, kind in kinds.items() if party in sellers or kind == "company"]
    for role, party in (("firm", firm), ("into", into)):
        if party in kinds and party not in known:
            yield Odd((*loc, role), "firm_or_company", str(party), {"known": ", ".join(known)})
