"""Power of large holders among countless small ones, and how surely a block decides when others vote as they like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from suitor._core.records import Array

from .games import majority
from .power import shapley_shubik
from .quadrature import distribution

__all__ = ["between", "degree_of_control", "oceanic"]


def oceanic(majors: Sequence[float], ocean: float, quota: float = 0.5) -> Array:
    """Shapley-Shubik of large holders when the rest is an ocean of holders too small to count.

    phi_i = sum over S of the other majors of the integral over t of
            t^s (1 - t)^(m - 1 - s) 1[w(S) + t ocean < quota <= w(S) + w_i + t ocean]

    With one major and a simple majority, phi = w / (1 - w): 20% of the votes is 25% of the power.
    The ocean has 1 - sum(phi). Milnor & Shapley (1978), "Values of large games II: Oceanic games".

    >>> oceanic([0.3, 0.2], 0.5).round(2).tolist()
    [0.36, 0.16]
    """
    from scipy.special import betainc

    count = len(majors)
    if count > 20:
        raise ValueError(
            f"an ocean is worked out for at most 20 large holders, found {count}; leave the smallest to it"
        )
    if not 0 < quota <= sum(majors) + ocean + 1e-12:
        raise ValueError(f"a quota of {quota:g} cannot decide among {sum(majors) + ocean:g} votes")
    if ocean <= 0:
        raise ValueError("without small holders this is a plain vote; use shapley_shubik(majority(votes))")
    power = np.zeros(count)
    for player in range(count):
        others = [weight for place, weight in enumerate(majors) if place != player]
        for size in range(count):
            held = np.array([math.fsum(subset) for subset in combinations(others, size)])
            low = np.clip((quota - held - majors[player]) / ocean, 0.0, 1.0)
            high = np.clip((quota - held) / ocean, 0.0, 1.0)
            # The incomplete beta function is the integral of t^s (1 - t)^(m - 1 - s), scaled by m C(m - 1, s).
            span = betainc(size + 1, count - size, high) - betainc(size + 1, count - size, low)
            power[player] += span.sum() / (count * math.comb(count - 1, size))
    return power


def degree_of_control(largest: float, others: Sequence[float], turnout: float = 1.0, exact: bool = False) -> float:
    """The chance that the largest block gets its way when everyone else votes yes or no at random.

    alpha = Phi(P / sqrt(turnout (H - P^2))), H the sum of all squared stakes: the margin is P plus independent votes of
    variance p_i^2 each. With `exact` it is counted vote by vote instead, ties being half.
    Cubbin & Leech (1983), "The effect of shareholding dispersion on the degree of control", Economic Journal 93.
    """
    from scipy.stats import norm

    if not exact:
        spread = math.sqrt(turnout * math.fsum(stake * stake for stake in others))
        return float(norm.cdf(largest / spread)) if spread else 1.0
    if turnout != 1.0:
        raise ValueError("the exact count takes everyone to vote; leave turnout at 1")
    stakes = [_exact(stake) for stake in (*others, largest)]
    scale = math.lcm(*(stake.denominator for stake in stakes))
    *small, block = (int(stake * scale) for stake in stakes)
    mass = distribution(tuple(small), np.array([0.5]), sum(small) + 1)[0]  # of the votes cast with the block
    margin = block + 2 * np.arange(mass.size) - sum(small)
    return float(mass[margin > 0].sum() + mass[margin == 0].sum() / 2)


def between(disclosed: Sequence[float], floor: float, quota: float = 0.5) -> tuple[Array, Array]:
    """Shapley-Shubik of the disclosed holders, if all others hold the most they need not disclose, or next to nothing.

    The truth lies between the two, or near: Leech (1988), "The relationship between shareholding concentration and
    shareholder voting power in British companies", Management Science 34.
    """
    rest = 1.0 - math.fsum(disclosed)
    crowd = [_exact(floor)] * int(rest / floor + 1e-9)
    left = _exact(round(rest, 12)) - sum(crowd, Fraction(0))
    votes = [*map(_exact, disclosed), *crowd, *([left] if left > 0 else [])]
    concentrated = shapley_shubik(majority(votes, _exact(quota)))[: len(disclosed)]
    return concentrated, oceanic(disclosed, rest, quota)


def _exact(value: float | Fraction) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(repr(float(value)))
