"""Sixteen other ladders, solved by a second program: the mission that serves users best, and what each costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Stakes, replace
from suitor.race import Climb, Ladder

SETS = json.loads((Path(__file__).parent / "ladder_sets.json").read_text())["sets"]


def climb(given: dict[str, Any], form: str) -> Climb:
    sells = form == "for-profit"
    care = np.array([0.0 if sells else float(form), 0.0, 0.0])
    gift = np.array([np.inf if sells else 0.0, np.inf, np.inf])
    stakes = replace(Stakes.of_firms(("a", "b", "c")), care=care)
    game = Ladder.of_forms(stakes, gift, rungs=6, step=given["step"])
    solved = replace(game, users=given["users"], efficacy=given["efficacy"], slip=given["slip"]).solve()
    assert solved.found
    return solved.climb((2, 2, 2), 20)


@pytest.mark.parametrize(
    "given", SETS, ids=lambda s: f"slip{s['slip']}-a{s['efficacy']}-M{s['users']:g}-step{s['step']}"
)
def test_the_same_mission_serves_users_best(given):
    climbs = {form: climb(given, form) for form in given["rows"]}
    for form, printed in given["rows"].items():
        one = climbs[form]
        assert_allclose([one.present_surplus, one.surplus[-1], one.rung[-1, 0]], printed, rtol=0, atol=0.0051)
    assert max(climbs, key=lambda form: climbs[form].present_surplus) == given["best"]
