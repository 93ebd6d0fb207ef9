"""What happened when: every sentence with a date, in order, and the claims that could be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..._core.records import record
from ..days.dateline import is_source
from ..days.when import When
from .context import Line

__all__ = ["Event", "claims_of", "events_of"]

SHORT = 8  # characters; a shorter clause is told by its whole sentence
ENTRY = 160  # characters that an entry of a timeline may go on for
CLAIMS = 40  # sentences put forward to be checked
_BYLINE = re.compile(
    r"公開日|更新|掲載|配信|投稿日|執筆|カテゴリ|Published|Updated|Posted|[©]|\(c\)"
    r"|All rights reserved|NEWS PROVIDED|^By ",
    re.I,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}|[ap]\.?m\.?\b|\b(?:ET|EST|EDT|PT|GMT|JST|BST|CET|at)\b|[ ,()|]", re.I)
_AHEAD = re.compile(
    r"予定|見通し|見込み|方針|目指す|までに|expect(?:s|ed)\b[^.;]{0,30}? to|will\b|plans? to|by the end of|scheduled"
    r"|due to",
    re.I,
)


@record
class Event:
    """Something that a sentence puts on a date."""

    when: When
    what: str
    ahead: bool  # the text speaks of it as still to come
    place: int


def events_of(lines: Sequence[Line], published: When | None) -> tuple[Event, ...]:
    """The dated clauses of an article, the earliest first; the day it is from heads none."""
    seen: set[tuple[str, str]] = set()
    found: list[Event] = []
    rows = [Event(when, line.text, False, line.sentence.place) for when, line in rows_of(lines)]
    entries = _entries(lines, published)
    for line in lines:
        for event in (
            *_events(line, entries.get(line.sentence.place, "")),
            *(row for row in rows if row.place == line.sentence.place),
        ):
            known = event.when.iso, event.what
            if known not in seen:
                seen.add(known)
                found.append(event)
    return tuple(sorted(found, key=lambda event: (event.when.key, event.place)))


def _entries(lines: Sequence[Line], published: When | None) -> dict[int, str]:
    """What goes on from a sentence that opens an entry of a timeline: the undated sentences after it in its block.

    A date on a line of its own opens the block after it, unless it is the day of the article.
    """
    found: dict[int, str] = {}
    head: Line | None = None
    for line in lines:
        reach = 0 if head is None else head.sentence.block + _is_bare(head)
        if head is None or line.sentence.block > reach or line.sentence.kind == "heading" or _days(line):
            of_page = published is not None and any(when.key == published.key for when in line.dates)
            head = line if _opens(line) and not (of_page and _is_bare(line)) else None
        elif not line.sentence.asks and len(found.get(head.sentence.place, "")) < ENTRY:
            found[head.sentence.place] = found.get(head.sentence.place, "") + line.text
    return found


def _days(line: Line) -> list[When]:
    """The dates of a sentence that are no business year."""
    return [when for when in line.dates if not re.search("期|度|fiscal|FY", when.about)]


def _is_bare(line: Line) -> bool:
    """Whether a sentence is a date and nothing else."""
    return bool(line.dates) and len(line.text) - (line.dates[0].end - line.dates[0].start) <= 1


def _opens(line: Line) -> bool:
    """Whether a sentence begins an entry of a timeline: with a date set apart from what it tells."""
    if not line.dates or line.dates[0].start > 1 or line.sentence.kind not in ("paragraph", "bullet"):
        return False
    return _is_bare(line) or line.text[line.dates[0].end : line.dates[0].end + 1] in (
        "】",
        "：",
        ":",
        " ",
        ")",
        "）",
        "|",
        "-",
        "–",
        "—",
    )


def _events(line: Line, more: str = "") -> Iterator[Event]:
    text = line.text
    if line.sentence.asks or (_is_byline(line) and not (more and _is_bare(line))):
        return
    dates = _days(line)
    if line.sentence.column and not dates:
        return
    only = len(dates) == 1
    for index, when in enumerate(dates):
        end = dates[index + 1].start if index + 1 < len(dates) else len(text)
        clause = text[when.start : end].strip(" 、,;；・")
        ranged = re.fullmatch(r".{0,12}[〜~～–—-]", clause) is not None
        if when.year is None or ranged:
            continue
        rest = "" if index < len(dates) - 1 else f": {more}" if _is_bare(line) else more
        told = _told(line, (text if only or not _is_clause(clause) else clause) + rest)
        if len(told) - len(when.written) > SHORT // 2:
            yield Event(when, told, _AHEAD.search(told) is not None, line.sentence.place)


def _is_clause(clause: str) -> bool:
    """Whether a piece of a sentence tells something by itself: Japanese runs from its date to the next."""
    return len(clause) > SHORT * 2 and re.match(r"[\d令平昭同翌昨今]", clause) is not None and not clause.isascii()


def _told(line: Line, text: str) -> str:
    """What is told, with the row it stands in where the date is the head of it."""
    return text if not line.sentence.row else f"{line.sentence.row}: {text}"


def _is_byline(line: Line) -> bool:
    """Whether a date is that of the page and not of something that happened."""
    clock = sum(len(match[0]) for match in _CLOCK.finditer(line.text))
    rest = len(line.text) - sum(when.end - when.start for when in line.dates) - clock
    short = rest < SHORT and line.sentence.kind != "cell"
    return short or (_BYLINE.search(line.text) is not None and rest < 60) or is_source(line.text)


def rows_of(lines: Sequence[Line]) -> Iterator[tuple[When, Line]]:
    """Cells in a row that begins with a date, which is the date of what they tell."""
    heads = {(line.sentence.block, line.text): line for line in lines if line.sentence.kind == "cell" and line.dates}
    for line in lines:
        head = heads.get((line.sentence.block, line.sentence.row))
        if line.sentence.kind == "cell" and head is not None and head is not line and not line.dates:
            yield head.dates[0], line


def claims_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Sentences that state something about a party with a number or a date, and ask nothing."""
    told = (
        line
        for line in lines
        if line.sentence.kind in ("paragraph", "bullet")
        and not (line.sentence.asks or _is_byline(line))
        and line.mentions
        and (line.money or any(when.year for when in line.dates))
    )
    return tuple(dict.fromkeys(line.text for line in told))[:CLAIMS]
