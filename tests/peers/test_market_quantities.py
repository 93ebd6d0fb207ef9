"""Cournot and Stackelberg of the R package antitrust: against the closed form behind the data, and best responses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from suitor._core.records import Stakes, replace
from suitor.market import Calibrated, Cournot, Homogeneous, Market, Stackelberg, calibrate
from suitor.market.conduct.cournot import rising
from tests.case_files import load, name_of
from tests.peers.antitrust import numbers, stakes_of

CASES = [case for case in load("market") if case[1].get("source", {}).get("function") == "cournot"]
LINE = [case for case in CASES if case[1]["inputs"].get("demand", "linear") == "linear"]


def sold(inputs: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units, their plants and their goods; a plant that does not sell a good is no product."""
    table = numbers(inputs["quantities"]).reshape(len(inputs["quantities"]), -1)
    plant, good = np.nonzero(np.isfinite(table))
    return table[plant, good], plant, good


def known_of(inputs: dict[str, Any]) -> tuple[Calibrated, Stakes, Stakes, np.ndarray]:
    units, plant, good = sold(inputs)
    before, after = (stakes_of(inputs[key], len(inputs["quantities"])) for key in ("ownerPre", "ownerPost"))
    price = np.atleast_1d(numbers(inputs["prices"]))[good]
    margin = numbers(inputs["margins"]).reshape(len(before.firms), -1)[plant, good]
    elasticity = {} if inputs.get("mktElast") is None else {"market": inputs["mktElast"]}
    known = calibrate(
        "homogeneous", Cournot(plant=plant), products=tuple(map(str, range(len(units)))),
        firms=before.firms, firm=plant, price=price, share=units / units.sum(), size=units.sum(), margin=margin,
        nests=good, stakes=before, elasticity=elasticity, weights={"elasticities": 1e5},
    )  # fmt: skip
    change = numbers(inputs.get("mcDelta") or np.zeros(len(before.firms)))
    return known, before, after, change[plant]


def cheaper(market: Market, change: np.ndarray) -> Market:
    conduct: Any = market.conduct
    return replace(market, cost=market.cost * (1 + change), conduct=replace(conduct, rise=conduct.rise * (1 + change)))


@pytest.mark.parametrize("case", [case for case in LINE if case[1].get("truth")], ids=name_of)
def test_the_line_that_made_the_data_is_recovered(case: Any) -> None:
    inputs, truth = case[1]["inputs"], case[1]["truth"]
    known, before, after, change = known_of(inputs)
    market = rising(known.market)
    assert market.demand.slope[0] == pytest.approx(truth["slope"], rel=1e-8)
    assert market.demand.intercept[0] == pytest.approx(truth["intercept"], rel=1e-8)
    assert np.allclose(1 / market.conduct.rise, truth["k"], rtol=1e-8)
    held = market.solve(before)
    assert held.found and np.allclose(held.quantity, truth["quantityPre"], rtol=1e-8)
    solved = cheaper(market, change).solve(after)
    assert solved.found
    assert np.allclose(solved.quantity, truth["quantityPost"], rtol=1e-8)
    assert np.allclose(solved.price, truth["pricePost"], rtol=1e-8)


@pytest.mark.parametrize("case", LINE, ids=name_of)
def test_observed_quantities_are_an_equilibrium_and_no_plant_gains_by_another(case: Any) -> None:
    known, before, after, change = known_of(case[1]["inputs"])
    market = rising(known.market)
    if np.unique(np.round(known.market.cost, 9)).size == len(np.unique(market.firm)):
        assert np.allclose(market.solve(before).quantity, market.demand.sold, rtol=1e-8)
    changed = cheaper(market, change)
    solved = changed.solve(after)
    assert solved.found
    for product in range(len(market.products)):

        def loss(units: float, product: int = product) -> float:
            trial = solved.quantity.copy()
            trial[product] = units
            return -float(after.weight[market.firm[product]] @ profit(changed, trial))

        best = minimize_scalar(
            loss, bounds=(0, 3 * market.demand.sold.sum()), method="bounded", options={"xatol": 1e-11}
        )
        assert best.x == pytest.approx(solved.quantity[product], rel=1e-5, abs=1e-5)


def profit(market: Market, units: np.ndarray) -> np.ndarray:
    demand: Any = market.demand
    conduct: Any = market.conduct
    plant = np.arange(len(units)) if conduct.plant is None else conduct.plant
    output = units @ np.equal.outer(plant, plant).astype(float)
    cost = market.cost + 0.5 * conduct.rise * output
    return market.by_firm((demand.inverse(units)[0] - cost) * units)


def test_a_stackelberg_leader_has_no_better_quantity_once_followers_react() -> None:
    demand = Homogeneous.of(20.0, -0.5, sold=[5.0, 4.0, 4.0, 3.0])
    conduct = Stackelberg(leads=[True, True, False, False], rise=np.array([0.5, 0.2, 1.0, 0.4]))
    market = Market.of(("a", "b", "c", "d"), demand, conduct, cost=[1.0, 2.0, 1.0, 1.5])
    stakes = Stakes.of_firms(market.firms)
    solved = market.solve(stakes)
    assert solved.found

    def followers(leaders: np.ndarray) -> np.ndarray:
        units = np.concatenate([leaders, solved.quantity[2:]])
        for _ in range(500):  # best responses, damped: slow, and nothing like the solver
            for place in (2, 3):
                others = units.sum() - units[place]
                top = 20.0 - 0.5 * others - market.cost[place]
                units[place] = 0.5 * units[place] + 0.5 * max(top / (1.0 + conduct.rise[place]), 0.0)
        return units

    for leader in (0, 1):

        def loss(units: float, leader: int = leader) -> float:
            trial = solved.quantity[:2].copy()
            trial[leader] = units
            return -float(profit(market, followers(trial))[leader])

        best = minimize_scalar(loss, bounds=(0.0, 20.0), method="bounded", options={"xatol": 1e-9})
        assert best.x == pytest.approx(solved.quantity[leader], rel=1e-5)


def test_a_plant_stops_at_its_capacity() -> None:
    demand = Homogeneous.of(20.0, -0.5, sold=[5.0, 5.0])
    market = Market.of(("a", "b"), demand, Cournot(capacity=np.array([4.0, np.inf])), cost=[1.0, 1.0])
    solved = market.solve(Stakes.of_firms(market.firms))
    assert solved.found
    assert np.allclose(solved.quantity, [4.0, 19.0 / (2 * 0.5) - 2.0])


@pytest.mark.parametrize("case", [case for case in CASES if case not in LINE], ids=name_of)
def test_constant_elasticity_within_the_accuracy_of_the_package(case: Any) -> None:
    inputs, outputs = case[1]["inputs"], case[1]["outputs"]
    told = outputs["parameters"]
    units, plant, good = sold(inputs)
    rise = 1 / np.array([float(told["mcfunPre"][f"O{place + 1}"]) for place in plant])
    demand = Homogeneous.of(told["intercepts"], told["slopes"], sold=units, good=good, logs=True)
    market = Market.of(tuple(map(str, plant)), demand, Cournot(rise=rise), cost=np.zeros(len(units)))
    after = stakes_of(inputs["ownerPost"], len(units))
    solved = cheaper(market, numbers(inputs.get("mcDelta") or np.zeros(len(units)))).solve(after)
    assert solved.found
    # Its marginal costs carry a barrier of 0.01/q and six printed digits.
    assert np.allclose(solved.quantity, numbers(outputs["quantityPost"])[plant, good], rtol=2e-3)
