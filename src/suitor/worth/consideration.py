"""What a bid hands over for one share: cash, stock, collars, value rights, and what it costs to walk away."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array


def package(
    cash: ArrayLike = 0.0, ratio: ArrayLike = 0.0, acquirer_price: ArrayLike = 0.0, right: ArrayLike = 0.0
) -> Array:
    """What one share receives today: cash, plus the exchange ratio at the acquirer's price, plus any value right.

    Headlines usually leave the right out and keep the acquirer's price of the day before.
    """
    cash, ratio, acquirer_price, right = floats(cash, ratio, acquirer_price, right)
    return np.asarray(cash + ratio * acquirer_price + right)


def exchange_ratio(offer: ArrayLike, acquirer_price: ArrayLike) -> Array:
    """Acquirer shares for one target share: offer / acquirer's price."""
    return np.asarray(np.asarray(offer, dtype=float) / np.asarray(acquirer_price))


def fixed_value_collar(value: ArrayLike, acquirer_price: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """The ratio that keeps the value inside the collar and stays put outside: V / clip(P, low, high)."""
    return np.asarray(np.asarray(value, dtype=float) / np.clip(acquirer_price, low, high))


def fixed_ratio_collar(ratio: ArrayLike, acquirer_price: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """The opposite collar: the ratio stays put inside and keeps the value outside: ratio clip(P, low, high) / P."""
    return np.asarray(np.asarray(ratio, dtype=float) * np.clip(acquirer_price, low, high) / np.asarray(acquirer_price))


def milestone_value(payment: ArrayLike, probability: ArrayLike, years: ArrayLike, rate: ArrayLike) -> Array:
    """What a contingent value right or an earn-out is worth: sum_k p_k c_k / (1 + r)^t_k, milestones on the last axis.

    For a payment that hangs on a price use `cash_if_above` or `gap_call`.
    """
    payment, probability, years, rate = floats(payment, probability, years, rate)
    return np.asarray(np.sum(payment * probability / (1 + rate[..., None]) ** years, axis=-1))


def topping_price(offer: ArrayLike, break_fee: ArrayLike, diluted_shares: ArrayLike) -> Array:
    """What a rival's bid per share must beat: the offer plus the break fee the target would owe, per share."""
    offer, break_fee, diluted_shares = floats(offer, break_fee, diluted_shares)
    return np.asarray(offer + break_fee / diluted_shares)
