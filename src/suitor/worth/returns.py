"""What an investment returns a year, with every rate that solves it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.records import Array
from suitor.worth.present import present_value


def internal_rates(flows: ArrayLike) -> tuple[float, ...]:
    """Every rate above -100% at which the flows are worth nothing today, in rising order.

    The first flow is today's. Flows that change sign more than once may have several; most tools return one of them
    in silence.

    >>> [round(rate, 9) for rate in internal_rates([-1000, 2500, -1560])]
    [0.2, 0.3]
    """
    flows = np.asarray(flows, dtype=float)
    if not (np.any(flows > 0) and np.any(flows < 0)):
        raise ValueError(f"no sign change: the flows are all {'negative' if np.any(flows < 0) else 'positive or zero'}")
    growth = np.roots(flows)
    real = np.sort(growth[(np.abs(growth.imag) < 1e-7 * np.abs(growth)) & (growth.real > 0)].real)
    return tuple(float(_polished(flows, factor)) - 1 for factor in real)


def internal_rate(flows: ArrayLike) -> float:
    """The internal rate nearest zero, which is what spreadsheets mean; ask `internal_rates` for the others."""
    rates = internal_rates(flows)
    return min(rates, key=abs) if rates else np.nan


def money_multiple(invested: ArrayLike, returned: ArrayLike) -> Array:
    """Money out over money in; NaN where nothing was put in."""
    invested = np.asarray(invested, dtype=float)
    return np.asarray(np.asarray(returned, dtype=float) / np.where(invested == 0, np.nan, invested))


def yearly_return(invested: ArrayLike, returned: ArrayLike, years: ArrayLike) -> Array:
    """The yearly return of money put in once and taken out once: (out / in)^(1 / n) - 1, -1 if all is lost."""
    return np.asarray(np.maximum(money_multiple(invested, returned), 0.0) ** (1 / np.asarray(years, dtype=float)) - 1)


def net_present_value(flows: ArrayLike, rate: ArrayLike) -> Array:
    """What flows are worth of which the first is today's (spreadsheets discount that one too)."""
    return present_value(flows, rate, first=0.0)


def _polished(flows: Array, factor: float) -> float:
    """Two Newton steps on the polynomial in 1 + r: eigenvalues lose digits where roots are close."""
    for _ in range(2):
        slope = np.polyval(np.polyder(flows), factor)
        factor = factor if slope == 0 else float(factor - np.polyval(flows, factor) / slope)
    return factor
