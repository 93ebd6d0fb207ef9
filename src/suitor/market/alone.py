"""Demand parameters from margins alone, where every firm is after its own profit and sets its own prices.

Margins at the observed point are then a formula: each firm's conditions hold no product of another. In systems whose
markups are all in inverse proportion to one parameter, `scaled_by`, least squares give that one in closed form; the
others are searched with slopes in closed form. The conditions are those of Bertrand, and so are the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import block_size, in_blocks
from suitor._core.fit import blind_at, least_squares_apart
from suitor._core.linear import dot, side_by_side
from suitor._core.records import Array, Stakes, record, replace
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.demand import Demand
from suitor.market.groups import Groups
from suitor.market.market import Market
from suitor.market.observed import Observed
from suitor.market.packing import Packing

__all__ = ["Fitted", "fit", "fits"]

FAR = 4.0  # in logs: a start this far from what is usual is no start


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
    plain = type(shell.conduct) is Bertrand and not shell.conduct.bound
    by_price = plain and not shell.fixed.any() and not np.any(interests.volume)
    if not hasattr(kind, "alone") or not after_profit or not by_price:
        return False
    diverted = seen.symmetric and not np.any(seen.nest) if kind.is_shaped_by_diversion else seen.switches is None
    elsewhere = set(seen.elasticity) - set(kind.takes)
    return diverted and not elsewhere and seen.second_choice is None and seen.allocation is None


def fit(kind: Any, seen: Observed, firm: Groups, weight: Array) -> Fitted:
    """The parameters that fit the margins best, block by block of draws; `weight` is 0 where no margin was given."""
    draws, seen = seen.draws, seen if len(seen.draws) == 1 else seen.take(slice(None))
    count, products = len(seen.size), len(seen.products)
    first = seen.take(slice(0, 1))
    names = list(kind.guess(first))
    known: dict[str, Any] = {}
    found, identified = np.ones(count, dtype=bool), {name: np.ones(count, dtype=bool) for name in names}

    def part(block: slice) -> tuple[Any, ...]:
        demand, *others = _part(kind, seen.take(block), firm, {name: x[block] for name, x in known.items()}, weight)
        return *(getattr(demand, name) for name in kind.axes), *others

    with np.errstate(all="ignore"):
        if names != [kind.scaled_by]:
            pack = Packing({name: x for name, x in kind.guess(first).items() if name != kind.scaled_by}, 1)
            answer = least_squares_apart(
                lambda some, digits: _search(kind, seen.take(some, digits), firm, pack, weight.astype(digits)),
                (count, pack.width),
                block_size(2 * products),
            )
            known, found = pack.open(answer.value), answer.found
            identified |= pack.split(answer.identified)
        size = block_size(products**2 if kind.is_shaped_by_diversion else 2 * products)
        like = _part(kind, first, firm, {name: x[:1] for name, x in known.items()}, weight)[0]
        *fields, cost, margin, fine = in_blocks(part, draws, size)
    return Fitted(
        replace(like, **dict(zip(kind.axes, fields))),  # type: ignore[type-var]
        cost,
        margin,
        found.reshape(draws) & fine,
        {name: one.reshape(draws + one.shape[1:]) for name, one in identified.items()},
    )


def _part(
    kind: Any, seen: Observed, firm: Groups, known: dict[str, Any], weight: Array
) -> tuple[Demand, Array, Array, NDArray[np.bool_]]:
    """Demand, costs and margins of one block, and whether its scale makes sense."""
    margin = kind.alone(seen, firm).margins(**known)[0]
    if not kind.scaled_by:
        return kind.through(seen, **known), seen.price * (1.0 - margin), margin, np.ones(len(margin), dtype=bool)
    scale = 1.0 / _best(weight * margin, weight, seen)
    margin = margin / scale[:, None]
    return kind.through(seen, **known, **{kind.scaled_by: scale}), seen.price * (1.0 - margin), margin, scale > 0


def _best(weighted: Array, weight: Array, seen: Observed) -> Array:
    """What margins have to be multiplied by to come nearest to those given."""
    return dot(weighted, _given(weight, seen)) / dot(weighted, weighted)


def _given(weight: Array, seen: Observed) -> Array:
    return weight * (seen.margin if np.all(weight > 0) else np.where(weight > 0, seen.margin, 0.0))


def _search(
    kind: Any, seen: Observed, firm: Groups, pack: Packing, weight: Array
) -> tuple[Callable[[], Array], Callable[[Array], tuple[Array, Array]]]:
    """Where to start, and how far margins are from those given and the slopes of that, in logs of the parameters.

    Where there is a scale it is the best for the others, and slopes are what is left of them at right angles to what
    it moves (Golub & Pereyra 1973, as Kaufman 1975 has it).
    """
    given, (margin_at, near) = _given(weight, seen), kind.alone(seen, firm)

    def start() -> Array:
        likely = np.where(np.isfinite(seen.margin), seen.margin, seen.typical_margin[:, None])
        point, usual = pack.close(near(likely, weight)), pack.close(kind.guess(seen))
        return np.where(np.abs(point - usual) < FAR, point, usual)  # what is not a number is not near

    def misses(logs: Array) -> tuple[Array, Array]:
        margin, slopes = margin_at(**pack.open(logs))
        steep = slopes()
        margin, columns = weight * margin, [weight * one for name in pack.scalar for one in steep[name]]
        if kind.scaled_by:
            size = dot(margin, margin)
            best = dot(margin, given) / size
            columns = [best[:, None] * (one - (dot(margin, one) / size)[:, None] * margin) for one in columns]
            told = [dot(one, one) > blind_at(logs) ** 2 * best**2 * size for one in columns]
            columns = [one if each.all() else one * each[:, None] for one, each in zip(columns, told)]
            margin = best[:, None] * margin
        return margin - given, side_by_side(columns)

    return start, misses
