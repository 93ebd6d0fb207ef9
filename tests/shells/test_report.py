"""The report in each format and language: safe, self-contained, and the same numbers everywhere."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import pytest

import suitor
from suitor.report import FORMATS, document, explain, render
from suitor.report.blocks import plain

CASES = ("openai-2025", "twitter-2022")


@pytest.fixture(scope="module")
def studies():
    return {case: suitor.analyze(suitor.read(case), draws=200, seed=1) for case in CASES}


@pytest.fixture(scope="module")
def study(studies):
    return studies["openai-2025"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("format", ["html", "terminal", "json"])
def test_every_case_renders(studies, case, language, format):
    assert len(render(studies[case], format, language)) > 500


def test_the_answer_comes_first_and_has_three_sentences(study):
    first = document(study, "en").blocks[0]
    assert first.id == "answer"
    assert [item.tone for item in first.items if hasattr(item, "tone")].count("lead") == 3


def test_both_languages_state_the_same_figures(study):
    pages = [document(study, language) for language in ("en", "ja")]
    assert stated(pages[0]) == stated(pages[1])
    assert [block.id for block in pages[0].blocks] == [block.id for block in pages[1].blocks]


def stated(page):
    """Every figure the page states, as often as it states it; word order differs between languages."""
    return sorted(re.findall(r"figure='([^']+)'", repr(page.blocks)))


def test_every_figure_on_the_page_can_be_looked_up(study):
    page = document(study, "en")
    assert set(stated(page)) <= {entry.id for entry in page.entries} | {""}


def test_json_is_strict_and_complete(study):
    told = json.loads(render(study, "json", "en"), parse_constant=pytest.fail)
    assert told["schema_version"] == 1
    assert set(told["figures"]) == set(study.figures)
    assert told["figures"]["verdict.reservation[openai_inc]"]["quantiles"]["p95"] == "inf"


class Outside(HTMLParser):
    """Collects what a browser would fetch by itself."""

    def __init__(self):
        super().__init__()
        self.fetched, self.scripts, self.handlers = [], 0, []

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.fetched += [
            value
            for name, value in attrs
            if name in ("src", "srcset", "data", "poster") or (tag == "link" and name == "href")
        ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_fetches_nothing_and_is_small(study, language):
    page = render(study, "html", language)
    outside = Outside()
    outside.feed(page)
    assert not outside.fetched
    assert "@import" not in page
    assert not re.search(r"url\((?!data:)", page)
    assert f'<html lang="{language}">' in page
    assert "unsafe" not in page.partition("<title>")[0]  # only the page's own script and style are heeded
    assert len(page.encode()) < 1_500_000  # some 300,000 of a Japanese page are its letters


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}\x1b[31m\u202e=HYPERLINK(0)"


def spoilt(thing, words=EVIL):
    """The same file with every sentence replaced by a hostile one."""
    from suitor.deal.records import Text

    if isinstance(thing, Text):
        return Text(en=words, ja=words)
    if hasattr(type(thing), "model_fields"):
        return thing.model_copy(
            update={name: spoilt(getattr(thing, name), words) for name in type(thing).model_fields if name != "id"}
        )
    if isinstance(thing, tuple):
        return tuple(spoilt(item, words) for item in thing)
    if isinstance(thing, dict):
        return {key: spoilt(item, words) for key, item in thing.items()}
    return thing


@pytest.fixture(scope="module")
def hostile(study):
    deal = dataclasses.replace(study.deal, file=spoilt(study.deal.file), name="../../etc/<b>passwd</b>")
    return dataclasses.replace(study, deal=deal, notes=(EVIL,))


def test_a_hostile_name_runs_nowhere_in_the_page(hostile):
    page = render(hostile, "html", "en")
    outside = Outside()
    outside.feed(page)
    assert EVIL[:8] in page.replace("&lt;", "<")  # it is shown
    assert outside.scripts == 1  # the page's own
    assert not outside.handlers
    assert not outside.fetched
    assert "49" not in re.findall(r"\{\{(.*?)\}\}", page)


def test_a_hostile_name_does_not_steer_the_terminal(hostile):
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", render(hostile, "terminal", "en"))


def test_the_terminal_keeps_japanese_columns_in_line(study):
    from rich.cells import cell_len

    lines = render(study, "terminal", "ja").splitlines()
    ruled = [place for place, line in enumerate(lines) if set(line) == {"-"}]
    assert ruled
    for place in ruled[:2]:  # their last column is set flush right
        assert cell_len(lines[place + 1]) == cell_len(lines[place])


def test_an_unknown_format_or_language_says_what_there_is(study):
    with pytest.raises(ValueError, match="html"):
        render(study, "doc", "en")
    with pytest.raises(ValueError, match="ja"):
        render(study, "json", "fr")


def test_explain_tells_formula_inputs_and_where_they_stand(study):
    told = explain(study, "value.fair", "en")
    assert study["value.fair"].formula in told
    assert re.search(r"deal\.yaml:\d+ +financials\.value", told)


def test_explain_suggests_a_near_figure(study):
    with pytest.raises(KeyError, match=re.escape("value.fair")):
        explain(study, "value.fare", "en")


def test_a_figure_that_did_not_settle_is_withheld_and_named(study):
    import numpy as np

    figure = study["value.fair"]
    unsettled = dataclasses.replace(figure, found=np.arange(len(figure.value)) % 2 == 0)
    page = document(dataclasses.replace(study, figures=study.figures | {"value.fair": unsettled}), "en")
    limits = next(block for block in page.blocks if block.id == "limits")
    assert "50%" in " ".join(plain(text) for text in limits.items[0].items)
    assert "value.fair" not in stated(page)


def test_a_price_reaches_fair_value_as_often_as_the_study_says_of_the_offer(study):
    import numpy as np

    from suitor.report.sections.verdict import fair_by_price

    at = np.array([0.0, study["bid.price"].median, np.inf])
    curve = fair_by_price(study, dataclasses.replace(study.curves["price_of_yes"], x=at))
    assert curve.mid.tolist() == [0.0, study["value.enough"].mean, 1.0]


@pytest.mark.parametrize("case", CASES)
def test_the_closing_summary_repeats_findings_and_cautions_each(studies, case):
    blocks = {block.id: block for block in document(studies[case], "en").blocks}
    (table,) = blocks["closing"].items
    headings = {block.heading for block in blocks.values() if block.id != "closing"}
    assert {plain(row[1]) for row in table.rows} <= headings
    assert all(plain(row[2]) for row in table.rows)
    assert len(table.rows) > 3


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_the_study_notes_is_told_in_words(studies, case, language):
    limits = next(block for block in document(studies[case], language).blocks if block.id == "limits")
    assert not [told for text in limits.items[0].items if (told := plain(text)) in studies[case].notes]


def test_no_two_places_on_an_axis_read_alike(study):
    from suitor.report.figures import ticks
    from suitor.report.voice import Voice
    from suitor.report.words import words

    for values in ([0.836, 0.857], [0.0, 0.0], [0.0, 0.004], [0.2, 0.9]):
        marks = ticks(Voice(study, words("en")), values, "chance")
        assert len({said for _, said in marks}) == len(marks) > 1
        assert marks[0][0] <= min(values)
        assert marks[-1][0] >= max(values)
    places = ticks(Voice(study, words("en")), [0.0, 1.1], "years")
    assert all(float(said) == place for place, said in places)


def test_a_label_is_folded_where_its_words_part():
    from suitor.report.svg import extent, fold

    told = "売る意思がある場合の要求価格：セブン&アイの取締役会（2024年10月）"
    for width in range(110, 400, 10):
        lines = fold(told, width, most=9)
        assert "".join(lines) == told
        assert all(extent(line) <= width for line in lines)
        assert not any(line.endswith("（") for line in lines)
        assert any("セブン" in line for line in lines)
        assert any("2024年" in line for line in lines)
        assert any("10月" in line for line in lines)


@pytest.mark.parametrize(
    ("told", "width", "lines"),
    [
        ("関門「融資の払い込み」を通過する確率", 230, ["関門「融資の払い込み」を", "通過する確率"]),
        ("関門「カリフォルニア州司法長官」を通過する確率", 230, ["関門「カリフォルニア州司法長官」を", "通過する確率"]),
        ("OpenAI（事業グループ）", 97, ["OpenAI（事業", "グループ）"]),
        ("OpenAIグループPBC", 97, ["OpenAI", "グループPBC"]),
        ("公正価値に届く確率", 100, ["公正価値に", "届く確率"]),
    ],
)
def test_a_japanese_label_is_folded_between_phrases(told, width, lines):
    from suitor.report.svg import fold

    assert fold(told, width) == lines


@pytest.mark.parametrize("letter", ["a", "ア", "価"])
def test_no_word_is_too_long_for_its_line(letter):
    from suitor.report.svg import extent, fold

    assert all(extent(line) <= 200 for line in fold(letter * 10_000, 200))


def test_formats_are_found_by_their_files():
    assert {"html", "terminal", "json"} <= set(FORMATS)
    assert FORMATS["html"] == "html"


@pytest.mark.parametrize("width", [280, 360, 720])
def test_an_axis_with_room_for_few_labels_keeps_its_zero(study, width):
    from suitor.report.drawing import draw

    items = [item for block in document(study, "ja").blocks for item in block.items]
    charts = [item for item in items if getattr(item, "id", "").startswith(("gain-", "tornado-", "surplus"))]
    crossing = [chart for chart in charts if chart.ticks[0][0] < 0 < chart.ticks[-1][0]]
    assert crossing
    assert all(">0ドル<" in draw(chart, width) for chart in crossing)
