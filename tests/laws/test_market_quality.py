"""The hypothetical-monopolist test by quality: where it is the one by price, best responses, the smallest market."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from suitor._core.records import replace
from suitor.market import Bertrand, GeneralisedNestedLogit, Logit, Market, NestedLogit, RandomCoefficients, Stakes
from suitor.market.counterfactuals import hypothetical_monopolist, smallest_market
from suitor.market.quality import implied_rate, quality_test, worth_to_users

VALUE = [1.0, 1.4, 0.8, 1.1]
NAMES = ("a", "b", "c", "d")
DEMANDS: dict[str, Any] = {
    "logit": Logit.of(VALUE, sensitivity=1.0, size=100.0),
    "nested_logit": NestedLogit.of(VALUE, sensitivity=1.0, sigma=0.5, nest=[0, 0, 1, 1], size=100.0),
    "generalised_nested_logit": GeneralisedNestedLogit.of(
        VALUE, sensitivity=1.0, allocation=[[0.5, 0.5], [1, 0], [0, 1], [0, 1]], dissimilarity=[0.6, 0.7], size=100.0
    ),
    "random_coefficients": RandomCoefficients.of(
        np.outer([0.8, 1.0, 1.2], VALUE), sensitivity=[0.7, 1.0, 1.4], weight=[0.3, 0.4, 0.3], size=100.0
    ),
}


def free(kind: str) -> Market:
    """Four free services that live on advertising."""
    return Market.of(NAMES, DEMANDS[kind], Bertrand(), cost=[-0.5, -0.4, -0.6, -0.3], price=[0.0] * 4, fixed=True)


def paid(kind: str) -> Market:
    raw = Market.of(NAMES, DEMANDS[kind], Bertrand(), cost=[0.5, 0.4, 0.6, 0.3])
    return replace(raw, price=raw.solve(Stakes.of_firms(NAMES)).price)


@pytest.mark.parametrize("kind", DEMANDS)
def test_a_dollar_of_quality_that_brings_a_dollar_is_a_price_rise(kind: str) -> None:
    by_price = hypothetical_monopolist(paid(kind), ("a", "b"))
    assert np.allclose(implied_rate(paid(kind)), 1.0, rtol=1e-8)
    by_quality = quality_test(paid(kind), ("a", "b"))
    assert np.allclose(by_quality.cut, by_price.rise * paid(kind).price[:2], rtol=1e-7)


@pytest.mark.parametrize("kind", DEMANDS)
def test_nobody_would_make_its_own_product_worse_today(kind: str) -> None:
    for name in NAMES:
        alone = quality_test(free(kind), (name,))
        assert np.allclose(alone.cut, 0.0, atol=1e-8) and not alone.passes and alone.gain < 0


@pytest.mark.parametrize("kind", DEMANDS)
def test_a_monopolist_has_no_better_qualities(kind: str) -> None:
    start = free(kind)
    test, rate = quality_test(start, ("a", "c")), implied_rate(start)

    def loss(two: np.ndarray) -> float:
        cut = np.zeros(4)
        cut[[0, 2]] = two
        return -float(((-start.cost + rate * cut) * start.demand.quantity(cut))[[0, 2]].sum())

    best = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 2000})
    assert np.allclose(test.cut, best.x, atol=1e-6)
    assert -loss(0.05 * test.worth) + loss(np.zeros(2)) == pytest.approx(float(test.gain), rel=1e-9)


def test_what_a_product_is_worth_to_users_is_what_they_lose_without_it() -> None:
    share = DEMANDS["logit"].share(np.zeros(4))
    assert np.allclose(worth_to_users(DEMANDS["logit"], np.zeros(4)), -np.log1p(-share) / share, rtol=1e-12)


def test_the_unit_of_money_does_not_matter() -> None:
    cents = Market.of(
        NAMES, Logit.of(VALUE, sensitivity=0.01, size=100.0), Bertrand(), cost=100 * free("logit").cost,
        price=[0.0] * 4, fixed=True,
    )  # fmt: skip
    one, other = (quality_test(start, ("a", "b")) for start in (free("logit"), cents))
    assert np.allclose(one.share, other.share, rtol=1e-9) and np.allclose(100 * one.cut, other.cut, rtol=1e-9)


def test_the_smallest_market_by_quality_grows_with_what_is_small_but_significant() -> None:
    small = smallest_market(free("nested_logit"), "a", 0.05, quality_test)
    assert small.products == ("a", "b") and small.passes  # they share a nest
    demanding = smallest_market(free("nested_logit"), "a", float(np.max(small.share)) + 0.01, quality_test)
    assert len(demanding.products) > 2
    surveyed = smallest_market(free("nested_logit"), "a", 0.05, partial(quality_test, worth=np.full(4, 1e3)))
    assert not surveyed.passes and set(surveyed.products) == set(NAMES)


def test_draws_of_what_quality_brings() -> None:
    rates = np.array([0.3, 0.5, 0.9])[:, None]
    test = quality_test(free("logit"), ("a", "b"), brings=rates)
    assert test.cut.shape == (3, 2) and np.all(np.diff(test.cut, axis=0) > 0)
    for place, rate in enumerate(rates):
        assert np.allclose(test.cut[place], quality_test(free("logit"), ("a", "b"), brings=rate).cut, rtol=1e-8)
