"""Products in groups, by firm or by nest: sums over each group, and a group's number beside each of its products."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import across
from suitor._core.records import Array

__all__ = ["Groups"]


class Groups:
    """Which group each product is in; neighbouring draws stay side by side in memory."""

    def __init__(self, place: Any) -> None:
        self.place: NDArray[np.int_] = np.unique(np.asarray(place), return_inverse=True)[1]
        self.member = np.equal.outer(self.place, np.arange(self.place.max() + 1)).astype(float)
        self.same = self.member @ self.member.T

    def total(self, amount: Array) -> Array:
        """The sum over each group, (*draw, group)."""
        return across(amount, self.member)

    def each(self, amount: Array) -> Array:
        """A group's number beside each of its products, (*draw, product)."""
        return amount.T[self.place].T if amount.ndim == 2 else amount[..., self.place]

    def shared(self, amount: Array) -> Array:
        """The sum over its group beside each product, (*draw, product)."""
        return across(amount, self.same)

    def within(self, other: Groups) -> Groups:
        """Products that share both groups."""
        return Groups(self.place * (other.place.max() + 1) + other.place)

    def of_each_size(self) -> list[NDArray[np.int_]]:
        """The products of the groups of each size, (place in its group, group)."""
        sizes: dict[int, list[NDArray[np.int_]]] = {}
        for products in self.lists():
            sizes.setdefault(len(products), []).append(products)
        return [np.stack(alike, axis=-1) for alike in sizes.values()]

    def lists(self) -> list[NDArray[np.int_]]:
        """The products of each group."""
        return [np.flatnonzero(self.place == group) for group in range(self.member.shape[1])]
