"""Suppliers bargain with retailers over input prices while retailers set the prices that buyers pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from suitor._core.records import Array, Equilibrium, record
from suitor._core.solve import newton
from suitor.market.conduct import Conduct, without
from suitor.market.floors import in_ratio

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
        raise ValueError("a chain has two markups on each product. Call its `chain` for both prices.")

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        return self.chain(market, stakes).retail

    def chain(self, market: Market, stakes: Stakes) -> Chain:
        """Both prices of every product."""
        draws, count = market.draws_with(stakes), len(market.products)
        interests = in_ratio(stakes, 1.0 / stakes.own)
        cost, low = np.broadcast_to(market.cost, (*draws, count)), np.asarray(self.supply_cost, dtype=float)
        price = np.broadcast_to(market.price, (*draws, count))
        start = np.concatenate([price, low + 0.5 * (price - cost - low)], axis=-1)
        scale = np.abs(price).mean(-1, keepdims=True)
        with np.errstate(all="ignore"):
            answer = newton(lambda x: self._miss(market, interests, x) / scale, start, steps=100)
        at, input_price = answer.value[..., :count], answer.value[..., count:]
        quantity = market.demand.quantity(at)
        member = np.equal.outer(np.asarray(self.supplier), np.arange(len(market.firms))).astype(float)
        profit = market.by_firm((at - input_price - cost) * quantity) + ((input_price - low) * quantity) @ member
        surplus = np.broadcast_to(market.demand.surplus(at), draws)
        none = np.zeros_like(profit)
        return Chain(Equilibrium(at, quantity, profit, surplus, none, answer.residual, answer.found), input_price)

    def _miss(self, market: Market, stakes: Stakes, both: Array) -> Array:
        count, supplier, retailer = len(market.products), np.asarray(self.supplier), market.firm
        price, input_price = both[..., :count], both[..., count:]
        retail, supply = price - input_price - market.cost, input_price - np.asarray(self.supply_cost, dtype=float)
        quantity, slope = market.demand.quantity(price), market.demand.slopes(price)
        own = np.einsum("...jj->...j", slope)
        held = self._held(stakes, retailer, retailer, retail, supply, supplier)
        first = -(quantity + (held * np.swapaxes(slope, -1, -2)).sum(-1)) / own
        lost = self._lost(market, price, quantity)
        mine, theirs = (
            (held * lost).sum(-1),
            (self._held(stakes, supplier, retailer, retail, supply, supplier) * lost).sum(-1),
        )
        of = stakes.weight
        power = np.asarray(self.power, dtype=float)
        give, take = 1.0 - of[..., supplier, retailer], 1.0 - of[..., retailer, supplier]
        table = (power * take * theirs - (1.0 - power) * give * mine) / quantity
        second = np.where((give == 0) & (take == 0), supply, table)
        return np.concatenate([first, second], axis=-1)

    @staticmethod
    def _held(stakes: Stakes, who: Any, retailer: Any, retail: Array, supply: Array, supplier: Any) -> Array:
        """`[..., j, k]` is what the firm at j's table counts of a unit of k."""
        downstream = stakes.weight[..., who[:, None], retailer] * retail[..., None, :]
        return downstream + stakes.weight[..., who[:, None], supplier] * supply[..., None, :]

    @staticmethod
    def _lost(market: Market, price: Array, quantity: Array) -> Array:
        """`[..., j, k]` is how much of k is lost when j is gone; negative for those who gain buyers."""
        count = len(market.products)
        left = [without(market.demand, price, np.arange(count) == j)[0] for j in range(count)]
        return np.stack([quantity - one for one in left], axis=-2)

    def power_from(self, market: Market, stakes: Stakes, price: Array, input_price: Array) -> Array:
        """The retailers' bargaining power that makes observed input prices the outcome."""
        at = price.astype(float)
        supplier, retailer = np.asarray(self.supplier), market.firm
        retail, supply = at - input_price - market.cost, input_price - np.asarray(self.supply_cost, dtype=float)
        lost = self._lost(market, at, market.demand.quantity(at))
        mine = (self._held(stakes, retailer, retailer, retail, supply, supplier) * lost).sum(-1)
        theirs = (self._held(stakes, supplier, retailer, retail, supply, supplier) * lost).sum(-1)
        return mine / (mine + theirs)
