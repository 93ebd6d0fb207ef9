"""How an uncertain number is spread: each shape answers one question, its quantile.

A shape is named in the deal file and given by its own terms; `None` beside a term marks one that may be absent.
A new shape is a class here and its line in `SHAPES`.
"""

from __future__ import annotations

import abc
import math
from collections.abc import Mapping
from itertools import pairwise
from statistics import NormalDist
from typing import Any, ClassVar

import numpy as np

from .._core.records import Array, record

__all__ = ["SHAPES", "Exact", "Shape", "Uniform"]

TENTH = 1.2815515655446004  # standard deviations from the median to the 90th percentile of a normal
WIDEST = 20.0  # largest sigma of a lognormal; at 20 it spans 22 orders of magnitude from p10 to p90
SHARPEST = (1e-3, 1e6)  # parameters of a beta whose quantiles can be computed


class Shape(abc.ABC):
    """How a number is spread over what it might be."""

    terms: ClassVar[tuple[tuple[str, ...], ...]]  # the sets of terms that define it; the file gives one of them
    plain: ClassVar[frozenset[str]] = frozenset()  # terms that are bare numbers whatever the unit
    lists: ClassVar[frozenset[str]] = frozenset()  # terms that are lists
    of_shares: ClassVar[tuple[tuple[str, ...], ...]] = ()  # sets of terms that define it between 0 and 1 alone

    @abc.abstractmethod
    def at(self, u: Array) -> Array:
        """The value below which a share u of the cases lies."""


@record
class Exact(Shape):
    """A number without a spread."""

    value: float

    def at(self, u):
        return np.full(np.shape(u), self.value)


@record
class Uniform(Shape):
    """Anything from low to high is as likely: low + u (high - low)."""

    low: float
    high: float
    terms = (("low", "high"),)

    def at(self, u):
        return self.low + np.asarray(u) * (self.high - self.low)

    @classmethod
    def of(cls, low, high):
        ordered(low, high)
        return cls(low, high)


@record
class Normal(Shape):
    """The bell curve, by its mean and standard deviation or by its 10th and 90th percentiles."""

    mean: float
    sd: float
    terms = (("mean", "sd"), ("p10", "p90"))

    def at(self, u):
        return self.mean + self.sd * deviations(u)

    @classmethod
    def of(cls, mean=None, sd=None, p10=None, p90=None):
        if p10 is not None:
            ordered(p10, p90)
            mean, sd = (p10 + p90) / 2, (p90 - p10) / 2 / TENTH
        if sd < 0:
            raise ValueError("positive")
        return cls(mean, sd)


@record
class Lognormal(Shape):
    """The bell curve of the logarithm, by 10th and 90th percentiles or by median and sigma (sd of the logarithm)."""

    log: float
    sigma: float
    terms = (("p10", "p90"), ("median", "sigma"))
    plain = frozenset({"sigma"})

    def at(self, u):
        return np.exp(self.log + self.sigma * deviations(u))

    @classmethod
    def of(cls, p10=None, p90=None, median=None, sigma=None):
        if p10 is not None:
            ordered(p10, p90)
        if (p10 if median is None else median) <= 0 or (sigma or 0.0) < 0:
            raise ValueError("positive")
        if median is None:
            median, sigma = math.sqrt(p10) * math.sqrt(p90), (math.log(p90) - math.log(p10)) / 2 / TENTH
        if sigma > WIDEST:
            raise ValueError("extreme")
        return cls(math.log(median), sigma)


@record
class Triangular(Shape):
    """From low to high with a peak at mode."""

    low: float
    mode: float
    high: float
    terms = (("low", "mode", "high"),)

    def at(self, u):
        width, left = self.high - self.low, self.mode - self.low
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - np.asarray(u)) * width * (self.high - self.mode))
        return np.where(u * width < left, rising, falling)

    @classmethod
    def of(cls, low, mode, high):
        ordered(low, mode, high)
        return cls(low, mode, high)


@record
class Beta(Shape):
    """A beta distribution with parameters alpha and beta, stretched from low to high."""

    alpha: float
    beta: float
    low: float
    high: float
    terms = (("alpha", "beta"), ("alpha", "beta", "low", "high"))
    plain = frozenset({"alpha", "beta"})
    of_shares = (("alpha", "beta"),)

    def at(self, u):
        from scipy.special import betaincinv

        return self.low + (self.high - self.low) * betaincinv(self.alpha, self.beta, u)

    @classmethod
    def of(cls, alpha, beta, low=0.0, high=1.0):
        ordered(low, high)
        if alpha <= 0 or beta <= 0:
            raise ValueError("positive")
        if not SHARPEST[0] <= min(alpha, beta) <= max(alpha, beta) <= SHARPEST[1]:
            raise ValueError("extreme")
        return cls(alpha, beta, low, high)


class Pert:
    """From low to high with a soft peak at mode: a beta with alpha = 1 + 4 (mode - low) / (high - low).

    Malcolm, Roseboom, Clark & Fazar (1959), "Application of a technique for research and development program
    evaluation", Operations Research 7(5).
    """

    terms = (("low", "mode", "high"),)
    plain = lists = frozenset[str]()
    of_shares = ()

    @classmethod
    def of(cls, low, mode, high):
        ordered(low, mode, high)
        peak = (mode - low) / (high - low) if high > low else 0.5
        return Beta(1 + 4 * peak, 5 - 4 * peak, low, high)


@record
class Discrete(Shape):
    """One of a few values, each with its weight; the same weight for all where none is given."""

    values: Array
    reached: Array  # cumulative weight
    terms = (("values",), ("values", "weights"))
    plain = frozenset({"weights"})
    lists = frozenset({"values", "weights"})

    def at(self, u):
        return self.values[np.searchsorted(self.reached[:-1], u, side="left")]

    @classmethod
    def of(cls, values, weights=None):
        weights = [1 / len(values)] * len(values) if weights is None else weights
        if len(weights) != len(values) or min(weights) < 0 or abs(sum(weights) - 1) > 1e-6:
            raise ValueError("weights")
        order = np.argsort(values, kind="stable")
        return cls(np.asarray(values, float)[order], np.cumsum(np.asarray(weights, float)[order]))


@record
class Empirical(Shape):
    """Anything between values that were seen, which stand at even steps from the lowest to the highest."""

    values: Array
    terms = (("values",),)
    lists = frozenset({"values"})

    def at(self, u):
        return np.interp(u, np.linspace(0.0, 1.0, len(self.values)), self.values)

    @classmethod
    def of(cls, values):
        return cls(np.sort(np.asarray(values, float)))


SHAPES: Mapping[str, Any] = {
    "uniform": Uniform,
    "normal": Normal,
    "lognormal": Lognormal,
    "triangular": Triangular,
    "pert": Pert,
    "beta": Beta,
    "discrete": Discrete,
    "empirical": Empirical,
}


def deviations(u: Any) -> Any:
    """How many standard deviations from the mean of a normal a share u of the cases lies below.

    One number, all that checking a file asks for, does without SciPy, which takes longer to load than a file to read.
    """
    if np.ndim(u) == 0:
        return NormalDist().inv_cdf(float(u)) if 0.0 < u < 1.0 else math.copysign(math.inf, u - 0.5)
    from scipy.special import ndtri

    return ndtri(u)


def ordered(*values: float) -> None:
    """Refuse terms that do not run from low to high."""
    if not all(low <= high for low, high in pairwise(values)):
        raise ValueError("ordered")
