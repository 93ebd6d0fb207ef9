"""What firms charge, whom they serve and what it brings them: merger simulation for any ownership.

calibrate(demand, conduct, ...) -> Calibrated      a Market from prices, shares, margins, elasticities
Market.solve(stakes) -> Equilibrium                under any interests of those in control
screens                                            HHI, diversion, pricing pressure, legal presumptions
"""

from suitor._core.records import Equilibrium, Stakes
from suitor._core.shelf import shelf
from suitor.market.calibrate import Calibrated, Fit, calibrate, observed_floor
from suitor.market.conduct import Conduct
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.demand import Demand
from suitor.market.demand.logit import Logit
from suitor.market.demand.nested_logit import NestedLogit
from suitor.market.market import Market

conducts = shelf("suitor.market.conduct")
demands = shelf("suitor.market.demand")

__all__ = [
    "Bertrand",
    "Calibrated",
    "Conduct",
    "Demand",
    "Equilibrium",
    "Fit",
    "Logit",
    "Market",
    "NestedLogit",
    "Stakes",
    "calibrate",
    "conducts",
    "demands",
    "observed_floor",
]
