"""The calibrated race: money becomes capability and capability becomes money, with nothing lost on the way."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Array, Stakes, replace
from suitor.race import (
    FORMS,
    Funding,
    LogitStage,
    Partner,
    Race,
    Served,
    Technology,
    four_rows,
    fund,
    rho,
    years_behind,
)

LABS = ("leader", "second", "third")
NONE = np.full(3, -np.inf)


def flat_stage(lead: Array, year: int, floor: Array) -> Served:
    """A market in which revenue follows capability and half of it is gross profit."""
    revenue = np.array([10.0, 5.0, 1.0]) * np.exp(lead)
    ones = np.ones_like(lead)
    return Served(
        revenue, revenue / 2, 300 * ones, 0.2 * ones, 0.1 * ones, revenue.sum(axis=-1), np.all(revenue > 0, axis=-1)
    )


def race(**changed: Any) -> Race:
    compute = np.array([6.0, 4.0, 1.0]) * 1e-3
    funding = Funding(dilution=np.array([0.08, 0.05, 0.0]), donations=np.array([0.0, 0.0, 0.1]))
    begun = Race(
        LABS,
        2026,
        5,
        np.log10(compute) - 0.5,
        compute,
        np.full(3, 2.0),
        np.array([9.0, 4.0, 1.0]),
        Technology(),
        funding,
    )
    return replace(begun, **changed)


def stage(stakes: Stakes | None = None) -> LogitStage:
    paid, free = np.array([0.02, 0.006, 0.001]), np.array([0.2, 0.1, 0.01])
    stakes = stakes or Stakes.of_firms(LABS)
    return LogitStage.fit(
        stakes, 1e9, np.full(3, 390.0), paid, free, 0.005, paid_slope=1.3, free_slope=0.8, outside=0.35, base_year=2025
    )


def profit_at(market: LogitStage, price: Array) -> tuple[Array, Array, Array]:
    """Profit, consumer surplus and users at any prices in the base year, written out once more from the utilities."""
    e_paid, e_free = np.exp(market.paid_appeal - market.sensitivity * price), np.exp(market.free_appeal)
    total = 1.0 + e_paid.sum() + e_free.sum()
    paid, free = market.users * e_paid / total, market.users * e_free / total
    profit = paid * (price - market.cost) + free * (market.advertising - market.free_cost)
    return profit, market.users / market.sensitivity * np.log(total), paid + free


def test_a_year_of_the_race_adds_up():
    path = race().run(flat_stage)
    revenue = np.array([10.0, 5.0, 1.0]) * np.exp(0.5 + 0.48)  # the compute of the base year is half an order above
    worth = 40.0 * revenue
    external = np.array([0.08, 0.05, 0.0]) * worth + np.array([0.0, 0.0, 0.1])
    funds = 2.0 + revenue / 2 - 0.45 * revenue + external
    assert_allclose(path.revenue[0], revenue)
    assert_allclose(path.external[0], external)
    assert_allclose(path.research[0], 0.3 * funds)
    built = np.log10(0.3 * funds / (16_000 * 0.7)) + 2 * 0.48
    assert_allclose(path.capability[1], np.clip(built, path.capability[0], path.capability[0] + 1.16))


def test_draws_are_run_as_if_alone():
    alone = race().run(flat_stage)
    cash = np.array([[2.0] * 3, [5.0] * 3])
    both = race(cash=cash).run(flat_stage)
    assert both.revenue.shape == (2, 5, 3)
    assert_allclose(both.research[0], alone.research)
    assert np.all(both.research[1, 0] > alone.research[0])


def test_a_lab_without_money_stands_still():
    poor = race(cash=np.zeros(3), compute=np.zeros(3), technology=Technology(operating=0.6), funding=Funding())
    path = poor.run(flat_stage)
    assert_allclose(path.research, 0.0)
    assert_allclose(path.capability, np.broadcast_to(poor.capability, path.capability.shape))


def test_published_weights_lift_every_rival_and_a_lag_lifts_them_less():
    closed = race().run(flat_stage)
    late = race(funding=fund(race().funding, LABS, "leader", openness=1.0)).run(flat_stage)
    open_now = race(funding=fund(race().funding, LABS, "leader", openness=0.0)).run(flat_stage)
    assert np.all(open_now.capability[:, 1:] >= open_now.capability[:, :1])
    assert np.all(late.capability[1:, 2] > closed.capability[1:, 2])
    assert np.all(open_now.capability[:, 2] > late.capability[:, 2])


def test_a_takeover_slows_research_while_it_is_digested():
    slow = race(funding=fund(race().funding, LABS, "leader", friction_years=2.0)).run(flat_stage)
    fast = race().run(flat_stage)
    assert_allclose(slow.capability[0, 0], fast.capability[0, 0] - 0.3)
    assert np.all(slow.capability[:2, 0] < fast.capability[:2, 0])


def test_a_cap_leaves_less_to_investors_the_lower_it_is():
    assert_allclose(rho(np.array([3.0, 10.0, 100.0])), [0.47, 0.67, 0.93], atol=0.005)
    assert_allclose(rho(np.array([3.0, 100.0]), sigma=1.0), [0.31, 0.77], atol=0.005)
    assert rho(np.inf) == 1.0


def test_a_cap_is_worth_what_drawing_the_outcomes_says():
    normal = np.random.default_rng(3).standard_normal(400_000)
    outcome = np.exp(0.8 * np.sqrt(7.0) * normal - 0.5 * 0.64 * 7.0)
    for cap in (1.0, 3.0, 20.0):
        assert_allclose(rho(cap), np.minimum(outcome, cap).mean(), rtol=0.01)


def test_the_fitted_market_gives_back_what_was_observed():
    served = stage()(np.zeros(3), 2025, NONE)
    assert served.found
    assert_allclose(served.price, 390.0, rtol=1e-9)
    assert_allclose(served.served - served.free, [0.02, 0.006, 0.001], rtol=1e-9)


@pytest.mark.parametrize(
    "form",
    ["for-profit", "benefit corporation", "nonprofit, users", "nonprofit, output", "state", "acquired by a rival"],
)
def test_no_lab_gains_by_another_price(form):
    stakes = FORMS[form].stakes(Stakes.of_firms(LABS), "leader", "second")
    market = replace(stage(), stakes=stakes)
    served = market(np.zeros(3), 2025, NONE)

    def aim(firm: int, price: Array) -> float:
        profit, surplus, users = profit_at(market, price)
        return float(stakes.weight[firm] @ profit + stakes.care[firm] * surplus + stakes.volume[firm] * users[firm])

    assert served.found
    for firm in range(3):
        best = aim(firm, served.price)
        for step in (-20.0, -1.0, 1.0, 20.0):
            assert aim(firm, served.price + step * np.eye(3)[firm]) <= best + 1e-9 * abs(best)


def test_the_markup_map_finds_a_dominant_seller_of_anything():
    """Lambert's W gives the monopoly markup exactly; the textbook iteration fails from a share of about 0.8."""
    from scipy.special import lambertw

    for appeal, cost, alpha in ((1.0, 0.0, 1.0), (5.0, 2.0, 0.7), (12.0, 5.0, 1.0), (40.0, 5.0, 1.0)):
        market = LogitStage(
            Stakes.of_firms(("one",)),
            1.0,
            alpha,
            0.0,
            0.0,
            0.0,
            np.array([appeal]),
            np.array([-np.inf]),
            np.array([cost]),
        )
        served = market(np.zeros(1), 2025, np.array([-np.inf]))
        root = lambertw(np.exp(appeal - alpha * cost - 1.0)).real
        assert served.found
        assert_allclose(served.price - cost, (1.0 + root) / alpha, rtol=1e-9)


@pytest.mark.parametrize("share", [-0.5, 0.3, 0.9])
def test_a_controller_without_cash_rights_charges_the_lowest_price_that_earns_the_floor(share):
    ramsey = FORMS["nonprofit, break-even"].stakes(Stakes.of_firms(LABS), "leader")
    market, most = replace(stage(), stakes=ramsey), stage()(np.zeros(3), 2025, NONE)
    floor = np.array([share * most.profit[0], -np.inf, -np.inf])
    served = market(np.zeros(3), 2025, floor)
    assert served.found
    assert_allclose(served.profit[0], floor[0], rtol=1e-9)
    for lower in (0.999, 0.9, 0.5):
        assert profit_at(market, served.price * [lower, 1.0, 1.0])[0][0] < floor[0]


def test_a_floor_out_of_reach_makes_a_lab_charge_like_one_after_profit_alone():
    ramsey = FORMS["nonprofit, break-even"].stakes(Stakes.of_firms(LABS), "leader")
    most = stage()(np.zeros(3), 2025, NONE)
    served = replace(stage(), stakes=ramsey)(np.zeros(3), 2025, np.array([9.0 * most.profit[0], -np.inf, -np.inf]))
    assert served.found
    assert_allclose(served.price, most.price, rtol=1e-9)


def test_a_floor_that_is_met_anyway_changes_nothing():
    free, most = stage(), stage()(np.zeros(3), 2025, NONE)
    assert_allclose(free(np.zeros(3), 2025, 0.9 * most.profit).price, most.price, rtol=1e-10)


def test_several_labs_at_their_floors_meet_them_together():
    stakes = replace(Stakes.of_firms(LABS), care=np.array([0.9, 0.9, 0.0]))
    most = stage()(np.zeros(3), 2025, NONE)
    floor = np.array([0.6 * most.profit[0], 0.6 * most.profit[1], -np.inf])
    served = replace(stage(), stakes=stakes)(np.zeros(3), 2025, floor)
    assert served.found
    assert_allclose(served.profit[:2], floor[:2], rtol=1e-9)


def test_alike_labs_fare_alike():
    paid, free = np.full(3, 0.01), np.full(3, 0.1)
    market = LogitStage.fit(
        Stakes.of_firms(LABS), 1e9, np.full(3, 390.0), paid, free, 0.005, paid_slope=1.3, free_slope=0.8, outside=0.35
    )
    ones = np.ones(3)
    even = Race(LABS, 2026, 5, 5.0 * ones, 1e6 * ones, 2e9 * ones, 3.9e9 * ones, Technology(), Funding(dilution=0.08))
    path = even.run(market)
    for values in (path.revenue, path.research, path.capability, path.price):
        assert_allclose(values, np.broadcast_to(values[:, :1], values.shape), rtol=1e-9)
    assert_allclose(years_behind(path, "third"), 0.0)


def test_a_lab_that_repeats_the_leaders_path_two_years_later_is_two_years_behind():
    path = race().run(flat_stage)
    best = np.array([0.0, 1.0, 2.5, 3.0, 4.5])
    shifted = replace(path, capability=np.stack([best, np.array([-2.0, -1.0, 0.0, 1.0, 2.5]), best - 5.0], axis=-1))
    assert_allclose(years_behind(shifted, "second"), 2.0)
    assert_allclose(years_behind(shifted, "leader"), 0.0)


def test_influence_is_one_less_the_freedom_left_by_each_part():
    rows = four_rows(
        race().run(flat_stage),
        "leader",
        Partner(power=0.2, revenue_share=0.2, compute_share=0.8, suppliers=1.0, rights=2.0),
    )
    assert_allclose(rows.ties.composite, 1.0 - 0.8 * 0.8 * (1.0 - 0.4) * 0.6)
    assert_allclose(rows.research, race().run(flat_stage).research[:, 0].sum())


def test_ten_thousand_draws_of_seven_labs_take_a_moment():
    ones = np.ones((10_000, 7))
    served = Served(ones, ones, ones, ones, ones, ones[:, 0], ones[:, 0] > 0)
    wide = Race(tuple("abcdefg"), 2026, 6, ones, ones, ones, ones, Technology(), Funding(dilution=0.08))
    times = []
    for _ in range(3):
        began = time.process_time()
        wide.run(lambda lead, year, floor: served)
        times.append(time.process_time() - began)
    assert min(times) < 0.15
