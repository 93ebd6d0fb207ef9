"""Prices of the logit family without slopes: a fixed point in markups, each step a few sums.

In these systems the slope matrix is a diagonal less something of low rank, Λ − Γ, so that the first-order conditions
read m = Λ⁻¹(tilt · q + (W ∘ Γ)m), the zeta map. It converges where the markup map does not. Each step is bent by how
the last two turned out, which halves their number to 5 or 10; draws that are not there soon follow the map as it is,
or damped, and those it does not settle are left to Newton's method.

Morrow & Skerlos (2011), "Fixed-point approaches to computing Bertrand-Nash equilibrium prices", Oper. Research 59(2);
Anderson (1965), "Iterative procedures for nonlinear integral equations", Journal of the ACM 12(4).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import draws_contiguous
from suitor._core.records import Array, Stakes, replace
from suitor._core.solve import Root
from suitor.market.demand import take

if TYPE_CHECKING:
    from suitor.market.market import Market

ENOUGH = 1e-11  # of the price
BENT = 16  # steps bent by the last two
PHASES = ((1.0, 30), (0.5, 60), (0.3, 100))  # how far to follow the map as it is, and how often


def fits(market: Market, stakes: Stakes) -> bool:
    """Does the demand system know its map, and do no units count by themselves?"""
    nested_crowd = hasattr(market.demand, "kinds") and getattr(market.demand, "nest", None) is not None
    return hasattr(market.demand, "zeta") and not np.any(stakes.volume) and not nested_crowd


def prices(market: Market, stakes: Stakes, start: Array) -> Root:
    """Prices of each draw, from a start; the residual is how far the map still moves them, as a share of price."""
    price, gap = np.array(start), np.full(len(start), np.inf)
    with np.errstate(all="ignore"):
        left = _bent_steps(market, stakes, price, gap)
        for share, steps in PHASES:
            if len(left) == 0:
                break
            few, zeta = _map(market, stakes, left, len(start))
            markup = draws_contiguous(start[left] - few.cost)
            for _ in range(steps):
                step = zeta(markup) - markup
                markup = markup + share * step
            gap[left] = _size(step, few.cost + markup)
            price[left] = few.cost + markup
            left = left[~(gap[left] <= ENOUGH)]
    return Root(price, gap, gap <= ENOUGH)


def _bent_steps(market: Market, stakes: Stakes, price: Array, gap: Array) -> NDArray[np.int_]:
    """Follow the map, each step bent by the last two; a draw's price is written when it settles. Who has not?"""
    left = np.arange(len(price))
    few, zeta = _map(market, stakes, left, len(price))
    markup = draws_contiguous(price - few.cost)
    past: list[tuple[Array, Array]] = []
    for _ in range(BENT):
        new = zeta(markup)
        step = new - markup
        size = _size(step, few.cost + new)
        there = (size <= ENOUGH) & ~(gap[left] <= ENOUGH)
        done = left[there]
        price[done], gap[done] = (few.cost + new)[there], size[there]
        if np.all(gap[left] <= ENOUGH):
            break
        markup = _bent(new, step, past)
        past = [(new, step), *past[:1]]
    return left[~(gap[left] <= ENOUGH)]


def _bent(new: Array, step: Array, past: list[tuple[Array, Array]]) -> Array:
    """Where the combination of the last steps that is shortest leads."""
    if not past:
        return new
    steps = [(new, step), *past]
    moves, turns = zip(*((older[0] - later[0], older[1] - later[1]) for later, older in pairwise(steps)))
    first, along = (turns[0] * turns[0]).sum(-1), (turns[0] * step).sum(-1)
    if len(turns) == 1:
        return new - _share(along, first) * moves[0]
    cross, second = (turns[0] * turns[1]).sum(-1), (turns[1] * turns[1]).sum(-1)
    across, room = (turns[1] * step).sum(-1), first * second - cross * cross
    one = np.where(room > 1e-12 * first * second, along * second - across * cross, along * room / first)
    other = np.where(room > 1e-12 * first * second, across * first - along * cross, 0.0)
    return new - _share(one, room) * moves[0] - _share(other, room) * moves[1]


def _share(part: Array, whole: Array) -> Array:
    return np.where(whole > 0, part / whole, 0.0)[:, None]


def _size(step: Array, price: Array) -> Array:
    return (np.abs(step) / np.abs(price)).max(-1)


def _map(market: Market, stakes: Stakes, chosen: Any, count: int) -> tuple[Market, Callable[[Array], Array]]:
    """The zeta map of some draws; products whose price is fixed keep their markup."""
    few, held, tilt = _some(market, stakes, chosen, count)
    implied = few.demand.zeta(few.cost, held, tilt)  # type: ignore[attr-defined]
    return few, (lambda markup: np.where(few.fixed, markup, implied(markup))) if few.fixed.any() else implied


def _some(market: Market, stakes: Stakes, left: Any, count: int) -> tuple[Market, Array, Array]:
    """The draws still to be found, laid out draw beside draw, what firms hold of products, and how revenue counts."""
    few = market if len(left) == count else market.take((count,), left)
    cost = draws_contiguous(np.broadcast_to(few.cost, (len(left), len(few.products))))
    few = replace(few, demand=few.demand.side_by_side(len(left)), cost=cost)
    tilt = 1.0 - draws_contiguous(np.broadcast_to(take(stakes.care, 1, (count,), left), (len(left), len(few.firms))))
    weight = take(stakes.weight, 2, (count,), left).reshape(-1, len(few.firms), len(few.firms))
    held = weight[0] if np.all(weight == weight[0]) else weight
    return few, held[..., few.firm[:, None], few.firm], tilt[:, few.firm]
