"""What a case of the R package antitrust says, as a call of ours: firms are its products, weights its owner matrix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pytest

from suitor._core.records import Stakes, replace
from suitor.market import (
    Bargaining,
    Bertrand,
    Calibrated,
    Ces,
    Conduct,
    Cournot,
    Linear,
    Logit,
    LogLinear,
    Market,
    NestedCes,
    NestedLogit,
    RandomCoefficients,
    SecondScore,
    calibrate,
)  # fmt: skip

Case = dict[str, Any]


class Run(NamedTuple):
    known: Calibrated
    before: Stakes
    after: Stakes
    market_after: Market


def numbers(values: Any) -> np.ndarray:
    """An array in which what R calls NA is NaN."""
    return np.array(values, dtype=float)


def names(inputs: Case, count: int) -> tuple[str, ...]:
    return tuple(f"{place}" for place in range(count))


def stakes_of(owner: Any, count: int) -> Stakes:
    """Every product its own firm, and what its owner counts of each other product's profit."""
    if isinstance(owner[0], list):
        weight = numbers(owner)
        weight = weight / np.diagonal(weight)[:, None]
    else:
        weight = np.equal.outer(np.array(owner), np.array(owner)).astype(float)
    return replace(Stakes.of_firms(names({}, count)), weight=weight)


KINDS = {
    "logit": "logit", "logit.alm": "logit", "logit.nests": "nested_logit", "logit.nests.alm": "nested_logit",
    "logit.cap": "logit", "logit.cap.alm": "logit", "logit.cournot": "logit", "logit.cournot.alm": "logit",
    "bertrand.alm": "logit", "ces": "ces", "ces.alm": "ces", "ces.nests": "nested_ces", "ces.cournot": "ces",
    "ces.cournot.alm": "ces", "linear": "linear", "loglinear": "log_linear", "aids": "aids", "pcaids": "aids",
    "pcaids.nests": "aids",
    "auction2nd.logit": "logit", "auction2nd.logit.alm": "logit", "bargaining.logit": "logit",
    "auction2nd.logit.nests": "nested_logit",
    "bargaining.logit.alm": "logit", "bargaining2nd.logit": "logit",
}  # fmt: skip


# Where the package begins to look, what it prints, how it counts money: nothing that the answer depends on.
IDLE = {"labels", "parmsStart", "nestsParmStart", "priceStart", "priceOutside", "control.slopes", "control.equ"}
READ = {
    "prices", "shares", "quantities", "margins", "ownerPre", "ownerPost", "mcDelta", "subset", "normIndex",
    "insideSize", "mktElast", "knownElast", "knownElastIndex", "diversions", "symmetry", "nests", "constraint",
    "output", "demand", "supply", "demand.param", "bargpowerPre", "bargpowerPost", "capacitiesPre", "capacitiesPost",
}  # fmt: skip


def read(case: Case, names: Iterable[str] = READ) -> Case:
    """The inputs of a case, if there is none among them that we do not read."""
    inputs: Case = case["inputs"]
    unread = sorted(set(inputs) - set(names) - IDLE)
    if unread:
        pytest.skip(f"inputs that are not read: {', '.join(unread)}")
    return inputs


def answered(case: Case, name: str) -> Any:
    """What the package answered, if it did not fail at it."""
    value = case["outputs"].get(name)
    if value is None or isinstance(value, dict):
        pytest.skip(f"the package failed at {name}")
    return value


def conduct_of(case: Case, when: str = "Pre") -> Conduct:
    """How the sellers of a case compete before the merger or, where that differs, after it."""
    function, inputs = case["source"]["function"], case["inputs"]
    if "cournot" in function + inputs.get("supply", ""):
        return Cournot()
    name = function + inputs.get("supply", "")
    if "bargaining" in name:  # half is what the package takes where nothing is said
        told = numbers(inputs.get(f"bargpower{when}") or inputs.get("bargpowerPre") or 0.5)
        power: Any = "unknown" if np.isnan(told).all() else told
        return SecondScore(power=power) if "2nd" in name else Bargaining(power=power)
    if "auction" in name:
        return SecondScore()
    capacity = inputs.get(f"capacities{when}") or inputs.get("capacitiesPre")
    return Bertrand() if capacity is None else Bertrand(capacity=numbers(capacity))


def side(case: Case) -> float:
    """1 where firms sell; −1 where they buy an input, which is selling at negative prices."""
    slopes = (case["outputs"].get("parameters") or {}).get("slopes")
    return -1.0 if isinstance(slopes, dict) and (slopes.get("alpha") or -1.0) > 0 and "gamma" not in slopes else 1.0


def of_parameters(case: Case, costs: str = "mcPost") -> Market:
    """The market with the parameters and costs that the package found."""
    inputs, outputs = case["inputs"], case["outputs"]
    parameters = outputs["parameters"]
    slopes, cost = parameters["slopes"], numbers(outputs[costs])
    count = len(cost)
    demand: Any
    if isinstance(slopes, list):
        in_logs = "log" in case["source"]["function"] + inputs.get("demand", "").lower()
        demand = (LogLinear if in_logs else Linear).of(parameters["intercepts"], slopes)
    else:
        value, outside = numbers(slopes["meanval"]), float(parameters.get("normIndex") is None)
        nests = inputs.get("nests")
        if "gamma" in slopes:
            gamma = slopes["gamma"]
            value = np.log(value)
            if nests is None:
                demand = Ces.of(value, gamma=gamma, outside=outside)
            else:
                sigma, nest = (gamma - 1.0) / (numbers(slopes["sigma"]) - 1.0), np.unique(nests, return_inverse=True)[1]
                demand = NestedCes(sigma[nest] * value, np.array(gamma), sigma, nest, np.array(1.0), outside)
        else:
            if "alphas" in slopes:
                return market_of_crowd(case)
            alpha = abs(slopes["alpha"])
            value = value + alpha * (parameters.get("priceOutside") or 0.0)
            size = parameters.get("mktSize") or 1.0
            demand = Logit.of(value, sensitivity=alpha, size=size, outside=outside)
            if nests is not None:
                demand = NestedLogit.of(value, sensitivity=alpha, sigma=slopes["sigma"], nest=nests, outside=outside)
    conduct, sign = conduct_of(case, costs.removeprefix("mc")), side(case)
    market = Market.of(names({}, count), demand, conduct, cost=sign * cost, price=sign * numbers(outputs["pricePre"]))
    return market if all(inputs.get("subset") or [True]) else market.keep(inputs["subset"])


def market_of_crowd(case: Case) -> Market:
    """Random coefficients on price, with all products in one nest."""
    slopes, outputs = case["outputs"]["parameters"]["slopes"], case["outputs"]
    cost, count, kinds = numbers(outputs["mcPost"]), len(outputs["mcPost"]), len(slopes["alphas"])
    demand = RandomCoefficients.of(
        np.tile(numbers(slopes["meanval"]), (kinds, 1)), sensitivity=np.abs(slopes["alphas"]),
        weight=np.full(kinds, 1 / kinds), nest=np.zeros(count, dtype=int), sigma=slopes["sigmaNest"],
    )  # fmt: skip
    sign = side(case)
    price = sign * numbers(outputs["pricePre"])
    return Market.of(names({}, count), demand, conduct_of(case, "Post"), cost=sign * cost, price=price)


def run(case: Case) -> Run:
    """Calibrate from the case's inputs and set up its merger."""
    function, inputs, sign = case["source"]["function"], read(case), 1.0 if case["inputs"].get("output", True) else -1.0
    shares = inputs.get("shares", inputs.get("quantities"))
    count = len(shares)
    who = names(inputs, count)
    before, after = (stakes_of(inputs[key], count) for key in ("ownerPre", "ownerPost"))
    kind = KINDS[function] if function != "bertrand.alm" else inputs["demand"]
    conduct = conduct_of(case)
    quantities = numbers(shares)
    total = quantities.sum() if "quantities" in inputs else 1.0
    more: Case = {"share": quantities / total, "size": total}
    if kind in ("ces", "nested_ces", "aids") and "shares" in inputs:
        more["share_of"] = "revenue"
    if np.any(np.isfinite(getattr(conduct, "capacity", np.inf))):  # in units
        more["size"] = inputs["insideSize"] / quantities.sum()
    if ".alm" in function:
        more["outside"] = "unknown"
    elasticity = {}
    if inputs.get("mktElast") is not None:
        elasticity["market"] = inputs["mktElast"]
    if inputs.get("knownElast") is not None:
        elasticity[who[inputs.get("knownElastIndex", 1) - 1]] = inputs["knownElast"]
    if inputs.get("diversions") is not None and kind in ("linear", "log_linear", "aids"):
        more["diversion"] = numbers(inputs["diversions"])
    if kind == "log_linear" or inputs.get("symmetry") is False:
        more["symmetric"] = False
    if inputs.get("nests") is not None:
        more |= {"nests": inputs["nests"], "one_sigma": inputs.get("constraint", True)}
    if function == "pcaids.nests":
        more["weights"] = {"elasticities": 1e5}  # the package holds them exactly
    levels = isinstance(conduct, SecondScore)
    more["levels"] = levels
    margin = sign * numbers(inputs["margins"]) if inputs.get("margins") is not None else np.nan
    price = sign * numbers(inputs["prices"]) if inputs.get("prices") else np.full(count, np.nan)
    known = calibrate(
        kind, conduct, products=who, firms=who, firm=np.arange(count), margin=margin,
        price=None if np.isnan(price).all() else price,
        elasticity=elasticity, base=(inputs.get("normIndex") or 1) - 1, stakes=before, **more,
    )  # fmt: skip
    change = numbers(inputs.get("mcDelta") or np.zeros(count))
    cost = known.market.cost + sign * change if levels else known.market.cost * (1.0 + change)
    told = inputs.get("bargpowerPost") or inputs.get("capacitiesPost")
    later = replace(known.market, cost=cost, conduct=conduct_of(case, "Post") if told else known.market.conduct)
    if not all(inputs.get("subset") or [True]):
        later = later.keep(inputs["subset"])
    return Run(known, before, after, later)
