"""Which year, month or day a date leaves out, from the dates that stand before it and the day of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from ..._core.records import replace
from ..text.layout import Sentence
from .when import When, dates_in, is_real

__all__ = ["AHEAD", "MONTH", "NEAR", "Frame"]

AHEAD = re.compile(
    r"予定|期限|まで|めど|見通し|見込み|目標|目指す|注視|へ[』」。]*$|expires?\b|scheduled|deadline|until|due to|will\b"
    r"|expect(?:s|ed)|by the|by (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|has until|\baims? to|\bplans? to"
)
_DUE = re.compile(  # before a day of the week
    r"\b(?:due to|scheduled|expected|will|until|ends?|expires?|closes|lapses?)\b"
    r"(?:(?!said|wrote|filing|told)[^.;”\"]){0,50}$"
)
_SHIFTS = {"同年": 0, "今年": 0, "本年": 0, "翌年": 1, "来年": 1, "昨年": -1, "去年": -1, "前年": -1, "一昨年": -2}
_SHIFTS |= {"year": -1}  # in October last year
_MONTHLY = {"同月": 0, "今月": 0, "翌月": 1, "先月": -1, "前月": -1}
_FROM_TODAY = {"year", "昨年", "去年", "今年", "本年", "来年", "一昨年", "先月", "今月"}
NEAR = 183  # days; a date without a year is the one nearest to the article's own
MONTH = 30  # days
SOON = 40  # days; further ahead than that lies only what the text speaks of as still to come


class Frame:
    """Which year and month a date without them belongs to, as one reads on."""

    def __init__(
        self, published: When | None, first: When | None, all_dates: Sequence[When], latest: When | None
    ) -> None:
        self.published, self.last, self.latest = published, first, published or latest
        self.years = {when.year for when in all_dates}
        self.months = {(when.day, when.month) for when in all_dates if when.day and when.month}
        self.named = Counter(when.key for when in all_dates if when.exact)
        self.block = -1
        self.block_last: When | None = None  # the last date with a year in this block, row or heading
        self.listed = self.ahead = False
        self.of_page = False  # the year of the date just read is that of the article itself, and of no text around it
        self.text = ""
        self.exact: When | None = None  # the last whole day read

    def enter(self, sentence: Sentence) -> None:
        """Come to a sentence: a new block forgets the dates of the one before, a heading or row with a year sets it."""
        self.listed = sentence.kind != "paragraph"
        self.ahead = AHEAD.search(sentence.text) is not None
        self.text = sentence.text
        if sentence.block != self.block:
            self.block = sentence.block
            self.block_last = _first_year(sentence.heading)
        if sentence.row:
            self.block_last = _first_year(sentence.row) or self.block_last

    def complete(self, when: When) -> When:
        """The date with what the text around it adds."""
        relative = when.about.split(" ")[-1]
        if when.weekday is not None:
            return self._on(when)
        if self.published and "/" in when.written and (when.day, when.month) == self.published.key[1:]:
            return replace(when, month=when.day, day=when.month)  # day before month, as the article's own date shows
        self.of_page = False
        if when.year is None:
            near = relative in _SHIFTS or relative in _MONTHLY
            framed = self._shifted(when, relative) if near else self._spelled(when) or self._framed(when)
            when = framed if is_real(framed.year, framed.month, framed.day) else when
        if when.year is not None:
            when = replace(when, derived=when.derived or when.year not in self.years)
            self.block_last = self.block_last if self.of_page else when
            self.last = when if when.month or self.last is None or self.last.month is None else self.last
            self.exact = when if when.exact else self.exact
        return when

    def _on(self, when: When) -> When:
        """A day of the week: the last one up to the day of the article; the next where it is still to come."""
        if self.published is None or not self.published.exact:
            return when
        today = date(self.published.year, self.published.month, self.published.day)  # type: ignore[arg-type]
        ago = (today.weekday() - (when.weekday or 0)) % 7
        ahead = _DUE.search(self.text[: when.start]) is not None
        meant = today + timedelta(days=-ago % 7) if ahead else today - timedelta(days=ago)
        return replace(when, year=meant.year, month=meant.month, day=meant.day, derived=meant != today)

    def _shifted(self, when: When, relative: str) -> When:
        """同年, 翌年, 昨年, 同月: counted from the date before it, or from the day of the article."""
        base = self.latest if relative in _FROM_TODAY else self.block_last or self.last
        if base is None or base.year is None:
            return when
        if relative in _SHIFTS:
            return replace(when, year=base.year + _SHIFTS[relative])
        if base.month is None:
            return when
        years, month = divmod(base.month - 1 + _MONTHLY[relative], 12)
        return replace(when, year=base.year + years, month=month + 1)

    def _spelled(self, when: When) -> When | None:
        """In an article that has no day of its own: the date that its text gives in full elsewhere, most often."""
        alike = [key for key in self.named if key[2] == when.day and when.month in (key[1], None)]
        if self.published or when.day is None or not alike:
            return None
        year, month, _ = max(alike, key=lambda key: (self.named[key], key))
        return replace(when, year=year, month=month)

    def _framed(self, when: When) -> When:
        """A month or a day without its year: as in the text just before it, else nearest to the day of the article."""
        beside = self.block_last if self.block_last and (self.listed or self.block_last.month) else None
        if beside and self.published and beside.year == self.published.year:
            beside = None  # of the article's own year: the nearest to its day is meant, be it of the year before
        base = beside or self.published or self.block_last or self.last
        self.of_page = when.month is not None and base is self.published is not None
        if base is None or base.year is None:
            return when
        if when.month is None:
            return self._of_month(when, base, beside)
        far = (when.month - (base.month or 12)) * MONTH
        own = beside is None and base in (self.published, self.last) and base.month is not None
        if base is self.block_last and not self.listed and base.month and when.month < base.month:
            when = replace(when, derived=True)  # of the same year, or of the next
        late = SOON if self.text.isascii() and not self.ahead else NEAR  # Japanese marks no future
        return replace(when, year=base.year - (own and far > late) + (own and self.ahead and far < -NEAR))

    def _of_month(self, when: When, base: When, beside: When | None) -> When:
        """A day alone: of the month just named, else of the one that the text names with this day, else the next."""
        near = self.block_last if self.block_last and self.block_last.month else None if self.published else self.exact
        if near and (self.published is None or self.ahead or (*near.key[:2], when.day) <= self.published.key):
            return replace(when, year=near.year, month=near.month)
        if self.latest is None and self.block_last is None and base is self.last:
            return when  # only of a date that the text has yet to come to
        if beside or self.published or self.latest is None:
            return replace(when, year=base.year, month=base.month) if base.month else when
        named = [month for day, month in self.months if day == when.day]
        if len(named) == 1:
            return replace(when, year=self.latest.year, month=named[0])
        year, month, last = self.latest.key
        later = last - (when.day or 0) > MONTH / 2  # so that the next month's is nearer than this month's
        if later:
            return replace(when, year=year + (month == 12), month=month % 12 + 1, derived=True)
        return replace(when, year=year, month=month)


def _first_year(text: str) -> When | None:
    """The first date with a year in a heading or at the head of a row."""
    return next((when for when in dates_in(text) if when.year), None)
