"""One screen: the answer, the numbers that matter and three small tables."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...study import Study
from ..blocks import Block, Document, Heat, Paragraph, Table, plain, visible
from ..format import Format

if TYPE_CHECKING:
    from rich.table import Table as Grid

WIDEST = 110  # columns of letters
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
        from rich.text import Text

        width = min(shutil.get_terminal_size((100, 40)).columns, WIDEST)
        stream = io.StringIO()
        console = Console(
            file=stream, width=width, force_terminal=colours(), highlight=False, emoji=False, markup=False
        )
        console.print(Text(visible(document.title), "dim"))
        console.print(Text(visible(document.question)))
        for block in document.blocks:
            if block.id == "answer":
                console.print(Text(f"\n{visible(block.heading)}", "bold"))
                for item in block.items:
                    if isinstance(item, Paragraph):
                        console.print(
                            Padding(
                                Text(visible(plain(item.text)), "" if item.tone == "lead" else "yellow"), (0, 0, 0, 2)
                            )
                        )
            for place, grid in enumerate(grids(block)):
                console.print(Text(f"\n{visible(block.heading)}", "bold") if place == 0 else "")
                console.print(grid)
        console.print(Text(f"\n{foot(document)}", "dim"))
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
    for place in places:
        right = any(run.number is not None for row in item.rows for run in row[place])
        grid.add_column(visible(item.columns[place]), justify="right" if right else "left", overflow="fold")
    for row in item.rows:
        grid.add_row(*(visible(plain(row[place])) for place in places))
    return grid


def foot(document: Document) -> str:
    """Version, draws, seed and fingerprint on one line."""
    said = dict(document.footer)
    return visible(" · ".join(text[:12] if len(text) == 64 else text for text in said.values()))
