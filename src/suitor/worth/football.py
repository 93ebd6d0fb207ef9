"""One bar per method of valuation, on one axis, beside the offer: the football field, and comparable companies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.records import Array, record

FEW = 4  # with fewer companies a quartile means nothing


@record
class Bar:
    """What one method says: its range, its middle, and on how many numbers it rests."""

    method: str
    low: float  # 25th percentile, or the smallest where there are fewer than four numbers
    middle: float  # median
    high: float  # 75th percentile, or the largest
    count: int  # numbers used
    left_out: int  # numbers that mean nothing (negative multiples, draws not found)
    quartiles: bool  # low and high are quartiles and not the whole range


@record
class FootballField:
    """The bars, and the lines drawn across them: the offer, the undisturbed price, the year's high and low."""

    bars: tuple[Bar, ...]
    lines: Mapping[str, float]


def football_field(methods: Mapping[str, ArrayLike], lines: Mapping[str, float]) -> FootballField:
    """All methods side by side in one unit at one date; each method gives its draws, grid cells or companies."""
    return FootballField(tuple(bar(name, values) for name, values in methods.items()), lines)


def bar(method: str, values: ArrayLike, positive: bool = False) -> Bar:
    """The middle half of the values; with `positive`, those not above zero are not meaningful and never averaged in."""
    values = np.asarray(values, dtype=float).ravel()
    used = values[np.isfinite(values) & (values > 0 if positive else True)]
    if used.size == 0:
        return Bar(method, np.nan, np.nan, np.nan, 0, values.size, False)
    enough = used.size >= FEW
    low, middle, high = np.quantile(used, [0.25, 0.5, 0.75] if enough else [0.0, 0.5, 1.0])
    return Bar(method, float(low), float(middle), float(high), used.size, values.size - used.size, enough)


def multiples(value: ArrayLike, metric: ArrayLike) -> Array:
    """Value over revenue, EBITDA or earnings, company by company; NaN where the metric is not positive ("NM")."""
    value, metric = np.asarray(value, dtype=float), np.asarray(metric, dtype=float)
    return np.asarray(value / np.where(metric > 0, metric, np.nan))


def among(values: ArrayLike, level: ArrayLike) -> Array:
    """What a company at this level among its peers is worth: 0 the lowest, 0.5 the middle, 1 the highest.

    Companies on the last axis; those that mean nothing (NaN) are left out, and NaN where none is left. With levels
    drawn evenly between 0 and 1, quantiles over draws are those over companies, and each company's own spread counts.
    """
    value = np.sort(np.asarray(values, dtype=float), axis=-1)
    count = np.isfinite(value).sum(axis=-1)
    place = np.asarray(level, dtype=float) * np.maximum(count - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low, high = (np.take_along_axis(value, each[..., None], axis=-1)[..., 0] for each in (below, above))
    return np.asarray(low + (place - below) * (high - low))


def by_comparables(value: ArrayLike, metric: ArrayLike, target_metric: float, method: str = "comparables") -> Bar:
    """What the target would be worth at the multiples of comparable companies or past deals.

    `value` and `metric` have one number per company; past deals already hold a control premium, companies do not.
    """
    return bar(method, multiples(value, metric) * target_metric, positive=True)


def calendarised(this_year: ArrayLike, next_year: ArrayLike, month_end: ArrayLike) -> Array:
    """A fiscal year's number moved to the calendar year: m/12 of this fiscal year and the rest of the next.

    `month_end` is the month in which this fiscal year ends: 12 changes nothing, 3 takes three months of it.
    """
    part = np.asarray(month_end, dtype=float) / 12
    return np.asarray(part * np.asarray(this_year) + (1 - part) * np.asarray(next_year))


def last_twelve_months(full_year: ArrayLike, to_date: ArrayLike, to_date_before: ArrayLike) -> Array:
    """The last full year, plus this year to date, less the same months of last year."""
    return np.asarray(np.asarray(full_year, dtype=float) + np.asarray(to_date) - np.asarray(to_date_before))


def sum_of_parts(values: Mapping[str, ArrayLike], costs: ArrayLike = 0.0, discount: ArrayLike = 0.0) -> Array:
    """The parts valued one by one, less head-office costs capitalised, less a conglomerate discount."""
    total = sum(np.asarray(value, dtype=float) for value in values.values()) - np.asarray(costs)
    return np.asarray(total * (1 - np.asarray(discount)))
