"""The quick ways of the market room lead where the general ones lead."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from suitor._core.linear import eliminate
from suitor._core.records import replace
from suitor.market import Bertrand, Logit, Market, NestedLogit, Stakes, alone, calibrate, demands, merged
from suitor.market.floors import settle
from suitor.market.groups import Groups
from suitor.market.observed import observe

COUNT = 40
KINDS = ["logit", "ces", "nested_logit", "linear", "log_linear", "aids"]


def seen(kind: str) -> dict[str, Any]:
    """Two products each of three firms, with margins that no parameters reproduce exactly."""
    rng = np.random.default_rng(3)
    weight = rng.uniform(0.5, 1.5, (COUNT, 6))
    inside = 1.0 if kind in ("linear", "log_linear", "aids") else rng.uniform(0.5, 0.9, (COUNT, 1))
    nests = {"nests": tuple("xyxyxx")} if kind == "nested_logit" else {}
    return {
        "products": tuple("abcdef"),
        "firms": tuple("xyz"),
        "firm": [0, 0, 1, 1, 2, 2],
        "price": rng.uniform(1.0, 2.0, (COUNT, 6)),
        "share": weight / weight.sum(-1, keepdims=True) * inside,
        "margin": rng.uniform(0.3, 0.45, (COUNT, 6)),
        "weights": {"margins": np.linspace(0.5, 1.5, 6)},
        **nests,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_margins_alone_tell_what_the_general_search_finds(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = calibrate(kind, "bertrand", **seen(kind))
    monkeypatch.setattr(alone, "fits", lambda *_: False)
    slow = calibrate(kind, "bertrand", **seen(kind))
    both = quick.fit.found & slow.fit.found
    assert quick.fit.found.mean() >= slow.fit.found.mean() > 0.5
    # A sum of squares is flat at its least: the general search knows its margins to about the root of rounding.
    assert np.allclose(quick.fit.margin[both], slow.fit.margin[both], rtol=1e-6, atol=1e-7)
    assert quick.fit.pinned == slow.fit.pinned


PARAMETERS: dict[str, Any] = {
    "ces": {"excess": 2.5},
    "nested_logit": {"sigma": [0.3, 0.7]},
    "aids": {"steepness": 0.4, "market": 1.2},
}


@pytest.mark.parametrize("kind", PARAMETERS)
def test_margins_that_parameters_reproduce_tell_them_in_one_step(kind: str) -> None:
    data = {name: value for name, value in seen(kind).items() if name in ("products", "price", "share", "nests")}
    closed = {"to": "revenue", "closed": True} if kind == "aids" else {}
    made = observe(margin=np.nan, one_sigma=False, **data, **closed)
    known = {name: np.broadcast_to(np.array(x), (COUNT, *np.shape(x))) for name, x in PARAMETERS[kind].items()}
    margins, near = demands[kind].alone(made.take(slice(None)), Groups([0, 0, 1, 1, 2, 2]))
    told = near(7.0 * margins(**known)[0] if kind == "nested_logit" else margins(**known)[0], 1.0)
    assert all(np.allclose(told[name], x, rtol=1e-9) for name, x in known.items())


def dominated(nested: bool) -> Market:
    """Markets in which one product may have nearly all buyers."""
    rng = np.random.default_rng(4)
    value = rng.normal(1.0, 1.0, (COUNT, 6)) + np.array([8.0, 0, 0, 0, 0, 0]) * (rng.random((COUNT, 1)) < 0.3)
    one = np.ones(COUNT)
    demand = NestedLogit.of(value, sensitivity=one, sigma=[0.4, 0.9], nest=[0, 1, 0, 1, 0, 0], size=10.0 * one)
    plain = Logit.of(value, sensitivity=one, size=10.0 * one)
    return Market.of(
        tuple("abcdef"), demand if nested else plain, Bertrand(), cost=rng.uniform(0.5, 1.5, (COUNT, 6)),
        sellers=tuple("xxyyzz"),
    )  # fmt: skip


@pytest.mark.parametrize("nested", [False, True], ids=["logit", "nested logit"])
def test_owners_price_as_the_general_conditions_say(nested: bool) -> None:
    market = dominated(nested)
    for stakes in (Stakes.of_firms(market.firms), merged(Stakes.of_firms(market.firms), ("x", "z"))):
        quick, slow = market.solve(stakes), settle(market, stakes)
        assert quick.found.all() and slow.found.all()
        assert np.allclose(quick.price, slow.price, rtol=1e-9)
        for name in ("quantity", "profit", "surplus"):
            assert np.allclose(getattr(quick, name), getattr(slow, name), rtol=1e-7)


def test_costs_below_nothing_do_not_make_any_price_right() -> None:
    """A miss is held against the size of prices, which a subsidy can put on either side of nothing."""
    rng = np.random.default_rng(6)
    value, cost, one = rng.normal(0.2, 0.4, (200, 12)), rng.uniform(-0.02, 0.15, (200, 12)), np.ones(200)
    demand = NestedLogit.of(value, sensitivity=30.0 * one, sigma=[0.1], nest=[0] * 12, size=one)
    market = Market.of(tuple("abcdefghijkl"), demand, Bertrand(), cost=cost, price=cost, sellers=tuple("uuvvwwxxyyzz"))
    stakes = Stakes.of_firms(market.firms)
    solved = market.solve(stakes)
    miss = market.conduct.markup(market, solved.price, stakes) - (solved.price - cost)
    assert (cost < 0).any() and solved.found.all()
    assert np.all(solved.residual >= 0.0) and np.abs(miss).max() <= 1e-9


def test_small_systems_are_solved_draw_beside_draw() -> None:
    rng = np.random.default_rng(5)
    matrix, vector = rng.normal(size=(5, 5, 7)) + 6.0 * np.eye(5)[..., None], rng.normal(size=(5, 7))
    exact = np.linalg.solve(np.moveaxis(matrix, -1, 0), vector.T[..., None])[..., 0].T
    assert np.allclose(eliminate(matrix.copy(), vector.copy()), exact, rtol=1e-11)


def test_memory_on_the_way_does_not_grow_with_markets() -> None:
    def beyond(count: int) -> float:
        market = Market.of(
            tuple("abcd"), Logit.of(np.ones((count, 4)), sensitivity=np.ones(count), size=np.ones(count)), Bertrand(),
            cost=np.ones((count, 4)),
        )  # fmt: skip
        tracemalloc.start()
        solved = market.solve(Stakes.of_firms(market.firms))
        held, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert solved.found.all()
        return peak - held

    assert beyond(400_000) < 1.5 * beyond(100_000)


def test_a_market_alone_is_as_one_of_many() -> None:
    market = dominated(True)
    stakes = Stakes.of_firms(market.firms)
    many = market.solve(stakes)
    demand: Any = market.demand.take((COUNT,), 3)
    alone_there = replace(market, demand=demand, cost=market.cost[3], price=market.price[3]).solve(stakes)
    assert np.allclose(alone_there.price, many.price[3], rtol=1e-12)


@pytest.mark.parametrize("reach", [5.0, 60.0])
def test_one_owner_of_all_nests_has_one_markup_however_much_it_sells(reach: float) -> None:
    """αμ = 1/(1 − S) of every product, also where all but the last e^-60 of buyers would buy at today's prices."""
    value = np.array([0.0, -0.3, 0.4, -2.0]) + reach
    demand = NestedLogit.of(value, sensitivity=1.0, sigma=[0.2, 0.6], nest=[0, 0, 1, 1])
    market = Market.of(tuple("abcd"), demand, Bertrand(), cost=np.zeros(4), sellers=("one",) * 4, price=np.full(4, 0.3))
    solved = market.solve(Stakes.of_firms(market.firms))
    assert solved.found
    assert np.ptp(solved.price) <= 1e-12 * solved.price.max()
    assert np.isclose(solved.price[0] * (1.0 - demand.share(solved.price).sum()), 1.0, rtol=1e-10)
