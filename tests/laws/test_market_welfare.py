"""What a merger is to buyers, and the savings that make up for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from suitor._core.records import replace
from suitor.market import (
    Bargaining,
    Bertrand,
    Ces,
    Cournot,
    Homogeneous,
    Linear,
    Logit,
    Market,
    NestedCes,
    NestedLogit,
    PartialCollusion,
    SecondScore,
    Stakes,
    merged,
)  # fmt: skip
from suitor.market.choices import in_revenue
from suitor.market.pressure import cmcr, compensating, first_order_effect, joined
from suitor.market.welfare import break_even_savings, compensating_variation

VALUE = [2.0, 2.5, 1.8]
FIRMS = ("a", "b", "c")
PLAIN = Stakes.of_firms(FIRMS)
JOINT = merged(PLAIN, ("a", "b"))
DEMANDS: dict[str, Any] = {
    "logit": Logit.of(VALUE, sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of(VALUE, sensitivity=1.0, sigma=0.6, nest=[0, 0, 1], size=100.0),
    "ces": Ces.of(VALUE, gamma=3.0, budget=100.0),
    "nested_ces": NestedCes(np.array(VALUE), np.array(3.0), np.array([0.6, 0.8]), np.array([0, 0, 1]), np.array(100.0)),
    "linear": Linear.of([10.0] * 3, 0.3 * np.ones((3, 3)) - 2.4 * np.eye(3)),
}
CONDUCTS: dict[str, Any] = {
    "bertrand": Bertrand(), "cournot": Cournot(), "bargaining": Bargaining(0.4), "collusion": PartialCollusion(0.3),
}  # fmt: skip


def market(kind: str, conduct: Any = None) -> Market:
    raw = Market.of(FIRMS, DEMANDS[kind], conduct or Bertrand(), cost=[1.0, 1.2, 0.9])
    return replace(raw, price=raw.solve(PLAIN).price)


@pytest.mark.parametrize("conduct", CONDUCTS)
@pytest.mark.parametrize("kind", ["logit", "nested_logit", "ces"])
def test_compensating_savings_undo_a_merger_under_any_conduct(kind: str, conduct: str) -> None:
    before = market(kind, CONDUCTS[conduct])
    saved = compensating(before, PLAIN, JOINT)
    solved = replace(before, cost=before.cost * (1 - saved)).solve(JOINT)
    assert solved.found and np.allclose(solved.price, before.price, rtol=1e-8)
    assert np.all(saved[:2] > 0)
    if conduct != "collusion":  # who colludes with the parties counts what they save
        assert saved[2] == pytest.approx(0, abs=1e-9)


def test_compensating_savings_are_those_of_diversion_under_bertrand_and_none_is_told_of_an_auction() -> None:
    before = market("nested_logit")
    margin = 1 - before.cost / before.price
    by_hand = cmcr(before.price, margin, before.demand.diversion(before.price), joined("abc"), joined("aac"))
    assert np.allclose(compensating(before, PLAIN, JOINT), by_hand, rtol=1e-9, atol=1e-12)
    assert np.isnan(compensating(market("logit", SecondScore()), PLAIN, JOINT)).all()


def test_compensating_savings_in_one_good_undo_a_cournot_merger() -> None:
    line = Homogeneous.of(20.0, -0.5, sold=[5.0] * 3)
    raw = Market.of(FIRMS, line, Cournot(), cost=[1.0, 1.5, 2.0])
    solved = raw.solve(PLAIN)
    before = replace(raw, price=solved.price, demand=replace(line, sold=solved.quantity))
    saved = compensating(before, PLAIN, JOINT)
    after = replace(before, cost=before.cost * (1 - saved)).solve(JOINT)
    assert after.found and np.allclose(after.price, before.price, rtol=1e-9)


def test_first_order_effects_count_what_colluders_count() -> None:
    before = market("logit", PartialCollusion(0.3))
    weight = np.eye(3)
    weight[0, 1] = 1e-5
    after = replace(PLAIN, weight=weight)
    moved = before.solve(after).price - before.price
    assert np.allclose(first_order_effect(before, PLAIN, after), moved, rtol=1e-3, atol=1e-11)


@pytest.mark.parametrize("kind", DEMANDS)
def test_savings_that_break_even_leave_users_what_they_had(kind: str) -> None:
    before = market(kind)
    surplus = before.solve(PLAIN).surplus
    savings = break_even_savings(before, PLAIN, JOINT, ("a", "b"), most=0.9 if "ces" in kind else 2.0)
    for group, who in (("a", [0]), ("b", [1]), ("all", [0, 1])):
        cheaper = before.cost * (1 - savings[group] * np.isin(np.arange(3), who))
        solved = replace(before, cost=cheaper).solve(JOINT)
        assert solved.found and solved.surplus == pytest.approx(surplus, rel=1e-9)
    assert savings["all"] < min(savings["a"], savings["b"])


def test_savings_that_cannot_break_even_are_not_a_number() -> None:
    close = NestedLogit.of([4.0, 4.0, 0.0], sensitivity=1.0, sigma=0.1, nest=[0, 0, 1], size=100.0)
    raw = Market.of(FIRMS, close, Bertrand(), cost=[0.1] * 3)
    assert np.isnan(break_even_savings(raw, PLAIN, JOINT, ("a", "b"))["all"])


@pytest.mark.parametrize("kind", ["logit", "nested_logit", "linear"])
def test_quasi_linear_buyers_need_what_they_lost(kind: str) -> None:
    before = market(kind)
    after = before.solve(JOINT)
    lost = before.solve(PLAIN).surplus - after.surplus
    assert compensating_variation(before.demand, before.price, after.price) == pytest.approx(lost, rel=1e-10)


@pytest.mark.parametrize("kind", ["ces", "nested_ces"])
def test_buyers_on_a_budget_are_as_well_off_once_they_are_compensated(kind: str) -> None:
    """Indirect utility is log budget plus surplus per dollar of it: find the budget that restores it."""
    before = market(kind)
    after = before.solve(JOINT).price
    utility = lambda budget, price: np.log(budget) + before.demand.surplus(price) / 100.0  # noqa: E731
    needed = brentq(lambda budget: utility(budget, after) - utility(100.0, before.price), 100.0, 200.0, xtol=1e-12)
    told = compensating_variation(before.demand, before.price, after)
    assert told == pytest.approx(needed - 100.0, rel=1e-9)
    assert told > before.demand.surplus(before.price) - before.demand.surplus(after)


def test_diversion_in_money_counts_dearer_products_more() -> None:
    before = market("logit")
    units = before.demand.diversion(before.price)
    money = in_revenue(units, before.price)
    assert np.allclose(np.diagonal(money), -1.0)
    assert money[0, 1] == pytest.approx(units[0, 1] * before.price[1] / before.price[0])
