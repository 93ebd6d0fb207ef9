"""What a market section says for its demand and its conduct: too little, too much, or what does not go together."""

from __future__ import annotations

import pytest

from suitor.deal import DealError
from suitor.files import parsed

from .conftest import filled, kinds, told


def test_a_conduct_goes_with_some_demands(problems):
    """
    market:
      conduct: stackelberg
    """
    assert kinds(problems) == ["goes_with"] and told(problems) == ["2:12 market.conduct"]
    assert "bertrand, price_cap" in problems[0].expected


def test_a_key_that_nobody_reads_is_refused_where_it_stands(problems):
    """
    market:
      power: 50%
      diversions: {gadget: {gizmo: 40%}, gizmo: {gadget: 30%}}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, margin: 41%, nest: premium}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/month, users: 5m, leads: true, supplier: buyer}
    """
    assert kinds(problems) == ["read_by"] * 5
    assert told(problems)[0] == "2:3 market.power"
    assert "only the conduct bargaining, second_score reads it" in problems[0].expected


def test_a_nest_that_no_product_is_in(problems):
    """
    market:
      demand: nested_logit
      nesting_of: {premium: 40%, badget: 20%, budget: 30%}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, nest: premium}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/month, users: 5m, nest: budget}
    """
    assert kinds(problems) == ["nest"] and told(problems) == ["3:30 market.nesting_of.badget"]
    assert problems[0].hint == "Did you mean budget?"


def test_a_nest_without_its_parameter(problems):
    """
    market:
      demand: generalised_nested_logit
      nesting_of: {premium: 40%, niche: 10%}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, nests: {premium: 60%, small: 40%}}
    """
    assert kinds(problems) == ["overlapping", "nest"]
    assert problems[1].hint == "Write one of premium, small."


def test_buyers_differ_in_one_way_and_add_up(problems):
    """
    market:
      demand: random_coefficients
      kinds: [{id: thrifty, weight: 50%, sensitivity: 2}, {id: rich, weight: 40%}]
      spread: 0.5
    """
    assert kinds(problems) == ["one_way", "kinds_whole"]


def test_diversions_go_from_every_product_to_every_other(problems):
    """
    market:
      demand: linear
      diversions:
        gadget: {gizmo: 70%, gimmick: 50%}
        gizmo: {gizmo: 10%, gadget: 50%, gimmick: 10%}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/month, users: 5m}
        - {id: gimmick, firm: rival, name: Gimmick, price: 18 USD/month, users: 5m}
    """
    assert kinds(problems) == ["diversion_rows", "at_most_all", "diversion_row"]
    assert "missing are gimmick" in problems[0].expected


def test_second_choices_name_other_products_and_are_read_by_demands_with_nests(problems):
    """
    market:
      demand: nested_logit
      second_choices: {gadget: {gadget: 10%}, gizmo: {gadget: 70%, gimmick: 50%}, gimmick: {widget: 10%}}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, nest: premium}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/month, users: 5m, nest: premium}
        - {id: gimmick, firm: rival, name: Gimmick, price: 18 USD/month, users: 5m, nest: budget}
    """
    assert kinds(problems) == ["product"]


def test_second_choices_come_to_all_buyers_at_most(problems):
    """
    market:
      demand: nested_logit
      second_choices: {gadget: {gadget: 10%}, gizmo: {gadget: 70%, gimmick: 50%}}
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, nest: premium}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/month, users: 5m, nest: premium}
        - {id: gimmick, firm: rival, name: Gimmick, price: 18 USD/month, users: 5m, nest: budget}
    """
    assert kinds(problems) == ["diversion_row", "at_most_all"]


def test_one_good_has_one_price_and_no_elasticity_of_a_product(problems):
    """
    market:
      demand: homogeneous
      conduct: cournot
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, margin: 20%, capacity: 9m}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/unit, users: 5m, margin: 20%}
        - {id: freebie, firm: rival, name: F, price: 0 USD/unit, users: 5m, margin: 20%, fixed: true, cost: 1 USD/unit}
      elasticity: {of: gadget, value: 2}
    """
    assert kinds(problems) == ["room_for_users", "one_good", "above_zero", "read_by", "of_market"]


def test_goods_are_named_for_all_or_none(problems):
    """
    market:
      demand: homogeneous
      conduct: stackelberg
      elasticity: null
      rising: false
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, margin: 20%, good: steel}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/unit, users: 5m, margin: 20%}
    """
    assert kinds(problems) == ["leader", "good_named"]


def test_a_chain_has_a_supplier_its_price_and_its_cost(problems):
    """
    market:
      conduct: vertical
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, supplier: rival}
    """
    assert kinds(problems) == ["chain"] and "input_price, supply_cost" in problems[0].expected


def test_a_supplier_is_somebody(problems):
    """
    market:
      conduct: vertical
      products:
        - id: gadget
          firm: acme
          name: Gadget
          price: 20 USD/unit
          users: 10m
          supplier: rivall
          input_price: 9 USD/unit
          supply_cost: 2 USD/unit
    """
    assert told(problems) == ["9:17 market.products[0].supplier"]


def test_bargaining_needs_a_power(problems):
    """
    market:
      conduct: bargaining
    """
    assert kinds(problems) == ["power"]


def test_capacities_of_different_goods_are_those_of_price_setters(problems):
    """
    market:
      conduct: cournot
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, capacity: 12m}
    """
    assert kinds(problems) == ["read_by"] and "demand homogeneous" in problems[0].expected


def test_what_tells_demand_is_enough(problems):
    """
    market:
      elasticity: null
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/unit, users: 5m}
    """
    assert kinds(problems) == ["telling"]


def test_slopes_of_their_own_need_a_margin_each(problems):
    """
    market:
      elasticity: null
      demand: log_linear
      symmetric: false
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, margin: 40%}
        - {id: gizmo, firm: rival, name: Gizmo, price: 18 USD/unit, users: 5m}
    """
    assert kinds(problems) == ["telling"] and "at least 2" in problems[0].expected


def test_a_mission_is_no_matter_of_an_auction(problems):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: public, name: Public, kind: group, users: 1}
    market:
      conduct: second_score
    """
    assert kinds(problems) == ["money_only"] and told(problems) == ["4:52 parties[2].users"]


def test_a_mission_needs_a_surplus(problems):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: public, name: Public, kind: group, users: 1}
    market:
      demand: log_linear
    """
    assert "no_surplus" in kinds(problems)


def test_a_race_is_priced_by_firms_that_may_care(problems):
    """
    race:
      end: 2030
      labs: [{firm: acme, revenue: 1bn USD, cash: 0, compute: 10k}]
    market:
      conduct: second_score
    """
    assert kinds(problems) == ["fits_race"]


def test_bargaining_takes_too_long_for_a_race(problems):
    """
    race:
      end: 2030
      labs: [{firm: acme, revenue: 1bn USD, cash: 0, compute: 10k}]
    market:
      conduct: bargaining
      power: 40%
    """
    assert kinds(problems) == ["fits_race"] and "bertrand, partial_collusion" in problems[0].expected


def test_the_race_has_the_parameters_that_somebody_reads(problems):
    """
    race:
      end: 2030
      labs: [{firm: acme, revenue: 1bn USD, cash: 0, compute: 10k}]
      technology: {g_A: 0.4, opexx: 0.3, wings: 2}
    """
    assert kinds(problems) == ["technology"] * 2
    assert problems[0].hint == "Did you mean opex?" and "multiple_floor" in problems[1].expected


def test_two_plants_of_the_parties_that_follow_have_rising_costs(problems):
    """
    market:
      demand: homogeneous
      conduct: stackelberg
      elasticity: null
      market_elasticity: 1.2
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m}
        - {id: gizmo, firm: buyer, name: Gizmo, price: 20 USD/unit, users: 5m}
        - {id: gimmick, firm: rival, name: Gimmick, price: 20 USD/unit, users: 5m, leads: true}
    """
    assert kinds(problems) == ["rising"]


def test_a_cap_lies_above_todays_price_and_somewhere(problems):
    """
    market:
      conduct: price_cap
      members: [acme]
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, margin: 40%}
    """
    assert kinds(problems) == ["capped", "read_by"]


def test_a_cap_below_todays_price(problems):
    """
    market:
      conduct: price_cap
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/unit, users: 10m, margin: 40%, cap: 15 USD/unit}
    """
    assert kinds(problems) == ["below_cap"]


def test_members_sell_something(problems):
    """
    market:
      conduct: partial_collusion
      theta: 20%
      members: [acme, public]
    """
    assert kinds(problems) == ["member"] and "sells a product of the market: acme" in problems[0].expected


@pytest.mark.parametrize("words", ["conduct: second_score", "conduct: bertrand"])
def test_a_toehold_in_a_rival_is_refused_where_only_whole_firms_compete(words):
    """The exact weights are known once the register is weighed, scenario by scenario."""
    products = (
        "[{id: gadget, firm: acme, name: G, price: 20 USD/unit, users: 10m, margin: 40%, capacity: 11m},"
        " {id: gizmo, firm: buyer, name: Z, price: 20 USD/unit, users: 10m}]"
    )
    if "second" in words:
        products = products.replace(", capacity: 11m", "")
    stakes = "stakes: [{holder: public, of: acme, votes: 95%}, {holder: buyer, of: acme, votes: 5%}]"
    text = filled(f"{stakes}\nmarket:\n  {words}\n  products: {products}")
    text = text.replace("split: {public: 100%}", "split: {public: 95%, buyer: 5%}")
    with pytest.raises(DealError) as caught:
        parsed(text, "deal.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.kind) == (3, 12, "whole_firms")
    assert "buyer counts 5.0% of a dollar of acme" in problem.expected and "acme" in problem.text("ja")


@pytest.mark.parametrize("words", ["demand: loggit", "conduct: vertica"])
def test_a_word_that_is_no_demand_or_conduct(words):
    with pytest.raises(DealError) as caught:
        parsed(filled(f"market:\n  {words}"), "deal.yaml")
    assert caught.value.problems[0].hint.startswith("Did you mean")
