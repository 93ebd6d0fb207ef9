"""From the prices, margins and odds of a procurement auction to the costs that its sellers draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.fit import least_squares
from suitor._core.records import Array, record, replace
from suitor.market.cost_draws import COSTS, Costs
from suitor.market.procurement import Procurement, outcome

__all__ = ["Tender", "calibrate"]


@record
class Tender:
    """An auction that reproduces what was seen, what it says beside what was given, and what told what."""

    auction: Procurement
    fit: Mapping[str, tuple[Array, Array]]  # price, margin and inside: in the auction, given
    found: NDArray[np.bool_]  # (*draw,), the unknowns settled
    identified: Mapping[str, NDArray[np.bool_]]  # each unknown: does anything that was given move with it?
    pinned: str  # which inputs pin which unknowns, in a sentence


def calibrate(
    costs: str, capacity: Any, *, price: Any = np.nan, margin: Any = np.nan, inside: Any = np.nan, reserve: Any = None
) -> Tender:
    """Find the distribution of costs, and the reserve price if it is unknown, behind observed prices and margins.

    `price`: what each seller is paid when it wins; `margin`: (price − cost)/price when it wins; `inside`: how often the
    buyer buys at all; NaN where unknown. They are fitted by least squares, prices relative to those given. The buyer's
    value is then the one for which its reserve price is the best it can set.

    >>> known = calibrate("uniform", [0.65, 0.3, 0.05], price=[3.89, 3.79, 3.74], margin=[0.23, 0.21, 0.2], inside=0.67)
    >>> [round(float(one), 2) for one in (*known.auction.parameters, known.auction.reserve)]
    [1.98, 5.0, 4.0]
    """
    search = _seen(costs, capacity, price, margin, inside, reserve)
    names, told = search.names, sum(int(known.sum()) for known in search.telling.values())
    if told < len(names):
        listed = ", ".join(names)
        raise ValueError(f"{costs} costs need {len(names)} prices, margins or odds to find {listed}; {told} given")
    answer = least_squares(search.miss, search.start())
    parameters, top = search.open(answer.value)
    unit, law = search.unit, search.law
    most = law.quantile(top, *parameters) if search.reserve is None else search.reserve
    scaled = tuple(one * unit**power for one, power in zip(parameters, law.powers))
    auction = Procurement(search.capacity, costs, scaled, most * unit)
    identified = dict(zip(names, np.moveaxis(answer.identified, -1, 0)))
    lost = [name for name, known in identified.items() if not np.all(known)]
    pinned = f"{told} prices, margins and odds tell {', '.join(names)}"
    pinned += f"; nothing given moves with {', '.join(lost)}, left where guessed" if lost else ""
    fit = search.fit(answer.value)
    fit["price"] = tuple(one * unit[..., None] for one in fit["price"])
    return Tender(replace(auction, value=auction.implied_value()), fit, answer.found, identified, pinned)


@record
class _Seen:
    """What an auction is asked to reproduce; money is in units of the average price."""

    law: Costs
    capacity: Array  # (*draw, firm)
    given: Mapping[str, Array]  # price and margin, (*draw, firm); inside, (*draw, 1)
    reserve: Array | None  # (*draw,)
    unit: Array  # (*draw,), money

    @property
    def names(self) -> tuple[str, ...]:
        """What is not known: as many of the level, the spread and the shape of costs as they have parameters."""
        costs = ("level", "spread", "shape")[: len(self.law.powers)]
        return costs if self.reserve is not None else ("reserve", *costs)

    @property
    def telling(self) -> Mapping[str, NDArray[np.bool_]]:
        """Which numbers are given, in every draw."""
        return {name: np.asarray(np.isfinite(one).all(tuple(range(one.ndim - 1)))) for name, one in self.given.items()}

    @property
    def odds(self) -> list[Array]:
        """Odds of one draw at which the least of all draws is at the quarters of what is bought."""
        inside = _mean(self.given["inside"], GUESS["inside"])
        return [1.0 - (1.0 - part * inside) ** (1.0 / self.capacity.sum(-1)) for part in (0.25, 0.75)]

    def start(self) -> Array:
        """Costs at those odds, about what prices and margins say: log of the first, and of what the second is more."""
        price, margin, inside = (_mean(self.given[name], guess) for name, guess in GUESS.items())
        cost, spread = price * (1.0 - margin), 0.6 * price * margin
        low, high = np.maximum(cost - spread, 0.1 * cost), cost + spread
        costs = [np.log(low), np.log(high / low - 1.0), np.full_like(low, SHAPE)][: len(self.law.powers)]
        sold = -np.log(1.0 - inside) / self.capacity.sum(-1)  # odds of e^sold − 1 that one draw is below the reserve
        free = costs if self.reserve is not None else [np.log(np.expm1(sold)), *costs]
        return np.stack(np.broadcast_arrays(*free), axis=-1)

    def open(self, unknown: Array) -> tuple[list[Array], Array]:
        """The parameters of the costs, and the odds that one draw of cost is below the reserve price."""
        each = list(np.moveaxis(unknown, -1, 0))
        top = None if self.reserve is not None else 1.0 / (1.0 + np.exp(-each.pop(0)))
        low = np.exp(each[0])
        high = low * (1.0 + np.exp(each[1])) if len(each) > 1 else low
        parameters = self.law.through(self.odds, [low, high], *map(np.exp, each[2:]))
        return parameters, self.law.below(self.reserve, *parameters) if top is None else top

    def fit(self, unknown: Array) -> dict[str, Any]:
        """Prices, margins and the odds of a purchase: in the auction, given."""
        parameters, top = self.open(unknown)
        sold = outcome(self.capacity, self.law, parameters, top)
        said = {
            "price": sold.price,
            "margin": 1.0 - sold.cost / sold.price,
            "inside": sold.share.sum(-1, keepdims=True),
        }
        return {name: (said[name], given) for name, given in self.given.items()}

    def miss(self, unknown: Array) -> Array:
        """How far the auction is from what was given, side by side on the last axis."""
        parts = []
        for name, (said, given) in self.fit(unknown).items():
            gap = said / given - 1.0 if name == "price" else said - given
            parts.append(gap[..., self.telling[name]])
        return np.concatenate([np.broadcast_to(x, unknown.shape[:-1] + x.shape[-1:]) for x in parts], axis=-1)


SHAPE = np.log(5.0)
GUESS = {"price": 1.0, "margin": 0.25, "inside": 0.8}  # where none is known


def _mean(given: Array, guess: float) -> Array:
    known = np.isfinite(given)
    total = np.where(known, given, 0.0).sum(-1)
    return np.where(known.any(-1), total / np.maximum(known.sum(-1), 1), guess)


def _seen(costs: str, capacity: Any, price: Any, margin: Any, inside: Any, reserve: Any) -> _Seen:
    """What is known, in one shape and in units of the average price, or of the reserve price where there is none."""
    if costs not in COSTS:
        raise ValueError(f"no costs {costs!r}; there are {', '.join(COSTS)}")
    capacity, price, margin, odds = (np.asarray(x, dtype=float) for x in (capacity, price, margin, inside))
    most = None if reserve is None else np.asarray(reserve, dtype=float)
    draws = np.broadcast_shapes(*(x.shape[:-1] for x in (capacity, price, margin)), odds.shape)
    draws = draws if most is None else np.broadcast_shapes(draws, most.shape)
    shape = (*draws, capacity.shape[-1])
    unit = _mean(np.broadcast_to(price, shape), np.nan)
    unit = np.where(np.isfinite(unit), unit, 1.0 if most is None else most)
    given = {
        "price": np.broadcast_to(price, shape) / unit[..., None],
        "margin": np.broadcast_to(margin, shape),
        "inside": np.broadcast_to(odds[..., None], (*draws, 1)),
    }
    return _Seen(COSTS[costs], capacity, given, None if most is None else most / unit, unit)
