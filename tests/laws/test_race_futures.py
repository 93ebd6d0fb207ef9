"""Questions to the race: they are answered on the same draws, from one date's knowledge, and can be turned round."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Path, replace
from suitor.race import (
    FORMS,
    Estimate,
    Futures,
    access,
    best_mission,
    compare,
    flips,
    four_rows,
    hindcast,
    levels,
    present_value,
    promise_or_profit,
    read_data,
    read_vintage,
    smallest_donation,
    two_fears,
    what_the_price_buys,
    when_does_it_fall_behind,
    years_behind,
)

COUNT = 300
SELLER, MISSION, BUYER = FORMS["for-profit"], FORMS["nonprofit, users"], FORMS["acquired by a rival"]


def futures(base_year: int = 2024, count: int = COUNT) -> Futures:
    vintage = read_vintage(base_year)
    drawn = vintage.draw(levels(vintage, count, seed=1) if count else None)
    return Futures(drawn.race, drawn.stages, drawn.stakes, "OpenAI", "xAI")


@pytest.fixture(scope="module")
def drawn() -> Futures:
    return futures()


@pytest.mark.parametrize("base_year", [2024, 2025])
def test_a_vintage_says_of_each_number_where_it_comes_from(base_year):
    vintage = read_vintage(base_year)
    for name, estimate in vintage.estimates.items():
        assert estimate.kind in ("sourced", "fitted", "assumed"), name
        assert estimate.source and estimate.unit, name
        assert estimate.low <= estimate.likely <= estimate.high, name


def test_the_first_vintage_holds_no_outcome_of_the_year_it_is_tested_on():
    given = json.dumps(read_data("base-2024"))
    assert "13.07" not in given and "outcome" not in given
    assert read_vintage(2024).as_of < "2025-02-15"
    assert read_vintage(2024).draw().race.start == 2025


@pytest.mark.parametrize("base_year", [2024, 2025])
def test_the_market_of_a_vintage_gives_back_its_base_year_and_its_growth(base_year):
    vintage = read_vintage(base_year)
    drawn, none = vintage.draw(), np.full(len(vintage.labs), -np.inf)
    now = drawn.stage(np.zeros(len(vintage.labs)), base_year, none)
    likely = {name: estimate.likely for name, estimate in vintage.estimates.items()}
    assert now.found
    assert_allclose(now.price[0], likely["market.price"], rtol=1e-9)
    assert_allclose(
        (now.revenue - drawn.stage.users * now.free * drawn.stage.advertising)[0], likely["OpenAI.revenue"], rtol=1e-9
    )
    assert_allclose(now.served[0] * likely["market.users"], likely["OpenAI.users"], rtol=1e-9)


def test_a_triangle_has_its_ends_and_its_peak():
    estimate = Estimate(1.0, 2.0, 5.0, "unit", "assumed", "nowhere")
    assert_allclose(estimate.at(np.array([0.0, estimate.level, 1.0])), [1.0, 2.0, 5.0])
    level = np.linspace(0.0005, 0.9995, 1_000)
    assert_allclose(estimate.at(level).mean(), (1.0 + 2.0 + 5.0) / 3.0, rtol=1e-3)


def test_two_hundred_draws_are_the_first_of_three_hundred(drawn):
    few, many = futures(count=200).under(SELLER), drawn.under(SELLER)
    assert_allclose(few.revenue, many.revenue[:200], rtol=1e-9)
    assert np.all(many.found)


def test_2025_is_predicted_from_2024_and_the_misses_are_shown():
    vintage = read_vintage(2024)
    outcomes = hindcast(vintage, levels(vintage, 2_000, seed=1))
    by_name = {(outcome.quantity, outcome.lab): outcome for outcome in outcomes}
    revenue = by_name["revenue", "OpenAI"]
    assert revenue.low < revenue.middle < revenue.high
    assert revenue.inside and revenue.actual == 13.07e9
    assert_allclose(revenue.straight, 3.7e9**2 / 1.0e9)
    # One slope for all labs cannot see a lab that finds a market of its own; this is a known miss, not a tuned hit.
    assert not by_name["revenue", "Anthropic"].inside
    with pytest.raises(ValueError, match="no test year yet for 2025"):
        hindcast(read_vintage(2025), {})


def test_forms_are_compared_on_the_same_draws_and_orders_add_up(drawn):
    comparison = compare(drawn, [SELLER, MISSION, BUYER])
    for row in ("research", "served", "price", "growth", "behind"):
        orders = comparison.order(row)
        assert_allclose(sum(orders.values()), 1.0)
        assert list(orders.values()) == sorted(orders.values(), reverse=True)
    again = compare(drawn, [SELLER, SELLER])
    assert again.beats("for-profit", "for-profit", "surplus") == 0.0
    assert comparison.beats("for-profit", "nonprofit, users", "research") == 1.0
    assert comparison.beats("nonprofit, users", "for-profit", "price") > 0.9


def test_a_form_changes_one_lab_and_no_other(drawn):
    funding = MISSION.funding(drawn.race.funding, drawn.race.labs, "OpenAI")
    for item in fields(funding):
        before, after = (np.asarray(getattr(f, item.name)) for f in (drawn.race.funding, funding))
        if before.ndim:
            assert_allclose(after[..., 1:], np.broadcast_to(before[..., 1:], after[..., 1:].shape))
    stakes = BUYER.stakes(drawn.stakes, "OpenAI", "xAI")
    assert stakes.weight[..., 0, 4] == stakes.weight[..., 4, 0] == 1.0
    with pytest.raises(ValueError, match="needs a partner among"):
        BUYER.stakes(drawn.stakes, "OpenAI", "nobody")


def test_a_mission_curve_starts_where_the_lab_after_profit_alone_stands(drawn):
    curve = best_mission(drawn, MISSION, np.array([0.0, 0.5, 1.0]))
    start = drawn.under(replace(MISSION, care=0.0))
    assert_allclose(curve.surplus[:, 0], present_value(start.surplus, 0.05))
    assert np.all(np.isin(curve.best, [0.0, 0.5, 1.0]))
    chosen = np.take_along_axis(curve.surplus, np.searchsorted(curve.mission, curve.best)[:, None], axis=1)[:, 0]
    assert np.all(chosen >= curve.surplus.max(axis=1))


def test_gifts_are_taken_off_the_surplus_they_pay_for(drawn):
    gift = 5e9
    curve = best_mission(drawn, MISSION, np.array([0.5]), donations=gift)
    gross = present_value(drawn.under(MISSION, donations=gift).surplus, 0.05)
    paid = gift * sum(1.05**-t for t in range(drawn.race.years))
    assert_allclose(curve.surplus[:, 0], gross - paid)


def test_the_smallest_gift_is_just_enough(drawn):
    gift = smallest_donation(drawn, MISSION, lag=0.5)
    needs = (gift > 0.0) & np.isfinite(gift)
    assert needs.sum() > COUNT / 4
    lag = years_behind(drawn.under(MISSION, donations=np.where(needs, gift, 0.0)), "OpenAI")[..., -1]
    less = years_behind(drawn.under(MISSION, donations=np.where(needs, 0.98 * gift, 0.0)), "OpenAI")[..., -1]
    assert_allclose(lag[needs], 0.5, atol=1e-3)
    assert np.all(less[needs] > 0.5)
    assert np.all(lag[gift == 0.0] <= 0.5)


def test_a_lab_falls_behind_in_the_first_year_it_is_late():
    level = np.array([[1.0, 1.0], [2.0, 1.5], [3.0, 1.6], [4.0, 1.7]])
    none = np.zeros((4, 2))
    path = Path(
        (2025, 2026, 2027, 2028),
        ("a", "b"),
        none,
        none,
        none,
        none,
        level,
        level[0],
        none,
        none,
        none,
        none[:, 0],
        np.array(True),
    )
    assert_allclose(years_behind(path, "b"), [0.0, 0.5, 1.4, 2.3])
    assert when_does_it_fall_behind(path, "b", lag=1.0) == 2027
    assert when_does_it_fall_behind(path, "a", lag=1.0) == np.inf


def test_a_gift_makes_the_lab_more_capable_and_its_spending_at_once_more_than_its_income(drawn):
    gift = what_the_price_buys(drawn, MISSION, SELLER, price=97.375e9)
    assert_allclose(gift.income, 4.86875e9)
    reached = [drawn.under(MISSION, donations=money).capability[:, -1, 0] for money in (0.0, gift.income, 97.375e9 / 6)]
    assert np.all(reached[0] <= reached[1] + 1e-9) and np.all(reached[1] <= reached[2] + 1e-9)
    medians = [np.median(lag) for lag in (gift.behind_without, gift.behind_income, gift.behind_spent)]
    assert medians == sorted(medians, reverse=True)


def test_a_promise_is_kept_only_where_keeping_it_pays(drawn):
    forms, holding = [FORMS["nonprofit, open"], SELLER, BUYER], {"OpenAI": 0.5, "xAI": 0.5}
    money = promise_or_profit(drawn, forms, "nonprofit, open", holding)
    assert money.flagged and money.kept < 0.05
    assert np.all((money.temptation > 0) | (money.payoff[:, 0] >= money.payoff.max(axis=1)))
    idle = promise_or_profit(drawn, [FORMS["nonprofit, open"], SELLER], "nonprofit, open", {})
    assert_allclose(idle.payoff, 0.0)  # who holds nothing and cares for nothing gains nothing
    assert idle.kept == 1.0
    with pytest.raises(ValueError, match="must be one of the forms"):
        promise_or_profit(drawn, forms, "a gift to mankind", holding)


def test_a_flip_is_where_the_two_forms_do_equally_well():
    vintage = read_vintage(2024)
    found = flips(vintage, "OpenAI", FORMS["benefit corporation"], SELLER, "research")
    swings = [flip.swing for flip in found]
    assert swings == sorted(swings, reverse=True)
    turning = [flip for flip in found if np.isfinite(flip.turns_at)]
    assert turning
    for flip in turning[:2]:
        at = {flip.name: replace(flip.estimate, likely=flip.turns_at)}
        calibrated = replace(vintage, estimates={**vintage.estimates, **at}).draw()
        asked = Futures(calibrated.race, calibrated.stages, calibrated.stakes, "OpenAI")
        one, two = (four_rows(asked.under(form), "OpenAI").research for form in (FORMS["benefit corporation"], SELLER))
        assert abs(one - two) < 0.05 * flip.swing


def test_each_estimate_that_moves_nothing_is_known_to_move_nothing():
    found = {flip.name: flip for flip in flips(read_vintage(2024), "OpenAI", MISSION, SELLER, "research")}
    assert found["technology.friction"].swing == 0.0  # neither form is a takeover
    assert found["technology.reinvested"].swing > 0.0


def test_open_weights_lower_the_labs_own_revenue_and_lift_its_rivals(drawn):
    closed, opened = (drawn.under(SELLER, openness=lag) for lag in (np.inf, 0.0))
    assert np.all(opened.capability[:, 0, 1:] >= closed.capability[:, 0, 1:])
    assert np.all(opened.capability[:, :, 1:] >= opened.capability[:, :, :1] - 1e-9)
    assert np.mean(opened.revenue[:, -1, 0] < closed.revenue[:, -1, 0]) > 0.95
    assert np.mean(opened.served[:, -1, 1:].sum(-1) > closed.served[:, -1, 1:].sum(-1)) > 0.95


def test_influence_is_the_partners_and_no_partner_is_left_to_a_nonprofit():
    vintage = read_vintage(2024)
    calibrated = vintage.draw(levels(vintage, 50, seed=1))
    asked = Futures(calibrated.race, calibrated.stages, calibrated.stakes, "OpenAI", "xAI")
    seller, mission, bought = compare(asked, [SELLER, MISSION, BUYER], calibrated.partner).rows
    assert np.all(mission.ties.composite < seller.ties.composite)
    assert_allclose(mission.ties.composite, mission.ties.compute_share * mission.ties.hold_up)
    assert_allclose(bought.ties.composite, 1.0)  # the buyer decides
    assert (
        compare(asked, [SELLER, MISSION], calibrated.partner).beats("nonprofit, users", "for-profit", "influence")
        == 1.0
    )


def test_the_two_fears_are_odds_on_the_same_draws(drawn):
    fears = two_fears(drawn, SELLER, MISSION, lag=0.5)
    late = years_behind(drawn.under(MISSION), "OpenAI")[..., -1] > 0.5
    assert_allclose(fears.cannot_keep_up, late.mean())
    assert_allclose(fears.cannot_keep_up, np.mean(fears.gift > 0.0))
    assert_allclose(fears.few_hands, np.mean(fears.hhi_profit > fears.hhi_mission))


def test_closing_a_free_tier_costs_users_and_a_price_keeps_some_out():
    calibrated = read_vintage(2025).draw()
    lead = np.full(6, 0.5)
    found = access(calibrated.stage, "OpenAI", lead, 2026)
    assert found.free_tier_worth > 0.0
    assert 0.0 < found.priced_out < 1.0
    assert found.free < found.served < 1.0
    at_cost = replace(calibrated.stakes, care=np.ones(6))
    free_of_charge = replace(calibrated.stage, stakes=at_cost, free_cost=0.0, advertising=0.0)
    assert_allclose(access(free_of_charge, "OpenAI", lead, 2026).priced_out, 0.0, atol=1e-9)


def test_a_year_lost_to_a_takeover_slows_growth_although_it_lowers_where_growth_starts(drawn):
    slow, free = (four_rows(drawn.under(SELLER, friction_years=years), drawn.lab).growth for years in (1.0, 0.0))
    assert np.all(slow <= free + 1e-12) and np.any(slow < free)
