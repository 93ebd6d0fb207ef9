"""What the report says of odds: no more than the draws tell, and why a price may not move them."""

from __future__ import annotations

import numpy as np
import pytest

import suitor
from suitor.report import document
from suitor.report.blocks import Lines, Paragraph, Table, plain
from suitor.report.figures import ticks
from suitor.report.sections.grounds import held
from suitor.report.sections.verdict import OFTEN
from suitor.report.voice import Voice
from suitor.report.words import words


@pytest.fixture(scope="module")
def studies():
    names = ("openai-2025", "twitter-2022", "us-steel-2023")
    return {name: suitor.analyze(suitor.read(name), draws=200, seed=1) for name in names}


def part(study, id, language="en"):
    return next(block for block in document(study, language).blocks if block.id == id)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("case", ["openai-2025", "twitter-2022"])
def test_no_price_is_told_to_be_hopeless_or_certain(studies, case, language):
    chart = next(item for item in part(studies[case], "deciders", language).items if isinstance(item, Lines))
    values = {run.number for row in chart.table.rows for cell in row[1:] for run in cell}
    texts = {plain(cell) for row in chart.table.rows for cell in row[1:]}
    assert min(values) < 0.02 and max(values) > 0.9
    assert not texts & {"0%", "100%"}


@pytest.mark.parametrize("case", ["openai-2025", "twitter-2022", "us-steel-2023"])
def test_odds_that_a_price_cannot_move_are_explained_and_no_others(studies, case):
    study = studies[case]
    never = max(np.mean(np.isinf(figure.value)) for figure in study.named("verdict.reservation").values())
    told = [plain(item.text) for item in part(study, "deciders").items if isinstance(item, Paragraph)]
    assert bool([text for text in told if "at any price" in text]) == (never >= OFTEN)


def test_the_price_of_a_share_is_told_to_the_cent(studies):
    study = studies["twitter-2022"]
    charts = {item.id: item for item in part(study, "endings").items if isinstance(item, Lines)}
    told = [plain(row[0]) for row in charts["implied_by_downside"].table.rows]
    assert told == [f"${price:.2f}".removesuffix(".00") for price in study.curves["implied_by_downside"].x]


@pytest.mark.parametrize("ends", [(0.9756, 0.9789), (0.5, 0.501), (1.0, 1.0), (0.0, 0.0), (1e9, 1.0001e9)])
def test_no_two_places_of_an_axis_read_alike(studies, ends):
    unit = "money" if ends[1] > 1 else "chance"
    marks = ticks(Voice(studies["twitter-2022"], words("en")), ends, unit)
    assert len({text for _, text in marks}) == len(marks)
    assert marks[0][0] <= ends[0] and ends[1] <= marks[-1][0]


def test_a_holding_is_told_with_how_sure_the_file_is_of_it(studies):
    table = next(item for item in part(studies["openai-2025"], "structure").items if isinstance(item, Table))
    known = {plain(row[0]): plain(row[table.columns.index("How sure")]) for row in table.rows}
    assert known["Elon Musk"] == "no source (from memory)"
    assert known["Microsoft"] == "–"  # its units are paid by the waterfall: no share is stated


def test_one_question_answered_alike_is_no_column_of_its_own(studies):
    """Where everything is for sale, the price of a yes is the price accepted."""
    twitter, openai = (part(studies[case], "deciders").items[0].columns for case in ("twitter-2022", "openai-2025"))
    assert set(openai) - set(twitter) == {"If it were for sale at all"}


@pytest.mark.parametrize(
    ("false", "judged", "head"),
    [(0, 0, "open"), (0, 1, "one"), (1, 1, "alone"), (0, 3, "none"), (2, 3, "some"), (3, 3, "all")],
)
def test_claims_are_counted_in_the_words_that_fit(false, judged, head):
    assert held(false, judged) == head
    assert f"checked.head.{head}" in words("en")


def test_a_scenario_first_on_most_questions_is_named(studies):
    study = studies["openai-2025"]
    heading = part(study, "rows").heading
    assert heading.startswith(
        "“The conversion planned in December 2024” comes first most often on 3 of the 4 questions"
    )
