"""What the report of every bundled case keeps to, whatever its numbers: nothing said twice, nothing against itself."""

from __future__ import annotations

import re
from functools import cache

import pytest

import suitor
from suitor.report import document
from suitor.report.blocks import Cards, Lines, Paragraph, Points, Ranges, Table, plain

CASES = suitor.cases()


@cache
def study(case):
    return suitor.analyze(suitor.read(case), draws=300, seed=1)


def blocks(case, language):
    return {block.id: block for block in document(study(case), language).blocks}


def sentences(block):
    """The paragraphs and points of a part."""
    told = [item for item in block.items if isinstance(item, Paragraph | Points)]
    return [plain(text) for item in told for text in (item.items if isinstance(item, Points) else (item.text,))]


each = pytest.mark.parametrize(("case", "language"), [(case, language) for case in CASES for language in ("en", "ja")])


@each
def test_the_first_screen_has_question_answer_number_and_condition(case, language):
    answer = blocks(case, language)["answer"]
    tones = [item.tone for item in answer.items if isinstance(item, Paragraph)]
    cards = next(item for item in answer.items if isinstance(item, Cards)).cards
    assert document(study(case), language).question and tones.count("lead") == 3 and 1 <= tones.count("turn") <= 3
    assert 3 <= len(cards) <= 5


@each
def test_no_part_says_a_sentence_twice(case, language):
    for block in blocks(case, language).values():
        told = [block.heading, *sentences(block)]
        assert len(set(told)) == len(told), block.id


@each
def test_the_odds_of_closing_are_the_same_number_in_every_part(case, language):
    parts = blocks(case, language)
    shown = next(item for item in parts["gates"].items if isinstance(item, Cards)).cards[0].value
    ends = next(item for item in parts["endings"].items if isinstance(item, Table))
    closed = [plain(row[1]) for row in ends.rows if row[1][0].figure == "ending.chance[closed]"]
    assert closed == ([shown.text] if shown.number else [])  # an ending that no draw has is no row
    assert shown.text in " ".join(sentences(parts["answer"]))


@each
def test_no_chance_is_told_in_parts_of_a_point(case, language):
    for block in blocks(case, language).values():
        for cell in (
            run for item in block.items if isinstance(item, Table) for row in item.rows for x in row for run in x
        ):
            figure = study(case).figures.get(cell.figure)
            if figure is not None and figure.unit == "chance" and cell.number is not None:
                assert not re.search(r"\d\.\d+%", cell.text), cell


@each
def test_every_drawing_shows_more_than_one_number(case, language):
    for block in blocks(case, language).values():
        for item in block.items:
            if isinstance(item, Ranges) and item.id.startswith("tornado"):
                assert len(item.bars) > 1 and len({bar.high - bar.low for bar in item.bars}) > 1, item.id
            if isinstance(item, Lines):
                assert any(len(set(band.mid)) > 1 for band in item.bands), item.id
