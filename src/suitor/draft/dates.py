"""The dates of a sentence, in both languages, as exact as the text has them: a day, a month, a year.

What a date leaves out is taken from the text around it (`2月10日` below `2024年`); what no text says stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from .._core.records import record, replace
from .layout import Sentence

__all__ = ["Dates", "When", "dates_of"]


@record
class When:
    """A date where it stands in a sentence; a part that the text does not give is None."""

    written: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    about: str = ""  # 上旬, early, fiscal year, quarter: what makes it less exact, or a period
    weekday: int | None = None  # of a day given by its name alone
    derived: bool = False  # the year is worked out, as for 昨年, and stands nowhere in the text

    @property
    def iso(self) -> str:
        """As exact as it is: 2025-02-10, 2025-02 or 2025; empty if not even the year is known."""
        if self.year is None:
            return ""
        month = f"-{self.month:02d}" if self.month else ""
        return f"{self.year:04d}{month}" + (f"-{self.day:02d}" if month and self.day else "")

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return bool(self.year and self.month and self.day)

    @property
    def key(self) -> tuple[int, int, int]:
        """For putting events in order; what is unknown comes first."""
        return self.year or 0, self.month or 0, self.day or 0


@record
class Dates:
    """The dates of each sentence, and the day the article is from, where it says so."""

    by_sentence: tuple[tuple[When, ...], ...]
    published: When | None


_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_MONTHS = {
    name: index + 1
    for index, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_WEEK = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\.)?,? )?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_PART = r"(?P<part>上旬|中旬|下旬|初旬|初頭|初め|前半|後半|半ば|末|春|夏|秋|冬|頃|ごろ|以降|以前|まで)?"
_NTH = r"(?:st|nd|rd|th)?"
_ABOUT = (
    r"(?P<about>(?:early|mid|late|the end of|by|since|until|fiscal(?: year)?|FY|spring|summer|autumn"
    r"|fall|winter|Q[1-4]|(?:first|second|third|fourth) quarter of|H[12])[ -]?)?"
)

_FORMS = tuple(
    re.compile(form)
    for form in (
        # 2025年2月10日, 令和7年2月10日, 2025年(令和7年)2月, 24年10月, 2015年
        rf"(?<![\d.,])(?:(?P<era>令和|平成|昭和|大正|明治)(?P<nth>元|\d{{1,2}})年|(?P<year>{_YEAR}"
        rf"|(?<![約の第計数])\d\d)年)"
        rf"(?:[(（](?:(?:令和|平成|昭和)(?:元|\d{{1,2}})年?|{_YEAR}年?)[)）])?(?P<fiscal>度"
        rf"|(?:\d{{1,2}}月)?期|代|来|間|前|後|ぶり|以上|目|物|超|余|分|連続|ローン|契約|債|に一度|に1度"
        rf"|来)?"
        rf"(?:の?(?P<month>1[0-2]|0?[1-9])月(?!期|間)(?P<day>(?:{_DAY})日(?!間))?)?{_PART}",
        # 同年6月, 翌年, 昨年10月, 今年2月14日
        rf"(?P<relative>同年|翌年|昨年|去年|前年|今年|本年|一昨年|来年)(?!度|比|同期"
        rf"|来)(?:の?(?P<month>1[0-2]|0?[1-9])月(?!期|間)(?P<day>(?:{_DAY})日)?)?{_PART}",
        rf"(?P<relative>同月|翌月|先月|今月|前月)(?P<day>(?:{_DAY})日)?{_PART}",
        # 2月10日, 2月
        rf"(?<![\d年./])(?P<month>1[0-2]|0?[1-9])月(?!期|額|間|次|給|例|末締)(?:(?P<day>(?:{_DAY})日)(?!間))?{_PART}",
        # 10日
        rf"(?<![\d月.,])(?P<day>(?:{_DAY})日)(?!間|以内|後|前|目|以上|程度|連続|未満|ぶり|経|ごと|を要|本"
        rf"|経過|あたり|当たり)",
        # 2025-02-10, 2025/2/10, 2025.02.10
        rf"(?<![\d./-])(?P<year>{_YEAR})(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep)(?P<day>{_DAY})(?![\d/-])",
        rf"(?<![\d./-])(?P<year>{_YEAR})/(?P<month>1[0-2]|0?[1-9])(?![\d/])",
        # Feb. 10, 2025; Monday, February 10
        rf"\b{_WEEK}(?P<name>{_MONTH}) (?P<day>{_DAY}){_NTH}(?:,? (?P<year>{_YEAR}))?(?![\d,.]\d|\d)",
        # 10 February 2025, the 10th of February
        rf"\b{_WEEK}(?P<day>{_DAY}){_NTH} (?:of )?(?P<name>{_MONTH})(?:,? (?P<year>{_YEAR}))?(?!\d)",
        # February 2025; in February
        rf"\b{_ABOUT}(?P<name>{_MONTH}),? (?:of )?(?P<year>{_YEAR})(?![\d,.]\d|\d)",
        # on Monday
        r"(?<![a-z]day )(?<!last )\b(?:on |late |early )?(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur"
        r"|Sun)day(?!s\b|,? [A-Z][a-z]+\.? \d|,? \d)",
        rf"\b(?i:in|since|by|until|from|last|this|of|during|early|late|mid)[ -](?P<name>{_MONTH})(?! \d)",
        # 2/10/2025, 10.02.2025
        rf"(?<![\d./-])(?P<first>{_DAY})(?P<sep>[/.])(?P<second>{_DAY})(?P=sep)(?P<year>{_YEAR})(?![\d/-])",
        # 2015, 2015-2018, FY2024
        rf"(?<!\(c\) )(?<!© )(?<!©)(?<!right )(?:\b{_ABOUT})?(?<![\d$€£¥.,#])(?P<year>{_YEAR})(?P<fiscal>s"
        rf"|-\d\d(?!\d))?(?![\d%年]|[,.]\d|[ -]?(?:million|billion|trillion|people|users|shares|人|円|ドル"
        rf"|株|社|件|万|億|mAh|px|km))",
    )
)
_MAYBE = re.compile(r"\d|年|月|day\b|[JFMASOND][a-z]{2}")
_RANGE = re.compile(rf"(?<!\d)(?P<year>{_YEAR})(?= ?(?:年?[〜~～–—-]|年?から) ?{_YEAR}年)")
_BYLINE = re.compile(
    r"公開(?!買)|更新|掲載|配信|投稿|発行(?!済)|最終(?=更新)|Published|Updated|Posted|Last modified|By [A-Z]|PRNewswire"
    r"|BUSINESS WIRE|Reuters|\(AP\)|/PR|Dateline"
)
_JUST_BEFORE = re.compile(r"(?:[Pp]ublished|[Uu]pdated|[Pp]osted|公開|更新|掲載|配信|投稿)(?:日時?|on)?[:： ]{0,3}$")
_AHEAD = re.compile(
    r"予定|期限|まで|めど|見通し|見込み|expire|scheduled|deadline|until|due to|will\b|expected|by the|has until"
)
_SHIFTS = {"同年": 0, "今年": 0, "本年": 0, "翌年": 1, "来年": 1, "昨年": -1, "去年": -1, "前年": -1, "一昨年": -2}
_WEEKDAYS = {name: index for index, name in enumerate(["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"])}
_MONTHLY = {"同月": 0, "今月": 0, "翌月": 1, "先月": -1, "前月": -1}
_FROM_TODAY = {"昨年", "去年", "今年", "本年", "来年", "一昨年", "先月", "今月"}
_PERIODS = {
    "代",
    "間",
    "前",
    "後",
    "ぶり",
    "以上",
    "目",
    "物",
    "超",
    "余",
    "分",
    "連続",
    "s",
    "ローン",
    "契約",
    "債",
    "に一度",
    "に1度",
    "来",
}
CENTURY = 50  # two digits above this are of the last century
NEAR = 183  # days; a date without a year is the one nearest to the article's own


def dates_of(sentences: Sequence[Sentence]) -> Dates:
    """Every date, completed from the text around it."""
    raw = [tuple(_dates_in(sentence.text)) for sentence in sentences]
    published = _published(sentences, raw)
    first = next((when for dates in raw for when in dates if when.year), None)
    frame = _Frame(published, published or first, [when for dates in raw for when in dates], _latest(sentences, raw))
    completed = []
    for sentence, dates in zip(sentences, raw):
        frame.enter(sentence)
        completed.append(tuple(frame.complete(when) for when in dates))
    return Dates(tuple(completed), published)


def _latest(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The last whole date that the text does not speak of as still to come: the article is no older than that."""
    told = [when for each, dates in zip(sentences, raw) if not _AHEAD.search(each.text) for when in dates if when.day]
    latest = max((when for when in told if when.exact), key=lambda when: when.key, default=None)
    later = [when for when in told if latest and when.month and when.year is None and when.key[1:] > latest.key[1:]]
    near = [when for when in later if (when.month - latest.month) * 30 < NEAR]  # type: ignore[operator, union-attr]
    return replace(max(near, key=lambda when: when.key), year=latest.year) if latest and near else latest


def _dates_in(text: str) -> Iterator[When]:
    """The dates of a sentence, as they stand there, the longer form first where two overlap."""
    if not _MAYBE.search(text):
        return
    taken: list[When] = []
    used = bytearray(len(text) + 1)
    matches = [match for form in (*_FORMS[:1], _RANGE, *_FORMS[1:]) for match in form.finditer(text)]
    for match in matches:
        if any(used[match.start() : match.end()]):
            continue
        used[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        when = _when(match)
        if when is not None:
            taken.append(when)
    yield from sorted(taken, key=lambda when: when.start)


def _when(match: re.Match[str]) -> When | None:
    """A date of what a form has found, unless it is a span of time or no day of the calendar."""
    said = match.groupdict()
    fiscal = said.get("fiscal") or ""
    if fiscal in _PERIODS:
        return None
    year = int(said["year"]) if said.get("year") else None
    if year is not None and year < 100:
        if (
            not said.get("month")
            and not said.get("part")
            and not re.match(r"[にのはか、]", match.string[match.end() : match.end() + 1])
        ):
            return None
        year += 1900 if year > CENTURY else 2000
    if said.get("era"):
        year = _ERAS[said["era"]] + (1 if said["nth"] == "元" else int(said["nth"]))
    month = int(said["month"]) if said.get("month") else _MONTHS.get((said.get("name") or "")[:3].lower())
    day = int(said["day"].rstrip("日")) if said.get("day") else None
    if said.get("first"):
        one, two = int(said["first"]), int(said["second"])
        month, day = (one, two) if said["sep"] == "/" and one <= 12 else (two, one)
    about = " ".join(filter(None, ((said.get("about") or "").strip(), said.get("part"), fiscal, said.get("relative"))))
    weekday = _WEEKDAYS.get(said.get("weekday") or "")
    written = When(match[0].strip(), match.start(), match.end(), year, month, day, about, weekday)
    return written if _real(year, month, day) else None


def _real(year: int | None, month: int | None, day: int | None) -> bool:
    try:
        date(year or 2024, month or 1, day or 1)
    except ValueError:
        return False
    return True


def _published(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The day the article is from: a date on a line of its own, in a byline or a dateline, near the top or the end."""
    best: list[tuple[int, int, When]] = []
    for index, (sentence, dates) in enumerate(zip(sentences, raw)):
        if not (index < 12 or index >= len(sentences) - 2):
            continue
        rest = len(sentence.text)
        for when in dates:
            alone = rest - (when.end - when.start) < 25 and not sentence.text.endswith("。") and sentence.kind != "cell"
            line_of = re.match(
                r",? (?:at )?\d{1,2}:\d{2}| ?(?:\(\w[^()]{0,20}\) ?|/[^/]{1,30}/ ?)?(?:[—–-]|--)",
                sentence.text[when.end : when.end + 40],
            )
            marked: object = (line_of and when.start < 50) or (_BYLINE.search(sentence.text) and rest < 80)
            marked = marked or _JUST_BEFORE.search(sentence.text[max(0, when.start - 20) : when.start])
            if when.exact and (marked or (alone and not re.search("[：:]", sentence.text[when.end : when.end + 1]))):
                late = index >= 12
                best.append((2 if late else not marked, index, when))
    return min(best, key=lambda each: each[:2])[2] if best else None


class _Frame:
    """Which year and month a date without them belongs to, as one reads on."""

    def __init__(
        self, published: When | None, first: When | None, all_dates: Sequence[When], latest: When | None
    ) -> None:
        self.published, self.last, self.latest = published, first, published or latest
        self.years = {when.year for when in all_dates}
        self.months = {(when.day, when.month) for when in all_dates if when.day and when.month}
        self.block = -1
        self.block_last: When | None = None  # the last date with a year in this block, row or heading
        self.listed = self.ahead = False
        self.exact: When | None = None  # the last whole day read

    def enter(self, sentence: Sentence) -> None:
        """Come to a sentence: a new block forgets the dates of the one before, a heading or row with a year sets it."""
        self.listed = sentence.kind != "paragraph"
        self.ahead = _AHEAD.search(sentence.text) is not None
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
        if when.year is None:
            when = self._shifted(when, relative) if relative in _SHIFTS or relative in _MONTHLY else self._framed(when)
        if when.year is not None:
            when = replace(when, derived=when.derived or when.year not in self.years)
            self.block_last = when
            self.last = when if when.month or self.last is None or self.last.month is None else self.last
            self.exact = when if when.exact else self.exact
        return when

    def _on(self, when: When) -> When:
        """A day of the week: the last one up to the day of the article."""
        if self.published is None or not self.published.exact:
            return when
        today = date(self.published.year, self.published.month, self.published.day)  # type: ignore[arg-type]
        meant = today - timedelta(days=(today.weekday() - (when.weekday or 0)) % 7)
        return replace(when, year=meant.year, month=meant.month, day=meant.day, derived=meant != today)

    def _shifted(self, when: When, relative: str) -> When:
        """同年, 翌年, 昨年, 同月: counted from the date before it, or from the day of the article."""
        near = self.latest if relative in _FROM_TODAY else None
        base = near or self.block_last or self.last
        if base is None or base.year is None:
            return when
        if relative in _SHIFTS:
            return replace(when, year=base.year + _SHIFTS[relative])
        if base.month is None:
            return when
        years, month = divmod(base.month - 1 + _MONTHLY[relative], 12)
        return replace(when, year=base.year + years, month=month + 1)

    def _framed(self, when: When) -> When:
        """A month or a day without its year: as in the text just before it, else nearest to the day of the article."""
        beside = self.block_last if self.block_last and (self.listed or self.block_last.month) else None
        if beside and self.published and beside.year == self.published.year:
            beside = None  # of the article's own year: the nearest to its day is meant, be it of the year before
        base = beside or self.published or self.block_last or self.last
        if base is None or base.year is None:
            return when
        if when.month is None:
            return self._of_month(when, base, beside)
        far = (when.month - (base.month or 12)) * 30
        own = beside is None and base in (self.published, self.last) and base.month is not None
        return replace(when, year=base.year - (own and far > NEAR) + (own and self.ahead and far < -NEAR))

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
        year, month = self.latest.key[:2]
        later = (when.day or 0) < self.latest.key[2]
        if later:
            return replace(when, year=year + (month == 12), month=month % 12 + 1, derived=True)
        return replace(when, year=year, month=month)


def _first_year(text: str) -> When | None:
    """The first date with a year in a heading or at the head of a row."""
    return next((when for when in _dates_in(text) if when.year), None)
