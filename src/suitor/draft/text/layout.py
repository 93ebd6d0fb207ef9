"""What an article is made of: headings, paragraphs, lists, tables (also those drawn in text), and their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..._core.records import record
from .sentences import LONGEST, split

__all__ = ["Article", "Sentence", "Table", "lay_out"]

WIDEST = 120  # characters in a line that was broken because it was full
UNBROKEN = 200  # characters; a longer line is a whole paragraph
_BOX = re.compile("[\u2500-\u257f]")
_BORDER = re.compile(r"[\s\u2500-\u257f|+\-=_:*~＝－ー―—]*")
_BARS = re.compile(r"\s*[|│┃║｜]\s*")
_BULLET = re.compile(r"\s*(?:[・•‣◦▪▫▸►▶●○◎◆◇■□★☆✓✔☑✅❌⭕→➡⇒※*>\-–—]|\(?\d{1,2}[.)）](?!\d)|[(（]\d{1,2}[)）])\s*")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s|[■◆▼●★◇□▶]|【[^】]{1,60}】\s*$|第[\d一二三四五六七八九十]{1,3}[章節部]|\d{1,2}(?:[.．]|-\d)\s*\D)"
)
_LABEL = re.compile(
    r"項目|論点|比較|観点|区分|年|時期|日付|日|出来事|テーマ|ポイント|内容|種類|分類|名|[Ii]tem"
    r"|[Ii]ssue|[Dd]ate|[Yy]ear|[Tt]opic|[Aa]spect|[Ff]actor|[Ff]eature|[Ww]hen|[Mm]etric|[Qq]uestion"
)
_DATED = re.compile(r"\d{4}[年/.-]|\d{1,2}月|\d{4}$|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_STOP = tuple("。．！？!?…」』）)”\"'")
_JAPANESE = re.compile("[ぁ-んァ-ヴ一-龠々]")


@record
class Sentence:
    """One sentence, the kind of block it stands in, and the heading above it."""

    text: str
    kind: str = "paragraph"  # paragraph, bullet, heading or cell
    heading: str = ""
    column: str = ""  # for a cell: what stands at the head of its column
    row: str = ""  # and of its row
    place: int = 0  # order in the article
    block: int = 0  # sentences with the same number stand in the same block

    @property
    def asks(self) -> bool:
        """Whether it is a question, which claims nothing."""
        return bool(
            re.search(
                r"(?:[?？]|のだろうか|でしょうか|だろうか|のか|ますか|ですか|べきか)[。」』\"”’)）\s]*$", self.text
            )
        )


@record
class Table:
    """Rows of cells, the first of them the heads of the columns."""

    rows: tuple[tuple[str, ...], ...]


@record
class Article:
    """The sentences of an article in order, and its tables."""

    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    japanese: bool

    @property
    def text(self) -> str:
        """All sentences, a line each."""
        return "\n".join(sentence.text for sentence in self.sentences)


def lay_out(text: str) -> Article:
    """Find the blocks of a cleaned text and cut them into sentences."""
    japanese = len(_JAPANESE.findall(text)) * 4 > len(text.replace(" ", ""))
    sentences: list[Sentence] = []
    tables: list[Table] = []
    heading = ""
    for block, (kind, lines) in enumerate(_blocks(text, japanese)):
        if kind == "table" and len(lines) == 1:  # what stands beside a date below a title, and no table
            sentences += [Sentence(each, "paragraph", heading, block=block) for each in _cells(lines[0]) if each]
            continue
        if kind == "table":
            tables.append(Table(_filled([list(_cells(line)) for line in lines])))
            sentences += [Sentence(*cell, block=block) for cell in _cell_sentences(tables[-1], heading)]
            continue
        whole = _joined(lines, japanese).replace("\t", " ")
        heading = whole if kind == "heading" else heading
        sentences += [Sentence(each, kind, heading, block=block) for each in split(whole)]
    placed = [Sentence(s.text, s.kind, s.heading, s.column, s.row, place, s.block) for place, s in enumerate(sentences)]
    return Article(tuple(placed), tuple(tables), japanese)


def _blocks(text: str, japanese: bool) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines that belong together, each with its kind."""
    lines = [line.strip(" ") for line in text.split("\n")]
    width = _width([line for line in lines if not _BOX.search(line)])
    open_lines: list[str] = []
    open_kind = ""
    for index, line in enumerate(lines):
        kind = _kind(
            line, lines[index - 1] if index else "", lines[index + 1] if index + 1 < len(lines) else "", japanese
        )
        wrapped = open_lines and _runs_on(open_lines[-1], line, width, japanese)
        if kind == "paragraph" and open_kind in ("paragraph", "bullet") and wrapped:
            open_lines.append(line)
            continue
        if kind == "table" and open_kind == "table":
            open_lines.append(line)
            continue
        if open_lines and kind != "border":
            yield open_kind, [each for each in open_lines if each]
            open_lines, open_kind = [], ""
        if kind not in ("blank", "border"):
            open_lines, open_kind = [_unmarked(line, kind)], kind
    if open_lines:
        yield open_kind, open_lines


def _width(lines: Sequence[str]) -> int:
    """At how many characters lines are broken; beyond any where most of the text is in paragraphs of one line."""
    long = sum(len(line) for line in lines if len(line) > UNBROKEN)
    return LONGEST if 2 * long > sum(map(len, lines)) else min(WIDEST, max(map(len, lines), default=0))


def _kind(line: str, before: str, after: str, japanese: bool) -> str:
    """Whether a line is a heading, a bullet, a row of a table, a border or running text."""
    if not line:
        return "blank"
    if _BORDER.fullmatch(line) and (len(line) > 2 or _BOX.search(line)):
        return "border"
    if (
        len(_BARS.findall(line)) >= 2
        or (line.count("\t") >= 1 and ("\t" in before or "\t" in after))
        or ("│" in line or "┃" in line or "║" in line)
    ):
        return "table"
    if line.count("|") == 1 and ("|" in before or "|" in after) and len(line) < 200:
        return "table"
    short = len(line) <= (45 if japanese else 90)
    stopped = line.endswith(_STOP) and not line.endswith(("」", "』", ")", "）", "?", "？", "!", "！"))
    if short and not stopped and _HEADING.match(line):
        return "heading"
    if _BULLET.match(line) and not _BULLET.fullmatch(line):
        return "bullet"
    alone = not before and not after and not line.startswith(("「", "『", "“", '"'))
    return "heading" if alone and short and not stopped and not line.endswith((",", "、", ".")) else "paragraph"


def _unmarked(line: str, kind: str) -> str:
    """The line without the mark that made it a heading or a bullet."""
    if kind == "heading":
        return re.sub(r"^\s*(?:#{1,6}\s*|[■◆▼●★◇□▶]\s*|\d{1,2}(?:[.．]|-\d)\s*(?=\D))", "", line) or line
    return _BULLET.sub("", line, count=1) if kind == "bullet" else line


def _runs_on(line: str, following: str, width: int, japanese: bool) -> bool:
    """Whether a line was broken only because it was full."""
    if not line or line.endswith(("。", "！", "？", ":", "：")) or (not japanese and line.endswith(_STOP)):
        return not japanese and bool(line) and line.endswith((".", '"', "”")) and len(line) > width * 0.5 > 20
    return len(line) >= width * 0.55 or (not japanese and following[:1].islower())


def _joined(lines: list[str], japanese: bool) -> str:
    """Broken lines as one, with a space between words of Latin letters."""
    whole = lines[0]
    for line in lines[1:]:
        tight = (japanese and not (whole[-1:].isascii() and line[:1].isascii())) or whole.endswith("-")
        whole += line if tight else " " + line
    return whole


def _cells(line: str) -> Iterable[str]:
    """The cells of a row."""
    bared = re.sub("[┌┐└┘├┤┬┴┼─━═╔╗╚╝╠╣╦╩╬]+", "│", line) if _BOX.search(line) else line
    cells = (
        bared.split("\t") if "\t" in bared and not _BARS.search(bared) else _BARS.split(bared.strip().strip("|│┃║｜"))
    )
    return [re.sub("<br ?/?>", " ", cell).strip() for cell in cells]


def _cell_sentences(table: Table, heading: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Every cell as a sentence that knows its column and row."""
    head = table.rows[0]
    labelled = len(head) > 2 or not head[0] or _LABEL.search(head[0])
    for number, row in enumerate(table.rows):
        for index, cell in enumerate(row):
            column = head[index] if number and index < len(head) else ""
            label = row[0] if index and (labelled or _DATED.match(row[0])) else ""
            for text in split(cell):
                yield text, "cell", heading, column, label


def _filled(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows without the columns that hold nothing but arrows and spaces."""
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    kept = [index for index in range(width) if any(re.search(r"\w", row[index]) for row in full)]
    cells = tuple(tuple(row[index] for index in kept) for row in full)
    return tuple(row for row in cells if any(row)) or (("",),)
