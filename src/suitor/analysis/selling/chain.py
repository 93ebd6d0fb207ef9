"""A chain of suppliers and retailers as it is seen: both prices, and so who has how much power at the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import market
from ..._core.linear import linear
from ..._core.records import Array, Stakes, record, replace
from ...market import Conduct
from ...market.floors import in_ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Bought", "calibrated"]


@record
class Bought:
    """Who supplies each product, what the retailer pays and what it costs the supplier."""

    supplier: NDArray[np.int_]  # (product,), which firm
    price: Array  # (*draw, product), money per unit
    cost: Array  # (*draw, product), money per unit


@record
class Retail(Conduct):
    """Retail prices at known supply markups n; retailer r counts what it has of the suppliers' profit:

    q_j + sum_k (kappa_{r,r(k)} m_k + kappa_{r,u(k)} n_k) dq_k/dp_j = 0.
    """

    bought: Bought

    def markup(self, market: market.Market, price: Array, stakes: Stakes) -> Array:
        retailer, supplied = market.firm, self.bought
        pull = np.swapaxes(market.demand.slopes(price), -1, -2)
        earned = (
            stakes.weight[..., retailer[:, None], supplied.supplier] * (supplied.price - supplied.cost)[..., None, :]
        )
        gain = market.demand.quantity(price) + (earned * pull).sum(-1)
        return linear(stakes.weight[..., retailer[:, None], retailer] * pull, -gain)


def calibrated(demand: Any, bought: Bought, known: Mapping[str, Any]) -> market.Calibrated:
    """The chain whose retail and input prices are those seen: retail costs and the retailers' power are what fits."""
    seen = market.calibrate(demand, Retail(bought), **known)
    retail = replace(seen.market, cost=seen.market.cost - bought.price)
    table = market.Vertical(bought.supplier, bought.cost)
    stakes: Stakes = known["stakes"]
    power = table.power_from(retail, in_ratio(stakes, 1.0 / stakes.own), seen.market.price, bought.price)
    return replace(seen, market=replace(retail, conduct=replace(table, power=power)))
