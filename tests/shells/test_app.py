"""The what-if page: right answers for whoever asks, nothing of a deal file runs, nothing leaves the machine."""

from __future__ import annotations

import dataclasses
import gc
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
import tomllib
import unicodedata
import weakref
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from importlib.resources import files
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

pytest.importorskip("starlette", reason="the what-if page needs suitor[app]")
pytest.importorskip("httpx", reason="asking the page needs httpx")

import httpx

import suitor
from suitor._core.amounts import read
from suitor.analysis import evaluate
from suitor.app import application, telling
from suitor.app.controls import controls
from suitor.app.desk import UPLOADS, Desk
from suitor.app.kept import Kept
from suitor.app.settings import MOST, as_yaml, number, of_query, rewritten, settled, told
from suitor.app.stages import Stages
from suitor.app.telling import spoken
from suitor.deal import DealError, Inputs
from suitor.files import text_of
from tests.shells.test_report import EVIL, Outside, spoilt
from tests.shells.test_report_letters import lacking

CASE = "openai-2025"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def deal():
    return suitor.read(CASE)


@pytest.fixture(scope="module")
def served():
    """The page on a free port of this machine."""
    uvicorn = pytest.importorskip("uvicorn", reason="serving the page needs uvicorn")
    app = application(CASE)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield app, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def visit(served):
    with httpx.Client(base_url=served[1], timeout=120) as client:
        yield client


def asked(visit, settings, **more):
    """The answer to some settings."""
    query = {f"set.{path}": text for path, text in settings.items()} | {"draws": "100"} | more
    return visit.get("/api/evaluate", params=query)


def strip(answer):
    return {one["id"]: one["text"] for one in answer.json()["strip"]}


SETTINGS = (
    {"bid.price": "120bn USD"},
    {"gates[hsr].chance": "50%", "deciders[openai_inc].for_sale": "40%"},
    {"scenarios[accepted_reopened].changes[2].set.to": "3 months"},
    {"race.labs[openai].donations": "20億ドル", "parties[openai_inc].users": "0.7"},
    {"financials.value": "200bn-300bn USD", "market.elasticity.value": "2"},
    {"stakes[musk/xai].votes": "40%"},
    {"stakes[musk/xai].cash": "20%", "stakes[xai/consortium].cash": "30%"},
    {"alternative[status_quo].weight": "40%", "alternative[planned_conversion].weight": "60%"},
    {"scenarios[accepted_merged].changes[2].convert.stakes[musk].cash": "5%"},
)


@pytest.fixture(scope="module")
def stages(deal):
    """Stages that have seen the file as it is and another ground, so that there is something stale to serve."""
    made = Stages()
    for before in ({}, {"parties[openai_inc].users": "0.2"}):
        made.evaluate(deal, before, 60)
    return made


def test_the_price_of_a_share_is_told_as_it_is_set():
    study = Stages().study(suitor.read("warner-bros-2025"), {"bid.price": "33 USD/share"}, 60)
    html = telling.told(study, "en", frozenset(), "a", 720)["html"]
    assert "at $33 a share" in html and "$30 a share" not in html


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: next(iter(settings)))
def test_a_setting_has_the_figures_of_the_edited_file(deal, stages, settings):
    kept = stages.evaluate(deal, settings, 60)
    anew = evaluate(Inputs.random(rewritten(deal, settings), 1, 0, 60))
    assert list(kept) == list(anew)
    assert all(np.array_equal(kept[id].value, figure.value, equal_nan=True) for id, figure in anew.items())
    assert all(kept[id].inputs == figure.inputs for id, figure in anew.items())


@pytest.mark.parametrize(
    ("settings", "solved"),
    [
        ({"bid.price": "120bn USD"}, 0),
        ({"gates[hsr].chance": "40%"}, 0),
        ({"scenarios[accepted_reopened].changes[4].set.to": "2bn USD"}, 1),  # gifts: the years of one scenario
        ({"parties[openai_inc].users": "0.6"}, 4),  # prices and years of the two in which it has a say
        ({"market.elasticity.value": "1.5"}, 12),
    ],
    ids=str,
)
def test_a_move_solves_no_more_than_it_reaches(deal, monkeypatch, settings, solved):
    stages, done = Stages(), []
    stages.evaluate(deal, {}, 60)
    get = stages._solved.get

    def counted(key, make, weight):
        return get(key, lambda: done.append(key) or make(), weight)

    monkeypatch.setattr(stages._solved, "get", counted)
    stages.evaluate(deal, settings, 60)
    assert len(done) == solved


def test_an_answer_that_has_been_told_lets_its_figures_go(deal, stages):
    study = stages.study(deal, {}, 60)
    telling.told(study, "en", frozenset(), "a", 720)
    held = weakref.ref(study["value.fair"])
    gc.disable()  # what is in circles would stay until Python looks for them: until then memory grows
    try:
        del study
        assert held() is None
    finally:
        gc.enable()


def test_the_page_waits_for_no_room_of_the_analysis():
    rooms = ("holdings", "market", "race", "worth", "contest", "analysis")
    named = f"print([room for room in {rooms} if f'suitor.{{room}}' in sys.modules])"
    loaded = f"import sys, suitor.app as app; app.application(); {named}"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"


def test_whoever_asks_meanwhile_waits_for_the_answer_that_is_being_made():
    kept, made = Kept(10), []

    def make():
        made.append("once")
        time.sleep(0.05)
        return "answer"

    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(lambda _: kept.get("question", make), range(40))) == {"answer"}
    assert made == ["once"]


def test_what_is_heavy_makes_more_room():
    kept = Kept(10)
    for name in "abc":
        kept.put(name, name, 3)
    kept.put("d", "d", 5)
    assert [kept.find(name) for name in "abcd"] == [None, None, "c", "d"]
    kept.put("d", "again", 2)
    kept.put("e", "e", 5)
    assert [kept.find(name) for name in "cde"] == ["c", "again", "e"]


def test_a_number_that_cannot_be_read_is_told_with_its_line(deal):
    with pytest.raises(DealError) as caught:
        settled(deal, {"bid.price": "97 bananas"})
    assert caught.value.problems[0].path == "bid.price.value"
    assert caught.value.problems[0].line == deal.quantities["bid.price"].line


def test_shares_that_no_longer_make_a_whole_are_refused(deal):
    with pytest.raises(DealError, match="alternative"):
        settled(deal, {"alternative[status_quo].weight": "90%"})


@pytest.mark.parametrize("right", ["cash", "votes"])
def test_stakes_of_more_than_all_of_a_company_are_refused(deal, right):
    with pytest.raises(DealError, match=f"stakes.*{right}"):
        settled(deal, {f"stakes[musk/xai].{right}": "90%"})


def test_a_stake_is_set_without_reading_the_file_anew(monkeypatch):
    monkeypatch.setattr("suitor.app.settings.rewritten", None)
    path = "stakes[twitter_holders/twitter].cash"
    assert settled(suitor.read("twitter-2022"), {path: "80%"}).quantities[path].median == 0.8


def test_an_unknown_path_is_refused(visit):
    answer = asked(visit, {"bid.prise": "1bn USD"})
    assert answer.status_code == 422
    assert "bid.prise" in answer.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    "query",
    [
        {"set.bid.price": "x" * 500},
        {f"set.p{i}": "1" for i in range(MOST + 1)},
        {"set.__class__": "1"},
        {"set.bid.price": "-5bn USD\nname: evil"},
        {"set.bid.price": "nan"},
        {"set.bid.price": "<script>alert(1)</script>"},
        {"set.../../etc/passwd": "1"},
        {"deal": "guess"},
    ],
)
def test_a_hostile_address_is_refused_and_never_breaks_the_page(visit, query):
    answer = visit.get("/api/evaluate", params=query)
    assert answer.status_code in (404, 422)
    assert answer.json()["problems"]


def test_odd_widths_and_draws_are_kept_within_bounds(visit):
    answer = visit.get("/api/evaluate", params={"draws": "-1e9", "width": "9" * 40, "lang": "xx", "hide": "a,,b"})
    assert answer.status_code == 200
    assert answer.json()["draws"] == 2000


def test_twenty_visitors_at_once_each_get_their_own_answer(served, visit):
    prices = [f"{40 + 10 * i}bn USD" for i in range(20)]

    def ask(price):
        return strip(
            httpx.get(f"{served[1]}/api/evaluate", params={"set.bid.price": price, "draws": "150"}, timeout=120)
        )

    with ThreadPoolExecutor(20) as crowd:
        together = list(crowd.map(ask, prices))
    for price, answer in zip(prices, together):
        assert answer["bid.price"] == f"${price.removesuffix(' USD')}"
    chances = [
        float(answer["value.enough"].strip("%").removeprefix("under ").removeprefix("over ")) for answer in together
    ]
    assert chances == sorted(chances)
    alone = [strip(asked(visit, {"bid.price": price}, draws="150")) for price in prices[::6]]
    assert alone == together[::6]


def test_a_hidden_scenario_is_named_in_no_row(visit, deal):
    name = next(scenario.name.en for scenario in deal.file.scenarios if scenario.id == "for_profit")
    rows = [asked(visit, {}, hide=hide).json()["html"] for hide in ("", "for_profit")]
    assert name in rows[0]
    assert name not in rows[1]


@pytest.mark.parametrize("case", suitor.cases())
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_slider_writes_what_the_file_reads(case, language):
    """The box and the slider name one number, and the file reads it as that number."""
    deal = suitor.read(case)
    for one in controls(deal, spoken(language)):
        assert one.low <= one.value <= one.high or one.exact
        assert one.low < one.high
        written = number(deal, one.path, f"{one.high:g}{one.suffix}")
        assert written.median / written.scale == pytest.approx(one.high * scale_of(one.suffix), rel=1e-5)
        if one.unit and written.unit not in ("days", "years"):
            shown = read(f"1{one.unit.split('／')[0].split('/')[0].lstrip('$¥€£')}").high
            assert shown * one.ratio == pytest.approx(scale_of(one.suffix), rel=1e-9), one


def scale_of(suffix):
    """How many whole units one of the suffix is."""
    return read(f"1{suffix.partition('/')[0]}").high


# ---- who may ask


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_a_strange_host_name_is_refused(visit, host):
    assert visit.get("/", headers={"host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(visit, host):
    assert visit.get("/static/app.js", headers={"host": host}).status_code == 200


def test_another_site_cannot_ask(visit):
    answer = visit.get("/api/evaluate", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/api/deal", "/nowhere"])
def test_every_answer_is_closed_off(visit, path):
    head = visit.get(path).headers
    policy = head["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert head["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_brings_the_letters_of_its_answers(visit, language):
    sheet = visit.get("/static/letters.css", params={"lang": language})
    assert sheet.headers["content-type"].startswith("text/css")
    shown = visit.get("/", params={"lang": language}).text + asked(visit, {}, lang=language).json()["html"]
    letters = {letter for letter in unescape(shown) if unicodedata.category(letter) not in ("Cc", "Cf")}
    assert not lacking(sheet.text, letters)


@pytest.mark.parametrize("name", ["..%2Fserver.py", "app.html", "../../etc/passwd"])
def test_only_the_pages_own_files_are_served(visit, name):
    assert visit.get(f"/static/{name}").status_code == 404


@pytest.fixture(scope="module")
def hostile(served, deal):
    """The name of a deal in which every sentence is hostile."""
    spoiled = dataclasses.replace(deal, file=spoilt(deal.file), name=f"../{EVIL}", sha256="hostile")
    return served[0].state.desk.keep(spoiled)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_hostile_deal_runs_nowhere(visit, hostile, language):
    query = {"deal": hostile, "lang": language}
    pieces = [visit.get("/", params=query).text, asked(visit, {}, **query).json()["html"]]
    for piece, scripts in zip(pieces, (3, 0)):  # the page has three of its own, an answer none
        outside = Outside()
        outside.feed(piece)
        assert "&lt;script&gt;alert(1)" in piece  # it is shown
        assert outside.scripts == scripts
        assert not outside.handlers
        assert not [place for place in outside.fetched if not place.startswith(("/static/", "data:,"))]


# ---- a visitor's own file

BROKEN = "suitor: 1\nid: mine\nname: Mine\nbid:\n  price: 97,5\n"


@pytest.mark.parametrize(("language", "word"), [("en", "expected"), ("ja", "必要")])
def test_a_broken_file_is_answered_with_its_problems_and_lines(visit, language, word):
    answer = visit.post("/api/upload", params={"lang": language, "name": "mine.yaml"}, content=BROKEN)
    assert answer.status_code == 422
    problems = answer.json()["problems"]
    price = next(problem for problem in problems if problem["path"] == "bid.price")
    assert price["line"] == 5
    assert all(word in problem["message"] and problem["line"] for problem in problems)


def test_a_good_file_is_kept_under_a_name_nobody_can_guess(visit):
    text = text_of("twitter-2022")[0]
    names = [visit.post("/api/upload", params={"name": "../../x.yaml"}, content=text).json()["deal"] for _ in range(2)]
    assert names[0] != names[1]
    assert min(map(len, names)) >= 24
    page = visit.get("/", params={"deal": names[0]})
    assert "Twitter" in page.text
    assert asked(visit, {"bid.price": "60 USD/share"}, deal=names[0]).status_code == 200
    assert "60 USD/share" in visit.get("/api/deal", params={"deal": names[0], "set.bid.price": "60 USD/share"}).text


def test_a_file_over_the_bound_is_refused(visit):
    assert visit.post("/api/upload", content=b"#" * 2_000_001).status_code == 413


def test_bytes_that_are_no_text_are_refused_with_their_line(visit):
    answer = visit.post("/api/upload", content=b"suitor: 1\nid: \xff\xfe")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["line"] == 2


def test_only_the_latest_uploads_are_kept(deal):
    desk = Desk(deal, CASE)
    names = [desk.keep(deal) for _ in range(UPLOADS + 1)]
    assert desk.deal(names[-1]) is deal
    with pytest.raises(KeyError):
        desk.deal(names[0])


def test_an_upload_that_had_to_make_room_leads_back_to_the_first_deal(visit):
    answer = visit.get("/", params={"deal": "gone", "lang": "ja"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "もう一度アップロード" in answer.text


# ---- what a visitor takes along


def test_the_edited_file_keeps_its_comments(visit):
    answer = visit.get("/api/deal", params={"set.bid.price": "120bn USD"})
    assert answer.headers["content-disposition"] == 'attachment; filename="openai-2025.yaml"'
    assert answer.text.startswith("# ")
    assert suitor.deal.parse(answer.text).quantities["bid.price"].median == 120e9


@pytest.mark.parametrize(("format", "start"), [("html", "<!doctype html>"), ("json", "{")])
def test_the_report_of_a_setting_can_be_kept(visit, format, start):
    query = {"format": format, "draws": "100", "set.bid.price": "120bn USD", "lang": "ja"}
    answer = visit.get("/api/report", params=query)
    assert answer.text.startswith(start)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert ("1,200億ドル" if format == "html" else "120000000000.0") in answer.text


def test_an_unknown_format_is_refused(visit):
    assert visit.get("/api/report", params={"format": "<b>"}).status_code == 404


SET = {"bid.price": "120bn USD", "stakes[musk/xai].votes": "40%", "gates[hsr].chance": 'it\'s "5%"; rm -rf $HOME'}


def test_the_command_says_what_is_set():
    words = shlex.split(told(CASE, SET, 10_000, 1)["command"])
    assert words[:3] == ["suitor", "analyze", CASE]
    assert [words[i + 1] for i, word in enumerate(words) if word == "--set"] == [f"{k}={v}" for k, v in SET.items()]


def test_the_python_computes_what_is_set():
    program = told(CASE, {"bid.price": "120bn USD"}, 20, 1)["python"]
    names: dict[str, object] = {}
    exec(compile(program, "copied", "exec"), names)
    assert names["study"]["bid.price"].median == 120e9  # type: ignore[index]


def test_the_yaml_reads_back():
    from ruamel.yaml import YAML

    assert YAML(typ="safe").load(as_yaml(CASE, SET)) == {"of": CASE, "set": SET}


def test_an_address_gives_back_its_settings():
    pairs = [(f"set.{path}", text) for path, text in SET.items()] + [("lang", "en"), ("b.set.bid.price", "1bn USD")]
    assert of_query(pairs) == SET


# ---- words


def test_both_languages_have_the_same_words_with_the_same_blanks():
    texts = [
        tomllib.loads(files("suitor.app").joinpath("languages", f"{language}.toml").read_text("utf-8"))
        for language in ("en", "ja")
    ]
    assert texts[0].keys() == texts[1].keys()
    assert texts[0].pop("period").keys() == texts[1].pop("period").keys()
    for key, text in texts[0].items():
        blanks = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in (text, texts[1][key])]
        assert blanks[0] == blanks[1], key
        assert texts[1][key].strip()


# ---- in a browser


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need the package playwright")
    if CHROMIUM is None:
        pytest.skip("the browser tests need Chromium on the path")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser, served):
    """An empty tab that notes what goes wrong and what it asks for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    tab.wrong, tab.requests = [], []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("dialog", lambda dialog: tab.wrong.append(dialog.message))
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.home = served[1]
    yield tab
    assert not tab.wrong
    assert all(url.startswith((tab.home, "data:,", "blob:")) for url in tab.requests)
    context.close()


def opened(page, **query):
    """The page with its first answer."""
    page.goto(f"{page.home}/?{httpx.QueryParams({'lang': 'en', 'draws': '100'} | query)}")
    return answered(page)


def answered(page, side="a"):
    page.wait_for_selector(f"#side-{side}:not([aria-busy]) section")
    return page


def control(page, path, part):
    return page.locator(f'[data-path="{path}"] .{part}')


def shown(page):
    """The numbers of the strip, as they stand."""
    return page.locator("#numbers").inner_text()


def test_charts_and_tables_of_an_answer_can_be_read_and_taken(page):
    """The report's own scripts serve each answer, the second as the first."""
    opened(page)
    for _ in range(2):
        plate = page.locator("#side-a figure[data-chart=Ranges] .plate").first
        plate.focus()
        plate.press("ArrowDown")
        assert plate.locator(".tip dd").first.inner_text()
        with page.expect_download() as got:
            page.locator("#side-a .tools button", has_text="CSV").first.click()
        assert got.value.suggested_filename.endswith(".csv")
        plate.press("Enter")
        page.wait_for_selector("#about:popover-open h3")
        page.keyboard.press("Escape")
        with page.expect_response(lambda response: "/api/evaluate" in response.url):
            control(page, "bid.price", "slide").press("ArrowRight")
        answered(page)


def test_a_slider_moved_by_keyboard_changes_verdict_rows_and_address(page):
    opened(page)
    rows = page.locator("#side-a").inner_text()
    slide = control(page, "bid.price", "slide")
    slide.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    set_to = control(page, "bid.price", "box").input_value()
    assert float(set_to) < 97.375
    # Each step asks anew; the last one's answer is the one that stays.
    page.wait_for_function("said => document.getElementById('numbers').innerText.includes(said)", arg=f"${set_to}bn")
    answered(page)
    assert f"${set_to}bn" in shown(page)
    assert "in the file: $97.4bn" in shown(page)
    assert page.locator("#side-a").inner_text() != rows
    assert f"set.bid.price={set_to}bn+USD" in page.url
    page.reload()
    assert f"${set_to}bn" in shown(answered(page))


def test_another_language_keeps_what_is_set(page):
    opened(page, **{"set.bid.price": "120bn USD", "b.set.bid.price": "80bn USD"})
    page.locator("#language").click()
    page.wait_for_function("() => document.documentElement.lang === 'ja'")
    answered(answered(page), "b")
    assert "1,200億ドル" in shown(page)
    assert "800億ドル" in shown(page)
    assert control(page, "bid.price", "box").input_value() == "1200"


def test_what_stands_behind_a_number_is_told_on_demand(page):
    opened(page, **{"set.bid.price": "120bn USD"})
    link = page.locator('#side-a a.figure[data-id="value.fair"]').first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#about li")
    said = page.locator("#about").inner_text()
    assert "s V (1 - d) + C + W" in said
    assert re.search(r"deal\.yaml:\d+\s+financials\.control", said)
    page.keyboard.press("Escape")
    assert not page.locator("#about").is_visible()
    assert page.evaluate("() => document.activeElement.dataset.id") == "value.fair"


def test_two_settings_stand_side_by_side(page):
    opened(page, **{"set.bid.price": "120bn USD"})
    page.locator("#compare").check()
    answered(page, "b")
    control(page, "bid.price", "box").fill("50")
    page.wait_for_function("() => document.getElementById('numbers').innerText.includes('$50bn')")
    assert "$120bn" in shown(page)
    assert page.locator("#side-b").is_visible()
    control(page, "bid.price", "reset").click()
    page.wait_for_function("() => document.getElementById('numbers').innerText.includes('$97.4bn')")
    assert "$120bn" in shown(page)


def test_a_broken_upload_shows_its_problems_and_a_good_one_opens(page, tmp_path):
    opened(page)
    page.locator("#own > summary").click()
    broken = tmp_path / "mine.yaml"
    broken.write_text(BROKEN + "note: <img src=x onerror=alert(1)>\n", "utf-8")
    page.set_input_files("#upload", broken)
    page.wait_for_selector("#problems li")
    place = page.locator("#problems li").first.bounding_box()
    assert place and 0 < place["y"] < 900 - place["height"]  # in sight, at the foot of the rail as it stands
    said = page.locator("#problems").inner_text()
    assert "line 5" in said
    assert "price: 97,5" in said
    good = tmp_path / "twitter.yaml"
    good.write_text(text_of("twitter-2022")[0], "utf-8")
    page.set_input_files("#upload", good)
    page.wait_for_url("**deal=*")
    answered(page)
    assert "Twitter" in page.title()


def test_report_and_deal_file_can_be_downloaded(page):
    opened(page, **{"set.bid.price": "120bn USD"})
    page.locator("#keep > summary").click()
    with page.expect_download() as waiting:
        page.locator('a.download[data-format=""]').click()
    assert "120bn USD" in Path(waiting.value.path()).read_text("utf-8")


def test_what_is_copied_holds_the_settings(page):
    opened(page, **{"set.bid.price": "120bn USD"})
    page.locator("#keep > summary").click()
    for kind, words in {"link": "set.bid.price=120bn+USD", "command": "--set 'bid.price=120bn USD'"}.items():
        page.locator(f"[data-copy={kind}]").click()
        assert words in page.locator("#text").inner_text()


def test_the_keyboard_alone_reaches_everything(page):
    opened(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"language", "compare", "box", "search"} & reached >= {"language", "compare", "box"}
    page.locator("#all > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#search").focus()
    page.keyboard.type("margin")
    assert page.locator(".listed:visible").count() >= 1
    assert "margin" in page.locator(".listed:visible").first.inner_text()


def test_settings_without_an_answer_say_why(page):
    opened(page)
    page.goto(f"{page.home}/?draws=100&set.alternative[status_quo].weight=90%25")
    page.wait_for_selector(".refused")
    assert "alternative" in page.locator(".refused").inner_text()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_over_the_edge(page, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, lang=language, **{"b.set.bid.price": "80bn USD"})
    answered(page, "b")
    for summary in page.locator(".rail summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ja", "dark")])
def test_the_rules_of_accessibility_find_nothing(page, axe, language, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, lang=language, **{"b.set.bid.price": "80bn USD"})
    answered(page, "b")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run().then(told => told.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
    )
    assert not found


def test_a_hostile_deal_runs_nowhere_in_the_browser(page, hostile):
    opened(page, deal=hostile)
    assert re.search(r"alert\(1\)", page.locator("#side-a").inner_text())
