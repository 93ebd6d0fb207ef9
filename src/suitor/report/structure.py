"""Who holds what of whom, drawn: owners above, what they hold below, cash over each line and votes under it.

Every party has a row. A line leaves it to the right and runs down a lane of its own company, so that lanes lie within
one another like brackets, no label meets another, and a telephone has room for all of it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .._core.records import record
from .svg import BOLD, SIZE, Pen, element, extent, fold

if TYPE_CHECKING:
    from .blocks import Table

SMALL = 12.0  # letters of what a tie gives
GAP, LANE, STEP, TIE, ARRIVAL, LEADING = 9.0, 13.0, 13.0, 36.0, 18.0, 16.0
BETWEEN = 34.0  # two panels
LOOKS = {"control": ("one", 3.0, ""), "silent": ("soft", 1.2, "5 3"), "bid": ("two", 2.0, "2 3"), "": ("soft", 1.2, "")}


@record
class Party:
    """One row: a name, and how far down it stands."""

    id: str
    name: str
    level: int  # links to the company at the foot
    sort: str = ""  # target, bidder, person or nothing of these


@record
class Link:
    """What one party holds of another, in words."""

    holder: str
    company: str
    pays: str  # written over the line
    says: str  # and under it
    look: str = ""  # control, silent (no cash), bid, or plain
    fresh: bool = False  # new under the scenario


@record
class Panel:
    """The structure at one time."""

    title: str
    control: str  # who is in control, as a sentence
    parties: tuple[Party, ...]  # from the top to the foot
    links: tuple[Link, ...]


@record
class Structure:
    """The structure before a bid and after it, side by side where there is room."""

    id: str
    title: str
    description: str
    panels: tuple[Panel, ...]
    legend: tuple[tuple[str, str], ...]  # look (control, silent, fresh), words
    table: Table


@record
class Row:
    """Where a party stands in its panel."""

    left: float
    right: float
    top: float
    height: float
    lines: tuple[str, ...]  # of its name
    held: bool  # somebody holds it

    @property
    def arrival(self) -> float:
        """How high up the lines to it arrive."""
        return self.top + (ARRIVAL - 4 if self.height > TIE + 4 else self.height / 2)


def structure(chart: Structure, pen: Pen) -> tuple[str, float]:
    """All panels in one drawing, two abreast where it is wide, and its height."""
    abreast = 1 if pen.narrow or len(chart.panels) == 1 else 2
    width = min((pen.width - BETWEEN * (abreast - 1)) / abreast, 430.0)
    parts, y = [], 0.0
    for start in range(0, len(chart.panels), abreast):
        drawn = [panel(each, width, pen) for each in chart.panels[start : start + abreast]]
        for place, (inside, _) in enumerate(drawn):
            parts.append(element("g", inside, transform=f"translate({place * (width + BETWEEN):.0f} {y:.0f})"))
        y += max(height for _, height in drawn) + 26
    legend, height = _legend(chart.legend, y - 4, pen)
    return "".join([*parts, legend]), y + height


def panel(one: Panel, width: float, pen: Pen) -> tuple[str, float]:
    """One structure and its height."""
    title, told = _folded(one.title, width, 2), _folded(one.control, width, 3)
    words = [_words(0, 14 + LEADING * at, line, "ink", pen, 700) for at, line in enumerate(title)]
    top = 18 + LEADING * len(title)
    words += [_words(0, top + 15 * at, line, "soft", pen, size=SMALL) for at, line in enumerate(told)]
    lanes = _lanes(one)
    end = width - LANE * max(lanes.values(), default=0)  # where the lanes begin
    rows = _rows(one, 0.46 * width, top + 15 * len(told))
    thick_last = sorted(one.links, key=lambda link: link.look == "control")
    lines = [_line(link, one, rows, width - LANE * (lanes[link.company] - 1) - 3, pen) for link in thick_last]
    labels = [_label(link, one, rows, end, pen) for link in one.links]
    boxes = [_box(party, rows[party.id], pen) for party in one.parties]
    height = max((row.top + row.height for row in rows.values()), default=top)
    return "".join([*words, *lines, *boxes, *labels]), height


def _lanes(one: Panel) -> dict[str, int]:
    """Each company's lane, counted from outside: a lane lies outside of those that begin and end within its reach."""
    place = {party.id: at for at, party in enumerate(one.parties)}
    reach: dict[str, tuple[int, int]] = {}
    for link in one.links:
        ends = (place[link.holder], place[link.company], *reach.get(link.company, ()))
        reach[link.company] = min(ends), max(ends)
    depth: dict[str, int] = {}
    for name, (first, last) in sorted(reach.items(), key=lambda item: item[1][1] - item[1][0]):
        within = [depth[other] for other in depth if reach[other][0] <= last and first <= reach[other][1]]
        depth[name] = max(within, default=0) + 1
    widest = max(depth.values(), default=0)
    return {name: widest - one_in + 1 for name, one_in in depth.items()}


def _rows(one: Panel, right: float, top: float) -> dict[str, Row]:
    """Boxes under one another, further right the further down, ending on one line."""
    deepest = max((party.level for party in one.parties), default=0)
    held = {link.company for link in one.links}
    rows: dict[str, Row] = {}
    for party in one.parties:
        left = 1 + STEP * (deepest - party.level)
        lines = tuple(_folded(party.name, right - left - 14))
        ties = sum(link.holder == party.id for link in one.links)
        arrives = ARRIVAL if party.id in held and ties else 0.0
        height = max(LEADING * len(lines) + 14, TIE * ties + arrives)
        rows[party.id] = Row(left, right, top, height, lines, party.id in held)
        top += height + GAP
    return rows


def _box(party: Party, row: Row, pen: Pen) -> str:
    """A party's name in its frame; the target and the bidder are tinted."""
    tone = {"target": "one", "bidder": "two"}.get(party.sort, "")
    frame = {"x": row.left, "y": row.top, "width": row.right - row.left, "height": row.height}
    frame |= {"rx": 15 if party.sort == "person" else 3, "stroke_width": 1}
    base = element("rect", **frame, fill=pen.ink["paper"], stroke=pen.ink[tone or "soft"])
    tint = element("rect", **frame, fill=pen.ink[tone], opacity="0.16") if tone else ""
    middle = row.top + row.height / 2 + 4.5 - LEADING * (len(row.lines) - 1) / 2
    centre, weight = (row.left + row.right) / 2, 600 if tone else 400
    name = [
        _words(centre, middle + LEADING * at, line, "ink", pen, weight, "middle") for at, line in enumerate(row.lines)
    ]
    return element("g", element("title", escape(party.name)), base, tint, *name)


def _line(link: Link, one: Panel, rows: dict[str, Row], x: float, pen: Pen) -> str:
    """From a holder to the lane at `x`, along it, and back to what is held."""
    here, there, y = rows[link.holder], rows[link.company], _height(link, one, rows)
    goal = there.arrival
    turn = min(6.0, abs(goal - y) / 2) * (1 if goal > y else -1)
    down = f"H{x - 6:.1f}Q{x:.1f} {y:.1f} {x:.1f} {y + turn:.1f}V{goal - turn:.1f}"
    back = f"Q{x:.1f} {goal:.1f} {x - 6:.1f} {goal:.1f}H{there.right + 7:.1f}"
    tone, wide, dash = LOOKS[link.look]
    look = {"fill": "none", "stroke": pen.ink[tone], "stroke_width": wide, "stroke_dasharray": dash}
    line = element("path", d=f"M{here.right:.1f} {y:.1f}{down}{back}", **look)
    return line + element("path", d=f"M{there.right:.1f} {goal:.1f}l9 -5v10z", fill=pen.ink[tone])


def _label(link: Link, one: Panel, rows: dict[str, Row], end: float, pen: Pen) -> str:
    """Cash over the line, votes and the rest under it."""
    left, y = rows[link.holder].right + 8, _height(link, one, rows)
    tone, weight = ("two", 600) if link.fresh or link.look == "bid" else ("ink", 400)
    shown = [(text, at) for text, at in ((link.pays, y - 5), (link.says, y + 13)) if text]
    room = (end - left - 6) * SIZE / SMALL
    return "".join(_words(left, at, _folded(text, room, 1)[0], tone, pen, weight, size=SMALL) for text, at in shown)


def _height(link: Link, one: Panel, rows: dict[str, Row]) -> float:
    """How high up a holder's box the line leaves it: in the middle, or each tie in a place of its own."""
    here, own = rows[link.holder], [each for each in one.links if each.holder == link.holder]
    if len(own) == 1 and not here.held:
        return here.top + here.height / 2
    return here.top + here.height - TIE * (len(own) - own.index(link) - 0.5)


def _legend(legend: tuple[tuple[str, str], ...], y: float, pen: Pen) -> tuple[str, float]:
    """What the looks of lines and words mean."""
    parts, x, line = [], 0.0, 0
    for look, words in legend:
        wide = (0.0 if look == "fresh" else 34.0) + extent(words)
        if x and x + wide > pen.width:
            x, line = 0.0, line + 1
        at = y + 18 * line
        if look == "fresh":
            parts.append(_words(x, at, words, "two", pen, 600, size=SMALL))
        else:
            tone, stroke, dash = LOOKS[look]
            ends = {"x1": x, "x2": x + 26, "y1": at - 4, "y2": at - 4}
            parts.append(element("line", **ends, stroke=pen.ink[tone], stroke_width=stroke, stroke_dasharray=dash))
            parts.append(_words(x + 33, at, words, "soft", pen, size=SMALL))
        x += wide + 20
    return "".join(parts), 18.0 * line + 4 if legend else 0.0


def _folded(text: str, width: float, most: int = 3) -> list[str]:
    """Lines that fit even in bold; a word that is longer than a line is cut."""
    room = width / BOLD
    return [line if extent(line) <= room else _cut(line, room) for line in fold(text, room, most)]


def _cut(word: str, room: float) -> str:
    kept = next(end for end in range(len(word) - 1, -1, -1) if extent(word[:end] + "…") <= room or not end)
    return word[:kept] + "…"


def _words(
    x: float, y: float, text: str, tone: str, pen: Pen, weight: int = 400, anchor: str = "start", size: float = SIZE
) -> str:
    told = {"font_size": size, "font_weight": weight if weight != 400 else "", "text_anchor": anchor}
    return element("text", escape(text), x=x, y=y, fill=pen.ink[tone], **told)
