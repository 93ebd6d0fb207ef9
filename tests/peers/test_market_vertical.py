"""Vertical chains: mergersim's first-order conditions solved to 1e-11, and antitrust's calibrated chains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor._core.records import Stakes, replace
from suitor.market import GeneralisedNestedLogit, Logit, Market, NestedLogit, merged
from suitor.market.conduct.vertical import Vertical
from tests.case_files import load, name_of
from tests.peers.antitrust import numbers, read

CASES = load("market")
MERGERSIM = [case for case in CASES if "own_down_pre" in case[1].get("inputs", {})]
ANTITRUST = [case for case in CASES if case[1].get("source", {}).get("function") == "vertical.barg"]


GIVEN = {
    "alpha", "delta", "cost_r", "cost_w", "own_down_pre", "own_down_post", "own_up_pre", "own_up_post", "lambda", "mu",
    "nest_allocation",
}  # fmt: skip
READ = {
    "sharesDown", "pricesDown", "marginsDown", "ownerPreDown", "ownerPostDown", "pricesUp", "marginsUp", "ownerPreUp",
    "ownerPostUp", "nests", "supplyDown", "insideSize",
}  # fmt: skip


def firms_of(*owners: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for owner in owners for name in owner))


def solve(market: Market, down: list[str], up: list[str]) -> Any:
    """The chain when products are retailed and supplied by these firms; a firm may do both."""
    firms = firms_of(down, up)
    conduct: Any = market.conduct
    place = np.array([firms.index(name) for name in up])
    moved = replace(
        market,
        firms=firms,
        firm=np.array([firms.index(name) for name in down]),
        conduct=replace(conduct, supplier=place),
    )
    return moved.conduct.chain(moved, Stakes.of_firms(firms))


@pytest.mark.parametrize("case", MERGERSIM, ids=name_of)
def test_both_prices_before_and_after(case: Any) -> None:
    inputs, theirs = read(case[1], GIVEN), case[1]["outputs"]
    demand: Any = Logit.of(inputs["delta"], sensitivity=-inputs["alpha"])
    if inputs.get("nest_allocation"):
        demand = GeneralisedNestedLogit.of(
            inputs["delta"],
            sensitivity=-inputs["alpha"],
            allocation=inputs["nest_allocation"],
            dissimilarity=inputs["mu"],
        )
    power = 1.0 - inputs["lambda"]  # the supplier's there
    chain = Vertical(supplier=np.arange(len(demand.value)), supply_cost=numbers(inputs["cost_w"]), power=power)
    names = tuple(str(place) for place in range(len(demand.value)))
    market = Market.of(names, demand, chain, cost=inputs["cost_r"], price=theirs["down_pricePre"])
    for when in ("pre", "post"):
        found = solve(market, inputs[f"own_down_{when}"], inputs[f"own_up_{when}"])
        assert found.retail.found
        assert np.allclose(found.retail.price, theirs[f"down_price{when.title()}"], rtol=1e-8)
        assert np.allclose(found.wholesale, theirs[f"up_price{when.title()}"], rtol=1e-8)


@pytest.mark.parametrize("case", ANTITRUST, ids=name_of)
def test_a_chain_calibrated_to_margins(case: Any) -> None:
    inputs, outputs = read(case[1], READ), case[1]["outputs"]
    if inputs.get("supplyDown", "bertrand") != "bertrand":
        pytest.skip(f"retailers compete by {inputs['supplyDown']}")
    told = outputs["parameters"]
    value = numbers(told["meanval"]) - told["alpha"] * (inputs.get("priceOutside") or 0.0)
    demand: Logit | NestedLogit = Logit.of(value, sensitivity=-told["alpha"])
    if inputs.get("nests") is not None:
        demand = NestedLogit.of(value, sensitivity=-told["alpha"], sigma=told["sigma"], nest=inputs["nests"])
    power = 1.0 - numbers(told["bargpower"])
    up, down = numbers(told["mcUpPre"]), numbers(told["mcDownPre"])
    chain = Vertical(supplier=np.arange(len(up)), supply_cost=up, power=power)
    names = tuple(str(place) for place in range(len(up)))
    market = Market.of(names, demand, chain, cost=down, price=inputs["pricesDown"])
    before = solve(market, inputs["ownerPreDown"], inputs["ownerPreUp"])
    assert before.retail.found
    assert np.allclose(before.retail.price, inputs["pricesDown"], rtol=2e-6)  # its parameters carry ten digits
    after = solve(market, inputs["ownerPostDown"], inputs["ownerPostUp"])
    assert after.retail.found
    assert np.allclose(after.retail.price, numbers(outputs["down_pricePost"]), rtol=2e-6)


def test_a_vertical_merger_is_a_merger_of_stakes() -> None:
    demand = Logit.of([1.0, 1.2, 0.8, 1.1], sensitivity=1.0)
    firms = ("R1", "R2", "W1", "W2")
    chain = Vertical(supplier=np.array([2, 3, 2, 3]), supply_cost=np.full(4, 0.2))
    market = Market(
        tuple("abcd"), firms, np.array([0, 0, 1, 1]), demand, chain, np.full(4, 0.1), np.zeros(4, bool), np.full(4, 2.0)
    )
    joined = chain.chain(market, merged(Stakes.of_firms(firms), ("R1", "W1")))
    assert joined.retail.found
    assert joined.wholesale[0] == pytest.approx(0.2)  # its own input moves at cost
    again = solve(market, ["V", "V", "R2", "R2"], ["V", "W2", "V", "W2"])
    assert np.allclose(joined.retail.price, again.retail.price, rtol=1e-8)
