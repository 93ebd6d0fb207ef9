"""Results of PyBLP itself, taken over: its shares, costs and prices after a merger come back from our solver."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.market import merged
from suitor.market.pyblp import from_pyblp

MODELS = ["logit", "nested", "crowd"]


def data() -> dict[str, Any]:
    """Six products of three firms in each of forty markets, their prices moved by a cost the buyers do not see."""
    rng = np.random.default_rng(5)
    markets, each = 40, 6
    count = markets * each
    x, w, xi = (rng.normal(size=count) for _ in range(3))
    price = 1.5 + 0.3 * w + 0.1 * xi + 0.1 * rng.uniform(size=count)
    weight = np.exp(0.5 - 1.5 * price + 0.5 * x + 0.3 * xi).reshape(markets, each)
    share = weight / (1 + weight.sum(-1, keepdims=True))
    return {
        "market_ids": np.repeat(np.arange(markets), each),
        "product_ids": np.tile(np.arange(each), markets),
        "firm_ids": np.tile([1, 1, 2, 2, 3, 3], markets),
        "nesting_ids": np.tile(["a", "b"] * 3, markets),
        "prices": price,
        "shares": share.ravel(),
        "x": x,
        "demand_instruments0": w,
        "demand_instruments1": w**2,
    }


@pytest.fixture(scope="module", params=MODELS)
def results(request: pytest.FixtureRequest) -> Any:
    pyblp = pytest.importorskip("pyblp")
    pyblp.options.verbose = False
    products = data()
    linear = pyblp.Formulation("1 + prices + x")
    if request.param != "nested":
        products.pop("nesting_ids")
    fixed: dict[str, Any] = {"method": "1s"}
    if request.param == "nested":
        return pyblp.Problem(linear, products).solve(rho=0.4, optimization=pyblp.Optimization("return"), **fixed)
    if request.param == "logit":
        return pyblp.Problem(linear, products).solve(**fixed)
    crowd = pyblp.Problem(
        (linear, pyblp.Formulation("1 + prices + x")), products, integration=pyblp.Integration("product", 3)
    )
    return crowd.solve(sigma=np.diag([0.5, 0.2, 0.4]), optimization=pyblp.Optimization("return"), **fixed)


@pytest.mark.filterwarnings("ignore")  # of PyBLP's own
def test_shares_costs_and_merger_prices_come_back(results: Any) -> None:
    products = results.problem.products
    costs = results.compute_costs()
    after = np.where(products.firm_ids == 2, 1, products.firm_ids)
    changed = results.compute_prices(firm_ids=after, costs=costs)
    for name, (market, stakes) in from_pyblp(results).items():
        rows = products.market_ids.ravel() == name
        assert np.allclose(market.demand.quantity(market.price), products.shares[rows].ravel(), rtol=1e-9)
        assert np.allclose(market.cost, costs[rows].ravel(), rtol=1e-9)
        solved = market.solve(merged(stakes, ("1", "2")))
        assert solved.found
        assert np.allclose(solved.price, changed[rows].ravel(), rtol=1e-8)


def stub(**changed: Any) -> Any:
    """What is read of results, for two products of two firms; the first silently holds 30% of the second."""
    products = SimpleNamespace(
        market_ids=np.array([["t"], ["t"]]), firm_ids=np.array([[7], [9]]), prices=np.array([[1.0], [1.2]]),
        ownership=np.array([[1.0, 0.3], [0.0, 1.0]]),
    )  # fmt: skip
    told = {
        "problem": SimpleNamespace(products=products), "beta": np.array([[0.5], [-2.0]]),
        "beta_labels": ["1", "prices"], "sigma": np.empty((0, 0)), "sigma_labels": [], "pi": np.empty((0, 0)),
        "rho": np.empty((0, 1)), "delta": np.array([[0.1], [-0.2]]),
    }  # fmt: skip
    return SimpleNamespace(**told | changed)


def test_partial_owners_come_along_and_explain_the_observed_prices() -> None:
    market, stakes = from_pyblp(stub())["t"]
    assert market.firms == ("7", "9") and stakes.weight.tolist() == [[1.0, 0.3], [0.0, 1.0]]
    solved = market.solve(stakes)
    assert solved.found and np.allclose(solved.price, [1.0, 1.2], rtol=1e-9)
    alone = market.solve(replace(stakes, weight=np.eye(2)))
    assert alone.price[0] < 1.0


def test_costs_may_be_given() -> None:
    market, _ = from_pyblp(stub(), costs=[0.4, 0.5])["t"]
    assert market.cost.tolist() == [0.4, 0.5]


@pytest.mark.parametrize("labels", [["1", "log(prices)"], ["prices", "prices*x"]])
def test_prices_in_another_form_are_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="prices in levels"):
        from_pyblp(stub(beta_labels=labels))
