"""Files in which somebody cannot be what the file says, or a number cannot be what it is."""

from __future__ import annotations

import pytest

from suitor.deal import DealError, parse
from suitor.deal.edit import edit
from suitor.files import parsed, read, text_of

from .conftest import filled, told


def kinds(problems):
    return [problem.kind for problem in problems]


def test_what_is_paid_counted_or_discounted_is_above_nothing(problems):
    """
    financials:
      of: acme
      value: 0 USD
      shares: 0
      undisturbed: -46 USD/share
      rate: 0%
      discount: 100%
    bid:
      price: -3bn USD
    """
    assert kinds(problems) == ["above_zero"] * 4 + ["below_whole", "above_zero"]


def test_a_market_has_people_prices_and_a_response(problems):
    """
    market:
      name: Gadgets
      size: 0
      elasticity: {of: gadget, value: 0}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: -20 USD/month, users: 0, margin: 41%}
    """
    assert kinds(problems) == ["above_zero", "above_zero", "not_negative", "above_zero"]


def test_a_dollar_is_worth_something(problems):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: public, name: Public, kind: group, dollar: 0}
    """
    assert kinds(problems) == ["above_zero"]


def test_a_bidder_bids_for_another_and_buys_from_another(problems):
    """
    bid:
      bidder: acme
      seller: acme
    """
    assert kinds(problems) == ["not_target", "not_bidder"]


def test_there_is_one_today(problems):
    """
    scenarios:
      - {id: today, name: T, follows: today}
      - {id: too, name: T, follows: today}
      - {id: sold, name: S, follows: accepted}
    """
    assert kinds(problems) == ["one_today"]


def test_there_is_an_end_that_follows_acceptance_and_one_for_today(problems):
    """
    scenarios: [{id: today, name: T, follows: refused}]
    """
    assert kinds(problems) == ["one_today", "some_accepted"]


def test_nobody_merges_into_itself_or_into_a_crowd(problems):
    """
    scenarios:
      - {id: today, name: T, follows: today}
      - {id: sold, name: S, follows: accepted, changes: [{merge: {firm: acme, into: acme}}]}
      - {id: lost, name: L, follows: accepted, changes: [{merge: {firm: acme, into: public}}]}
    """
    assert kinds(problems) == ["other_firm", "firm_or_company"]


def test_nobody_passes_on_what_it_does_not_hold(problems):
    """
    scenarios:
      - {id: today, name: T, follows: today}
      - id: sold
        name: S
        follows: accepted
        changes:
          - transfer: {of: acme, what: all, from: public, to: buyer}
          - transfer: {of: acme, what: all, from: buyer, to: public}
          - divest: {of: acme, holder: rival}
    """
    assert told(problems) == ["9:36 scenarios[1].changes[2].divest.holder"]


def test_companies_have_an_owner_outside(problems):
    """
    claims: {of: outsider, tiers: [{name: All, split: {public: 100%}}]}
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: rival, name: Rival, kind: company}
      - {id: public, name: Public, kind: group}
      - {id: outsider, name: Outsider, kind: company}
    stakes:
      - {holder: buyer, of: acme, cash: 60%}
      - {holder: rival, of: acme, cash: 40%}
      - {holder: acme, of: buyer, cash: 100%}
      - {holder: acme, of: rival, cash: 100%}
      - {holder: public, of: public, cash: 1%}
    """
    assert kinds(problems) == ["owned_outside", "of_another"]


def test_a_fixed_price_needs_a_cost(problems):
    """
    market:
      products: [{id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, fixed: true}]
    """
    assert kinds(problems) == ["fixed_cost"]


def test_something_of_a_gate_is_its_own(problems):
    """
    gates: [{id: vote, name: Vote, kind: vote, chance: 90%, days: 60, factors: {mood: 0.8, rates: 0.6}}]
    """
    assert kinds(problems) == ["gate_loadings"]


def test_the_target_sells_and_races(problems):
    """
    race:
      end: 2030
      labs: [{firm: rival, revenue: 1bn USD, cash: 1bn USD, compute: 10k}]
    market:
      products: [{id: gadget, firm: rival, name: Gadget, price: 20 USD/month, users: 10m, margin: 41%}]
      name: Gadgets
      size: 100m
      elasticity: {of: gadget, value: 2}
    bid:
      target: acme
    """
    assert kinds(problems) == ["sells_something", "races"]


def test_nests_and_a_demand_with_nests_go_together(problems):
    """
    market:
      demand: nested_logit
    """
    assert kinds(problems) == ["nests"]


def test_nests_are_read_by_some_demands(problems):
    """
    market:
      nesting: 50%
      demand: logit
    """
    assert kinds(problems) == ["read_by"]


def test_a_demand_needs_what_the_file_has(problems):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: public, name: Public, kind: group, users: 1}
    market:
      demand: aids
    """
    assert kinds(problems) == ["telling"]


def test_a_free_product_has_no_logarithm_of_its_price(problems):
    """
    market:
      demand: ces
      products:
        - {id: gadget, firm: acme, name: G, price: 0 USD/month, users: 10m, fixed: true, cost: 1 USD/month}
    """
    assert kinds(problems) == ["fits_file"]


@pytest.mark.parametrize("path", ["market.size", "bid.price", "deciders[public].for_sale", "parties[public].dollar"])
def test_a_scenario_sets_only_what_differs_by_scenario(path):
    change = f"[{{set: {{path: '{path}', to: 1}}}}]"
    text = filled(
        "scenarios: [{id: today, name: T, follows: today}, {id: s, name: S, follows: accepted, changes: "
        + change
        + "}]"
    )
    with pytest.raises(DealError) as caught:
        parse(text)
    assert "per_scenario" in kinds(caught.value.problems)


def test_a_scenario_does_not_set_the_size_of_a_market(problems):
    """
    scenarios:
      - {id: today, name: T, follows: today}
      - {id: sold, name: S, follows: accepted, changes: [{set: {path: market.size, to: 1m}}]}
    """
    assert kinds(problems) == ["per_scenario"]


def test_every_number_can_be_edited_by_its_path():
    text, name = text_of("openai-2025")
    deal = read("openai-2025")
    assert "stakes[musk/xai].votes" in deal.quantities
    same = {path: quantity.text for path, quantity in deal.quantities.items() if quantity.exact}
    again = parsed(edit(text, same), name)
    assert len(same) > 50 and again.quantities.keys() == deal.quantities.keys()
    assert all(again.quantities[path].at(0.3) == each.at(0.3) for path, each in deal.quantities.items())


def test_a_scenario_does_not_go_by_the_id_of_a_party(problems):
    """
    scenarios:
      - {id: today, name: As it is, follows: today}
      - {id: buyer, name: The buyer wins, follows: accepted}
    """
    assert kinds(problems) == ["own_name"]


@pytest.mark.parametrize(("days", "said"), [(100, []), (200, ["in_time"])])
def test_gates_that_open_after_the_bid_has_ended_are_worth_a_word(days, said):
    text = filled(
        "bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 3bn USD, per: equity, "
        "expiry: 2025-08-10}\n"
        "gates: [{id: a, name: A, kind: vote, chance: 1, days: 60}, "
        f"{{id: b, name: B, kind: vote, chance: 1, days: {days}, after: [a]}}]"
    )
    assert [each.kind for each in parse(text).problems if each.kind == "in_time"] == said


def test_a_comma_that_cuts_a_number_of_a_distribution_in_two(problems):
    """
    financials:
      of: acme
      value: {shape: triangular, low: 5,500m USD, mode: 6bn USD, high: 7bn USD}
    """
    assert [problem.way_out for problem in problems if problem.kind == "unknown"] == ["quote"]


def test_who_is_paid_by_claims_has_no_cash_beside_them(problems):
    """
    claims: {of: acme, tiers: [{name: All, split: {public: 100%}}]}
    stakes:
      - {holder: public, of: acme, votes: 100%, cash: 100%}
      - {holder: rival, of: acme, cash: 0%}
      - {holder: public, of: rival, cash: 100%}
    """
    assert kinds(problems) == ["by_claims"] and problems[0].path == "stakes[0].cash"
