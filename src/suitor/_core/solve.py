"""Roots and slopes for many draws at once, with success beside each number.

Unknowns stand on the last axis and draws before it. A draw is frozen when it first converges, so an answer never
depends on which other draws share its block.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import linear
from suitor._core.records import Array

__all__ = ["TOLERANCE", "Root", "differences", "newton", "root", "slopes"]

TOLERANCE = 1e-10  # largest residual of a number called found, as a share of its scale
STEP = 1e-30  # of a complex step: no difference is taken, so it may be this small


class Root(NamedTuple):
    """Where a function is zero, how far from zero it is there, and whether that is near enough."""

    value: Array
    residual: Array
    found: NDArray[np.bool_]


def slopes(function: Callable[[Any], Any], point: Array) -> Array:
    """Exact first derivatives of a vector function: `[..., i, j]` is d function_i / d point_j, by complex steps.

    The function must be analytic: no absolute value, maximum or comparison of its argument.
    Squire & Trapp (1998), "Using complex variables to estimate derivatives of real functions", SIAM Review 40(1).
    """
    count = point.shape[-1]
    turn = np.eye(count).reshape(count, *(1,) * (point.ndim - 1), count)
    return np.moveaxis(np.imag(function(point + 1j * STEP * turn)) / STEP, 0, -1)


def differences(function: Callable[[Any], Any], point: Array) -> Array:
    """First derivatives by central differences, for functions that are real only; good to about eight digits."""
    count = point.shape[-1]
    size = np.cbrt(np.finfo(float).eps) * np.maximum(np.abs(point), 1e-3 * np.abs(point).max(-1, keepdims=True))
    turn = np.eye(count).reshape(count, *(1,) * (point.ndim - 1), count) * size
    return np.moveaxis(function(point + turn) - function(point - turn), 0, -1) / (2 * size[..., None, :])


def newton(
    residual: Callable[[Array], Array],
    start: Array,
    *,
    slope: Callable[[Array], Array] | None = None,
    tolerance: float = TOLERANCE,
    steps: int = 60,
    halvings: int = 30,
) -> Root:
    """Zero of a vector function per draw by Newton's method; a step is halved until the residual falls.

    `residual` should come scaled, so that 1 is large. Derivatives come from complex steps unless `slope` is given.
    """
    derivative = slope or (lambda x: slopes(residual, x))
    point = np.array(start, dtype=float)
    with np.errstate(all="ignore"):
        value = residual(point)
        point = np.broadcast_to(point, value.shape).copy()
        done = _size(value) <= tolerance
        stuck = ~np.isfinite(_size(value))
        for _ in range(steps):
            if np.all(done | stuck):
                break
            full = linear(derivative(point), -value)
            point, value, moved = _descend(residual, point, value, full, done | stuck, halvings)
            done |= _size(value) <= tolerance
            stuck |= ~moved
        # One more step where it helps: the last digits are free.
        full = np.where(done[..., None], linear(derivative(point), -value), 0.0)
        point, value, _ = _descend(residual, point, value, full, ~done, 1)
    size = _size(value)
    return Root(point, size, size <= tolerance)


def _size(value: Array) -> Array:
    return np.abs(value).max(axis=-1)


def _descend(
    residual: Callable[[Array], Array],
    point: Array,
    value: Array,
    full: Array,
    frozen: NDArray[np.bool_],
    halvings: int,
) -> tuple[Array, Array, NDArray[np.bool_]]:
    moved = frozen.copy()
    norm = np.sqrt(np.sum(value * value, axis=-1))
    for halving in range(halvings):
        trial = point + np.where(moved[..., None], 0.0, full * 0.5**halving)
        new = residual(trial)
        better = ~moved & (np.sqrt(np.sum(new * new, axis=-1)) < norm)
        point = np.where(better[..., None], trial, point)
        value = np.where(better[..., None], new, value)
        moved |= better
        if np.all(moved):
            break
    return point, value, moved


def root(function: Callable[[Array], Array], low: Any, high: Any, *, steps: int = 120) -> Root:
    """Zero of a scalar function per draw between two points where it differs in sign.

    Each round halves the bracket, then tries a secant; it never leaves the bracket. A draw whose ends share a sign is
    not found.
    """
    with np.errstate(all="ignore"):
        low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        at_low, at_high = function(low), function(high)
        low, high, at_low, at_high = (np.array(x) for x in np.broadcast_arrays(low, high, at_low, at_high))
        signed = (np.sign(at_low) * np.sign(at_high) <= 0) & np.isfinite(at_low) & np.isfinite(at_high)
        for _ in range(steps):
            width = np.abs(high - low) > 4e-16 * np.maximum(np.abs(low), np.abs(high))
            if not np.any(signed & width & (at_low != 0) & (at_high != 0)):
                break
            for point in (_middle, _secant):
                trial = point(low, high, at_low, at_high)
                here = function(trial)
                left = (np.sign(here) == np.sign(at_low)) & (here != 0)
                low, at_low = np.where(left, trial, low), np.where(left, here, at_low)
                high, at_high = np.where(left, high, trial), np.where(left, at_high, here)
        nearer = np.abs(at_low) <= np.abs(at_high)
    return Root(np.where(nearer, low, high), np.where(nearer, np.abs(at_low), np.abs(at_high)), signed)


def _middle(low: Array, high: Array, at_low: Array, at_high: Array) -> Array:
    return 0.5 * (low + high)


def _secant(low: Array, high: Array, at_low: Array, at_high: Array) -> Array:
    trial = low - at_low * (high - low) / (at_high - at_low)
    inside = (trial > np.minimum(low, high)) & (trial < np.maximum(low, high))
    return np.where(inside, trial, 0.5 * (low + high))
