"""Market-implied odds, competing risks, priors that show what moved them, and the back-test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor.contest import (
    Risks,
    annualised,
    backtest,
    base_rate,
    downside,
    expected_profit,
    forecast,
    implied,
    pending_price,
    pool,
    precedents,
    priors,
    seen,
    spread,
)

rates = st.floats(0.0, 5.0)


@given(st.floats(1.0, 90.0), st.floats(0.0, 1.0), st.floats(0.0, 0.1))
def test_the_price_that_a_chance_is_worth_implies_that_chance(fallback, chance, rate):
    price = (chance * 100.0 + (1.0 - chance) * fallback) / (1.0 + rate * 0.5)
    assert implied(price, 100.0, fallback, rate, 0.5).raw == pytest.approx(chance, abs=1e-9)
    assert expected_profit(price * (1.0 + rate * 0.5), 100.0, fallback, chance) == pytest.approx(0.0, abs=1e-9)


def test_a_price_above_the_offer_means_a_higher_bid_and_no_probability():
    odds = implied(np.array([96.0, 80.0]), 95.0, 65.0)
    assert odds.defined.tolist() == [False, True]
    assert np.isnan(odds.chance[0])
    assert odds.raw[0] == pytest.approx(31 / 30)
    assert [remark.key for remark in odds.remarks] == ["higher_bid_expected"]


def test_an_offer_at_the_fallback_implies_nothing_and_says_so():
    odds = implied(20.0, 20.0, 20.0)
    assert not odds.defined
    assert [remark.key for remark in odds.remarks] == ["offer_below_fallback"]
    assert [remark.key for remark in implied(10.0, 20.0, 12.0).remarks] == ["below_fallback"]


def test_a_position_adds_up():
    assert spread(80.0, 100.0) == 0.25
    assert annualised(0.25, 365.0) == annualised(0.25, 365.0, compound=True) == 0.25
    assert downside(50.0, 1.2, -0.1) == pytest.approx(44.0)


@given(st.lists(st.tuples(rates, rates, rates), min_size=2, max_size=2), st.floats(0.0, 2000.0))
def test_endings_and_still_pending_sum_to_one(rate, day):
    fate = Risks(("closed", "withdrawn", "rival"), np.array(rate).T, (100.0, np.inf)).run(np.array([day]))
    assert np.all(fate.happened >= 0.0)
    assert fate.happened.sum(axis=-2) + fate.pending == pytest.approx([1.0])


def test_constant_rates_follow_the_closed_form():
    risks = Risks(("closed", "withdrawn"), np.array([[1.5], [0.5]]))
    fate = risks.run(np.array([365.0]))
    assert fate.happened[0, 0] == pytest.approx(0.75 * (1 - np.exp(-2.0)))
    closed_form = (1.5 * 100 + 0.5 * 60) / 2.05 * (1 - np.exp(-2.05)) + 60 * np.exp(-2.05)
    assert pending_price(risks, np.array([100.0, 60.0]), 60.0, 0.05, 365.0) == pytest.approx(closed_form)


def test_rates_that_change_agree_with_simulation():
    rate = np.array([[0.2, 3.0], [0.4, 0.4]])
    risks = Risks(("closed", "withdrawn"), rate, (180.0, np.inf))
    rng = np.random.default_rng(8)
    effort = rng.exponential(size=(2, 200_000))
    change = rate[:, :1] * 180 / 365
    day = 365 * np.where(effort < change, effort / rate[:, :1], 180 / 365 + (effort - change) / rate[:, 1:])
    first = (day[0] < day[1]) & (day[0] < 400.0)
    assert risks.run(np.array([400.0])).happened[0, 0] == pytest.approx(first.mean(), abs=4e-3)
    when = day.min(axis=0)
    pays = np.where(when < 400, np.where(day[0] < day[1], 100.0, 60.0) * np.exp(-0.05 * when / 365), 0.0)
    pays = np.where(when < 400, pays, 55.0 * np.exp(-0.05 * 400 / 365))
    price = pending_price(risks, np.array([100.0, 60.0]), 55.0, 0.05, 400.0)
    assert price == pytest.approx(pays.mean(), abs=0.15)


def test_no_risk_leaves_the_bid_pending():
    fate = Risks(("closed",), np.zeros((3, 1, 1))).run(np.array([10.0, 1e4]))
    assert np.all(fate.pending == 1.0)


@pytest.mark.parametrize(
    ("rate", "until", "says"),
    [([[1.0]], (10.0, np.inf), "axes"), ([[-1.0]], (np.inf,), "negative"), ([[1.0, 1.0]], (9.0, 5.0), "rise")],
)
def test_wrong_risks_say_what_would_work(rate, until, says):
    with pytest.raises(ValueError, match=says):
        Risks(("closed",), np.array(rate), until)


def test_every_base_rate_sums_to_one_and_names_its_source():
    for name, entry in priors().items():
        assert base_rate(priors(), name).chance.sum() == pytest.approx(1.0)
        assert entry["source"] and entry["sample"]


def test_what_moved_the_odds_is_visible_step_by_step():
    belief = seen(
        base_rate(priors(), "unsolicited", size=10.0), {"first_bidder": 3.0, "independent": 2.0}, "five cases"
    )
    assert belief.of("first_bidder") == pytest.approx(6.4 / 15)
    moved = pool(belief, np.array([0.2, 0.7, 0.1]), 0.5, "market")
    assert [step.what for step in moved.steps][1:] == ["five cases", "market"]
    for earlier, later in zip(moved.steps, moved.steps[1:]):
        assert np.array_equal(earlier.after, later.before)
    assert moved.chance.sum() == pytest.approx(1.0)
    assert belief.of("first_bidder") < moved.of("first_bidder") < 0.7


def test_for_two_outcomes_the_pool_averages_log_odds():
    moved = pool(base_rate(priors(), "agreed"), np.array([0.6, 0.4]), 0.25, "market")
    logit = 0.75 * np.log(0.825 / 0.175) + 0.25 * np.log(0.4 / 0.6)
    assert moved.of("first_bidder") == pytest.approx(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: base_rate(priors(), "friendly"), "Try one of"),
        (lambda: base_rate({"x": {"share": {"a": 0.5}, "title": "", "effective": 1}}, "x"), "sum to 0.5"),
        (lambda: seen(base_rate(priors(), "agreed"), {"white_knight": 1}, "w"), "not an outcome"),
        (lambda: pool(base_rate(priors(), "agreed"), np.array([0.9, 0.9]), 0.5, "w"), "summing to 1"),
        (lambda: pool(base_rate(priors(), "agreed"), np.array([0.5, 0.5]), 1.5, "w"), "between 0 and 1"),
        (lambda: backtest(priors(), precedents()[:1]), "two settled"),
    ],
)
def test_a_wrong_prior_says_what_would_work(wrong, says):
    with pytest.raises(ValueError, match=says):
        wrong()


def test_the_backtest_leaves_each_case_out_and_no_outcome_tells_on_itself():
    bids = precedents()
    test = backtest(priors(), bids)
    for case, belief, chance in zip(test.cases, test.beliefs, test.chance):
        turned = [each | {"later": {"outcome": "independent"}} if each["id"] == case else each for each in bids]
        assert (
            forecast(priors(), next(each for each in bids if each["id"] == case), turned).of("first_bidder") == chance
        )
        assert (
            belief.size
            == 20
            + sum(
                each["attitude"] == next(b for b in bids if b["id"] == case)["attitude"]
                for each in bids
                if each["id"] in test.cases
            )
            - 1
        )
    assert test.pending == ("warner-bros-2025",)
    assert test.brier == pytest.approx(np.mean((test.chance - test.happened) ** 2))
    assert test.remarks[0].key == "few_cases"


def test_a_rule_that_always_says_a_half_would_score_a_quarter():
    half = {"unsolicited": {"title": "coin", "share": {"independent": 0.5, "first_bidder": 0.5}, "effective": 1e12}}
    records = [
        {"id": str(k), "attitude": "unsolicited", "later": {"outcome": o}}
        for k, o in enumerate(["independent", "first_bidder", "pending"])
    ]
    test = backtest(half, records)
    assert test.brier == pytest.approx(0.25)
    assert test.base_brier == 1.0  # each case is judged by the one other, which went the other way


def test_terms_known_at_announcement_come_before_the_outcome():
    for bid in precedents():
        assert set(bid) >= {"id", "announced", "price", "currency", "attitude", "sources", "later"}
        assert "undisturbed_price" in bid or bid["per"] == "control"  # nobody trades what a nonprofit controls
        assert bid.get("undisturbed_date", bid["announced"]) <= bid["announced"]
        assert "outcome" not in bid
        assert bid["later"]["outcome"] == "pending" or bid["later"]["ended"] >= bid["announced"]


def test_splitting_time_into_intervals_of_the_same_rates_changes_nothing():
    days = np.array([5.0, 50.0, 500.0])
    once = Risks(("closed", "rival"), np.array([[1.0], [0.5]])).run(days)
    split = Risks(("closed", "rival"), np.array([[1.0] * 3, [0.5] * 3]), (30.0, 90.0, np.inf)).run(days)
    assert split.happened == pytest.approx(once.happened)
