"""Conducts between competing and acting as one: what they are at their ends, best responses, and what margins tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from suitor._core.records import Equilibrium, replace
from suitor.market import (
    Aids,
    Bargaining,
    Bertrand,
    Calibrated,
    Conjectures,
    Cournot,
    Homogeneous,
    Logit,
    Market,
    NestedLogit,
    PartialCollusion,
    Stackelberg,
    Stakes,
    calibrate,
    merged,
)  # fmt: skip

FIRMS = ("a", "b", "c")
PLAIN = Stakes.of_firms(FIRMS)
COST = np.array([1.0, 1.2, 0.9])
SHARES = np.array([0.3, 0.5, 0.2])
DEMANDS: dict[str, Any] = {
    "logit": Logit.of([2.0, 2.5, 1.8], sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of([2.0, 2.5, 1.8], sensitivity=1.0, sigma=0.6, nest=[0, 0, 1], size=100.0),
    "aids": Aids(SHARES, 0.9 * (np.outer(SHARES, SHARES) - np.diag(SHARES)), np.array(-1.2), np.array(100.0)),
}
BASES = {"prices": Bertrand(), "quantities": Cournot()}


def market(kind: str, conduct: Any) -> Market:
    return Market.of(FIRMS, DEMANDS[kind], conduct, cost=COST)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("kind", ["logit", "nested_logit"])
def test_a_coalition_lies_between_competition_and_joint_profit(kind: str, base: str) -> None:
    def at(theta: float) -> Equilibrium:
        solved = market(kind, PartialCollusion(theta, base=BASES[base])).solve(PLAIN)
        assert solved.found
        return solved

    apart = market(kind, BASES[base]).solve(PLAIN)
    joint = market(kind, BASES[base]).solve(merged(PLAIN, FIRMS))
    assert np.allclose(at(0.0).price, apart.price, rtol=1e-10) and np.allclose(at(1.0).price, joint.price, rtol=1e-8)
    rising = np.array([at(theta).price for theta in (0.0, 0.3, 0.6, 1.0)])
    assert np.all(np.diff(rising, axis=0) > 0)


@pytest.mark.parametrize("kind", DEMANDS)
def test_no_member_gains_by_another_price(kind: str) -> None:
    conduct = PartialCollusion(0.4, members=("a", "b"))
    start = market(kind, conduct)
    solved = start.solve(PLAIN)
    assert solved.found
    counts = np.array([[1.0, 0.4, 0.0], [0.4, 1.0, 0.0], [0.0, 0.0, 1.0]])  # c is outside the coalition
    for firm in range(3):

        def loss(price: float, firm: int = firm) -> float:
            return -float(counts[firm] @ start.profit(np.where(np.arange(3) == firm, price, solved.price)))

        top = 1.5 * solved.price[firm]
        best = minimize_scalar(loss, bounds=(COST[firm], top), method="bounded", options={"xatol": 1e-10})
        assert best.x == pytest.approx(solved.price[firm], rel=1e-6)


@pytest.mark.parametrize("conjecture", [0.3, 1.0, 2.0])
def test_no_seller_gains_by_another_quantity_if_the_market_answers_as_it_expects(conjecture: float) -> None:
    start = Market.of(FIRMS, Homogeneous.of(20.0, -0.5, sold=[5.0] * 3), Conjectures(conjecture, rise=0.1), cost=COST)
    solved = start.solve(PLAIN)
    assert solved.found
    for firm in range(3):

        def loss(units: float, firm: int = firm) -> float:
            total = solved.quantity.sum() + conjecture * (units - solved.quantity[firm])
            return -float((20.0 - 0.5 * total) * units - COST[firm] * units - 0.05 * units**2)

        best = minimize_scalar(loss, bounds=(0.0, 40.0), method="bounded", options={"xatol": 1e-10})
        assert best.x == pytest.approx(solved.quantity[firm], rel=1e-6)


def test_conjectures_are_competition_cournot_and_the_joint_profit_of_equals() -> None:
    def at(conduct: Any, stakes: Stakes = PLAIN) -> Equilibrium:
        line = Homogeneous.of(20.0, -0.5, sold=[5.0] * 3)
        return Market.of(FIRMS, line, conduct, cost=[1.0] * 3).solve(stakes)

    assert np.allclose(at(Conjectures(1.0)).quantity, at(Cournot()).quantity, rtol=1e-10)
    assert np.allclose(at(Conjectures(3.0)).price, at(Cournot(), merged(PLAIN, FIRMS)).price, rtol=1e-10)
    assert np.allclose(at(Conjectures(0.0)).price, 1.0, rtol=1e-10)


def test_the_average_margin_is_the_conjecture_by_concentration_over_elasticity() -> None:
    start = Market.of(FIRMS, Homogeneous.of(20.0, -0.5, sold=[5.0] * 3), Conjectures(0.7), cost=COST)
    solved = start.solve(PLAIN)
    share = solved.quantity / solved.quantity.sum()
    elasticity = solved.price[0] / (0.5 * solved.quantity.sum())
    assert share @ (1 - COST / solved.price) == pytest.approx(0.7 * share @ share / elasticity, rel=1e-9)


def seen(kind: str, solved: Equilibrium, conduct: Any, **more: Any) -> Calibrated:
    return calibrate(
        kind, conduct, products=FIRMS, firms=FIRMS, firm=[0, 1, 2], price=solved.price, margin=1 - COST / solved.price,
        share=solved.quantity / 100.0, size=100.0, **more,
    )  # fmt: skip


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("theta", [0.0, 0.35, 1.0])
def test_margins_tell_how_far_a_coalition_goes(theta: float, base: str) -> None:
    conduct = PartialCollusion(theta, base=BASES[base])
    solved = market("logit", conduct).solve(PLAIN)
    known = seen("logit", solved, replace(conduct, theta="unknown"))
    fitted: Any = known.market.conduct
    assert known.fit.found and known.fit.identified["theta"]
    assert fitted.theta == pytest.approx(theta, abs=1e-9)
    assert known.market.demand.sensitivity == pytest.approx(1.0, rel=1e-9)
    assert np.allclose(known.market.solve(PLAIN).price, solved.price, rtol=1e-9)


def test_margins_that_no_coalition_explains_say_so() -> None:
    for margin, outside in (([0.36, 0.30], "above"), ([0.20, 0.35], "below")):  # the second sells twice as much
        known = calibrate(
            "logit", PartialCollusion(), products=("a", "b"), firms=("a", "b"), firm=[0, 1], price=[1.0, 1.0],
            share=[0.2, 0.4], margin=margin,
        )  # fmt: skip
        fitted: Any = known.market.conduct
        assert known.fit.found and (fitted.theta > 1 if outside == "above" else fitted.theta < 0)


def test_margins_tell_conjectures_where_the_elasticity_tells_demand() -> None:
    start = Market.of(FIRMS, Homogeneous.of(20.0, -0.5, sold=[5.0] * 3), Conjectures(0.7), cost=COST)
    solved = start.solve(PLAIN)
    told = {"elasticity": -solved.price[0] / (0.5 * solved.quantity.sum())}
    known = seen("homogeneous", solved, Conjectures(), **told)
    fitted: Any = known.market.conduct
    assert known.fit.found and fitted.conjecture == pytest.approx(0.7, rel=1e-9)
    alone = calibrate(
        "homogeneous", Conjectures(), products=FIRMS, firms=FIRMS, firm=[0, 1, 2], price=solved.price,
        margin=1 - COST / solved.price, share=solved.quantity / 100.0, size=100.0,
    )  # fmt: skip
    assert not all(np.all(known) for known in alone.fit.identified.values())  # only the product of the two


def test_margins_tell_the_power_of_buyers() -> None:
    solved = market("logit", Bargaining(power=0.3)).solve(PLAIN)
    known = seen("logit", solved, Bargaining(power="unknown"))
    fitted: Any = known.market.conduct
    assert known.fit.found and fitted.power == pytest.approx(0.3, rel=1e-8)


def test_an_unknown_conduct_is_told_by_draws_of_margins() -> None:
    solved = market("logit", PartialCollusion(0.35)).solve(PLAIN)
    wide = replace(solved, price=np.tile(solved.price, (3, 1)), quantity=np.tile(solved.quantity, (3, 1)))
    fitted: Any = seen("logit", wide, PartialCollusion()).market.conduct
    assert fitted.theta.shape == (3,) and np.allclose(fitted.theta, 0.35, atol=1e-9)


def test_an_unknown_conduct_solves_nothing() -> None:
    with pytest.raises(ValueError, match="theta is unknown"):
        market("logit", PartialCollusion()).solve(PLAIN)
    with pytest.raises(ValueError, match="no firm 'z'"):
        market("logit", PartialCollusion(0.5, members=("a", "z"))).solve(PLAIN)


def test_a_merger_of_plants_at_one_constant_cost_is_cournot_among_fewer() -> None:
    line = Homogeneous.of(20.0, -0.5, sold=[5.0] * 3)
    joint = Market.of(FIRMS, line, Cournot(), cost=[1.0] * 3).solve(merged(PLAIN, ("a", "b")))
    assert joint.found and np.allclose(joint.price, 1.0 + 19.0 / 3.0, rtol=1e-10)
    assert joint.quantity[0] == pytest.approx(joint.quantity[1], rel=1e-6)  # they were equal before


@pytest.mark.parametrize("seed", range(40))
def test_quantities_are_found_where_dear_plants_close_and_others_are_full(seed: int) -> None:
    """Random plants, some with capacities and rising costs, some merged at constant unequal costs: no one gains."""
    draw = np.random.default_rng(seed)
    count = int(draw.integers(2, 8))
    names, cost = tuple(map(str, range(count))), draw.uniform(0.5, 8.0, count)
    rise, most = draw.choice([0.0, 0.3], count), draw.choice([np.inf, 3.0], count)
    line = Homogeneous.of(20.0, -draw.uniform(0.1, 2.0), sold=draw.uniform(0.1, 5.0, count))
    start = Market.of(names, line, Cournot(rise=rise, capacity=most), cost=cost)
    group = names[: int(draw.integers(1, count + 1))]
    stakes = merged(Stakes.of_firms(names), group)
    solved = start.solve(stakes)
    assert solved.found and np.all(solved.quantity >= -1e-9) and np.all(solved.quantity <= most + 1e-9)
    for place in range(count):

        def loss(units: float, place: int = place) -> float:
            sold = np.where(np.arange(count) == place, units, solved.quantity)
            profit = (line.inverse(sold)[0] - cost - 0.5 * rise * sold) * sold
            return -float(stakes.weight[place] @ profit)

        top = min(float(most[place]), 60.0)
        best = minimize_scalar(loss, bounds=(0.0, top), method="bounded", options={"xatol": 1e-10})
        assert loss(float(np.clip(solved.quantity[place], 0.0, top))) <= best.fun + 1e-7 * abs(best.fun) + 1e-9


def test_only_one_good_has_leaders() -> None:
    differ = Market.of(FIRMS, Logit.of([2.0] * 3, sensitivity=1.0), Stackelberg([True, False, False]), cost=[1.0] * 3)
    with pytest.raises(ValueError, match="Try demand homogeneous"):
        differ.solve(PLAIN)
