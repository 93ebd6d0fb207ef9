"""What a listed target's price says about the odds, and what a position in it earns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record
from suitor.contest.contest import DAYS_A_YEAR
from suitor.contest.remark import Remark

__all__ = ["Implied", "annualised", "downside", "expected_profit", "implied", "spread"]


@record
class Implied:
    """The probability of closing that a market price implies, and where it implies none."""

    chance: Array  # (*draw,) probability; NaN where it is not defined
    defined: NDArray[np.bool_]  # (*draw,) the price lies between the downside and the offer
    raw: Array  # (*draw,) what the formula gives regardless
    remarks: tuple[Remark, ...]


def implied(
    price: Array | float,
    offer: Array | float,
    fallback: Array | float,
    rate: Array | float = 0.0,
    years: Array | float = 0.0,
) -> Implied:
    """The probability of closing that a market price implies, for each level the price might fall back to.

    P (1 + r T) = p O + (1 - p) D, so p = (P (1 + r T) - D) / (O - D). It moves a great deal with D: give a range.
    A price above the offer is normal in a contest: the market expects a higher bid, and p is not defined.

    >>> round(float(implied(81.91, 95.0, 65.39).chance), 3)
    0.558

    Brown & Raymond (1986), "Risk arbitrage and the prediction of successful corporate takeovers", Financial
    Management 15(3).
    """
    price, offer, fallback = (np.asarray(each, float) for each in (price, offer, fallback))
    grown = price * (1.0 + np.asarray(rate, float) * years)
    width = offer - fallback
    raw = np.divide(grown - fallback, width, out=np.full(np.broadcast(grown, width).shape, np.nan), where=width != 0.0)
    defined = (width > 0.0) & (raw >= 0.0) & (raw <= 1.0)
    return Implied(np.where(defined, raw, np.nan), defined, raw, _remarks(grown, offer, fallback))


def downside(undisturbed: Array | float, beta: Array | float = 0.0, market: Array | float = 0.0) -> Array:
    """Where the price would fall back to: the undisturbed price, moved with the market since; `market` is a return."""
    return np.asarray(undisturbed, float) * (1.0 + np.asarray(beta, float) * np.asarray(market, float))


def spread(price: Array | float, offer: Array | float) -> Array:
    """What buying today and being paid the offer earns, as a share of the price."""
    return np.asarray(offer, float) / np.asarray(price, float) - 1.0


def annualised(earned: Array | float, days: Array | float, compound: bool = False) -> Array:
    """A spread as a yearly return: simple, r 365/d, or compound, (1 + r)^(365/d) - 1.

    >>> round(float(annualised(0.02, 73.0)), 4), round(float(annualised(0.02, 73.0, compound=True)), 4)
    (0.1, 0.1041)
    """
    earned, times = np.asarray(earned, float), DAYS_A_YEAR / np.asarray(days, float)
    return (1.0 + earned) ** times - 1.0 if compound else earned * times


def expected_profit(
    price: Array | float,
    offer: Array | float,
    fallback: Array | float,
    chance: Array | float,
    shares: Array | float = 1.0,
) -> Array:
    """What a position earns on average: n (p (O - P) - (1 - p) (P - D)).

    >>> round(float(expected_profit(35.0, 45.0, 24.0, 0.7, shares=86)), 6)
    318.2
    """
    price, chance = np.asarray(price, float), np.asarray(chance, float)
    return shares * (
        chance * (np.asarray(offer, float) - price) - (1.0 - chance) * (price - np.asarray(fallback, float))
    )


def _remarks(grown: Array, offer: Array, fallback: Array) -> tuple[Remark, ...]:
    found = []
    if np.any(offer <= fallback):
        text = "The offer is not above what the price would fall back to: the price implies no probability."
        found.append(Remark("offer_below_fallback", {}, text))
    if above := float(np.mean(np.broadcast_arrays(grown > offer, fallback)[0])):
        text = "The price is above the offer: the market expects a higher bid, and implied probability is not defined."
        found.append(Remark("higher_bid_expected", {"share": above}, text))
    if below := float(np.mean(np.broadcast_arrays(grown < fallback, offer)[0])):
        text = "The price is below what it would fall back to: the fallback is too high, or holders fear worse."
        found.append(Remark("below_fallback", {"share": below}, text))
    return tuple(found)
