"""Every example in the pages on demand and conduct gives what it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import numpy as np
import pytest

from suitor.analysis import evaluate
from suitor.deal import Inputs
from suitor.files import parsed

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["choosing-a-demand-system.md", "choosing-a-conduct.md"]
AROUND = """suitor: 1
id: docs
name: A block of the page
question: Does it solve?
as_of: 2025-02-14
base_year: 2024
currency: USD
parties: [{id: acme, name: Acme, kind: company}, {id: buyer, name: Buyer, kind: company},
  {id: owners, name: O, kind: group}, {id: rival, name: R, kind: company},
  {id: maker, name: M, kind: company}, {id: other_maker, name: N, kind: company}]
stakes: [{holder: owners, of: acme, cash: 100%, votes: 100%}]
financials: {of: acme, value: 1bn USD, rate: 10%}
bid: {bidder: buyer, target: acme, seller: owners, date: 2025-02-10, price: 1.2bn USD, per: equity}
scenarios:
  - {id: today, name: Nothing changes, follows: today}
  - {id: merged, name: One firm, follows: accepted, changes: [{merge: {firm: acme, into: buyer}}]}
alternative: [{scenario: today, weight: 100%}]
deciders: [{party: owners, kind: holders}]
"""
BLOCKS = [
    (page, block)
    for page in PAGES
    for block in re.findall(r"```yaml\n(market:.*?)```", (DOCS / page).read_text(), re.S)
]


@pytest.mark.parametrize("page", PAGES)
def test_examples_run(page: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 5 and failed == 0


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_every_market_of_a_deal_file_solves(page: str, block: str) -> None:
    """Today's prices stay where they are, the merger has found prices, and every range of the block is read."""
    deal = parsed(AROUND + block, page)
    figures = evaluate(Inputs.random(deal, 1, 0, 30))
    change = {id: figure for id, figure in figures.items() if id.startswith("market.price_change[")}
    assert min(figure.found_share for figure in change.values()) == 1.0
    assert all(
        np.abs(figure.value).max() < 1e-7 for id, figure in change.items() if id.startswith("market.price_change[today")
    )
    ranges = {path for path, number in deal.quantities.items() if path.startswith("market.") and not number.exact}
    assert ranges <= next(iter(change.values())).inputs


def test_every_conduct_and_every_demand_with_keys_of_its_own_has_a_block() -> None:
    said = "".join(block for _, block in BLOCKS)
    for word in ("second_score", "bargaining", "stackelberg", "vertical", "price_cap", "partial_collusion", "cournot"):
        assert f"conduct: {word}" in said
    for word in ("generalised_nested_logit", "random_coefficients", "log_linear", "aids", "homogeneous"):
        assert f"demand: {word}" in said
