"""The four rows of the quarrel, computed: funding, access, speed of growth, influence of the partner."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, Path, fields, record

__all__ = ["FourRows", "Partner", "Ties", "concentration", "four_rows", "influence", "years_behind"]


@record
class Partner:
    """What an outside company holds of a lab; each entry may be a number or one value for each draw."""

    power: Array | float = 0.0  # voting power, from the holdings
    revenue_share: Array | float = 0.0  # share of the lab's revenue
    compute_share: Array | float = 0.0  # share of the lab's compute it supplies
    suppliers: Array | float = 1.0  # how many suppliers the lab could use instead, this one included
    funding_hhi: Array | float = 0.0  # concentration of the lab's outside money by source, 0-1
    rights: Array | float = 0.0  # of five: consultation, exclusivity, licence, first refusal, spending on own cloud


@record
class Ties:
    """How far a partner can move a lab, part by part, and in one number that only ranks."""

    power: Array
    revenue_share: Array
    compute_share: Array
    hold_up: Array  # what the partner gets of the gain if it may walk away (Shapley value)
    funding_hhi: Array
    rights: Array  # share of five
    composite: Array  # 1 - prod (1 - x): an order, not a quantity; never show it without the parts


@record
class FourRows:
    """Funding, access, growth and influence, for one lab and one scenario; every entry (*draw,)."""

    research: Array  # research compute bought over the years, money
    external: Array  # share of outside money in all that came in: gross profit and outside money
    served: Array  # share of the potential users served by any lab in the last year
    free: Array  # share of those served who pay nothing, last year
    price: Array  # money a year for the lab's paid tier, last year
    surplus: Array  # consumer surplus over the years, money, not discounted
    growth: Array  # orders of magnitude of effective compute a year, from the base year to the last
    behind: Array  # years the lab is behind the most capable one, last year
    users_behind: Array  # years behind the best of the models that users are served with, on average, last year
    hhi: Array  # concentration of revenue in the last year, 0-1: the market's, not the partner's
    ties: Ties


def four_rows(path: Path, lab: str, partner: Partner | None = None) -> FourRows:
    """The four rows for a lab: what it could spend, whom all labs serve, how fast it moves, who can move it."""
    i = path.labs.index(lab)
    external, earned = path.external[..., i].sum(axis=-1), np.maximum(path.profit[..., i], 0.0).sum(axis=-1)
    served, free = path.served[..., -1, :].sum(axis=-1), path.free[..., -1, :].sum(axis=-1)
    sales, lags = path.revenue[..., -1, :], _lags(path)
    return FourRows(
        research=path.research[..., i].sum(axis=-1),
        external=_ratio(external, external + earned),
        served=served,
        free=_ratio(free, served),
        price=path.price[..., -1, i],
        surplus=path.surplus.sum(axis=-1),
        growth=(path.capability[..., -1, i] - path.base[..., i]) / len(path.years),
        behind=lags[..., i],
        users_behind=_ratio((path.served[..., -1, :] * lags).sum(axis=-1), served),
        hhi=concentration(sales),
        ties=influence(partner or Partner()),
    )


def concentration(money: Array) -> Array:
    """In how few hands money is, those who have it on the last axis: 1 in one hand, 1/n in n equal ones.

    >>> concentration(np.array([[5.0, 0.0], [2.0, 2.0]])).tolist()
    [1.0, 0.5]
    """
    return np.asarray(np.square(_ratio(money, money.sum(axis=-1, keepdims=True))).sum(axis=-1))


def years_behind(path: Path, lab: str) -> Array:
    """Years since the most capable lab was where this one is now, for each year; 0 for the leader.

    Between years capability is on a straight line; before the first year the line of the first two is drawn on.
    """
    own, best = path.capability[..., path.labs.index(lab)], path.capability.max(axis=-1)
    return np.stack([_behind(own[..., t], best, t) for t in range(len(path.years))], axis=-1)


def _behind(level: Array, best: Array, now: int) -> Array:
    """Years before `now` at which the best path stood at this level."""
    when = np.full(level.shape, np.nan)  # one year alone has no line to draw on
    for start in range(min(max(now, 1), best.shape[-1] - 1)):  # the segment of the best path in which the level lies
        low, high = best[..., start], best[..., start + 1]
        flat = np.where(level >= low, start + 1.0, -np.inf)
        crossing = np.where(high > low, np.minimum(start + _ratio(level - low, high - low), start + 1.0), flat)
        when = np.where((level >= low) | (start == 0), crossing, when)
    return np.where(level >= best[..., now], 0.0, now - when)


def influence(partner: Partner) -> Ties:
    """How far the partner can move the lab.

    One lab that needs any one of n interchangeable suppliers: each supplier's Shapley value is 1 / (n (n + 1)).
    composite = 1 - prod_k (1 - x_k),  x = power, revenue share, compute share * hold-up, share of five rights.
    """
    held = (np.asarray(getattr(partner, part.name), dtype=float) for part in fields(partner))
    power, share, compute, count, funding, rights = np.broadcast_arrays(*held)
    hold_up = 1.0 / (count * (count + 1.0))
    free = (1.0 - power) * (1.0 - share) * (1.0 - compute * hold_up) * (1.0 - rights / 5.0)
    return Ties(power, share, compute, hold_up, funding, rights / 5.0, 1.0 - free)


def _lags(path: Path) -> Array:
    """Years behind the best of every lab in the last year, (*draw, lab)."""
    best, last = path.capability.max(axis=-1), len(path.years) - 1
    return _behind(path.capability[..., last, :], best[..., None, :], last)


def _ratio(part: Array, whole: Array) -> Array:
    """part / whole, and 0 where there is no whole."""
    safe = np.where(whole == 0.0, 1.0, whole)
    return np.where(whole == 0.0, 0.0, part / safe)
