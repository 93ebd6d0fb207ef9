"""A deal file as a Deal: what is known, where it was read, how sure it is; or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .._core.records import record
from .checks import checks
from .context import Context
from .problems import DealError, Problem
from .quantities import Quantity, Written
from .records import DealFile, Section
from .timely import late
from .translate import noted, translate
from .tree import Loc, Tree, load
from .valued import doubted
from .walk import Spot, spots

__all__ = ["Deal", "parse"]


@record
class Deal:
    """A deal file that can be used as it is, its numbers by path."""

    name: str  # of the file
    text: str
    file: DealFile
    quantities: Mapping[str, Quantity]  # by path: market.products[chatgpt_plus].price
    overrides: Mapping[str, Mapping[str, Quantity | None]]  # by scenario and path; None takes a number away
    problems: tuple[Problem, ...]  # notes; errors leave no deal
    sha256: str


def parse(text: str | bytes, name: str = "deal.yaml", choices: Mapping[str, Iterable[str]] | None = None) -> Deal:
    """Read the text of a deal file, or say everything that is wrong with it at once.

    `choices` are the names that `demand` and `conduct` may have; without them any name passes.

    >>> parse("suitor: 1", "deal.yaml")
    Traceback (most recent call last):
    suitor.deal.problems.DealError: deal.yaml:1:1 ...
    """
    tree = load(text, name)
    if tree.data is None:
        raise DealError(tree.problems)
    context = Context.of(tree.data, choices or {})
    places = numbers(tree)
    found = [*tree.problems, *checks(tree, name, settable_at(places))]
    file = None
    try:
        file = DealFile.model_validate(written(tree, places), context=context)
        found += noted((*doubted(file), *late(file)), tree, name)
    except ValidationError as error:
        found += translate(error, tree, name)
    found.sort(key=lambda problem: (problem.line, problem.column))
    if file is None or any(problem.severity == "error" for problem in found):
        raise DealError(tuple(problem for problem in found if problem.severity == "error"))
    quantities = dict(of_file(file))
    overrides = {
        scenario.id: {change.set.path: change.set.to for change in scenario.changes if change.set}
        for scenario in file.scenarios
    }
    plain = text if isinstance(text, str) else text.decode("utf-8-sig")
    digest = hashlib.sha256(plain.encode()).hexdigest()
    return Deal(name, plain, file, quantities, overrides, tuple(found), digest)


def settable_at(places: list[Spot]) -> dict[str, str]:
    """What a scenario may set: the unit of every number, present or not, that is none of a scenario's own."""
    return {place.path: place.unit for place in places if place.unit and not place.path.startswith("scenarios[")}


def numbers(tree: Tree) -> list[Spot]:
    """Every place for a number; what a `set` puts there has the unit of its path."""
    places = list(spots(DealFile, tree.data))
    units = {place.path: place.unit for place in places}
    return [
        place._replace(unit=units.get(str(at(tree.data, place.loc[:-1]).get("path")))) if place.unit is None else place
        for place in places
    ]


def at(data: Any, loc: Loc) -> Any:
    """The plain value at a place that is in the file."""
    for step in loc:
        data = data[step]
    return data


def written(tree: Tree, places: list[Spot]) -> Any:
    """The file's values with each number on its way to becoming a Quantity."""
    present = {place.loc: place for place in places if place.present}

    def copy(value: Any, loc: Loc) -> Any:
        if place := present.get(loc):
            mark = tree.mark(loc)
            texts = dict(texts_below(value, loc))
            return Written(value, texts, place.path, mark.line, mark.column, place.source, place.unit)
        if isinstance(value, dict):
            return {key: copy(item, (*loc, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [copy(item, (*loc, index)) for index, item in enumerate(value)]
        return value

    def texts_below(value: Any, loc: Loc, below: Loc = ()) -> Iterator[Any]:
        """The plain values of a number as the file spells them."""
        if isinstance(value, dict | list):
            steps = value.items() if isinstance(value, dict) else enumerate(value)
            for step, item in steps:
                yield from texts_below(item, loc, (*below, step))
        elif (text := tree.values[(*loc, *below)].text) is not None:
            yield below, text

    return copy(tree.data, ())


def of_file(value: Any) -> Iterator[tuple[str, Quantity]]:
    """Every number of the file with its path."""
    if isinstance(value, Quantity):
        yield value.path, value
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            yield from of_file(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from of_file(item)
