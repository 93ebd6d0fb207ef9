"""One page that works offline: everything inline, nothing asked of any other host."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ...study import Study
from ..blocks import Document, Item, Lines, Ranges, Run, plain
from ..drawing import draw
from ..format import Format

WIDE, NARROW = 720, 360  # of the two drawings of each chart, for a desk and for a hand


class Html(Format):
    """One self-contained file, to read on a screen or to print."""

    suffix = "html"

    def lay_out(self, document: Document, study: Study) -> str:
        """The page, with every text of the deal file escaped."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        # The space control leaves no blank lines behind; autoescape holds for every value put in.
        options: dict[str, Any] = {
            "autoescape": True,
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
        page = Environment(loader=PackageLoader("suitor.report", "page"), **options)
        places = {entry.id: place for place, entry in enumerate(document.entries)}
        page.filters |= {filter.__name__: filter for filter in (charts, kind, spans, numeric, empty, shade, joined)}
        page.globals |= {"place_of": places.get}
        return page.get_template("report.html").render(report=document)


def kind(item: Item) -> str:
    """Which sort of item it is."""
    return type(item).__name__


def charts(chart: Ranges | Lines) -> Any:
    """The two drawings of a chart; the style sheet shows the one that fits."""
    from markupsafe import Markup

    wide, narrow = (draw(chart, width) for width in (WIDE, NARROW))
    # Both are built by `draw`, which escapes each label.
    return Markup(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')


def joined(text: str) -> str:
    """A minus that no line end parts from its number."""
    return text.replace("−", "−\u2060")


def spans(numbers: Sequence[int]) -> str:
    """Numbers as a reader looks them up: 3, 7-9, 12."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}–{run[-1] + 1}" for run in runs)


def numeric(cell: Sequence[Run]) -> bool:
    """A cell that states a figure is set flush right."""
    return any(run.number is not None for run in cell)


def empty(cell: Sequence[Run]) -> bool:
    """A cell with nothing but a dash, which a narrow screen leaves out."""
    return plain(tuple(cell)) in ("–", "")


def shade(run: Run) -> str:
    """How dark a chance is shown, in percent of the full colour."""
    return f"{55 * run.number:.0f}" if run.number is not None and math.isfinite(run.number) else "0"
