"""How a lab pays for research: what its legal form lets it raise, and what a dollar buys."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr

from suitor._core.records import Array, record

__all__ = ["Funding", "Technology", "rho"]


@record
class Technology:
    """What research money buys: the price of compute, and how compute and ideas turn into capability.

    In the race's symbols: compute_price r0, price_decline g_r, algorithms g_A, fastest g_max, reinvested psi.
    Every number may be one for all or an array (*draw, 1) or (*draw, lab).
    """

    compute_price: Array | float = 16_000.0  # money per H100-equivalent-year in the base year
    price_decline: Array | float = 0.30  # share a year
    algorithms: Array | float = 0.48  # orders of magnitude a year that ideas alone add
    fastest: Array | float = 1.16  # orders of magnitude a year no lab exceeds
    reinvested: Array | float = 0.30  # share of the year's funds spent on research compute; the rest is carried over
    operating: Array | float = 0.45  # share of revenue spent neither on serving nor on research compute
    friction: Array | float = 0.3  # orders of magnitude lost while a takeover is being digested


@record
class Funding:
    """What each lab may raise beside its profit, and what it owes of its revenue; arrays (*draw, lab) or numbers."""

    revenue_share: Array | float = 0.0  # share of revenue owed to a partner
    donations: Array | float = 0.0  # money a year
    dilution: Array | float = 0.0  # share of the company sold to investors each year; 0 for a nonprofit
    cap_multiple: Array | float = np.inf  # times its money an investor may get back; inf without a cap
    cap_sigma: Array | float = 0.8  # volatility a year of the worth of a stake, for the cap
    cap_years: Array | float = 7.0  # years an investor waits, for the cap
    parent: Array | float = 0.0  # money a year from a parent company
    parent_growth: Array | float = 0.0  # share a year
    friction_years: Array | float = 0.0  # years a takeover slows research
    multiple: Array | float = 40.0  # worth of the company as a multiple of revenue, in the first year
    multiple_decay: Array | float = 0.8  # the multiple of a year as a share of the year before
    multiple_floor: Array | float = 10.0  # and the multiple it never falls below
    openness: Array | float = np.inf  # years until the weights are published; 0 at once, inf never
    pace: Array | float = -np.inf  # orders of magnitude a year that prices must pay for (break-even); -inf asks nothing

    def raise_money(self, revenue: Array, elapsed: int) -> Array:
        """Outside money of a year: shares sold at what a cap leaves of their worth, gifts, and a parent's money.

        Ext = dil rho(cap) V + donations + parent,  V = max(m_min, m0 dec^t) R;  `elapsed` counts years, 0 in the first.
        """
        worth = np.maximum(self.multiple_floor, self.multiple * np.power(self.multiple_decay, elapsed)) * revenue
        return (
            self.dilution * self._kept * worth
            + self.donations
            + self.parent * np.power(1.0 + np.asarray(self.parent_growth), elapsed)
        )

    @cached_property
    def _kept(self) -> Array:
        """What a cap leaves of a stake's worth: the same in every year."""
        return rho(self.cap_multiple, self.cap_sigma, self.cap_years)


def rho(cap: Any, sigma: Any = 0.8, years: Any = 7.0) -> Array:
    """Share of a stake's worth that is left to an investor whose return is capped.

    rho = E[min(S, cap)] / E[S] = 1 - C(1, cap), S lognormal with mean 1 times the money put in, C the Black-Scholes
    call with no interest:  C = N(d1) - cap N(d2),  d1 = s / 2 - ln(cap) / s,  d2 = d1 - s,  s = sigma sqrt T.

    >>> rho([3.0, np.inf]).round(2).tolist(), float(rho(100.0, sigma=1.0).round(2))
    ([0.47, 1.0], 0.77)

    Black & Scholes (1973), "The pricing of options and corporate liabilities", Journal of Political Economy 81.
    """
    cap = np.asarray(cap, float)
    spread = np.asarray(sigma, float) * np.sqrt(years)
    strike = np.where(np.isfinite(cap), cap, 1.0)
    first = spread / 2.0 - np.log(strike) / spread
    return np.where(np.isfinite(cap), 1.0 - ndtr(first) + strike * ndtr(first - spread), 1.0)
