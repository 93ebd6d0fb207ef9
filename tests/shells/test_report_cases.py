"""What the report of every bundled case keeps to, whatever its numbers: nothing said twice, nothing against itself."""

from __future__ import annotations

import re
from functools import cache

import pytest

import suitor
from suitor.report import document
from suitor.report.blocks import Cards, Lines, Paragraph, Points, Ranges, Table, plain
from suitor.report.drawing import draw
from suitor.report.sections.rows import MAIN, ranking
from suitor.report.svg import extent
from suitor.report.voice import Voice
from suitor.report.words import words

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
def test_no_chance_is_marked_in_parts_of_a_point(case, language):
    for block in blocks(case, language).values():
        for item in block.items:
            marks = item.y_ticks if isinstance(item, Lines) and item.y_title in ("probability", "確率") else ()
            marks = item.ticks if isinstance(item, Ranges) and item.unit == "chance" else marks
            assert not [told for _, told in marks if re.search(r"\d\.\d+%", told)], item.id


@each
def test_no_cell_that_states_a_figure_is_a_sentence(case, language):
    """A column with such a cell would be set flush right as numbers are."""
    for block in blocks(case, language).values():
        for cell in (cell for item in block.items if isinstance(item, Table) for row in item.rows for cell in row):
            assert not (any(run.figure for run in cell) and plain(cell).endswith((".", "。"))), plain(cell)


@each
def test_no_price_lifts_the_odds_beyond_next_to_nothing(case, language):
    told = " ".join(sentences(blocks(case, language)["deciders"]))
    assert "beyond under" not in told and "未満を超え" not in told


@each
def test_odds_whose_drawing_has_another_middle_say_so(case, language):
    """A mean over uneven draws is not what all medians give."""
    block = blocks(case, language)["assumed"]
    for item in (item for item in block.items if isinstance(item, Ranges) and item.unit == "chance"):
        mean, middle = (
            Voice(study(case), words(language)).value(item.id.removeprefix("tornado-")).text,
            item.lines[0][1],
        )
        said = next(text for text in sentences(block) if item.title.split(":")[0].split("：")[0] in text)
        assert mean in middle or mean in said


@each
def test_scenarios_that_print_alike_are_first_and_last_together(case, language):
    """What is first most often may not be first by a median: in print the two must not differ by naught."""
    voice = Voice(study(case), words(language))
    for row, name in MAIN.items():
        shown = {keys[0]: voice.value(figure.id).text for keys, figure in voice.named(name).items()}
        if len(set(shown.values())) > 1:
            said = plain(ranking(voice, row))
            ends = [value for value in shown.values() if f"({value})" in said or f"（{value}）" in said]
            assert set(ends) and all(voice.quote(key) in said for key, value in shown.items() if value in ends), row


@each
@pytest.mark.parametrize("width", [720, 360])
def test_no_reference_line_runs_through_a_number(case, language, width):
    for item in (item for block in blocks(case, language).values() for item in block.items if isinstance(item, Ranges)):
        svg = draw(item, width)
        lines = [float(x) for x in re.findall(r'<line x1="([\d.]+)"[^>]*stroke-dasharray', svg)]
        for x, told in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="start" font-weight="600"[^>]*>([^<]+)', svg):
            assert not [line for line in lines if float(x) < line < float(x) + extent(told, 600)], (item.id, told)


@each
def test_every_drawing_shows_more_than_one_number(case, language):
    for block in blocks(case, language).values():
        for item in block.items:
            if isinstance(item, Ranges) and item.id.startswith("tornado"):
                assert len(item.bars) > 1 and len({bar.high - bar.low for bar in item.bars}) > 1, item.id
            if isinstance(item, Lines):
                assert any(len(set(band.mid)) > 1 for band in item.bands), item.id
