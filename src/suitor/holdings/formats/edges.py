"""Edge lists: one row for each stake, with columns holder, company and percent or fraction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from suitor.holdings.amounts import Amount, Range
from suitor.holdings.holdings import Holdings
from suitor.holdings.reading import Reading, percent
from suitor.holdings.register import Entity, Interest

__all__ = ["from_rows", "read", "write"]

HOLDER, COMPANY = ("holder", "owner", "from", "source"), ("company", "asset", "to", "target")
PLAIN = ("share", "amount", "stake", "weight")
FIELDS = ["holder", "company", "kind", "percent", "since", "until", "source", "matters", "basis"]


def read(text: str, unit: str = "") -> Reading:
    """Read a table with a header; see `from_rows`. Commas, semicolons and tabs separate columns.

    >>> read("holder,company,percent\\nFounder,Lab,60").on().controllers("Lab")
    ('Founder',)
    """
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    return from_rows(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator), unit)


def from_rows(rows: Iterable[Mapping[str, Any]], unit: str = "") -> Reading:
    """Read stakes from rows, such as those of a Parquet table.

    The column percent counts to 100 and fraction to 1; a column share, amount or stake needs `unit`, or values written
    with a % sign: 0.5 alone could be either. "25-50" is a range, an empty cell is a stake of unknown size. The columns
    kind, since, until, source and kind_of_holder are optional; a stake without kind is one of ordinary shares.
    """
    interests, kinds = [], dict[str, str]()
    for number, row in enumerate(rows, start=2):
        cells = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
        holder, company = _cell(cells, HOLDER, number), _cell(cells, COMPANY, number)
        for name, column in ((holder, "kind_of_holder"), (company, "kind_of_company")):
            kinds[name] = str(cells.get(column) or kinds.get(name) or "")
        interests.append(
            Interest(
                holder,
                company,
                str(cells.get("kind") or "shares"),
                _share(cells, unit, number),
                str(cells.get("since") or ""),
                str(cells.get("until") or ""),
                str(cells.get("source") or ""),
                tuple(filter(None, str(cells.get("matters") or "").split(";"))),
                str(cells.get("basis") or ""),
            )
        )
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


def _cell(cells: Mapping[str, Any], names: tuple[str, ...], number: int) -> str:
    found = next((str(cells[name]).strip() for name in names if cells.get(name) not in (None, "")), "")
    if not found:
        raise ValueError(
            f"row {number}: expected a column {names[0]} that is filled, found {', '.join(map(str, cells))}"
        )
    return found


def _share(cells: Mapping[str, Any], unit: str, number: int) -> Amount:
    for column, scale in (("percent", 1), ("percentage", 1), ("fraction", 100)):
        if column in cells:
            return _amount(cells[column], scale, number)
    column = next((name for name in PLAIN if name in cells), "")
    value = cells.get(column)
    if not column or _empty(value):
        return None
    if "%" not in str(value) and unit not in ("percent", "fraction"):
        raise ValueError(f"row {number}: is {value} a fraction or a percentage? Say unit='fraction' or unit='percent'.")
    return _amount(value, 100 if unit == "fraction" and "%" not in str(value) else 1, number)


def _amount(value: Any, scale: int, number: int) -> Amount:
    """A percentage once multiplied by `scale`, two of them joined by a dash for a range, or nothing."""
    if _empty(value):
        return None
    text = str(value).replace("–", "-").replace("%", "").strip()
    try:
        ends = [percent(Fraction(part.strip()) * scale) for part in text.split("-")]
    except ValueError as mistake:
        raise ValueError(f"row {number}: {mistake}") from None
    return ends[0] if len(ends) == 1 else Range(ends[0], ends[-1])


def _empty(value: Any) -> bool:
    return value is None or str(value).strip().lower() in ("", "nan", "unknown")


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
