"""Looking at the plain values of a file of which nothing is sure to be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .tree import Loc
from .units import UNITS

__all__ = ["changes", "ends_of", "gates", "items", "ring_from", "section"]


def section(data: dict[str, Any], key: str) -> dict[str, Any]:
    """A section by its key, empty where it is none."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def items(data: Any, *keys: str) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """The sections listed under a key, with their places."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    for index, item in enumerate(data if isinstance(data, list) else ()):
        if isinstance(item, dict):
            yield (*keys, index), item


def changes(data: dict[str, Any]) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every change of every scenario, with its place."""
    for loc, scenario in items(data, "scenarios"):
        for below, change in items(scenario, "changes"):
            yield (*loc, *below), change


def gates(data: Any) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every gate, of the file or of a route alone, with its place."""
    yield from items(data, "gates")
    for loc, route in items(data, "routes"):
        for below, gate in items(route, "own"):
            yield (*loc, *below), gate


def ends_of(share: Any) -> tuple[float, float] | None:
    """Both ends of a share, if it is one."""
    if isinstance(share, dict):
        low, high = ends_of(share.get("value", share.get("low"))), ends_of(share.get("value", share.get("high")))
        return (low[0], high[1]) if low and high else None
    try:
        return UNITS["share"].plain(str(share))[:2]
    except ValueError:
        return None


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
