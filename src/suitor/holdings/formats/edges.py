"""Edge lists: one row for each stake, with columns holder, company and percent or fraction."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from suitor.holdings.amounts import Amount, Range
from suitor.holdings.formats.rows import Numbered, table, take
from suitor.holdings.holdings import Holdings
from suitor.holdings.reading import Reading, number, percent
from suitor.holdings.register import Entity, Interest

__all__ = ["from_rows", "read", "write"]

HOLDER, COMPANY = ("holder", "owner", "from", "source"), ("company", "asset", "to", "target")
PLAIN = ("share", "amount", "stake", "weight")
DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(?=$|T| )")
DASH = re.compile(r"(?<=[\d.)])\s*[-–]\s*")  # not the minus of a negative number or of an exponent
FIELDS = ["holder", "company", "kind", "percent", "since", "until", "source", "matters", "basis"]


def read(text: str, unit: str = "") -> Reading:
    """Read a table with a header; see `from_rows`. Commas, semicolons and tabs separate columns.

    >>> read("holder,company,percent\\nFounder,Lab,60").on().controllers("Lab")
    ('Founder',)
    """
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    return _read(table(text.lstrip("\ufeff"), separator), unit)


def from_rows(rows: Iterable[Mapping[str, Any]], unit: str = "") -> Reading:
    """Read stakes from rows, such as those of a Parquet table.

    The column percent counts to 100 and fraction to 1; a column share, amount or stake needs `unit`, or values written
    with a % sign: 0.5 alone could be either. "25-50" is a range, an empty cell is a stake of unknown size. The columns
    kind, since, until, source and kind_of_holder are optional; a stake without kind is one of ordinary shares.
    """
    return _read(enumerate(rows, start=2), unit)


def _read(rows: Numbered[Mapping[str, Any]], unit: str) -> Reading:
    interests: list[Interest] = []
    kinds: dict[str, str] = {}

    def add(row: Mapping[str, Any]) -> None:
        cells = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
        holder, company = _name(cells, HOLDER), _name(cells, COMPANY)
        for name, column in ((holder, "kind_of_holder"), (company, "kind_of_company")):
            kinds[name] = _text(cells, column) or kinds.get(name, "")
        kind, matters = _text(cells, "kind") or "shares", tuple(filter(None, _text(cells, "matters").split(";")))
        since, until = _day(cells, "since"), _day(cells, "until")
        more = (since, until, _text(cells, "source"), matters, _text(cells, "basis"))
        interests.append(Interest(holder, company, kind, _share(cells, unit), *more))

    take(rows, add, "row")
    held = {interest.company for interest in interests}
    entities = (Entity(name, kind=kind or ("company" if name in held else "unknown")) for name, kind in kinds.items())
    return Reading(tuple(entities), tuple(interests))


def write(holdings: Holdings) -> str:
    """A table that `read` reads back; draws have no place in it."""
    out = io.StringIO()
    table = csv.DictWriter(out, FIELDS, lineterminator="\n")
    table.writeheader()
    for held in holdings.interests:
        row = {name: getattr(held, name, "") for name in FIELDS}
        table.writerow({**row, "percent": _written(held.amount), "matters": ";".join(held.matters)})
    return out.getvalue()


def _name(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next(filter(None, (_text(cells, name) for name in names)), "")
    if not found:
        raise ValueError(f"expected a column {names[0]} that is filled, found {', '.join(map(str, cells))}")
    return found


def _text(cells: Mapping[str, Any], column: str) -> str:
    """The words of a cell; a table read as numbers has NaN where it is empty."""
    value = cells.get(column)
    return "" if value is None or value != value else str(value).strip()


def _day(cells: Mapping[str, Any], column: str) -> str:
    day = _text(cells, column)
    if day and not DAY.match(day):
        raise ValueError(f"{column}: expected a day such as 2025-02-10, found {day[:40]!r}")
    return day[:10]


def _share(cells: Mapping[str, Any], unit: str) -> Amount:
    for column, scale in (("percent", 1), ("percentage", 1), ("fraction", 100)):
        if column in cells:
            return _amount(_text(cells, column), scale)
    value = next(filter(None, (_text(cells, name) for name in PLAIN)), "")
    if value and "%" not in value and unit not in ("percent", "fraction"):
        raise ValueError(f"is {value} a fraction or a percentage? Say unit='fraction' or unit='percent'.")
    return _amount(value, 100 if unit == "fraction" and "%" not in value else 1)


def _amount(text: str, scale: int) -> Amount:
    """A percentage once multiplied by `scale`, two of them joined by a dash for a range, or nothing."""
    if text.lower() in ("", "nan", "unknown"):
        return None
    parts = DASH.split(text.replace("%", "").strip())
    ends = [percent(number(part) * scale) for part in parts]
    if len(ends) > 2:
        raise ValueError(f"expected a percentage or two joined by a dash, found {text!r}")
    return ends[0] if len(ends) == 1 else Range(ends[0], ends[1])


def _written(share: Amount) -> str:
    if share is None:
        return ""
    if isinstance(share, Range):
        return f"{_plain(100 * share.low)}-{_plain(100 * share.high)}"
    if isinstance(share, Fraction):
        return _plain(100 * share)
    raise ValueError("a table of stakes has no place for draws; write one draw or the range")


def _plain(number: Fraction) -> str:
    """A decimal where it is exact, otherwise the fraction."""
    short = f"{float(number):.12g}"
    return short if Fraction(short) == number else str(number)
