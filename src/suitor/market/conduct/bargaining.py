"""Each seller bargains with buyers over the price of each product, all other prices taken as given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.linear import linear
from suitor._core.records import Array, record, replace
from suitor.market.conduct import Conduct, is_unknown, known, part

if TYPE_CHECKING:
    from suitor._core.records import Stakes
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class Bargaining(Conduct):
    """Nash-in-Nash: the price of j splits what its sale adds, to the seller and to buyers, at the buyers' power b_j:

        (1 − b_j) dΠ_f/dp_j / (Π_f − Π_f without j) = b_j q_j / (CS − CS without j).

    Power 0 is Bertrand. Π_f counts rivals' profits at κ and surplus at the mission, as for Bertrand. power="unknown"
    asks the margins for one power that all buyers have; there must be one margin more than demand needs.
    Panhans & Taragin (2023), "Consequences of model choice in predicting horizontal merger effects", IJIO 89.
    """

    power: Any = 0.5  # (*draw, product), buyers' bargaining power, from 0 up to but not including 1

    axes: ClassVar[Mapping[str, int]] = {"power": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        firm, demand, each = market.firm, market.demand, np.eye(len(market.firm))
        quantity = demand.quantity(price)
        lost, added = demand.lost(price, each > 0)
        power = known(self.power, "power")
        if np.any((power < 0.0) | (power >= 1.0)):
            raise ValueError("buyers' power is from 0 up to but not including 1: with all of it they pay the cost")
        tilt = power / (1.0 - power) * quantity / added
        weight = stakes.weight[..., firm[:, None], firm]
        mission, volume = stakes.care[..., firm], stakes.volume[..., firm]
        pull = np.swapaxes(demand.slopes(price), -1, -2) - tilt[..., None] * lost
        gain = (1.0 - mission) * quantity - tilt * mission * added
        gain = gain + volume * (pull * np.equal.outer(firm, firm)).sum(-1)
        condition = np.where(market.fixed[:, None], each, weight * pull)
        return linear(condition, np.where(market.fixed, price - market.cost, -gain))

    def guess(self, seen: Observed) -> dict[str, Array]:
        return {"power": np.ones((*seen.draws, 1))} if is_unknown(self.power) else {}

    def told(self, **odds: Array) -> Conduct:
        return replace(self, power=part(odds["power"])) if odds else self
