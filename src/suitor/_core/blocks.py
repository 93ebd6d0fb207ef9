"""Draws in memory: side by side, some at a time, on one core."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from math import prod
from typing import Any, ParamSpec, TypeVar

import numpy as np

from suitor._core.records import Array

__all__ = ["block_size", "draws_contiguous", "in_blocks", "one_core"]

P = ParamSpec("P")
T = TypeVar("T")
BLOCK = 160_000  # numbers in flight: what stays in a second-level cache


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
