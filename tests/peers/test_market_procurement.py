"""Procurement auctions of the R package antitrust, at the cost distributions it found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.market.procurement import Procurement
from suitor.market.tender import Tender, calibrate
from tests.case_files import load, name_of
from tests.peers.antitrust import numbers, read

CASES = [case for case in load("market") if case[1].get("source", {}).get("function") == "auction2nd.cap"]
NAMES = {"punif": "uniform", "pexp": "exponential", "pweibull": "weibull", "pgumbel": "gumbel", "pfrechet": "frechet"}


FACTS = {"price": "prices", "margin": "margins", "inside": "shareInside"}
READ = {*FACTS.values(), "capacities", "reserve", "sellerCostCDF", "ownerPre", "ownerPost", "constrain.reserve"}


def bidders(case: Any) -> dict[str, Any]:
    """The inputs of a case in which nobody bids twice before the merger."""
    inputs = read(case[1], READ)
    if len(set(map(str, inputs["ownerPre"]))) < len(inputs["ownerPre"]):
        pytest.skip("some bidders are one before the merger")
    return inputs


def tender(inputs: dict[str, Any]) -> Tender:
    """What we make of a case's inputs."""
    told = {name: np.nan if inputs.get(key) is None else numbers(inputs[key]) for name, key in FACTS.items()}
    return calibrate(
        NAMES[inputs["sellerCostCDF"]], numbers(inputs["capacities"]), reserve=inputs.get("reserve"), **told
    )


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_prices_margins_and_odds_tell_the_costs_of_sellers(case: Any) -> None:
    """The package minimises the same sum of squares, and stops within 1e-5 of where it is smallest."""
    inputs, told = bidders(case), case[1]["outputs"]["parameters"]
    if told["reserve"] is None or abs(told["reservePre"] / told["reserve"] - 1) > 1e-3:
        pytest.skip("the package loses the reserve price it calibrated")
    known = tender(inputs)
    assert known.found and all(np.all(one) for one in known.identified.values())
    assert np.allclose(known.auction.parameters, np.atleast_1d(numbers(told["sellerCostParms"])), rtol=2e-5)
    assert known.auction.reserve == pytest.approx(told["reservePre"], rel=2e-5)
    assert known.auction.value == pytest.approx(told["buyerValuation"], rel=2e-5)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_prices_costs_and_profits(case: Any) -> None:
    inputs, outputs = bidders(case), case[1]["outputs"]
    told = outputs["parameters"]
    if told["reserve"] is None or abs(told["reservePre"] / told["reserve"] - 1) > 1e-3:
        pytest.skip("the package loses the reserve price it calibrated")
    parameters = tuple(np.atleast_1d(numbers(told["sellerCostParms"])))
    before = Procurement(numbers(inputs["capacities"]), NAMES[told["sellerCostCDF"]], parameters, told["reservePre"])
    assert before.implied_value() == pytest.approx(told["buyerValuation"], rel=1e-5)
    before = replace(before, value=told["buyerValuation"])
    assert before.best_reserve() == pytest.approx(outputs["optimalReservePre"], rel=1e-5)
    owner = inputs["ownerPost"]
    places = {name: [at for at, one in enumerate(owner) if one == name] for name in dict.fromkeys(owner)}
    groups = [tuple(some) for some in places.values() if len(some) > 1]
    after = replace(before.merge(*groups), reserve=told["reservePost"])
    assert after.best_reserve() == pytest.approx(outputs["optimalReservePost"], rel=1e-5)
    for auction, when in ((before, "Pre"), (after, "Post")):
        solved = auction.solve()
        theirs = {
            name: numbers(outputs[f"{name}{when}_exAnte"]) for name in ("share", "price", "mc", "producerSurplus")
        }
        known = np.isfinite(theirs["share"])
        ours = {
            "share": solved.share,
            "price": solved.share * solved.price,
            "mc": solved.share * solved.cost,
            "producerSurplus": solved.profit,
        }
        for name, value in ours.items():
            assert np.allclose(value, theirs[name][known], rtol=1e-5), name
        assert solved.buyer_cost == pytest.approx(outputs[f"buyerExpectedCost{when}"], rel=1e-5)


def test_a_simulated_auction_pays_the_same() -> None:
    auction = Procurement(np.array([2.0, 1.0, 1.0]), "weibull", (3.0, 2.0), 2.5, value=4.0)
    draw = np.random.default_rng(2)
    single = 2.0 * (-np.log1p(-draw.random((400_000, 4)))) ** (1 / 3.0)
    cost = np.stack([single[:, :2].min(1), single[:, 2], single[:, 3]], axis=1)
    order = np.sort(cost, axis=1)
    winner, wins = cost.argmin(1), order[:, 0] <= 2.5
    paid = np.minimum(order[:, 1], 2.5)
    solved = auction.solve()
    for firm in range(3):
        mine = wins & (winner == firm)
        assert mine.mean() == pytest.approx(solved.share[firm], abs=3e-3)
        assert paid[mine].mean() == pytest.approx(solved.price[firm], rel=3e-3)
        assert cost[mine, firm].mean() == pytest.approx(solved.cost[firm], rel=3e-3)
