"""Tables hold what the engine holds; discounts and precedents are what their sources say."""

from __future__ import annotations

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Claims, Loan

CLAIMS = Claims.of_tiers([{"split": {"lender": 1.0}, "until": 40.0}, {"split": {"founder": 0.6, "fund": 0.4}}])


def test_the_waterfall_as_rows_pays_out_each_worth():
    rows = worth.payout_rows(CLAIMS, [20.0, 100.0])
    assert [sum(r["paid"] for r in rows if r["worth"] == at) for at in (20.0, 100.0)] == [20.0, 100.0]
    assert rows[0] == {"worth": 20.0, "holder": "lender", "paid": 20.0, "marginal": 1.0}
    assert worth.layer_rows(CLAIMS)[0] == {"from": 0.0, "to": 40.0, "lender": 1.0, "founder": 0.0, "fund": 0.0}
    drawn = Claims.of_tiers([{"split": {"a": 1.0}, "until": {"a": np.array([1.0, 2.0, 9.0])}}, {"split": {"b": 1.0}}])
    assert [r["paid"] for r in worth.payout_rows(drawn, 10.0)] == [2.0, 8.0]
    with pytest.raises(ValueError, match="differ from draw to draw"):
        worth.layer_rows(drawn)


def test_the_frontier_and_the_football_field_as_rows():
    rows = worth.frontier_rows(worth.frontier(97.4, [157.0, 260.0], control=np.linspace(0, 30, 31)))
    assert rows[1]["value"] == 260.0
    assert rows[1]["low"] < rows[1]["stake"] < rows[1]["high"] < 97.4 / 260
    field = worth.football_field({"deals": [40.0, 60.0]}, {"offer": 54.2})
    assert [r["middle"] for r in worth.field_rows(field)] == [50.0, 54.2]


def test_the_debt_schedule_as_rows_starts_from_the_loans():
    loans = [Loan("senior", np.array([80.0, 90.0, 100.0]), 0.0, swept=True), Loan("junior", 30.0, 0.1)]
    rows = worth.loan_rows(worth.buyout(300.0, 450.0, [20.0, 20.0], loans), loans)
    assert [r["year"] for r in rows] == [1, 2]
    assert [r["senior"] for r in rows] == [73.0, 56.0]
    assert [r["junior"] for r in rows] == [30.0, 30.0]


def test_a_grid_as_rows():
    grid = worth.sensitivity([[1.0, 2.0], [3.0, 4.0]], [0.08, 0.09], [0.02, 0.03])
    assert grid[2] == {"first": 0.09, "second": 0.02, "value": 3.0}
    with pytest.raises(ValueError, match="the grid is"):
        worth.sensitivity([[1.0]], [0.08, 0.09], [0.02])


def test_a_right_to_sell_at_the_average_is_worth_no_more_than_a_third_and_less_than_insurance():
    sigma, years = np.meshgrid(np.linspace(0.1, 1.5, 15), np.linspace(0.25, 5, 20))
    average = worth.average_price_put(sigma, years)
    assert np.all(average < worth.protective_put(sigma, years, 0.0))
    assert np.all(np.diff(average, axis=0) > 0)
    assert worth.average_price_put(50.0, 10.0) == pytest.approx(0.323, abs=5e-4)
    assert worth.average_price_put(0.0, 1.0) == worth.average_price_put(0.3, 0.0) == 0.0


def test_the_spread_behind_the_average_price_put_matches_its_moments():
    # Finnerty's v^2 is the variance of the log of the end price over its average, were that ratio lognormal with the
    # second moment of the average: E[A^2] = 2 (e^x - x - 1) / x^2 for x = s^2 T, E[A] = 1 and E[A S] = (e^x - 1) / x.
    x = 0.49 * 2.0
    mean_square, product = 2 * (np.exp(x) - x - 1) / x**2, (np.exp(x) - 1) / x
    variance = np.log(np.exp(x) * mean_square / product**2)
    from statistics import NormalDist

    expected = 2 * NormalDist().cdf(np.sqrt(variance) / 2) - 1
    assert worth.average_price_put(0.7, 2.0) == pytest.approx(expected)


def test_first_offers_for_charities_were_below_what_was_judged_later():
    found = {p.name: p for p in worth.precedents()}
    assert found["Blue Cross of California"].ratio == pytest.approx(32.0)
    assert found["CareFirst"].ratio == pytest.approx(1.746, abs=5e-4)
    assert all(p.judged > p.offered and p.sources for p in found.values())
