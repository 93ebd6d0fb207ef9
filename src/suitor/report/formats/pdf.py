"""The report on paper: tagged, dated by the deal, the same bytes for the same study."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from ..._core.extras import need
from ..._core.records import replace
from ...study import Study
from ..blocks import (
    Cards,
    Document,
    Heat,
    Item,
    Lines,
    Moments,
    Paragraph,
    Points,
    Ranges,
    Split,
    Structure,
    Table,
    Text,
    plain,
    visible,
)
from ..drawing import PRINT, draw
from ..format import Format
from ..svg import SIZE, extent

LATIN = "Libertinus Serif"  # comes with the typesetter
JAPANESE = "Suitor Sans JP"  # comes with us: a page without its letters shows boxes, and nobody is warned
SIZES = {4: 8.2, 6: 7.4, 10**6: 6.6}  # points of a table's letters, by the most columns it has
PAGE, INSET = 487.0, 8.0  # points: what a page is wide between its margins, and what a cell leaves at its sides
BESIDE = 4  # columns up to which a range stands beside its number
SHORT = 125.0  # up to this width, in the units of `extent`, a text is not folded
TOGETHER, LETTERS = 14, 1_600  # rows and letters up to which a table is not broken over pages
FAMILIES = {"ja": [JAPANESE, LATIN]}  # by language; any other is read in Latin letters first


class Pdf(Format):
    """A4 pages, tagged for readers that read aloud (PDF/UA-1)."""

    suffix = "pdf"

    def lay_out(self, document: Document, study: Study) -> bytes:
        """The document's bytes."""
        typst = need("typst", "pdf")
        day = study.deal.file.as_of
        fonts = FAMILIES.get(document.language, [LATIN, JAPANESE])
        told = json.dumps(cleaned(data(document, fonts)) | {"day": [day.year, day.month, day.day]}, ensure_ascii=False)
        page = resources.files("suitor.report").joinpath("page", "report.typ").read_bytes()
        paths = [str(resources.files("suitor.report").joinpath("fonts"))]
        given = {"format": "pdf", "timestamp": datetime(day.year, day.month, day.day, tzinfo=UTC)}
        given |= {"sys_inputs": {"report": told}, "font_paths": paths}
        try:
            made = typst.compile(page, ignore_system_fonts=True, pdf_standards=["ua-1"], **given)
        except typst.TypstError:
            # A letter that our font lacks breaks the standard: the machine's own fonts may have it.
            made = typst.compile(page, **given)
        return bytes(made)


def data(document: Document, fonts: list[str]) -> dict[str, Any]:
    """The document as the template reads it."""
    blocks = [
        {
            "topic": block.topic,
            "heading": block.heading,
            "items": [told for item in block.items if (told := of(item, fonts))],
        }
        for block in document.blocks
    ]
    whole = {"language": document.language, "title": document.title, "question": document.question, "fonts": fonts}
    return whole | {"blocks": blocks, "footer": document.footer, "note": document.labels["print_note"]}


def cleaned(value: Any) -> Any:
    """The same without letters that cannot be seen."""
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return visible(value) if isinstance(value, str) else value


def of(item: Item, fonts: list[str]) -> dict[str, Any]:
    """One item by kind; what is shown on demand on a screen is left out on paper."""
    match item:
        case Paragraph():
            return {"kind": "paragraph", "tone": item.tone, "text": plain(item.text)}
        case Points():
            return {"kind": "points", "items": [plain(text) for text in item.items]}
        case Cards():
            cards = [{"label": card.label, "value": card.value.text, "range": card.range} for card in item.cards]
            return {"kind": "cards", "cards": cards}
        case Table():
            return {} if item.folded else table(item)
        case Heat():
            return {"kind": "heat", "caption": item.caption, "columns": item.columns, "rows": heat(item)}
        case Split():
            return {"kind": "split", "question": item.question, "camps": camps(item)}
        case Moments():
            told = [{"day": moment.day, "text": plain(moment.text), "mark": moment.mark} for moment in item.items]
            return {"kind": "moments", "items": told}
        case Ranges() | Lines() | Structure():
            drawn = draw(item, 720, PRINT, ", ".join(fonts))
            return {"kind": "chart", "title": item.title, "description": item.description, "svg": drawn}


def table(item: Table) -> dict[str, Any]:
    """Rows as text, which columns are set flush right, and whether it is short enough to stay on one page."""
    right = [bool(item.rows) and any(numeric(row[column]) for row in item.rows) for column in range(len(item.columns))]
    size = next(points for most, points in SIZES.items() if len(item.columns) <= most)
    cells = [row if len(item.columns) <= BESIDE else [stacked(cell) for cell in row] for row in item.rows]
    rows = [[plain(cell) if item.aside else unaddressed(cell) for cell in row] for row in cells]
    told = {"kind": "table", "caption": item.caption, "columns": item.columns, "right": right}
    told |= {"rows": [[cell.splitlines() or [""] for cell in row] for row in rows]}
    whole = len(rows) <= TOGETHER and sum(len(cell) for row in rows for cell in row) <= LETTERS
    return told | {"widths": widths(item.columns, rows, size), "size": size, "whole": whole}


def stacked(cell: Text) -> Text:
    """A number with its range under it."""
    under = [at for at in range(1, len(cell)) if cell[at].figure and cell[at].figure == cell[at - 1].figure]
    return tuple(replace(run, text=f"\n{run.text.strip()}") if at in under else run for at, run in enumerate(cell))


def unaddressed(cell: Text) -> str:
    """What a cell says; the addresses of sources stand once, in the list of sources."""
    return plain(tuple(run for run in cell if not run.text.strip().startswith(("https://", "http://"))))


def widths(columns: tuple[str, ...], rows: list[list[str]], size: float) -> list[float]:
    """How wide each column is, in points: as the root of its longest text, but no less than what cannot be folded."""
    texts = [[line for text in column for line in text.splitlines() or [""]] for column in zip(columns, *rows)]
    least = [min(max(map(unfolded, column)) * size / SIZE + INSET, 0.3 * PAGE) for column in texts]
    weight = [max(*map(extent, column), 30.0) ** 0.6 for column in texts]
    narrow: set[int] = set()
    while True:
        left = max(PAGE - sum(least[at] for at in narrow), 0.0)
        share = left / sum(part for at, part in enumerate(weight) if at not in narrow)
        more = {at for at, part in enumerate(weight) if at not in narrow and part * share < least[at]}
        if not more or len(narrow | more) == len(weight):
            return [least[at] if at in narrow | more else part * share for at, part in enumerate(weight)]
        narrow |= more


def unfolded(text: str) -> float:
    """How wide a text is at the least: all of it where it is short, else its longest word."""
    whole = extent(text, 700)
    if whole <= SHORT:
        return whole
    return max((extent(word, 700) for word in re.findall(r"[\w.,%$()−+]+", text, re.ASCII)), default=0.0)


def numeric(cell: Text) -> bool:
    """A cell that states a figure."""
    return any(run.number is not None for run in cell)


def heat(item: Heat) -> list[dict[str, Any]]:
    """Chances with the strength of their shade, in percent."""
    return [
        {"label": label, "cells": [{"text": run.text, "shade": 55 * (run.number or 0.0)} for run in runs]}
        for label, runs in item.rows
    ]


def camps(item: Split) -> list[dict[str, Any]]:
    """The sides."""
    return [
        {"name": camp.name, "says": [plain(said) for said in camp.says], "rows": [(a, plain(b)) for a, b in camp.rows]}
        for camp in item.camps
    ]
