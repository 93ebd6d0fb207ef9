"""The dates of a sentence, in both languages, as they stand there: a day, a month, a year, or a part of one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..._core.records import record

__all__ = ["When", "dates_in", "is_real"]


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
        rf"\b(?i:in|since|by|until|from|last|this|of|during|early|late|mid)[ -](?P<name>{_MONTH})(?! \d)"
        r"(?: last (?P<relative>year))?",
        # 2/10/2025, 10.02.2025
        rf"(?<![\d./-])(?P<first>{_DAY})(?P<sep>[/.])(?P<second>{_DAY})(?P=sep)(?P<year>{_YEAR})(?![\d/-])",
        # 2015, 2015-2018, FY2024
        rf"(?<!\(c\) )(?<!© )(?<!©)(?<!right )(?<![一-龠ァ-ヴーA-Z][(（])(?:\b{_ABOUT})?"
        rf"(?<![\d$€£¥.,#])(?:(?<!\d[-–])|(?<=\b(?:19|20)\d\d[-–]))(?P<year>{_YEAR})(?P<fiscal>s|-\d\d(?!\d))?(?![\d%年]|[,.]\d|(?:ET|EST|EDT|GMT|JST)\b"
        rf"|[ -]?(?:million|billion|trillion|people|users|shares|人|円|ドル|株|社|店|件|台|名"
        r"|カ所|か所|万|億|mAh|px|km))",
    )
)
_MAYBE = re.compile(r"\d|年|月|day\b|[JFMASOND][a-z]{2}")
_RANGE = re.compile(rf"(?<!\d)(?P<year>{_YEAR})(?= ?(?:年?[〜~～–—-]|年?から) ?{_YEAR}年)")
_WEEKDAYS = {name: index for index, name in enumerate(["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"])}
_SPAN = re.compile("代|間|前|後|ぶり|以上|目|物|超|余|分|連続|s|ローン|契約|債|に一度|に1度|来")
_BORN = re.compile("年?生(?:まれ|[)）])")
CENTURY = 50  # two digits above this are of the last century


def dates_in(text: str) -> Iterator[When]:
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
    said = defaultdict(str, {name: part for name, part in match.groupdict().items() if part})
    born = _BORN.match(match.string[match.end() :]) or match.string[: match.start()].endswith("born ")
    if born or _SPAN.fullmatch(said["fiscal"]) or _is_count(match, said):
        return None
    year, (month, day) = _year_of(said), _month_and_day(said)
    about = " ".join(filter(None, (said["about"].strip(), said["part"], said["fiscal"], said["relative"])))
    weekday = _WEEKDAYS.get(said["weekday"])
    written = When(match[0].strip(), match.start(), match.end(), year, month, day, about, weekday)
    return written if is_real(year, month, day) else None


def _is_count(match: re.Match[str], said: dict[str, str]) -> bool:
    """Whether two digits before 年 count years and name none: 15年 and not 15年6月 or 15年に."""
    bare = len(said["year"]) == 2 and not (said["month"] or said["part"])
    return bare and not re.match(r"[にのはか、]", match.string[match.end() : match.end() + 1])


def _year_of(said: dict[str, str]) -> int | None:
    if said["era"]:
        return _ERAS[said["era"]] + (1 if said["nth"] == "元" else int(said["nth"]))
    if not said["year"]:
        return None
    year = int(said["year"])
    return year if year > 99 else year + (1900 if year > CENTURY else 2000)


def _month_and_day(said: dict[str, str]) -> tuple[int | None, int | None]:
    if said["first"]:
        one, two = int(said["first"]), int(said["second"])
        return (one, two) if said["sep"] == "/" and one <= 12 else (two, one)
    month = int(said["month"]) if said["month"] else _MONTHS.get(said["name"][:3].lower())
    return month, int(said["day"].rstrip("日")) if said["day"] else None


def is_real(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether the calendar has such a day, as far as it is given."""
    try:
        date(year or 2024, month or 1, day or 1)
    except ValueError:
        return False
    return True
