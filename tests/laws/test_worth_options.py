"""Laws of options on claims: the parts add up, they tend to the waterfall, and they equal numerical integration."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Claims, Outcome, ShareClass, backsolve, option_value, probability_weighted

RNG = np.random.default_rng(11)
CLASSES = [
    ShareClass("common", 60.0),
    ShareClass("options", 10.0, strike=1.5),
    ShareClass("series a", 20.0, 30.0, rank=2),
    ShareClass("series b", 15.0, 60.0, rank=1),
    ShareClass("series c", 10.0, 25.0, rank=1, participates=True, cap=70.0),
    ShareClass("loan", preference=40.0, rank=0),
]
CLAIMS = Claims.of_classes(CLASSES)
TIERS = Claims.of_tiers(
    [
        {"split": {"microsoft": 0.75, "others": 0.25}, "until": {"microsoft": 13.0}},
        {
            "split": {"microsoft": 0.49, "others": 0.49, "nonprofit": 0.02},
            "until": {"microsoft": 130.0, "others": 200.0},
        },
        {"split": {"nonprofit": 1.0}},
    ]
)
EQUITY = np.array([5.0, 80.0, 300.0, 2000.0])


@pytest.mark.parametrize("claims", [CLAIMS, TIERS], ids=["classes", "tiers"])
def test_option_values_add_up_to_the_equity(claims):
    value = option_value(claims, EQUITY, 0.7, 4.0, 0.03)
    assert np.abs(value.sum(-1) - EQUITY).max() < 1e-10
    assert np.all(value > 0)


@pytest.mark.parametrize("claims", [CLAIMS, TIERS], ids=["classes", "tiers"])
def test_option_values_tend_to_the_waterfall_and_equal_it_without_volatility_or_time(claims):
    paid = claims.pay(EQUITY).paid
    assert np.allclose(option_value(claims, EQUITY, 0.0, 0.0, 0.03), paid)
    assert np.allclose(option_value(claims, EQUITY, 0.6, 0.0, 0.03), paid)
    assert np.allclose(option_value(claims, EQUITY, 0.0, 2.0, 0.0), paid)
    grown = claims.pay(EQUITY * np.exp(0.1)).paid * np.exp(-0.1)
    assert np.allclose(option_value(claims, EQUITY, 1e-4, 2.0, 0.05), grown, rtol=1e-3, atol=1e-2)
    assert np.allclose(option_value(claims, EQUITY, 0.0, 2.0, 0.05), grown)


@pytest.mark.parametrize("claims", [CLAIMS, TIERS], ids=["classes", "tiers"])
def test_option_values_equal_the_waterfall_integrated_over_the_lognormal(claims):
    sigma, years, rate = 0.6, 3.0, 0.04
    z, step = np.linspace(-10.0, 10.0, 400_001, retstep=True)
    weight = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * step
    for equity in EQUITY:
        end = equity * np.exp((rate - sigma**2 / 2) * years + sigma * np.sqrt(years) * z)
        integral = np.exp(-rate * years) * (weight @ claims.pay(end).paid)
        assert np.allclose(option_value(claims, equity, sigma, years, rate), integral, rtol=1e-6, atol=1e-6)


def test_a_senior_claim_loses_from_volatility_and_a_junior_one_gains():
    calm, wild = (option_value(CLAIMS, 150.0, sigma, 3.0, 0.03) for sigma in (0.2, 0.9))
    assert wild[CLAIMS.holders.index("loan")] < calm[CLAIMS.holders.index("loan")]
    assert wild[CLAIMS.holders.index("options")] > calm[CLAIMS.holders.index("options")]


@pytest.mark.parametrize("holder", ["common", "options", "series a", "series b", "series c"])
def test_backsolving_returns_the_equity_that_gave_the_value(holder):
    equity, sigma, years = RNG.uniform(20, 2000, 400), RNG.uniform(0.2, 1.2, 400), RNG.uniform(0.5, 6, 400)
    value = option_value(CLAIMS, equity, sigma, years, 0.03)[..., CLAIMS.holders.index(holder)]
    solved = backsolve(CLAIMS, holder, value, sigma, years, 0.03)
    back = option_value(CLAIMS, solved.value, sigma, years, 0.03)[..., CLAIMS.holders.index(holder)]
    assert solved.found.all()
    assert np.abs(back / value - 1).max() < 1e-9


def test_the_post_money_of_a_round_with_better_rights_overstates_what_the_company_is_worth():
    # Series B paid 4 a share for 15 of 115 shares.
    solved = backsolve(CLAIMS, "series b", 60.0, 0.6, 3.0, 0.04)
    assert solved.value < 4.0 * 115


def test_a_price_above_what_a_capped_claim_can_ever_be_paid_is_refused_with_both_numbers():
    capped = Claims.of_tiers([{"split": {"Series F": 1.0}, "until": 30.0}, {"split": {"common": 1.0}}])
    with pytest.raises(ValueError, match=r"Series F at 37\.30 cannot be reached: its value is capped at 30\.00"):
        backsolve(capped, "Series F", 37.30, 0.5, 2.0, 0.0)
    some = backsolve(capped, "Series F", np.array([20.0, 37.30]), 0.5, 2.0, 0.0)
    assert some.found.tolist() == [True, False]
    assert np.isnan(some.value[1])


def test_outcomes_are_weighted_and_discounted_and_one_of_them_may_be_priced_by_options():
    offering = Claims.of_shares({"common": 75.0, "fund": 25.0})
    sale = Claims.of_classes([ShareClass("common", 75.0), ShareClass("fund", 25.0, 40.0)])
    flat = probability_weighted([Outcome(offering, 200.0, 0.25, 2.0), Outcome(sale, 60.0, 0.75, 1.0)], rate=0.1)
    assert np.allclose(flat, [0.25 * 150 / 1.21 + 0.75 * 20 / 1.1, 0.25 * 50 / 1.21 + 0.75 * 40 / 1.1])
    mixed = [Outcome(offering, 200.0, 0.25, 2.0), Outcome(sale, 100.0, 0.75, 3.0, sigma=0.5)]
    expected = 0.25 * np.array([150, 50]) / 1.21 + 0.75 * option_value(sale, 100.0, 0.5, 3.0, 0.02)
    assert np.allclose(probability_weighted(mixed, rate=0.1, riskless=0.02), expected)


def test_outcomes_whose_probabilities_do_not_sum_to_one_are_refused():
    plain = Claims.of_shares({"a": 1.0})
    with pytest.raises(ValueError, match=r"sum to 0\.9"):
        probability_weighted([Outcome(plain, 10.0, 0.5), Outcome(plain, 20.0, 0.4)])


def test_put_call_parity_and_the_digitals_that_make_up_a_call():
    spot, strike, sigma, years, rate, payout = RNG.uniform(0.05, 1.0, (6, 200)) * [[100], [100], [1], [3], [0.1], [0.1]]
    terms = (sigma, years, rate, payout)
    parity = spot * np.exp(-payout * years) - strike * np.exp(-rate * years)
    assert np.allclose(worth.call(spot, strike, *terms) - worth.put(spot, strike, *terms), parity)
    parts = worth.asset_if_above(spot, strike, *terms) - worth.cash_if_above(strike, spot, strike, *terms)
    assert np.allclose(worth.call(spot, strike, *terms), parts)
    assert np.allclose(
        worth.cash_if_above(1.0, spot, strike, *terms) + worth.cash_if_below(1.0, spot, strike, *terms),
        np.exp(-rate * years),
    )


def test_an_option_to_swap_identical_perfectly_correlated_stocks_is_worth_nothing():
    assert worth.exchange(50.0, 50.0, 0.3, 0.3, 1.0, 2.0) == 0.0


def test_an_option_on_nothing_or_struck_at_nothing_has_an_exact_value():
    assert worth.call(0.0, 10.0, 0.3, 1.0, 0.05) == 0.0
    assert worth.call(10.0, 0.0, 0.3, 1.0, 0.05) == 10.0
    assert worth.call(10.0, 8.0, 0.0, 1.0, 0.05) == pytest.approx(10 - 8 * np.exp(-0.05))
    assert np.isnan(worth.call(np.nan, 8.0, 0.3, 1.0, 0.05))


def test_an_employee_option_satisfies_its_own_equation_and_is_worth_less_than_an_undiluted_one():
    solved = worth.employee_option(17.67, 25.02, 0.45, 2.58, 0.0425, 6487.0, 1436.0)
    stock = (17.67 * 6487 + solved.value * 1436) / (6487 + 1436)
    assert worth.call(stock, 25.02, 0.45, 2.58, 0.0425) == pytest.approx(float(solved.value), abs=1e-10)
    assert solved.value < worth.call(17.67, 25.02, 0.45, 2.58, 0.0425)
    assert worth.price_after_options(1000.0, 100.0, 10.0, 5.0, 0.4) == pytest.approx(9.7)
