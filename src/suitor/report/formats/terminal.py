"""One screen: the answer, the numbers that matter and three small tables."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...study import Study
from ..blocks import Block, Document, Heat, Paragraph, Table, Text, plain, visible
from ..format import Format

if TYPE_CHECKING:
    from rich.table import Table as Grid

WIDEST = 110  # columns of letters
PIECES = re.compile(
    r"[（「『]*(?:[!-~−–〜·“”]+[億兆万]*[ドル円日年％ポイント]*|\s|.)[、。）」』ー〜：・！？ァィゥェォャュョッ]*"
)  # what stays on one line
SHOWN = {
    "screens": (0, 1, 2, 3),
    "deciders": (0, 2, 3, 4),
    "gates": (0, 3, 4, 5),
}  # blocks whose first table is shown: which columns


class Terminal(Format):
    """A summary for the terminal, coloured where that is wanted and plain where it is not (NO_COLOR, a pipe)."""

    suffix = "txt"

    def lay_out(self, document: Document, study: Study) -> str:
        """The summary as text."""
        from rich.console import Console
        from rich.padding import Padding
        from rich.text import Text as Line

        width = min(shutil.get_terminal_size((100, 40)).columns, WIDEST)
        stream = io.StringIO()
        console = Console(
            file=stream, width=width, force_terminal=colours(), highlight=False, emoji=False, markup=False
        )
        console.print(Line(visible(document.title), "dim"))
        console.print(Line(folded(visible(document.question), width)))
        for block in document.blocks:
            if block.id == "answer":
                console.print(Line(f"\n{folded(visible(block.heading), width)}", "bold"))
                for item in block.items:
                    if isinstance(item, Paragraph):
                        said, tone = (
                            folded(visible(plain(item.text)), width - 2),
                            "" if item.tone == "lead" else "yellow",
                        )
                        console.print(Padding(Line(said, tone), (0, 0, 0, 2)))
            for place, grid in enumerate(grids(block)):
                console.print(Line(f"\n{folded(visible(block.heading), width)}", "bold") if place == 0 else "")
                console.print(grid)
        console.print(Line(f"\n{foot(document)}", "dim"))
        return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def colours() -> bool:
    """Colour only on a terminal that has not been asked to do without."""
    import sys

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def grids(block: Block) -> Iterator[Grid]:
    """The tables of a block that fit a summary."""
    if block.id == "rows":
        yield from (heat(item) for item in block.items if isinstance(item, Heat))
    if block.id in SHOWN:
        first = [item for item in block.items if isinstance(item, Table)][:1]
        yield from (table(item, SHOWN[block.id]) for item in first)


def empty() -> Grid:
    """A table without lines that would be of uncertain width in Japanese terminals."""
    from rich import box
    from rich.table import Table as Grid

    return Grid(
        box=box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True), pad_edge=False, show_edge=False
    )


def heat(item: Heat) -> Grid:
    """Chances by scenario."""
    grid = empty()
    grid.add_column("", overflow="fold")
    for column in item.columns:
        grid.add_column(visible(column), justify="right")
    for label, runs in item.rows:
        grid.add_row(visible(label), *(visible(run.text) for run in runs))
    return grid


def table(item: Table, places: tuple[int, ...]) -> Grid:
    """Some columns of a table."""
    grid = empty()
    places = tuple(place for place in places if place < len(item.columns))
    for place in places:
        right = any(run.number is not None for row in item.rows for run in row[place])
        grid.add_column(visible(item.columns[place]), justify="right" if right else "left", overflow="fold")
    for row in item.rows:
        grid.add_row(*(cell(row[place]) for place in places))
    return grid


def cell(text: Text) -> str:
    """What a cell says, with a range on a line of its own."""
    first, *rest = (visible(run.text).strip() for run in text)
    return "\n".join((first, "".join(rest))) if rest and rest[0].startswith(("(", "（")) else visible(plain(text))


def folded(text: str, width: int) -> str:
    """Japanese in lines that break no number and begin with no closing mark; other text as it is."""
    if not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text):
        return text
    from rich.cells import cell_len

    lines = [""]
    for piece in PIECES.findall(text):
        if cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(lines)


def foot(document: Document) -> str:
    """Version, draws, seed and fingerprint on one line."""
    said = dict(document.footer)
    parts = (f"{label} {text}" if re.fullmatch(r"[\d,]+", text) else text for label, text in said.items())
    return visible(" · ".join(part[:12] if len(part) == 64 else part for part in parts))
