"""Accretion and dilution as printed: the example of BuyCo and SellCo through a deal file, and a count of 2007."""

from __future__ import annotations

import pytest

from suitor import worth
from suitor.analysis import evaluate
from suitor.deal import Inputs, parse

from ..case_files import load
from ..files.conftest import filled

(CASE,) = [case for name, case in load("value") if case["id"] == "accretion_buyco_sellco"] or [None]

FILE = """
financials: {{of: acme, value: 3m USD, shares: {sh_B}, undisturbed: {px_B} USD/share}}
bid:
  {{bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: {offer} USD/share, per: share, form: stock}}
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


def test_microsoft_in_shares_for_yahoo_as_printed_in_2007():
    """Blackfriars' Marketing, 4 May 2007: 1.45 a share becomes 1.32, with 1.5bn new shares for Yahoo's 0.73bn."""
    joined = worth.accretion(13.86e9, 9.57e9, 0.73e9, new_shares=1.5e9)
    assert float(joined.eps_before) == pytest.approx(1.45, abs=0.005)
    assert float(joined.eps) == pytest.approx(1.32, abs=0.005)
