"""Closed forms of influence: who can hold up a lab, and what one large holder among many is worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array

__all__ = ["oceanic_power", "supplier_shapley"]


def supplier_shapley(suppliers: Any) -> tuple[Array, Array]:
    """Shares of the gain to a lab that needs any one of n suppliers, and to each of them: n / (n + 1), 1 / (n (n + 1)).

    Shapley (1953), "A value for n-person games"; Hart & Moore (1990), "Property rights and the nature of the firm".
    """
    n = np.asarray(suppliers, dtype=float)
    return n / (n + 1.0), 1.0 / (n * (n + 1.0))


def oceanic_power(share: Any) -> Array:
    """Voting power of one holder of `share` against an ocean of small ones, majority rule: w / (1 - w), at most 1.

    Milnor & Shapley (1978), "Values of large games II: oceanic games", Mathematics of Operations Research 3.
    """
    w = np.asarray(share, dtype=float)
    return np.minimum(w / (1.0 - np.minimum(w, 0.5)), 1.0)
