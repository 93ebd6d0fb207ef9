"""The workbook: formulas are live and agree with us, text never becomes a formula."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess

import pytest

import suitor
from suitor import worth
from suitor.analysis import evaluate
from suitor.deal import Inputs, parse
from suitor.deal.edit import edit
from suitor.report import render
from suitor.report.workbook import amount, extent, folds, sheet_name

pytest.importorskip("xlsxwriter", reason="needs suitor[excel]")
openpyxl = pytest.importorskip("openpyxl", reason="reads workbooks in tests")
get_column_letter = openpyxl.utils.get_column_letter


LIVE = ("Sources and uses", "Waterfall", "Frontier", "Sensitivity", "Football field")  # in millions throughout


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


@pytest.fixture(scope="module")
def joined():
    """A bid in cash and shares with both firms' accounts, as deal and as workbook."""
    deal = suitor.read("hp-2020")
    return deal, opened(render(suitor.analyze(deal, draws=50, seed=1), "xlsx", "en"), data_only=True)["Accretion"]


def labelled(sheet, words):
    """The numbers in the row with these words."""
    row = next(row for row in sheet.iter_rows() if row[0].value == words)
    return [cell.value for cell in row[1:] if cell.value is not None]


def test_the_accretion_sheet_says_what_the_figures_say(joined):
    """Every number of the file at its median, on the sheet and in the engine."""
    deal, sheet = joined
    found = evaluate(Inputs.grid(deal))
    rows = {
        "Earnings per share without the target": "eps_before",
        "Earnings per share with the target": "eps",
        "Accretion (dilution), in percent": "change",
        "Break-even synergies, before tax": "break_even",
        "Further synergies needed (room to spare)": "further",
    }
    for words, name in rows.items():
        ours = [float(found[f"accretion.{name}[year_{year}]"].value[0]) for year in (1, 2, 3)]
        assert labelled(sheet, words) == pytest.approx(ours, rel=1e-12)
    assert labelled(sheet, "New debt") == pytest.approx([float(found["accretion.debt"].value[0])])


def test_the_outlined_cell_of_the_grid_is_the_case_of_the_file(joined):
    _, sheet = joined
    outlined = [cell.value for row in sheet.iter_rows() for cell in row if cell.border.left.style == "medium"]
    assert outlined == pytest.approx(labelled(sheet, "Accretion (dilution), in percent")[:1])


def test_a_file_without_accounts_has_no_accretion_sheet(book):
    assert "Accretion" not in opened(book).sheetnames


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_sheet_prints_on_the_width_of_a_page_and_repeats_its_heading(study, language):
    for sheet in opened(render(study, "xlsx", language)):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (1, None)
        assert int(sheet.page_setup.paperSize) == 9
        frozen = sheet.freeze_panes and int(sheet.freeze_panes.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
        assert bool(sheet.print_title_rows) == bool(frozen)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_row_is_as_tall_as_its_folded_words(study, language):
    for sheet in opened(render(study, "xlsx", language)):
        widths = {
            get_column_letter(at): each.width
            for each in sheet.column_dimensions.values()
            for at in range(each.min, each.max + 1)
        }
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            if cell.alignment.wrap_text and extent(cell.value) > 2 * widths.get(cell.column_letter, 9):
                assert sheet.row_dimensions[cell.row].height >= 27, (sheet.title, cell.coordinate, cell.value)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", 1),
        ("two words here", 2),
        ("see https://example.org/a/very/long/address", 5),
        ("一行に収まらない文である", 3),
    ],
)
def test_words_stay_whole_where_they_fit_on_a_line(text, lines):
    """The address starts on a line of its own and takes four."""
    assert folds(text, 10.0) == lines


def test_words_beside_numbers_stand_off_from_them(book):
    """An indent without a side is none: a viewer sets the words against the number."""
    cells = [cell for sheet in opened(book) for row in sheet.iter_rows() for cell in row if cell.alignment.indent]
    assert cells and {cell.alignment.horizontal for cell in cells} == {"left"}


def test_a_yes_is_a_word_and_no_zero_has_a_sign(book):
    assert "yes" in [row[3].value for row in opened(book)["Concentration"].iter_rows()]
    signed = [
        cell.coordinate
        for row in opened(book)["Users and prices"].iter_rows()
        for cell in row
        if isinstance(cell.value, float) and abs(cell.value) < 0.0005 and "(0.0%)" in cell.number_format
    ]
    assert not signed


def test_no_number_is_written_as_nothing(study, book):
    """A price of twenty is not nought millions; only beside one that is large is a small one written like it."""
    for sheet in (sheet for sheet in opened(book) if sheet.title not in LIVE):
        for row in sheet.iter_rows():
            numbers = [cell for cell in row if isinstance(cell.value, int | float)]
            scaled = [cell for cell in numbers if ",," in cell.number_format]
            assert not scaled or max(abs(cell.value) for cell in scaled) >= 1e6, (sheet.title, row[0].value)


def test_a_chance_is_as_sure_as_in_the_report(study, book):
    """The sheets of decisions state a hundred percent of nothing that is merely likely, and keep its number."""
    rows = [row for name in ("Who must say yes", "How it may end") for row in opened(book)[name].iter_rows()]
    chances = [cell for row in rows for cell in row if isinstance(cell.value, float) and cell.value < 1]
    sure = [cell for cell in chances if cell.value > 0.99]
    slight = [cell for cell in chances if 0 < cell.value < 0.005]  # half a point and more is told as one
    assert sure and {cell.number_format for cell in sure} == {'"over 99%"'}
    assert slight and {cell.number_format for cell in slight} == {'"under 1%"'}


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        (20.0, "#,##0;(#,##0)"),
        (19.18, "#,##0.00;(#,##0.00)"),
        (0.0123, "0.0000;(0.0000)"),
        (2_500_000.0, '#,##0.0,,"m";(#,##0.0,,"m")'),
        (-97.375e9, '#,##0,,"m";(#,##0,,"m")'),
    ],
)
def test_an_amount_is_written_by_its_size(value, pattern):
    assert amount(value, "m") == pattern


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
@pytest.mark.parametrize("case", ["openai-2025", "hp-2020", "yahoo-2008", "twitter-2022"])
def test_libreoffice_recalculates_our_numbers(case, tmp_path):
    """A mix by ratio, a mix by part, a plug among the sources, a waterfall."""
    content = render(suitor.analyze(suitor.read(case), draws=50, seed=1), "xlsx", "en")
    ours, theirs = opened(content, data_only=True), recalculated(content, tmp_path)
    for sheet, place, formula in formulas(content):
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


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("case", ["hp-2020", "yahoo-2008"])
def test_a_changed_offer_moves_earnings_per_share_as_it_moves_us(case, tmp_path):
    """A mix by ratio keeps the new shares; a mix by part issues more of them."""
    deal = suitor.read(case)
    changed = opened(render(suitor.analyze(deal, draws=50, seed=1), "xlsx", "en"))
    changed["Accretion"]["B2"] = 33.0
    stream = io.BytesIO()
    changed.save(stream)
    sheet = recalculated(stream.getvalue(), tmp_path)["Accretion"]
    found = evaluate(Inputs.grid(parse(edit(deal.text, {"bid.price": "33 USD/share"}))))
    ours = [float(found[f"accretion.eps[year_{year}]"].value[0]) for year in (1, 2, 3)]
    assert labelled(sheet, "Earnings per share with the target") == pytest.approx(ours, rel=1e-9)
