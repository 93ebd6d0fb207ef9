"""The strategic ladder: nobody gains by another plan, alike labs fare alike, money limits what a mission can reach."""

from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Stakes, replace
from suitor.race import Ladder, hold_position, several, with_budget
from tests.peers.test_governance_cases import best_grid_gain, policy_iteration

LABS = ("one", "two", "three")
INVESTORS = np.full(3, np.inf)


def stakes(care: tuple[float, ...] = (0.0, 0.0, 0.0), merged: bool = False) -> Stakes:
    weight = np.eye(len(care))
    if merged:
        weight[0, 1] = weight[1, 0] = 1.0
    return replace(Stakes.of_firms(LABS[: len(care)]), care=np.array(care), weight=weight)


# Rung of lab 0, frontier, its price and research, CS in period 20, CS at present value, HHI, from a second program.
PRINTED = {
    "for-profit": (stakes(), INVESTORS, (6.60, 7.41, 2.49, 1.24, 28.3, 192, 0.383)),
    "capped": (stakes((0.25, 0, 0)), [0.3, np.inf, np.inf], (6.25, 7.41, 2.21, 1.22, 28.9, 200, 0.405)),
    "w=.25": (stakes((0.25, 0, 0)), [0.0, np.inf, np.inf], (5.61, 7.41, 2.16, 1.05, 28.3, 197, 0.416)),
    "w=.5": (stakes((0.5, 0, 0)), [0.0, np.inf, np.inf], (5.21, 7.40, 1.85, 1.02, 28.8, 205, 0.446)),
    "w=.75": (stakes((0.75, 0, 0)), [0.0, np.inf, np.inf], (3.60, 7.38, 1.43, 0.67, 27.7, 205, 0.489)),
    "w=.9": (stakes((0.9, 0, 0)), [0.0, np.inf, np.inf], (1.06, 7.35, 1.12, 0.11, 24.3, 187, 0.497)),
    "w=1": (stakes((1.0, 0, 0)), [0.0, np.inf, np.inf], (0.00, 7.35, 1.00, 0.00, 22.9, 168, 0.505)),
    "w=1, gift": (stakes((1.0, 0, 0)), [1.0, np.inf, np.inf], (4.72, 7.29, 1.00, 0.89, 29.6, 214, 0.455)),
    "w=.5, unlimited": (stakes((0.5, 0, 0)), INVESTORS, (7.11, 7.41, 2.02, 1.53, 30.7, 215, 0.437)),
    "acquired": (stakes(merged=True), INVESTORS, (5.24, 7.38, 2.97, 0.90, 23.8, 164, 0.450)),
    "all w=.5": (stakes((0.5,) * 3), [0.0] * 3, (4.57, 7.29, 1.86, 0.93, 28.0, 213, 0.581)),
    "all w=1, gift": (stakes((1.0,) * 3), [2 / 3] * 3, (3.19, 4.70, 1.00, 0.58, 22.6, 202, 0.545)),
}


@pytest.mark.parametrize("form", PRINTED)
def test_a_second_program_climbs_the_same_ladder(form):
    who, gift, printed = PRINTED[form]
    solved = Ladder.of_forms(who, np.array(gift)).solve()
    climb = solved.climb((3, 3, 3), 20)
    ours = (climb.rung[-1, 0], climb.frontier[-1], climb.price[-1, 0], climb.research[-1, 0], climb.surplus[-1])
    assert solved.found and solved.deviation < 1e-8
    assert_allclose(ours, printed[:5], rtol=0.01, atol=0.006)
    assert_allclose([climb.present_surplus, climb.hhi[-1]], printed[5:], rtol=0.004)


def test_no_lab_gains_by_investing_otherwise_for_one_period():
    solved = Ladder.of_forms(stakes((0.5, 0.0, 0.0)), np.array([0.1, np.inf, np.inf]), rungs=3).solve()
    assert best_grid_gain(solved, 501) < 1e-8 * np.abs(solved.value).max()


def test_alike_labs_plan_alike():
    solved = Ladder.of_forms(stakes((0.3, 0.3, 0.3)), np.full(3, 0.2), rungs=5).solve()
    for order in permutations(range(3)):
        assert_allclose(solved.value.transpose(*order, 3)[..., list(order)], solved.value, rtol=1e-9)
        assert_allclose(solved.research.transpose(*order, 3)[..., list(order)], solved.research, atol=1e-9)


def test_a_mission_of_one_without_gifts_invests_nothing():
    solved = Ladder.of_forms(stakes((1.0, 0.0, 0.0)), np.array([0.0, np.inf, np.inf])).solve()
    assert np.all(solved.research[..., 0] <= 1e-12)
    assert_allclose(solved.price[..., 0], 1.0, rtol=1e-12)


def test_research_at_the_holding_level_keeps_a_rung_on_average():
    game = Ladder.of_forms(Stakes.of_firms(("one",)), np.array([np.inf]))
    x = hold_position(game.efficacy, game.slip)
    assert_allclose(game.efficacy * x / (1.0 + game.efficacy * x), game.slip)


@pytest.mark.parametrize("slip", [0.1, 0.4, 0.7])
def test_a_lone_lab_does_what_policy_iteration_says(slip):
    game = replace(Ladder.of_forms(Stakes.of_firms(("one",)), np.array([np.inf])), slip=slip)
    assert_allclose(game.solve().value[:, 0], policy_iteration(game), rtol=1e-9)


def test_a_gift_never_lets_a_lab_invest_more_than_profit_and_gift():
    game = with_budget(Ladder.of_forms(stakes((0.8, 0.0, 0.0)), INVESTORS), 0, gift=0.2, plough=0.5)
    solved = game.solve()
    assert np.all(solved.research[..., 0] <= 0.5 * solved.profit[..., 0] + 0.2 + 1e-12)


def test_several_starts_are_tried_and_said_to_agree():
    solved, same = several(Ladder.of_forms(stakes(), INVESTORS, rungs=4))
    assert solved.found and same


def test_where_the_odds_lead_adds_up():
    climb = Ladder.of_forms(stakes(), INVESTORS, rungs=4).solve().climb((4, 0, 2), 5)
    assert_allclose(climb.rung[0], [4, 0, 2])
    assert np.all((climb.rung >= 0) & (climb.rung <= 4) & (climb.frontier[:, None] >= climb.rung - 1e-12))


def test_three_labs_on_nine_rungs_take_less_than_two_seconds():
    began = time.process_time()
    Ladder.of_forms(stakes((0.5, 0.0, 0.0)), np.array([0.0, np.inf, np.inf])).solve()
    assert time.process_time() - began < 2.0


@pytest.mark.slow
def test_four_labs_on_nine_rungs_settle():
    solved = Ladder.of_forms(Stakes.of_firms(("a", "b", "c", "d")), np.full(4, np.inf)).solve()
    assert solved.found and solved.deviation < 1e-8
