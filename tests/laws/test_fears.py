"""The mission curves and the two fears of a deal file: one run for all weights says what one run for each says."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import suitor
from suitor import race
from suitor._core.records import replace
from suitor.analysis import mission as fears
from suitor.analysis.scenario import Ground
from suitor.deal import Inputs

DRAWS = 40


@pytest.fixture(scope="module")
def deal():
    return suitor.read("openai-2025")


@pytest.fixture(scope="module")
def futures(deal):
    inputs = Inputs.random(deal, 1, 0, DRAWS)
    return fears.of_target(Ground.of(deal.file, inputs), inputs)


@pytest.fixture(scope="module")
def answer(deal):
    return fears.mission(deal, 1, DRAWS)


def test_all_weights_in_one_run_are_each_weight_in_its_own(futures):
    rate = np.full(DRAWS, 0.12)
    for form in fears.BUDGETS.values():
        together = race.best_mission(futures, form, fears.MISSIONS, rate)
        for place, weight in enumerate(fears.MISSIONS):
            apart = futures.under(replace(form, care=float(weight)))
            assert race.present_value(apart.surplus, rate) == pytest.approx(together.surplus[:, place], rel=1e-10)
            assert race.four_rows(apart, futures.lab).behind == pytest.approx(together.behind[:, place], abs=1e-9)


def test_the_fears_are_those_of_the_race_room(futures, answer):
    """At one weight of the nonprofit the race room's own odds are at least those at every weight."""
    figures, _ = answer
    for weight in fears.MISSIONS[::4]:
        nonprofit = replace(fears.BUDGETS["gifts"], care=float(weight))
        for_profit, mission = (futures.under(form) for form in (fears.BUDGETS["investors"], nonprofit))
        few, many = (race.four_rows(path, futures.lab).hhi for path in (for_profit, mission))
        late = race.years_behind(mission, futures.lab)[..., -1] > fears.LAG
        assert figures["fear.concentrates"].mean <= np.mean(few > many)
        assert figures["fear.cannot_pay"].mean <= np.mean(late)


def test_a_lag_made_up_again_is_not_for_good():
    late = np.array([[True, False, False], [False, True, True], [True, True, True]])
    assert fears.for_good(late).tolist() == [np.inf, 2.0, 1.0]


def test_who_is_late_for_good_is_late_in_the_end(answer):
    figures, _ = answer
    for id, figure in figures.items():
        if figure.name == "fear.falls_behind":
            late = figures[id.replace("falls_behind", "late")]
            assert np.array_equal(np.isfinite(figure.value), late.value == 1.0)


def test_published_weights_spread_revenue(answer):
    figures, _ = answer
    assert figures["fear.few_hands_open"].median < figures["fear.few_hands[for_profit]"].median


def test_the_examples_of_the_page_run():
    assert doctest.testmod(fears, extraglobs={"np": np}) == (0, 1)
