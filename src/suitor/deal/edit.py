"""Change numbers of a deal file by path; comments, order and everything else stay as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from .problems import nearest
from .records import DealFile
from .walk import spots

__all__ = ["edit"]

STEP = re.compile(r"([^.\[\]]+)|\[([^\[\]]+)\]")
NAMES = ("id", "firm", "party", "holder", "scenario")  # keys by which an item of a list is called


def edit(text: str, changes: Mapping[str, str]) -> str:
    """The text with each number at its path replaced; `edit(text, {"bid.price": "120bn USD"})`.

    A number written as a mapping keeps its source and note only if it is exact: a range or a distribution gives way to
    the new number, marked as an assumption. Raises `ValueError` for a path that the file does not have.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    tree = yaml.load(text)
    for path, value in changes.items():
        _put(tree, path, value)
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def _put(tree: Any, path: str, value: str) -> None:
    places = {spot.path: spot.loc for spot in spots(DealFile, tree)}
    steps = [name or item for name, item in STEP.findall(path)]
    if not steps:
        raise ValueError(f"expected a path such as bid.price, found {path!r}")
    place = tree
    if path in places:
        *above, last = places[path]
        for step in above:
            place = place[step]
    else:
        for step in steps[:-1]:
            place = _step(place, step, path)
        last = _key(place, steps[-1], path, may_be_new=True)
    before = place.get(last) if isinstance(place, dict) else place[last]
    if isinstance(before, dict) and "value" in before:
        before["value"] = value
    elif isinstance(before, dict):
        place[last] = {"value": value, "confidence": "assumption"}
    else:
        place[last] = value


def _step(place: Any, step: Any, path: str) -> Any:
    return place[_key(place, step, path)]


def _key(place: Any, step: str, path: str, may_be_new: bool = False) -> Any:
    """The key or index that a step of a path stands for."""
    if isinstance(place, dict):
        if step in place or (may_be_new and all(isinstance(key, str) for key in place)):
            return step
        raise ValueError(_unknown(step, place, path))
    if isinstance(place, list):
        called = {
            str(item[name]): i
            for i, item in enumerate(place)
            if isinstance(item, dict)
            for name in NAMES
            if name in item
        }
        if step in called:
            return called[step]
        if step.isdigit() and int(step) < len(place):
            return int(step)
        raise ValueError(_unknown(step, called, path))
    raise ValueError(f"{path}: nothing stands below a plain value; {step!r} is one step too many")


def _unknown(step: str, known: Any, path: str) -> str:
    near = nearest(step, known)
    return f"{path}: the file has no {step!r} there" + (
        f"; did you mean {near!r}?" if near else f"; it has {', '.join(map(str, known))}"
    )
