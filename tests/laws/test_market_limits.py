"""Products that sell all that can be made: what their margins tell, and what those who move first count on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.market import (
    Bertrand,
    Ces,
    Conjectures,
    Cournot,
    Homogeneous,
    Linear,
    Logit,
    Market,
    NestedLogit,
    Stackelberg,
    Stakes,
    calibrate,
    merged,
    plants,
)  # fmt: skip

FIRMS = ("a", "b", "c")
PLAIN = Stakes.of_firms(FIRMS)
COST = np.array([1.0, 1.2, 0.9])
NESTS = [0, 0, 1]
DEMANDS: dict[str, Any] = {
    "logit": Logit.of([2.0, 2.5, 1.8], sensitivity=1.3, size=100.0),
    "nested_logit": NestedLogit.of([2.0, 2.5, 1.8], sensitivity=1.3, sigma=0.6, nest=NESTS, size=100.0),
    "ces": Ces.of([0.3, 0.5, 0.2], gamma=3.0, budget=100.0),
    "linear": Linear.of([40.0, 50.0, 45.0], [[-9.0, 2.0, 1.0], [2.0, -8.0, 3.0], [1.0, 3.0, -7.0]]),
    "homogeneous": Homogeneous.of(20.0, -0.5, sold=[5.0, 5.0, 5.0]),
}
HOW = {"homogeneous": Cournot}


def shape(demand: Any, price: np.ndarray) -> dict[str, Any]:
    """What else tells this demand system."""
    return {"linear": {"diversion": demand.diversion(price)}, "nested_logit": {"nests": NESTS}}


@pytest.mark.parametrize("name", DEMANDS)
def test_the_margin_of_a_full_product_tells_its_cost_and_nothing_of_demand(name: str) -> None:
    demand, how = DEMANDS[name], HOW.get(name, Bertrand)
    open_to_all = Market.of(FIRMS, demand, how(), cost=COST)
    most = np.array([0.8, 100.0, 100.0]) * open_to_all.solve(PLAIN).quantity
    true = replace(open_to_all, conduct=how(capacity=most))
    seen = true.solve(PLAIN)
    assert seen.found and seen.quantity[0] == pytest.approx(most[0], rel=1e-9)
    total = getattr(demand, "size", getattr(demand, "budget", seen.quantity.sum()))
    share = seen.quantity * (seen.price if name == "ces" else 1.0) / total
    known = calibrate(
        name, how(capacity=most), products=FIRMS, firms=FIRMS, firm=[0, 1, 2], price=seen.price, share=share,
        size=total, share_of="revenue" if name == "ces" else "units", margin=1.0 - COST / seen.price,
        **({} if name == "homogeneous" else shape(demand, seen.price).get(name, {})),
    )  # fmt: skip
    assert known.fit.found and np.allclose(known.market.cost, COST, rtol=1e-8)
    after = merged(PLAIN, ("b", "c"))  # others buy more of a then
    assert np.allclose(known.market.solve(after).price, true.solve(after).price, rtol=1e-8)


def test_one_margin_of_a_full_product_identifies_nothing() -> None:
    known = calibrate(
        "logit", Bertrand(capacity=[30.0, np.inf, np.inf]), products=FIRMS, firms=FIRMS, firm=[0, 1, 2],
        price=[2.0] * 3, share=[0.3, 0.3, 0.2], size=100.0, margin=[0.5, np.nan, np.nan],
    )  # fmt: skip
    assert not known.fit.identified["sensitivity"].any()


def followed(market: Market, units: np.ndarray) -> np.ndarray:
    """What followers make of it, each in turn answering the others on its line until none moves."""
    conduct: Any = market.conduct
    a, b = market.demand.intercept[0], -market.demand.slope[0]  # type: ignore[attr-defined]
    was, units = np.full_like(units, np.nan), units.copy()
    while not np.allclose(units, was, rtol=0.0, atol=1e-12):
        was = units.copy()
        for place in np.flatnonzero(~conduct.leads):
            others = units.sum() - units[place]
            best = (a - market.cost[place] - b * others) / (2.0 * b + conduct.rise[place])
            units[place] = np.clip(best, 0.0, conduct.capacity[place])
    return units


def earns(market: Market, units: np.ndarray) -> np.ndarray:
    conduct: Any = market.conduct
    price = market.demand.inverse(units)[0]  # type: ignore[attr-defined]
    return np.asarray((price - market.cost - 0.5 * conduct.rise * units) * units)


@pytest.mark.parametrize("seed", range(12))
def test_no_leader_gains_by_another_quantity_where_followers_are_full_or_closed(seed: int) -> None:
    draw = np.random.default_rng(seed)
    count = int(draw.integers(3, 6))
    names, leads = tuple(map(str, range(count))), np.arange(count) < draw.integers(1, count)
    most = draw.choice([np.inf, 2.0, 4.0], count)
    most[leads] = np.inf
    conduct = Stackelberg(leads, rise=draw.choice([0.1, 0.5, 1.0], count), capacity=most)
    line = Homogeneous.of(20.0, -draw.uniform(0.3, 1.0), sold=draw.uniform(1.0, 4.0, count))
    market = Market.of(names, line, conduct, cost=draw.uniform(0.5, 6.0, count))
    solved = market.solve(Stakes.of_firms(names))
    if not solved.found:  # leaders may have no quantities that all of them want to keep
        return
    assert np.allclose(followed(market, solved.quantity), solved.quantity, atol=1e-8)
    for leader in np.flatnonzero(leads):
        here = earns(market, solved.quantity)[leader]
        for units in np.linspace(0.0, 2.0 * solved.quantity.sum(), 80):
            trial = solved.quantity.copy()
            trial[leader] = units
            assert earns(market, followed(market, trial))[leader] <= here * (1.0 + 1e-7)


@pytest.mark.parametrize("seed", range(15))
def test_a_leader_counts_on_its_own_followers_and_on_those_it_holds_a_part_of(seed: int) -> None:
    """A merged firm may lead with one plant and follow with another, hold a part of a rival, and care for surplus."""
    draw = np.random.default_rng(seed)
    names, leads = tuple("abcde"), np.array([True, False, True, False, False])
    line = Homogeneous.of(20.0, -0.5, sold=draw.uniform(2.0, 5.0, 5))
    rise = draw.uniform(0.1, 1.0, 5)
    market = Market.of(names, line, Stackelberg(leads, rise=rise), cost=draw.uniform(0.5, 3.0, 5))
    stakes = merged(Stakes.of_firms(names), ("a", "b")) if seed % 3 else Stakes.of_firms(names)
    weight, care = stakes.weight.copy(), np.where(np.arange(5) > 2, draw.uniform(0.0, 0.3), 0.0)
    weight[2, 3], weight[4, 0] = 0.3, 0.2
    solved = market.solve(replace(stakes, weight=weight, care=care))
    assert solved.found and np.all(solved.quantity > 0.0)

    def worth(place: int, units: np.ndarray) -> float:
        return float(weight[place] @ earns(market, units) + care[place] * line.surplus_of(units))

    def best(place: int, units: np.ndarray) -> float:
        """The top of what is a parabola in its own units."""
        at = [np.where(np.arange(5) == place, more, units) for more in (0.0, 1.0, 2.0)]
        none, one, two = (worth(place, trial) for trial in at)
        return (4.0 * one - 3.0 * none - two) / (2.0 * (2.0 * one - none - two))

    def reactions(units: np.ndarray) -> np.ndarray:
        was, units = np.zeros(5), units.copy()
        while not np.allclose(units, was, rtol=0.0, atol=1e-12):
            was = units.copy()
            for place in (1, 3, 4):
                units[place] = best(place, units)
        return units

    assert np.allclose(reactions(solved.quantity), solved.quantity, atol=1e-8)
    for leader in (0, 2):
        trials = [
            np.where(np.arange(5) == leader, more * solved.quantity, solved.quantity) for more in (0.99, 1.0, 1.01)
        ]
        less, here, more = (worth(leader, reactions(trial)) for trial in trials)
        assert here > max(less, more) and abs(more - less) < 1e-6 * abs(here)


def test_leaders_before_full_followers_are_mostly_found() -> None:
    """A leader counts on those who can still answer: found False only where it would rather be far away."""
    found = []
    for seed in range(60):
        draw = np.random.default_rng(seed)
        line = Homogeneous.of(20.0, -0.5, sold=[6.0, 3.0, 3.0])
        conduct = Stackelberg([True, False, False], rise=0.2, capacity=[np.inf, draw.uniform(0.5, 9.0), np.inf])
        market = Market.of(FIRMS, line, conduct, cost=draw.uniform(1.0, 6.0, 3))
        found.append(bool(market.solve(PLAIN).found))
    assert np.mean(found) > 0.9


def test_plants_whose_cost_rises_stand_where_they_were_seen() -> None:
    conduct = Stackelberg([True, False, False], capacity=[np.inf, 5.0, np.inf])
    line = Homogeneous.of(20.0, -0.5, sold=[6.0, 3.0, 3.0])
    true = Market.of(FIRMS, line, replace(conduct, rise=np.array([0.3, 0.2, 0.4])), cost=np.zeros(3))
    seen = true.solve(PLAIN)
    cost, total = np.array([0.3, 0.2, 0.4]) * seen.quantity, seen.quantity.sum()
    known = plants.calibrate(
        conduct, products=FIRMS, firms=FIRMS, firm=[0, 1, 2], price=seen.price, share=seen.quantity / total,
        sold=total, margin=1.0 - cost / seen.price,
    )  # fmt: skip
    assert seen.found and seen.quantity[1] == pytest.approx(5.0)
    assert known.market.demand.slope == pytest.approx([-0.5], rel=1e-8)  # type: ignore[attr-defined]
    assert np.allclose(known.market.solve(PLAIN).quantity, seen.quantity, rtol=1e-8)


def test_of_two_followers_that_merge_the_dearer_closes() -> None:
    """At constant costs only their joint output is told, and so is what it answers a leader."""
    line, names = Homogeneous.of(20.0, -0.5, sold=[8.0, 7.0, 9.0]), ("a", "b", "c")
    market = Market.of(names, line, Stackelberg([True, False, False]), cost=[1.0, 1.2, 0.9])
    joint = market.solve(merged(PLAIN, ("b", "c")))
    alone = Market.of(
        ("a", "c"), Homogeneous.of(20.0, -0.5, sold=[8.0, 9.0]), Stackelberg([True, False]), cost=[1.0, 0.9]
    )
    assert joint.found and joint.quantity[1] == pytest.approx(0.0, abs=1e-9)
    assert np.allclose(joint.quantity[[0, 2]], alone.solve(Stakes.of_firms(("a", "c"))).quantity, rtol=1e-8)


def test_a_leader_with_a_follower_of_its_own_stands_where_it_was_seen() -> None:
    leads = np.array([True, False, False, False])
    known = calibrate(
        "homogeneous", Stackelberg(leads), products=tuple("wxyz"), firms=FIRMS, firm=[0, 0, 1, 2], price=[10.0] * 4,
        share=[0.4, 0.2, 0.25, 0.15], size=100.0, elasticity=-1.3,
    )  # fmt: skip
    held = known.market.solve(PLAIN)
    assert held.found and held.price == pytest.approx([10.0] * 4, rel=1e-8)
    assert held.quantity.sum() == pytest.approx(100.0, rel=1e-8)
    assert np.allclose(held.quantity[2:], [25.0, 15.0], rtol=1e-8)


@pytest.mark.parametrize("conduct", [Cournot(capacity=[10.0, np.inf, np.inf]), Conjectures(0.6, rise=0.1)])
def test_capacities_and_rising_costs_are_of_one_good(conduct: Cournot | Conjectures) -> None:
    market = Market.of(FIRMS, DEMANDS["logit"], conduct, cost=COST)
    with pytest.raises(ValueError, match="of plants that make one good"):
        market.solve(PLAIN)
