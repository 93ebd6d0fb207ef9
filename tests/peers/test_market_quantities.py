"""Cournot and Stackelberg of the R package antitrust: against the closed form behind the data, and best responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from suitor._core.records import Stakes, replace
from suitor.market import Calibrated, Cournot, Homogeneous, Market, Stackelberg, calibrate, plants
from tests.case_files import load, name_of
from tests.peers.antitrust import numbers, read, stakes_of

CASES = [case for case in load("market") if case[1].get("source", {}).get("function") in ("cournot", "stackelberg")]
TRUE = [case for case in CASES if case[1].get("truth")]
READ = {
    "prices", "quantities", "margins", "ownerPre", "ownerPost", "mktElast", "mcDelta", "capacitiesPre",
    "capacitiesPost", "isLeaderPre", "isLeaderPost", "demand", "cost",
}  # fmt: skip


class Seen(NamedTuple):
    known: Calibrated
    before: Stakes
    after: Stakes
    market_after: Market
    flat: Callable[[Any], np.ndarray]  # a number for each plant and good, or for each plant, as one for each product


def sold(inputs: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units, their plants and their goods; a plant that does not sell a good is no product."""
    table = numbers(inputs["quantities"]).reshape(len(inputs["quantities"]), -1)
    plant, good = np.nonzero(np.isfinite(table))
    return table[plant, good], plant, good


def of_one_kind(inputs: dict[str, Any], name: str, usual: str) -> str:
    kinds = set(np.atleast_1d(inputs.get(name) or usual).tolist())
    if len(kinds) > 1:
        pytest.skip(f"several kinds of {name} in one market")
    return str(kinds.pop())


def seen(case: Any) -> Seen:
    """What we make of a case: costs rise in proportion to output unless it says that they are constant."""
    inputs, function = read(case[1], READ), case[1]["source"]["function"]
    units, plant, good = sold(inputs)

    def flat(values: Any) -> np.ndarray:
        table = numbers(values).reshape(len(inputs["quantities"]), -1)
        return table[plant, good if table.shape[1] > 1 else 0]

    def conduct(when: str) -> Cournot | Stackelberg:
        told = inputs.get(f"capacities{when}") or inputs.get("capacitiesPre")
        capacity = np.inf if told is None else numbers(told)[plant]
        if function == "cournot":
            return Cournot(plant=plant, capacity=capacity)
        return Stackelberg(flat(inputs[f"isLeader{when}"]).astype(bool), plant=plant, capacity=capacity)

    before, after = (stakes_of(inputs[key], len(inputs["quantities"])) for key in ("ownerPre", "ownerPost"))
    told = {
        "products": tuple(map(str, range(len(units)))), "firms": before.firms, "firm": plant,
        "price": np.atleast_1d(numbers(inputs["prices"]))[good], "share": units / units.sum(), "size": units.sum(),
        "margin": flat(inputs["margins"]), "nests": good, "one_sigma": False, "stakes": before,
        "elasticity": {} if inputs.get("mktElast") is None else {"market": inputs["mktElast"]},
        "weights": {"elasticities": 1e5}, "logs": of_one_kind(inputs, "demand", "linear") == "log",
    }  # fmt: skip
    constant = of_one_kind(inputs, "cost", "linear") == "constant"
    known = calibrate("homogeneous", conduct("Pre"), **told) if constant else plants.calibrate(conduct("Pre"), **told)
    dearer = 1.0 + numbers(inputs.get("mcDelta") or np.zeros(len(before.firms)))[plant]
    market, later = known.market, conduct("Post")
    rise: Any = market.conduct.rise  # type: ignore[attr-defined]
    return Seen(
        known,
        before,
        after,
        replace(market, cost=market.cost * dearer, conduct=replace(later, rise=rise * dearer)),
        flat,
    )


@pytest.mark.parametrize("case", TRUE, ids=name_of)
def test_the_line_that_made_the_data_is_recovered(case: Any) -> None:
    truth, it = case[1]["truth"], seen(case)
    market = it.known.market
    assert market.demand.slope == pytest.approx(np.atleast_1d(truth["slope"]), rel=1e-8)
    assert market.demand.intercept == pytest.approx(np.atleast_1d(truth["intercept"]), rel=1e-8)
    if "k" in truth:
        assert np.allclose(1 / market.conduct.rise, it.flat(truth["k"]), rtol=1e-8)
    held = market.solve(it.before)
    assert held.found and np.allclose(held.quantity, it.flat(truth["quantityPre"]), rtol=1e-8)
    solved = it.market_after.solve(it.after)
    assert solved.found
    assert np.allclose(solved.quantity, it.flat(truth["quantityPost"]), rtol=1e-8, atol=1e-8)
    assert np.allclose(solved.price, np.atleast_1d(truth["pricePost"])[market.demand.good], rtol=1e-8)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_observed_quantities_are_an_equilibrium_and_no_plant_gains_by_another(case: Any) -> None:
    it = seen(case)
    known = it.known.market
    held = known.solve(it.before)
    assert held.found
    if len(set(known.conduct.plant)) == len(
        known.products
    ):  # what a plant makes has one cost, whatever its margins say
        assert np.allclose(held.quantity, known.demand.sold, rtol=1e-8)
    market = it.market_after
    solved = market.solve(it.after)
    assert solved.found
    leads = np.broadcast_to(getattr(market.conduct, "leads", False), solved.quantity.shape)
    for product in range(len(market.products)):

        def loss(units: float, product: int = product) -> float:
            trial = solved.quantity.copy()
            trial[product] = units
            trial = followed(market, it.after, trial) if leads[product] else trial
            return -float(it.after.weight[market.firm[product]] @ profit(market, trial))

        most = np.minimum(3 * known.demand.sold.sum(), np.broadcast_to(market.conduct.capacity, solved.quantity.shape))
        best = minimize_scalar(loss, bounds=(0, most[product]), method="bounded", options={"xatol": 1e-11})
        assert best.x == pytest.approx(solved.quantity[product], rel=1e-5, abs=1e-5)
    if leads.any() and not case[1].get("truth"):
        pytest.skip("leaders of the package count followers one by one; ours have no better quantity")


def followed(market: Market, stakes: Stakes, units: np.ndarray) -> np.ndarray:
    """The same with what followers make of it: each answers the others in turn until none moves."""
    conduct: Any = market.conduct
    follows = np.flatnonzero(~conduct.leads)
    most = np.broadcast_to(conduct.capacity, units.shape)
    units = units.copy()
    for _ in range(300):
        was = units.copy()
        for product in follows:

            def gain(more: float, product: int = product) -> float:
                above, below = units.copy(), units.copy()
                above[product], below[product] = more + 1e-4, more - 1e-4
                return float(stakes.weight[market.firm[product]] @ (profit(market, above) - profit(market, below)))

            top = min(most[product], 3 * units.sum())
            units[product] = top if gain(top) > 0 else brentq(gain, 0.0, top, xtol=1e-13) if gain(0.0) > 0 else 0.0
        if np.abs(units - was).max() < 1e-10 * units.sum():
            break
    return units


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


LOGS = [case for case in CASES if case[1]["inputs"].get("demand") == "log" and "parameters" in case[1]["outputs"]]


@pytest.mark.parametrize("case", LOGS, ids=name_of)
def test_constant_elasticity_within_the_accuracy_of_the_package(case: Any) -> None:
    inputs, outputs = case[1]["inputs"], case[1]["outputs"]
    if case[1]["source"]["function"] != "cournot":
        pytest.skip("leaders of the package count followers one by one")
    told = outputs["parameters"]
    units, plant, good = sold(inputs)
    dearer = 1.0 + numbers(inputs.get("mcDelta") or np.zeros(len(units)))[plant]
    rise = dearer / np.array([float(told["mcfunPre"][f"O{place + 1}"]) for place in plant])
    demand = Homogeneous.of(told["intercepts"], told["slopes"], sold=units, good=good, logs=True)
    market = Market.of(tuple(map(str, plant)), demand, Cournot(rise=rise), cost=np.zeros(len(units)))
    solved = market.solve(stakes_of(inputs["ownerPost"], len(units)))
    assert solved.found
    # Its marginal costs carry a barrier of 0.01/q and six printed digits.
    assert np.allclose(solved.quantity, numbers(outputs["quantityPost"])[plant, good], rtol=2e-3)
