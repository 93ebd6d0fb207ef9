"""What an analysis returns: every figure with its unit, formula and inputs, and what moves the headlines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ._core.records import Array, field, record

if TYPE_CHECKING:
    import pandas as pd

    from .deal import Deal

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_UNFOUND = 0.01  # a figure with a larger share of draws that did not settle is withheld


@record
class Figure:
    """One number of the answer, draw by draw.

    `id` reads room.name[key, key], such as `market.price[accepted_merged,chatgpt_plus]`; `keys` are the words in
    brackets. `inputs` are the paths of the deal file that can move it, and no other path can.
    """

    id: str
    value: Array  # (draw,), in the deal's currency, whole units, decimals, years or days
    unit: str  # money, money/year, share, chance, points, years, days, number, orders/year, yes
    formula: str
    inputs: frozenset[str]
    found: np.ndarray[Any, np.dtype[np.bool_]]  # (draw,), the solver behind it settled
    terms: Mapping[str, str] = field(default_factory=dict)  # symbol of the formula: the figure or input it stands for

    @property
    def name(self) -> str:
        """The part before the bracket: what is measured."""
        return self.id.partition("[")[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The scenario, product, firm or party that it is about."""
        inside = self.id.partition("[")[2].rstrip("]")
        return tuple(inside.split(",")) if inside else ()

    @cached_property
    def found_share(self) -> float:
        """The share of draws in which the solver settled."""
        return float(np.count_nonzero(self.found) / self.found.size)

    @property
    def withheld(self) -> bool:
        """Too many draws did not settle for the figure to be shown."""
        return not self.found_share >= 1 - MOST_UNFOUND

    @cached_property
    def _sorted(self) -> Array:
        return np.sort(self.value[self.found])

    def quantile(self, at: float) -> float:
        """A quantile over the draws that settled: the smallest value that a part `at` of them does not exceed."""
        count = self._sorted.size
        return float(self._sorted[max(int(np.ceil(at * count - 1e-9)) - 1, 0)]) if count else float("nan")

    @property
    def median(self) -> float:
        """The middle of the draws."""
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        """The average over the draws: a probability where the figure is a yes or a chance."""
        settled = self.value[self.found]
        return float(np.mean(settled)) if settled.size else float("nan")

    @property
    def headline(self) -> float:
        """The number to print: the mean of a chance, the median of anything else."""
        return self.mean if self.unit in ("chance", "yes") else self.median


@record
class Driver:
    """How far one assumption moves a headline on its own, and where it flips it."""

    path: str
    low: float  # the assumption at its 5% quantile
    high: float  # and at its 95% quantile
    at_low: float  # the headline there
    at_high: float
    base: float  # and with every assumption at its median, where all swings start
    flip: float  # value of the assumption at which the headline crosses its threshold; nan if it does not

    @property
    def swing(self) -> float:
        """How much the headline moves from one end to the other."""
        return abs(self.at_high - self.at_low)


@record
class Curve:
    """A headline along a sweep, as a band over draws."""

    id: str
    x: Array  # (point,)
    low: Array  # (point,), 5% quantile
    mid: Array  # (point,), median
    high: Array  # (point,), 95% quantile
    x_unit: str
    unit: str
    inputs: frozenset[str]


@record
class Study:
    """The whole answer, as data; `suitor.render` turns it into a page."""

    deal: Deal
    draws: int
    seed: int
    version: str
    figures: Mapping[str, Figure]
    drivers: Mapping[str, tuple[Driver, ...]]  # by figure id, largest swing first
    curves: Mapping[str, Curve]
    notes: tuple[str, ...]  # what did not settle, and what was left out because the file is silent

    def __getitem__(self, id: str) -> Figure:
        return self.figures[id]

    def named(self, name: str) -> dict[tuple[str, ...], Figure]:
        """All figures of one name, by their keys."""
        return dict(self._by_name.get(name, {}))

    @cached_property
    def _by_name(self) -> dict[str, dict[tuple[str, ...], Figure]]:
        found: dict[str, dict[tuple[str, ...], Figure]] = {}
        for figure in self.figures.values():
            found.setdefault(figure.name, {})[figure.keys] = figure
        return found

    def table(self) -> pd.DataFrame:
        """One tidy row a figure: id, name, keys, unit, quantiles, mean, share found, formula, inputs."""
        import pandas as pd

        return pd.DataFrame([_row(figure) for figure in self.figures.values()])


def _row(figure: Figure) -> dict[str, Any]:
    quantiles = {f"p{round(100 * at):02d}": figure.quantile(at) for at in QUANTILES}
    words = {"id": figure.id, "name": figure.name, "keys": " ".join(figure.keys), "unit": figure.unit}
    tail = {"mean": figure.mean, "found": figure.found_share, "formula": figure.formula}
    return words | quantiles | tail | {"inputs": " ".join(sorted(figure.inputs))}
