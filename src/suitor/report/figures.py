"""Charts as data: ranges on one axis, lines with bands, and the table that says the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from .._core.records import replace
from ..study import Curve
from .blocks import Band, Bar, Lines, Mark, Ranges, Run, Table, Text
from .voice import Voice

PARTS = ("low", "mid", "high")
MOST_ROWS = 24  # about so many values of a line are read off it
STILL = 0.01  # a chance that changes by less does not move
MOVES = 0.02  # nor does one show anything as a line
POINT = 0.01  # chances are told in whole points
TURNING = 0.1  # of the way a curve goes: how far it must turn for the turn to be named


def ranges(
    voice: Voice, id: str, ids: Sequence[str], key: str, labels: Sequence[str] = (), lines: Sequence[Mark] = ()
) -> Ranges:
    """A range chart of figures that share a unit, one bar each; `key` names its title."""
    named = dict(zip(ids, labels)) if labels else {id: voice.what(id) for id in ids if id in voice.study.figures}
    bars = tuple(_bar(voice, id, label) for id, label in named.items() if voice.has(id))
    unit = voice.study[bars[0].figure].unit if bars else "number"
    title = voice.with_unit(voice.plain(f"{key}.title"), unit)
    ends = [end for bar in bars for end in (bar.low, bar.high)] + [value for value, _ in lines]
    places, table = ticks(voice, ends, unit), _table(voice, title, bars)
    return Ranges(id, title, _described(voice, bars, title), unit, bars, places, tuple(lines), table)


def lines(
    voice: Voice, id: str, curves: Sequence[Curve | str], key: str, upright: Sequence[Mark] = (), asked: str = ""
) -> Lines:
    """A line chart of curves over one axis; `key` names its title and axes, `asked` a slider along it."""
    known = voice.study.curves
    shown = [known[one] if isinstance(one, str) else one for one in curves if one in known or isinstance(one, Curve)]
    bands = tuple(_band(voice, curve) for curve in shown)
    title, x_title, y_title = (voice.plain(f"{key}.{part}") for part in ("title", "x", "y"))
    ends = voice.plain("list.apart").join(_ends(voice, curve, band) for curve, band in zip(shown, bands))
    described = voice.plain("chart.lines", title=title, ends=ends)
    across = ticks(voice, [*(x for curve in shown for x in curve.x), *(value for value, _ in upright)], shown[0].x_unit)
    up = ticks(voice, [y for curve in shown for y in (*curve.low, *curve.high)], shown[0].unit)
    table = _points(voice, title, x_title, shown, bands)
    return Lines(id, title, described, x_title, y_title, bands, across, up, tuple(upright), table, asked)


def ticks(voice: Voice, values: Iterable[float], unit: str) -> tuple[Mark, ...]:
    """Round places on an axis that covers the values, zero included unless all are far from it; no two read alike.

    A chance, told in whole points everywhere, is marked in whole points.
    """
    finite = [float(value) for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    low, high = (min(low, 0.0), max(high, 0.0)) if low < 0.75 * high else (low, high)
    high = high if (low, high) != (0.0, 0.0) else 1.0
    least = POINT if unit == "chance" else 0.0
    for most in (5, 4, 3, 2, 1):
        marks = tuple((place, _mark(voice, place, unit)) for place in _places(low, high, most, least))
        told = {words for _, words in marks}
        if len(told) == len(marks) and not (least and "." in "".join(told)):
            return marks
    span = high - low  # too short to tell its ends apart in whole points: show more of the axis
    return ticks(voice, (low - span, high + span), unit)


def _mark(voice: Voice, place: float, unit: str) -> str:
    """A place on an axis, in full: 12.5%, 1.25."""
    if "money" in unit or unit == "share price":
        return voice.show(place, unit, bare=True)
    points = unit in ("share", "chance", "yes")
    return voice.words.number(100 * place if points else place, 4) + ("%" if points else "")


def _places(low: float, high: float, most: int, least: float) -> list[float]:
    """Multiples of a round step that is no shorter than the least, about so many of them."""
    raw = max((high - low or abs(high) or 1.0) / most, least)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw * 0.999)
    return [float(at * step) for at in range(math.floor(low / step), math.ceil(high / step - 1e-9) + 1)]


def moves(curve: Curve) -> bool:
    """A chance changes along its axis by as much as a reader can see."""
    return bool(np.ptp(curve.mid) >= MOVES)


def until_still(curves: Sequence[Curve], least: float = 0.0) -> list[Curve]:
    """Chances over one axis without the long end on which none of them moves, but with the place `least`."""
    x = curves[0].x
    still = [min(STILL, 0.02 * float(np.ptp(curve.mid))) for curve in curves]  # a low line is still where it ends
    far = [np.flatnonzero(np.abs(c.mid - c.mid[-1]) > least) for c, least in zip(curves, still)]
    last = max((int(places[-1]) for places in far if places.size), default=0)
    end = max(last, int(np.searchsorted(x, least))) + 4  # enough to see that it goes on level
    return [replace(c, x=c.x[:end], low=c.low[:end], mid=c.mid[:end], high=c.high[:end]) for c in curves]


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


def _table(voice: Voice, title: str, bars: Sequence[Bar]) -> Table:
    columns = tuple(voice.plain(f"chart.column.{column}") for column in ("label", "low", "mid", "high"))
    return Table(title, columns, tuple(_row(voice, bar) for bar in bars), folded=True)


def _row(voice: Voice, bar: Bar) -> tuple[Text, ...]:
    figure = voice.study[bar.figure]
    bare = f"unit_short.{figure.unit}" in voice.words  # the title says it
    low, high = (
        Run(voice.show(value, figure.unit, figure.name, bare), bar.figure, value) for value in (bar.low, bar.high)
    )
    return ((Run(bar.label),), (low,), (voice.value(bar.figure, bare),), (high,))


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
    label = voice.plain(key) if key in voice.words else curve.id
    return Band(label, *(part.tolist() for part in (curve.x, curve.low, curve.mid, curve.high)))


def _ends(voice: Voice, curve: Curve, band: Band) -> str:
    first, last = (voice.result(float(curve.mid[at]), curve.unit) for at in (0, -1))
    start, end = (voice.show(float(curve.x[at]), curve.x_unit) for at in (0, -1))
    fields = {"label": band.label, "first": first, "start": start, "last": last, "end": end}
    turn = _turn(curve)
    if turn is None:
        return voice.plain("chart.ends", **fields)
    way = "peak" if curve.mid[turn] > curve.mid[0] else "trough"
    at = {
        "turn": voice.result(float(curve.mid[turn]), curve.unit),
        "place": voice.show(float(curve.x[turn]), curve.x_unit),
    }
    return voice.plain(f"chart.{way}", **fields, **at)


def _turn(curve: Curve) -> int | None:
    """The place of a peak or a trough between the ends that stands out from both."""
    mid = curve.mid if np.all(np.isfinite(curve.mid)) else np.zeros(1)
    ends, way = (mid[0], mid[-1]), np.ptp(mid)
    if way > 0 and mid.max() > max(ends) + TURNING * way:
        return int(np.argmax(mid))
    return int(np.argmin(mid)) if way > 0 and mid.min() < min(ends) - TURNING * way else None


def _points(voice: Voice, title: str, x_title: str, curves: Sequence[Curve], bands: Sequence[Band]) -> Table:
    """Values along the axis; of a line without a band only the line."""
    drawn = [(curve, band, ("mid",) if band.sure else PARTS) for curve, band in zip(curves, bands)]
    columns = [name for _, band, parts in drawn for name in _columns(voice, band, parts)]
    grid = curves[0].x[:: max(1, len(curves[0].x) // MOST_ROWS)]
    rows = []
    for x in grid:
        at = [(float(np.interp(x, curve.x, getattr(curve, part))), curve.unit) for curve, _, of in drawn for part in of]
        shown = [(float(x), curves[0].x_unit), *at]
        rows.append(tuple((Run(voice.result(value, unit), number=value),) for value, unit in shown))
    return Table(title, (x_title, *columns), tuple(rows), folded=True)


def _columns(voice: Voice, band: Band, parts: Sequence[str]) -> list[str]:
    """What the columns of one line are called."""
    if len(parts) == 1:
        return [band.label]
    names = [voice.plain(f"chart.column.{part}") for part in parts]
    return [voice.plain("chart.column.of", label=band.label, column=name) for name in names]
