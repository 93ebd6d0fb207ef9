"""Sellers of quantities expect rivals to answer each unit they sell: the conduct parameter of empirical studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.market.conduct import Conduct, is_unknown, known
from suitor.market.conduct.cournot import Cournot, of_products, one_price, technology
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.observed import UNKNOWN
from suitor.market.quantities import solve

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class Conjectures(Conduct):
    """As Cournot, but a seller expects v units more on the market for each unit more that it sells itself:

        p_j − c_j + v Σ_k (κ_{f,f(k)} − mission_f) q_k dp_k/dq_j + volume_f = 0.

    v = 0 takes the price as given, 1 is Cournot, and the number of equal sellers is their joint profit. With one good,
    the average margin times the elasticity of demand is v · HHI/10,000, the conduct parameter of empirical studies.
    conjecture="unknown" asks the margins for v where the market's elasticity tells demand. A v fits margins and is no
    game (Corts 1999, Journal of Econometrics 88(2)): keep it for small changes.
    Bresnahan (1989), "Empirical studies of industries with market power", Handbook of Industrial Organization 2.
    """

    conjecture: Any = UNKNOWN  # (*draw, 1 or product), v
    rise: Any = 0.0  # (*draw, product), money per unit of plant output, by which marginal cost rises
    plant: Any = None  # (product,), which plant makes each product; each its own by default
    capacity: Any = np.inf  # (*draw, product), units a year

    axes: ClassVar[Mapping[str, int]] = {"conjecture": 1, "rise": 1, "capacity": 1}

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        if isinstance(market.demand, Homogeneous):
            return one_price(market, stakes)
        of_products(self)
        alone = replace(stakes, volume=np.zeros_like(stakes.volume))
        expected = known(self.conjecture, "conjecture") * Cournot().markup(market, price, alone)
        return expected - stakes.volume[..., market.firm]

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        if not isinstance(market.demand, Homogeneous):
            return Conduct.solve(self, market, stakes)
        return solve(market, stakes, technology(self, len(market.products)))

    def guess(self, seen: Observed) -> dict[str, Array]:
        return {"conjecture": np.full((*seen.draws, 1), np.e)} if is_unknown(self.conjecture) else {}

    def told(self, **exponential: Array) -> Conduct:
        return replace(self, conjecture=np.log(exponential["conjecture"])) if exponential else self
