"""The part on the bidder's earnings: what it says where they rise, fall or are a loss, and that others lack it."""

from __future__ import annotations

import pytest

import suitor
from suitor.deal import parse
from suitor.deal.edit import edit
from suitor.report import document
from suitor.report.blocks import Table, plain


def part(deal, language):
    """The block on accretion of a small study."""
    told = document(suitor.analyze(deal, draws=40, seed=1), language)
    return next((block for block in told.blocks if block.id == "accretion"), None)


@pytest.mark.parametrize(
    ("case", "en", "ja"),
    [("yahoo-2008", "lower", "押し下げる"), ("hp-2020", "raise", "押し上げる")],
)
def test_the_heading_says_which_way_earnings_per_share_go(case, en, ja):
    deal = suitor.read(case)
    assert en in part(deal, "en").heading
    assert ja in part(deal, "ja").heading


def test_beside_a_loss_no_percentage_is_given():
    deal = suitor.read("hp-2020")
    loss = parse(edit(deal.text, {"pro_forma.bidder.eps[0]": "-1 USD/share"}))
    told = part(loss, "en")
    assert "no percentage" in told.heading
    (table,) = [item for item in told.items if isinstance(item, Table)]
    at = table.columns.index("Accretion")
    assert {plain(row[at]) for row in table.rows} == {"withheld"}


def test_a_row_is_a_year_named_in_the_language():
    (table,) = [item for item in part(suitor.read("yahoo-2008"), "ja").items if isinstance(item, Table)]
    assert [plain(row[0]) for row in table.rows] == ["1年目", "2年目", "3年目"]


def test_a_file_without_both_accounts_has_no_such_part():
    assert part(suitor.read("twitter-2022"), "en") is None
