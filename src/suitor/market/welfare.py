"""What a deal is to buyers in money, and the savings at which it is nothing to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor._core.solve import root
from suitor.market.demand import Demand
from suitor.market.demand.ces import Spending
from suitor.market.market import Market

__all__ = ["break_even_savings", "compensating_variation"]


def compensating_variation(demand: Demand, before: Array, after: Array) -> Array:
    """What buyers would have to be given at the prices after to be as well off as before, money a year.

    For quasi-linear demand it is the loss of consumer surplus. For buyers who spend a whole budget on CES goods, the
    outside good included, it is more: budget · (P_after/P_before − 1), with P the price index. NaN where demand has no
    surplus.
    Small & Rosen (1981), "Applied welfare economics with discrete choice models", Econometrica 49(1).
    """
    lost = demand.surplus(before) - demand.surplus(after)
    if not isinstance(demand, Spending):
        return lost
    return demand.budget * np.expm1(lost / demand.budget)


def break_even_savings(
    market: Market, before: Stakes, after: Stakes, parties: Sequence[str], most: float = 0.9
) -> Mapping[str, Array]:
    """The saving of each party by itself, and of all of them alike, at which a deal leaves consumer surplus as it is.

    A share of the marginal cost of all the party's products; NaN where even `most` of it would not do. Unlike a
    compensating saving on each product it lets some prices rise if others fall.
    U.S. Horizontal Merger Guidelines (2010), section 10, on efficiencies that reverse the harm to customers.
    """
    surplus = market.solve(before).surplus
    alone = {name: (name,) for name in parties}
    return {
        name: _saving(market, after, surplus, group, most) for name, group in (alone | {"all": tuple(parties)}).items()
    }


def _saving(market: Market, after: Stakes, surplus: Array, group: tuple[str, ...], most: float) -> Array:
    places = [market.firms.index(name) for name in group]
    saves = np.isin(market.firm, places) & ~market.fixed

    def lacking(saving: Array) -> Array:
        cheaper = market.cost - saving[..., None] * np.where(saves, np.abs(market.cost), 0.0)
        return replace(market, cost=cheaper).solve(after).surplus - surplus

    draws = np.broadcast_shapes(market.draws_with(after), np.shape(surplus))
    found: Any = root(lacking, np.zeros(draws), np.full(draws, most))
    return np.where(found.found, found.value, np.nan)
