"""The commands of single rooms as a person uses them: race, holdings, market."""

from __future__ import annotations

import json

import pytest

from .test_cli import run


@pytest.fixture(scope="module")
def raced():
    done = run("race", "openai-2025", "--draws", "60", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_race_is_tested_before_it_forecasts(raced):
    assert list(raced).index("tests") < list(raced).index("scenarios")
    done = run("race", "openai-2025", "--draws", "40", "--measure", "research")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("13.1") < done.stdout.index("2030")  # revenue of 2025 before any later year
    assert "outside" in done.stdout  # a miss is shown as one


def test_each_lab_has_a_band_by_year_in_each_scenario(raced):
    for scenario in raced["scenarios"].values():
        for lab in scenario["labs"].values():
            for low, middle, high in zip(*lab["revenue"].values()):
                assert low <= middle <= high
            assert len(lab["capability"]["p50"]) == len(scenario["years"])
    assert len(raced["scenarios"]) == 6


def test_rows_and_mission_come_with_the_paths(raced):
    rows = raced["scenarios"]["status_quo"]["rows"]
    assert {"research", "served", "growth", "influence", "few_hands"} <= set(rows)
    assert len(raced["mission"]["mission_surplus[gifts]"]["m"]) == 9
    assert 0 <= raced["fears"]["fear.concentrates"]["mean"] <= 1


def test_a_year_that_is_not_over_tests_nothing():
    done = run("race", "openai-2026", "--draws", "40", lang="ja_JP.UTF-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("検証はまだできません")


def test_a_file_without_a_race_is_refused_in_a_sentence():
    done = run("race", "twitter-2022")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "race" in done.stderr
