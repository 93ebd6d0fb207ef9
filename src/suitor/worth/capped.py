"""Capped-profit units: the most they may ever be paid, and how much of an unlimited share that leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array
from suitor.worth.options import call


def capped_total(
    invested: ArrayLike, multiple: ArrayLike, escalator: ArrayLike = 0.0, years: ArrayLike | None = None
) -> Array:
    """The most a capped-profit unit may ever be paid: invested x multiple, growing by the escalator until exit."""
    if years is None and np.any(np.asarray(escalator) != 0):
        raise ValueError("the cap rises every year, so it needs the years until exit; give `years`")
    invested, multiple, escalator, time = floats(invested, multiple, escalator, 0.0 if years is None else years)
    return np.asarray(invested * multiple * (1 + escalator) ** time)


def kept_under_cap(multiple: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike = 0.0) -> Array:
    """How much of an unlimited share a cap leaves: E[min(S, cap)] / S = 1 - Call(S, cap) / S.

    S is what was paid, the cap is a multiple of it. An investor asks for 1 / kept times as large a share.

    >>> round(float(kept_under_cap(100, 0.8, 7)), 2)
    0.93
    """
    return np.asarray(1.0 - call(1.0, multiple, sigma, years, rate))
