"""Parameters that fit best by least squares, many draws at once, with which of them the data tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import dot, side_by_side
from suitor._core.records import Array
from suitor._core.solve import slopes

__all__ = ["BLIND", "Settled", "blind_at", "least_squares", "least_squares_apart"]

PHASES = ((np.float32, 2), (float, 2), (float, 3), (float, 9), (float, 184))  # precision, and steps of a search
BLIND = 1e-7  # a slope this much below the steepest tells nothing


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
