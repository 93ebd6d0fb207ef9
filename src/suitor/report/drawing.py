"""Charts as SVG: drawn for one width, in colours that a style sheet or a palette sets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from .blocks import Bar, Lines, Ranges

# Colours come as custom properties, so that the page's dark mode reaches them; a printed page passes its own palette.
PAGE = {
    "ink": "var(--ink)",
    "soft": "var(--soft)",
    "rule": "var(--rule)",
    "one": "var(--one)",
    "two": "var(--two)",
    "paper": "var(--paper)",
}
PRINT = {"ink": "#1a1d21", "soft": "#5b6470", "rule": "#d5dae0", "one": "#0072B2", "two": "#D55E00", "paper": "#ffffff"}
SERIES = ("one", "two")
SIZE = 13.0  # of the letters, in the drawing's own units
BOLD = 13.9  # the same in bold, which runs wider


def draw(chart: Ranges | Lines, width: int = 720, palette: Mapping[str, str] = PAGE, font: str = "inherit") -> str:
    """One chart as SVG, with its description for whoever cannot see it."""
    body, height = _ranges(chart, width, palette) if isinstance(chart, Ranges) else _lines(chart, width, palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" role="img"'
        f' aria-label="{escape(chart.description)}" font-family="{escape(font)}" font-size="{SIZE}">{body}</svg>'
    )


def extent(text: str, size: float = SIZE) -> float:
    """About how wide a text is: a Japanese letter is as wide as high, a Latin one a little over half."""
    return sum(1.02 if ord(letter) > 0x2E7F else 0.57 for letter in text) * size


def fold(text: str, width: float, most: int = 2) -> list[str]:
    """A text in lines no wider than `width`, broken between words, or between letters where there are no spaces."""
    lines, line = [], ""
    for word in _words(text):
        if line and extent(line + word) > width:
            lines.append(line.strip())
            line = word
        else:
            line += word
    lines.append(line.strip())
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1] + " …", width)]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for letter in text:
        wide = ord(letter) > 0x2E7F
        if (
            not words
            or letter == " "
            or (wide and letter not in "、。）」ー〜：ァィゥェォャュョッ")
            or words[-1].endswith(" ")
        ):
            words.append(letter)
        else:
            words[-1] += letter
    return words


def _cut(text: str, width: float) -> str:
    while extent(text) > width and len(text) > 2:
        text = text[:-2].rstrip() + "…"
    return text


def _ranges(chart: Ranges, width: int, ink: Mapping[str, str]) -> tuple[str, float]:
    narrow = width < 500
    label = width - 8 if narrow else min(0.34 * width, max((extent(bar.label) for bar in chart.bars), default=0) + 14)
    room = min(max((extent(bar.text, BOLD) for bar in chart.bars if not any(bar.ends)), default=0) + 16, 0.25 * width)
    left, right = (6, width - room) if narrow else (label, width - max(room, 30))
    low, high = chart.ticks[0][0], chart.ticks[-1][0]
    place = _scale(
        low, high, left + (extent(chart.ticks[0][1]) / 2 if narrow else 6), right - extent(chart.ticks[-1][1]) / 3
    )
    head = 22.0 if any(text for _, text in chart.lines) else 6.0
    y, parts = head, []
    for bar in chart.bars:
        text, step = _row(bar, y, width, label, place, (low, high), narrow, ink)
        parts.append(text)
        y += step
    grid = _grid_down(chart.ticks, place, head, y, ink, width)
    marks = "".join(_upright(x, text, place, head, y, width, ink) for x, text in chart.lines if low <= x <= high)
    return grid + marks + "".join(parts), y + 24


def _row(
    bar: Bar, y: float, width: int, label: float, place, ends, narrow: bool, ink: Mapping[str, str]
) -> tuple[str, float]:
    lines = fold(bar.label, label - 14)
    step = 46.0 + 15 * (len(lines) - 1) if narrow else max(38.0, 16.0 * len(lines) + 12)
    middle = y + (15.0 * len(lines) + 14 if narrow else step / 2)
    top = y + 14 if narrow else middle + 4.5 - 7.5 * (len(lines) - 1)
    anchor, at = ("start", 2.0) if narrow else ("end", label - 12)
    words = "".join(_text(at, top + 15 * index, line, ink["ink"], anchor) for index, line in enumerate(lines))
    if not math.isfinite(bar.mid):
        return words + _text(place(ends[0]) + 4, middle + 4.5, bar.text, ink["soft"]), step
    low, high, mid = (place(min(max(value, ends[0]), ends[1])) for value in (bar.low, bar.high, bar.mid))
    if any(bar.ends):
        return words + _swing(bar, low, high, middle, width, ink), step
    line = f'<rect x="{low:.1f}" y="{middle - 4:.1f}" width="{max(high - low, 1):.1f}" height="8" rx="4" fill="{ink["one"]}" opacity=".32"/>'
    dot = f'<circle cx="{mid:.1f}" cy="{middle:.1f}" r="5.5" fill="{ink["one"]}" stroke="{ink["paper"]}" stroke-width="1.5"/>'
    title = f"<title>{escape(f'{bar.label}: {bar.text}')}</title>"
    link = f' data-figure="{escape(bar.figure)}"' if bar.figure else ""
    return f"<g{link}>{title}{words}{line}{dot}{_value(bar, low, mid, high, middle, width, ink)}</g>", step


def _swing(bar: Bar, low: float, high: float, y: float, width: int, ink: Mapping[str, str]) -> str:
    """A tornado's bar: light towards the assumption's low end, dark towards its high end, its value at both."""
    middle = (low + high) / 2
    tones = (".35", ".85") if not bar.turned else (".85", ".35")
    parts = [
        f'<rect x="{start:.1f}" y="{y - 7:.1f}" width="{max(end - start, 0.8):.1f}" height="14" fill="{ink["one"]}" opacity="{tone}"/>'
        for (start, end), tone in zip(((low, middle), (middle, high)), tones)
    ]
    left, right = (extent(text) + 6 for text in bar.ends)
    parts.append(_halo(max(low - 6, left), y + 4.5, bar.ends[0], ink, "end", "400"))
    parts.append(_halo(min(high + 6, width - right), y + 4.5, bar.ends[1], ink, "start", "400"))
    return f"<title>{escape(f'{bar.label}: {bar.text}')}</title>" + "".join(parts)


def _value(bar: Bar, low: float, mid: float, high: float, y: float, width: int, ink: Mapping[str, str]) -> str:
    """The number beside its bar: right of it, left of it, or above the dot where neither side has room."""
    wide = extent(bar.text, BOLD) + 8
    if high + wide < width:
        return _halo(high + 9, y + 4.5, bar.text, ink, "start")
    if low - wide > 0.35 * width:
        return _halo(low - 9, y + 4.5, bar.text, ink, "end")
    return _halo(min(max(mid, wide / 2), width - wide / 2), y - 9, bar.text, ink, "middle")


def _lines(chart: Lines, width: int, ink: Mapping[str, str]) -> tuple[str, float]:
    height = 300 if width < 500 else 360
    left, head = max(extent(text) for _, text in chart.y_ticks) + 12, 46.0
    base = height - 46.0
    last = extent(chart.x_ticks[-1][1]) / 2 + 4
    x = _scale(chart.x_ticks[0][0], chart.x_ticks[-1][0], left, width - last)
    y = _scale(chart.y_ticks[0][0], chart.y_ticks[-1][0], base, head)
    parts = [_text(0, 14, chart.y_title, ink["soft"]), _text(width - 2, height - 6, chart.x_title, ink["soft"], "end")]
    for value, text in chart.y_ticks:
        parts.append(
            _rule(left, y(value), width - last, y(value), ink["rule"])
            + _text(left - 8, y(value) + 4.5, text, ink["soft"], "end")
        )
    parts.append(_ticks(chart.x_ticks, x, base, ink, width))
    for index, band in enumerate(chart.bands):
        colour = ink[SERIES[index % 2]]
        clip = [
            [min(max(float(v), chart.y_ticks[0][0]), chart.y_ticks[-1][0]) for v in part]
            for part in (band.low, band.mid, band.high)
        ]
        low, mid, high = ([(x(a), y(b)) for a, b in zip(band.x, part) if math.isfinite(b)] for part in clip)
        dash = ' stroke-dasharray="7 4"' if index else ""
        parts.append(f'<polygon points="{_path(low + high[::-1])}" fill="{colour}" opacity=".16"/>')
        parts.append(
            f'<polyline points="{_path(mid)}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"{dash}/>'
        )
    for value, text in chart.upright:
        parts.append(_upright(value, text, x, head, base, width, ink))
    return "".join(parts) + _legend(chart, left, head, width, ink), height


def _legend(chart: Lines, left: float, head: float, width: int, ink: Mapping[str, str]) -> str:
    """Each line's name in its colour, stacked in the corner that the lines leave free."""
    if not chart.bands:
        return ""
    low, high = chart.y_ticks[0][0], chart.y_ticks[-1][0]
    ends = [(float(band.mid[-1]) - low) / (high - low or 1) for band in chart.bands]
    top = head + 18 if max(ends) < 0.6 else None
    starts = [(float(band.mid[0]) - low) / (high - low or 1) for band in chart.bands]
    right = top is not None or min(ends) > max(starts)
    y = top if top is not None else (head + 18 if not right else 250.0)
    parts = []
    for index, band in enumerate(chart.bands):
        at = width - 12 if right else left + 12
        parts.append(
            _halo(at, y + 18 * index, band.label, {**ink, "ink": ink[SERIES[index % 2]]}, "end" if right else "start")
        )
    return "".join(parts)


def _scale(low: float, high: float, start: float, end: float):
    span = high - low or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _grid_down(
    ticks: Sequence[tuple[float, str]], place, top: float, base: float, ink: Mapping[str, str], width: int
) -> str:
    rules = "".join(
        _rule(place(value), top, place(value), base, ink["soft" if value == 0 else "rule"]) for value, _ in ticks
    )
    return rules + _ticks(ticks, place, base, ink, width)


def _ticks(ticks: Sequence[tuple[float, str]], place, base: float, ink: Mapping[str, str], width: int) -> str:
    """Labels under the axis, leaving out those that would touch the one before."""
    parts, end = [], -math.inf
    for value, text in ticks:
        half = extent(text) / 2
        at = min(max(place(value), half), width - half)
        if at - half > end + 6:
            parts.append(_text(at, base + 17, text, ink["soft"], "middle"))
            end = at + half
    return "".join(parts)


def _upright(value: float, text: str, place, top: float, base: float, width: int, ink: Mapping[str, str]) -> str:
    at, half = place(value), extent(text) / 2
    rule = f'<line x1="{at:.1f}" y1="{top:.1f}" x2="{at:.1f}" y2="{base:.1f}" stroke="{ink["two"]}" stroke-width="1.5" stroke-dasharray="5 3"/>'
    return rule + (
        _halo(min(max(at, half + 2), width - half - 2), top - 6, text, {**ink, "ink": ink["two"]}, "middle")
        if text
        else ""
    )


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'


def _halo(x: float, y: float, text: str, ink: Mapping[str, str], anchor: str, weight: str = "600") -> str:
    around = f'stroke="{ink["paper"]}" stroke-width="4" paint-order="stroke" stroke-linejoin="round"'
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink["ink"]}" text-anchor="{anchor}" font-weight="{weight}" {around}>{escape(text)}</text>'


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
