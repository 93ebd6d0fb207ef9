"""Distributions from which sellers draw their costs, in the names and with the parameters that R gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from suitor._core.records import Array

__all__ = ["COSTS", "Costs"]


class Costs(NamedTuple):
    """A distribution of cost, its parameters in the order R gives them."""

    quantile: Callable[..., Array]  # cost at u
    slope: Callable[..., Array]  # of that in u
    below: Callable[..., Array]  # probability that cost is below a price, inside its range
    through: Callable[..., list[Array]]  # parameters at which cost is c[0] at odds u[0] and c[1] at u[1], for a shape
    powers: tuple[int, ...]  # of money in the unit of each parameter


def _exponent(u: Any) -> Any:
    return -np.log1p(-u)


COSTS: dict[str, Costs] = {
    "uniform": Costs(
        lambda u, low, high: low + (high - low) * u,
        lambda u, low, high: (high - low) + 0.0 * u,
        lambda c, low, high: (c - low) / (high - low),
        lambda u, c: [c[0] - u[0] * (c[1] - c[0]) / (u[1] - u[0]), c[0] + (1 - u[0]) * (c[1] - c[0]) / (u[1] - u[0])],
        (1, 1),
    ),
    "exponential": Costs(
        lambda u, rate: _exponent(u) / rate,
        lambda u, rate: 1.0 / (rate * (1.0 - u)),
        lambda c, rate: -np.expm1(-rate * c),
        lambda u, c: [_exponent(u[0]) / c[0]],
        (-1,),
    ),
    "weibull": Costs(
        lambda u, shape, scale: scale * _exponent(u) ** (1.0 / shape),
        lambda u, shape, scale: scale / shape * _exponent(u) ** (1.0 / shape - 1.0) / (1.0 - u),
        lambda c, shape, scale: -np.expm1(-((c / scale) ** shape)),
        lambda u, c: _of_logs(*(np.log(_exponent(x)) for x in u), *np.log(c)),
        (0, 1),
    ),
    "gumbel": Costs(
        lambda u, place, scale: place - scale * np.log(-np.log(u)),
        lambda u, place, scale: scale / (u * -np.log(u)),
        lambda c, place, scale: np.exp(-np.exp(-(c - place) / scale)),
        lambda u, c: _of_place(*(-np.log(-np.log(x)) for x in u), *c),
        (1, 1),
    ),
    "frechet": Costs(
        lambda u, place, scale, shape: place + scale * (-np.log(u)) ** (-1.0 / shape),
        lambda u, place, scale, shape: scale / shape * (-np.log(u)) ** (-1.0 / shape - 1.0) / u,
        lambda c, place, scale, shape: np.exp(-(((c - place) / scale) ** -shape)),
        lambda u, c, shape: [*_of_place(*((-np.log(x)) ** (-1.0 / shape) for x in u), *c), shape],
        (1, 1, 0),
    ),
}


def _of_place(first: Any, second: Any, low: Any, high: Any) -> list[Array]:
    """Place and scale of a distribution whose standard cost is `first` where its cost is `low`, and so on."""
    scale = (high - low) / (second - first)
    return [low - scale * first, scale]


def _of_logs(first: Any, second: Any, low: Any, high: Any) -> list[Array]:
    shape = (second - first) / (high - low)
    return [shape, np.exp(low - first / shape)]
