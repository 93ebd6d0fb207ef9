"""An Excel workbook: live formulas where a banker expects them, one sheet a block, and every figure and input."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ...study import QUANTILES, Study
from .. import live
from ..blocks import (
    Block,
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
)
from ..format import Format, need
from ..voice import Voice
from ..words import words
from ..workbook import LONGEST, MONEY, NUMBER, SHARE, Cell, Sheet, finite, sheet_name

PATTERNS = {"money": MONEY, "money/year": MONEY, "share": SHARE, "chance": SHARE, "yes": SHARE}
LOOKS: dict[str, dict[str, Any]] = {
    "input": {"font_color": "#0000FF"},
    "link": {"font_color": "#00703C"},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "title": {"bold": True, "font_size": 15},
    "bold": {"bold": True},
    "note": {"italic": False, "font_color": "#59616C"},
    "base": {"border": 2},
    "": {"text_wrap": True, "valign": "top"},
}


Row = Sequence[Cell | str | float]


class Xlsx(Format):
    """A workbook: blue inputs, black formulas, green links, and our values stored beside each formula."""

    suffix = "xlsx"

    def lay_out(self, document: Document, study: Study) -> bytes:
        """The workbook's bytes, the same for the same study."""
        stream = io.BytesIO()
        # Text stays text: nothing that a deal file says becomes a formula or a link.
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = need("xlsxwriter", "excel").Workbook(stream, options)
        day = study.deal.file.as_of
        book.set_properties({"title": document.title[:255], "created": datetime(day.year, day.month, day.day)})
        looks: dict[tuple[str, str], Any] = {}
        for sheet in sheets(document, Voice(study, words(document.language))):
            write(book, sheet, looks)
        book.close()
        return stream.getvalue()


def sheets(document: Document, voice: Voice) -> list[Sheet]:
    """All sheets in order: the answer, what recalculates, the blocks, the figures and the inputs."""
    made: list[Sheet] = []

    def named(words: str) -> str:
        return sheet_name(words, [sheet.name for sheet in made])

    def add(sheet: Sheet | None) -> Sheet | None:
        made.extend([sheet] if sheet is not None else [])
        return sheet

    said = {key: named(voice.plain(f"workbook.{key}")) for key in ("summary", "waterfall", "frontier", "legend")}
    add(summary(document, voice, said["summary"]))
    add(live.sources_and_uses(voice, named(voice.plain("workbook.sources_uses"))))
    claims = add(live.waterfall(voice, said["waterfall"]))
    add(live.frontier(voice, said["frontier"], claims))
    add(live.sensitivity(voice, named(voice.plain("workbook.sensitivity"))))
    add(live.football(voice, named(voice.plain("workbook.football"))))
    for block in document.blocks[1:]:
        add(of_block(block, voice, named(block.topic)))
    add(figures(document, voice, named(voice.plain("workbook.figures"))))
    add(inputs(document, voice, named(voice.plain("workbook.inputs"))))
    add(legend(document, voice, named(voice.plain("workbook.legend"))))
    return made


def summary(document: Document, voice: Voice, name: str) -> Sheet:
    """The question, the answer and the numbers that matter."""
    sheet, answer = Sheet(name, widths={0: 100, 1: 20, 2: 40}, frozen=(0, 0)), document.blocks[0]
    sheet.put(0, 0, Cell(document.title, look="note"))
    sheet.put(1, 0, Cell(document.question))
    sheet.put(2, 0, Cell(answer.heading, look="title"))
    row = 4
    for item in answer.items:
        row = put(sheet, row, item, voice)
    return sheet


def of_block(block: Block, voice: Voice, name: str) -> Sheet:
    """One block: its finding, then its tables and sentences."""
    sheet = Sheet(name, widths={0: 64, **dict.fromkeys(range(1, 12), 24)}, frozen=(1, 1))
    sheet.put(0, 0, Cell(block.heading, look="title"))
    row = 2
    for item in block.items:
        row = put(sheet, row, item, voice)
    return sheet


def put(sheet: Sheet, row: int, item: Item, voice: Voice) -> int:
    """Enter one item and return the next free row."""
    for line in lines(item, voice):
        sheet.row(row, line)
        row += 1
    return row + (0 if isinstance(item, Paragraph) else 1)


def lines(item: Item, voice: Voice) -> Iterator[Row]:
    """An item as rows of cells."""
    match item:
        case Paragraph():
            yield [plain(item.text)]
        case Points():
            yield from ([plain(text)] for text in item.items)
        case Cards():
            yield from ([card.label, card.value.text, card.range] for card in item.cards)
        case Moments():
            yield from ([moment.day, plain(moment.text)] for moment in item.items)
        case Split():
            yield from camps(item)
        case Table():
            yield from table(item, voice)
        case Heat():
            yield [Cell(item.caption, look="bold")]
            yield [Cell(head, look="head") for head in ("", *item.columns)]
            for label, runs in item.rows:
                yield [label, *(Cell(run.number or 0.0, number=SHARE) for run in runs)]
        case Ranges() | Lines() | Structure():
            yield from table(item.table, voice)


def camps(item: Split) -> Iterator[Row]:
    """The sides, row by row beside one another."""
    yield [Cell(head, look="head") for head in ("", *(camp.name for camp in item.camps))]
    for place, (label, _) in enumerate(item.camps[0].rows):
        yield [label, *(plain(camp.rows[place][1]) if place < len(camp.rows) else "" for camp in item.camps)]


def table(item: Table, voice: Voice) -> Iterator[Row]:
    """A table with the numbers of its figures; their ranges are on the sheet of figures."""
    yield [Cell(item.caption, look="bold")]
    yield [Cell(head, look="head") for head in item.columns]
    yield from ([stated(cell, voice) for cell in row] for row in item.rows)


def stated(cell: Text, voice: Voice) -> Cell | str | float:
    """A cell as a number where it states a figure, else as words."""
    first = cell[0] if cell else None
    if first is None or first.number is None or first.figure not in voice.study.figures:
        return plain(cell)
    shown = finite(first.number)
    pattern = PATTERNS.get(voice.study[first.figure].unit, NUMBER)
    return Cell(shown, number=pattern) if isinstance(shown, float) else first.text


def figures(document: Document, voice: Voice, name: str) -> Sheet:
    """Every figure with its quantiles."""
    sheet = Sheet(name, widths={0: 44, 1: 52, 2: 16, **dict.fromkeys(range(3, 10), 16), 10: 60}, frozen=(1, 1))
    heads = ["id", *(voice.plain(f"page.{key}") for key in ("figure", "unit"))]
    heads += [f"{round(100 * at)}%" for at in QUANTILES] + [voice.plain(f"workbook.{key}") for key in ("mean", "found")]
    sheet.row(0, [Cell(head, look="head") for head in (*heads, voice.plain("page.formula"))])
    for row, entry in enumerate(document.entries, start=1):
        figure = voice.study[entry.id]
        pattern = PATTERNS.get(figure.unit, NUMBER)
        numbers = [figure.quantile(at) for at in QUANTILES] + [figure.mean]
        cells = [finite(value) for value in numbers]
        shown = [Cell(cell, number=pattern) if isinstance(cell, float) else cell for cell in cells]
        found = Cell(figure.found_share, number=SHARE)
        sheet.row(row, [entry.id, entry.name, entry.unit, *shown, found, entry.formula])
    return sheet


def inputs(document: Document, voice: Voice, name: str) -> Sheet:
    """Every number of the deal file with its place and source."""
    sheet = Sheet(name, widths={0: 52, 1: 16, 2: 16, 3: 16, 4: 30, 5: 16, 6: 50, 7: 14}, frozen=(1, 1))
    heads = [voice.plain(f"workbook.{key}") for key in ("path", "low", "median", "high")]
    heads += [voice.plain(f"page.{key}") for key in ("value", "where", "source", "confidence")]
    sheet.row(0, [Cell(head, look="head") for head in heads])
    for row, item in enumerate(document.inputs, start=1):
        quantity = voice.study.deal.quantities[item.path]
        pattern = SHARE if quantity.unit == "share" else NUMBER
        ends = [Cell(float(quantity.at(at)), look="input", number=pattern) for at in (0.05, 0.5, 0.95)]
        sheet.row(row, [item.path, *ends, item.shown, item.place, item.source, item.confidence])
    return sheet


def legend(document: Document, voice: Voice, name: str) -> Sheet:
    """What the colours mean, and how this workbook came about."""
    sheet = Sheet(name, widths={0: 80, 1: 70}, frozen=(0, 0))
    looks = (("blue", "input"), ("black", ""), ("green", "link"), ("medians", "note"))
    for row, (key, look) in enumerate(looks):
        sheet.put(row, 0, Cell(voice.plain(f"workbook.{key}"), look=look))
    for row, (label, value) in enumerate(document.footer, start=len(looks) + 1):
        sheet.row(row, [label, value])
    return sheet


def write(book: Any, sheet: Sheet, looks: dict[tuple[str, str], Any]) -> None:
    """Put one sheet into the book."""
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.freeze_panes(*sheet.frozen)
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for (row, column), cell in sheet.cells.items():
        key = (cell.look, cell.number)
        if key not in looks:
            looks[key] = book.add_format(LOOKS[cell.look] | ({"num_format": cell.number} if cell.number else {}))
        if cell.formula:
            # Without the value beside it a viewer that does not recalculate would show zero.
            page.write_formula(row, column, cell.formula, looks[key], cell.value)
        elif isinstance(cell.value, str):
            page.write_string(row, column, cell.value[:LONGEST], looks[key])
        else:
            page.write_number(row, column, cell.value, looks[key])
    if sheet.chart:
        page.insert_chart(sheet.chart_rows[1] + 2, 0, bars(book, sheet))


def bars(book: Any, sheet: Sheet) -> Any:
    """Floating bars from low to high: an unseen bar up to the low end, and the range upon it."""
    first, last = sheet.chart_rows
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    names = [sheet.name, first, 0, last, 0]
    unseen = {"values": [sheet.name, first, 1, last, 1], "categories": names, "fill": {"none": True}}
    seen = {"values": [sheet.name, first, 5, last, 5], "categories": names, "fill": {"color": "#0072B2"}, "gap": 60}
    chart.add_series(unseen)
    chart.add_series(seen)
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "#,##0,,", "major_gridlines": {"visible": True, "line": {"color": "#D5DAE0"}}})
    chart.set_size({"width": 900, "height": 60 + 34 * (last - first + 1)})
    return chart
