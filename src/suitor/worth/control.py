"""What control is worth: to run the firm better, to hold others up, and what a court leaves out of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.records import Array, record


def price_with_hope(status_quo: ArrayLike, optimal: ArrayLike, probability: ArrayLike) -> Array:
    """What the market already pays where it expects control to change: V_sq + pi (V_opt - V_sq).

    A full control premium on top of such a price pays twice. Damodaran (2006), "Damodaran on Valuation", ch. 13.
    """
    status_quo, optimal, probability = floats(status_quo, optimal, probability)
    return np.asarray(status_quo + probability * (optimal - status_quo))


def implied_change(price: ArrayLike, status_quo: ArrayLike, optimal: ArrayLike) -> Array:
    """The probability of a change of control that a price holds: (P - V_sq) / (V_opt - V_sq)."""
    price, status_quo, optimal = floats(price, status_quo, optimal)
    return np.asarray((price - status_quo) / (optimal - status_quo))


def block_value(
    share: ArrayLike,
    status_quo: ArrayLike,
    optimal: ArrayLike,
    controls: bool,
    discount: ArrayLike = 0.0,
) -> Array:
    """A block that controls is worth its part of the best-run firm; one that does not, of the firm as it is run.

    A blockage discount is for a block too large to sell at once and too small to sell as control; asking for both
    on the same block is refused.
    """
    share, status_quo, optimal, discount = floats(share, status_quo, optimal, discount)
    if controls and np.any(discount > 0):
        raise ValueError(
            "a blockage discount and a control premium on the same block; value control or discount it, not both"
        )
    return np.asarray(share * (optimal if controls else status_quo) * (1 - discount))


@record
class ControlValue:
    """Three estimates of what control is worth, to be shown side by side."""

    improvement: Array  # money: probability of change x gain from it x the part its holder can keep
    benefits: Array  # money: power index x private benefits
    hold_up: Array  # money: bargaining share of what cannot be realised without consent


def control_value(
    status_quo: ArrayLike,
    optimal: ArrayLike,
    probability: ArrayLike,
    kept: ArrayLike,
    power: ArrayLike,
    private_benefit: ArrayLike,
    surplus: ArrayLike,
    bargaining: ArrayLike,
) -> ControlValue:
    """What control is worth by running the firm better, by private benefits, and by the power to withhold consent.

    pi (V_opt - V_sq) kept;  power x benefit;  theta x surplus (Nash bargaining). They overlap: do not add them.
    """
    gain = price_with_hope(0.0, np.asarray(optimal, dtype=float) - np.asarray(status_quo), probability)
    products = (
        gain * np.asarray(kept),
        np.asarray(power) * np.asarray(private_benefit),
        np.asarray(bargaining) * np.asarray(surplus),
    )
    return ControlValue(*(np.asarray(product, dtype=float) for product in products))


def appraised_value(deal_price: ArrayLike, synergies: ArrayLike) -> Array:
    """What a Delaware court pays dissenters after a sound sale: the deal price less the synergies in it, per share.

    Verition Partners v. Aruba Networks (Del. 2019): 24.67 - 5.57 = 19.10.
    """
    return np.asarray(np.asarray(deal_price, dtype=float) - np.asarray(synergies))
