"""Whether dispersed holders tender, and what that leaves for the bidder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record

__all__ = [
    "FiniteTender",
    "LargeHolder",
    "acceptance",
    "finite_holders",
    "large_holder",
    "raider_profit",
    "success",
    "tenders",
]


@record
class FiniteTender:
    """The offer that earns a raider most from holders of one share each, and what comes of it."""

    chance: Array  # that each holder tenders
    offer: Array  # money a share above today's price
    success: Array  # probability that enough tender
    profit: Array  # money, expected


@record
class LargeHolder:
    """When a holder with a toehold bids, and what the others are then paid."""

    cutoff: Array  # the least improvement worth bidding for; improvements are uniform on [0, 1]
    premium: Array  # what the others ask: the improvement they expect of one who bids
    bids: NDArray[np.bool_]  # some improvement is worth bidding for


def tenders(offer: Array | float, improved: Array | float, dilution: Array | float = 0.0) -> NDArray[np.bool_]:
    """Whether a holder too small to matter tenders: only if the offer is no less than a share would be worth after.

    offer >= improved - dilution, where dilution is what the bidder may take from those who stay.

    >>> bool(tenders(70.0, 80.0))
    False

    Grossman & Hart (1980), "Takeover bids, the free-rider problem, and the theory of the corporation", Bell Journal of
    Economics 11(1).
    """
    return np.asarray(offer, float) >= np.asarray(improved, float) - np.asarray(dilution, float)


def raider_profit(
    offer: Array | float, improved: Array | float, dilution: Array | float = 0.0, cost: Array | float = 0.0
) -> Array:
    """What the bidder makes a share: improved - offer if small holders tender, less the cost of bidding either way."""
    bought = tenders(offer, improved, dilution)
    return np.where(bought, np.asarray(improved, float) - np.asarray(offer, float), 0.0) - np.asarray(cost, float)


def finite_holders(holders: int, needed: int, improvement: Array | float) -> FiniteTender:
    """The best offer to holders who know that each may be the one who decides.

    Each of N holders tenders with chance p if the premium equals the improvement times the chance that K of the other
    N - 1 tender. The raider keeps  N p v C(N-1, K-1) p^(K-1) (1-p)^(N-K),  which is largest at p = K/N. (The chance of
    being pivotal alone is largest at p = (K-1)/(N-1).)

    Bagnoli & Lipman (1988), "Successful takeovers without exclusion", Review of Financial Studies 1(1).
    """
    from scipy.stats import binom

    if not 1 <= needed <= holders:
        raise ValueError(f"control needs between 1 and {holders} of {holders} shares, not {needed}.")
    chance, improvement = needed / holders, np.asarray(improvement, float)
    return FiniteTender(
        chance=np.asarray(chance),
        offer=improvement * binom.sf(needed - 1, holders - 1, chance),
        success=np.asarray(binom.sf(needed - 1, holders, chance)),
        profit=improvement * holders * chance * binom.pmf(needed - 1, holders - 1, chance),
    )


def acceptance(holders: int, needed: int, chance: Array | float, correlation: float = 0.0) -> Array:
    """The chance that at least so many holders tender.

    Binomial where they decide independently; beta-binomial where any two decisions are correlated: a = p (1/rho - 1),
    b = (1 - p) (1/rho - 1).
    """
    from scipy.stats import betabinom, binom

    if not 0.0 <= correlation < 1.0:
        raise ValueError(f"a correlation between holders lies in [0, 1), found {correlation:g}.")
    chance = np.asarray(chance, float)
    if correlation == 0.0:
        return np.asarray(binom.sf(needed - 1, holders, chance))
    strength = 1.0 / correlation - 1.0
    inside = np.clip(chance, 1e-12, 1.0 - 1e-12)
    return np.asarray(betabinom.sf(needed - 1, holders, inside * strength, (1.0 - inside) * strength))


def large_holder(toehold: Array | float, cost: Array | float = 0.0, control: float = 0.5) -> LargeHolder:
    """When a holder with a toehold takes over a company of free riders.

    It bids if  control z - (control - toehold) premium - cost >= 0  with  premium = E[z | it bids] = (1 + cutoff) / 2,
    so  cutoff = (control - toehold + 2 cost) / (control + toehold). Without toehold or dilution it never bids.

    >>> round(float(large_holder(0.1).cutoff), 4), round(float(large_holder(0.1).premium), 4)
    (0.6667, 0.8333)

    Shleifer & Vishny (1986), "Large shareholders and corporate control", Journal of Political Economy 94(3).
    """
    toehold = _short_of(toehold, control)
    cutoff = (control - toehold + 2.0 * np.asarray(cost, float)) / (control + toehold)
    return LargeHolder(cutoff, (1.0 + cutoff) / 2.0, cutoff < 1.0)


def success(offer: Array | float, toehold: Array | float, most: Array | float = 1.0, control: float = 0.5) -> Array:
    """How likely a tender offer succeeds where the bidder alone knows the improvement.

    In the equilibrium in which the offer reveals the improvement, holders are indifferent and enough of them tender
    with chance (offer / most)^((control - toehold) / toehold), `most` being the largest improvement: were it
    flatter, bidders would shade their offers; were it steeper, they would overbid. It rises with offer and toehold.

    Hirshleifer & Titman (1990), "Share tendering strategies and the success of hostile takeover bids", Journal of
    Political Economy 98(2).
    """
    toehold = _short_of(toehold, control)
    relative = np.clip(np.asarray(offer, float) / np.asarray(most, float), 0.0, 1.0)
    with np.errstate(divide="ignore"):
        power = np.divide(control - toehold, toehold)
    return np.asarray(relative**power)


def _short_of(toehold: Array | float, control: float) -> Array:
    toehold = np.asarray(toehold, float)
    if not np.all((toehold >= 0.0) & (toehold < control)):
        raise ValueError(
            f"the toehold must lie in [0, {control:g}): with {control:g} or more the bidder already controls."
        )
    return toehold
