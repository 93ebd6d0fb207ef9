"""A workbook's cells before any file: words, numbers, inputs and live formulas with the values we computed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from .._core.records import field, record

LONGEST = 32_000  # letters that a cell holds
MONEY, SHARE, NUMBER = "#,##0,,;(#,##0,,);–", "0.0%", "#,##0.###"


@record
class Cell:
    """One cell: words or a number, a formula beside its value where it is live, and how it looks."""

    value: str | float
    formula: str = ""
    look: str = ""  # input, link, head, title, bold, note, base
    number: str = ""  # Excel's pattern for the number


@record
class Sheet:
    """One sheet: cells by row and column from zero, widths by column, and a chart where there is one."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    frozen: tuple[int, int] = (1, 0)
    chart: str = ""  # bars: B to D are low, middle and high of what A names, from row 1
    chart_rows: tuple[int, int] = (0, 0)

    def put(self, row: int, column: int, cell: Cell | str | float) -> str:
        """Enter a cell and return its address."""
        self.cells[row, column] = cell if isinstance(cell, Cell) else Cell(cell)
        return address(row, column)

    def row(self, row: int, cells: Iterable[Cell | str | float], column: int = 0) -> None:
        """Enter cells side by side."""
        for at, cell in enumerate(cells):
            self.put(row, column + at, cell)

    def there(self, row: int, column: int) -> str:
        """The address as another sheet writes it."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{address(row, column)}"


def address(row: int, column: int) -> str:
    """$C$4 for row 3, column 2."""
    letters = ""
    while column >= 0:
        letters, column = chr(65 + column % 26) + letters, column // 26 - 1
    return f"${letters}${row + 1}"


def sheet_name(words: str, taken: Iterable[str]) -> str:
    """A name that Excel takes: at most 31 letters, none of them special, and none twice."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f']", " ", words).strip()[:31] or "Sheet"
    used = {name.casefold() for name in taken}
    names = (plain if not number else f"{plain[:28]} {number}" for number in range(100))
    return next(name for name in names if name.casefold() not in used)


def finite(value: float) -> Cell | float:
    """A number, or in words what Excel has no number for."""
    return value if math.isfinite(value) else Cell("–" if math.isnan(value) else ("∞" if value > 0 else "−∞"))
