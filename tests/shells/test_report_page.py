"""The page in a real browser: nothing overflows, nothing leaves the machine, the keyboard is enough."""

from __future__ import annotations

import shutil

import pytest

import suitor
from suitor.report import render

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
