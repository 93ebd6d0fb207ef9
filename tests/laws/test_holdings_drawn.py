"""The structure in the report: every tie of every scenario, nothing on top of anything else, nothing outside."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

import suitor
from suitor.report import document
from suitor.report.blocks import plain
from suitor.report.drawing import draw
from suitor.report.structure import Link, Panel, Party, Structure
from suitor.report.svg import extent

SPACE = "{http://www.w3.org/2000/svg}"
RUDE = "<script>alert('owner')</script> & 株式会社とても長い名前のホールディングスグループ本社第一事業部"


def panels_of(study, language):
    block = next(block for block in document(study, language).blocks if block.id == "structure")
    return [panel for item in block.items if isinstance(item, Structure) for panel in item.panels]


@pytest.fixture(scope="module")
def studies():
    return {name: suitor.analyze(suitor.read(name), draws=60) for name in ("openai-2025", "openai-2026", "makino-2025")}


def hostile() -> Structure:
    """A pyramid, a loop, a holder of two companies, and names that would break a page or a box."""
    ties = [("a", "b"), ("b", "t"), ("a", "t"), ("t", "b"), ("c", "t"), ("d", "a"), ("c", "a")]
    names = {"a": RUDE, "b": "شركة قابضة للاستثمار", "c": "W" * 90, "d": "Ann", "t": "Target"}
    levels = {"c": 2, "d": 3, "a": 2, "b": 1, "t": 0}
    parties = tuple(Party(id, names[id], level, "person" if id == "d" else "") for id, level in levels.items())
    links = tuple(Link(one, other, "cash 12.3% to 45.6% of it", "votes 50% · board 33% · veto") for one, other in ties)
    panel = Panel(RUDE, RUDE, parties, links)
    legend = (("control", "control"), ("silent", "no cash"), ("fresh", "new " * 12))
    return Structure("s", "t", RUDE, (panel, panel, panel), legend, None)


def shapes(svg: str):
    """Boxes and words with their place on the sheet, panel by panel."""
    root = ElementTree.fromstring(svg)
    groups = [group for group in root.findall(f"{SPACE}g") if "transform" in group.attrib]
    for group in groups:
        x, y = (float(part) for part in group.attrib["transform"].removeprefix("translate(").rstrip(")").split())
        boxes = {
            (x + float(r.attrib["x"]), y + float(r.attrib["y"]), float(r.attrib["width"]), float(r.attrib["height"]))
            for r in group.iter(f"{SPACE}rect")
        }
        yield boxes, [(x, text) for text in group.iter(f"{SPACE}text")]


@pytest.mark.parametrize("width", [360, 720])
def test_no_box_touches_another_and_every_word_stays_on_the_sheet(width: int) -> None:
    for boxes, words in shapes(draw(hostile(), width)):
        assert len(boxes) == 5
        for one, two in itertools.combinations(boxes, 2):
            assert one[1] + one[3] < two[1] or two[1] + two[3] < one[1]
        for left, text in words:
            start, size = left + float(text.attrib["x"]), float(text.attrib["font-size"]) / 13
            wide = extent(text.text or "", int(text.attrib.get("font-weight", 400))) * size
            start -= wide / 2 if text.attrib["text-anchor"] == "middle" else 0
            assert left - 1 <= start
            assert start + wide <= width + 1


@pytest.mark.parametrize("width", [360, 720])
def test_a_name_never_becomes_markup(width: int) -> None:
    svg = draw(hostile(), width)
    assert "<script" not in svg
    assert not [node for node in ElementTree.fromstring(svg).iter() if node.tag == f"{SPACE}script"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_control_of_openai_is_drawn_from_its_nonprofit_to_each_end(studies, language: str) -> None:
    before, *later = panels_of(studies["openai-2025"], language)
    thick = {(link.holder, link.company) for link in before.links if link.look == "control"}
    assert thick == {("openai_inc", "openai"), ("musk", "xai"), ("xai", "consortium")}
    assert [(link.holder, link.company) for link in before.links if link.look == "bid"] == [("consortium", "openai")]
    assert len(later) == 5
    ends = [{link.holder for link in one.links if link.look == "control" and link.company == "openai"} for one in later]
    assert ends == [set(), {"consortium"}, {"reopened_charity"}, {"xai"}, set()]
    assert all(any(link.fresh for link in one.links) for one in later)
    assert not any(link.fresh for link in before.links)


def test_what_came_of_the_recapitalisation_is_where_the_bid_of_2026_starts(studies) -> None:
    before = panels_of(studies["openai-2026"], "en")[0]
    held = {link.holder: (link.pays, link.says) for link in before.links if link.company == "openai"}
    assert held["openai_foundation"] == ("cash 22%", "board")
    assert held["microsoft"] == ("cash 23%", "")


def test_a_crowd_that_has_agreed_on_nothing_controls_nothing(studies) -> None:
    before, after = panels_of(studies["makino-2025"], "en")
    assert before.control == "Nobody is in control alone"
    assert [link.look for link in before.links] == ["", "bid"]
    assert [(link.holder, link.look) for link in after.links] == [("nidec", "control")]


def test_every_line_of_a_drawing_stands_in_its_table_and_in_its_description(studies) -> None:
    block = next(block for block in document(studies["openai-2025"], "en").blocks if block.id == "structure")
    for drawing in (item for item in block.items if isinstance(item, Structure)):
        assert len(drawing.table.rows) == sum(len(panel.links) for panel in drawing.panels)
        for row in drawing.table.rows:
            assert plain(row[1]).casefold() in drawing.description.casefold()  # a name may stand within a sentence


def test_the_wedge_and_the_weights_of_each_scenario_are_figures_with_their_inputs(studies) -> None:
    study = studies["openai-2025"]
    for (scenario,), wedge in study.named("control.wedge").items():
        assert wedge.value == pytest.approx(1 - study[f"control.cash[{scenario}]"].value)
    assert set(study.named("control.wedge")) == {
        (name,) for name in ("status_quo", "accepted_control", "accepted_reopened", "accepted_merged")
    }
    assert study["control.own[status_quo]"].value == pytest.approx(study["value.marginal[openai_inc]"].value)
    assert "parties[openai_inc].users" in study["control.care[status_quo]"].inputs
    assert study["control.cross[accepted_control,xai]"].median == pytest.approx(0.54)  # Musk's part of xAI


def test_a_bid_for_a_company_of_unknown_owners_is_drawn_with_what_it_would_make() -> None:
    """Nothing is known before: the first drawing has the bid alone."""
    from suitor.deal import parse

    from .test_holdings_of_a_deal import DEAL

    convert = "convert: {of: acme, stakes: [{holder: buyer, cash: 60%, votes: 60%}]}"
    text = DEAL.format(stakes="  []", what="all").replace(
        "transfer: {of: acme, what: all, from: family, to: buyer}", convert
    )
    before, after = panels_of(suitor.analyze(parse(text, "deal.yaml"), draws=20), "en")
    assert [(link.holder, link.company, link.look) for link in before.links] == [("buyer", "acme", "bid")]
    assert [(link.holder, link.look, link.fresh) for link in after.links] == [("buyer", "control", True)]
