"""The dates of an article, completed: what one leaves out is taken from the text around it (`2月10日` below `2024年`).

What no text says stays open.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..._core.records import record, replace
from ..text.layout import Sentence
from .dateline import cited, published
from .frame import AHEAD, MONTH, NEAR, Frame
from .when import When, dates_in

__all__ = ["Dates", "dates_of"]


@record
class Dates:
    """The dates of each sentence, and the day the article is from, where it says so."""

    by_sentence: tuple[tuple[When, ...], ...]
    published: When | None


def dates_of(sentences: Sequence[Sentence]) -> Dates:
    """Every date, completed from the text around it."""
    raw = [tuple(dates_in(sentence.text)) for sentence in sentences]
    day = published(sentences, raw)
    known = day or cited([sentence.text for sentence in sentences], raw)
    frame = Frame(
        known, known or _last(sentences, raw), [when for dates in raw for when in dates], _latest(sentences, raw)
    )
    completed = []
    for sentence, dates in zip(sentences, raw):
        frame.enter(sentence)
        completed.append(tuple(frame.complete(when) for when in dates))
    return Dates(tuple(completed), day)


def _last(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The last date with a year that the text does not speak of as still to come, be it a month or a year alone."""
    told = [when for each, dates in zip(sentences, raw) for when in dates if when.year and not AHEAD.search(each.text)]
    return max(told, key=lambda when: when.key, default=None)


def _latest(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The last whole date that the text does not speak of as still to come: the article is no older than that."""
    told = [when for each, dates in zip(sentences, raw) if not AHEAD.search(each.text) for when in dates if when.day]
    latest = max((when for when in told if when.exact), key=lambda when: when.key, default=None)
    later = [when for when in told if latest and when.month and when.year is None and when.key[1:] > latest.key[1:]]
    near = [when for when in later if (when.month - latest.month) * MONTH < NEAR]  # type: ignore[operator, union-attr]
    return replace(max(near, key=lambda when: when.key), year=latest.year) if latest and near else latest
