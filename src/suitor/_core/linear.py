"""Sums, products and small linear systems, one for each draw, however draws lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array

__all__ = [
    "across",
    "dot",
    "eliminate",
    "factor",
    "linear",
    "linear_columns",
    "regress",
    "side_by_side",
    "substitute",
    "times",
]


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


def regress(columns: list[Array], target: Array, weight: Any) -> Array:
    """Coefficients, (column, draw), of weighted least squares on a few columns of (draw, row) each.

    From normal equations, with half the digits at worst: a place to begin, not to end.
    """
    wide, aim = [weight * column for column in columns], weight * target
    matrix = np.array([[dot(one, other) for other in wide] for one in wide])
    return eliminate(matrix, np.array([dot(one, aim) for one in wide]))
