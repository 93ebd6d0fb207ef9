"""Roots, slopes and linear systems for many draws at once, on one core, with success beside each number.

Unknowns stand on the last axis and draws before it. A draw is frozen when it first converges, so an answer never
depends on which other draws share its block.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from math import prod
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array

P = ParamSpec("P")
T = TypeVar("T")

TOLERANCE = 1e-10  # largest residual of a number called found, as a share of its scale
PHASES = ((np.float32, 2), (float, 2), (float, 3), (float, 9), (float, 184))  # precision, and steps of a search
BLIND = 1e-7  # a slope this much below the steepest tells nothing
BLOCK = 160_000  # numbers in flight: what stays in a second-level cache
STEP = 1e-30  # of a complex step: no difference is taken, so it may be this small

__all__ = [
    "BLIND",
    "BLOCK",
    "TOLERANCE",
    "Root",
    "Settled",
    "across",
    "block_size",
    "differences",
    "dot",
    "draws_contiguous",
    "eliminate",
    "factor",
    "in_blocks",
    "least_squares",
    "least_squares_apart",
    "linear",
    "linear_columns",
    "newton",
    "one_core",
    "regress",
    "root",
    "side_by_side",
    "slopes",
    "substitute",
    "times",
]


class Root(NamedTuple):
    """Where a function is zero, how far from zero it is there, and whether that is near enough."""

    value: Array
    residual: Array
    found: NDArray[np.bool_]


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_core(function: Callable[P, T]) -> Callable[P, T]:
    """Hold the linear algebra of a function to one thread: its matrices are small, and a second thread only spins."""

    @wraps(function)
    def held(*args: P.args, **kwargs: P.kwargs) -> T:
        with _threads().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return held


def draws_contiguous(array: Any) -> Array:
    """The same array with neighbouring draws side by side in memory: twice as fast where last axes are short."""
    array = np.asarray(array)
    if len(array) == 1:
        return np.ascontiguousarray(array)
    return np.ascontiguousarray(np.moveaxis(array, 0, -1)).transpose(-1, *range(array.ndim - 1))


def across(array: Array, matrix: Array) -> Array:
    """`array @ matrix`, with neighbouring draws kept side by side in memory."""
    matrix = matrix.astype(array.dtype, copy=False)
    return (matrix.T @ array.T).T if array.ndim == 2 else array @ matrix


def dot(one: Array, other: Array) -> Array:
    """The sum of products over the last axis, without the products standing in memory."""
    return np.einsum("...j,...j->...", one, other)


def times(matrix: Array, vector: Array) -> Array:
    """A matrix times a vector for each draw, however the two lie in memory."""
    return np.einsum("...jk,...k->...j", matrix, vector)


def side_by_side(columns: Any) -> Array:
    """Columns, (*draw, row) each, as a matrix, (*draw, row, column), with neighbouring draws kept side by side."""
    if columns[0].ndim != 2:
        return np.stack(columns, axis=-1)
    return np.stack([column.T for column in columns]).T


def in_blocks(work: Callable[[slice], tuple[Any, ...]], draws: tuple[int, ...], size: int) -> list[Any]:
    """What `work` gives for each block of draws, put together in the shape of all draws, neighbours side by side.

    No more is held than the answer and one block.
    """
    count = prod(draws)
    if count <= size:
        return [_shaped(np.ascontiguousarray(np.asarray(part).T), draws) for part in work(slice(0, count))]
    whole: list[Array] = []
    for block in (slice(at, min(at + size, count)) for at in range(0, count, size)):
        parts = [np.asarray(part) for part in work(block)]
        whole = whole or [np.empty((*part.shape[:0:-1], count), dtype=part.dtype) for part in parts]
        for all_of, part in zip(whole, parts):
            all_of[..., block] = part.T
    return [_shaped(one, draws) for one in whole]


def _shaped(rows: Array, draws: tuple[int, ...]) -> Array:
    """Draws from one row on the last axis to leading axes, and the other axes the other way round."""
    core = rows.shape[:-1]
    wide = rows.reshape((*core, *draws))
    places = range(wide.ndim)
    return wide.transpose(*places[len(core) :], *places[: len(core)][::-1])


def block_size(width: int) -> int:
    """How many draws of `width` numbers to treat at once; fixed, so that results do not depend on the machine."""
    return max(32, BLOCK // max(width, 1))


def linear(matrix: Any, vector: Any) -> Any:
    """Solve one small linear system per draw; a singular one answers NaN instead of stopping the others."""
    return linear_columns(matrix, np.asarray(vector)[..., None])[..., 0]


def linear_columns(matrix: Any, columns: Any) -> Any:
    """The same for several right-hand sides, a column each."""
    try:
        return np.linalg.solve(matrix, columns)
    except np.linalg.LinAlgError:
        singular = (np.linalg.slogdet(matrix)[0] == 0)[..., None, None]
        safe = np.where(singular, np.eye(matrix.shape[-1]), matrix)
        return np.where(singular, np.nan, np.linalg.solve(safe, columns))


def eliminate(matrix: Array, vector: Array) -> Array:
    """Solve small systems with neighbouring draws side by side: (row, column, draw) and (row, draw), both used up.

    Rows are taken in order, so diagonals should weigh: judge the answer by where it leads.
    """
    return substitute(factor(matrix), vector)


def factor(matrix: Array) -> Array:
    """Small matrices, (row, column, draw), as the product of two triangles, in their place (Crout 1941)."""
    for at in range(len(matrix)):
        rest = slice(at + 1, None)
        matrix[at, at] = 1.0 / matrix[at, at]
        matrix[at, rest] *= matrix[at, at]
        matrix[rest, rest] -= matrix[rest, at, None] * matrix[at, rest]
    return matrix


def substitute(factors: Array, vector: Array) -> Array:
    """Solve small systems whose factors are known; the vectors, (row, draw), are used up."""
    for at in range(len(vector)):
        vector[at] *= factors[at, at]
        vector[at + 1 :] -= factors[at + 1 :, at] * vector[at]
    for at in range(len(vector) - 1, 0, -1):
        vector[:at] -= factors[:at, at] * vector[at]
    return vector


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


def regress(columns: list[Array], target: Array, weight: Any) -> Array:
    """Coefficients, (column, draw), of weighted least squares on a few columns of (draw, row) each.

    From normal equations, with half the digits at worst: a place to begin, not to end.
    """
    wide, aim = [weight * column for column in columns], weight * target
    matrix = np.array([[dot(one, other) for other in wide] for one in wide])
    return eliminate(matrix, np.array([dot(one, aim) for one in wide]))


class Settled(NamedTuple):
    """Parameters that fit best, whether they settled, and which of them the data tell."""

    value: Array
    found: NDArray[np.bool_]
    identified: NDArray[np.bool_]


def least_squares(miss: Callable[[Array], Array], start: Array, *, steps: int = 200) -> Settled:
    """Least squares per draw by Levenberg and Marquardt's method, with slopes by complex step.

    A direction in which the misses move less than `BLIND` times as much as in the steepest is not identified: nothing
    moves along it, so an unidentified parameter stays where it started.
    """
    return _improve(lambda point: (miss(point), slopes(miss, point)), np.array(start, dtype=float), steps)


def least_squares_apart(
    both: Callable[[Any, Any], tuple[Callable[[], Array], Callable[[Array], tuple[Array, Array]]]],
    shape: tuple[int, int],
    block: int,
) -> Settled:
    """The same where draws, in one row, can be taken apart: block by block, and without those that have settled.

    `both(draws, digits)` gives, for some of the (draw, unknown), where to start, and the misses and their slopes as one
    function of the unknowns, in numbers of this type.
    """
    value, identified = np.full(shape, np.nan), np.ones(shape, dtype=bool)
    found, left = np.zeros(shape[0], dtype=bool), np.arange(shape[0])
    for digits, steps in PHASES:
        for at in range(0, len(left), block):
            some = slice(at, at + block) if len(left) == len(found) else left[at : at + block]
            start, misses = both(some, digits)
            lost = ~np.isfinite(value[some])
            point = np.where(lost, start(), value[some]) if lost.any() else value[some]
            value[some], found[some], identified[some] = _improve(misses, point.astype(digits), steps)
        found &= digits is float
        left = np.flatnonzero(~found)
        if len(left) == 0:
            break
    return Settled(value, found, identified)


def _improve(both: Callable[[Array], tuple[Array, Array]], point: Array, steps: int) -> Settled:
    with np.errstate(all="ignore"):
        value, slope = both(point)
        size = dot(value, value)
        damping, before = np.full_like(size, 1e-6), np.zeros_like(size)
        found, blind = np.zeros(size.shape, dtype=bool), blind_at(point)
        for last in (at == steps - 1 for at in range(steps)):
            turned, right = _turned(slope)
            square = np.einsum("...jk,...jk->...k", turned, turned)
            steepest = square.max(-1, keepdims=True)
            seen = square > blind**2 * steepest
            gain = np.where(seen, 1.0 / (square + damping[..., None] * steepest), 0.0)
            along = np.einsum("...jk,...j->...k", turned, value) * gain
            step = np.clip(-(along[..., :, None] * right).sum(-2), -2.0, 2.0)
            moved = np.abs(step).max(-1)
            small = moved * np.fmax(0.01, np.fmin(1.0, moved / before)) <= 1e-9  # the next one would be, at this pace
            sure = small & (damping < 1e-2)
            if last or np.all(found | sure):  # nobody asks what the misses are there
                near = sure | ((moved < 0.1) & (damping < 1e-2))
                point = np.where((near & ~found)[..., None], point + step, point)
                found |= sure
                break
            new, new_slope = both(point + step)
            new_size = dot(new, new)
            better = new_size <= size * (1.0 + 1e-13)  # near the least, rounding decides: go on to where slopes say
            found |= sure | (~better & (small | (np.abs(value).max(-1) <= 1e-13)))
            if better.all():
                point, value, slope, size = point + step, new, new_slope, new_size
            else:
                point = np.where(better[..., None], point + step, point)
                value = np.where(better[..., None], new, value)
                slope = np.where(better[..., None, None], new_slope, slope)
                size = np.where(better, new_size, size)
            before = moved
            damping = np.where(better, np.maximum(damping * 0.1, 1e-20), np.minimum(damping * 10.0, 1e12))
            if found.all():
                break
    # A ratio or a product alone may be told: half of each parameter is unknown then, and so are both.
    identified = ((~seen)[..., :, None] * right**2).sum(-2) < 0.5 - 1e-6
    return Settled(point, found, identified)


def blind_at(numbers: Array) -> float:
    """The share of the steepest below which a slope in such numbers tells nothing."""
    return max(BLIND, 100.0 * float(np.finfo(numbers.dtype).eps))


def _turned(matrix: Array) -> tuple[Array, Array]:
    """Columns turned until they are at right angles, and what turned them: for two, Hestenes (1958)."""
    count = matrix.shape[-1]
    if count == 1:
        return matrix, np.ones_like(matrix[..., :1, :])
    if count > 2:
        left, length, right = np.linalg.svd(matrix, full_matrices=False)
        return left * length[..., None, :], right
    first, second = matrix[..., 0], matrix[..., 1]
    product = dot(first, second)
    tilt = (dot(second, second) - dot(first, first)) / (2.0 * product)
    tangent = np.where(product == 0, 0.0, np.copysign(1.0, tilt) / (np.abs(tilt) + np.hypot(1.0, tilt)))
    cosine = 1.0 / np.hypot(1.0, tangent)
    sine = cosine * tangent
    rows = (cosine, -sine), (sine, cosine)
    turn = np.moveaxis(np.array(rows), (0, 1), (-2, -1))
    return side_by_side([one[..., None] * first + other[..., None] * second for one, other in rows]), turn


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
