"""QuantLib agrees on every kind of option priced here."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth

ql = pytest.importorskip("QuantLib")

TODAY = ql.Date(10, 2, 2025)
DAYS = ql.Actual365Fixed()


def process(spot, sigma, rate, payout):
    ql.Settings.instance().evaluationDate = TODAY
    flat = lambda r: ql.YieldTermStructureHandle(ql.FlatForward(TODAY, r, DAYS))  # noqa: E731
    vol = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(TODAY, ql.NullCalendar(), sigma, DAYS))
    return ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(spot)), flat(payout), flat(rate), vol)


def priced(payoff, spot, sigma, days, rate, payout):
    option = ql.EuropeanOption(payoff, ql.EuropeanExercise(TODAY + days))
    option.setPricingEngine(ql.AnalyticEuropeanEngine(process(spot, sigma, rate, payout)))
    return option.NPV()


def draws(count=40):
    rng = np.random.default_rng(7)
    for _ in range(count):
        yield (
            float(rng.uniform(20, 150)),
            float(rng.uniform(20, 150)),
            float(rng.uniform(0.05, 0.9)),
            int(rng.integers(20, 1500)),
            float(rng.uniform(0, 0.1)),
            float(rng.uniform(0, 0.1)),
        )


KINDS = {
    "call": (lambda k: ql.PlainVanillaPayoff(ql.Option.Call, k), worth.call),
    "put": (lambda k: ql.PlainVanillaPayoff(ql.Option.Put, k), worth.put),
    "cash above": (
        lambda k: ql.CashOrNothingPayoff(ql.Option.Call, k, 7.0),
        lambda s, *t: worth.cash_if_above(7.0, s, *t),
    ),
    "cash below": (
        lambda k: ql.CashOrNothingPayoff(ql.Option.Put, k, 7.0),
        lambda s, *t: worth.cash_if_below(7.0, s, *t),
    ),
    "asset above": (lambda k: ql.AssetOrNothingPayoff(ql.Option.Call, k), worth.asset_if_above),
    "asset below": (lambda k: ql.AssetOrNothingPayoff(ql.Option.Put, k), worth.asset_if_below),
    "gap": (lambda k: ql.GapPayoff(ql.Option.Call, k, k + 9.0), lambda s, k, *t: worth.gap_call(s, k, k + 9.0, *t)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_european_options_agree(kind):
    payoff, ours = KINDS[kind]
    for spot, strike, sigma, days, rate, payout in draws():
        theirs = priced(payoff(strike), spot, sigma, days, rate, payout)
        assert float(ours(spot, strike, sigma, days / 365, rate, payout)) == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_the_right_to_swap_two_stocks_agrees():
    for spot, other, sigma, days, rate, payout in draws():
        one, two = process(spot, sigma, rate, payout), process(other, 0.35, rate, 0.02)
        option = ql.MargrabeOption(2, 3, ql.EuropeanExercise(TODAY + days))
        option.setPricingEngine(ql.AnalyticEuropeanMargrabeEngine(one, two, 0.4))
        ours = worth.exchange(2 * spot, 3 * other, sigma, 0.35, 0.4, days / 365, payout, 0.02)
        assert float(ours) == pytest.approx(option.NPV(), rel=1e-9, abs=1e-9)
