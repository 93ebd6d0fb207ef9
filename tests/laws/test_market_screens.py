"""What screens and counterfactuals promise, whatever the market."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.optimize import brentq, minimize

from suitor._core.records import replace
from suitor.market import (
    Bertrand,
    Ces,
    Cournot,
    Homogeneous,
    Linear,
    Logit,
    Market,
    NestedLogit,
    Stakes,
    screens,
)
from suitor.market.counterfactuals import (
    critical_discount_factor,
    divestiture,
    hypothetical_monopolist,
    merged,
    owned_by_product,
    smallest_market,
)
from suitor.market.pressure import cmcr, first_order_effect, joined, pass_through, vertical_guppi

VALUE = [2.0, 2.5, 1.8, 2.2]
DEMANDS = {
    "logit": Logit.of(VALUE, sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of(VALUE, sensitivity=1.0, sigma=[0.6, 0.8], nest=[0, 0, 1, 1], size=100.0),
    "ces": Ces.of(VALUE, gamma=3.0, budget=100.0),
    "linear": Linear.of([10.0] * 4, 0.4 * np.ones((4, 4)) - 3.0 * np.eye(4)),
}


def market(kind: str) -> Market:
    raw = Market.of(("a", "b", "c", "d"), DEMANDS[kind], Bertrand(), cost=[1.0, 1.2, 0.9, 1.1])
    return replace(raw, price=raw.solve(Stakes.of_firms(raw.firms)).price)


@pytest.mark.parametrize("kind", DEMANDS)
def test_savings_at_the_compensating_level_undo_a_merger(kind: str) -> None:
    before = market(kind)
    weights = joined("abcd"), joined("aacd")
    margin = 1 - before.cost / before.price
    saved = cmcr(before.price, margin, before.demand.diversion(before.price), *weights)
    after = replace(before, cost=before.cost * (1 - saved))
    solved = after.solve(merged(Stakes.of_firms(before.firms), ("a", "b")))
    assert solved.found and np.allclose(solved.price, before.price, rtol=1e-9)


@pytest.mark.parametrize("kind", DEMANDS)
def test_first_order_effects_are_exact_for_small_stakes(kind: str) -> None:
    before, plain = market(kind), Stakes.of_firms(("a", "b", "c", "d"))
    weight = np.eye(4)
    weight[0, 1] = 1e-5
    after = replace(plain, weight=weight)
    moved = before.solve(after).price - before.price
    assert np.allclose(first_order_effect(before, plain, after), moved, rtol=1e-3, atol=1e-11)


@pytest.mark.parametrize("kind", DEMANDS)
def test_pass_through_is_what_a_small_cost_change_does(kind: str) -> None:
    before, plain = market(kind), Stakes.of_firms(("a", "b", "c", "d"))
    step = np.array([0.0, 1e-5, 0.0, 0.0])
    moved = (before.shift(cost=step).solve(plain).price - before.shift(cost=-step).solve(plain).price) / 2e-5
    assert np.allclose(pass_through(before, plain)[:, 1], moved, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", DEMANDS)
def test_a_hypothetical_monopolist_has_no_better_prices(kind: str) -> None:
    before = market(kind)
    test = hypothetical_monopolist(before, ("b", "c"))

    def loss(two: np.ndarray) -> float:
        price = before.price.copy()
        price[[1, 2]] = two
        return -float(((price - before.cost) * before.demand.quantity(price))[[1, 2]].sum())

    best = minimize(loss, before.price[[1, 2]], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14})
    assert np.allclose(test.rise, best.x / before.price[[1, 2]] - 1, atol=1e-6)


def test_the_smallest_market_passes_and_holds_the_product() -> None:
    test = smallest_market(market("nested_logit"), "a")
    assert "a" in test.products and test.passes
    assert test.products == ("a", "b")  # the closest substitute first: they share a nest


def test_selling_all_of_the_target_clears_any_limit_and_selling_nothing_a_loose_one() -> None:
    base = market("logit")
    two = replace(base, firms=("one", "two", "d"), firm=np.array([0, 1, 1, 2]))
    two = replace(two, price=two.solve(Stakes.of_firms(two.firms)).price)
    plain = Stakes.of_firms(two.firms)
    assert divestiture(two, plain, ("one", "two"), price_limit=10.0) == ()
    sold = divestiture(two, plain, ("one", "two"), price_limit=0.03)
    assert sold is not None and len(sold) >= 1


def test_a_merger_makes_the_coalition_of_all_less_patient() -> None:
    base = market("logit")
    patience = critical_discount_factor(base, Stakes.of_firms(base.firms), base.firms)
    assert np.all((patience > 0) & (patience < 1))


def test_products_may_be_their_own_firms() -> None:
    base = market("logit")
    assert owned_by_product(base).firms == base.products


def test_presumptions_are_dated() -> None:
    merger = screens.concentration(np.array([0.16, 0.16, 0.17, 0.17, 0.17, 0.17]), tuple("abcdef"), [("a", "b")])
    assert merger.change == pytest.approx(512.0)
    assert merger.after == pytest.approx(2180.0)
    new = screens.presumption("us", merger, date(2025, 2, 14))
    old = screens.presumption("us", merger, date(2015, 2, 14))
    assert new is not None and new.met and new.tests["highly concentrated market"] and new.tests["large share"]
    assert old is not None and not old.met  # 2,500 was the line
    british = screens.presumption("uk", merger, date(2025, 2, 14))
    assert british is not None and not british.has_levels and not british.met and "no threshold" in british.effect
    before = screens.presumption("uk", merger, date(2015, 2, 14))
    assert before is not None and before.has_levels and before.met
    assert screens.presumption("uk", merger, date(2005, 2, 14)) is None
    for jurisdiction in ("eu", "jp"):
        test = screens.presumption(jurisdiction, merger, date(2025, 2, 14))
        assert test is not None and test.met


def test_a_small_merger_is_presumed_harmless_everywhere() -> None:
    merger = screens.concentration(np.array([0.02, 0.05, 0.31, 0.31, 0.31]), tuple("abcde"), [("a", "b")])
    assert merger.change == pytest.approx(20.0)
    for jurisdiction in ("us", "eu", "jp"):
        test = screens.presumption(jurisdiction, merger, date(2025, 2, 14))
        assert test is not None and not test.met


def test_vertical_pressure_is_the_rise_of_cost_that_a_supplier_would_answer_alike() -> None:
    """A numerical derivative: a supplier that owns a retailer, beside one that owns none and whose input costs more."""
    demand, cost, arm = Logit.of([2.0, 2.2], sensitivity=1.0), np.array([0.3, 0.4]), 2.0  # rival, arm: its price stays

    def rival(paid: float) -> float:
        def gain(price: float) -> float:
            near = (price + 1e-6, price - 1e-6)
            more, less = (demand.quantity(np.array([at, arm]))[0] * (at - paid - 0.3) for at in near)
            return float(more - less)

        return float(brentq(gain, paid + 0.3, paid + 8.0, xtol=1e-14))

    def sold(paid: float) -> np.ndarray:
        return demand.quantity(np.array([rival(paid), arm]))

    paid, step = 0.9, 1e-3
    (rival_more, arm_more), margin = (sold(paid + step) - sold(paid - step)) / (2 * step), arm - 0.5 - cost[1]
    to_arm, passed = -arm_more / rival_more, (rival(paid + step) - rival(paid - step)) / (2 * step)
    slope = demand.slopes(np.array([rival(paid), arm]))
    assert to_arm == pytest.approx(-slope[1, 0] / slope[0, 0], rel=1e-4) and 0.4 < passed < 0.9
    told = vertical_guppi(
        to_arm=to_arm, to_rival=-slope[0, 1] / slope[1, 1], arm_markup=margin, input_markup=paid - 0.2, arm_price=arm,
        input_price=paid, rival_price=rival(paid), pass_on=passed,
    )  # fmt: skip
    owns = sold(paid)[0] + (paid - 0.2) * rival_more + margin * arm_more
    alone = sold(paid)[0] + (paid - 0.2 - told["vguppiu"] * paid) * rival_more
    assert owns == pytest.approx(alone, rel=1e-9)
    assert told["vguppir"] * rival(paid) == pytest.approx(passed * told["vguppiu"] * paid, rel=1e-12)
    # The arm's own price: each unit it sells less is worth the input that the rival then buys more.
    assert told["vguppid"] * arm == pytest.approx((paid - 0.2) * slope[0, 1] / -slope[1, 1], rel=1e-9)


def test_one_good_has_no_candidate_market_within_it() -> None:
    line = Market.of(
        ("a", "b"), Homogeneous.of(20.0, -0.5, sold=[5.0, 5.0]), Cournot(), cost=[1.0, 1.0], price=[15.0] * 2
    )
    with pytest.raises(ValueError, match="products that differ"):
        smallest_market(line, "a")
