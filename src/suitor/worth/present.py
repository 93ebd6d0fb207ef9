"""What money to come is worth today."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array


def times(count: int, mid_year: bool = False, stub: float = 1.0) -> Array:
    """When each year's money arrives, in years from today.

    The first period lasts `stub` of a year. Money arrives at the end of each period, or with `mid_year` at its middle.
    """
    ends = stub + np.arange(count)
    return np.asarray(ends - np.where(np.arange(count) == 0, stub, 1.0) / 2 if mid_year else ends)


def present_value(
    flows: ArrayLike,
    rate: ArrayLike,
    first: float = 1.0,
    growth: ArrayLike | None = None,
    multiple: ArrayLike | None = None,
    metric: ArrayLike | None = None,
    end: float | None = None,
) -> Array:
    """What yearly flows are worth today, with what comes after the last of them if asked.

    PV = sum_k F_k / (1 + w)^(first + k)  +  F_N (1 + g) / (w - g) / (1 + w)^(first + N - 1)      for a `growth`, or
                                          +  multiple metric / (1 + w)^end                        for a `multiple`.
    `first` is the years until the first flow: 1 at year ends, 0.5 in mid-year, 0 for money paid today. The metric is
    the last flow unless given. A company is sold at the `end` of its last year, which in mid-year is half a year after
    the last flow; unless given it is the time of the last flow.

    >>> round(float(present_value([5000, 8000, 12000, 30000], 0.08)) - 40000, 2)
    3065.22
    """
    flows, rate = np.asarray(flows, dtype=float), np.asarray(rate, dtype=float)
    time = first + np.arange(flows.shape[-1])
    value = np.sum(flows / (1 + rate[..., None]) ** time, axis=-1)
    last = flows[..., -1]
    if growth is not None and multiple is not None:
        raise ValueError("choose one terminal value: a growth rate or a multiple, not both")
    if growth is not None:
        return np.asarray(value + gordon(last, rate, growth) / (1 + rate) ** time[-1])
    if multiple is not None:
        base = last if metric is None else np.asarray(metric, dtype=float)
        return np.asarray(
            value + np.asarray(multiple, dtype=float) * base / (1 + rate) ** (time[-1] if end is None else end)
        )
    return np.asarray(value)


def gordon(flow: ArrayLike, rate: ArrayLike, growth: ArrayLike, gap: float = 0.0) -> Array:
    """The value of a flow that grows for ever from next year: F (1 + g) / (w - g), one year before F (1 + g) arrives.

    Draws whose rate is not above growth by more than `gap` are NaN, to be counted; where no draw is, it is an error.
    """
    flow, rate, growth = floats(flow, rate, growth)
    lasting = rate - growth > gap
    if not np.any(lasting):
        raise ValueError(
            f"terminal growth {growth.max():.1%} is not below WACC {rate.min():.1%}; a perpetuity has no finite value. "
            "Lower growth or use an exit multiple."
        )
    return np.asarray(flow * (1 + growth) / np.where(lasting, rate - growth, np.nan))
