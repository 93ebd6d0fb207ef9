"""Announced bids whose arithmetic is public: premium, equity, shares and financing agree or the gap is explained."""

from __future__ import annotations

import pytest

from suitor import worth


@pytest.mark.parametrize(
    ("offer", "undisturbed", "printed"),
    [
        (54.20, 39.31, 38),  # Musk for Twitter, 14 April 2022, over 1 April
        (31.0, 19.18, 62),  # Microsoft for Yahoo, 1 February 2008
        (24.0, 17.0, 41),  # Xerox for HP, over the 30-day average
        (22.0, 17.0, 29),
        (30.0, 12.54, 139),  # Paramount Skydance for Warner Bros. Discovery
        (74.0, 49.86, 48),  # Sanofi for Genzyme
        (69.0, 49.86, 38),
    ],
)
def test_premiums_as_printed(offer, undisturbed, printed):
    assert 100 * worth.premium(offer, undisturbed) == pytest.approx(printed, abs=0.5)


def test_twitter_equity_is_the_offer_times_its_shares():
    basic = 800.641166e6
    assert 54.20 * worth.diluted(basic, [], 54.20) / 1e9 == pytest.approx(43.4, abs=0.05)
    # The press release's "approximately $44 billion" is the diluted count: units and options add 11 million shares net.
    assert 44e9 / 54.20 - basic == pytest.approx(11.2e6, abs=0.1e6)
    # The widely printed 41.39 billion fits no public count of shares.
    assert 0.96 * basic > 41.39e9 / 54.20


def test_twitter_financing_adds_up_with_fees_and_refinancing_as_what_the_purchase_leaves():
    sources = {"bank debt": 13.0e9, "margin loan": 12.5e9, "equity commitment": 21.0e9}
    with pytest.raises(ValueError, match=r"sources exceed uses by 2,500,000,000\.00"):
        worth.sources_and_uses(sources, {"shares": 44.0e9})
    plan = worth.sources_and_uses(sources, {"shares": 44.0e9, "debt, fees and closing costs": 2.5e9})
    assert plan.total == 46.5e9


def test_unilever_package_was_worth_fifty_dollars():
    assert worth.package(30.23, 0.222, 89.05) == pytest.approx(50.0, abs=0.005)


def test_xerox_raised_cash_and_ratio_at_one_price_of_its_stock():
    first, second = (22.0 - 17.00) / 0.137, (24.0 - 18.40) / 0.149
    assert worth.package(17.00, 0.137, first) == 22.0
    assert worth.package(18.40, 0.149, second) == 24.0
    assert worth.premium(second, first) == pytest.approx(0.03, abs=0.005)


def test_genzyme_right_pays_fourteen_dollars_if_all_goes_well_and_never_more():
    payments = [1.0, 1.0, 2.0, 3.0, 4.0, 3.0]
    assert worth.milestone_value(payments, [1.0] * 6, [0.0] * 6, 0.0) == 14.0
    assert worth.milestone_value(payments, [0.5] * 6, [1, 2, 3, 4, 5, 6], 0.08) < 7.0
