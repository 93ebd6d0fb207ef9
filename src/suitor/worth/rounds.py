"""Notes, agreements for future equity and anti-dilution: how many shares a financing round makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suitor._core.arrays import floats
from suitor._core.records import Array, record
from suitor.worth.classes import ShareClass


@record
class Note:
    """A note, or an agreement for future equity, that converts in the next round at its cap or its discount."""

    name: str
    amount: ArrayLike  # money, principal and interest, (*draw,)
    cap: ArrayLike = np.inf  # money, valuation cap, (*draw,)
    discount: ArrayLike = 0.0  # share off the round's price, (*draw,)


@record
class Capitalisation:
    """What a document counts as fully diluted: its definition decides the price, so each part is said yes or no."""

    outstanding: ArrayLike  # shares and granted options, always counted
    pool: ArrayLike = 0.0  # reserved and not granted
    pool_increase: ArrayLike = 0.0
    notes: ArrayLike = 0.0  # shares that notes convert into
    counts_pool: bool = True
    counts_pool_increase: bool = False
    counts_notes: bool = False

    @property
    def count(self) -> Array:
        """Shares counted."""
        outstanding, pool, increase, notes = floats(self.outstanding, self.pool, self.pool_increase, self.notes)
        counted = pool * self.counts_pool + increase * self.counts_pool_increase + notes * self.counts_notes
        return np.asarray(outstanding + counted)


@record
class Conversion:
    """At what price a note converts and into how many shares."""

    cap_price: Array  # money per share
    discount_price: Array  # money per share
    price: Array  # money per share, the lower
    shares: Array
    by_cap: NDArray[np.bool_]


def convert(note: Note, round_price: ArrayLike, capitalisation: ArrayLike) -> Conversion:
    """The note's shares at the better of its cap and its discount: price = min(cap / capitalisation, (1 - d) P)."""
    amount, cap, discount, price, count = floats(note.amount, note.cap, note.discount, round_price, capitalisation)
    by_cap, by_discount = cap / count, price * (1 - discount)
    best = np.minimum(by_cap, by_discount)
    return Conversion(*map(np.asarray, (by_cap, by_discount, best, amount / best, by_cap < by_discount)))


def unconverted(note: Note, capitalisation: ArrayLike, rank: int = 1) -> ShareClass:
    """A note still there when the company is sold: its money back, or its shares at the cap, whichever is more."""
    amount, cap, count = floats(note.amount, note.cap, capitalisation)
    shares = np.where(np.isfinite(cap), amount * count / cap, 0.0)
    return ShareClass(note.name, shares, note.amount, rank)


@record
class Round:
    """A priced round solved together with the pool it must leave and the notes it converts."""

    price: Array  # money per share
    new_shares: Array
    note_shares: Array  # (*draw, note)
    pool_increase: Array
    fully_diluted: Array  # after the round
    post_money: Array  # money
    residual: Array  # change of the price in the last step, share of it


def price_round(
    pre_money: ArrayLike,
    investment: ArrayLike,
    outstanding: ArrayLike,
    pool: ArrayLike = 0.0,
    pool_after: ArrayLike = 0.0,
    notes: Sequence[Note] = (),
    notes_in_pre_money: bool = True,
    notes_in_cap: bool = False,
    steps: int = 500,
) -> Round:
    """The price per share of a round whose pre-money covers the pool increase, and the notes if so agreed.

    P = pre-money / (outstanding + pool + increase + notes), increase such that the pool is `pool_after` of everything
    after the round; a note's cap price divides by outstanding and pool, and with `notes_in_cap` by the notes too (a
    post-money agreement). Each depends on the others: iterated until the price stands still, an error if it does not.
    """
    pre_money, investment, outstanding, pool, pool_after = floats(pre_money, investment, outstanding, pool, pool_after)
    price, converted, last = pre_money / (outstanding + pool), np.zeros((*pre_money.shape, len(notes))), pre_money
    for _ in range(steps):
        held = converted.sum(axis=-1)
        count = outstanding + pool + held * notes_in_cap
        converted = np.stack([convert(note, price, count).shares for note in notes], axis=-1) if notes else converted
        held, new = converted.sum(axis=-1), investment / price
        increase = np.maximum(pool_after / (1 - pool_after) * (outstanding + held + new) - pool, 0.0)
        last, price = price, pre_money / (outstanding + pool + increase + held * notes_in_pre_money)
        residual = np.abs(price / last - 1)
        if np.all(residual < 1e-13):
            total = outstanding + pool + increase + held + new
            return Round(price, new, converted, increase, total, np.asarray(price * total), residual)
    raise ValueError(
        f"the round does not settle after {steps} steps: last prices {np.max(last):,.6g} and {np.max(price):,.6g}. "
        "The notes or the pool take more than the pre-money holds."
    )


def broad_based(old_price: ArrayLike, outstanding: ArrayLike, raised: ArrayLike, new_shares: ArrayLike) -> Array:
    """The conversion price after a round below it, weighted by all shares: OCP (A + B) / (A + C).

    A is what was outstanding, B what the money would have bought at the old price, C what it bought.
    """
    old, outstanding, raised, new = floats(old_price, outstanding, raised, new_shares)
    return np.asarray(np.minimum(old, old * (outstanding + raised / old) / (outstanding + new)))


def full_ratchet(old_price: ArrayLike, new_price: ArrayLike) -> Array:
    """The conversion price after a round below it, taken all the way down."""
    return np.minimum(*floats(old_price, new_price))


def guaranteed_shares(shares: ArrayLike, guaranteed_price: ArrayLike, offering_price: ArrayLike) -> Array:
    """Shares a class converts into at a public offering with a price guarantee: n max(1, guaranteed / offering price).

    A return guaranteed on the issue price is a guaranteed price of issue (1 + return).
    """
    shares, guaranteed, offering = floats(shares, guaranteed_price, offering_price)
    return np.asarray(shares * np.maximum(1.0, guaranteed / offering))
