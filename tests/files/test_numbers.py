"""Files whose numbers lack a unit, have the wrong one, or make no distribution."""

from __future__ import annotations

import pytest

from .conftest import filled, told, wrong


def test_a_share_without_its_percent_sign(problems):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, margin: 41}
    """
    assert told(problems) == ["3:87 market.products[0].margin"]
    assert str(problems[0]) == (
        "deal.yaml:3:87  market.products[0].margin: expected a share between 0 and 1 (such as 41%), found '41'. "
        "Did you mean 41%?"
    )
    assert problems[0].text("ja") == (
        "deal.yaml:3:87  market.products[0].margin: 0から1までの割合（41% など）が必要ですが、'41'となっています。"
        "41% ではありませんか。"
    )


def test_a_range_of_shares_without_its_percent_sign(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 80-95, days: 60}
    """
    assert told(problems) == ["2:48 gates[0].chance"]
    assert problems[0].hint == "Did you mean 80-95%?"


def test_a_share_with_a_decimal_comma(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: "50,1%", votes: 100%}
    """
    assert told(problems) == ["2:38 stakes[0].cash"]
    assert "did you mean 50.1%?" in problems[0].hint


def test_a_share_above_one(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: 110%}
    """
    assert told(problems) == ["2:38 stakes[0].cash"]
    assert "outside what is possible" in problems[0].hint


def test_a_share_is_not_an_amount_of_money(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: 41 USD}
    """
    assert told(problems) == ["2:38 stakes[0].cash"]
    assert "41%" in problems[0].hint


def test_money_without_its_currency(problems):
    """
    bid:
      price: 3bn
    """
    assert told(problems) == ["2:10 bid.price"]
    assert "did you mean 3bn USD?" in problems[0].hint


def test_a_price_without_its_unit(problems):
    """
    currency: JPY
    bid:
      price: 2900
    """
    assert told(problems) == ["3:10 bid.price"]
    assert "did you mean 2900 JPY?" in problems[0].hint


def test_a_price_without_what_it_is_for(problems):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD, users: 10m, margin: 41%}
    """
    assert told(problems) == ["3:53 market.products[0].price"]
    assert "did you mean 20 USD/month?" in problems[0].hint


def test_a_price_paid_for_what_nobody_sells(problems):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/click, users: 10m, margin: 41%}
    """
    assert told(problems) == ["3:53 market.products[0].price"]
    assert "20 USD/month" in problems[0].hint


def test_a_value_is_not_paid_per_month(problems):
    """
    financials:
      value: 2bn USD/month
    """
    assert told(problems) == ["2:10 financials.value"]
    assert "leave out what follows the slash" in problems[0].hint


def test_a_bid_is_not_paid_per_month(problems):
    """
    bid:
      price: 54.20 USD/month
    """
    assert told(problems) == ["2:10 bid.price"]
    assert "54.20 USD/share" in problems[0].hint


def test_a_price_per_share_for_the_whole_equity(problems):
    """
    bid:
      price: 54.20 USD/share
      per: equity
    """
    assert told(problems) == ["2:10 bid.price"]
    assert problems[0].hint == "Leave out /share, or write per: share."


def test_a_bid_per_share_needs_the_number_of_shares(problems):
    """
    financials:
      of: acme
      value: 2bn USD
    bid:
      price: 54.20 USD/share
      per: share
    """
    assert told(problems) == ["2:3 financials"]
    assert "Add shares:" in problems[0].hint


def test_users_are_not_counted_in_yen(problems):
    """
    market:
      size: 3億円
    """
    assert told(problems) == ["2:9 market.size"]
    assert "300m" in problems[0].hint


def test_a_count_is_not_negative(problems):
    """
    market:
      size: -100m
    """
    assert told(problems) == ["2:9 market.size"]


def test_a_market_has_room_for_its_users(problems):
    """
    market:
      size: 9m
    """
    assert told(problems) == ["2:9 market.size"]
    assert problems[0].expected == "room for all users, 10,000,000 at the least"


def test_days_are_not_dollars(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60 USD}
    """
    assert told(problems) == ["2:59 gates[0].days"]
    assert "60 days" in problems[0].hint


def test_a_time_is_not_true(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: true}
    """
    assert told(problems) == ["2:59 gates[0].days"]


def test_a_plain_number_is_not_a_word(problems):
    """
    market:
      elasticity: {of: gadget, value: high}
    """
    assert told(problems) == ["2:35 market.elasticity.value"]
    assert "1.5" in problems[0].hint


def test_a_number_is_finite(problems):
    """
    market:
      elasticity: {of: gadget, value: .inf}
    """
    assert told(problems) == ["2:35 market.elasticity.value"]


def test_an_empty_number_is_told(problems):
    """
    bid:
      price:
    """
    assert told(problems) == ["2:3 bid.price"]


def test_a_range_runs_upwards(problems):
    """
    financials:
      value: 4bn-2bn USD
    """
    assert told(problems) == ["2:10 financials.value"]


def test_the_ends_of_a_range_run_upwards(problems):
    """
    financials:
      value: {low: 4bn USD, high: 2bn USD}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].hint == "Write the terms from the lowest to the highest."


def test_a_range_has_two_ends(problems):
    """
    financials:
      value: {low: 4bn USD}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].hint == "A uniform is defined by low, high."


def test_the_ends_of_a_range_have_one_currency(problems):
    """
    financials:
      value: {low: 2bn USD, high: 6000億円}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].expected == "one currency and one period in all terms"


def test_each_term_of_a_spread_has_its_unit(problems):
    """
    financials:
      value: {shape: triangular, low: 1bn, mode: 2bn USD, high: 4}
    """
    assert told(problems) == ["2:35 financials.value.low", "2:61 financials.value.high"]


def test_an_unknown_distribution_gets_the_nearest(problems):
    """
    financials:
      value: {shape: triangle, low: 1bn USD, mode: 2bn USD, high: 4bn USD}
    """
    assert told(problems) == ["2:18 financials.value.shape"]
    assert problems[0].hint == "Did you mean triangular?"


def test_an_outlandish_distribution_gets_the_list(problems):
    """
    financials:
      value: {shape: cauchy, low: 1bn USD, high: 4bn USD}
    """
    assert told(problems) == ["2:18 financials.value.shape"]
    assert "lognormal" in problems[0].hint


def test_a_distribution_lacks_a_term(problems):
    """
    financials:
      value: {shape: pert, low: 1bn USD, high: 4bn USD}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].hint == "A pert is defined by low, mode, high."


def test_a_distribution_has_a_term_of_another(problems):
    """
    financials:
      value: {shape: lognormal, p10: 1bn USD, p95: 4bn USD}
    """
    assert told(problems) == ["2:43 financials.value.p95"]
    assert problems[0].hint == "Did you mean p90?"


def test_a_distribution_does_not_mix_its_definitions(problems):
    """
    financials:
      value: {shape: normal, mean: 2bn USD, p90: 4bn USD}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].hint == "A normal is defined by mean, sd / p10, p90."


def test_a_term_of_no_distribution_gets_its_terms(problems):
    """
    financials:
      value: {shape: uniform, low: 1bn USD, high: 4bn USD, kurtosis: 3}
    """
    assert told(problems) == ["2:56 financials.value.kurtosis"]
    assert problems[0].hint == "A uniform is defined by low, high."


def test_a_lognormal_is_positive(problems):
    """
    financials:
      value: {shape: lognormal, p10: -1bn USD, p90: 4bn USD}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].hint == "These terms must be above 0."


def test_a_spread_that_no_computer_can_draw(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: {shape: beta, alpha: 1e-300, beta: 2}, days: 60}
      - {id: money, name: Money, kind: financing, chance: 90%, days: {shape: lognormal, median: 60, sigma: 1e9}}
    """
    assert told(problems) == ["2:48 gates[0].chance", "3:66 gates[1].days"]
    assert problems[0].way_out == problems[1].way_out == "extreme"


def test_a_number_beyond_all_counting(problems):
    """
    market:
      size: 1e31
    """
    assert told(problems) == ["2:9 market.size"]


def test_a_term_of_a_distribution_is_one_number(problems):
    """
    financials:
      value: {shape: triangular, low: 1bn USD, mode: 2-3bn USD, high: 4bn USD}
    """
    assert told(problems) == ["2:50 financials.value.mode"]
    assert problems[0].hint == "Write one number here, not a range."


def test_weights_of_values_make_a_whole(problems):
    """
    market:
      elasticity: {of: gadget, value: {shape: discrete, values: [1, 2], weights: [0.5, 0.6]}}
    """
    assert told(problems) == ["2:35 market.elasticity.value"]
    assert "sum to 1" in problems[0].hint


def test_values_are_a_list(problems):
    """
    market:
      elasticity: {of: gadget, value: {shape: empirical, values: 2}}
    """
    assert told(problems) == ["2:62 market.elasticity.value.values"]


def test_parameters_of_a_beta_are_plain_numbers(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: {shape: beta, alpha: two, beta: 3}, days: 60}
    """
    assert told(problems) == ["2:69 gates[0].chance.alpha"]


def test_a_beta_of_money_needs_its_ends(problems):
    """
    financials:
      value: {shape: beta, alpha: 2, beta: 3}
    """
    assert told(problems) == ["2:10 financials.value"]


def test_a_number_with_a_misspelt_source(problems):
    """
    financials:
      value: {value: 2bn USD, soruce: report}
    """
    assert told(problems) == ["2:27 financials.value.soruce"]
    assert problems[0].hint == "Did you mean source?"


def test_a_number_with_a_key_of_its_own(problems):
    """
    financials:
      value: {value: 2bn USD, low: 1bn USD}
    """
    assert told(problems) == ["2:27 financials.value.low"]
    assert "Write value: or low: and high:" in problems[0].hint


def test_a_number_without_a_value(problems):
    """
    financials:
      value: {source: report}
    """
    assert told(problems) == ["2:10 financials.value"]
    assert problems[0].expected == "a number"


def test_a_number_is_not_a_list(problems):
    """
    financials:
      value: [1bn USD, 2bn USD]
    """
    assert told(problems) == ["2:10 financials.value"]


def test_a_confidence_is_one_of_six(problems):
    """
    financials:
      value: {value: 2bn USD, confidence: asumption}
      revenue: {value: 1bn USD, confidence: 95%}
    """
    assert told(problems) == ["2:39 financials.value.confidence", "3:41 financials.revenue.confidence"]
    assert problems[0].hint == "Did you mean assumption?"


def test_a_note_is_a_sentence(problems):
    """
    financials:
      value: {value: 2bn USD, note: [one, two]}
    """
    assert told(problems) == ["2:33 financials.value.note"]


def test_a_loading_lies_between_minus_one_and_one(problems):
    """
    financials:
      value: {low: 1bn USD, high: 2bn USD, factors: {mood: 1.5}}
    """
    assert told(problems) == ["2:56 financials.value.factors.mood"]


def test_loadings_leave_room_for_chance(problems):
    """
    financials:
      value: {low: 1bn USD, high: 2bn USD, factors: {mood: 0.8, rates: 0.8}}
    """
    assert told(problems) == ["2:49 financials.value.factors"]


def test_factors_are_named(problems):
    """
    financials:
      value: {low: 1bn USD, high: 2bn USD, factors: mood}
    """
    assert told(problems) == ["2:49 financials.value.factors"]


def test_a_lab_earns_by_the_year_and_waits_in_years(problems):
    """
    race:
      end: 2030
      labs:
        - {firm: acme, revenue: 1bn USD/user, cash: 1bn USD, compute: 10k, friction: 5 USD}
    """
    assert told(problems) == ["4:29 race.labs[0].revenue", "4:82 race.labs[0].friction"]
    assert "3.7bn USD" in problems[0].hint
    assert "6 months" in problems[1].hint


def test_everything_wrong_with_one_number_is_told(problems):
    """
    financials:
      value: {low: 1bn, high: 2bn USD, source: repport, confidence: sure, factors: {moood: 0.5}}
    """
    assert told(problems) == [
        "2:16 financials.value.low",
        "2:44 financials.value.source",
        "2:65 financials.value.confidence",
        "2:81 financials.value.factors.moood",
    ]


@pytest.mark.parametrize("currency", ["JPY", "EUR"])
def test_every_unit_of_a_currency_needs_a_dated_rate(currency):
    text = filled(f"rates: []\nbid:\n  price: 3bn {currency}")
    assert told(wrong(text)) == ["3:10 bid.price"]
    assert wrong(text)[0].hint == f"Add to rates: - {{of: {currency}, into: USD, rate: ..., date: 2025-02-14}}"
