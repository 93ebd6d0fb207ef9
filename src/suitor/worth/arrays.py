"""Numbers and draws of numbers, made into arrays that broadcast."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.records import Array


def floats(*values: ArrayLike) -> tuple[Array, ...]:
    """Each as an array of floats; a single number has no axes."""
    return tuple(np.asarray(value, dtype=float) for value in values)


def columns(values: Iterable[ArrayLike]) -> Array:
    """Side by side on a new last axis."""
    return np.stack(np.broadcast_arrays(*floats(*values)), axis=-1)
