"""Charts as SVG: drawn for one width, in colours that a style sheet or a palette sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from itertools import pairwise

from .._core.records import record
from .blocks import Band, Bar, Lines, Mark, Ranges
from .structure import Structure, structure
from .svg import SIZE, Pen, element, extent, fold

TONES = ("ink", "soft", "rule", "one", "two", "three", "paper")
PAGE = {tone: f"var(--{tone})" for tone in TONES}  # so that the page's dark mode reaches them
PRINT = dict(zip(TONES, ("#1a1d21", "#5b6470", "#d5dae0", "#0072B2", "#D55E00", "#009E73", "#ffffff")))
SERIES = (("one", ""), ("two", "7 4"), ("three", "2 3"))  # colour and dashes: never colour alone
DASHED = "5 3"

Scale = Callable[[float], float]


@record
class Across:
    """Where values stand across a range chart, and its reference lines, which numbers keep clear of."""

    place: Scale
    lines: tuple[float, ...]

    def clear(self, start: float, wide: float) -> float:
        """Where words of this width begin that would begin here: beyond a line that would run through them."""
        return max([start, *(line + 6 for line in self.lines if start - 6 < line < start + wide)])


def draw(
    chart: Ranges | Lines | Structure, width: float = 720, palette: Mapping[str, str] = PAGE, font: str = "inherit"
) -> str:
    """One chart as SVG, with its description for whoever cannot see it."""
    pen = Pen(width, palette)
    match chart:
        case Ranges():
            body, height = _ranges(chart, pen)
        case Lines():
            body, height = _lines(chart, pen)
        case Structure():
            body, height = structure(chart, pen)
    size = {"viewBox": f"0 0 {width:g} {height:.0f}", "width": f"{width:g}", "height": f"{height:.0f}"}
    told = {"role": "img", "aria_label": chart.description, "font_family": font, "font_size": SIZE}
    return element("svg", body, xmlns="http://www.w3.org/2000/svg", **size, **told)


def _scale(ends: tuple[float, float], start: float, end: float) -> Scale:
    """From a value to its place, held within the axis."""
    low, high = ends
    span = high - low or 1.0
    return lambda value: start + (min(max(value, low), high) - low) / span * (end - start)


def _ranges(chart: Ranges, pen: Pen) -> tuple[str, float]:
    """One bar under another; the axis at the foot."""
    beside = max((extent(bar.label) for bar in chart.bars), default=0.0) + 14
    label = pen.width - 8 if pen.narrow else min(0.34 * pen.width, beside)
    before, after = (max((extent(_beside(bar)[side], 600) for bar in chart.bars), default=0.0) for side in (0, 1))
    right = pen.width - max(min(after + 16, 0.25 * pen.width), 30)
    left = (8 if pen.narrow else label) + (before + 8 if before else 0)
    place = _scale((chart.ticks[0][0], chart.ticks[-1][0]), left, right)
    across = Across(place, tuple(place(value) for value, _ in chart.lines))
    head = 22.0 if any(words for _, words in chart.lines) else 6.0
    y, bars = head, []
    for at, bar in enumerate(chart.bars):
        lines = fold(bar.label, label - 14)
        step = 30.0 + 15 * len(lines) if pen.narrow else max(38.0, 16.0 * len(lines) + 12)
        bars.append(
            element("g", _bar(bar, lines, y, step, label, across, pen), data_bar=str(at), data_figure=bar.figure)
        )
        y += step
    grid = [pen.line(place(value), head, place(value), y, "soft" if value == 0 else "rule") for value, _ in chart.ticks]
    marks = [_upright(mark, place, head, y, pen) for mark in chart.lines]
    return "".join([*grid, _axis(chart.ticks, place, y, pen), *marks, *bars]), y + 24


def _beside(bar: Bar) -> tuple[str, str]:
    """The words left and right of a bar."""
    return bar.ends if any(bar.ends) else ("", bar.text)


def _bar(bar: Bar, lines: list[str], y: float, step: float, label: float, across: Across, pen: Pen) -> str:
    """One row: its name, the range, the median and the number."""
    if pen.narrow:
        middle = y + 15.0 * len(lines) + 14
        words = [pen.text(2, y + 14 + 15 * at, line, "ink", weight=400) for at, line in enumerate(lines)]
    else:
        middle = y + step / 2
        top = middle + 4.5 - 7.5 * (len(lines) - 1)
        words = [pen.text(label - 12, top + 15 * at, line, "ink", "end") for at, line in enumerate(lines)]
    if not math.isfinite(bar.mid):
        return "".join([*words, pen.text(across.place(-math.inf) + 4, middle + 4.5, bar.text)])
    shape = _swing(bar, middle, across.place, pen) if any(bar.ends) else _interval(bar, middle, across, pen)
    return "".join([element("title", escape(f"{bar.label}: {bar.text}")), *words, shape])


def _interval(bar: Bar, y: float, across: Across, pen: Pen) -> str:
    """Nine draws in ten, the median, and the number right of it, left of it, or above where neither side has room."""
    low, mid, high = (across.place(value) for value in (bar.low, bar.mid, bar.high))
    wide = extent(bar.text, 600) + 8
    start = across.clear(high + 9, wide)
    if start + wide < pen.width + 9:
        number = pen.text(start, y + 4.5, bar.text, "ink", "start", 600)
    elif low - wide > 0.35 * pen.width:
        number = pen.text(low - 9, y + 4.5, bar.text, "ink", "end", 600)
    else:
        number = pen.text(mid, y - 9, bar.text, "ink", "middle", 600)
    return pen.box(low, y - 4, high - low, 8, "one", 0.32, 4.0) + pen.dot(mid, y) + number


def _swing(bar: Bar, y: float, place: Scale, pen: Pen) -> str:
    """A tornado's bar: light towards the assumption's low end, dark towards its high end, its value at both."""
    low, high = place(bar.low), place(bar.high)
    half = (high - low) / 2
    first, last = (0.85, 0.35) if bar.turned else (0.35, 0.85)
    shape = pen.box(low, y - 7, half, 14, "one", first) + pen.box(low + half, y - 7, half, 14, "one", last)
    ends = pen.text(low - 6, y + 4.5, bar.ends[0], "ink", "end", 400) + pen.text(
        high + 6, y + 4.5, bar.ends[1], "ink", "start", 400
    )
    return shape + ends


def _lines(chart: Lines, pen: Pen) -> tuple[str, float]:
    """Lines with their bands over one axis."""
    rows = _rows(chart.bands, pen)
    head = 44.0 + 20 * len(rows)
    height = head + (222.0 if pen.narrow else 292.0)
    base, left = height - 46, max(extent(words) for _, words in chart.y_ticks) + 12
    right = pen.width - extent(chart.x_ticks[-1][1]) / 2 - 4
    across, up = ((ticks[0][0], ticks[-1][0]) for ticks in (chart.x_ticks, chart.y_ticks))
    x, y = _scale(across, left, right), _scale(up, base, head)
    parts = [pen.text(0, 14, chart.y_title), pen.text(pen.width - 2, height - 6, chart.x_title, anchor="end")]
    for value, words in chart.y_ticks:
        parts += [pen.line(left, y(value), right, y(value)), pen.text(left - 8, y(value) + 4.5, words, anchor="end")]
    parts.append(_axis(chart.x_ticks, x, base + 4, pen))  # clear of the lowest words on the other axis
    parts += [_band(at, band, x, y, pen) for at, band in enumerate(chart.bands)]
    parts += [_upright(mark, x, head, base, pen) for mark in chart.upright]
    # Where the axes lie, for whoever reads values off the drawing.
    axes = {"data_x": _told(left, right, *across), "data_y": _told(base, head, *up)}
    return element("g", *parts, *_names(rows, pen), **axes), height


def _told(*numbers: float) -> str:
    return " ".join(f"{number:.7g}" for number in numbers)


def _band(at: int, band: Band, x: Scale, y: Scale, pen: Pen) -> str:
    """One line and the area between its quantiles."""
    tone, dash = SERIES[at % len(SERIES)]
    low, mid, high = (
        [(x(a), y(b)) for a, b in zip(band.x, part) if math.isfinite(b)] for part in (band.low, band.mid, band.high)
    )
    area = "" if band.sure else pen.path(low + high[::-1], tone, area=True)
    return element("g", area, pen.path(mid, tone, dash), data_band=str(at))


def _rows(bands: tuple[Band, ...], pen: Pen) -> list[list[tuple[int, str, float]]]:
    """The names of the lines in rows that fit, each with its place among them and where it begins; one needs none."""
    rows: list[list[tuple[int, str, float]]] = []
    end = math.inf
    for at, band in enumerate(bands if len(bands) > 1 else ()):
        wide = 28 + extent(band.label)
        if end + wide > pen.width:
            rows.append([])
            end = 0.0
        rows[-1].append((at, band.label, end))
        end += wide + 20
    return rows


def _names(rows: list[list[tuple[int, str, float]]], pen: Pen) -> list[str]:
    """Each line's name beside a piece of it."""
    return [_name(*named, 36.0 + 20 * row, pen) for row, names in enumerate(rows) for named in names]


def _name(at: int, label: str, x: float, y: float, pen: Pen) -> str:
    tone, dash = SERIES[at % len(SERIES)]
    piece = pen.path([(x, y - 4), (x + 22, y - 4)], tone, dash)
    box = _told(x, y - 17, 28 + extent(label), 24)
    return element("g", piece, pen.text(x + 28, y, label, "ink"), data_key=str(at), data_box=box)


def _axis(ticks: tuple[Mark, ...], place: Scale, base: float, pen: Pen) -> str:
    """Labels under the axis: all, or every second, third ... with zero among them, so that none touches the next."""
    zero = next((at for at, (value, _) in enumerate(ticks) if value == 0), 0)
    thinned = (ticks[zero % every :: every] for every in range(1, len(ticks) + 1))
    told = next(shown for shown in thinned if len(shown) == 1 or _apart(shown, place, pen))
    return "".join(pen.text(place(value), base + 17, words, anchor="middle") for value, words in told)


def _apart(ticks: tuple[Mark, ...], place: Scale, pen: Pen) -> bool:
    """No two labels touch, where the pen keeps those at the ends within the drawing."""
    spans = [pen.span(place(value), words, "middle") for value, words in ticks]
    return all(after[0] - before[1] > 8 for before, after in pairwise(spans))


def _upright(mark: Mark, place: Scale, top: float, base: float, pen: Pen) -> str:
    """A reference line with its name on top."""
    value, words = mark
    name = pen.text(place(value), top - 6, words, "two", "middle", 600) if words else ""
    return pen.line(place(value), top, place(value), base, "two", DASHED) + name
