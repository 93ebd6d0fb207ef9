"""Accretion and dilution as printed, read from a deal file: the example of BuyCo and SellCo."""

from __future__ import annotations

import pytest

from suitor.analysis import evaluate
from suitor.deal import Inputs, parse

from ..case_files import load
from ..files.conftest import filled

(CASE,) = [case for name, case in load("value") if case["id"] == "accretion_buyco_sellco"] or [None]

FILE = """
financials: {{of: acme, value: 3m USD, shares: {sh_B}, undisturbed: {px_B} USD/share}}
bid: {{bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: {offer} USD/share, per: share, form: stock}}
pro_forma:
  bidder: {{earnings: [{ni_A} USD], shares: {sh_A}, price: {px_A} USD/share}}
  target: {{earnings: [{ni_B} USD]}}
stakes: [{{holder: public, of: acme, votes: 100%, units: claims}}]
"""


@pytest.mark.skipif(CASE is None, reason="the folder of cases has no accretion_buyco_sellco")
def test_a_deal_in_stock_dilutes_as_printed():
    """A quarter of the acquirer's earnings per share, for 43.82% of the combined firm."""
    given, printed = CASE["inputs"], CASE["published"]
    offer = given["px_B"] * (1 + given["premium"])
    found = evaluate(Inputs.grid(parse(filled(FILE.format(offer=offer, **given)))))
    tolerance = CASE["tolerance_abs"]
    shown = {
        "eps": found["accretion.eps[year_1]"].median,
        "dilution_pct": 100 * found["accretion.change[year_1]"].median,
        "own_B_pct": 100 * found["accretion.ownership"].median,
        "new_shares": found["accretion.new_shares"].median,
    }
    for key, value in shown.items():
        assert value == pytest.approx(printed[key], abs=tolerance.get(key, tolerance["*"])), key
