"""Rows of a file taken one by one: whatever is wrong with any of them is told at once, each mistake with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

__all__ = ["Numbered", "records", "table", "take"]

MOST = 100  # mistakes told; a file with more of them is in another format
Row = TypeVar("Row")
Numbered = Iterable[tuple[int, Row]]


def take(rows: Numbered[Row], use: Callable[[Row], object], noun: str = "line") -> None:
    """Use each row; what cannot be used is raised together as one ValueError, a line for each mistake."""
    wrong: list[str] = []
    for number, row in rows:
        try:
            use(row)
        except KeyError as missing:
            wrong.append(f"{noun} {number}: expected a field {missing}")
        except ValueError as mistake:
            wrong.append(f"{noun} {number}: {mistake}")
        except (AttributeError, TypeError):
            wrong.append(f"{noun} {number}: a field is not of the kind that this format has there")
        if len(wrong) == MOST:
            wrong.append(f"... and perhaps more: only the first {MOST} mistakes are told")
            break
    if wrong:
        raise ValueError("\n".join(wrong))


def records(lines: str | Iterable[str]) -> Iterator[tuple[int, Callable[[], Mapping[str, Any]]]]:
    """JSON records with their number, each parsed when it is called for: one a line, or all in one list."""
    if isinstance(lines, str) and lines.lstrip().startswith("["):
        for number, entry in enumerate(_listed(lines), start=1):
            yield number, partial(_record, entry)
        return
    for number, line in enumerate(lines.splitlines() if isinstance(lines, str) else lines, start=1):
        if line.strip():
            yield number, partial(_parsed, line)


def table(text: str, separator: str = ",") -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """The rows of a table with a header, each with its line in the file."""
    rows = csv.DictReader(io.StringIO(text), delimiter=separator)
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as mistake:  # a cell without end, a letter that no text has
        raise ValueError(f"line {rows.line_num}: {mistake}") from None


def _listed(text: str) -> list[Any]:
    try:
        return list(json.loads(text))
    except (ValueError, RecursionError) as mistake:
        raise ValueError(f"expected a list of records in JSON: {mistake}") from None


def _parsed(line: str) -> Mapping[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"expected a record in JSON, found {line.strip()[:40]!r}") from None
    return _record(entry)


def _record(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise ValueError(f"expected a record in JSON, found {str(entry)[:40]!r}")
    return entry
