"""PyBLP 1.3.0, market by market: prices before and after mergers and under partial ownership."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor._core.records import Stakes, replace
from suitor.market import Bertrand, Demand, Logit, Market, NestedLogit, RandomCoefficients
from suitor.market.screens import hhi
from tests.case_files import load, name_of

CASES = load("pyblp")
NEVO = [case for case in CASES if "prices" in case[1]["markets"][0]]
MADE = [case for case in CASES if "pre_prices" in case[1]["markets"][0]]
OWN = 1e-9  # PyBLP's own error: it stops at a gradient of 1e-15 per unit of share, with prices of about a tenth


def demand_of(case: dict[str, Any], one: dict[str, Any]) -> Demand:
    """Demand through the market's mean utilities; `value` is what is left of utility at a price of zero."""
    told = case["params"]
    slope = told["beta_price"] if "beta_price" in told else told["beta"]["price"]
    if "delta" in one:
        value = np.array(one["delta"]) - slope * np.array(one["prices"])
    else:
        value = told["beta"]["const"] + told["beta"]["x"] * np.array(one["x"]) + np.array(one["xi"])
    if one.get("agents"):
        return _crowd(told, one, value, slope)
    if one.get("nesting_ids"):
        return NestedLogit.of(value, sensitivity=-slope, sigma=1.0 - told["rho"], nest=one["nesting_ids"])
    return Logit.of(value, sensitivity=-slope)


def _crowd(told: dict[str, Any], one: dict[str, Any], value: np.ndarray, slope: float) -> Demand:
    agents = one["agents"]
    taste = np.array(agents["nodes"]) @ np.array(told["sigma"]).T
    if told.get("pi") is not None:
        taste = taste + np.array(agents["demographics"]) @ np.array(told["pi"]).T
    columns = told.get("x2_names") or told["x2"]
    price = columns.index("prices")
    rest = np.array(one["X2"]) if "X2" in one else np.column_stack([np.zeros(one["J"]), one["x"]])
    others = [place for place in range(len(columns)) if place != price]
    worth = value + taste[:, others] @ rest[:, others].T
    rho = told.get("rho")
    more: dict[str, Any] = {"nest": one["nesting_ids"], "sigma": 1.0 - rho} if rho else {}
    return RandomCoefficients.of(worth, sensitivity=-(slope + taste[:, price]), weight=agents["weights"], **more)


def market_of(case: dict[str, Any], one: dict[str, Any], start: Any) -> Market:
    names = tuple(str(place) for place in range(one["J"]))
    return Market.of(names, demand_of(case, one), Bertrand(), cost=one["costs"], price=start)


def owned(market: Market, ids: Any = None, weight: Any = None) -> Stakes:
    if ids is not None:
        weight = np.equal.outer(np.array(ids), np.array(ids)).astype(float)
    return replace(Stakes.of_firms(market.firms), weight=np.asarray(weight, dtype=float))


@pytest.mark.parametrize("case", NEVO, ids=name_of)
def test_cereal_before_and_after_a_merger(case: Any) -> None:
    data = case[1]
    for one in data["markets"]:
        market = market_of(data, one, one["prices"])
        price = np.array(one["prices"])
        implied = market.conduct.markup(market, price, owned(market, one["firm_ids"]))
        assert np.allclose(price - implied, one["costs"], rtol=1e-8)
        solved = market.solve(owned(market, one["merger_firm_ids"]))
        assert solved.found
        assert np.allclose(solved.price, one["post_prices"], rtol=OWN)
        assert np.allclose(solved.quantity, one["post_shares"], rtol=1e-7)
        assert solved.surplus == pytest.approx(one["post_consumer_surplus"], rel=1e-8)
        share = np.bincount(one["merger_firm_ids"], weights=solved.quantity)
        assert hhi(share) == pytest.approx(one["post_hhi"], rel=1e-8)
        if one.get("partial_ownership_0p3_1in2"):
            part = one["partial_ownership_0p3_1in2"]
            solved = market.solve(owned(market, weight=part["ownership"]))
            assert solved.found
            assert np.allclose(solved.price, part["post_prices"], rtol=OWN)
        if one.get("elasticities"):
            assert np.allclose(market.demand.elasticity(price), one["elasticities"], rtol=1e-7)


@pytest.mark.parametrize("case", MADE, ids=name_of)
def test_made_markets_before_and_after_a_merger(case: Any) -> None:
    data = case[1]
    for one in data["markets"]:
        market = market_of(data, one, one["pre_prices"])
        for when, ids in (("pre", one["firm_ids"]), ("post", one["merger_firm_ids"])):
            solved = market.solve(owned(market, ids))
            assert solved.found
            assert np.allclose(solved.price, one[f"{when}_prices"], rtol=OWN)
            assert np.allclose(solved.quantity, one[f"{when}_shares"], rtol=1e-7)
