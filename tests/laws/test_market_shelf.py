"""What every demand system on the shelf keeps by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor._core.records import replace
from suitor._core.solve import slopes
from suitor.market import (
    Aids,
    Bertrand,
    Ces,
    Demand,
    GeneralisedNestedLogit,
    Linear,
    Logit,
    LogLinear,
    Market,
    NestedCes,
    NestedLogit,
    RandomCoefficients,
    Stakes,
    conducts,
    demands,
)  # fmt: skip
from suitor.market.logs import _conditions, _sellers

VALUE = np.array([2.0, 2.5, 1.8, 2.2])
NEST = np.array([0, 0, 1, 1])
CLOSE = 0.3 * np.ones((4, 4)) - 2.4 * np.eye(4)
SHARES = np.array([0.2, 0.3, 0.1, 0.4])
PULL = 0.6 * (np.outer(SHARES, SHARES) - np.diag(SHARES))
DEMANDS: dict[str, Demand] = {
    "logit": Logit.of(VALUE, sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of(VALUE, sensitivity=1.0, sigma=[0.6, 0.8], nest=NEST, size=100.0),
    "generalised_nested_logit": GeneralisedNestedLogit.of(
        VALUE, sensitivity=1.0, allocation=[[0.5, 0.5], [1, 0], [0, 1], [0, 0]], dissimilarity=[0.6, 0.7], size=100.0
    ),
    "random_coefficients": RandomCoefficients.of(
        np.outer([0.8, 1.0, 1.2], VALUE), sensitivity=[0.7, 1.0, 1.4], weight=[0.3, 0.4, 0.3], size=100.0
    ),
    "ces": Ces.of(VALUE, gamma=3.0, budget=100.0),
    "nested_ces": NestedCes(VALUE, np.array(3.0), np.array([0.6, 0.8]), NEST, np.array(100.0)),
    "linear": Linear.of([10.0] * 4, CLOSE),
    "log_linear": LogLinear.of([3.0] * 4, CLOSE),
    "aids": Aids(SHARES, PULL, np.array(-1.2), np.array(100.0)),
}
QUASILINEAR = [kind for kind in DEMANDS if kind != "log_linear"]
PRICE = np.array([1.5, 1.8, 1.3, 1.6])


def market(kind: str, conduct: Any = None) -> Market:
    return Market.of(tuple("abcd"), DEMANDS[kind], conduct or Bertrand(), cost=[1.0, 1.2, 0.9, 1.1], price=PRICE)


def test_the_shelves_hold_what_their_folders_hold() -> None:
    assert set(DEMANDS) | {"homogeneous"} == set(demands)
    assert {"bertrand", "cournot", "stackelberg", "second_score", "bargaining"} <= set(conducts)
    assert all(demands[name].__name__.lower() == name.replace("_", "") for name in demands)
    with pytest.raises(KeyError, match="it has"):
        demands["cobweb"]


@pytest.mark.parametrize("kind", DEMANDS)
def test_slopes_are_those_of_quantity(kind: str) -> None:
    demand = DEMANDS[kind]
    assert np.allclose(demand.slopes(PRICE), slopes(demand.quantity, PRICE), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("kind", ["log_linear", "aids"])
def test_conditions_in_logs_are_those_in_prices(kind: str) -> None:
    start = market(kind)
    weight = np.array([[1.0, 0.3, 0, 0], [0, 1.0, 0, 0.4], [0, 0, 1, 0], [0.1, 0, 0, 1.0]])
    stakes = replace(
        Stakes.of_firms(start.firms), weight=weight, care=np.array([0, 0.1, 0, 0.2]), volume=np.array([0.1, 0, 0, 0])
    )
    solved, many = (
        start.solve(stakes),
        replace(stakes, weight=weight[None], care=stakes.care[None], volume=stakes.volume[None]),
    )
    assert solved.found

    def conditions(logs: Any) -> Any:
        demand = start.demand.side_by_side(1)
        value, size, slope = _conditions(demand, _sellers(start, many, 1), logs[..., None])
        return value[..., 0], size[..., 0], slope()[..., 0]

    demand, firm = start.demand, np.arange(4)
    pull, owned = demand.slopes(PRICE).T, np.diag(stakes.volume)
    gain = (1 - stakes.care) * demand.quantity(PRICE) + ((weight * (PRICE - start.cost) + owned) * pull).sum(-1)
    gain = gain / np.abs(pull[firm, firm]) / PRICE
    value, size, _ = conditions(np.log(PRICE))
    assert np.allclose(value / size, gain, rtol=1e-12)
    at = np.log(solved.price)
    turned = slopes(lambda logs: np.stack([conditions(one)[0] for one in logs]), at)
    assert np.allclose(conditions(at)[2], turned, rtol=1e-10, atol=1e-10)


def test_straight_demand_bends_nowhere() -> None:
    demand: Any = DEMANDS["linear"]
    held = np.arange(16.0).reshape(4, 4) - 3.0
    pulled = lambda price: (held * np.swapaxes(demand.slopes(price), -1, -2)).sum(-1)  # noqa: E731
    assert np.allclose(demand.bend(PRICE, held), slopes(pulled, PRICE), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("kind", QUASILINEAR)
def test_a_dearer_product_costs_its_buyers_what_they_buy(kind: str) -> None:
    demand = DEMANDS[kind]
    lost = slopes(lambda price: demand.surplus(price)[..., None], PRICE)[0]
    assert np.allclose(lost, -demand.quantity(PRICE), rtol=1e-12)


@pytest.mark.parametrize("kind", [kind for kind in QUASILINEAR if "ces" not in kind and kind != "aids"])
def test_quasilinear_demand_has_symmetric_slopes(kind: str) -> None:
    slope = DEMANDS[kind].slopes(PRICE)
    if kind != "random_coefficients":  # buyers there differ in what money is worth
        assert np.allclose(slope, slope.T, rtol=1e-12)
    assert np.all(np.diagonal(slope) < 0)


LEFT = [kind for kind in DEMANDS if kind not in ("linear", "log_linear", "aids")]
GONE = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1]], dtype=bool)


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_lost_when_products_go_is_the_difference_of_two_wholes(kind: str) -> None:
    ours, wholes = DEMANDS[kind].lost(PRICE, GONE), Demand.lost(DEMANDS[kind], PRICE, GONE)
    assert all(np.allclose(mine, whole, rtol=1e-11, atol=1e-12) for mine, whole in zip(ours, wholes))


def test_a_nested_product_that_few_buy_is_missed_in_proportion_to_them() -> None:
    rare = NestedLogit.of([-28.0, 2.0, 1.8, 2.2], sensitivity=2.0, sigma=[0.6, 0.8], nest=NEST, size=100.0)
    bought = rare.quantity(PRICE)[0]
    units, surplus = rare.lost(PRICE, GONE[:1])
    assert bought < 1e-12 and np.isclose(surplus[0], 0.6 / 2.0 * bought, rtol=1e-9)
    assert np.isclose(units[0, 0], bought, rtol=1e-12) and units[0, 1:].sum() > -bought


@pytest.mark.parametrize("kind", DEMANDS)
def test_interests_in_ratio_are_what_counts(kind: str) -> None:
    start = market(kind)
    weight = np.array([[0.3, 0.06, 0, 0], [0, 2.0, 0, 0.4], [0, 0, 1, 0], [0.1, 0, 0, 0.5]])
    stakes = replace(Stakes.of_firms(start.firms), weight=weight)
    scaled = replace(stakes, weight=weight / np.diagonal(weight)[:, None])
    assert np.allclose(start.solve(stakes).price, start.solve(scaled).price, rtol=1e-9)


@pytest.mark.parametrize("count", [1, 7])
def test_draws_are_solved_as_if_alone(count: int) -> None:
    rng = np.random.default_rng(5)
    value = VALUE + rng.normal(0, 0.5, (count, 4))
    for kind in ("logit", "nested_logit"):
        many = replace(market(kind), demand=replace(DEMANDS[kind], value=value))  # type: ignore[type-var]
        stakes = Stakes.of_firms(many.firms)
        solved = many.solve(stakes)
        for draw in range(count):
            one = many.take((count,), np.array([draw])).solve(stakes)
            assert np.allclose(one.price[0], solved.price[draw], rtol=1e-12)
