"""Layers of worth laid end to end, and what each holder takes of them."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array


def starts(width: Array) -> Array:
    """Where each layer begins, from the first dollar on, along the last axis."""
    ends = np.cumsum(width[..., :-1], axis=-1)
    return np.concatenate([np.zeros_like(width[..., :1]), ends], axis=-1)


def across(layer: Array, split: Array) -> Array:
    """Sum over layers what each holder takes of them: (*draw, layer) by (*draw, layer, holder)."""
    return layer @ split if split.ndim == 2 else np.einsum("...l,...lh->...h", layer, split)
