"""The bid for what controls OpenAI, 10 February 2025: the arithmetic printed around it, and its waterfall as reported.

Fortune's account of the 2023 agreement: first-close partners are repaid, Microsoft takes 75% until it has recouped,
then Microsoft and other investors 49% each and the nonprofit 2% up to the caps, then everything is the nonprofit's.
What is not public (who else invested how much, at which caps) is a range here, and the laws hold over all of it.
"""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Claims

BID = 97.375  # USD bn


@pytest.mark.parametrize(("value", "printed"), [(157.0, 62.0), (260.0, 37.5), (300.0, 32.5), (500.0, 19.5)])
def test_the_stake_at_which_the_bid_is_fair(value, printed):
    assert 100 * worth.break_even_stake(BID, value) == pytest.approx(printed, abs=0.05)


def test_the_bid_is_three_quarters_of_what_the_foundation_came_to_hold():
    whole = worth.worth_where(Claims.of_shares({"foundation": 26, "microsoft": 27, "others": 47}), "microsoft", 135.0)
    assert whole == pytest.approx(500.0)
    assert BID / (0.26 * whole) == pytest.approx(0.749, abs=0.0005)


@pytest.mark.parametrize(
    ("multiple", "sigma", "printed"),
    [(3, 0.8, 0.47), (10, 0.8, 0.67), (100, 0.8, 0.93), (100, 1.0, 0.77), (3, 1.0, 0.31)],
)
def test_how_much_of_a_share_a_cap_leaves_over_seven_years(multiple, sigma, printed):
    assert worth.kept_under_cap(multiple, sigma, 7.0) == pytest.approx(printed, abs=0.005)


@pytest.fixture(scope="module")
def openai():
    rng = np.random.default_rng(2025)
    low_high = lambda low, high: rng.uniform(low, high, 2000)  # noqa: E731
    first, microsoft, others = low_high(0.1, 0.5), low_high(11.0, 13.8), low_high(1.0, 6.0)
    return Claims.of_tiers(
        [
            {"split": {"first close": 1.0}, "until": {"first close": first}},
            {"split": {"microsoft": 0.75, "others": 0.25}, "until": {"microsoft": microsoft}},
            {
                "split": {"microsoft": 0.49, "others": 0.49, "nonprofit": 0.02},
                "until": {
                    "microsoft": worth.capped_total(microsoft, low_high(5.0, 10.0)),
                    "others": worth.capped_total(others, low_high(10.0, 100.0)),
                },
            },
            {"split": {"nonprofit": 1.0}},
        ]
    )


def test_at_the_price_of_the_last_round_everybody_is_paid_and_the_nonprofit_has_little(openai):
    paid = openai.pay(157.0).paid
    assert np.abs(paid.sum(-1) - 157).max() < 1e-10
    charity = paid[:, openai.holders.index("nonprofit")]
    assert np.median(charity) < BID
    assert np.quantile(charity, 0.1) < 0.05 * 157


def test_the_stake_curve_meets_the_bid_where_the_nonprofit_is_paid_exactly_the_bid(openai):
    at = worth.crossing(BID, openai, "nonprofit")
    paid = openai.pay(at).paid[:, openai.holders.index("nonprofit")]
    assert np.allclose(paid, BID)
    assert np.allclose(paid / at, worth.break_even_stake(BID, at))
    below, above = (openai.pay(at * k).paid[:, openai.holders.index("nonprofit")] for k in (0.99, 1.01))
    assert np.all(below < BID) and np.all(above > BID)
    assert np.all(at > 157)


def test_control_and_a_discount_move_the_crossing_as_they_move_the_iso_line(openai):
    plain = worth.crossing(BID, openai, "nonprofit")
    with_control = worth.crossing(BID, openai, "nonprofit", control=20.0, residual=5.0, discount=0.1)
    paid = openai.pay(with_control).paid[:, openai.holders.index("nonprofit")]
    assert np.allclose(worth.fair_value(paid / with_control, with_control, 0.1, 20.0, 5.0), BID)
    assert np.all(with_control < plain)
    assert np.all(worth.crossing(BID, openai, "nonprofit", control=100.0) == 0.0)


def test_the_frontier_is_a_band_over_what_control_is_worth():
    control = np.linspace(0.0, 30.0, 301)
    edge = worth.frontier(BID, [157.0, 260.0], control=control)
    low, middle, high = edge.band((0.0, 0.5, 1.0))
    assert np.allclose(high, BID / np.array([157.0, 260.0]))
    assert np.allclose(low, (BID - 30) / np.array([157.0, 260.0]))
    assert np.allclose(middle, (BID - 15) / np.array([157.0, 260.0]))
