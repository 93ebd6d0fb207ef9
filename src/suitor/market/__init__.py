"""What firms charge, whom they serve and what it brings them: merger simulation for any ownership.

calibrate(demand, conduct, ...) -> Calibrated      a Market from prices, shares, margins, elasticities
Market.solve(stakes) -> Equilibrium                under any interests of those in control
screens                                            HHI, diversion, pricing pressure, legal presumptions
"""

from suitor._core.records import Equilibrium, Stakes
from suitor._core.shelf import shelf
from suitor.market.calibrate import Calibrated, Fit, calibrate, observed_floor
from suitor.market.conduct import Conduct
from suitor.market.conduct.bargaining import Bargaining
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.conduct.conjectures import Conjectures
from suitor.market.conduct.cournot import Cournot
from suitor.market.conduct.partial_collusion import PartialCollusion
from suitor.market.conduct.price_cap import PriceCap
from suitor.market.conduct.second_score import SecondScore
from suitor.market.conduct.stackelberg import Stackelberg
from suitor.market.conduct.vertical import Vertical
from suitor.market.counterfactuals import hypothetical_monopolist, merged
from suitor.market.crowd import Crowd
from suitor.market.demand import Demand
from suitor.market.demand.aids import Aids
from suitor.market.demand.ces import Ces
from suitor.market.demand.generalised_nested_logit import GeneralisedNestedLogit
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.demand.linear import Linear
from suitor.market.demand.log_linear import LogLinear
from suitor.market.demand.logit import Logit
from suitor.market.demand.nested_ces import NestedCes
from suitor.market.demand.nested_logit import NestedLogit
from suitor.market.demand.random_coefficients import RandomCoefficients
from suitor.market.market import Market
from suitor.market.pyblp import from_pyblp

conducts = shelf("suitor.market.conduct")
demands = shelf("suitor.market.demand")

__all__ = [
    "Aids",
    "Bargaining",
    "Bertrand",
    "Calibrated",
    "Ces",
    "Conduct",
    "Conjectures",
    "Cournot",
    "Crowd",
    "Demand",
    "Equilibrium",
    "Fit",
    "GeneralisedNestedLogit",
    "Homogeneous",
    "Linear",
    "LogLinear",
    "Logit",
    "Market",
    "NestedCes",
    "NestedLogit",
    "PartialCollusion",
    "PriceCap",
    "RandomCoefficients",
    "SecondScore",
    "Stackelberg",
    "Stakes",
    "Vertical",
    "calibrate",
    "conducts",
    "demands",
    "from_pyblp",
    "hypothetical_monopolist",
    "merged",
    "observed_floor",
]
