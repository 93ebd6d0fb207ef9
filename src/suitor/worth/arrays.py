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


def starts(width: Array) -> Array:
    """Where each piece begins when pieces of these widths are laid end to end along the last axis."""
    ends = np.cumsum(width[..., :-1], axis=-1)
    return np.concatenate([np.zeros_like(width[..., :1]), ends], axis=-1)


def across(layer: Array, split: Array) -> Array:
    """Sum over layers what each holder takes of them: (*draw, layer) by (*draw, layer, holder)."""
    return layer @ split if split.ndim == 2 else np.einsum("...l,...lh->...h", layer, split)
