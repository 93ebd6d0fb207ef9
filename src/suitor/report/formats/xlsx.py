"""An Excel workbook: live formulas where a banker expects them, one sheet a block, and every figure and input."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from ..._core.extras import need
from ...study import Study
from ..blocks import Document
from ..format import Format
from ..sheets import sheets
from ..voice import Voice
from ..words import words
from ..workbook import LONGEST, Sheet

UPRIGHT = 40  # rows from which a sheet that is printed on one page stands upright
FONTS = {"ja": "Yu Gothic"}  # by language; a viewer without it takes its own
LOOKS: dict[str, dict[str, Any]] = {
    "input": {"font_color": "#0000FF", "valign": "top"},
    "link": {"font_color": "#00703C", "valign": "top"},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "head right": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"},
    "head beside": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "left", "indent": 1},
    "right": {"text_wrap": True, "valign": "top", "align": "right"},
    "beside": {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},  # no indent without a side
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True, "valign": "top"},
    "note": {"italic": False, "font_color": "#59616C"},
    "base": {"border": 2, "valign": "top"},
    "": {"text_wrap": True, "valign": "top"},
}


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
            "default_format_properties": {"font_name": FONTS.get(document.language, "Arial"), "font_size": 10},
        }
        book = need("xlsxwriter", "excel").Workbook(stream, options)
        day = study.deal.file.as_of
        book.set_properties({"title": document.title[:255], "created": datetime(day.year, day.month, day.day)})
        looks: dict[tuple[str, str], Any] = {}
        for sheet in sheets(document, Voice(study, words(document.language))):
            write(book, sheet, looks)
        book.close()
        return stream.getvalue()


def write(book: Any, sheet: Sheet, looks: dict[tuple[str, str], Any]) -> None:
    """Put one sheet into the book."""
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_paper(9)
    last = max((row for row, _ in sheet.cells), default=0)
    if not (sheet.on_one_page and last > UPRIGHT):
        page.set_landscape()
    page.fit_to_pages(1, 1 if sheet.on_one_page else 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")
    page.freeze_panes(*sheet.frozen)
    if sheet.frozen[0]:
        page.repeat_rows(0, sheet.frozen[0] - 1)
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for row, height in sheet.heights().items():
        page.set_row(row, height)
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
