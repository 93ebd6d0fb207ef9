"""A workbook's cells before any file: words, numbers, inputs and live formulas with the values we computed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from .._core.records import field, record

LONGEST = 32_000  # letters that a cell holds
CHANCE = "0%"
MONEY, SHARE, COUNT = "#,##0,,;(#,##0,,);–", "0.0%;(0.0%)", "#,##0.0,,"  # money and counts in millions
NEXT_TO_NONE = "0.0%;0.0%"  # of a share: what is printed as zero has no sign
EACH, RATIO = "#,##0.00;(#,##0.00)", "0.0000"
TALLEST = 400.0  # points; Excel allows 409
LINE = 13.5  # points of a line of text
NARROW, WIDE = 0.84, 1.9  # width of a letter beside that of a digit, in which columns are measured

FULL = re.compile("[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]+")
FOLDED = ("", "right", "beside", "head", "head right", "head beside")  # looks whose text folds in its column
BOLDER = 1.15  # width of a letter in a heading beside one that is not
SPILT = 1.07  # room that a text without spaces needs on several lines beside the same on one
INDENT = 1.5  # digits that an indent takes
TITLE = 20.0  # points of a title's row


@record
class Cell:
    """One cell: words or a number, a formula beside its value where it is live, and how it looks."""

    value: str | float
    formula: str = ""
    look: str = ""  # input, link, right, beside, head, head right, head beside, title, bold, note, base
    number: str = ""  # Excel's pattern for the number

    def height(self, width: float) -> float:
        """Points that its words need in a column of this width; 0 where one line is enough."""
        if self.look == "title":
            return TITLE
        if self.look not in FOLDED or WIDE * len(str(self.value)) <= width - 3.0:
            return 0.0
        room = width - 1.5 - (INDENT if "beside" in self.look else 0.0)
        count = folds(str(self.value), room / BOLDER if self.look.startswith("head") else room)
        return LINE * count + 2.0 if count > 1 else 0.0


@record
class Sheet:
    """One sheet: cells by row and column from zero, widths by column, and a chart where there is one."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    frozen: tuple[int, int] = (1, 0)
    on_one_page: bool = False  # when printed
    chart: str = ""  # bars: B to D are low, middle and high of what A names, from row 1
    chart_rows: tuple[int, int] = (0, 0)

    def put(self, row: int, column: int, cell: Cell | str | float) -> None:
        """Enter a cell."""
        self.cells[row, column] = cell if isinstance(cell, Cell) else Cell(cell)

    def row(self, row: int, cells: Iterable[Cell | str | float], column: int = 0) -> None:
        """Enter cells side by side."""
        for at, cell in enumerate(cells):
            self.put(row, column + at, cell)

    def heights(self) -> dict[int, float]:
        """Points that each row needs, where its text folds or is a title."""
        needed: dict[int, float] = {}
        for (row, column), cell in self.cells.items():
            if isinstance(cell.value, str):
                height = cell.height(self.widths.get(column, 9.0))
                needed[row] = max(needed.get(row, 0.0), min(height, TALLEST))
        return {row: height for row, height in needed.items() if height > LINE}

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


def extent(text: str) -> float:
    """How wide a line of text is, in digits."""
    wide = 0 if text.isascii() else sum(map(len, FULL.findall(text)))
    return NARROW * len(text) + (WIDE - NARROW) * wide


def folds(text: str, width: float) -> int:
    """The lines that a text takes in a column: a word stays whole where it fits on one."""
    return sum(_lines(line, max(width, 4.0)) for line in text.split("\n"))


def _lines(text: str, width: float) -> int:
    if extent(text) <= width:
        return 1
    count, used = 0, width
    for word in text.split(" "):
        wide = extent(word)
        if used + NARROW + wide > width:
            count, used = count + 1, 0.0
        more = math.ceil(SPILT * wide / width) - 1 if wide > width else 0
        count, used = count + more, used + wide + (NARROW if used else 0.0) - more * width
    return count


def fitting(texts: Iterable[str], least: float, most: float) -> float:
    """The width of a column for its texts, within bounds."""
    return min(max([least, *(extent(text) + 2.0 for text in texts)]), most)


def amount(value: float, million: str) -> str:
    """The pattern of an amount or a count by its size: as it is, or in millions with that word behind it."""
    if abs(value) < 1e6:
        return plain_number(value)
    digits = "#,##0" if abs(value) >= 1e8 else "#,##0.0"
    return f'{digits},,"{million}";({digits},,"{million}")'


def plain_number(value: float) -> str:
    """The pattern of a number that is not scaled, with no more decimals than a reader needs."""
    if value == int(value) or abs(value) >= 1000:
        return "#,##0;(#,##0)"
    return "#,##0.00;(#,##0.00)" if abs(value) >= 0.1 else "0.0000;(0.0000)"


def finite(value: float) -> Cell | float:
    """A number, or in words what Excel has no number for."""
    return value if math.isfinite(value) else Cell("–" if math.isnan(value) else ("∞" if value > 0 else "−∞"))
