"""The same labs under other forms of governance, on the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Path, Stakes, record, replace
from suitor.race.forms import Form, fund
from suitor.race.race import Race, Stage
from suitor.race.rows import FourRows, Partner, four_rows

__all__ = ["Comparison", "Futures", "advantage", "compare"]

# Which way is better for the public, for each row that has a better way.
BETTER = {
    "research": 1,
    "served": 1,
    "free": 1,
    "price": -1,
    "surplus": 1,
    "growth": 1,
    "behind": -1,
    "users_behind": -1,
    "hhi": -1,
    "influence": -1,
}


@record
class Futures:
    """One race in which a lab may take any form of governance; `stages` gives the price stage for any stakes."""

    race: Race
    stages: Callable[[Stakes], Stage]
    stakes: Stakes  # of the status quo
    lab: str
    rival: str | None = None  # the partner or buyer in forms that have one

    def under(self, form: Form, **funds: Array | float) -> Path:
        """The path when the lab takes this form, with other terms of funding if given: `under(form, donations=1e9)`."""
        funding = form.funding(self.race.funding, self.race.labs, self.lab)
        race = replace(self.race, funding=fund(funding, self.race.labs, self.lab, **funds))
        return race.run(self.stages(form.stakes(self.stakes, self.lab, self.rival)))


@record
class Comparison:
    """The four rows under each form, on the same draws."""

    forms: tuple[str, ...]
    rows: tuple[FourRows, ...]
    found: NDArray[np.bool_]  # (*draw,), found under every form

    def order(self, row: str) -> Mapping[tuple[str, ...], float]:
        """Each order of the forms by one row, best first, with the share of draws in which it holds."""
        columns = [np.broadcast_to(advantage(rows, row), np.shape(self.found))[self.found] for rows in self.rows]
        values = np.stack(columns, axis=-1)
        orders, counts = np.unique(np.argsort(-values, axis=-1, kind="stable"), axis=0, return_counts=True)
        ranked = sorted(zip(counts, orders.tolist()), reverse=True)
        return {tuple(self.forms[i] for i in order): float(count / counts.sum()) for count, order in ranked}

    def beats(self, first: str, second: str, row: str) -> float:
        """Share of found draws in which the first form does strictly better than the second in a row."""
        a, b = (advantage(self.rows[self.forms.index(form)], row) for form in (first, second))
        return float(np.mean(np.broadcast_to(a - b > 0, np.shape(self.found))[self.found]))


def compare(futures: Futures, forms: Sequence[Form], partner: Partner | None = None) -> Comparison:
    """The four rows under each form, and how often each order of the forms holds."""
    paths = [futures.under(form) for form in forms]
    ties = [replace(partner or Partner(), **form.ties) for form in forms]
    rows = tuple(four_rows(path, futures.lab, tie) for path, tie in zip(paths, ties))
    return Comparison(tuple(form.name for form in forms), rows, np.all([path.found for path in paths], axis=0))


def advantage(rows: FourRows, row: str) -> Array:
    """A row's number with the sign that makes more of it better; the row `influence` is the composite of the ties."""
    return np.asarray(BETTER[row] * (rows.ties.composite if row == "influence" else getattr(rows, row)))
