"""Files whose parts do not agree: names that nothing defines, dates that come too late, shares that make no whole."""

from __future__ import annotations

import pytest

from suitor.deal import DealError, parse

from .conftest import filled, told


def test_a_party_that_is_misspelt(problems):
    """
    bid:
      bidder: byer
    """
    assert told(problems) == ["2:11 bid.bidder"]
    assert problems[0].hint == "Did you mean buyer?"


def test_a_party_that_is_not_there(problems):
    """
    bid:
      seller: trustees
    """
    assert told(problems) == ["2:11 bid.seller"]
    assert "acme, buyer, rival, public" in problems[0].hint


def test_holders_of_a_tier_are_parties(problems):
    """
    claims:
      of: acme
      tiers:
        - {name: All, split: {publik: 100%}}
    """
    assert told(problems) == ["4:27 claims.tiers[0].split.publik"]
    assert problems[0].hint == "Did you mean public?"


def test_a_source_that_is_misspelt(problems):
    """
    bid:
      source: repot
    """
    assert told(problems) == ["2:11 bid.source"]
    assert problems[0].hint == "Did you mean report?"


def test_a_source_where_there_are_none(problems):
    """
    sources: {}
    bid:
      source: letter
    """
    assert told(problems) == ["3:11 bid.source"]
    assert problems[0].hint == "Add it to sources."


def test_a_product_that_is_not_sold(problems):
    """
    market:
      elasticity: {of: widget, value: 2}
    """
    assert told(problems) == ["2:20 market.elasticity.of"]


def test_a_scenario_that_is_not_told(problems):
    """
    alternative:
      - {scenario: conversion, weight: 100%}
    """
    assert told(problems) == ["2:16 alternative[0].scenario"]
    assert "today, sold" in problems[0].hint


def test_a_factor_that_is_not_listed(problems):
    """
    factors: []
    financials:
      value: {low: 1bn USD, high: 2bn USD, factors: {mood: 0.5}}
    """
    assert told(problems) == ["3:50 financials.value.factors.mood"]
    assert problems[0].hint == "Add it to factors."


def test_a_gate_after_one_that_is_not_there(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60, after: [revue]}
      - {id: review, name: Review, kind: court, chance: 90%, days: 60, factors: {modd: 0.2}}
    """
    assert told(problems) == ["2:71 gates[0].after[0]", "3:78 gates[1].factors.modd"]
    assert problems[0].hint == "Did you mean review?"


def test_a_route_past_somebody_who_decides_nothing(problems):
    """
    routes:
      - {id: tender, name: Tender offer, deciders: [rival], gates: [vot]}
    """
    assert told(problems) == ["2:49 routes[0].deciders[0]", "2:65 routes[0].gates[0]"]
    assert [problem.hint for problem in problems] == ["Defined are: public.", "Did you mean vote?"]


def test_gates_that_wait_for_one_another(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60, after: [money]}
      - {id: review, name: Review, kind: waiting_period, chance: 90%, days: 60, after: [vote]}
      - {id: money, name: Money, kind: financing, chance: 90%, days: 60, after: [review]}
    """
    assert told(problems) == ["2:70 gates[0].after"]
    assert problems[0].found == "vote → money → review → vote"


def test_a_gate_that_waits_for_itself(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60, after: [vote]}
    """
    assert told(problems) == ["2:70 gates[0].after"]


def test_two_parties_of_one_name(problems):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: public, name: Public, kind: group}
      - {id: buyer, name: Buyer, kind: company}
      - {id: acme, name: Acme again, kind: fund}
    """
    assert told(problems) == ["5:5 parties[3]"]
    assert "line 2" in problems[0].hint


def test_one_stake_written_twice(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: 60%}
      - {holder: public, of: acme, votes: 100%}
    claims: {of: buyer, tiers: [{name: All, split: {public: 100%}}]}
    """
    assert told(problems) == ["3:5 stakes[1]"]
    assert problems[0].found == "public/acme"


def test_weights_that_make_no_whole(problems):
    """
    alternative:
      - {scenario: today, weight: 60%}
    """
    assert told(problems) == ["2:3 alternative"]
    assert problems[0].hint == "Change the shares so that they sum to 100%."


def test_a_tier_that_pays_out_too_little(problems):
    """
    claims:
      tiers:
        - {name: First, split: {public: 50%, buyer: 30%}, until: {public: 1bn USD}}
        - {name: Rest, split: {public: 100%}}
    """
    assert told(problems) == ["3:28 claims.tiers[0].split"]
    assert problems[0].found == "80.0000%"


def test_a_tier_that_ends_for_a_stranger(problems):
    """
    claims:
      tiers:
        - {name: First, split: {public: 100%}, until: {buyer: 1bn USD}}
    """
    assert told(problems) == ["3:52 claims.tiers[0].until.buyer"]


def test_stakes_beyond_the_whole_company(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: 60%, votes: 60%}
      - {holder: rival, of: acme, cash: 50%, votes: 40%}
    claims: {of: buyer, tiers: [{name: All, split: {public: 100%}}]}
    """
    assert told(problems) == ["3:37 stakes[1].cash"]
    assert problems[0].found == "110.0000%"


def test_a_conversion_beyond_the_whole_company(problems):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - convert: {of: acme, stakes: [{holder: public, votes: 70%}, {holder: buyer, votes: 40-60%}]}
    """
    assert told(problems) == ["7:91 scenarios[1].changes[0].convert.stakes[1].votes"]


def test_an_alternative_that_follows_acceptance(problems):
    """
    alternative:
      - {scenario: today, weight: 60%}
      - {scenario: sold, weight: 40%}
    """
    assert told(problems) == ["3:16 alternative[1].scenario"]


def test_a_change_of_a_number_that_is_not_there(problems):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - set: {path: "market.products[gaget].price", to: 25 USD/month}
          - set: {path: enterprise, to: 25}
    """
    assert told(problems) == ["7:21 scenarios[1].changes[0].set.path", "8:21 scenarios[1].changes[1].set.path"]
    assert problems[0].hint == "Did you mean market.products[gadget].price?"


def test_a_change_in_another_unit(problems):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - set: {path: "financials.value", to: 25%}
    """
    assert told(problems) == ["7:45 scenarios[1].changes[0].set.to"]
    assert "97.375bn USD" in problems[0].hint


def test_a_day_that_does_not_exist(problems):
    """
    as_of: 2025-02-30
    """
    assert told(problems) == ["1:8 as_of"]
    assert problems[0].found == "2025-02-30"


def test_a_number_that_looks_like_a_day(problems):
    """
    bid:
      date: 20250210
    """
    assert told(problems) == ["2:9 bid.date"]


def test_a_day_of_a_number_that_does_not_exist(problems):
    """
    financials:
      value: {value: 2bn USD, as_of: last year}
    """
    assert told(problems) == ["2:34 financials.value.as_of"]


def test_a_number_from_the_future(problems):
    """
    financials:
      value: {value: 2bn USD, as_of: 2025-03-31}
    """
    assert told(problems) == ["2:34 financials.value.as_of"]
    assert problems[0].expected == "a date no later than as_of (2025-02-14)"
    assert "move it to later" in problems[0].hint


def test_a_number_from_a_later_source(problems):
    """
    financials:
      value: {value: 2bn USD, source: memoir}
    """
    assert told(problems) == ["2:35 financials.value.source"]
    assert "2026-05-01" in problems[0].expected


def test_a_stake_from_a_later_source(problems):
    """
    stakes:
      - {holder: public, of: acme, cash: 100%, source: memoir}
    claims: {of: buyer, tiers: [{name: All, split: {public: 100%}}]}
    """
    assert told(problems) == ["2:52 stakes[0].source"]


def test_a_bid_that_has_not_been_made(problems):
    """
    bid:
      date: 2025-03-01
    """
    assert told(problems) == ["2:9 bid.date"]


def test_an_offer_that_ends_before_it_begins(problems):
    """
    bid:
      expiry: 2025-02-01
    """
    assert told(problems) == ["2:11 bid.expiry"]


def test_an_event_from_the_future(problems):
    """
    timeline:
      - {date: 2025-04-01, what: The court decides}
    """
    assert told(problems) == ["2:12 timeline[0].date"]


def test_a_rate_from_the_future(problems):
    """
    rates:
      - {of: USD, into: JPY, rate: 150, date: 2025-03-10}
    financials:
      value: 3000億円
    """
    assert told(problems) == ["2:43 rates[0].date", "4:10 financials.value"]


def test_a_race_that_ends_before_it_starts(problems):
    """
    race:
      end: 2020
      labs:
        - {firm: acme, revenue: 1bn USD, cash: 1bn USD, compute: 10k}
    """
    assert told(problems) == ["2:8 race.end"]


def test_a_demand_that_nobody_has_built():
    text = filled("law: fr\nmarket:\n  demand: logitt\n  conduct: cartel")
    choices = {"demand": ("logit", "nested_logit"), "conduct": ("bertrand",), "law": ("us", "uk")}
    with pytest.raises(DealError) as caught:
        parse(text, "deal.yaml", choices)
    assert told(caught.value.problems) == ["1:6 law", "3:11 market.demand", "4:12 market.conduct"]
    assert [problem.hint for problem in caught.value.problems] == [
        "Defined are: us, uk.",
        "Did you mean logit?",
        "Defined are: bertrand.",
    ]


def test_problems_of_all_sections_are_told_in_the_order_of_the_lines(problems):
    """
    as_of: 2025-02-14
    base_year: soon
    stakes:
      - {holder: pubic, of: acme, cash: 41, votes: 41}
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 9, days: 60 USD, after: [vot]}
    bid:
      bider: buyer
      date: 2025-02-31
    """
    assert told(problems) == [
        "2:12 base_year",
        "4:14 stakes[0].holder",
        "4:37 stakes[0].cash",
        "4:48 stakes[0].votes",
        "6:48 gates[0].chance",
        "6:57 gates[0].days",
        "6:73 gates[0].after[0]",
        "8:3 bid.bider",
        "9:9 bid.date",
    ]
