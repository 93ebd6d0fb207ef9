"""The R package mergersim 0.2.0: equilibria of known parameters, solved to 1e-11 on its own first-order conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor.market import Bargaining, Bertrand, Conduct, GeneralisedNestedLogit, Logit, Market, SecondScore
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
