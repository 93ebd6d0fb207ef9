"""What each holder's claim is worth today when what the company will be worth is not known.

Current value: pay the claims now (`Claims.pay`). Option pricing: each layer of the claims is the difference of two
calls on the equity, struck where the layer begins and ends. Probability-weighted: pay the claims in each outcome.
Hybrid: one of the outcomes is itself priced by options. A discount for want of a market comes after, holder by holder.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.arrays import floats
from suitor._core.blocks import block_size
from suitor._core.records import Array, record
from suitor._core.solve import TOLERANCE, Root, newton, root
from suitor.worth.claims import Claims
from suitor.worth.layers import across
from suitor.worth.options import call, distances, normal


@record
class Outcome:
    """One way it may end: how likely, what the company is then worth, and how that is divided.

    With a `sigma` the worth is today's, in this outcome, and is priced by options over the years (the hybrid method);
    without, it is the worth at exit and is discounted.
    """

    claims: Claims
    worth: ArrayLike  # money, (*draw,)
    probability: ArrayLike = 1.0
    years: ArrayLike = 0.0  # until exit
    sigma: ArrayLike | None = None  # a year


def option_value(claims: Claims, equity: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike) -> Array:
    """What each holder's claim is worth by the option pricing method, (*draw, holder).

    value_h = sum_k split_kh [C(B_k) - C(B_k+1)], B_k the breakpoints, C the call on total equity struck at them.
    The values add up to the equity. With no volatility or no time it is what is paid today.

    AICPA (2013), "Valuation of privately-held-company equity securities issued as compensation", chapter 8.
    """
    equity, sigma, years, rate = (np.asarray(x, dtype=float)[..., None] for x in (equity, sigma, years, rate))
    calls = call(equity, claims.starts, sigma, years, rate)
    layer = calls - np.concatenate([calls[..., 1:], np.zeros_like(calls[..., :1])], axis=-1)
    return across(layer, claims.split)


def backsolve(
    claims: Claims, holder: str, value: ArrayLike, sigma: ArrayLike, years: ArrayLike, rate: ArrayLike
) -> Root:
    """The value of the whole equity at which one holder's claim is worth what was just paid for it.

    The price of the last round times all the shares (the post-money) overstates this wherever the round has better
    rights than the rest. A claim that its cap keeps below the price has no solution: an error where no draw has one,
    otherwise `found` is false and the value NaN.
    """
    share = claims.split[..., claims.holders.index(holder)]
    value, sigma, years, rate = floats(value, sigma, years, rate)
    _reachable(claims, holder, share, value, np.exp(-rate * years))
    change = np.diff(share, axis=-1, prepend=0.0)
    used = np.any(change != 0, axis=tuple(range(change.ndim - 1)))
    draws = np.broadcast_shapes(
        share.shape[:-1], claims.starts.shape[:-1], *(x.shape for x in (value, sigma, years, rate))
    )
    parts = [_flat(x, draws) for x in (claims.starts[..., used], change[..., used])]
    parts += [_flat(x[..., None], draws) for x in (value, sigma, years, rate)]
    size = block_size(int(used.sum()))
    solved = [_solve(*(part[at : at + size] for part in parts)) for at in range(0, len(parts[0]), size)]
    return Root(*(np.concatenate(column).reshape(draws) for column in zip(*solved, strict=True)))


def probability_weighted(outcomes: Sequence[Outcome], rate: ArrayLike = 0.0, riskless: ArrayLike = 0.0) -> Array:
    """What each holder's claim is worth over the outcomes, (*draw, holder): sum_s p_s payout_s / (1 + w)^years_s.

    All outcomes list the same holders. `rate` discounts payouts, yearly; `riskless`, continuous, is used in an
    outcome that is priced by options.
    """
    total = np.asarray(sum(np.asarray(o.probability, dtype=float) for o in outcomes))
    if not np.all(np.abs(total - 1) < 1e-9):
        raise ValueError(f"the probabilities of the outcomes sum to {total}, not 1; they are not rescaled for you")
    if any(o.claims.holders != outcomes[0].claims.holders for o in outcomes):
        raise ValueError("the outcomes list different holders; list all of them in each, in one order")
    return np.asarray(sum(np.asarray(o.probability)[..., None] * _in_outcome(o, rate, riskless) for o in outcomes))


def promised_yield(face: ArrayLike, value: ArrayLike, years: ArrayLike) -> Array:
    """The yearly return of a zero-coupon loan that is repaid: (face / value)^(1 / T) - 1."""
    return np.asarray((np.asarray(face, dtype=float) / np.asarray(value)) ** (1 / np.asarray(years, dtype=float)) - 1)


def _in_outcome(outcome: Outcome, rate: ArrayLike, riskless: ArrayLike) -> Array:
    if outcome.sigma is not None:
        return option_value(outcome.claims, outcome.worth, outcome.sigma, outcome.years, riskless)
    factor = (1 + np.asarray(rate, dtype=float)) ** -np.asarray(outcome.years, dtype=float)
    return np.asarray(outcome.claims.pay(outcome.worth).paid * factor[..., None])


def _reachable(claims: Claims, holder: str, share: Array, value: Array, factor: Array) -> None:
    """A holder with nothing of the last layer can never be worth more than all the layers before it."""
    most = factor * np.sum(np.where(share[..., :-1] > 0, share[..., :-1] * claims.width[..., :-1], 0.0), axis=-1)
    if np.all((share[..., -1] <= 0) & (value >= most)):
        raise ValueError(
            f"{holder} at {np.min(value):,.2f} cannot be reached: its value is capped at {np.max(most):,.2f} "
            "by what its claim can be paid at most."
        )


def _solve(starts: Array, change: Array, value: Array, sigma: Array, years: Array, rate: Array) -> Root:
    """Newton on log value against log equity, and bisection for the draws whose value is flat on the way."""

    factor = np.exp(-rate * years)

    def worth(log: Array) -> tuple[Array, Array]:
        """The claim's value and its slope in the logarithm of equity."""
        equity = np.exp(log)
        up, down = (normal(d) for d in distances(equity, starts, sigma, years, rate, 0.0))
        slope = equity * np.sum(change * up, axis=-1, keepdims=True)
        return slope - factor * np.sum(change * starts * down, axis=-1, keepdims=True), slope

    def miss(log: Array) -> Array:
        return np.log(worth(log)[0] / value)

    def steepness(log: Array) -> Array:
        at, slope = worth(log)
        return (slope / at)[..., None]

    near = newton(miss, np.log(value + starts[..., -1:]), slope=steepness)
    if np.all(near.found):
        return Root(np.exp(near.value[..., 0]), near.residual, near.found)
    far = root(miss, np.log(value), np.log(value) + 30.0)
    log = np.where(near.found, near.value[..., 0], far.value[..., 0])
    residual = np.where(near.found, near.residual, far.residual[..., 0])
    found = residual <= TOLERANCE
    return Root(np.where(found, np.exp(log), np.nan), residual, found)


def _flat(values: Array, draws: tuple[int, ...]) -> Array:
    return np.broadcast_to(values, (*draws, values.shape[-1])).reshape(-1, values.shape[-1])
