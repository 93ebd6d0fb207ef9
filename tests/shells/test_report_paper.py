"""The report as PDF and Markdown."""

from __future__ import annotations

import dataclasses
import re

import pytest
from pydantic import BaseModel

import suitor
from suitor.deal.section import Text
from suitor.report import document, render
from suitor.report.blocks import Run, Table, plain
from suitor.report.formats import markdown, pdf
from suitor.report.svg import SIZE, extent
from suitor.report.voice import SENTENCE
from suitor.report.words import languages, words


@pytest.fixture(scope="module")
def studies():
    return {case: suitor.analyze(suitor.read(case), draws=100, seed=1) for case in ("openai-2025", "twitter-2022")}


def test_markdown_has_every_heading_and_every_figure_of_the_tables(studies):
    study = studies["openai-2025"]
    text = render(study, "markdown", "en")
    headings = re.findall(r"^#{1,2} (.*)$", text, re.MULTILINE)
    assert headings == [markdown.safe(plain(block.heading)) for block in document(study, "en").blocks]


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "`rm -rf`", "a|b", "# head\n\n- x"]
)
def test_markdown_reads_no_name_as_markup(studies, evil):
    study = studies["twitter-2022"]
    question = study.deal.file.question.model_copy(update={"en": evil})
    deal = dataclasses.replace(study.deal, file=study.deal.file.model_copy(update={"question": question}))
    line = render(dataclasses.replace(study, deal=deal), "markdown", "en").splitlines()[2]
    assert not re.search(r"<|(?<!\\)[`\[\]|]|^#", line)


def test_every_table_of_the_markdown_has_even_rows(studies):
    text = render(studies["openai-2025"], "markdown", "ja")
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(bars) == 1


@pytest.mark.parametrize("case", ["openai-2025", "twitter-2022"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pdf_is_tagged_and_the_same_each_time(studies, case, language):
    pytest.importorskip("typst", reason="needs suitor[pdf]")
    made = render(studies[case], "pdf", language)
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert made == render(studies[case], "pdf", language)


@pytest.mark.parametrize("word", ["한국어", "\x1b[31m\u202e", '#image("/etc/passwd")', "<b>", "x" * 10_000])
def test_no_name_breaks_the_pdf(studies, word):
    pytest.importorskip("typst", reason="needs suitor[pdf]")
    study = studies["twitter-2022"]
    name = study.deal.file.name.model_copy(update={"en": word})
    deal = dataclasses.replace(study.deal, file=study.deal.file.model_copy(update={"name": name, "question": name}))
    assert render(dataclasses.replace(study, deal=deal), "pdf", "en").startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_word_of_a_table_runs_into_the_next_column(studies, language):
    """A key such as documents_2024 has no place to be broken: its column is as wide as it is."""
    items = [item for block in document(studies["openai-2025"], language).blocks for item in block.items]
    tables = [pdf.table(item) for item in items if isinstance(item, Table) and not item.folded and item.rows]
    assert len(tables) > 15
    for made in tables:
        whole = max(sum(made["widths"]), pdf.PAGE)
        for column, width in zip(zip(*made["rows"]), made["widths"]):
            words = [
                word
                for cell in column
                for line in cell
                for word in re.split(r"[\s/–-]", line)
                if re.fullmatch(r"\w+", word, re.ASCII)
            ]
            longest = max((extent(word) for word in words), default=0.0) * made["size"] / SIZE
            assert width * pdf.PAGE / whole >= min(longest, 0.25 * pdf.PAGE), (made["caption"], max(words, key=extent))


def test_a_short_table_stays_on_one_page_and_a_long_one_does_not():
    def rows(count, letters):
        return tuple(((Run("x" * letters),),) for _ in range(count))

    assert pdf.table(Table("short", ("a",), rows(5, 20)))["whole"]
    assert not pdf.table(Table("many rows", ("a",), rows(40, 20)))["whole"]
    assert not pdf.table(Table("much text", ("a",), rows(5, 1_000)))["whole"]


def endless(value):
    """The same part of a deal file with ten thousand letters in every name and sentence."""
    if isinstance(value, Text):
        return Text(en="word " * 2_000, ja="語" * 10_000)
    if isinstance(value, BaseModel):
        longer = {name: endless(getattr(value, name)) for name in type(value).model_fields}
        return value.model_copy(update=longer | ({"title": "word " * 2_000} if "title" in longer else {}))
    if isinstance(value, tuple):
        return tuple(endless(item) for item in value)
    return {key: endless(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("format", ["pdf", "html", "xlsx", "markdown", "terminal"])
def test_endless_sentences_are_cut_at_a_thousand_letters(studies, format, language):
    study = studies["twitter-2022"]
    file = endless(study.deal.file)
    assert file.question.en != study.deal.file.question.en
    longer = dataclasses.replace(study, deal=dataclasses.replace(study.deal, file=file))
    limits = {"pdf": 700_000, "html": 800_000, "xlsx": 100_000, "markdown": 300_000, "terminal": 10_000}
    assert len(render(longer, format, language)) < limits[format]
    told = document(longer, language)
    assert len(told.question) == SENTENCE and told.question.endswith("…")
    assert max(len(line) for line in render(longer, "terminal", language).splitlines()) < 2 * SENTENCE


def test_the_font_has_every_letter_of_both_languages_and_of_finance():
    """A missing letter is a box on the page, without a warning."""
    from importlib import resources

    tools = pytest.importorskip("fontTools.ttLib", reason="reads fonts in tests")
    texts = "".join(text for code in languages() for text in words(code).texts.values())
    for weight in ("Regular", "Bold"):
        file = resources.files("suitor.report").joinpath("fonts", f"SuitorSansJP-{weight}.otf")
        letters = tools.TTFont(str(file)).getBestCmap()
        assert not {letter for letter in texts + "▲△→①㈱～≥●髙﨑€£¥−∞" if ord(letter) not in letters}
