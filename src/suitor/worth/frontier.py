"""What a charity's stake must be for a bid to be a premium, and what it is fair to ask for it.

A charity that controls a company owns up to three things: an economic stake, control, and a residual (what is left
above others' caps, warrants). The stake is worth  s V (1 - d), control C, the residual W.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array, record
from suitor.worth.claims import Claims, worth_where


@record
class Frontier:
    """The stake at which the bid is exactly fair, over a range of values of the whole company."""

    value: Array  # (value,), money, of the whole equity
    stake: Array  # (*draw, value), break-even stake: the bid is a premium to any smaller one

    def band(self, quantiles: Sequence[float] = (0.1, 0.5, 0.9)) -> Array:
        """Quantiles over the draws, (quantile, value); 0 and 1 give the envelope."""
        return np.quantile(self.stake.reshape(-1, self.value.size), quantiles, axis=0)


def break_even_stake(
    bid: ArrayLike, value: ArrayLike, control: ArrayLike = 0.0, residual: ArrayLike = 0.0, discount: ArrayLike = 0.0
) -> Array:
    """The largest stake for which the bid pays the charity in full: s = (Bid - C - W) / (V (1 - d)).

    A negative one says the bid does not even pay for control and residual; one above 1, that it beats the whole.

    >>> round(float(break_even_stake(97.4, 157.0)), 3)
    0.62
    """
    bid, value, control, residual, discount = floats(bid, value, control, residual, discount)
    return np.asarray((bid - control - residual) / (value * (1 - discount)))


def fair_value(
    stake: ArrayLike, value: ArrayLike, discount: ArrayLike = 0.0, control: ArrayLike = 0.0, residual: ArrayLike = 0.0
) -> Array:
    """What the charity's stake, control and residual are worth together: s V (1 - d) + C + W.

    `discount` is for a block of stock that cannot be sold at once; it touches the stake alone, never control.
    """
    stake, value, discount, control, residual = floats(stake, value, discount, control, residual)
    return np.asarray(stake * value * (1 - discount) + control + residual)


def frontier(
    bid: ArrayLike, values: ArrayLike, control: ArrayLike = 0.0, residual: ArrayLike = 0.0, discount: ArrayLike = 0.0
) -> Frontier:
    """The bid's iso-line in the plane of stake and value; what is uncertain comes as draws (*draw,)."""
    value = np.atleast_1d(np.asarray(values, dtype=float))
    bid, control, residual, discount = (part[..., None] for part in floats(bid, control, residual, discount))
    return Frontier(value, break_even_stake(bid, value, control, residual, discount))


def crossing(
    bid: ArrayLike,
    claims: Claims,
    holder: str,
    control: ArrayLike = 0.0,
    residual: ArrayLike = 0.0,
    discount: ArrayLike = 0.0,
) -> Array:
    """The value of the company above which the bid is less than what the charity holds.

    Where the stake comes from a waterfall it moves with value; its curve paid(V)/V meets the bid's iso-line where
    paid(V) (1 - d) + C + W = Bid. What is paid never falls as the company grows, so they meet once: zero where control
    and residual alone are worth the bid, inf where the stake never is.
    """
    bid, control, residual, discount = floats(bid, control, residual, discount)
    return worth_where(claims, holder, (bid - control - residual) / (1 - discount))
