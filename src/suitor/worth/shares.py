"""How many shares a bid must pay for, and what it pays over the price before it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from suitor._core.records import Array, record


@record
class Tranche:
    """Options or warrants of one strike; a restricted share unit has strike 0.

    All outstanding ones count, vested or not: a change of control usually accelerates them.
    """

    count: ArrayLike  # securities, (*draw,)
    strike: ArrayLike = 0.0  # money per share, (*draw,)


@record
class Convertible:
    """A bond that becomes shares where that is worth more than its face, and is debt otherwise."""

    shares: ArrayLike  # on conversion, (*draw,)
    face: ArrayLike  # money, (*draw,)


def premium(offer: ArrayLike, undisturbed: ArrayLike) -> Array:
    """How much a bid pays over the price before anybody knew of it: offer / undisturbed - 1.

    The undisturbed price is the last close before the leak, not before the signing; a volume-weighted average or a
    52-week high goes in its place for the other premiums that are printed.

    >>> round(float(premium(31.0, 19.18)), 3)  # Microsoft for Yahoo, 2008
    0.616
    """
    return np.asarray(np.asarray(offer, dtype=float) / np.asarray(undisturbed, dtype=float) - 1)


def diluted(
    basic: ArrayLike, tranches: Sequence[Tranche], price: ArrayLike, convertibles: Sequence[Convertible] = ()
) -> Array:
    """Shares the bidder pays for at its own price, by the treasury-stock method tranche by tranche.

    N(P) = basic + sum n max(0, 1 - K / P) + sum of the convertibles whose shares are worth more than their face at P.
    An average strike in place of the tranches counts too many shares or too few.
    """
    price = np.asarray(price, dtype=float)
    count = np.asarray(basic, dtype=float) + 0.0 * price
    for tranche in tranches:
        count = count + np.asarray(tranche.count) * np.maximum(0.0, 1 - np.asarray(tranche.strike) / price)
    for bond in convertibles:
        count = count + np.where(np.asarray(bond.shares) * price > np.asarray(bond.face), bond.shares, 0.0)
    return np.asarray(count)


def equity_at(
    price: ArrayLike, basic: ArrayLike, tranches: Sequence[Tranche] = (), convertibles: Sequence[Convertible] = ()
) -> Array:
    """All equity at a price per share, after all debt: the left side of `price_per_share`.

    P basic + sum n max(0, P - K) + sum max(face, shares P) - face: a bond that converts is debt no more.
    """
    price = np.asarray(price, dtype=float)
    equity = price * np.asarray(basic, dtype=float)
    for tranche in tranches:
        equity = equity + np.asarray(tranche.count) * np.maximum(0.0, price - np.asarray(tranche.strike))
    for bond in convertibles:
        equity = equity + np.maximum(0.0, price * np.asarray(bond.shares) - np.asarray(bond.face))
    return np.asarray(equity)


def price_per_share(
    equity: ArrayLike, basic: ArrayLike, tranches: Sequence[Tranche] = (), convertibles: Sequence[Convertible] = ()
) -> Array:
    """The price at which the shares that exist at that price are worth the whole equity.

    P solves  P basic + sum n max(0, P - K) + sum max(face, shares P) - face = equity,  equity counted after all debt,
    convertibles included. The left side rises in P, so there is one such price, and as it is convex,
    P = min over m of (equity + sum_{k<=m} n_k K_k) / (basic + sum_{k<=m} n_k) with strikes in rising order.
    """
    terms = [(t.count, t.strike) for t in tranches]
    terms += [(b.shares, np.asarray(b.face, dtype=float) / np.asarray(b.shares)) for b in convertibles]
    columns = np.broadcast_arrays(
        *(np.asarray(x, dtype=float) for x in (equity, basic, *(x for term in terms for x in term)))
    )
    equity, basic, count, strike = columns[0], columns[1], np.array(columns[2::2]), np.array(columns[3::2])
    if not terms:
        return np.asarray(equity / basic)
    order = np.argsort(strike, axis=0)
    count, strike = np.take_along_axis(count, order, axis=0), np.take_along_axis(strike, order, axis=0)
    exercised = (equity + np.cumsum(count * strike, axis=0)) / (basic + np.cumsum(count, axis=0))
    return np.minimum(equity / basic, exercised.min(axis=0))
