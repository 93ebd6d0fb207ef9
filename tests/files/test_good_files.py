"""Files that are right: what is read from them, and where it stands."""

from __future__ import annotations

import time
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from suitor.deal import Inputs, parse, schema, template
from suitor.deal.tree import load

from .conftest import filled

CASES = sorted(folder.name for folder in files("suitor").joinpath("cases").iterdir() if folder.is_dir())


def case(name: str) -> str:
    return files("suitor").joinpath("cases", name, "deal.yaml").read_text("utf-8")


def plain(value):
    """The values as JSON knows them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_a_number_knows_its_path_and_place(deal):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 20 USD/month, users: 10m, margin: 41%}
        - id: gizmo
          firm: rival
          name: Gizmo
          price: {low: 18 USD/month, high: 22 USD/month, source: report, confidence: estimate, note: Two plans}
          users: 5m
    """
    price = deal.quantities["market.products[gizmo].price"]
    assert (price.path, price.line, price.column) == ("market.products[gizmo].price", 7, 14)
    assert (price.source, price.confidence, price.note) == (
        "report",
        "estimate",
        {"en": "Two plans", "ja": "Two plans"},
    )
    assert (price.unit, price.currency, price.per, price.text) == (
        "price",
        "USD",
        ("month",),
        "18 USD/month – 22 USD/month",
    )
    assert price is deal.file.market.products[1].price


def test_prices_by_the_month_are_prices_a_year(deal):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: G, price: 20 USD/month, users: 1m, cost: 99 USD/year, advertising: 3 USD/user}
    """
    gadget = deal.file.market.products[0]
    assert [each.median for each in (gadget.price, gadget.cost, gadget.advertising)] == [240, 99, 3]


def test_money_is_converted_at_the_dated_rate_in_either_direction(deal):
    """
    rates:
      - {of: USD, into: JPY, rate: 150, date: 2025-02-10}
      - {of: USD, into: JPY, rate: 100, date: 2020-02-10}
      - {of: EUR, into: USD, rate: 1.05, date: 2025-02-10}
    financials:
      value: 3000億円
      revenue: 2bn EUR
    """
    assert deal.file.financials.value.median == pytest.approx(2e9, rel=1e-12)
    assert deal.file.financials.revenue.median == pytest.approx(2.1e9, rel=1e-12)


def test_times_are_days_or_years_as_their_key_says(deal):
    """
    race:
      end: 2030
      labs:
        - {firm: acme, revenue: 1bn USD, cash: 0, compute: 10k, friction: 6 months, open_lag: 1年}
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 2 weeks}
      - {id: money, name: Money, kind: financing, chance: 90%, days: 30-60}
    """
    lab = deal.file.race.labs[0]
    assert (lab.friction.median, lab.open_lag.median) == (0.5, 1)
    assert [gate.days.median for gate in deal.file.gates] == [14, 45]


def test_later_events_may_be_as_late_as_they_are(deal):
    """
    later:
      - {date: 2026-05-01, what: The memoir appears, source: memoir, tests: verdict.completion, value: 1}
    claims_checked:
      - {claim: It was the largest bid, verdict: wrong, correct: It was not, source: memoir}
    """
    assert deal.file.later[0].date == date(2026, 5, 1)


def test_a_number_known_before_its_source_appeared_may_feed_the_answer(deal):
    """
    financials:
      value: {value: 2bn USD, as_of: 2024-12-31, source: memoir}
    """
    assert deal.quantities["financials.value"].as_of == date(2024, 12, 31)


def test_numbers_without_a_source_are_assumptions(deal):
    """
    stakes:
      - {holder: public, of: acme, cash: 100%, source: report}
    claims: {of: buyer, tiers: [{name: All, split: {public: 100%}}]}
    financials:
      value: 2bn USD
      revenue: {value: 1bn USD, source: report}
      discount: {value: 10%, source: report, confidence: memory}
    """
    assumed = {path for path, quantity in deal.quantities.items() if quantity.assumed}
    assert {"financials.value", "financials.discount"} <= assumed
    assert not {"financials.revenue", "stakes[public/acme].cash"} & assumed


def test_a_scenario_sets_numbers_the_file_has_and_numbers_it_might_have(deal):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - set: {path: "financials.value", to: 3bn USD}
          - set: {path: "parties[public].users", to: 0.5}
          - set: {path: "financials.rate", to: null}
    """
    today, sold = Inputs.grid(deal), Inputs.grid(deal).under("sold")
    value = deal.file.financials.value
    assert (today.value(value)[0], sold.value(value)[0]) == (2e9, 3e9)
    assert (today.value("parties[public].users", 7)[0], sold.value("parties[public].users", 7)[0]) == (7, 0.5)
    assert sold.value("financials.rate", -1)[0] == -1
    assert sold.read == {f"scenarios[sold].changes[{index}].set.to" for index in (0, 1)}


def test_a_change_has_one_verb_and_its_terms(deal):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - transfer: {of: acme, what: control, from: public, to: buyer, share: 60%}
          - convert: {of: acme, stakes: [{holder: buyer, cash: 40%, votes: 60%, seats: 33%}]}
          - pact: {of: acme, members: [buyer, public]}
    """
    changes = deal.file.scenarios[1].changes
    assert [change.verb for change in changes] == ["transfer", "convert", "pact"]
    assert (changes[0].terms.from_, changes[0].terms.to, changes[0].terms.share.median) == ("public", "buyer", 0.6)
    assert "scenarios[sold].changes[1].convert.stakes[buyer].seats" in deal.quantities


def test_a_source_that_nobody_cites_is_noted_and_does_no_harm(deal):
    """
    sources: {report: {title: The report}, letter: {title: The letter}}
    bid:
      source: letter
    """
    assert [(note.severity, note.path) for note in deal.problems] == [("note", "sources.report")]


@pytest.mark.parametrize(
    "text", [case(name) for name in CASES] + [template("en"), template("ja")], ids=[*CASES, "en", "ja"]
)
def test_the_schema_lets_good_files_pass(text):
    jsonschema.validate(plain(load(text, "deal.yaml").data), schema())


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "good").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_knows_every_key_of_a_market(path):
    jsonschema.validate(plain(load(path.read_text("utf-8"), path.name).data), schema())


def test_the_schema_stops_what_has_the_wrong_form():
    check = jsonschema.Draft202012Validator(schema())
    for text in ("synergies: 1", "suitor: 2", "bid:\n  per: universe", "financials:\n  value: [1, 2]"):
        assert list(check.iter_errors(plain(load(filled(text), "deal.yaml").data))), text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_template_reads_as_it_is_and_cites_all_it_names(language):
    deal = parse(template(language))
    assert deal.problems == ()
    assert np.isfinite(Inputs.random(deal, 1, 0, 100).value(deal.file.bid.price)).all()


def test_both_templates_are_one_bid_in_two_languages():
    english, japanese = parse(template("en")), parse(template("ja"))
    assert english.quantities.keys() == japanese.quantities.keys()
    premium = [each.file.bid.price.median / each.file.financials.undisturbed.median for each in (english, japanese)]
    assert premium[0] == pytest.approx(premium[1], abs=0.005)


def test_a_long_file_is_read_in_half_a_second():
    text = max((case(name) for name in CASES), key=len)
    assert text.count("\n") >= 300
    begun = time.process_time()
    parse(text)
    assert time.process_time() - begun < 0.5


def test_a_contested_bid_says_how_it_is_fought(deal):
    """
    law: us
    routes:
      - {id: agreed, name: Agreed, deciders: [public], gates: [vote]}
      - {id: compelled, name: Compelled, own: [{id: order, name: Order, kind: court, chance: 1-5%, days: 400-900}]}
    risks: {rival: 0.2, withdrawal: 0.1-0.3, break_fee: 100m USD, reverse_fee: 200m USD}
    defences:
      - {rights_plan: {trigger: 15%, exercise_price: 210 USD/share}, date: 2025-02-11}
      - buyback: {share: 10%, price: 60 USD/share}
      - golden_share: {}
    trading: {price: 54 USD/share, downside: 40-46 USD/share, rate: 4%, days: 180}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 60 USD/share, per: share}
    financials: {of: acme, value: 2bn USD, shares: 50m}
    """
    assert [each.defence for each in deal.file.defences] == ["rights_plan", "buyback", "golden_share"]
    assert deal.quantities["defences[0].rights_plan.trigger"].median == 0.15
    assert deal.quantities["routes[compelled].own[order].days"].at(1.0) == 900
    assert deal.quantities["trading.downside"].median == 43


def test_a_market_price_above_the_offer_leaves_the_file_valid(deal):
    """
    trading: {price: 70 USD/share, downside: 40-46 USD/share}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 60 USD/share, per: share}
    financials: {of: acme, value: 2bn USD, shares: 50m}
    """
    assert all(problem.severity == "note" for problem in deal.problems)
    assert deal.quantities["trading.price"].median == 70
