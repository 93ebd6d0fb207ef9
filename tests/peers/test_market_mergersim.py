"""The R package mergersim 0.2.0: equilibria of known parameters, solved to 1e-11 on its own first-order conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor.market import Bargaining, Bertrand, Conduct, GeneralisedNestedLogit, Logit, Market, SecondScore, calibrate
from suitor.market.choices import second_choices
from tests.case_files import load, name_of
from tests.peers.antitrust import stakes_of

CASES = [case for case in load("market") if case[0].startswith("ms_")]


def market_of(inputs: dict[str, Any], conduct: Conduct) -> Market:
    alpha = -inputs["alpha"]
    if inputs.get("nest_allocation"):
        demand: Any = GeneralisedNestedLogit.of(
            inputs["delta"], sensitivity=alpha, allocation=inputs["nest_allocation"], dissimilarity=inputs["mu"]
        )
    else:
        demand = Logit.of(inputs["delta"], sensitivity=alpha)
    cost = np.array(inputs["cost"])
    return Market.of(
        tuple(str(place) for place in range(len(cost))), demand, conduct, cost=cost, price=cost + 1 / alpha
    )


def conduct_of(name: str, inputs: dict[str, Any]) -> Conduct:
    if "lambda" not in inputs:
        return SecondScore() if "ssa" in name else Bertrand()
    return SecondScore(power=inputs["lambda"]) if "ssbargain" in name else Bargaining(power=inputs["lambda"])


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_diversion(case: Any) -> None:
    inputs, theirs = case[1]["inputs"], case[1]["outputs"]
    if "price" not in inputs:
        pytest.skip("no prices in this case")
    price = np.array(inputs["price"])
    diversion = Logit.of(inputs["delta"], sensitivity=-inputs["alpha"]).diversion(price)
    assert np.allclose(diversion + np.eye(len(price)), theirs["diversion"], rtol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_prices_and_shares(case: Any) -> None:
    name, inputs, theirs = case[0], case[1]["inputs"], case[1]["outputs"]
    if "own_pre" not in inputs:
        pytest.skip("no game in this case")
    market = market_of(inputs, conduct_of(name, inputs))
    for when in ("pre", "post"):
        changed = market
        if when == "post" and inputs.get("efficiency") is not None:
            pytest.skip("efficiencies in another form")
        solved = changed.solve(stakes_of(inputs[f"own_{when}"], len(inputs["cost"])))
        assert solved.found
        assert np.allclose(solved.price, theirs[f"price{when.title()}"], rtol=1e-8)
        assert np.allclose(solved.quantity, theirs[f"share{when.title()}"], rtol=1e-7)


def calibrated(case: Any, **where: Any) -> Any:
    """What the margins, those that are known, and where buyers go tell of overlapping nests."""
    inputs, theirs = case[1]["inputs"], case[1]["outputs"]
    count = len(inputs["cost"])
    names = tuple(map(str, range(count)))
    alike = inputs.get("mu_constraint_matrix")
    return calibrate(
        "generalised_nested_logit", "bertrand", products=names, firms=names, firm=np.arange(count),
        price=theirs["pricePre"], share=theirs["sharePre"], stakes=stakes_of(inputs["own_pre"], count),
        margin=np.where(inputs["cost_observed"], theirs["marginPre"], np.nan), nests=inputs["nest_allocation"],
        alike=None if alike is None else np.argmax(alike, axis=1), **where,
    )  # fmt: skip


def overlapping(case: Any, told: str) -> dict[str, Any]:
    posted = isinstance(conduct_of(case[0], case[1]["inputs"]), Bertrand)
    if not (posted and case[1]["inputs"].get("nest_allocation") and case[1]["outputs"].get(told)):
        pytest.skip("no nests to calibrate in this case")
    outputs: dict[str, Any] = case[1]["outputs"]
    return outputs


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_second_choices_tell_overlapping_nests(case: Any) -> None:
    inputs, theirs = case[1]["inputs"], overlapping(case, "diversion_second_choice")
    given = np.array(theirs["diversion_second_choice"], dtype=float)
    known = calibrated(case, second_choice=given)
    market = known.market
    assert known.fit.found and all(np.all(told) for told in known.fit.identified.values())
    assert market.demand.sensitivity == pytest.approx(-inputs["alpha"], rel=1e-8)
    assert np.allclose(market.demand.dissimilarity, inputs["mu"], rtol=1e-8)
    assert np.allclose(market.cost, inputs["cost"], rtol=1e-8)
    assert np.allclose(second_choices(market.demand, market.price) + np.eye(len(given)), given, atol=1e-9)
    solved = market.solve(stakes_of(inputs["own_post"], len(given)))
    assert solved.found and np.allclose(solved.price, theirs["pricePost"], rtol=1e-7)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_diversions_tell_overlapping_nests(case: Any) -> None:
    """The package's diversions are those of a rise by 1%, ours of a small one: that is 0.3% of the parameters."""
    theirs = overlapping(case, "calibration_diversions_input")
    known = calibrated(case, diversion=np.array(theirs["calibration_diversions_input"], dtype=float))
    assert known.fit.found
    assert known.market.demand.sensitivity == pytest.approx(-theirs["calibration"]["alpha"], rel=3e-3)
    assert np.allclose(np.unique(known.market.demand.dissimilarity), theirs["calibration"]["mu"], rtol=5e-3)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_known_costs_tell_logit(case: Any) -> None:
    inputs, theirs = case[1]["inputs"], case[1]["outputs"]
    if "cost_observed" not in inputs or inputs.get("nest_allocation") or "marginPre" not in theirs:
        pytest.skip("no logit to calibrate from margins in this case")
    count = len(inputs["cost"])
    names = tuple(map(str, range(count)))
    known = calibrate(
        "logit", "bertrand", products=names, firms=names, firm=np.arange(count), price=theirs["pricePre"],
        share=theirs["sharePre"], stakes=stakes_of(inputs["own_pre"], count),
        margin=np.where(inputs["cost_observed"], theirs["marginPre"], np.nan),
    )  # fmt: skip
    assert known.market.demand.sensitivity == pytest.approx(-inputs["alpha"], rel=1e-9)
    assert np.allclose(known.market.cost, inputs["cost"], rtol=1e-8)
    assert np.allclose(known.market.demand.value, inputs["delta"], rtol=1e-8)
