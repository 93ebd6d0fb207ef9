"""Options on what a share or a company is worth: calls, milestones, and the choice between two stocks.

S is the value today, K the strike, s the volatility, T the years, r the riskless rate and q the payout rate, both
continuous. With no volatility or no time left an option is worth what it would pay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array


def call(
    value: ArrayLike, strike: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike = 0.0
) -> Array:
    """The right to buy at the strike: S e^(-qT) N(d1) - K e^(-rT) N(d2).

    Black & Scholes (1973), "The pricing of options and corporate liabilities", Journal of Political Economy 81(3);
    Merton (1973) for the payout rate.
    """
    return gap_call(value, strike, strike, sigma, years, rate, payout)


def put(
    value: ArrayLike, strike: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike = 0.0
) -> Array:
    """The right to sell at the strike: K e^(-rT) N(-d2) - S e^(-qT) N(-d1)."""
    up, down = distances(value, strike, sigma, years, rate, payout)
    return discounted(strike, rate, years) * normal(-down) - discounted(value, payout, years) * normal(-up)


def gap_call(
    value: ArrayLike,
    trigger: ArrayLike,
    strike: ArrayLike,
    sigma: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    payout: ArrayLike = 0.0,
) -> Array:
    """The duty to buy at the strike where the value ends above a trigger: S e^(-qT) N(d1) - K e^(-rT) N(d2).

    The d's are those of the trigger. An earn-out that starts to pay at one level and counts from another is one.
    """
    up, down = distances(value, trigger, sigma, years, rate, payout)
    return discounted(value, payout, years) * normal(up) - discounted(strike, rate, years) * normal(down)


def cash_if_above(
    cash: ArrayLike,
    value: ArrayLike,
    trigger: ArrayLike,
    sigma: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    payout: ArrayLike = 0.0,
) -> Array:
    """A sum paid if the value ends above the trigger, as a price-linked value right does: cash e^(-rT) N(d2)."""
    return discounted(cash, rate, years) * normal(distances(value, trigger, sigma, years, rate, payout)[1])


def cash_if_below(
    cash: ArrayLike,
    value: ArrayLike,
    trigger: ArrayLike,
    sigma: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    payout: ArrayLike = 0.0,
) -> Array:
    """A sum paid if the value ends below the trigger: cash e^(-rT) N(-d2)."""
    return discounted(cash, rate, years) * normal(-distances(value, trigger, sigma, years, rate, payout)[1])


def asset_if_above(
    value: ArrayLike, trigger: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike = 0.0
) -> Array:
    """The asset itself if it ends above the trigger: S e^(-qT) N(d1)."""
    return discounted(value, payout, years) * normal(distances(value, trigger, sigma, years, rate, payout)[0])


def asset_if_below(
    value: ArrayLike, trigger: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike = 0.0
) -> Array:
    """The asset itself if it ends below the trigger: S e^(-qT) N(-d1)."""
    return discounted(value, payout, years) * normal(-distances(value, trigger, sigma, years, rate, payout)[0])


def exchange(
    received: ArrayLike,
    given: ArrayLike,
    sigma_received: ArrayLike,
    sigma_given: ArrayLike,
    correlation: ArrayLike,
    years: ArrayLike,
    payout_received: ArrayLike = 0.0,
    payout_given: ArrayLike = 0.0,
) -> Array:
    """The right to swap one stock for another: a call struck at the other stock, with its payout for the rate.

    s^2 = s1^2 + s2^2 - 2 rho s1 s2.  Quantities go into the values: two shares at 11 are 22.

    Margrabe (1978), "The value of an option to exchange one asset for another", Journal of Finance 33(1).
    """
    one, two = np.asarray(sigma_received, dtype=float), np.asarray(sigma_given, dtype=float)
    sigma = np.sqrt(np.maximum(one**2 + two**2 - 2 * np.asarray(correlation) * one * two, 0.0))
    return call(received, given, sigma, years, payout_given, payout_received)


def distances(
    value: ArrayLike, strike: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike
) -> tuple[Array, Array]:
    """d1 and d2; infinite, with their sign, where nothing can change any more."""
    value, strike, sigma, years, rate, payout = floats(value, strike, sigma, years, rate, payout)
    forward, spread = value * np.exp((rate - payout) * years), sigma * np.sqrt(years)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(forward == strike, 0.0, np.log(forward / strike) / spread)
    return middle + spread / 2, middle - spread / 2


def discounted(cash: ArrayLike, rate: ArrayLike, years: ArrayLike) -> Array:
    return np.asarray(
        np.asarray(cash, dtype=float) * np.exp(-np.asarray(rate, dtype=float) * np.asarray(years, dtype=float))
    )


def normal(distance: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(distance))
