"""Classes of a cap table: preferences by rank, participation and its cap, conversion, options.

Every class chooses between its preference and conversion knowing that all others choose too. Let p be the value of one
common share. Each class then takes
    common                   n p
    option of strike K       n max(p - K, 0)
    preference L             max(L, n p)
    participating to cap k   max(min(L + n p, k), n p)
and all of this rises in p, so one p pays out exactly what the company is worth. At that p no class wants to change its
choice: were it to gain by converting, the others would have to lose, and p and with it n p would have been higher.
Below the sum of preferences p is zero and ranks are paid in turn, equal ranks in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suitor._core.arrays import columns
from suitor._core.records import Array, record
from suitor.worth.layers import starts


@record
class ShareClass:
    """One class: common has no preference, an option has a strike, a loan has a preference and no shares."""

    name: str
    shares: ArrayLike = 0.0  # common shares on conversion, (*draw,)
    preference: ArrayLike = 0.0  # money, (*draw,)
    rank: int = 1  # 1 is paid first; equal ranks share in proportion
    participates: bool = False  # takes its preference and then shares with common
    cap: ArrayLike | None = None  # money in all, preference included, at which participation stops, (*draw,)
    converts: bool = True  # may give up its preference for its shares
    strike: ArrayLike = 0.0  # money per share paid to take part, (*draw,)


def check(classes: Sequence[ShareClass]) -> None:
    """Refuse terms that contradict each other, naming the class."""
    names = [c.name for c in classes]
    if len(set(names)) < len(names):
        raise ValueError(f"two classes share a name: {sorted({n for n in names if names.count(n) > 1})}")
    for c in classes:
        if c.cap is not None and np.any(np.asarray(c.cap) < np.asarray(c.preference)):
            raise ValueError(f"{c.name}: its participation cap of {c.cap} is below its preference of {c.preference}")
        if c.cap is not None and not c.participates:
            raise ValueError(f"{c.name}: has a participation cap and does not participate; set participates")
        if np.any(np.asarray(c.strike) > 0) and np.any(np.asarray(c.preference) > 0):
            raise ValueError(f"{c.name}: an option with a preference; list the warrant and the preferred separately")
    if not any(c.converts or (c.participates and c.cap is None) for c in classes if np.all(np.asarray(c.shares) > 0)):
        raise ValueError("nobody owns what is left after preferences and caps; add the common shares")


def layers(classes: Sequence[ShareClass]) -> tuple[tuple[str, ...], Array, Array]:
    """Names, the width of each layer of worth and who takes its dollars: ranks first, then the steps of p."""
    check(classes)
    owed, (price, part), shares = _ranks(classes), _steps(classes), columns(c.shares for c in classes)
    width, total = _widths(owed, price, part, shares)
    split, ranks = np.empty((*width.shape, len(classes))), owed.shape[-2]
    split[..., :ranks, :] = owed
    np.multiply(part, shares[..., None, :], out=split[..., ranks:, :])
    np.divide(split, total[..., None], out=split, where=total[..., None] > 0)
    return tuple(c.name for c in classes), width, split


def share_price(classes: Sequence[ShareClass], worth: ArrayLike) -> Array:
    """The value of one common share where all classes choose at once, (*draw,)."""
    check(classes)
    price, part = _steps(classes)
    width, total = _widths(_ranks(classes), price, part, columns(c.shares for c in classes))
    steps, worth = price.shape[-1], np.asarray(worth, dtype=float)[..., None]
    start, speed = starts(width)[..., -steps:], total[..., -steps:]
    step = np.maximum((worth >= start).sum(axis=-1, keepdims=True) - 1, 0)
    start, price, speed = (_pick(values, step) for values in (start, price, speed))
    rise = np.maximum(worth[..., 0] - start, 0.0) / np.where(speed > 0, speed, 1.0)
    return np.where(np.isnan(worth[..., 0]), np.nan, price + rise)


def elections(classes: Sequence[ShareClass], worth: ArrayLike) -> NDArray[np.bool_]:
    """Which classes convert (options: are exercised) where none wants to change its mind, (*draw, class).

    A class that is indifferent keeps its preference.
    """
    price = share_price(classes, worth)[..., None]
    return np.asarray(price > columns(_converts_at(c) for c in classes))


def shortfall(classes: Sequence[ShareClass], worth: ArrayLike) -> Array:
    """What is missing of each class's preference, rank by rank, (*draw, class)."""
    owed = columns(c.preference for c in classes)
    rank = np.array([c.rank for c in classes])
    senior = np.stack([owed[..., rank < r].sum(axis=-1) for r in rank], axis=-1)
    level = np.stack([owed[..., rank == r].sum(axis=-1) for r in rank], axis=-1)
    paid = np.clip(np.asarray(worth, dtype=float)[..., None] - senior, 0.0, level)
    return np.asarray(owed * (1 - paid / np.where(level > 0, level, 1.0)))


def _after(first: Array, then: Array) -> Array:
    """One after the other on the last axis, the draws of either broadcast."""
    draws = np.broadcast_shapes(first.shape[:-1], then.shape[:-1])
    return np.concatenate([np.broadcast_to(x, (*draws, x.shape[-1])) for x in (first, then)], axis=-1)


def _widths(owed: Array, price: Array, part: NDArray[np.bool_], shares: Array) -> tuple[Array, Array]:
    """The worth that each rank and each step of p takes up, and what takes it: money owed, shares taking part."""
    due, speed = owed.sum(axis=-1), (part @ shares[..., None])[..., 0]
    following = np.concatenate([price[..., 1:], np.full_like(price[..., :1], np.inf)], axis=-1)
    rise = np.where(np.isinf(price) | (speed <= 0), 0.0, following - np.where(np.isinf(price), 0.0, price))
    return _after(due, np.where(speed > 0, speed, 1.0) * rise), _after(due, speed)


def _ranks(classes: Sequence[ShareClass]) -> Array:
    """The preferences of each rank, by class: (*draw, rank, class)."""
    owed = columns(c.preference for c in classes)
    rank = np.array([c.rank for c in classes])
    return np.stack([owed * (rank == level) for level in sorted({int(r) for r in rank})], axis=-2)


def _steps(classes: Sequence[ShareClass]) -> tuple[Array, NDArray[np.bool_]]:
    """The prices p at which somebody joins or stops, and who takes part from each on: (*draw, step, class)."""
    joins = [_converts_at(c) for c in classes]
    stops = {i: _stops_at(c) for i, c in enumerate(classes) if c.participates}
    kinks = [x for x in (*joins, *stops.values()) if np.any((x > 0) & (x < np.inf))]
    price = np.sort(columns([0.0, *kinks]), axis=-1)
    part = columns(joins)[..., None, :] <= price[..., :, None]
    for i, stop in stops.items():
        part[..., i] |= price < stop[..., None]
    return price, part


def _stops_at(c: ShareClass) -> Array:
    return np.asarray(np.inf) if c.cap is None else _per_share(np.asarray(c.cap) - np.asarray(c.preference), c.shares)


def _converts_at(c: ShareClass) -> Array:
    """The value of a share above which the class gives up its preference, or pays its strike, for its shares."""
    if not c.converts or (c.participates and c.cap is None and np.any(np.asarray(c.preference) > 0)):
        return np.asarray(np.inf)
    return np.asarray(c.strike, dtype=float) + _per_share(c.preference if c.cap is None else c.cap, c.shares)


def _per_share(money: ArrayLike, shares: ArrayLike) -> Array:
    money, shares = np.asarray(money, dtype=float), np.asarray(shares, dtype=float)
    return np.where(shares > 0, money / np.where(shares > 0, shares, 1.0), np.inf)


def _pick(values: Array, step: NDArray[np.intp]) -> Array:
    shape = np.broadcast_shapes(values.shape[:-1], step.shape[:-1])
    values = np.broadcast_to(values, (*shape, values.shape[-1]))
    return np.take_along_axis(values, np.broadcast_to(step, (*shape, 1)), axis=-1)[..., 0]
