"""The document as sheets: the answer, what recalculates, a sheet a block, every figure and every input."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ..study import QUANTILES
from . import live, pro_forma
from .blocks import (
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
    Run,
    Split,
    Structure,
    Table,
    Text,
    plain,
)
from .voice import Voice
from .workbook import (
    CHANCE,
    FOLDED,
    NEXT_TO_NONE,
    SHARE,
    Cell,
    Sheet,
    amount,
    finite,
    fitting,
    plain_number,
    sheet_name,
)

CHANCES = ("chance", "yes")  # units that are written in whole percents, as in the report
SCALED = ("money", "money/year", "number", "flow", "price", "share price", "count")  # units that may run into millions
WHOLE = ("days", "points")  # units of which nobody reads a part

Row = Sequence[Cell | str | float]


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
    add(pro_forma.sheet(voice, named(voice.plain("workbook.accretion"))))
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
    sheet = Sheet(name, frozen=(1, 1))
    sheet.put(0, 0, Cell(block.heading, look="title"))
    row = 2
    for item in block.items:
        row = put(sheet, row, item, voice)
    sheet.widths.update(widths(sheet))
    return sheet


def widths(sheet: Sheet) -> dict[int, float]:
    """Each column as wide as its cells need, within bounds; headings fold, and sentences fold in the first column."""
    texts: dict[int, list[str]] = {}
    for (_, column), cell in sheet.cells.items():
        if cell.look in FOLDED:
            text = cell.value if isinstance(cell.value, str) else "(000,000.0m)"
            texts.setdefault(column, []).append(text[: len(text) // 2] if cell.look.startswith("head") else text)
    last = max(texts, default=0)
    most = {0: 72.0, 1: 72.0, 2: 60.0, 3: 44.0, 4: 36.0}.get(last, 24.0)
    return {at: fitting(texts[at], 11.0, most if at else max(most, 46.0)) for at in texts}


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
            yield [Cell("", look="head"), *(Cell(head, look="head right") for head in item.columns)]
            for label, runs in item.rows:
                yield [label, *(Cell(run.number or 0.0, number=hedged(run.text, CHANCE, voice)) for run in runs)]
        case Ranges() | Lines() | Structure():
            yield from table(item.table, voice)


def camps(item: Split) -> Iterator[Row]:
    """The sides, row by row beside one another."""
    yield [Cell(head, look="head") for head in ("", *(camp.name for camp in item.camps))]
    for place, (label, _) in enumerate(item.camps[0].rows):
        yield [label, *(plain(camp.rows[place][1]) if place < len(camp.rows) else "" for camp in item.camps)]


def table(item: Table, voice: Voice) -> Iterator[Row]:
    """A table with the numbers of its figures, flush right; their ranges are on the sheet of figures."""
    rows = [[stated(cell, voice) for cell in row] for row in item.rows]
    counted = [any(isinstance(x, Cell) for x in column) for column in zip(*rows)]
    looks = ["right" if numbers else ("beside" if at else "") for at, numbers in enumerate(counted)]
    looks += ["beside"] * (len(item.columns) - len(looks))  # a table may be empty
    yield [Cell(item.caption, look="bold")]
    yield [Cell(head, look=f"head {look}".strip()) for head, look in zip(item.columns, looks)]
    for row in rows:
        yield [Cell(cell, look=look) if isinstance(cell, str) else cell for cell, look in zip(row, looks)]


def stated(cell: Text, voice: Voice) -> Cell | str:
    """A cell as a number where it states one, else as words."""
    first = cell[0] if cell else None
    if first is None or first.number is None:
        return plain(cell)
    known = voice.study.figures.get(first.figure)
    unit = known.unit if known else point(first)
    if not unit or (unit == "yes" and first.number in (0.0, 1.0)):
        return Cell(plain(cell), look="right")
    shown = finite(first.number)
    pattern = hedged(first.text, written(first.number, unit, voice), voice)
    return Cell(shown, number=pattern) if isinstance(shown, float) else Cell(first.text, look="right")


def hedged(text: str, pattern: str, voice: Voice) -> str:
    """The pattern of a number, or words for a chance that is next to nothing or to certainty: 0.0% would say it is."""
    return f'"{text}"' if text in (voice.plain("chance.least"), voice.plain("chance.most")) else pattern


def point(run: Run) -> str:
    """The unit of a point of a curve, which says it in words only: a share, a large amount, or none that we know."""
    assert run.number is not None
    return "share" if "%" in run.text else ("money" if abs(run.number) >= 1e6 else "")


def written(value: float, unit: str, voice: Voice) -> str:
    """The pattern of a number of this unit and size."""
    if unit in CHANCES:
        return CHANCE
    if unit == "share" or not math.isfinite(value):
        return NEXT_TO_NONE if abs(value) < 0.0005 else SHARE
    if unit in WHOLE:
        return "#,##0"
    return amount(value, voice.plain("workbook.million")) if unit in SCALED else plain_number(value)


def figures(document: Document, voice: Voice, name: str) -> Sheet:
    """Every figure with its quantiles."""
    sheet = Sheet(name, widths={0: 36, 1: 44, 2: 24, **dict.fromkeys(range(3, 10), 12), 10: 36}, frozen=(1, 1))
    heads = ["id", *(voice.plain(f"page.{key}") for key in ("figure", "unit"))]
    right = [f"{round(100 * at)}%" for at in QUANTILES] + [voice.plain(f"workbook.{key}") for key in ("mean", "found")]
    sheet.row(0, [*(Cell(head, look="head") for head in heads), *(Cell(head, look="head right") for head in right)])
    sheet.put(0, 10, Cell(voice.plain("page.formula"), look="head beside"))
    for row, entry in enumerate(document.entries, start=1):
        figure = voice.study[entry.id]
        numbers = [figure.quantile(at) for at in QUANTILES] + [figure.mean]
        pattern = written(max(filter(math.isfinite, numbers), key=abs, default=0.0), figure.unit, voice)
        cells = [finite(value) for value in numbers]
        said = figure.unit in CHANCES  # by words where it is next to certain
        patterns = [hedged(voice.show(value, figure.unit), pattern, voice) if said else pattern for value in numbers]
        shown = [Cell(cell, number=p) if isinstance(cell, float) else cell for cell, p in zip(cells, patterns)]
        found = Cell(figure.found_share, number=SHARE)
        sheet.row(row, [entry.id, entry.name, entry.unit, *shown, found, Cell(entry.formula, look="beside")])
    return sheet


def inputs(document: Document, voice: Voice, name: str) -> Sheet:
    """Every number of the deal file with its place and source."""
    sheet = Sheet(name, widths={0: 44, 1: 13, 2: 13, 3: 13, 4: 26, 5: 16, 6: 44, 7: 14}, frozen=(1, 1))
    ends = [Cell(voice.plain(f"workbook.{key}"), look="head right") for key in ("low", "median", "high")]
    heads = [Cell(voice.plain(f"page.{key}"), look="head") for key in ("where", "source", "confidence")]
    said = Cell(voice.plain("page.value"), look="head beside")
    sheet.row(0, [Cell(voice.plain("workbook.path"), look="head"), *ends, said, *heads])
    for row, item in enumerate(document.inputs, start=1):
        quantity = voice.study.deal.quantities[item.path]
        values = [float(quantity.at(at)) for at in (0.05, 0.5, 0.95)]
        pattern = written(max(values, key=abs), quantity.unit, voice)
        typed = [Cell(value, look="input", number=pattern) for value in values]
        shown = Cell(item.shown, look="beside")
        sheet.row(row, [item.path, *typed, shown, item.place, item.source, item.confidence])
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
