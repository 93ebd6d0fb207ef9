"""A drawing of the structure shows every tie once, owners above, and no box on another."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

from suitor.holdings import Entity, Holdings, Interest, Range
from suitor.holdings.chart import draw

SPACE = "{http://www.w3.org/2000/svg}"
HELD = [
    Interest("charity", "lab", "appoints"),
    Interest("fund", "lab", "cash", Range(Fraction(1, 4), Fraction(1, 2))),
    Interest("ann", "fund", "shares", 0.6),
    Interest("ring", "fund", "shares", 0.1),
    Interest("fund", "ring", "shares", 0.2),
    Interest("ann", "elsewhere", "shares", 0.3),
]
REGISTER = Holdings.of(HELD, [Entity("lab", "Lab & Co <test>")])


def drawn(company: str | None = None) -> tuple[dict[str, tuple[float, float]], list[str], list[ElementTree.Element]]:
    root = ElementTree.fromstring(draw(REGISTER, company))
    boxes = {}
    for group in root.iter(f"{SPACE}g"):
        rect, label = group.find(f"{SPACE}rect"), group.find(f"{SPACE}text")
        assert rect is not None and label is not None and label.text
        boxes[label.text] = float(rect.attrib["x"]), float(rect.attrib["y"])
    words = [text.text or "" for text in root.findall(f"{SPACE}text")]
    return boxes, words, root.findall(f"{SPACE}path")


def test_every_tie_is_drawn_once_with_what_it_gives() -> None:
    boxes, words, _ = drawn()
    assert sorted(words) == [
        "board 100%",
        "cash 10% · votes 10%",
        "cash 20% · votes 20%",
        "cash 25–50%",
        "cash 30% · votes 30%",
        "cash 60% · votes 60%",
    ]
    assert set(boxes) == {"Lab & Co <test>", "charity", "fund", "ann", "ring", "elsewhere"}


def test_owners_stand_above_and_no_box_covers_another() -> None:
    boxes, _, _ = drawn()
    assert boxes["ann"][1] < boxes["fund"][1] < boxes["Lab & Co <test>"][1]
    assert boxes["ring"][1] == boxes["fund"][1]
    for one, (x, y) in boxes.items():
        for other, (left, top) in boxes.items():
            assert one == other or y != top or abs(x - left) >= 168


def test_ties_that_control_are_thick_and_those_without_cash_dashed() -> None:
    _, words, paths = drawn()
    look = {
        text: (path.attrib["stroke-width"], "stroke-dasharray" in path.attrib)
        for text, path in zip(words, paths, strict=True)
    }
    assert look["board 100%"] == ("2.4", True)
    assert look["cash 60% · votes 60%"] == ("2.4", False)
    assert look["cash 30% · votes 30%"] == ("1", False)


def test_one_company_is_drawn_with_those_above_it_only() -> None:
    assert "elsewhere" not in drawn("lab")[0]
    assert set(drawn("elsewhere")[0]) == {"elsewhere", "ann"}
