"""Sections on what the target is worth and to whom: each mistake is its own problem, at its line."""

from __future__ import annotations

from .conftest import kinds, told


def test_a_comparable_has_a_multiple_or_what_it_follows_from(problems):
    """
    valuation:
      comparables:
        - {id: peer, name: Peer, metric: revenue, multiple: 5, value: 10bn USD}
        - {id: other, name: Other, metric: revenue, value: 10bn USD}
        - {id: third, name: Third, metric: revenue}
    financials: {of: acme, value: 2bn USD, revenue: 1bn USD}
    """
    assert kinds(problems) == ["one_way"] * 3
    assert "multiple | value, base" in problems[0].expected


def test_a_multiple_needs_the_targets_metric(problems):
    """
    valuation:
      comparables:
        - {id: peer, name: Peer, metric: ebitda, multiple: 5}
      dcf: {drivers: {growth: [5%], margin: [20%]}, rate: 9%, growth: 2%}
    """
    assert told(problems) == ["3:7 valuation.comparables[0]", "4:18 valuation.dcf.drivers"]
    assert "ebitda" in problems[0].hint and "revenue" in problems[1].hint


def test_a_premium_needs_a_price_before_the_bid(problems):
    """
    valuation:
      precedents:
        - {id: usual, name: Usual, premium: 20-40%}
      marks:
        - {id: close, name: Close, price: 39 USD/share}
      premiums:
        - {id: close, name: Close, price: 39 USD/share}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("valuation.precedents[0]", "undisturbed"),
        ("valuation.marks[0]", "counted"),
        ("valuation.premiums[0]", "by_share"),
    ]


def test_growth_for_ever_stays_below_the_discount_rate(problems):
    """
    valuation:
      dcf: {flows: [1bn USD, 1.2bn USD], rate: 8.9%, growth: 9%}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("valuation.dcf.growth", "lasting")]
    assert "8.9%" in problems[0].expected and "multiple:" in problems[0].hint


def test_growth_stays_below_the_cost_of_capital_of_its_parts(problems):
    """
    valuation:
      dcf:
        flows: [1bn USD]
        wacc: {riskless: 2%, beta: 1, premium: 5%, debt: 4%, debt_share: 40%, tax: 25%}
        growth: 5.5%
    """
    assert kinds(problems) == ["lasting"]
    assert "5.4%" in problems[0].expected


def test_a_forecast_ends_in_a_terminal_value(problems):
    """
    valuation:
      dcf: {flows: [1bn USD], rate: 9%}
    """
    assert kinds(problems) == ["terminal"]


def test_a_forecast_that_ends_in_a_loss_does_not_last_for_ever(problems):
    """
    valuation:
      dcf: {flows: [1bn USD, -1bn USD], rate: 9%, growth: 2%}
    """
    assert told(problems) == ["2:26 valuation.dcf.flows[1]"]
    assert problems[0].kind == "last_flow"


def test_an_exit_multiple_of_a_loss_says_nothing(problems):
    """
    valuation:
      dcf: {flows: [1bn USD], rate: 9%, multiple: 10, metric: -1bn USD}
      buyout: {target: 20%, ebitda: [1bn USD, -0.1bn USD], multiple: 8}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("valuation.dcf.metric", "exit_metric"),
        ("valuation.buyout.ebitda[1]", "exit_metric"),
    ]


def test_flows_are_given_or_follow_from_drivers(problems):
    """
    valuation:
      dcf: {rate: 9%, growth: 2%}
    """
    assert kinds(problems) == ["one_way"]


def test_money_to_come_needs_a_discount_rate(problems):
    """
    valuation:
      dcf: {flows: [1bn USD], growth: 2%}
      synergies:
        - {id: cost, name: Cost, yearly: 1bn USD}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("valuation.dcf", "rate_known"),
        ("valuation.synergies[0]", "rate_known"),
    ]


def test_sources_equal_uses_to_the_cent(problems):
    """
    valuation:
      sources_and_uses:
        sources:
          - {id: debt, name: Debt, amount: 1.2bn USD}
          - {id: equity, name: Equity, amount: 2bn USD}
        uses:
          - {id: shares, name: Shares, amount: 3bn USD}
          - {id: fees, name: Fees, amount: 0.3bn USD}
    """
    assert [(problem.line, problem.kind) for problem in problems] == [(3, "balanced")]
    assert "uses exceed sources by 100,000,000.00" in problems[0].expected


def test_a_plug_that_would_be_less_than_nothing_is_noted(deal):
    """
    valuation:
      sources_and_uses:
        sources: [{id: debt, name: Debt, amount: 4bn USD}, {id: equity, name: Equity, plug: true}]
        uses: [{id: shares, name: Shares, amount: 3bn USD}]
    """
    noted = [problem for problem in deal.problems if problem.kind == "plug_lacks"]
    assert [(problem.line, problem.severity) for problem in noted] == [(3, "note")]
    assert all("-1,000,000,000.00" in noted[0].text(language) for language in ("en", "ja"))


def test_one_entry_at_most_is_the_plug(problems):
    """
    valuation:
      sources_and_uses:
        sources: [{id: equity, name: Equity, plug: true}]
        uses: [{id: shares, name: Shares, amount: 3bn USD}, {id: rest, name: Rest, plug: true}]
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("valuation.sources_and_uses.uses[1]", "one_plug")
    ]


def test_shares_are_bought_at_a_price_per_share(problems):
    """
    valuation:
      sources_and_uses:
        sources: [{id: debt, name: Debt, amount: 4bn USD}]
        uses: [{id: shares, name: Shares, shares: 100m}]
    """
    assert kinds(problems) == ["by_share"]


def test_a_company_has_shares(problems):
    """
    valuation:
      shares: {basic: 0, convertibles: [{id: bond, shares: 0, face: 1bn USD}]}
    """
    assert [problem.path for problem in problems] == [
        "valuation.shares.basic",
        "valuation.shares.convertibles[0].shares",
    ]
    assert {problem.kind for problem in problems} == {"some_shares"}


def test_a_cap_is_at_least_the_preference_and_caps_a_part_in_what_is_left(problems):
    """
    claims:
      of: acme
      classes:
        - {id: a, holder: rival, shares: 10m, preference: 50m USD, participates: true, cap: 40m USD}
        - {id: b, holder: rival, shares: 10m, preference: 50m USD, cap: 90m USD}
        - {id: options, holder: rival, shares: 10m, preference: 50m USD, strike: 2 USD/share}
        - {id: common, holder: public, shares: 50m}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("claims.classes[0].cap", "cap_above"),
        ("claims.classes[1].cap", "cap_takes_part"),
        ("claims.classes[2].strike", "option_or_preferred"),
    ]
    assert "50,000,000" in problems[0].expected


def test_somebody_owns_what_is_left(problems):
    """
    claims: {of: acme, classes: [{id: a, holder: public, shares: 10m, preference: 50m USD, converts: false}]}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("claims.classes", "residual_owner")]


def test_claims_are_steps_or_classes(problems):
    """
    claims:
      of: acme
      tiers: [{name: All, split: {public: 100%}}]
      classes: [{id: common, holder: public, shares: 10m}]
    """
    assert kinds(problems) == ["one_way"]


def test_every_step_but_the_last_has_an_end(problems):
    """
    claims:
      of: acme
      tiers:
        - {name: First, split: {public: 100%}}
        - {name: Then, split: {rival: 100%}, until: {rival: 1bn USD}}
    """
    assert kinds(problems) == ["last_tier"]


def test_a_price_for_nothing_in_particular_is_asked_what_it_buys(problems):
    """
    bid:
      bidder: buyer
      target: acme
      seller: public
      date: 2025-02-10
      price: 97.4bn USD
    financials: {of: acme, value: 2bn USD}
    """
    assert [problem.path for problem in problems] == ["bid.per"]
    assert problems[0].hint == (
        "Is 97.4bn USD for assets, control, a stake, all equity, the firm or one share? Add per: to bid."
    )


def test_a_charity_without_a_recorded_stake_is_noted(deal):
    """
    parties:
      - {id: acme, name: Acme, kind: company}
      - {id: buyer, name: Buyer, kind: company}
      - {id: rival, name: Rival, kind: company}
      - {id: public, name: Public, kind: nonprofit}
    stakes: [{holder: public, of: acme, votes: 100%}]
    claims: {of: acme, tiers: [{name: All, split: {rival: 100%}}]}
    """
    noted = [problem for problem in deal.problems if problem.kind == "seller_stake"]
    assert [(problem.severity, problem.path) for problem in noted] == [("note", "bid.seller")]
    assert all("public" in noted[0].text(language) for language in ("en", "ja"))


def test_a_price_that_takes_the_debt_along_is_not_held_against_equity(problems):
    """
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 3bn USD, per: firm}
    valuation:
      net_debt: 400m USD
    """
    assert [(problem.kind, problem.path) for problem in problems] == [("of_equity", "bid.per")]
    assert "400m USD" in problems[0].text("en")
