"""One page that works offline: everything inline, nothing asked of any other host."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from itertools import groupby
from typing import Any

from ..._core.records import record
from ...study import Study
from ..blocks import Block, Document, Entry, Item, Lines, Ranges, Run, plain
from ..drawing import PRINT, draw
from ..format import Format
from ..letters import embedded

WIDE, NARROW = 720, 360  # of the two drawings of each chart, for a desk and for a hand
CLOSE = re.compile("(?<=−)|(?<=[年月])(?=[−0-9])|(?<=か)(?=月)")  # between what belongs together


class Html(Format):
    """One self-contained file, to read on a screen or to print."""

    suffix = "html"

    def lay_out(self, document: Document, study: Study) -> str:
        """The page, with every text of the deal file escaped."""
        places = {entry.id: place for place, entry in enumerate(document.entries)}
        given = {"report": document, "place_of": places.get, "palette": PRINT, "digest": digest}
        given |= {"known": known(document.entries), "sets": sets(document.entries)}
        return str(templates().get_template("report.html").render(given))


@cache
def templates() -> Any:
    """The page's templates: autoescape holds for every value put in."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(loader=PackageLoader("suitor.report", "page"), autoescape=True, **options)
    made.filters |= {one.__name__: one for one in (charts, fonts, kind, spans, numeric, empty, shade, joined, together)}
    return made


def fonts(markup: str) -> Any:
    """The fonts that a page's markup needs."""
    from markupsafe import Markup

    return Markup(embedded(unescape(markup)))  # base 64 within a style sheet: nothing to escape


def digest(text: str) -> str:
    """What a browser compares a style sheet or a script with before it heeds it: SHA-256 in base 64."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@record
class Known:
    """Figures with one definition: it is told once, above them."""

    kind: str
    meaning: str
    formula: str
    unit: str
    entries: tuple[tuple[int, Entry], ...]  # with their places among all


def known(entries: Sequence[Entry]) -> list[Known]:
    """The figures under their definitions, each definition where its first figure stands."""
    told: dict[tuple[str, str, str, str], list[tuple[int, Entry]]] = {}
    for place, entry in enumerate(entries):
        told.setdefault((entry.kind, entry.meaning, entry.formula, entry.unit), []).append((place, entry))
    return [Known(*definition, tuple(members)) for definition, members in told.items()]


def sets(entries: Sequence[Entry]) -> dict[tuple[int, ...], int]:
    """The lists of inputs that figures name, each once, by their places in the page's list of them."""
    return {inputs: place for place, inputs in enumerate(dict.fromkeys(entry.inputs for entry in entries))}


def kind(item: Item) -> str:
    """Which sort of item it is."""
    return type(item).__name__


def together(block: Block) -> Iterator[tuple[str, list[Item]]]:
    """The items in order; charts that a screen shows one at a time together, under the name they share."""
    for name, items in groupby(block.items, key=lambda item: item.tab[1] if isinstance(item, Ranges) else ""):
        yield name, list(items)


def charts(chart: Ranges | Lines) -> Any:
    """The two drawings of a chart; the style sheet shows the one that fits."""
    from markupsafe import Markup

    wide, narrow = (draw(chart, width) for width in (WIDE, NARROW))
    # Both are built by `draw`, which escapes each label.
    return Markup(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')


def joined(text: str) -> str:
    """Text in which no line end parts a minus from its number, a date, or a yearly amount."""
    return CLOSE.sub("\u2060", text)


def spans(numbers: Sequence[int]) -> str:
    """Numbers as a reader looks them up: 3, 7-9, 12."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join(f"{row[0] + 1}" if len(row) == 1 else f"{row[0] + 1}–{row[-1] + 1}" for row in rows)


def numeric(cell: Sequence[Run]) -> bool:
    """A cell that states a figure is set flush right."""
    return any(run.number is not None for run in cell)


def empty(cell: Sequence[Run]) -> bool:
    """A cell with nothing but a dash, which a narrow screen leaves out."""
    return plain(tuple(cell)) in ("–", "")


def shade(run: Run) -> int:
    """How dark a chance is shown, in twentieths of the full colour."""
    return round(20 * run.number) if run.number is not None and math.isfinite(run.number) else 0
