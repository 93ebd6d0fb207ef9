"""Figures as they are entered, each with what had been read when its numbers were made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

import numpy as np

from .._core.records import Array
from ..study import Figure
from .scenario import Outcome


class Enter(Protocol):
    """Enter one figure; keywords say what each symbol of its formula stands for, a figure or a path of the file."""

    def __call__(self, id: str, value: Any, unit: str, formula: str, **terms: str) -> None: ...


class Ledger:
    """The figures of one batch of draws, by id."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.figures: dict[str, Figure] = {}

    def page(self, read: frozenset[str], found: Any = True) -> Enter:
        """A way to enter figures that rest on the same inputs and the same solutions."""
        return partial(self._enter, read, np.broadcast_to(np.asarray(found, dtype=bool), (self.count,)))

    def _enter(
        self, read: frozenset[str], found: Any, id: str, value: Any, unit: str, formula: str, **terms: str
    ) -> None:
        numbers = np.broadcast_to(np.asarray(value, dtype=float), (self.count,))
        blank = np.isnan(numbers)
        self.figures[id] = Figure(id, numbers, unit, formula, read, found & ~blank if blank.any() else found, terms)


def settled(outcomes: Mapping[str, Outcome]) -> Array:
    """Draws in which every scenario's prices were found."""
    ok: Any = True
    for outcome in outcomes.values():
        for solution in (outcome.equilibrium, outcome.course):
            ok = ok if solution is None else ok & solution.found
    return np.asarray(ok)


def all_read(outcomes: Mapping[str, Outcome]) -> frozenset[str]:
    """Everything that was read in any scenario."""
    return frozenset().union(*(outcome.read for outcome in outcomes.values()))
