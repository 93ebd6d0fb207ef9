"""Demand parameters from margins alone, where every firm is after its own profit and sets its own prices.

Margins at the observed point are then a formula: each firm's conditions hold no product of another. In systems whose
markups are all in inverse proportion to one parameter, the `scale`, least squares give that one in closed form; the
others are searched with slopes in closed form. The conditions are those of Bertrand, and so are the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, record, replace
from suitor._core.solve import block_size, joined, least_squares_apart, side_by_side
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.demand import Demand
from suitor.market.groups import Groups
from suitor.market.market import Market
from suitor.market.observed import Observed
from suitor.market.packing import Packing

__all__ = ["Fitted", "fit", "fits"]


@record
class Fitted:
    """A demand system, the costs and margins it implies, and which of its parameters margins tell."""

    demand: Demand
    cost: Array  # (*draw, product), money per unit
    margin: Array  # (*draw, product), share of price
    found: NDArray[np.bool_]  # (*draw,), the parameters settled
    identified: Mapping[str, NDArray[np.bool_]]


def fits(kind: Any, seen: Observed, shell: Market, interests: Stakes) -> bool:
    """Is every firm after its own profit, setting all its prices, and are margins all that tells of demand?"""
    after_profit = np.all(interests.weight == np.eye(len(shell.firms))) and not np.any(interests.care)
    by_price = type(shell.conduct) is Bertrand and not shell.fixed.any() and not np.any(interests.volume)
    if not hasattr(kind, "alone") or not after_profit or not by_price:
        return False
    told = seen.switches is not None and not kind.is_shaped_by_diversion
    return not seen.elasticity and seen.second_choice is None and seen.allocation is None and not told


def fit(kind: Any, seen: Observed, firm: Groups, weight: Array) -> Fitted:
    """The parameters that fit the margins best, block by block of draws; `weight` is 0 where no margin was given."""
    count, products = int(np.prod(seen.draws)), len(seen.products)
    size = block_size(products**2 if kind.is_shaped_by_diversion else products)
    blocks = [slice(at, min(at + size, count)) for at in range(0, count, size)]
    with np.errstate(all="ignore"):
        parts = [_fit(kind, seen.take(block), firm, weight) for block in blocks]
    first = parts[0]

    def whole(pick: Callable[[Fitted], Any]) -> Any:
        return joined([np.asarray(pick(part)) for part in parts], seen.draws)

    demand = {name: whole(lambda part, name=name: getattr(part.demand, name)) for name in first.demand.axes}  # type: ignore[misc]
    identified = {name: whole(lambda part, name=name: part.identified[name]) for name in first.identified}  # type: ignore[misc]
    cost, margin, found = (whole(lambda part, name=name: getattr(part, name)) for name in ("cost", "margin", "found"))  # type: ignore[misc]
    return Fitted(replace(first.demand, **demand), cost, margin, found, identified)  # type: ignore[type-var]


def _fit(kind: Any, seen: Observed, firm: Groups, weight: Array) -> Fitted:
    given, margin_at = _given(seen, weight), kind.alone(seen, firm)
    guess, others = {}, [name for name in kind.guess(seen.take(slice(0, 1))) if name != kind.scale]
    if others:
        guess = kind.guess(seen)
    if kind.scale:
        guess[kind.scale] = _scale(margin_at(**{name: guess[name] for name in others})[0], given, weight)
    found = np.all([np.all(x.reshape(len(given), -1) > 0, axis=-1) for x in guess.values()], axis=0)
    identified = {name: np.ones(value.shape, dtype=bool) for name, value in guess.items()}
    if others:
        pack = Packing(guess, 1)
        answer = least_squares_apart(lambda draws: _misses(kind, seen, firm, pack, weight, draws), pack.start)
        guess, found, identified = pack.open(answer.value), answer.found, pack.split(answer.identified)
    margin = margin_at(**{name: guess[name] for name in others})[0]
    if kind.scale:
        margin = margin / guess[kind.scale][:, None]
    return Fitted(kind.through(seen, **guess), seen.price * (1.0 - margin), margin, found, identified)


def _given(seen: Observed, weight: Array) -> Array:
    return seen.margin if np.all(weight > 0) else np.where(weight > 0, seen.margin, 0.0)


def _scale(margin: Array, given: Array, weight: Array) -> Array:
    """What margins at a scale of one have to be divided by to come nearest to those given."""
    near = weight**2 * margin
    return (near * margin).sum(-1) / (near * given).sum(-1)


def _misses(
    kind: Any, seen: Observed, firm: Groups, pack: Packing, weight: Array, draws: Any
) -> Callable[[Array], tuple[Array, Array]]:
    """How far margins are from those given, and the slopes of that, as a function of the logs of the parameters."""
    few = seen.take(draws) if len(draws) < len(seen.share) else seen
    given, margin_at = _given(few, weight), kind.alone(few, firm)

    def misses(logs: Array) -> tuple[Array, Array]:
        known = pack.open(logs)
        scale = known.pop(kind.scale)[:, None] if kind.scale else 1.0
        margin, slopes = margin_at(**known)
        if kind.scale:
            margin, slopes = margin / scale, {name: [one / scale for one in slope] for name, slope in slopes.items()}
            slopes[kind.scale] = [-margin]
        columns = [weight * one for name in pack.scalar for one in slopes[name]]
        return weight * (margin - given), side_by_side(columns)

    return misses
