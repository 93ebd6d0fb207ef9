"""Rules that hold between the parts of a file: no name twice, weights that sum to one, gates that can open.

Each looks at the plain values and passes over what is not as it should be; its section says that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from .._core.records import replace
from .fitting import ROUNDING
from .look import changes, ends_of, gates, items, ring_from, section
from .problems import Problem, nearest
from .records import DealFile, Section
from .roles import roles
from .tree import Loc, Tree, spell
from .walk import fields_of, kind_of, label

__all__ = ["checks"]

PER_SCENARIO = re.compile(r"race\.|financials\.(value|rate)$|parties\[[^\]]+\]\.users$")


def checks(tree: Tree, name: str, settable: Mapping[str, str]) -> Iterator[Problem]:
    """Everything that is wrong, or worth knowing, between the parts of the file."""

    def problem(loc: Loc, kind: str, found: str | None, way_out: str | None = None, **terms: str) -> Problem:
        mark = tree.mark(loc)
        return Problem(name, mark.line, mark.column, spell(loc), kind, found, way_out, terms)

    data = tree.data
    for loc, first, said in twins(DealFile, data):
        yield problem(loc, "unique", said, line=str(tree.mark(first).line))
    for loc, party, said in namesakes(data):
        yield problem(loc, "own_name", said, line=str(tree.mark(party).line), name=f"{said}_wins")
    for loc, total in sums(data):
        yield problem(loc, "whole", f"{total:.4%}")
    for loc, said in paid_twice(data):
        yield problem(loc, "by_claims", said)
    for loc, right, total in overfull(data):
        yield problem(loc, "at_most_whole", f"{total:.4%}", right=right)
    for loc, ring in circles(data):
        yield problem(loc, "open", " → ".join(ring))
    for loc, path in unknown_paths(data, settable):
        meant = nearest(path, settable)
        yield problem(loc, "path", path, "meant" if meant else None, meant=meant or "")
    for loc, path in fixed_paths(data, settable):
        yield problem(loc, "per_scenario", path)
    for odd in roles(data):
        yield problem(odd.loc, odd.kind, odd.found, **odd.terms)
    for loc, scenario in already_accepted(data):
        yield problem(loc, "refusal", scenario)
    bid, financials, race = (section(data, key) for key in ("bid", "financials", "race"))
    if bid.get("per") == "share" and financials and financials.get("shares") is None:
        yield problem(("financials",), "shares", None)
    if isinstance(bid, dict) and "trading" in data and bid.get("per", "share") != "share":
        yield problem(("bid", "per"), "listed", str(bid["per"]))
    end, start = race.get("end"), data.get("base_year")
    if isinstance(end, int) and isinstance(start, int) and end <= start:
        yield problem(("race", "end"), "later_year", str(end), start=str(start))
    if landless(data):
        yield replace(problem(("bid", "seller"), "seller_stake", str(bid.get("seller"))), severity="note")
    for source in uncited(data):
        yield replace(problem(("sources", source), "cited", source), severity="note")


def landless(data: dict[str, Any]) -> bool:
    """A nonprofit would sell what the file does not say that it holds."""
    seller, target = (str(section(data, "bid").get(role)) for role in ("seller", "target"))
    kinds = {str(party.get("id")): party.get("kind") for _, party in items(data, "parties")}
    held = [stake for _, stake in items(data, "stakes") if (stake.get("holder"), stake.get("of")) == (seller, target)]
    paid = any(stake.get("cash") is not None for stake in held)
    tiers = [tier.get("split") for _, tier in items(data, "claims", "tiers")]
    paid |= any(isinstance(split, dict) and seller in split for split in tiers)
    paid |= any(each.get("holder") == seller for _, each in items(data, "claims", "classes"))
    return kinds.get(seller) == "nonprofit" and not paid


def uncited(data: dict[str, Any]) -> list[str]:
    """Sources that nothing in the file cites."""
    used = set(cited(data))
    return [name for name in section(data, "sources") if name not in used]


def cited(value: Any) -> Iterator[str]:
    """Every source that is cited at or below a value."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "source" and isinstance(item, str):
            yield item
        yield from cited(item)


def twins(kind: Any, value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Loc, str]]:
    """Items of a list that share a name: the later, the first and the name."""
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(value, dict):
        for name, field in fields_of(kind).items():
            yield from twins(kind_of(field.annotation, tuple(field.metadata)), value.get(name), (*loc, name))
    elif get_origin(kind) is tuple and isinstance(value, list):
        inner, seen = kind_of(get_args(kind)[0]), dict[str, Loc]()
        for index, item in enumerate(value):
            yield from twins(inner, item, (*loc, index))
            named = label(inner, item, index)
            if named in seen:
                yield (*loc, index), seen[named], named
            seen.setdefault(named, (*loc, index))


def namesakes(data: dict[str, Any]) -> Iterator[tuple[Loc, Loc, str]]:
    """Scenarios that go by a party's id, which an answer could not tell apart: the scenario, the party, the id."""
    parties = {party.get("id"): loc for loc, party in items(data, "parties")}
    for loc, scenario in items(data, "scenarios"):
        named = scenario.get("id")
        if isinstance(named, str) and named in parties:
            yield (*loc, "id"), parties[named], named


def sums(data: dict[str, Any]) -> Iterator[tuple[Loc, float]]:
    """Shares that should make a whole and do not: the alternative's weights, and the split of each tier."""
    wholes: dict[Loc, list[Any]] = {("alternative",): [item.get("weight") for _, item in items(data, "alternative")]}
    for loc, tier in items(data, "claims", "tiers"):
        split = tier.get("split")
        wholes[*loc, "split"] = list(split.values()) if isinstance(split, dict) else []
    for loc, shares in wholes.items():
        ends = [each for share in shares if (each := ends_of(share))]
        total = sum(low + high for low, high in ends) / 2
        if shares and len(ends) == len(shares) and abs(total - 1) > ROUNDING:
            yield loc, total


def paid_twice(data: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Cash of a stake in the company whose cash the claims divide already, and how it is written."""
    company = section(data, "claims").get("of")
    for loc, stake in items(data, "stakes"):
        ends = ends_of(stake.get("cash")) if company is not None and stake.get("of") == company else None
        if ends and ends[1] > 0:
            yield (*loc, "cash"), str(stake["cash"])


def overfull(data: dict[str, Any]) -> Iterator[tuple[Loc, str, float]]:
    """Stakes in one company that come to more than all of it, even at the low end of each range."""
    totals: dict[tuple[Loc | str, str], float] = {}
    for company, loc, stake in stakes(data):
        for right in ("cash", "votes", "seats"):
            ends = ends_of(stake.get(right)) or (0.0, 0.0)
            whole = 1.0 if right == "seats" and stake.get("appoints") is True else 0.0
            before = totals.get((company, right), 0.0)
            totals[company, right] = before + ends[0] + whole
            if before <= 1 + ROUNDING < totals[company, right]:
                yield (*loc, right), right, totals[company, right]


def stakes(data: dict[str, Any]) -> Iterator[tuple[Loc | str, Loc, dict[str, Any]]]:
    """Every stake with the company that it is in, or the conversion that makes it."""
    for loc, stake in items(data, "stakes"):
        yield str(stake.get("of")), loc, stake
    for loc, change in changes(data):
        for below, stake in items(change, "convert", "stakes"):
            yield loc, (*loc, *below), stake


def circles(data: dict[str, Any]) -> Iterator[tuple[Loc, list[str]]]:
    """Gates that wait for one another: where the ring closes, and the ring."""
    every = list(gates(data))
    lists = {str(gate.get("id")): gate["after"] for _, gate in every if isinstance(gate.get("after"), list)}
    after = {gate: [str(each) for each in before] for gate, before in lists.items()}
    done: set[str] = set()
    for loc, gate in every:
        ring = ring_from(str(gate.get("id")), after)
        if ring and not done & set(ring):
            done |= set(ring)
            yield (*loc, "after"), ring


def unknown_paths(data: dict[str, Any], known: Mapping[str, str]) -> Iterator[tuple[Loc, str]]:
    """The paths of `set` that lead to no number."""
    yield from ((loc, path) for loc, path in set_paths(data) if path not in known)


def set_paths(data: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """The path of every `set`, with its place."""
    for loc, change in changes(data):
        path = section(change, "set").get("path")
        if isinstance(path, str):
            yield (*loc, "set", "path"), path


def fixed_paths(data: dict[str, Any], known: Mapping[str, str]) -> Iterator[tuple[Loc, str]]:
    """The paths of `set` that lead to a number which is the same in every scenario."""
    yield from ((loc, path) for loc, path in set_paths(data) if path in known and not PER_SCENARIO.match(path))


def already_accepted(data: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Weights of the alternative to acceptance that lie on scenarios which follow acceptance."""
    accepted = {str(item.get("id")) for _, item in items(data, "scenarios") if item.get("follows") == "accepted"}
    for loc, weight in items(data, "alternative"):
        if str(weight.get("scenario")) in accepted:
            yield (*loc, "scenario"), str(weight["scenario"])
