"""A number of the file: what it is at each quantile, where it was read and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from .._core.records import Array, field, record
from .shapes import Exact, Shape
from .tree import Loc
from .units import UNITS

__all__ = ["Quantity", "Written"]


@record
class Quantity:
    """One number of the deal file, as sure or unsure as the file says it is.

    `at(u)` is its value at the quantile u, in the file's currency, whole units, decimals, and years, days or per year.
    """

    shape: Shape
    unit: str  # share, money, flow, price, share price, count, number, days, years
    text: str = ""  # as the file has it
    scale: float = 1.0  # into the file's currency, and per year where the file says per month
    currency: str = ""  # as written
    per: tuple[str, ...] = ()  # as written: month, year, share ...
    source: str | None = None
    as_of: date | None = None
    confidence: str = "assumption"  # a number without a source is one
    note: Mapping[str, str] | None = None  # by language
    factors: Mapping[str, float] = field(default_factory=dict)  # loadings on named common factors
    path: str = ""  # market.products[chatgpt_plus].price
    line: int = 0
    column: int = 0

    def at(self, u: Array | float) -> Array:
        """The value below which a share u of the cases lies."""
        low, high = UNITS[self.unit].bounds
        return np.clip(self.shape.at(np.asarray(u, dtype=float)), low, high) * self.scale

    @property
    def median(self) -> float:
        """The value in the middle of what is thought possible."""
        return float(self.at(0.5))

    @property
    def least(self) -> float:
        """The smallest value that is thought possible."""
        return float(self.at(0.0))

    @property
    def most(self) -> float:
        """The largest value that is thought possible."""
        return float(self.at(1.0))

    @property
    def exact(self) -> bool:
        """Whether it is one number without a spread."""
        return isinstance(self.shape, Exact)

    @property
    def assumed(self) -> bool:
        """Whether no page stands behind it."""
        return self.confidence in ("assumption", "memory")


class Written(NamedTuple):
    """A value of the file on its way to becoming a Quantity, with its place."""

    value: Any
    texts: Mapping[Loc, str]  # plain values as the file has them, by their place below this one
    path: str
    line: int
    column: int
    source: str | None = None  # of the section around it
    unit: str | None = None  # where the section alone does not say it
