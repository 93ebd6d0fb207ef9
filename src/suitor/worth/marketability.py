"""What is taken off a claim because it cannot be sold yet: after the split among holders, never before."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array
from suitor.worth.options import discounted, normal, put


def protective_put(sigma: ArrayLike, years: ArrayLike, rate: ArrayLike, payout: ArrayLike = 0.0) -> Array:
    """The price of insurance against a fall while the holder cannot sell, as a share of value; an upper range.

    A put at the money over the restriction. Chaffe (1993), "Option pricing as a proxy for discount for lack of
    marketability in private company valuations", Business Valuation Review 12(4).
    """
    return put(1.0, 1.0, sigma, years, rate, payout)


def average_price_put(sigma: ArrayLike, years: ArrayLike, payout: ArrayLike = 0.0) -> Array:
    """What it is worth to be able to sell at the average price until then, as a share of value; at most 32.3%.

    D = e^(-qT) [2 N(v / 2) - 1],  v^2 = s^2 T + ln[2 (e^(s^2 T) - s^2 T - 1)] - 2 ln(e^(s^2 T) - 1).

    Finnerty (2012), "An average-strike put option model of the marketability discount", Journal of Derivatives 19(4).
    """
    sigma, years, payout = floats(sigma, years, payout)
    total = np.where(sigma**2 * years > 0, sigma**2 * years, 1.0)
    # ln(e^x - x - 1) and ln(e^x - 1) with e^x taken out, so that a long wait does not overflow.
    spread = np.log(2 * (1 - (total + 1) * np.exp(-total))) - 2 * np.log1p(-np.exp(-total))
    discount = discounted(2 * normal(np.sqrt(np.maximum(spread, 0.0)) / 2) - 1, payout, years)
    return np.where(sigma**2 * years > 0, discount, 0.0 * sigma * years)
