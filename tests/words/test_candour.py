"""The report claims no more than the numbers carry: prices, ties, screens, later outcomes, digits and long names."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import suitor
from suitor.report import document, render
from suitor.report.blocks import plain
from suitor.report.sections import answer, effects, grounds, rows
from suitor.report.voice import LONGEST, Voice, level, supported
from suitor.report.words import words


@pytest.fixture(scope="module")
def voices():
    studies = {case: suitor.analyze(suitor.read(case), draws=200, seed=1) for case in ("openai-2025", "twitter-2022")}
    return {case: Voice(study, words("en")) for case, study in studies.items()}


def test_a_price_above_fair_value_is_not_enough_where_refusing_is_worth_more(voices):
    assert answer.level(voices["openai-2025"]) == "asked"
    assert answer.level(voices["twitter-2022"]) == "high"


@pytest.mark.parametrize(
    ("chance", "error", "shown"),
    [(0.0284, 0.0037, 0.03), (0.683, 0.043, 0.70), (0.683, 0.0005, 0.68), (0.004, 0.003, 0.004), (0.0, 0.0, 0.0)],
)
def test_a_probability_has_no_more_digits_than_its_error_supports(chance, error, shown):
    assert supported(chance, error) == pytest.approx(shown, abs=1e-12)


def test_the_error_of_yes_or_no_is_the_binomial_one(voices):
    voice = voices["openai-2025"]
    figure = voice.study["value.enough"]
    assert voice.error(figure) == pytest.approx(np.sqrt(figure.mean * (1 - figure.mean) / 200), rel=1e-9)


def test_what_is_equal_in_every_draw_is_a_tie():
    assert level([np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([1.0, 2.0])]) == [[0, 2], [1]]


def test_a_tie_is_not_told_as_even_odds(voices):
    name, chance = rows.winner(voices["openai-2025"], "influence")
    assert "tie" in name
    assert chance.text == "every draw"


def test_an_assumed_share_of_nothing_tells_no_screen(voices):
    assert effects.untold(voices["openai-2025"]) == {"web_visits", "momentic", "enterprise"}


def test_later_outcomes_count_only_where_they_measure_the_same(voices):
    voice = voices["openai-2025"]
    found = {event.tests: grounds.judged(voice, event) for event in voice.study.deal.file.later if event.tests}
    assert found["value.stake[microsoft]"] == "apart"
    assert found["verdict.completion"] == "easy"
    other = voices["twitter-2022"]
    assert [grounds.judged(other, event) for event in other.study.deal.file.later if event.tests][-1] == "hit"


def test_a_miss_is_told(voices):
    voice = voices["twitter-2022"]
    event = next(event for event in voice.study.deal.file.later if event.tests == "verdict.completion")
    assert grounds.judged(voice, event.model_copy(update={"value": 0})) == "miss"


@pytest.mark.parametrize("happened", [0, 1])
def test_even_odds_are_neither_hit_nor_miss(happened):
    """Microsoft was about as likely as not to close: whatever it did proves nothing."""
    study = suitor.analyze(suitor.read("yahoo-2008"), draws=2000, seed=1)
    voice = Voice(study, words("en"))
    event = next(event for event in study.deal.file.later if event.tests == "verdict.completion")
    assert grounds.judged(voice, event.model_copy(update={"value": happened})) == "even"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_limits_tell_which_part_rests_on_fewer_draws(voices, language):
    page = document(voices["openai-2025"].study, language)
    told = next(block for block in page.blocks if block.id == "limits").items[0]
    assert any("120" in plain(point) and "200" in plain(point) for point in told.items)


def test_a_curve_names_its_peak(voices):
    page = document(voices["openai-2025"].study, "en")
    chart = next(item for block in page.blocks for item in block.items if getattr(item, "id", "") == "mission.surplus")
    assert "peak" in chart.description


def test_a_long_name_stands_once_in_full(voices):
    study = voices["openai-2025"].study
    party, long = study.deal.file.parties[0], "abcdefghi " * 1000
    renamed = party.model_copy(update={"name": party.name.model_copy(update={"en": long})})
    file = study.deal.file.model_copy(update={"parties": (renamed, *study.deal.file.parties[1:])})
    page = render(dataclasses.replace(study, deal=dataclasses.replace(study.deal, file=file)), "html", "en")
    assert page.count(long.strip()) == 1
    assert long[: LONGEST - 1] + "…" in page


def test_the_tornado_starts_where_everything_is_at_its_median(voices):
    study = voices["twitter-2022"].study
    assert len({driver.base for driver in study.drivers["value.excess"]}) == 1
    for driver in study.drivers["value.excess"]:
        assert min(driver.at_low, driver.at_high) <= driver.base <= max(driver.at_low, driver.at_high)
