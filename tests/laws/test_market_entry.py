"""Entry, deals that stop it, and prices under a cap: best responses and what must be the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from suitor._core.records import replace
from suitor.market import (
    Bargaining,
    Bertrand,
    Ces,
    GeneralisedNestedLogit,
    Linear,
    Logit,
    Market,
    NestedCes,
    NestedLogit,
    PartialCollusion,
    RandomCoefficients,
    Stakes,
    merged,
)  # fmt: skip
from suitor.market.conduct.price_cap import PriceCap
from suitor.market.entry import entered, joined_by, potential_competition, value_for_share

VALUE = [2.0, 2.5, 1.8]
FIRMS = ("a", "b", "c")
PLAIN = Stakes.of_firms(FIRMS)
DEMANDS: dict[str, Any] = {
    "logit": Logit.of(VALUE, sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of(VALUE, sensitivity=1.0, sigma=[0.6, 0.8], nest=[0, 0, 1], size=100.0),
    "generalised_nested_logit": GeneralisedNestedLogit.of(
        VALUE, sensitivity=1.0, allocation=[[0.5, 0.5], [1, 0], [0, 1]], dissimilarity=[0.6, 0.7], size=100.0
    ),
    "random_coefficients": RandomCoefficients.of(
        np.outer([0.8, 1.0, 1.2], VALUE), sensitivity=[0.7, 1.0, 1.4], weight=[0.3, 0.4, 0.3], size=100.0
    ),
    "ces": Ces.of(VALUE, gamma=3.0, budget=100.0),
    "nested_ces": NestedCes(np.array(VALUE), np.array(3.0), np.array([0.6, 0.8]), np.array([0, 0, 1]), np.array(100.0)),
}


def market(kind: str, conduct: Any = None) -> Market:
    return Market.of(FIRMS, DEMANDS[kind], conduct or Bertrand(), cost=[1.0, 1.2, 0.9])


def test_an_entrant_is_one_more_product_of_the_same_demand() -> None:
    grown = entered(market("nested_logit"), "d", "z", like="b", value=0.3, cost=1.1)
    whole = NestedLogit.of([*VALUE, 2.8], sensitivity=1.0, sigma=[0.6, 0.8], nest=[0, 0, 1, 0], size=100.0)
    by_hand = Market.of((*FIRMS, "d"), whole, Bertrand(), cost=[1.0, 1.2, 0.9, 1.1], sellers=(*FIRMS, "z"))
    stakes = joined_by(PLAIN, "z")
    assert np.allclose(grown.solve(stakes).price, by_hand.solve(stakes).price, rtol=1e-10)


@pytest.mark.parametrize("kind", DEMANDS)
def test_entry_lowers_prices_and_gives_users_more(kind: str) -> None:
    before = market(kind).solve(PLAIN)
    after = entered(market(kind), "d", "z", like="a").solve(joined_by(PLAIN, "z"))
    assert after.found and after.surplus > before.surplus
    if kind != "random_coefficients":  # there a rival that keeps only its loyal users may charge them more
        assert np.all(after.price[:-1] < before.price + 1e-12)


@pytest.mark.parametrize("kind", DEMANDS)
def test_an_entrant_gets_the_share_it_is_told_to_get(kind: str) -> None:
    value = value_for_share(market(kind), PLAIN, "z", like="a", share=np.array([0.05, 0.2]))
    sold = entered(market(kind), "d", "z", like="a", value=value).solve(joined_by(PLAIN, "z")).quantity
    assert np.allclose(sold[:, -1] / sold.sum(-1), [0.05, 0.2], rtol=1e-8)


@pytest.mark.parametrize("kind", DEMANDS)
def test_a_deal_with_a_potential_entrant_harms_in_proportion_to_its_odds(kind: str) -> None:
    odds = np.array([0.0, 0.4, 1.0])
    screen = potential_competition(market(kind), PLAIN, "z", "b", like="a", probability=odds, share=0.1)
    assert np.all(screen.found) and screen.worth > 0
    assert screen.harm[0] == pytest.approx(0, abs=1e-9)  # it sells nothing today, and would not have come
    assert screen.harm[1] == pytest.approx(0.4 * screen.harm[2], rel=1e-9) and screen.harm[2] > 0
    assert np.allclose(screen.price[0], 0, atol=1e-9) and np.all(screen.price[2] > 0)


def test_a_deal_with_a_rival_of_today_also_does_what_a_merger_does() -> None:
    screen = potential_competition(market("logit"), PLAIN, "a", "b", like="a", probability=0.0)
    joint = market("logit").solve(merged(PLAIN, ("a", "b")))
    assert np.allclose(screen.deal.price, joint.price, rtol=1e-12)
    assert screen.harm == pytest.approx(screen.without.surplus - joint.surplus, rel=1e-9)
    more = potential_competition(market("logit"), PLAIN, "a", "b", like="a", probability=1.0)
    assert more.harm > screen.harm


def test_demand_that_cannot_take_a_product_in_says_so() -> None:
    straight = Market.of(
        FIRMS, Linear.of([10.0] * 3, 0.3 * np.ones((3, 3)) - 2.4 * np.eye(3)), Bertrand(), cost=[1.0] * 3
    )
    with pytest.raises(ValueError, match="Try logit or ces"):
        entered(straight, "d", "z", like="a")


@pytest.mark.parametrize("kind", DEMANDS)
def test_no_firm_gains_by_another_price_under_a_cap(kind: str) -> None:
    """Two products of one firm, one of them capped: the other has its own best price."""
    free = replace(market(kind), firms=("one", "c"), firm=np.array([0, 0, 1]))
    stakes = Stakes.of_firms(free.firms)
    cap = 0.9 * free.solve(stakes).price[0]
    start = replace(free, conduct=PriceCap([cap, np.inf, np.inf]))
    solved = start.solve(stakes)
    assert solved.found and solved.price[0] == pytest.approx(cap, rel=1e-9)
    for place, firm, most in ((0, 0, cap), (1, 0, 20.0), (2, 1, 20.0)):

        def loss(price: float, place: int = place, firm: int = firm) -> float:
            return -float(start.profit(np.where(np.arange(3) == place, price, solved.price))[firm])

        best = minimize_scalar(loss, bounds=(1.0, most), method="bounded", options={"xatol": 1e-10})
        assert best.x == pytest.approx(solved.price[place], rel=1e-6)


def test_a_loose_cap_changes_nothing_and_draws_of_caps_are_each_met() -> None:
    free = market("logit").solve(PLAIN).price
    loose = replace(market("logit"), conduct=PriceCap(2 * free)).solve(merged(PLAIN, ("a", "b")))
    joint = market("logit").solve(merged(PLAIN, ("a", "b")))
    assert np.allclose(loose.price, joint.price, rtol=1e-9)
    caps = free * np.array([[1.0], [1.05], [2.0]])
    held = replace(market("logit"), conduct=PriceCap(caps)).solve(merged(PLAIN, ("a", "b")))
    assert held.found.all() and np.all(held.price <= caps * (1 + 1e-9))
    assert np.allclose(held.price[0], free, rtol=1e-9)  # prices may not rise: the remedy undoes the merger


def test_a_cap_tells_no_cost() -> None:
    from suitor.market import calibrate

    with pytest.raises(ValueError, match="calibrate with bertrand"):
        calibrate(
            "logit", PriceCap(2.0), products=FIRMS, firms=FIRMS, firm=[0, 1, 2], price=[2.0] * 3, share=[0.2] * 3,
            margin=[0.4] * 3,
        )  # fmt: skip


@pytest.mark.parametrize(
    "conduct",
    [
        Bargaining(np.array([0.3, 0.4, 0.5])), Bertrand(capacity=[20.0, np.inf, np.inf]),
        PriceCap(np.array([2.0, 9.0, 9.0])), PartialCollusion(np.array([0.1, 0.2, 0.3])),
    ],
)  # fmt: skip
def test_what_a_conduct_says_of_products_comes_and_goes_with_them(conduct: Any) -> None:
    """One more like the second, then without it: as it was. Draws, as many as there are products, are no products."""
    demand = Logit.of([2.0, 2.5, 1.8], sensitivity=1.0, size=100.0)
    three = Market.of(("a", "b", "c"), demand, conduct, cost=[1.0, 1.2, 0.9])
    four = entered(three, "d", "d", like="b")
    assert four.solve(Stakes.of_firms(four.firms)).found.all()
    again = replace(four.keep(np.arange(4) < 3), firms=three.firms)
    plain = Stakes.of_firms(three.firms)
    assert np.allclose(again.solve(plain).price, three.solve(plain).price, rtol=1e-12)
