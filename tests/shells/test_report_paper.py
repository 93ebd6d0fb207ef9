"""The report as PDF and Markdown."""

from __future__ import annotations

import dataclasses
import re

import pytest

import suitor
from suitor.report import document, render
from suitor.report.blocks import plain
from suitor.report.formats import markdown


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
    typst = pytest.importorskip("typst", reason="needs suitor[pdf]")
    if language == "ja" and not any("CJK" in family for family in typst.Fonts().families()):
        pytest.skip("no Japanese font is installed")
    made = render(studies[case], "pdf", language)
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert made == render(studies[case], "pdf", language)


def test_without_japanese_letters_the_pdf_is_refused_and_says_what_to_install():
    from suitor.report.formats import pdf

    class Bare:
        class Fonts:
            def families(self):
                return ["Libertinus Serif"]

    with pytest.raises(ValueError, match="Noto Sans CJK JP"):
        pdf.families(Bare, "ja")
    assert pdf.families(Bare, "en")[0] == "Libertinus Serif"
