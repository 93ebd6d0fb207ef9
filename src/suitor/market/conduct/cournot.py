"""Firms set quantities and take the others' quantities as given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.linear import linear_columns
from suitor._core.records import Array, record, replace
from suitor.market.conduct import Conduct, known
from suitor.market.conduct.bertrand import same
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.quantities import Technology, implied_cost, solve

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market


@record
class Cournot(Conduct):
    """Nash equilibrium in quantities. For product j of firm f (own_f = 1):

        p_j − c_j + Σ_k (κ_{f,f(k)} − mission_f) q_k dp_k/dq_j + volume_f = 0,

    where dp/dq is the inverse of the slopes of demand, or the slope of the one price of a homogeneous good. There,
    plants may have marginal costs that rise with their output, and capacities. A product with a fixed price has no
    quantity to choose: its buyers follow the prices of the others, and what it earns on them counts,
    Σ_x κ_{f,f(x)} (p_x − c_x) dq_x/dq_j.

    Farrell & Shapiro (1990), "Horizontal mergers: an equilibrium analysis", American Economic Review 80(1).
    """

    rise: Any = 0.0  # (*draw, product), money per unit of plant output, by which marginal cost rises
    plant: Any = None  # (product,), which plant makes each product; each its own by default
    capacity: Any = np.inf  # (*draw, product), units a year

    axes: ClassVar[Mapping[str, int]] = {"rise": 1, "capacity": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        if isinstance(market.demand, Homogeneous):
            return one_price(market, stakes)
        of_products(self)
        if hasattr(market.demand, "unit_markup"):
            return market.demand.unit_markup(market, price, stakes)
        firm, free = market.firm, ~market.fixed
        quantity, slope = market.demand.response(price)
        weight, volume = stakes.weight[..., firm[:, None], firm], stakes.volume[..., firm]
        # What j holds of each quantity that is chosen, and what it earns on those with a fixed price, which follow.
        held = (weight - stakes.care[..., firm, None]) * quantity[..., None, :]
        earned = weight * (price - market.cost)[..., None, :] + volume[..., :, None] * same(firm)
        pull = held[..., free, :][..., free] + earned[..., free, :][..., ~free] @ slope[..., ~free, :][..., free]
        markup = (price - market.cost) + 0.0 * quantity
        markup[..., free] = -per_unit(slope[..., free, :][..., free], pull) - volume[..., free]
        return markup

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        if not isinstance(market.demand, Homogeneous):
            return Conduct.solve(self, market, stakes)
        return solve(market, stakes, technology(self, len(market.products)))


def of_products(conduct: Any) -> None:
    """Refuse what only plants of one good have."""
    if np.any(np.asarray(conduct.rise) != 0) or np.any(np.isfinite(conduct.capacity)):
        raise ValueError(
            "costs that rise with output, and capacities, are of plants that make one good. Try demand homogeneous, or"
            " bertrand with its capacity."
        )


def per_unit(slope: Array, pull: Array) -> Array:
    """Row j of `pull`, given per unit of each price, times column j of dp/dq, the inverse of the slopes."""
    return np.einsum("...jj->...j", linear_columns(np.swapaxes(slope, -1, -2), np.swapaxes(pull, -1, -2)))


def technology(conduct: Any, count: int) -> Technology:
    """What the plants can do, one number for each product."""
    plant = np.arange(count) if conduct.plant is None else np.asarray(conduct.plant)
    leads = np.asarray(getattr(conduct, "leads", np.zeros(count)), dtype=bool)
    rise, capacity = (
        np.broadcast_to(np.asarray(x, dtype=float), np.broadcast_shapes(np.shape(x), (count,)))
        for x in (conduct.rise, conduct.capacity)
    )
    conjecture = known(getattr(conduct, "conjecture", 1.0), "conjecture")
    return Technology(rise, plant, capacity, leads, conjecture)


def one_price(market: Market, stakes: Stakes) -> Array:
    """Markups at the observed quantities of homogeneous goods."""
    demand: Homogeneous = market.demand  # type: ignore[assignment]
    tools = technology(replace(market.conduct, rise=0.0), len(market.products))  # type: ignore[type-var]
    return demand.inverse(demand.sold)[0] - implied_cost(market, stakes, tools, demand.sold)


def rising(market: Market) -> Market:
    """The same market with marginal costs in proportion to each plant's output, through the observed ones.

    Where a plant makes several goods its marginal cost is their average, weighted by output.
    """
    demand: Homogeneous = market.demand  # type: ignore[assignment]
    conduct: Any = market.conduct
    joint = technology(conduct, len(market.products)).joint
    output = demand.sold @ joint
    average = (market.cost * demand.sold) @ joint / output
    return replace(market, cost=np.zeros_like(average), conduct=replace(conduct, rise=average / output))
