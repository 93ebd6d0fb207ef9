"""What employee options cost the shareholders: more than the treasury-stock method says, as they may yet gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array
from suitor._core.solve import Root, root
from suitor.worth.options import call


def employee_option(
    price: ArrayLike,
    strike: ArrayLike,
    sigma: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    shares: ArrayLike,
    options: ArrayLike,
    payout: ArrayLike = 0.0,
) -> Root:
    """The value of one option whose exercise dilutes the stock it is on: W = BS((S n + W m) / (n + m), K).

    n shares and m options; W stands on both sides and is found between nothing and the stock itself.
    Damodaran (2006), "Damodaran on Valuation", 2nd ed., ch. 11.
    """
    price, shares, options = floats(price, shares, options)

    def gain(value: Array) -> Array:
        stock = (price * shares + value * options) / (shares + options)
        return call(stock, strike, sigma, years, rate, payout) - value

    return root(gain, np.zeros_like(price), price)


def price_after_options(
    equity: ArrayLike, shares: ArrayLike, options: ArrayLike, value: ArrayLike, tax: ArrayLike = 0.0
) -> Array:
    """Value per share once outstanding options are taken off: (equity - m W (1 - t)) / n.

    The tax is what their exercise will save the company.
    """
    equity, shares, options, value, tax = floats(equity, shares, options, value, tax)
    return np.asarray((equity - options * value * (1 - tax)) / shares)
