"""A table of share classes as people keep it: one class a line, and every mistake with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from gettext import gettext as _
from typing import TYPE_CHECKING

from .group import Refusal

if TYPE_CHECKING:
    from ..worth import ShareClass

NUMBERS = ("shares", "preference", "rank", "cap", "strike")
CHOICES = ("participates", "converts")
YES = ("yes", "true", "1", "y", "はい")
NO = ("no", "false", "0", "n", "いいえ")
LARGEST = 1e30


def amount(text: str) -> float | None:
    """A number as people write it, 50m or 1,200; None if it is none. A currency is read and left out."""
    from .._core.amounts import read

    try:
        said = read(text)
    except ValueError:
        return None
    return said.low if said.low == said.high and not said.per and abs(said.low) <= LARGEST else None


def classes_of(text: str, name: str) -> list[ShareClass]:
    """The classes of a table, or every mistake in it at once."""
    comma = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=comma)
    columns = [str(column).strip().lower() for column in rows.fieldnames or ()]
    known = ("name", *NUMBERS, *CHOICES)
    strange = next((column for column in columns if column not in known), None)
    if strange is not None or not {"name", "shares"} <= set(columns):
        told = _("{file}:1: expected the columns {known}, of which name and shares at least; found {found}")
        raise Refusal(told.format(file=name, known=", ".join(known), found=", ".join(columns) or "–"))
    rows.fieldnames = columns
    mistakes: list[str] = []
    classes = [one_class(row, f"{name}:{rows.line_num}", mistakes) for row in rows]
    mistakes += between(classes, name) if not mistakes else []
    if mistakes:
        raise Refusal("\n".join(mistakes))
    return classes


def one_class(row: Mapping[str, str | None], where: str, mistakes: list[str]) -> ShareClass:
    """One line of the table; what is wrong with it goes on the list."""
    from ..worth import ShareClass

    said = {column: str(row.get(column) or "").strip() for column in ("name", *NUMBERS, *CHOICES)}
    number = {column: amount(said[column]) if said[column] else None for column in NUMBERS}
    for column in NUMBERS:
        value = number[column]
        if said[column] and (value is None or value < 0 or (column == "rank" and value != int(value))):
            told = _("{where}: {column}: expected a number such as 2m, found '{found}'")
            mistakes.append(told.format(where=where, column=column, found=said[column]))
    for column in CHOICES:
        if said[column] and said[column].lower() not in YES + NO:
            told = _("{where}: {column}: expected yes or no, found '{found}'")
            mistakes.append(told.format(where=where, column=column, found=said[column]))
    if not said["name"]:
        mistakes.append(_("{where}: name: every class needs one").format(where=where))
    made = ShareClass(
        name=said["name"],
        shares=number["shares"] or 0.0,
        preference=number["preference"] or 0.0,
        rank=int(number["rank"] or 1),
        participates=said["participates"].lower() in YES,
        cap=number["cap"],
        converts=said["converts"].lower() not in NO,
        strike=number["strike"] or 0.0,
    )
    mistakes += contradictions(made, where)
    return made


def contradictions(one: ShareClass, where: str) -> list[str]:
    """Terms of one class that cannot both be."""
    told = []
    if one.cap is not None and not one.participates:
        told.append(_("{where}: {name} has a participation cap and does not participate; set participates to yes"))
    elif one.cap is not None and float(one.cap) < float(one.preference):  # type: ignore[arg-type]
        told.append(_("{where}: the participation cap of {name} is below its preference"))
    if one.strike and one.preference:
        told.append(_("{where}: {name} has a strike and a preference; list the options and the preferred separately"))
    return [each.format(where=where, name=one.name) for each in told]


def between(classes: list[ShareClass], name: str) -> list[str]:
    """What is wrong with the classes together."""
    names = [one.name for one in classes]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice is not None:
        return [_("{file}: two classes are called {name}").format(file=name, name=twice)]
    if not any(one.shares and (one.converts or (one.participates and one.cap is None)) for one in classes):
        told = _("{file}: nobody owns what is left after preferences and caps; add the common shares")
        return [told.format(file=name)]
    return []
