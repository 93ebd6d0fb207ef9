"""Plants whose marginal cost is in proportion to what they make, as they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import market
from ..._core.records import Array, Stakes, record, replace
from ...market import Conduct
from ...market.conduct.cournot import rising, technology
from ...market.observed import Observed
from ...market.quantities import gain

__all__ = ["calibrated"]


@record
class Proportional(Conduct):
    """Markups at the quantities that are seen, where marginal cost is cost/output times whatever a plant makes.

    How much a follower gives back depends on how steep its cost is, and so on its markup, which depends on the slope of
    demand alone: found first, it tells the leaders theirs.
    """

    base: Conduct  # cournot or stackelberg

    def markup(self, market: market.Market, price: Array, stakes: Stakes) -> Array:
        demand: Any = market.demand
        tools = technology(replace(self.base, rise=0.0), len(market.products))  # type: ignore[type-var]
        output = demand.sold @ np.equal.outer(tools.plant, tools.plant).astype(float)
        still, known = replace(market, cost=np.zeros_like(price)), demand.inverse(demand.sold)[0]
        alone = tools._replace(leads=np.zeros_like(tools.leads))  # at constant cost a firm's two plants react as one
        first = known - gain(still, stakes, alone, demand.sold)
        steep = (known - first) / output
        return known - gain(still, stakes, tools._replace(rise=steep), demand.sold) - steep * output

    def guess(self, seen: Observed) -> dict[str, Array]:
        return self.base.guess(seen)

    def told(self, **parameters: Array) -> Conduct:
        return replace(self, base=self.base.told(**parameters))


def calibrated(demand: str, how: str | Conduct, known: Mapping[str, Any]) -> market.Calibrated:
    """The market in which those plants, each at its observed output, are an equilibrium."""
    assert isinstance(how, Conduct)
    seen = market.calibrate(demand, Proportional(how), **known)
    found: Any = seen.market.conduct
    return replace(seen, market=rising(replace(seen.market, conduct=found.base)))
