"""The workbook: formulas are live and agree with us, text never becomes a formula."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess

import pytest

import suitor
from suitor import worth
from suitor.report import render
from suitor.report.workbook import sheet_name

pytest.importorskip("xlsxwriter", reason="needs suitor[excel]")
openpyxl = pytest.importorskip("openpyxl", reason="reads workbooks in tests")


@pytest.fixture(scope="module")
def study():
    return suitor.analyze(suitor.read("openai-2025"), draws=200, seed=1)


@pytest.fixture(scope="module")
def book(study):
    return render(study, "xlsx", "en")


def opened(content, **options):
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def formulas(content):
    """Every live cell: sheet, address, formula."""
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in opened(content)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_every_formula_has_its_value_beside_it(book):
    stored = opened(book, data_only=True)
    assert len(formulas(book)) > 60
    assert all(isinstance(stored[sheet][place].value, int | float) for sheet, place, _ in formulas(book))


def test_the_same_study_gives_the_same_bytes(study, book):
    assert render(study, "xlsx", "en") == book


def test_every_figure_is_in_the_workbook(study, book):
    listed = {row[0].value for row in opened(book)["Figures"].iter_rows(min_row=2)}
    assert listed == set(study.figures)


@pytest.mark.parametrize("case", ["twitter-2022", "openai-2025"])
def test_the_workbook_opens_in_japanese(case):
    content = render(suitor.analyze(suitor.read(case), draws=50, seed=1), "xlsx", "ja")
    assert "要約" in opened(content).sheetnames


def test_a_hostile_name_stays_text(study):
    party = study.deal.file.parties[0]
    evil = party.name.model_copy(update={"en": '=HYPERLINK("http://x.example","y")'})
    parties = (party.model_copy(update={"name": evil}), *study.deal.file.parties[1:])
    file = study.deal.file.model_copy(update={"parties": parties, "question": evil})
    deal = dataclasses.replace(study.deal, file=file)
    content = render(dataclasses.replace(study, deal=deal), "xlsx", "en")
    assert not [formula for _, _, formula in formulas(content) if "HYPERLINK" in str(formula)]
    assert any("HYPERLINK" in str(cell.value) for row in opened(content)["Summary"].iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("words", "taken", "name"),
    [
        ("Who controls, who is paid", [], "Who controls, who is paid"),
        ("a/b", ["A B"], "a b 1"),
        ("x" * 40, [], "x" * 31),
        ("[]", [], "Sheet"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(words, taken, name):
    assert sheet_name(words, taken) == name


def recalculated(content, tmp_path):
    """The workbook as LibreOffice computes it, from formulas alone."""
    bare = tmp_path / "bare.xlsx"
    opened(content).save(bare)  # openpyxl keeps formulas and drops the stored values
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(bare)], check=True, capture_output=True, timeout=120
    )
    return openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@needs_office
@pytest.mark.slow
def test_libreoffice_recalculates_our_numbers(book, tmp_path):
    ours, theirs = opened(book, data_only=True), recalculated(book, tmp_path)
    for sheet, place, formula in formulas(book):
        assert theirs[sheet][place].value == pytest.approx(ours[sheet][place].value, rel=1e-9, abs=1e-6), (
            sheet,
            place,
            formula,
        )


@needs_office
@pytest.mark.slow
def test_a_changed_input_moves_the_workbook_as_it_moves_us(study, book, tmp_path):
    changed = opened(book)
    changed["Frontier"]["B3"] = 300e9
    changed["Frontier"]["B7"] = 0.3
    stream = io.BytesIO()
    changed.save(stream)
    sheet, money = recalculated(stream.getvalue(), tmp_path)["Frontier"], study.deal.file.financials
    terms = [money.discount.median, money.control.median, money.residual.median]
    assert sheet["B9"].value == pytest.approx(float(worth.fair_value(0.3, 300e9, *terms)), rel=1e-9)
    assert sheet["B11"].value == pytest.approx(
        float(worth.break_even_stake(97.375e9, 300e9, terms[1], terms[2], terms[0])), rel=1e-9
    )
