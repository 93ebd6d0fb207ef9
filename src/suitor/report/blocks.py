"""What a report is made of: headings, sentences, cards, tables and charts, in reading order and in no format yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .._core.records import record
from .structure import Structure


@record
class Run:
    """A stretch of text; where it states a figure or an input, which one, and its bare value."""

    text: str
    figure: str = ""  # id of a figure
    number: float | None = None
    strong: bool = False

    def __str__(self) -> str:
        return self.text


Text = tuple[Run, ...]
Mark = tuple[float, str]  # a place on an axis and its words


def plain(text: Text | Run | str) -> str:
    """The words alone."""
    return "".join(run.text for run in text) if isinstance(text, tuple) else str(text)


def visible(text: str) -> str:
    """Words without characters that steer a terminal, turn the direction of writing or hide."""
    flat = re.sub(r"\s+", " ", text)
    return "".join(letter for letter in flat if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))


@record
class Paragraph:
    """One or more sentences; `tone` is lead, body or caution."""

    text: Text
    tone: str = "body"


@record
class Points:
    """Sentences that stand side by side."""

    items: tuple[Text, ...]


@record
class Card:
    """A number to remember, with its range and what it is."""

    label: str
    value: Run
    range: str = ""
    note: Text = ()


@record
class Cards:
    """Numbers to remember."""

    cards: tuple[Card, ...]


@record
class Table:
    """Rows under columns; a column whose cells carry numbers is set flush right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    folded: bool = False  # shown on demand
    aside: bool = False  # long and seldom read through: a screen folds it, paper has it in full


@record
class Camp:
    """One side of a quarrel: its name, what it says, and its stand on each row."""

    name: str
    says: tuple[Text, ...]
    rows: tuple[tuple[str, Text], ...]


@record
class Split:
    """Two or more sides, face to face."""

    question: str
    camps: tuple[Camp, ...]


@record
class Moment:
    """Something on a day."""

    day: str
    text: Text
    mark: bool = False  # the day of the bid


@record
class Moments:
    """A timeline."""

    items: tuple[Moment, ...]


@record
class Bar:
    """One row of a range chart: low, middle and high, and the words printed at its end."""

    label: str
    low: float
    mid: float
    high: float
    text: str
    figure: str = ""
    ends: tuple[str, str] = ("", "")  # in a tornado: the assumption at the low and at the high end of the bar
    turned: bool = False  # the assumption's low end is the bar's high end


@record
class Ranges:
    """Ranges one under another on one axis, with reference lines."""

    id: str
    title: str
    description: str
    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    table: Table
    tab: tuple[str, str] = ("", "")  # a screen shows one at a time of charts in a row with the same second name


@record
class Band:
    """One line with the band around it."""

    label: str
    x: Sequence[float]
    low: Sequence[float]
    mid: Sequence[float]
    high: Sequence[float]

    @property
    def sure(self) -> bool:
        """A line without a band."""
        return list(self.low) == list(self.mid) == list(self.high)


@record
class Lines:
    """Lines with bands over one axis, with marked places on either axis."""

    id: str
    title: str
    description: str
    x_title: str
    y_title: str
    bands: tuple[Band, ...]
    x_ticks: tuple[Mark, ...]
    y_ticks: tuple[Mark, ...]
    upright: tuple[Mark, ...]  # vertical reference lines
    table: Table
    asked: str = ""  # what a slider along the axis asks; none where empty


@record
class Heat:
    """A table of chances, shaded by size."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Run, ...]], ...]


Item = Paragraph | Points | Cards | Table | Split | Moments | Ranges | Lines | Structure | Heat


@record
class Block:
    """One part of the report: the finding as heading, then what supports it."""

    id: str
    topic: str
    heading: str
    items: tuple[Item, ...]


@record
class Entry:
    """All there is to know about one figure: shown on demand."""

    id: str
    kind: str  # what it measures
    name: str  # and of whom
    value: str
    range: str
    unit: str
    meaning: str
    formula: str
    terms: tuple[tuple[str, str, str], ...]  # symbol of the formula, what it stands for, its value
    found: str
    inputs: tuple[int, ...]  # places in the report's list of inputs


@record
class Input:
    """One number of the deal file: what it says, where it stands, and where it was read."""

    path: str
    shown: str
    place: str  # deal.yaml:31
    source: str
    url: str
    confidence: str


@record
class Document:
    """A whole report in one language, before any format."""

    language: str
    title: str
    question: str
    labels: dict[str, str]  # the words of the page itself
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    inputs: tuple[Input, ...]
    footer: tuple[tuple[str, str], ...]
