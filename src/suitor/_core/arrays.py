"""Numbers and draws of numbers, made into arrays that broadcast."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from .records import Array

__all__ = ["columns", "floats"]


def floats(*values: ArrayLike) -> tuple[Array, ...]:
    """Each as an array of floats; a single number has no axes."""
    return tuple(np.asarray(value, dtype=float) for value in values)


def columns(values: Iterable[ArrayLike]) -> Array:
    """Side by side on a new last axis, which is empty where there are none; neighbouring draws stay neighbours."""
    side_by_side = np.broadcast_arrays(*floats(*values))
    return np.moveaxis(np.stack(side_by_side), 0, -1) if side_by_side else np.zeros(0)
