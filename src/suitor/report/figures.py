"""Charts as data: ranges on one axis, lines with bands, and the table that says the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from ..study import Curve
from .blocks import Band, Bar, Lines, Ranges, Run, Table
from .voice import Voice

Mark = tuple[float, str]


def ranges(
    voice: Voice,
    id: str,
    ids: Iterable[str],
    key: str,
    labels: Sequence[str] = (),
    lines: Sequence[Mark] = (),
    group: str = "",
) -> Ranges:
    """A range chart of figures that share a unit, one bar each; `key` names its title and description."""
    shown = [figure for figure in ids if voice.has(figure)]
    names = list(labels) or [voice.what(figure) for figure in shown]
    bars = tuple(_bar(voice, figure, name) for figure, name in zip(shown, names))
    unit, name = (voice.study[shown[0]].unit, voice.study[shown[0]].name) if shown else ("number", "")
    title = _titled(voice, voice.plain(f"{key}.title"), unit)
    ends = [end for bar in bars for end in (bar.low, bar.high)] + [value for value, _ in lines]
    return Ranges(
        id,
        title,
        _described(voice, bars, title),
        unit,
        bars,
        ticks(voice, ends, unit),
        tuple(lines),
        _table(voice, title, bars, name),
    )


def lines(
    voice: Voice, id: str, curves: Iterable[str], key: str, across: Sequence[Mark] = (), upright: Sequence[Mark] = ()
) -> Lines:
    """A line chart of curves over one axis."""
    shown = [voice.study.curves[name] for name in curves if name in voice.study.curves]
    bands = tuple(_band(voice, curve) for curve in shown)
    x_unit, unit = shown[0].x_unit, shown[0].unit
    title, x_title, y_title = (voice.plain(f"{key}.{part}") for part in ("title", "x", "y"))
    ys = [float(y) for curve in shown for y in (*_within(curve.low), *_within(curve.high))] + [
        value for value, _ in across
    ]
    xs = [float(x) for curve in shown for x in _within(curve.x)] + [value for value, _ in upright]
    return Lines(
        id,
        title,
        voice.plain(
            "chart.lines",
            title=title,
            ends=voice.words.join([_ends(voice, curve, band) for curve, band in zip(shown, bands)]),
        ),
        x_title,
        y_title,
        bands,
        ticks(voice, xs, x_unit),
        ticks(voice, ys, unit),
        tuple(across),
        tuple(upright),
        _points(voice, title, x_title, shown, bands),
    )


def ticks(voice: Voice, values: Iterable[float], unit: str, most: int = 5) -> tuple[Mark, ...]:
    """Round places on an axis that covers the values, zero included unless all are far from it."""
    finite = [float(value) for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    low, high = (min(low, 0.0), max(high, 0.0)) if low < 0.75 * high else (low, high)
    raw = (high - low or abs(high) or 1.0) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw * 0.999)
    places = np.arange(math.floor(low / step), math.ceil(high / step - 1e-9) + 1) * step
    return tuple((float(place), voice.show(float(place), unit, bare=True)) for place in places)


def crossings(first: Curve, second: Curve) -> list[float]:
    """Where the middle of one curve passes the middle of another."""
    other = np.interp(first.x, second.x, second.mid)
    gap = first.mid - other
    places = np.nonzero(np.sign(gap[:-1]) * np.sign(gap[1:]) < 0)[0]
    return [float(first.x[i] + (first.x[i + 1] - first.x[i]) * gap[i] / (gap[i] - gap[i + 1])) for i in places]


def _bar(voice: Voice, id: str, label: str) -> Bar:
    figure = voice.study[id]
    low, mid, high = figure.quantile(0.05), figure.headline, figure.quantile(0.95)
    return Bar(label, low, mid, high, voice.value(id, bare=True).text, id)


def _titled(voice: Voice, title: str, unit: str) -> str:
    """A chart's title with its unit, where the numbers in it go without."""
    return (
        voice.plain("column", name=title, unit=voice.plain(f"unit_short.{unit}"))
        if f"unit_short.{unit}" in voice.words
        else title
    )


def _table(voice: Voice, title: str, bars: Sequence[Bar], name: str) -> Table:
    columns = tuple(voice.plain(f"chart.column.{column}") for column in ("label", "low", "mid", "high"))
    rows = []
    for bar in bars:
        unit = voice.study[bar.figure].unit
        values = [Run(voice.show(value, unit, name), bar.figure, value) for value in (bar.low, bar.mid, bar.high)]
        rows.append(((Run(bar.label),), *((value,) for value in values)))
    return Table(title, columns, tuple(rows), folded=True)


def _described(voice: Voice, bars: Sequence[Bar], title: str) -> str:
    finite = [bar for bar in bars if math.isfinite(bar.mid)]
    if not finite:
        return title
    least, most = min(finite, key=lambda bar: bar.mid), max(finite, key=lambda bar: bar.mid)
    if least is most:
        return voice.plain("chart.one", title=title, label=most.label, value=most.text)
    return voice.plain("chart.ranges", title=title, most=most.label, high=most.text, least=least.label, low=least.text)


def _band(voice: Voice, curve: Curve) -> Band:
    key = f"curve.{curve.id}"
    return Band(
        voice.plain(key) if key in voice.words else curve.id,
        *(part.tolist() for part in (curve.x, curve.low, curve.mid, curve.high)),
    )


def _ends(voice: Voice, curve: Curve, band: Band) -> str:
    places = [
        (voice.show(float(curve.mid[at]), curve.unit), voice.show(float(curve.x[at]), curve.x_unit)) for at in (0, -1)
    ]
    (first, start), (last, end) = places
    return voice.plain("chart.ends", label=band.label, first=first, start=start, last=last, end=end)


def _points(voice: Voice, title: str, x_title: str, curves: Sequence[Curve], bands: Sequence[Band]) -> Table:
    columns = [x_title]
    for band in bands:
        columns += [
            voice.plain("chart.column.of", label=band.label, column=voice.plain(f"chart.column.{part}"))
            for part in ("low", "mid", "high")
        ]
    grid = curves[0].x[:: max(1, len(curves[0].x) // 12)]
    rows = []
    for x in grid:
        row = [(Run(voice.show(float(x), curves[0].x_unit), number=float(x)),)]
        for curve in curves:
            parts = (float(np.interp(x, curve.x, part)) for part in (curve.low, curve.mid, curve.high))
            row += [(Run(voice.show(part, curve.unit), number=part),) for part in parts]
        rows.append(tuple(row))
    return Table(title, tuple(columns), tuple(rows), folded=True)


def _within(values: Iterable[float]) -> list[float]:
    return [float(value) for value in values if math.isfinite(value)]
