"""What a bid does to the bidder's earnings per share, from a deal file, against the arithmetic done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.analysis import evaluate
from suitor.deal import Inputs, parse
from suitor.study import Figure

from ..files.conftest import filled

BASE = """
stakes: [{holder: public, of: acme, votes: 95%, units: claims}, {holder: buyer, of: acme, votes: 5%}]
financials: {of: acme, value: 2-3bn USD, shares: 110m, undisturbed: 20 USD/share, rate: 10%}
bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 30 USD/share, per: share, form: mixed}
"""
MIX = """
pro_forma:
  bidder: {earnings: [600m USD, 660m USD], shares: 200m, price: 60 USD/share}
  target: {earnings: [150m USD]}
  stock: 40%
  cash: 500m USD
  fees: 80m USD
  debt_rate: 6%
  cash_rate: 3%
  tax: 25%
  amortisation: 40m USD
"""
SYNERGIES = """
valuation:
  synergies:
    - {id: costs, name: Costs, yearly: 100m USD, ramp: [40%, 100%], probability: 80%, tax: 25%, growth: 2%}
    - {id: sales, name: Sales, yearly: 50m USD, delay: 18 months}
"""


def everything(*parts: str, base: str = BASE, draws: int = 100) -> dict[str, Figure]:
    return evaluate(Inputs.random(parse(filled("\n".join((base, *parts)))), 1, 0, draws))


def figures(*parts: str, base: str = BASE, draws: int = 100) -> dict[str, Figure]:
    found = everything(*parts, base=base, draws=draws)
    return {id: figure for id, figure in found.items() if figure.name.startswith("accretion.")}


def one(found: dict[str, Figure], id: str) -> float:
    """A figure that is the same in every draw."""
    assert np.ptp(found[id].value) <= 1e-9 * abs(found[id].median)
    return found[id].median


def test_a_mixed_bid_joins_the_accounts_as_by_hand():
    """3.3bn: 1.32bn in 22m shares at 60; 1.98bn and 80m of fees, of which 500m at hand and 1.56bn borrowed."""
    found = figures(MIX)
    assert one(found, "accretion.new_shares") == pytest.approx(22e6)
    assert one(found, "accretion.cash") == pytest.approx(500e6)
    assert one(found, "accretion.debt") == pytest.approx(1.56e9)
    assert one(found, "accretion.ownership") == pytest.approx(22 / 222)
    lost = 0.06 * 1560 + 0.03 * 500 + 40
    for year, earned in ((1, 600), (2, 660), (3, 660)):
        after = (earned + 150 - lost * 0.75) / 222
        assert one(found, f"accretion.eps_before[year_{year}]") == pytest.approx(earned / 200)
        assert one(found, f"accretion.eps[year_{year}]") == pytest.approx(after)
        assert one(found, f"accretion.change[year_{year}]") == pytest.approx(after / (earned / 200) - 1)
        assert found[f"accretion.raised[year_{year}]"].mean == float(after > earned / 200)


def test_synergies_come_by_their_ramp_and_delay_as_likely_as_they_are():
    """Half of the second synergy's first year lies in year two; the first grows by 2% once its ramp is over."""
    found = figures(MIX, SYNERGIES)
    by_year = {1: 32e6, 2: 80e6 + 25e6, 3: 81.6e6 + 50e6}
    for year, gained in by_year.items():
        assert one(found, f"accretion.synergies[year_{year}]") == pytest.approx(gained)
        needed = one(found, f"accretion.break_even[year_{year}]")
        assert one(found, f"accretion.further[year_{year}]") == pytest.approx(needed - gained)


def test_earnings_per_share_stand_still_at_the_break_even_synergy():
    needed = one(figures(MIX), "accretion.break_even[year_1]")
    exact = f"valuation: {{synergies: [{{id: just, name: Just enough, yearly: {needed!r} USD}}]}}"
    assert one(figures(MIX, exact), "accretion.change[year_1]") == pytest.approx(0.0, abs=1e-12)


def test_what_the_bidder_holds_is_not_paid_for_again():
    base = BASE.replace("votes: 95%, units: claims", "cash: 95%").replace("votes: 5%", "cash: 5%")
    base += "claims: {of: rival, tiers: [{name: All, split: {public: 100%}}]}"
    found = figures(MIX, base=base)
    assert one(found, "accretion.new_shares") == pytest.approx(0.95 * 22e6)
    assert one(found, "accretion.debt") == pytest.approx(0.95 * 1.98e9 + 80e6 - 500e6)


def test_earnings_a_share_and_a_ratio_say_the_same_as_earnings_and_a_part():
    given = MIX.replace("earnings: [600m USD, 660m USD]", "eps: [3 USD/share, 3.3 USD/share]")
    one_way, other = figures(MIX), figures(given.replace("stock: 40%", "ratio: 0.2"))
    for id, figure in one_way.items():
        np.testing.assert_allclose(other[id].value, figure.value, rtol=1e-12)


def test_beside_a_loss_there_is_no_percentage():
    found = figures(MIX.replace("600m USD, 660m USD", "-10m USD"))
    assert found["accretion.change[year_1]"].withheld
    assert one(found, "accretion.eps[year_1]") > one(found, "accretion.eps_before[year_1]")


def test_a_figure_lists_the_inputs_that_move_it_and_not_those_of_other_years():
    found = figures(MIX, SYNERGIES)
    second = found["accretion.eps[year_2]"].inputs
    assert {"pro_forma.bidder.earnings[1]", "pro_forma.tax", "valuation.synergies[sales].delay"} <= second
    assert "pro_forma.bidder.earnings[0]" not in second
    assert found["accretion.eps_before[year_1]"].inputs == {"pro_forma.bidder.earnings[0]", "pro_forma.bidder.shares"}
    assert found["accretion.synergies[year_1]"].inputs.isdisjoint({"pro_forma.tax", "bid.price"})


def test_earnings_of_the_valuation_stand_in_for_the_targets_accounts():
    without = MIX.replace("  target: {earnings: [150m USD]}\n", "")
    known = figures(without, "valuation: {metrics: {earnings: 150m USD}}")
    assert one(known, "accretion.eps[year_1]") == pytest.approx(one(figures(MIX), "accretion.eps[year_1]"))


@pytest.mark.parametrize("stock", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("cash", [0.0, 20.0, 500.0])
def test_what_is_paid_with_equals_what_is_paid_for(stock, cash):
    paid = worth.payment(100.0, stock, 8.0, cash, 5.0)
    assert paid.stock + paid.cash + paid.debt == pytest.approx(105.0)
    assert paid.new_shares * 8.0 == pytest.approx(paid.stock)
    assert min(paid.cash, paid.debt) >= 0.0


def test_synergies_by_year_are_worth_what_their_value_says():
    """Discounted year by year, with the delay in whole years, they are worth what the closed form says."""
    terms = {"ramp": np.array([0.2, 0.6, 1.0]), "growth": 0.01}
    by_year = worth.phased(100.0, 4000, delay=2.0, **terms)
    there = np.sum(by_year / 1.08 ** np.arange(1, 4001))
    whole = worth.synergy_value(np.full(3, 100.0), 0.08, ramp=terms["ramp"], delay=2.0, growth=0.01)
    assert there == pytest.approx(float(whole), rel=1e-9)


def test_synergies_broadcast_over_draws():
    delay, ramp = np.array([0.0, 0.5, 1.0]), np.array([[0.5, 1.0]] * 3)
    by_year = worth.phased(np.array([10.0, 20.0, 30.0]), 2, ramp=ramp, delay=delay)
    np.testing.assert_allclose(by_year, [[5.0, 10.0], [5.0, 15.0], [0.0, 15.0]])


def test_what_the_two_firms_make_together_is_the_buyers() -> None:
    """Synergies raise what the target is worth to its buyer, and nothing else that anybody gains."""
    bought = """
scenarios:
  - {id: today, name: Today, follows: today}
  - {id: sold, name: Sold, follows: accepted, changes: [{transfer: {of: acme, what: all, from: public, to: buyer}}]}
"""
    without, joined = everything(bought), everything(bought, SYNERGIES)
    made = joined["value.synergies"].value
    for name in ("value.scenario[sold]", "gain[sold,buyer]"):
        np.testing.assert_allclose(joined[name].value - without[name].value, made, rtol=1e-12)
    assert made.min() > 0
    for name in ("gain[sold,public]", "verdict.reservation[public]"):
        assert np.array_equal(joined[name].value, without[name].value)
