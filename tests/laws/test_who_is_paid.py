"""A price for every share is paid to everybody who sells one, and nobody's shares are counted twice."""

from __future__ import annotations

import numpy as np
import pytest

from suitor.analysis import evaluate
from suitor.deal import Inputs, parse
from suitor.study import Figure

TEXT = """
suitor: 1
id: shops
name: A bid for a chain of shops
question: Who is paid what?
as_of: 2025-02-14
base_year: 2024
currency: USD
parties:
  - {id: chain, name: The chain, kind: company}
  - {id: stores, name: Stores in doubt, kind: company}
  - {id: fund, name: A fund, kind: fund}
  - {id: others, name: Other holders, kind: group}
  - {id: bidder, name: The bidder, kind: company}
  - {id: bidder_holders, name: Holders of the bidder, kind: group}
stakes:
  - {holder: fund, of: chain, cash: 26%, votes: 26%}
  - {holder: others, of: chain, cash: 74%, votes: 74%}
  - {holder: chain, of: stores, cash: 100%, votes: 100%}
  - {holder: bidder_holders, of: bidder, cash: 100%, votes: 100%}
market:
  name: Shops
  size: 60m
  elasticity: {of: chain_shops, value: 2.6-3.4}
  products:
    - {id: chain_shops, firm: chain, name: Shops, price: 55 USD/unit, users: 12m}
    - {id: doubtful, firm: stores, name: Stores in doubt, price: 55 USD/unit, users: 3m}
    - {id: bidder_shops, firm: bidder, name: The bidder's, price: 52 USD/unit, users: 14m}
financials: {of: chain, value: 11bn-15bn USD, shares: 580m, rate: 8%}
bid: {bidder: bidder, target: chain, seller: others, date: 2025-02-10, price: 27 USD/share, per: share}
scenarios:
  - {id: today, name: As it is, follows: today}
  - id: bought
    name: The bidder has the chain
    follows: accepted
    changes:
      - transfer: {of: chain, what: all, from: others, to: bidder}
      - transfer: {of: chain, what: all, from: fund, to: bidder}
alternative: [{scenario: today, weight: 100%}]
deciders:
  - {party: others, kind: holders}
  - {party: fund, kind: blockholder}
"""


def figures(*changes: tuple[str, str]) -> dict[str, Figure]:
    """The file's figures, its text changed in places."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return evaluate(Inputs.random(parse(text, "deal.yaml"), 1, 0, 40))


def close(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays of money are the same but for rounding."""
    return bool(np.allclose(one, other, rtol=1e-9, atol=1.0))


def test_all_who_sell_gain_by_the_shares_they_sell():
    found = figures()
    gain = found["bid.price"].value - found["value.target"].value
    assert close(found["gain[bought,others]"].value, 0.74 * gain)
    assert close(found["gain[bought,fund]"].value, 0.26 * gain)


def test_holders_alike_ask_the_same_price_a_share():
    found = figures()
    assert close(found["verdict.reservation[fund]"].value, found["value.target"].value)
    assert close(found["verdict.reservation[others]"].value, found["value.target"].value)


def test_it_does_not_matter_in_how_many_rows_the_holders_stand():
    together = figures(
        ("  - {holder: fund, of: chain, cash: 26%, votes: 26%}\n", ""),
        ("cash: 74%, votes: 74%", "cash: 100%, votes: 100%"),
        ("      - transfer: {of: chain, what: all, from: fund, to: bidder}\n", ""),
        ("  - {party: fund, kind: blockholder}\n", ""),
    )
    for id in ("verdict.needed", "gain[bought,bidder]", "gain[bought,bidder_holders]", "branch.payoff[bought]"):
        assert close(figures()[id].value, together[id].value), id


def test_what_the_target_holds_of_others_is_in_its_worth_once():
    found = figures()
    assert close(found["value.scenario[today]"].value, found["value.target"].value)


def test_a_bidder_counts_what_it_earns_itself():
    found = figures()
    assert close(found["gain[bought,bidder]"].value, found["gain[bought,bidder_holders]"].value)
    assert np.all(found["gain[bought,bidder]"].value > found["value.target"].value - found["bid.price"].value)


def test_regret_of_a_refusal_is_what_acceptance_would_have_brought():
    found = figures()
    assert close(found["regret.refusing[today,fund]"].value, np.maximum(found["gain[bought,fund]"].value, 0.0))


def test_who_keeps_its_shares_is_paid_nothing():
    found = figures(("      - transfer: {of: chain, what: all, from: fund, to: bidder}\n", ""))
    offered, worth = found["bid.price"].value, found["value.target"].value
    assert close(found["gain[bought,others]"].value, 0.74 * (offered - worth))
    assert close(found["gain[bought,fund]"].value, 0.26 * (found["value.scenario[bought]"].value - worth))


def test_a_promise_of_the_branch_that_comes_anyway_changes_no_price():
    whole = TEXT[TEXT.index("  - id: bought") : TEXT.index("alternative:")]
    part = whole.replace("to: bidder}", "to: bidder, share: 60%}")
    found = figures((whole, part + part.replace("bought", "again")))
    assert close(found["promise.price[again,fund]"].value, found["verdict.willing_price[fund]"].value)


@pytest.mark.parametrize(
    "change",
    ["convert: {of: chain, stakes: [{holder: bidder, cash: 100%, votes: 100%}]}", "merge: {firm: chain, into: bidder}"],
)
def test_whoever_loses_its_shares_is_paid_by_whatever_change_it_is_told(change):
    moved = TEXT[TEXT.index("      - transfer") : TEXT.index("alternative:")]
    found, plain = figures((moved, f"      - {change}\n")), figures()
    for party in ("fund", "others", "bidder", "bidder_holders"):
        assert close(found[f"gain[bought,{party}]"].value, plain[f"gain[bought,{party}]"].value), party


@pytest.mark.parametrize("form", ["stock", "mixed"])
def test_shares_in_which_the_bid_is_paid_are_not_paid_on_top_of_it(form):
    first = "      - transfer: {of: chain, what: all, from: others, to: bidder}\n"
    more = "".join(f"      - issue: {{of: bidder, to: {party}, cash: 20%}}\n" for party in ("fund", "others"))
    found, plain = figures((first, first + more), ("per: share}", f"per: share, form: {form}}}")), figures()
    for id in ("verdict.needed", "gain[bought,others]", "gain[bought,fund]", "gain[bought,bidder]"):
        assert close(found[id].value, plain[id].value), id


def test_a_price_for_all_equity_runs_through_the_waterfall():
    claims = """claims:
  of: chain
  classes:
    - {id: preferred, holder: fund, shares: 10m, preference: 9bn USD, rank: 1}
    - {id: common, holder: others, shares: 30m}
financials:"""
    found = figures(
        ("financials:", claims),
        ("cash: 26%,", "units: claims,"),
        ("cash: 74%,", "units: claims,"),
        ("price: 27 USD/share, per: share", "price: 40bn USD, per: equity"),
        ("value: 11bn-15bn USD", "value: 12bn USD"),
    )
    assert close(found["gain[bought,fund]"].value, np.array(1e9))  # 10 of 40 rather than its preference of 9
    assert close(found["value.crossing[others]"].value, found["bid.price"].value)
    assert close(found["gain[bought,others]"].value, np.array(27e9))  # 30 of 40 rather than the 3 that are left of 12


def test_a_holding_company_asks_what_its_holders_ask_and_passes_on_what_it_is_paid():
    found = figures(
        ("parties:", "parties:\n  - {id: family, name: A family, kind: person}"),
        ("stakes:", "stakes:\n  - {holder: family, of: fund, cash: 80%, votes: 100%}"),
        ("deciders:", "deciders:\n  - {party: family, kind: controller}"),
    )
    assert close(found["verdict.reservation[fund]"].value, found["value.target"].value)
    assert close(found["verdict.reservation[family]"].value, found["value.target"].value)
    whole = found["bid.price"].value - found["value.target"].value
    assert close(found["gain[bought,family]"].value, 0.8 * 0.26 * whole)


@pytest.mark.parametrize("part", [0.51, 1.0])
def test_a_partial_offer_pays_for_the_part_it_buys(part):
    found = figures(
        ("from: others, to: bidder}", f"from: others, to: bidder, share: {100 * part:g}%}}"),
        ("      - transfer: {of: chain, what: all, from: fund, to: bidder}\n", ""),
    )
    kept = 0.74 * (1 - part) * (found["value.scenario[bought]"].value - found["value.target"].value)
    gain = 0.74 * part * (found["bid.price"].value - found["value.target"].value) + kept
    assert close(found["gain[bought,others]"].value, gain)
    assert np.all((found["verdict.reservation[others]"].value <= found["bid.price"].value) == (gain >= 0))
