"""The R package antitrust 0.99.29 and 0.99.31, case by case.

Against the model that made the data, where it is known, and otherwise against the exact equilibrium of the parameters
the package found. Its calibrations are no standard: they depend on version, objective and optimiser.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.case_files import load, name_of
from tests.peers.antitrust import KINDS, answered, numbers, of_parameters, run, side, stakes_of

UNIT = "the package's answer moves with the unit of money: in thousands it agrees with ours to eight digits"
OFF = {"auction2nd_logit_doc_dollars": UNIT}

CASES = [case for case in load("market") if isinstance(case[1].get("source", {}).get("function"), str)]
KNOWN = [case for case in CASES if case[1].get("truth") and case[1]["source"]["function"] in KINDS]


def polished(case: Any) -> Any:
    quality = case[1].get("quality")
    return isinstance(quality, dict) and (quality.get("post") or {}).get("price_polished")


def same(ours: Any, theirs: Any, rtol: float) -> None:
    theirs = numbers(theirs)
    known = np.isfinite(theirs)
    assert np.allclose(np.asarray(ours)[known], theirs[known], rtol=rtol, atol=rtol * np.abs(theirs[known]).max())


@pytest.mark.parametrize("case", KNOWN, ids=name_of)
def test_the_model_that_made_the_data_is_recovered(case: Any) -> None:
    data = case[1]
    truth, done = data["truth"], run(data)
    if not all(np.all(told) for told in done.known.fit.identified.values()):
        pytest.skip(done.known.fit.pinned)
    known, solved = done.known.market, done.market_after.solve(done.after)
    demand: Any = known.demand
    kept = np.array(data["inputs"].get("subset") or [True] * len(known.products))
    ours = {
        "alpha": lambda: -demand.sensitivity,
        "gamma": lambda: demand.gamma,
        "sigma": lambda: demand.sigma if isinstance(truth["sigma"], list) else demand.sigma[..., 0],
        "slopes": lambda: getattr(demand, "exponent", getattr(demand, "slope", None)),
        "intercepts": lambda: demand.intercept,
        "mktElast": lambda: demand.market,
        "mcPre": lambda: known.cost,
        "share_inside_true": lambda: demand.share(known.conduct.at_choice(known)).sum(),
    }
    for key, value in ours.items():
        if truth.get(key) is not None:
            same(value(), truth[key], 1e-8)
    assert solved.found and solved.residual <= 1e-10
    if truth.get("pricePost") is not None:
        there = numbers(truth["pricePost"])
        same(solved.price, there[kept] if len(there) == len(kept) else there, 1e-8)
    if truth.get("CV_per_consumer") is not None:
        harm = (known.today()[1] - solved.surplus) / demand.size
        assert harm == pytest.approx(truth["CV_per_consumer"], rel=1e-7)


@pytest.mark.parametrize("case", [case for case in CASES if polished(case)], ids=name_of)
def test_the_equilibrium_of_the_parameters_found(case: Any) -> None:
    data = case[1]
    function = data["source"]["function"]
    if function not in KINDS and function != "sim":
        pytest.skip(f"no parameters of ours for {function} here")
    if "aids" in function + data["inputs"].get("demand", "").lower():
        pytest.skip("the shares that AIDS parameters belong to are not among them")
    market = of_parameters(data)
    theirs = polished(case)
    kept = np.array(data["inputs"].get("subset") or [True] * len(theirs))
    after = stakes_of(data["inputs"]["ownerPost"], len(kept))
    solved = market.solve(after)
    assert solved.found
    same(side(data) * solved.price, numbers(theirs)[kept], 1e-8)


def outputs_alone(case: Any) -> bool:
    told = case[1].get("recommended") or {}
    return told.get("target") == "outputs" and case[1]["source"]["function"] in KINDS and not case[1].get("truth")


@pytest.mark.parametrize("case", [case for case in CASES if outputs_alone(case)], ids=name_of)
def test_price_changes_within_the_solver_accuracy_of_the_package(case: Any) -> None:
    data = case[1]
    if data["source"]["function"] == "logit.cap" or data["recommended"]["rtol"] is None:
        pytest.skip("the answer of the package depends on where its optimiser stops")
    if case[0] in OFF:
        pytest.skip(OFF[case[0]])
    done = run(data)
    solved = done.market_after.solve(done.after)
    assert solved.found and done.known.fit.found
    change = solved.price / done.known.market.price - 1.0
    same(change, answered(data, "priceDelta_prop"), data["recommended"]["rtol"])


@pytest.mark.parametrize("case", [case for case in CASES if case[1].get("exact_for_0_99_31_objective")], ids=name_of)
def test_least_squares_on_proportional_margins(case: Any) -> None:
    data = case[1]
    exact, done = data["exact_for_0_99_31_objective"], run(data)
    assert done.known.market.demand.sensitivity == pytest.approx(-exact["alpha"], rel=1e-9)
    same(done.known.market.cost, exact["mcPre"], 1e-9)
    kept = np.array(data["inputs"].get("subset") or [True] * len(exact["mcPre"]))
    same(done.market_after.solve(done.after).price, numbers(exact["pricePost"])[kept], 1e-9)


def capped(case: Any) -> bool:
    return "logit.cap" in case[1]["source"]["function"] and "parameters" in case[1]["outputs"]


@pytest.mark.parametrize("case", [case for case in CASES if capped(case)], ids=name_of)
def test_capacities_within_the_accuracy_of_the_package(case: Any) -> None:
    data = case[1]
    market = of_parameters(data)
    solved = market.solve(stakes_of(data["inputs"]["ownerPost"], len(market.products)))
    assert solved.found
    room = 1 - solved.quantity / np.broadcast_to(market.conduct.capacity, solved.quantity.shape)  # type: ignore[attr-defined]
    assert np.all(room >= -1e-9)
    same(solved.price, answered(data, "pricePost"), 1e-5)
