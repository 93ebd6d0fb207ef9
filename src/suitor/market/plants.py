"""Plants whose marginal cost is in proportion to what they make, calibrated as they are seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array, Stakes, record, replace
from suitor.market.calibrate import Calibrated
from suitor.market.calibrate import calibrate as at_constant_cost
from suitor.market.conduct import Conduct
from suitor.market.conduct.cournot import rising, technology
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.market import Market
from suitor.market.observed import Observed
from suitor.market.quantities import gain

__all__ = ["calibrate"]


def calibrate(conduct: Conduct, **known: Any) -> Calibrated:
    """The market of one good, or of several, in which such plants, each at its observed output, are an equilibrium.

    `conduct` is Cournot or Stackelberg; `known` is what `suitor.market.calibrate` takes. Marginal cost at the observed
    output is price less markup; through it and the origin goes the line on which it rises.

    >>> from suitor.market import Stackelberg, Stakes
    >>> seen = dict(products=("a", "b", "c"), firms=("a", "b", "c"), firm=[0, 1, 2], price=[10.0] * 3, sold=27.0)
    >>> known = calibrate(Stackelberg(leads=[True, False, False]), **seen, share=[0.5, 0.3, 0.2], margin=[0.4] * 3)
    >>> known.market.solve(Stakes.of_firms(("a", "b", "c"))).quantity.round(6)
    array([13.5,  8.1,  5.4])
    """
    seen = at_constant_cost(Homogeneous, Proportional(conduct), **known)
    found: Any = seen.market.conduct
    return replace(seen, market=rising(replace(seen.market, conduct=found.base)))


@record
class Proportional(Conduct):
    """Markups at the quantities that are seen, where marginal cost is cost/output times whatever a plant makes.

    How much a follower gives back depends on how steep its cost is, and so on its markup, which depends on the slope of
    demand alone: found first, it tells the leaders theirs.
    """

    base: Conduct  # cournot or stackelberg

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        demand: Any = market.demand
        tools = technology(replace(self.base, rise=0.0), len(market.products))  # type: ignore[type-var]
        output = demand.sold @ tools.joint
        still, known = replace(market, cost=np.zeros_like(price)), demand.inverse(demand.sold)[0]
        alone = tools._replace(leads=np.zeros_like(tools.leads))  # at constant cost a firm's two plants react as one
        first = known - gain(still, stakes, alone, demand.sold)
        steep = (known - first) / output
        return known - gain(still, stakes, tools._replace(rise=steep), demand.sold) - steep * output

    def full(self, seen: Observed) -> Any:
        return self.base.full(seen)

    def guess(self, seen: Observed) -> dict[str, Array]:
        return self.base.guess(seen)

    def told(self, **parameters: Array) -> Conduct:
        return replace(self, base=self.base.told(**parameters))
