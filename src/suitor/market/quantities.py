"""Quantity setting in one good or several: who produces how much, when each unit moves the price of all.

A product is what one plant sells of one good; a firm's plants, and a plant's goods, are rows of the same list. Firm f's
gain from one more unit of j (own_f = 1, others' quantities given) is

    P − c_j − rise_j Q_plant + v P' (Σ_k κ_{f,f(k)} q_k − mission_f Q) + volume_f,     k over products of the same good,

where v is 1 unless sellers expect the others to answer. It is zero where 0 < q_j < capacity_j.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core.linear import linear, times
from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor._core.solve import Root, newton, slopes
from suitor.market.floors import in_ratio

if TYPE_CHECKING:
    from suitor.market.demand.homogeneous import Homogeneous
    from suitor.market.market import Market

__all__ = ["Technology", "gain", "implied_cost", "solve"]

SAME = 1e-8  # keeps the plants of one firm at one constant cost near where they were: any split earns it the same
TRIED = 33  # quantities at which a leader is asked whether it would rather be there
ALIKE = 1e-12  # likewise, of followers whose joint output alone is told
STAYS = (1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4)  # what moving output costs, at first and at last


class Technology(NamedTuple):
    """What plants can do."""

    rise: Array  # (*draw, product), money per unit of plant output, by which marginal cost rises
    plant: NDArray[np.int_]  # (product,)
    capacity: Array  # (*draw, product), units a year
    leads: NDArray[np.bool_]  # (product,), moves first
    conjecture: (
        Array  # (*draw, product), v: units that a seller expects more on the market for one unit more of its own
    )

    @property
    def joint(self) -> Array:
        """1 where two products come from one plant, (product, product)."""
        return np.equal.outer(self.plant, self.plant).astype(float)

    def unit_cost(self, cost: Array, quantity: Array) -> Array:
        """What a unit costs on average, where the last one costs `cost` and what rises with output."""
        return cost + 0.5 * self.rise * (quantity @ self.joint)


def gain(market: Market, stakes: Stakes, tools: Technology, quantity: Array) -> Array:
    """What the firm gets from one more unit of each product, (*draw, product)."""
    demand: Homogeneous = market.demand  # type: ignore[assignment]
    price, first, second = demand.inverse(quantity)
    same = np.equal.outer(demand.good, demand.good)
    weight = stakes.weight[..., market.firm[:, None], market.firm]
    care, volume = stakes.care[..., market.firm], stakes.volume[..., market.firm]
    cost = market.cost + tools.rise * (quantity @ tools.joint)
    stake = (weight * same * quantity[..., None, :]).sum(-1) - care * demand.total(quantity)
    if not tools.leads.any():
        return price - cost + tools.conjecture * first * stake + volume
    reacts = ~tools.leads & (quantity.real > 0.0) & (quantity.real < (1.0 - SAME) * tools.capacity)
    reach = _reach(first, second, stake, weight - care[..., :, None], same, tools, reacts)
    # With everything that reacts: what sells more or less, its own followers among it, and what that does to prices.
    earned = weight * (price - cost)[..., None, :] + volume[..., :, None] * np.equal.outer(market.firm, market.firm)
    held = (weight - care[..., :, None]) * (quantity * first)[..., None, :]
    moved = same.astype(float) @ reach  # [k, j]: units of k's good per unit of j
    return (earned * np.swapaxes(reach, -1, -2) + held * np.swapaxes(moved, -1, -2)).sum(-1)


def implied_cost(market: Market, stakes: Stakes, tools: Technology, quantity: Array) -> Array:
    """Marginal costs, less what rises with output, at which no firm wants another quantity.

    Followers' first: leaders count on what their own followers earn.
    """
    cost = gain(replace(market, cost=np.zeros(len(market.products))), stakes, tools, quantity)
    if not tools.leads.any():
        return cost
    followed = replace(market, cost=np.where(tools.leads, 0.0, cost))
    return np.where(tools.leads, gain(followed, stakes, tools, quantity), cost)


def _reach(
    first: Array, second: Array, stake: Array, counted: Array, same: Array, tools: Technology,
    reacts: NDArray[np.bool_],
) -> Array:  # fmt: skip
    """`[..., k, j]`: units of k that follow one more unit of j; followers react to leaders and to one another.

    One that makes nothing, or all it can, stays there.
    """
    count = len(tools.leads)
    bend = same * (first[..., :, None] * (1.0 + counted) + (second * stake)[..., :, None])
    bend = bend - tools.rise[..., :, None] * tools.joint + ALIKE * first[..., :, None] * np.eye(count)
    inside = np.where(reacts[..., :, None] & reacts[..., None, :], bend, np.eye(count))
    push = np.where(reacts[..., :, None] & tools.leads, -bend, 0.0)
    react = np.stack([linear(inside, push[..., j]) for j in range(count)], axis=-1)
    return np.eye(count) + react


def solve(market: Market, stakes: Stakes, tools: Technology) -> Equilibrium:
    """Quantities no firm wants to leave, with outputs between nothing and capacity."""
    if np.any(stakes.floor > -np.inf):
        raise ValueError("profit floors need price setting. Try bertrand.")
    demand: Homogeneous = market.demand  # type: ignore[assignment]
    stakes = in_ratio(stakes, 1.0 / stakes.own)
    draws = market.draws_with(stakes)
    start = np.broadcast_to(demand.sold, (*draws, len(market.products)))
    with np.errstate(all="ignore"):
        answer = _settled(market, stakes, tools, start)
        quantity = answer.value
        price = demand.inverse(quantity)[0]
        profit = market.by_firm((price - tools.unit_cost(market.cost, quantity)) * quantity)
        found = answer.found & ~_some_leader_gains(market, stakes, tools, quantity)
    surplus = np.broadcast_to(demand.surplus_of(quantity), draws)
    return Equilibrium(price, quantity, profit, surplus, np.zeros_like(profit), answer.residual, found)


def _some_leader_gains(market: Market, stakes: Stakes, tools: Technology, quantity: Array) -> Any:
    """Does any leader gain by another quantity, near or far, once followers have reacted?

    With capacities there may be two best quantities: a follower that makes all it can gives way only to one who makes
    so much more that it does not want to.
    """
    gains = np.zeros(quantity.shape[:-1], dtype=bool)
    if not np.any(np.isfinite(tools.capacity)):
        return gains

    def worth(units: Array) -> Array:
        price = market.demand.inverse(units)[0]  # type: ignore[attr-defined]
        each = market.by_firm((price - tools.unit_cost(market.cost, units)) * units)
        return times(stakes.weight, each)[..., market.firm]

    price, first, _ = market.demand.inverse(quantity)  # type: ignore[attr-defined]
    much = 1e6 * (np.abs(price) + np.abs(first) * quantity.sum(-1, keepdims=True))
    most = np.minimum(tools.capacity, 2.0 * quantity.sum(-1, keepdims=True))
    for leader in np.flatnonzero(tools.leads):
        trial = np.broadcast_to(quantity, (TRIED, *quantity.shape)).copy()
        trial[..., leader] = np.multiply.outer(np.linspace(0.0, 1.0, TRIED), most[..., leader])
        # A plant that is paid to produce makes all it can: what leaders make is given, and the others react.
        given = tools._replace(capacity=np.where(tools.leads, trial, tools.capacity), leads=np.zeros_like(tools.leads))
        paid = replace(market, cost=np.where(tools.leads, -much, market.cost))
        answer = _settled(paid, stakes, given, trial)
        better = worth(answer.value)[..., leader] > (1.0 + 1e-9) * worth(quantity)[..., leader]
        gains |= (answer.found & better).any(0)
    return gains


def _settled(market: Market, stakes: Stakes, tools: Technology, start: Array) -> Root:
    """Newton's method; where it strays, small steps to where output would go if it cost something to move it."""
    demand: Homogeneous = market.demand  # type: ignore[assignment]
    total, eye = demand.total(start), np.eye(len(market.products))
    price, first, _ = demand.inverse(start)
    # Money: what all units do to the price; where that is next to nothing rounding of the price itself would count.
    unit = np.maximum(np.maximum(total, 1e-300) * np.abs(first), 1e-4 * np.abs(price))
    scale = np.maximum(start, 1e-3 * total)

    def wants(quantity: Array, stay: float, anchor: Array) -> Array:
        return gain(market, stakes, tools, quantity) / unit - stay * (quantity - anchor) / scale

    def newton_from(begin: Array, stay: float) -> Root:
        def miss(quantity: Array) -> Array:
            pull = wants(quantity, stay, begin)
            wish = quantity + scale * pull
            return np.where(_free(wish, tools), -pull, (quantity - np.clip(wish.real, 0.0, tools.capacity)) / scale)

        def slope(quantity: Array) -> Array:
            free = _free(quantity + scale * wants(quantity, stay, begin), tools)
            steep = slopes(lambda x: -wants(x, stay, begin), quantity) + SAME / scale[..., None] * eye
            return np.where(free[..., None], steep, eye / scale[..., None])

        return newton(miss, begin, slope=slope)

    answer = newton_from(start, 0.0)
    if answer.found.all():
        return answer
    near = start
    for stay in STAYS:
        trial = newton_from(near, stay)
        near = np.where(trial.found[..., None], trial.value, near)
    again = newton_from(near, 0.0)
    done = answer.found
    value = np.where(done[..., None], answer.value, again.value)
    return Root(value, np.where(done, answer.residual, again.residual), done | again.found)


def _free(wish: Any, tools: Technology) -> NDArray[np.bool_]:
    return (wish.real > 0.0) & (wish.real < tools.capacity)
