"""Rules that hold between the parts of a file: no name twice, weights that sum to one, gates that can open.

Each looks at the plain values and passes over what is not as it should be; its section says that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from .context import Context
from .problems import Problem, nearest
from .records import DealFile, Section
from .tree import Loc, Tree, spell
from .units import UNITS
from .walk import Spot, fields_of, kind_of, label

__all__ = ["checks"]

WHOLE = 1e-3  # how far shares may be from summing to one, for people round


def checks(tree: Tree, name: str, context: Context, places: list[Spot]) -> Iterator[Problem]:
    """Everything that is wrong between the parts of the file."""

    def problem(loc: Loc, kind: str, found: str | None, way_out: str | None = None, **terms: str) -> Problem:
        mark = tree.mark(loc)
        return Problem(name, mark.line, mark.column, spell(loc), kind, found, way_out, terms)

    data = tree.data
    for loc, first, said in twins(DealFile, data):
        yield problem(loc, "unique", said, line=str(tree.mark(first).line))
    for loc, total in sums(data):
        yield problem(loc, "whole", f"{total:.4g}")
    for loc, ring in circles(data):
        yield problem(loc, "open", " → ".join(ring))
    known = {place.path for place in places if place.unit}
    for loc, path in unknown_paths(data, known):
        meant = nearest(path, known)
        yield problem(loc, "path", path, "meant" if meant else "path", meant=meant or "")


def twins(kind: Any, value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Loc, str]]:
    """Items of a list that share a name: the later, the first and the name."""
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(value, dict):
        for name, field in fields_of(kind).items():
            yield from twins(kind_of(field.annotation, tuple(field.metadata)), value.get(name), (*loc, name))
    elif get_origin(kind) is tuple and isinstance(value, list):
        inner, seen = kind_of(get_args(kind)[0]), dict[str, Loc]()
        for index, item in enumerate(value):
            yield from twins(inner, item, (*loc, index))
            named = label(inner, item, index) if isinstance(inner, type) and issubclass(inner, Section) else str(index)
            if named in seen:
                yield (*loc, index), seen[named], named
            seen.setdefault(named, (*loc, index))


def sums(data: dict[str, Any]) -> Iterator[tuple[Loc, float]]:
    """Shares that should make a whole and do not: the alternative's weights, and the split of each tier."""
    weights = data.get("alternative")
    if isinstance(weights, list):
        yield from short(("alternative",), [item.get("weight") if isinstance(item, dict) else None for item in weights])
    claims = data.get("claims")
    tiers = claims.get("tiers") if isinstance(claims, dict) else None
    for index, tier in enumerate(tiers if isinstance(tiers, list) else ()):
        split = tier.get("split") if isinstance(tier, dict) else None
        if isinstance(split, dict):
            yield from short(("claims", "tiers", index, "split"), list(split.values()))


def short(loc: Loc, shares: list[Any]) -> Iterator[tuple[Loc, float]]:
    """The sum of shares, where all can be read and it is not one."""
    middles = [middle(share) for share in shares]
    total = sum(each for each in middles if each is not None)
    if None not in middles and abs(total - 1) > WHOLE:
        yield loc, total


def middle(share: Any) -> float | None:
    """A share, or the middle of its range, if it is one."""
    if isinstance(share, dict):
        return middle(share.get("value"))
    try:
        low, high, _ = UNITS["share"].plain(str(share))
    except ValueError:
        return None
    return (low + high) / 2


def circles(data: dict[str, Any]) -> Iterator[tuple[Loc, list[str]]]:
    """Gates that wait for one another: where the ring closes, and the ring."""
    gates = [
        gate if isinstance(gate, dict) else {}
        for gate in data.get("gates") or []
        if isinstance(data.get("gates"), list)
    ]
    after = {
        str(gate.get("id")): [str(each) for each in gate.get("after") or []]
        for gate in gates
        if isinstance(gate.get("after"), list)
    }
    done: set[str] = set()
    for index, gate in enumerate(gates):
        ring = ring_from(str(gate.get("id")), after)
        if ring and not done & set(ring):
            done |= set(ring)
            yield ("gates", index, "after"), ring


def ring_from(start: str, after: dict[str, list[str]]) -> list[str] | None:
    """The way from a gate back to itself, if there is one."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for step in after.get(way[-1], ()):
            if step == start:
                return [*way, step]
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return None


def unknown_paths(data: dict[str, Any], known: set[str]) -> Iterator[tuple[Loc, str]]:
    """The paths of `set` that lead nowhere."""
    scenarios = data.get("scenarios")
    for i, scenario in enumerate(scenarios if isinstance(scenarios, list) else ()):
        changes = scenario.get("changes") if isinstance(scenario, dict) else None
        for k, change in enumerate(changes if isinstance(changes, list) else ()):
            terms = change.get("set") if isinstance(change, dict) else None
            path = terms.get("path") if isinstance(terms, dict) else None
            if isinstance(path, str) and (path not in known or path.startswith("scenarios[")):
                yield ("scenarios", i, "changes", k, "set", "path"), path
