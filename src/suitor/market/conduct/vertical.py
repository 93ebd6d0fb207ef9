"""Suppliers bargain with retailers over input prices while retailers set the prices that buyers pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from suitor._core.linear import linear
from suitor._core.records import Array, Equilibrium, record, replace
from suitor.market.conduct import Conduct
from suitor.market.floors import in_ratio, settle

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.market import Market


class Chain(NamedTuple):
    """Retail and input prices that no retailer, and no pair at the table, wants to leave."""

    retail: Equilibrium
    wholesale: Array  # (*draw, product), money per unit


@record
class Vertical(Conduct):
    """Nash-in-Nash upstream, Bertrand downstream, both at once. Product j goes from supplier u to retailer r:

        q_j + Σ_k (κ_{r,r(k)} m_k + κ_{r,u(k)} n_k) dq_k/dp_j = 0,
        b_j (1 − κ_{r,u}) ΔU_j = (1 − b_j)(1 − κ_{u,r}) ΔR_j,

    m and n the retail and the supply markup, ΔU and ΔR what u and r lose of all they count when j goes, prices given, b
    the retailer's power. Firms are suppliers and retailers together, so a vertical merger is a merger: its own input
    then moves at cost. `market.cost` is what retailing costs.
    Sheu & Taragin (2021), "Simulating mergers in a vertical supply chain with bargaining", RAND Journal 52(3).
    """

    supplier: Any  # (product,), which firm supplies each product
    supply_cost: Any  # (*draw, product), money per unit
    power: Any = 0.5  # (*draw, product), the retailer's bargaining power, above 0

    axes: ClassVar[Mapping[str, int]] = {"supply_cost": 1, "power": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """Price less what retailing costs: both stages' markups, and what supply costs."""
        retail, supply = self._stages(market, price, stakes)
        return retail + supply + np.asarray(self.supply_cost, dtype=float)

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        return self.chain(market, stakes).retail

    def chain(self, market: Market, stakes: Stakes) -> Chain:
        """Both prices of every product."""
        if np.any(stakes.care != 0) or np.any(stakes.volume != 0) or np.any(stakes.floor > -np.inf):
            raise ValueError("a chain needs firms that are after profit alone. Try bertrand for care or a floor.")
        if np.any(market.fixed):
            raise ValueError("in a chain no price is fixed. Try bertrand for products whose price is.")
        solved, interests = settle(market, stakes), in_ratio(stakes, 1.0 / stakes.own)
        with np.errstate(all="ignore"):  # where nothing was found, anything may stand
            retail, supply = self._stages(market, solved.price, interests)
        member = np.equal.outer(np.asarray(self.supplier), np.arange(len(market.firms))).astype(float)
        profit = market.by_firm(retail * solved.quantity) + (supply * solved.quantity) @ member
        return Chain(replace(solved, profit=profit), np.asarray(self.supply_cost, dtype=float) + supply)

    def _stages(self, market: Market, price: Array, stakes: Stakes) -> tuple[Array, Array]:
        """Retail and supply markups at given retail prices, in which both conditions are linear."""
        supplier, retailer = np.asarray(self.supplier), market.firm
        power, count = np.asarray(self.power, dtype=float), len(retailer)
        mine, theirs = (_counts(stakes, who, retailer, supplier) for who in (retailer, supplier))
        give, take = (
            1.0 - stakes.weight[..., one, other] for one, other in ((supplier, retailer), (retailer, supplier))
        )
        table = (power * take)[..., None] * theirs - ((1.0 - power) * give)[..., None] * mine
        quantity = market.demand.quantity(price)[..., None]
        slope, lost = np.swapaxes(market.demand.slopes(price), -1, -2), _lost(market, price)
        at_cost = ((give == 0) & (take == 0))[..., None]
        first = np.tile(slope / quantity, 2) * mine
        second = np.where(at_cost, np.eye(count, 2 * count, count), np.tile(lost / quantity, 2) * table)
        both = linear(np.concatenate(np.broadcast_arrays(first, second), axis=-2), np.repeat([-1.0, 0.0], count))
        return both[..., :count], both[..., count:]

    def power_from(self, market: Market, stakes: Stakes, price: Array, input_price: Array) -> Array:
        """The retailers' bargaining power that makes observed input prices the outcome."""
        at, supplier = price.astype(float), np.asarray(self.supplier)
        retail, supply = at - input_price - market.cost, input_price - np.asarray(self.supply_cost, dtype=float)
        markups = np.concatenate(np.broadcast_arrays(retail, supply), axis=-1)[..., None, :]
        at_stake = np.tile(_lost(market, at), 2) * markups
        mine, theirs = (
            (_counts(stakes, who, market.firm, supplier) * at_stake).sum(-1) for who in (market.firm, supplier)
        )
        return mine / (mine + theirs)


def _counts(stakes: Stakes, who: Any, retailer: Any, supplier: Any) -> Array:
    """`[..., j, :]` is what the firm at j's table counts of the retail, then the supply markup of each product."""
    return np.concatenate([stakes.weight[..., who[:, None], firm] for firm in (retailer, supplier)], axis=-1)


def _lost(market: Market, price: Array) -> Array:
    """`[..., j, k]` is how much of k is lost when j is gone; negative for those who gain buyers."""
    return market.demand.lost(price, np.eye(len(market.products), dtype=bool))[0]
