"""The page in a real browser: nothing overflows, nothing leaves the machine, the keyboard is enough."""

from __future__ import annotations

import shutil

import pytest

import suitor
from suitor._core.records import replace
from suitor.report import render

from .test_report import spoilt

sync_api = pytest.importorskip("playwright.sync_api", reason="drives a browser in tests")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    study = suitor.analyze(suitor.read("openai-2025"), draws=200, seed=1)
    folder = tmp_path_factory.mktemp("pages")
    for language in ("en", "ja"):
        (folder / f"{language}.html").write_text(render(study, "html", language), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small():
    """A study of a case with few figures."""
    return suitor.analyze(suitor.read("twitter-2022"), draws=100, seed=1)


@pytest.fixture
def open_page(browser, pages):
    """Open a page at a width, and note what it asks for and complains about."""
    contexts = []

    def opened(language, width, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto((pages / f"{language}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(open_page, language, width):
    page = open_page(language, width)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_asks_nobody_for_anything(open_page):
    page = open_page("en", 1280)
    assert len(page.asked) == 1
    assert not page.complaints


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_is_read_in_the_letters_it_brings(open_page, language):
    page = open_page(language, 1280)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded", "loaded"]
    assert not page.complaints


def test_the_keyboard_opens_a_figure_and_comes_back(open_page):
    page = open_page("en", 1280)
    page.focus("#answer a.figure")
    page.keyboard.press("Enter")
    about = page.locator("#about")
    assert about.is_visible()
    assert "deal.yaml:" in about.inner_text()
    page.keyboard.press("Escape")
    assert not about.is_visible()
    assert page.evaluate("document.activeElement.className") == "figure"


def test_the_first_key_leads_past_the_head(open_page):
    page = open_page("ja", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_without_scripts_a_figure_leads_to_its_definition(open_page):
    page = open_page("en", 1280, java_script_enabled=False)
    page.click("#answer a.figure")
    assert page.url.rpartition("#")[2].startswith("fig-")


@pytest.mark.parametrize("width", [720, 360])
def test_no_words_of_a_chart_leave_it(open_page, width):
    """Letters may be wider than we reckoned; the browser measures them."""
    page = open_page("ja", 1280 if width == 720 else 390)
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].filter(svg => svg.clientWidth > 0).flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(words => {
                const own = words.getBoundingClientRect();
                return own.right > box.right + 2 || own.left < box.left - 2;
            }).map(words => words.textContent);
        })"""
    )
    assert not beyond


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_words_of_a_chart_touch_others(open_page, language, width):
    """Lines of one label stand close, their letters apart; anything nearer is a collision."""
    page = open_page(language, width)
    touching = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].filter(svg => svg.clientWidth > 0).flatMap(svg => {
            const words = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()]);
            return words.flatMap(([one, a], at) => words.slice(at + 1).filter(([, b]) =>
                Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5).map(([other]) => [one, other]));
        })"""
    )
    assert not touching


def reading(page, name):
    """What the box over a chart says: a title and pairs of name and value."""
    tip = page.locator(f"figure[data-name='{name}'] .tip")
    names, values = (tip.locator(part).all_inner_texts() for part in ("dt", "dd"))
    return tip.locator("strong").inner_text(), dict(zip(names, values))


def row(page, name, at):
    """One row of the table under a chart, by column."""
    table = page.locator(f"figure[data-name='{name}'] table")
    heads = [words.strip() for words in table.locator("thead th").all_text_contents()]
    cells = [words.strip() for words in table.locator("tbody tr").nth(at).locator("th, td").all_text_contents()]
    return dict(zip(heads, cells))


def test_arrow_keys_read_a_chart_as_its_table_has_it_and_enter_tells_the_figure(open_page):
    page = open_page("en", 1280)
    page.focus("figure[data-name=field] .plate")
    for key in ("Home", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    title, values = reading(page, "field")
    told = row(page, "field", 2)
    assert [title, *values.values()] == list(told.values())
    page.keyboard.press("Enter")
    assert title in page.locator("#about").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "plate"


def test_a_crosshair_reads_every_line_at_the_pointer(open_page):
    page = open_page("en", 1280)
    figure = page.locator("figure[data-name=frontier]")
    figure.scroll_into_view_if_needed()
    box = figure.locator(".plate svg").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    title, values = reading(page, "frontier")
    rows = [row(page, "frontier", at) for at in range(figure.locator("tbody tr").count())]
    value = next(each for each in rows if title.endswith(next(iter(each.values()))))
    middles = [words for name, words in value.items() if name.endswith("Middle")]
    assert [words.partition(" (")[0] for words in values.values()] == middles
    assert figure.locator(".wide .cross circle").count() == len(middles)


def test_a_line_can_be_left_out_and_is_left_out_of_the_reading_too(open_page):
    page = open_page("en", 1280)
    page.locator("figure[data-name=frontier] .wide button.key").first.click()
    page.focus("figure[data-name=frontier] .plate")
    page.keyboard.press("Home")
    assert len(reading(page, "frontier")[1]) == 1
    assert not page.locator("figure[data-name=frontier] .wide [data-band='0']").is_visible()


def test_a_slider_answers_for_another_price(open_page):
    page = open_page("en", 1280)
    asked = page.locator("figure[data-name=yes] .ask")
    offered = asked.locator("output strong").inner_text()
    asked.locator("input").focus()
    page.keyboard.press("End")
    last = row(page, "yes", page.locator("figure[data-name=yes] tbody tr").count() - 1)
    assert [asked.locator("strong").inner_text(), *asked.locator("dd").all_inner_texts()] == list(last.values())
    assert offered == "$97.4bn"
    assert asked.locator("input").get_attribute("aria-valuetext") == asked.locator("strong").inner_text()


def test_scenarios_are_tabs_on_a_screen_and_all_there_on_paper_and_without_scripts(open_page):
    page = open_page("ja", 1280)
    panes = page.locator("#gains .pane")
    page.focus("#gains [role=tab]")
    page.keyboard.press("ArrowRight")
    assert [panes.nth(at).is_visible() for at in range(3)] == [False, True, False]
    page.emulate_media(media="print")
    assert all(panes.nth(at).is_visible() for at in range(3))
    plain = open_page("ja", 1280, java_script_enabled=False)
    assert all(plain.locator("#gains .pane").nth(at).is_visible() for at in range(3))


def test_a_table_is_copied_with_bare_numbers_beside_its_words(open_page):
    page = open_page("en", 1280, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#gates .tools button", has_text="Copy").first.click()
    lines = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert {len(line) for line in lines} == {len(lines[0])}
    chance = lines[0].index("Opens with")
    assert lines[0][chance + 1] == "Opens with (number)"
    assert all(abs(100 * float(line[chance + 1]) - float(line[chance].rstrip("%"))) <= 0.5 for line in lines[1:])
    assert page.locator("#said").inner_text() == "Copied"


def test_a_column_sorts_its_table_by_number(open_page):
    page = open_page("en", 1280)
    head = page.locator("#gains > .scroll thead th").nth(1)
    numbers = "cells => cells.map(cell => Number(cell.dataset.n)).filter(Number.isFinite)"
    for order, way in (("descending", True), ("ascending", False)):
        head.locator("button").click()
        found = page.eval_on_selector_all("#gains > .scroll tbody td:nth-child(2)", numbers)
        assert head.get_attribute("aria-sort") == order
        assert found == sorted(found, reverse=way)
        assert len(found) > 4


@pytest.mark.parametrize("way", ["CSV", "SVG", "PNG"])
def test_a_chart_can_be_kept(open_page, tmp_path, way):
    page = open_page("ja", 1280, color_scheme="dark")
    with page.expect_download() as kept:
        page.locator("figure[data-name=frontier] .tools button", has_text=way).click()
    file = tmp_path / kept.value.suggested_filename
    kept.value.save_as(file)
    content = file.read_bytes()
    assert file.name == f"frontier.{way.lower()}"
    if way == "CSV":
        rows = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
        assert len(rows) == 1 + page.locator("figure[data-name=frontier] tbody tr").count()
        assert all(float(cell) == float(cell) for cell in rows[1])
    if way == "SVG":
        assert b"var(" not in content  # it stands alone, in paper's colours
        assert b"@font-face" in content  # and in letters of its own
        assert "提案額が公正となる持分" in content.decode()
    if way == "PNG":
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20]) == 2 * (720 + 32)
    assert not page.complaints


def violations(page, axe, opened):
    """What the rules of accessibility find, with these parts unfolded."""
    page.eval_on_selector_all(opened, "parts => parts.forEach(part => { part.open = true; })")
    page.evaluate(axe)
    told = "axe.run().then(told => told.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
    return page.evaluate(told)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ja", "dark")])
def test_the_rules_of_accessibility_find_nothing(open_page, axe, language, scheme):
    page = open_page(language, 1280, color_scheme=scheme)
    page.focus("figure[data-name=field] .plate")
    page.keyboard.press("ArrowDown")
    assert not violations(page, axe, "details:not(.behind details)")


def test_the_rules_of_accessibility_find_nothing_at_the_back_either(browser, small, axe, tmp_path):
    (tmp_path / "small.html").write_text(render(small, "html", "ja"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((tmp_path / "small.html").as_uri())
    found = violations(page, axe, "details")
    page.close()
    assert not found


def test_what_a_reader_folds_away_is_on_paper(open_page):
    page = open_page("en", 1280)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#sources table").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#sources table").is_visible()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_question_answer_number_and_what_would_turn_it_fit_one_screen(open_page, language):
    page = open_page(language, 1280)
    parts = "h1, #answer > *, #answer .card"
    ends = page.eval_on_selector_all(parts, "parts => parts.map(part => part.getBoundingClientRect().bottom)")
    assert max(ends) <= 900


EVIL = "=HYPERLINK(0)<img src=x onerror=alert(1)>"


def spoilt_page(study, words, path):
    """The page of a deal every sentence of which says something else."""
    deal = replace(study.deal, file=spoilt(study.deal.file, words))
    path.write_text(render(replace(study, deal=deal), "html", "en"), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_sentence_is_too_long_for_the_window(browser, small, tmp_path, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(spoilt_page(small, "x" * 10_000, tmp_path / "long.html"))
    found = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert found <= width


def test_a_hostile_name_runs_neither_in_the_page_nor_in_a_spreadsheet(browser, small, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read"])
    page, heard = context.new_page(), []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(spoilt_page(small, EVIL, tmp_path / "evil.html"))
    for figure in page.locator("figure[data-chart=Ranges] .plate").all():
        figure.focus()
        page.keyboard.press("Home")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    page.locator("#deciders > .tools button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert len(heard) == 1  # the page itself
    assert "HYPERLINK" in copied
    assert not [cell for line in copied.splitlines() for cell in line.split("\t") if cell.startswith("=")]
