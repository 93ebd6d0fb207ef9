"""Laws of value: what discounting, dilution, combining, borrowing and rounds must satisfy whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Capitalisation, Convertible, Loan, Note, Tranche

RNG = np.random.default_rng(21)

# Cash flows


def test_a_perpetuity_is_the_limit_of_a_long_forecast():
    flow = 100 * 1.02 ** np.arange(3000)
    assert worth.present_value(flow[:5], 0.09, growth=0.02) == pytest.approx(worth.present_value(flow, 0.09), rel=1e-9)
    assert worth.dcf(flow[:5], 0.09, growth=0.02, mid_year=True).enterprise == pytest.approx(
        worth.present_value(flow, 0.09, first=0.5), rel=1e-9
    )


@pytest.mark.parametrize(("mid_year", "stub"), [(False, 1.0), (True, 1.0), (False, 0.25), (True, 0.25)])
def test_the_two_terminal_values_confirm_each_other(mid_year, stub):
    flow, rate, growth = RNG.uniform(50, 100, (20, 5)), RNG.uniform(0.07, 0.12, 20), RNG.uniform(0, 0.04, 20)
    metric = 2 * flow[:, -1]
    gordon = worth.dcf(flow, rate, growth=growth, metric=metric, mid_year=mid_year, stub=stub)
    exit_ = worth.dcf(flow, rate, multiple=gordon.implied_multiple, metric=metric, mid_year=mid_year, stub=stub)
    assert np.allclose(exit_.enterprise, gordon.enterprise)
    assert np.allclose(exit_.implied_growth, growth)
    assert np.allclose(gordon.implied_growth, growth)


def test_present_value_and_the_full_valuation_are_one_formula():
    flow, rate = RNG.uniform(50, 100, (20, 5)), RNG.uniform(0.07, 0.12, 20)
    plain = worth.present_value(flow, rate, first=0.5, multiple=8.0, metric=flow[:, -1], end=5.0)
    assert np.allclose(worth.dcf(flow, rate, multiple=8.0, metric=flow[:, -1], mid_year=True).enterprise, plain)


def test_growth_without_excess_returns_adds_nothing():
    values = worth.value_driver(80.0, np.array([0.0, 0.02, 0.05]), 0.09, 0.09)
    assert np.allclose(values, 80 / 0.09)
    assert worth.two_stage(80.0, 0.045, 0.5, 7, 0.045, 0.09, 0.09) == pytest.approx(80 * 1.045 / 0.09)


def test_levering_a_beta_and_back_changes_nothing():
    assert worth.relever(worth.relever(0.9, 0.25, 0.0, 0.6), 0.25, 0.6, 0.0) == pytest.approx(0.9)


def test_growth_at_or_above_the_rate_is_refused_with_both_numbers_and_counted_among_draws():
    with pytest.raises(
        ValueError, match=r"terminal growth 9\.0% is not below WACC 8\.9%; a perpetuity has no finite value"
    ):
        worth.dcf([100.0], 0.089, growth=0.09)
    value = worth.dcf([100.0], np.array([0.089, 0.10]), growth=0.09).enterprise
    assert np.isnan(value).tolist() == [True, False]
    assert np.isnan(worth.dcf([100.0], np.array([0.095, 0.12]), growth=0.09, gap=0.01).enterprise).tolist() == [
        True,
        False,
    ]


def test_a_heavy_terminal_value_is_noted_with_its_share():
    assert worth.dcf([1.0, 1.0], 0.1, terminal=1000.0).notes[0].startswith("the terminal value is 100% of the whole")
    assert worth.dcf([100.0, 100.0], 0.1, terminal=50.0).notes == ()


def test_a_negative_end_of_the_forecast_needs_a_decision():
    with pytest.raises(ValueError, match=r"terminal metric is -5; a multiple of it says nothing"):
        worth.dcf([1.0], 0.1, multiple=8.0, metric=-5.0)
    with pytest.raises(ValueError, match="Say `shrinking` if meant"):
        worth.dcf([-1.0], 0.1, growth=0.02)
    assert worth.dcf([-1.0], 0.1, growth=0.02, shrinking=True).enterprise == pytest.approx(-1 / 0.08)
    assert np.isnan(worth.dcf([[-1.0], [1.0]], 0.1, growth=0.02).enterprise).tolist() == [True, False]
    with pytest.raises(ValueError, match="choose one terminal value"):
        worth.dcf([1.0], 0.1, growth=0.02, multiple=8.0, metric=5.0)


def test_an_enterprise_worth_less_than_its_debt_leaves_shareholders_nothing_today_and_an_option_for_later():
    firm = worth.Claims.of_classes([worth.ShareClass("loan", preference=120.0), worth.ShareClass("common", 10.0)])
    assert worth.equity_value(100.0, debt=120.0) == -20.0
    assert firm.pay(100.0).paid.tolist() == [100.0, 0.0]
    assert worth.option_value(firm, 100.0, 0.4, 2.0, 0.03)[1] > 10


# Rates of return


def test_every_internal_rate_is_a_zero_and_none_is_missed():
    for _ in range(50):
        rates = np.sort(RNG.choice(np.linspace(-0.5, 1.5, 41), 3, replace=False))
        flows = np.poly(1 + rates) * RNG.choice([-10.0, 10.0])
        assert np.allclose(worth.internal_rates(flows), rates, atol=1e-7)
        assert np.abs(worth.net_present_value(flows, np.array(worth.internal_rates(flows)))).max() < 1e-5


def test_flows_of_one_sign_have_no_rate():
    with pytest.raises(ValueError, match="no sign change: the flows are all negative"):
        worth.internal_rates([-1.0, -2.0])
    assert np.isnan(worth.internal_rate([-1.0, 2.0, -5.0]))


# Shares


def test_the_price_per_share_is_the_fixed_point_of_the_treasury_stock_method():
    for _ in range(100):
        basic, equity = RNG.uniform(50, 100), RNG.uniform(100, 2000)
        options = [Tranche(RNG.uniform(1, 20), RNG.uniform(0.5, 30)) for _ in range(5)]
        bonds = [Convertible(RNG.uniform(1, 10), RNG.uniform(10, 200)) for _ in range(2)]
        price = worth.price_per_share(equity, basic, options, bonds)
        back = sum(float(bond.face) for bond in bonds if bond.shares * price > bond.face)
        assert price * worth.diluted(basic, options, price, bonds) == pytest.approx(equity + back)


def test_options_above_the_offer_add_no_share_and_share_units_add_all_of_theirs():
    assert worth.diluted(100.0, [Tranche(10.0, 60.0)], 54.2) == 100.0
    assert worth.diluted(100.0, [Tranche(10.0)], 54.2) == 110.0


def test_the_average_strike_counts_the_wrong_number_of_shares():
    tranches = [Tranche(10.0, 2.0), Tranche(10.0, 18.0)]
    assert worth.diluted(100.0, tranches, 12.0) > worth.diluted(100.0, [Tranche(20.0, 10.0)], 12.0)


# The bid


def test_sources_and_uses_agree_to_the_cent_or_are_refused_with_the_gap():
    with pytest.raises(ValueError, match=r"uses exceed sources by 900,000,000\.00"):
        worth.sources_and_uses({"debt": 25.5e9, "equity": 21e9}, {"shares": 44.4e9, "fees": 3e9})
    with pytest.raises(ValueError, match=r"sources exceed uses by 0\.01"):
        worth.sources_and_uses({"debt": 10.01}, {"shares": 10.0})
    plan = worth.sources_and_uses({"debt": 25.5e9}, {"shares": 44e9, "fees": 2.5e9}, plug="equity")
    assert plan.sources["equity"] == 21e9
    with pytest.raises(ValueError, match="the other sources exceed the uses"):
        worth.sources_and_uses({"debt": 50e9}, {"shares": 44e9}, plug="equity")


def test_the_two_collars_are_opposites():
    price = np.array([10.0, 18.0, 20.0, 22.0, 40.0])
    value, ratio = worth.fixed_value_collar(12.5, price, 18, 22), worth.fixed_ratio_collar(0.625, price, 18, 22)
    assert np.allclose((value * price)[1:4], 12.5)
    assert np.allclose(value[[0, 4]], [12.5 / 18, 12.5 / 22])
    assert np.allclose(ratio[1:4], 0.625)
    assert np.allclose((ratio * price)[[0, 4]], [0.625 * 18, 0.625 * 22])


def test_a_package_counts_cash_stock_and_the_right():
    assert worth.package(15.5, 0.9509 / 2, 30.45) == pytest.approx(29.98, abs=0.005)
    right = worth.milestone_value([[5.0, 9.0]], [[0.5, 0.2]], [[1.0, 3.0]], 0.08)
    assert np.allclose(right, 2.5 / 1.08 + 1.8 / 1.08**3)
    assert worth.topping_price(54.2, 1e9, 8e8) == pytest.approx(55.45)


def test_earnings_per_share_do_not_move_at_the_break_even_synergy():
    terms = {"debt": 400.0, "debt_rate": 0.06, "cash": 100.0, "cash_rate": 0.02, "amortisation": 5.0, "tax": 0.25}
    needed = worth.accretion(300.0, 100.0, 60.0, 20.0, **terms).break_even_synergy
    after = worth.accretion(300.0, 100.0, 60.0, 20.0, synergy=needed, **terms)
    assert after.change == pytest.approx(0.0, abs=1e-14)
    assert after.acquirer_share + after.target_share == pytest.approx(1.0)


def test_stock_costs_its_part_of_the_combined_firm_and_gains_add_up_to_the_synergy():
    paid = worth.combine(500.0, 100.0, 100.0, 25.0, new_shares=7.5)
    assert paid.cost == pytest.approx(7.5 / 32.5 * 700)
    assert paid.gain + (paid.cost - 100.0) == pytest.approx(100.0)
    assert paid.cost > 7.5 * 500 / 25


def test_contribution_by_revenue_takes_off_net_debt_and_contribution_by_earnings_does_not():
    assert worth.contribution(75.0, 25.0, 800.0, 200.0) == 0.25
    assert worth.contribution(75.0, 25.0, 800.0, 200.0, 100.0, 100.0) == pytest.approx((250 - 100) / 800)


def test_synergies_that_come_later_are_worth_less_and_cost_the_same():
    now = worth.synergy_value([10.0, 20.0], 0.08, tax=0.25, probability=0.8, one_off=5.0, growth=0.0)
    later = worth.synergy_value([10.0, 20.0], 0.08, tax=0.25, probability=0.8, one_off=5.0, delay=2, growth=0.0)
    assert now == pytest.approx(0.8 * 0.75 * (10 / 1.08 + 20 / 1.08**2 + 20 / 0.08 / 1.08**2) - 5)
    assert later + 5 == pytest.approx((now + 5) / 1.08**2)


def test_a_discount_and_a_premium_on_one_block_are_refused():
    with pytest.raises(ValueError, match="not both"):
        worth.block_value(0.51, 100.0, 150.0, controls=True, discount=0.1)
    assert worth.block_value(0.49, 100.0, 150.0, controls=False, discount=0.1) == pytest.approx(44.1)
    assert worth.implied_change(145.0, 100.0, 150.0) == pytest.approx(0.9)
    shown = worth.control_value(100.0, 150.0, 0.4, 0.5, 0.6, 30.0, 80.0, 0.5)
    assert (shown.improvement, shown.benefits, shown.hold_up) == (10.0, 18.0, 40.0)


# Rounds


def test_a_round_satisfies_all_its_terms_at_once():
    notes = [Note("a", 5e6, cap=20e6), Note("b", 3e6, discount=0.2)]
    for inside in (True, False):
        run = worth.price_round(40e6, 10e6, 8e6, 1e6, 0.15, notes, notes_in_pre_money=inside, notes_in_cap=True)
        covered = 9e6 + run.pool_increase + inside * run.note_shares.sum()
        assert run.price * covered == pytest.approx(40e6)
        assert (1e6 + run.pool_increase) / run.fully_diluted == pytest.approx(0.15)
        assert run.note_shares[0] == pytest.approx(5e6 / min(20e6 / (9e6 + run.note_shares.sum()), run.price))
        assert run.note_shares[1] == pytest.approx(3e6 / (0.8 * run.price))
        assert run.new_shares * run.price == pytest.approx(10e6)
        if inside:
            assert run.post_money == pytest.approx(50e6)


def test_a_post_money_agreement_alone_owns_its_amount_over_its_cap_before_the_round():
    run = worth.price_round(40e6, 10e6, 9e6, notes=[Note("safe", 2e6, cap=10e6)], notes_in_cap=True)
    assert run.note_shares[0] / (9e6 + run.note_shares[0]) == pytest.approx(0.2)


def test_a_round_whose_notes_take_everything_is_refused_with_its_last_two_prices():
    with pytest.raises(ValueError, match="does not settle after 500 steps: last prices"):
        worth.price_round(10e6, 5e6, 9e6, notes=[Note("n", 12e6, discount=0.2)])


def test_what_a_document_counts_as_diluted_is_said_part_by_part():
    base = Capitalisation(8e6, pool=1e6, pool_increase=0.5e6, notes=2e6)
    assert base.count == 9e6
    assert Capitalisation(8e6, 1e6, 0.5e6, 2e6, True, True, True).count == 11.5e6
    assert worth.convert(Note("n", 1e6, cap=18e6), 5.0, base.count).price == 2.0


def test_a_note_still_there_at_exit_takes_its_money_or_its_shares():
    left = worth.unconverted(Note("safe", 1e6, cap=10e6), 9e6)
    claims = worth.Claims.of_classes([left, worth.ShareClass("common", 9e6)])
    assert claims.pay(5e6).paid[0] == 1e6
    assert claims.pay(50e6).paid[0] == pytest.approx(50e6 * 0.9 / 9.9)
    assert worth.unconverted(Note("uncapped", 1e6, discount=0.2), 9e6).shares == 0.0


def test_anti_dilution_lies_between_nothing_and_the_full_ratchet():
    weighted = worth.broad_based(10.0, 1e6, 1e6, 2.5e5)
    assert worth.full_ratchet(10.0, 4.0) < weighted < 10.0
    assert weighted == pytest.approx(10 * (1e6 + 1e5) / (1e6 + 2.5e5))
    assert worth.broad_based(10.0, 1e6, 1e6, 5e4) == 10.0


def test_a_price_guarantee_makes_shares_worth_the_guaranteed_price_at_the_offering():
    assert worth.guaranteed_shares(1.0, 18.55614, 9.0) == pytest.approx(2.0618, abs=5e-5)
    assert worth.guaranteed_shares(1.0, 18.55614, 20.0) == 1.0


def test_a_cap_that_rises_needs_a_date():
    with pytest.raises(ValueError, match="needs the years until exit"):
        worth.capped_total(10.0, 20.0, escalator=0.2)
    assert worth.capped_total(10.0, 20.0, escalator=0.2, years=2.0) == pytest.approx(288.0)
    assert worth.capped_total(10.0, 20.0) == 200.0


# Buyouts

EBITDA = np.array([33.0, 36.0, 39.0, 42.0, 45.0])
TERMS = {"tax": 0.4, "depreciation": np.full(5, 15.0), "capex": np.full(5, 15.0)}


def test_a_sweep_saves_interest_and_cash_plus_debt_add_up():
    loans = [Loan("senior", 80.0, 0.08, due=0.02, swept=True), Loan("junior", 70.0, 0.12)]
    swept = worth.buyout(300.0, 450.0, EBITDA, loans, fees=6.0, cash=4.0, **TERMS)
    kept = worth.buyout(
        300.0, 450.0, EBITDA, [Loan("senior", 80.0, 0.08, due=0.02), loans[1]], fees=6.0, cash=4.0, **TERMS
    )
    assert swept.rate > kept.rate
    assert swept.equity == 300 + 6 + 4 - 150
    assert np.allclose(swept.cash, 4.0)
    opening = np.concatenate([[150.0], swept.balance.sum(-1)[:-1]])
    assert np.allclose(opening - swept.balance.sum(-1), swept.flow)
    assert swept.exit_equity == pytest.approx(450 - swept.balance[-1].sum() + swept.cash[-1])


def test_the_affordable_price_earns_exactly_the_target():
    loans = [Loan("senior", np.array([80.0, 120.0]), 0.08, swept=True), Loan("junior", 30.0, 0.12)]
    price = worth.affordable(0.2, 450.0, EBITDA, loans, fees=6.0, cash=4.0, **TERMS)
    assert np.allclose(worth.buyout(price, 450.0, EBITDA, loans, fees=6.0, cash=4.0, **TERMS).rate, 0.2)


def test_a_firm_that_cannot_pay_its_loans_shows_negative_cash():
    run = worth.buyout(300.0, 450.0, EBITDA, [Loan("dear", 250.0, 0.2, due=0.1)], **TERMS)
    assert run.cash.min() < 0


# Comparables and the football field


def test_a_few_companies_give_a_range_and_enough_of_them_quartiles():
    few = worth.by_comparables([100.0, 200.0, 300.0], [10.0, 10.0, 10.0], 5.0)
    assert (few.low, few.middle, few.high, few.quartiles) == (50.0, 100.0, 150.0, False)
    many = worth.by_comparables([100.0, 200.0, 300.0, 400.0, 500.0], [10.0] * 5, 5.0)
    assert (many.low, many.high, many.quartiles, many.count) == (100.0, 200.0, True, 5)


def test_a_negative_multiple_is_left_out_and_counted():
    drawn = worth.by_comparables([100.0, 200.0, 300.0, 400.0, 500.0], [10.0, 10.0, 10.0, 10.0, -3.0], 5.0)
    assert (drawn.count, drawn.left_out) == (4, 1)
    assert drawn.middle == 125.0
    nothing = worth.by_comparables([100.0], [-1.0], 5.0)
    assert nothing.count == 0 and np.isnan(nothing.middle)


def test_the_football_field_holds_every_method_and_the_offer():
    field = worth.football_field(
        {"dcf": RNG.normal(50, 5, 1000), "deals": [40.0, 60.0]}, {"offer": 54.2, "undisturbed": 39.31}
    )
    assert [b.method for b in field.bars] == ["dcf", "deals"]
    assert field.bars[0].low < field.bars[0].middle < field.bars[0].high
    assert field.lines["offer"] == 54.2


def test_calendar_years_and_last_twelve_months():
    assert worth.calendarised(100.0, 120.0, 12) == 100.0
    assert worth.calendarised(100.0, 120.0, 3) == 115.0
    assert worth.last_twelve_months(100.0, 30.0, 20.0) == 110.0


def test_the_sum_of_the_parts_takes_off_head_office_and_a_discount():
    assert worth.sum_of_parts({"cloud": 80.0, "ads": 40.0}, costs=20.0, discount=0.1) == pytest.approx(90.0)
