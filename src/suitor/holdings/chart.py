"""The structure drawn: owners above, companies below, cash and votes on every tie, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from html import escape

import numpy as np

from suitor._core.records import record

from .amounts import Amount, Range
from .graph import components, graph_of, reached
from .holdings import Holdings

__all__ = ["WORDS", "Tie", "above", "draw", "ties"]

WORDS = {"cash": "cash", "votes": "votes", "board": "board", "veto": "veto", "asserts": "control", "pact": "pact"}
WIDTH, HEIGHT, GAP, DROP, EDGE = 168, 40, 24, 112, 16  # pixels: boxes, the space between them, margins
FILL = {"person": "#f4e3c1", "company": "#dbe7f3"}
OTHER = "#e3eedd"


@record
class Tie:
    """All that one party holds of another."""

    holder: str
    company: str
    rights: Mapping[str, Amount | str]  # cash, votes, board, veto, asserts; the last two without a size
    decides: bool  # the holder controls the company

    @property
    def pays(self) -> bool:
        """It carries cash flow."""
        return "cash" in self.rights

    def says(self, words: Mapping[str, str]) -> str:
        """The rights in words."""
        return " · ".join(f"{words[name]} {_percent(share)}".strip() for name, share in self.rights.items())


def draw(holdings: Holdings, company: str | None = None, words: Mapping[str, str] = WORDS) -> str:
    """A drawing of everyone above a company, or of the whole register; thick ties control, dashed ones have no cash.

    Boxes stand in layers, each party above what it holds, those in a loop side by side. `words` translates
    the rights. Drawn shares show their median.
    """
    drawn = ties(holdings)
    if company is not None:
        holdings.entity(company)
        drawn = above(drawn, company)
    named = [name for tie in drawn for name in (tie.holder, tie.company)]
    names = list(dict.fromkeys([*named, company] if company else named))
    place = _places(names, drawn)
    wide = max((x for x, _ in place.values()), default=0) + WIDTH + EDGE
    high = max((y for _, y in place.values()), default=0) + HEIGHT + EDGE + DROP / 3
    parts = _lines(drawn, place, words) + [_box(holdings, name, place[name]) for name in names]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" '
        f'height="{high:.0f}" font-family="sans-serif" font-size="12" text-anchor="middle">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def ties(holdings: Holdings) -> list[Tie]:
    """Every party's rights in every company it holds directly."""
    rights: dict[tuple[str, str], dict[str, Amount | str]] = {}
    for name, right in (("cash", holdings.cash), ("votes", holdings.votes), ("board", holdings.board)):
        for pair, share in right.items():
            rights.setdefault(pair, {})[name] = share
    for held in holdings.interests:
        if held.kind in ("veto", "asserts"):
            rights.setdefault((held.holder, held.company), {})[held.kind] = ""
    return [
        Tie(holder, company, held_of, holder in holdings.controllers(company))
        for (holder, company), held_of in rights.items()
    ]


def above(drawn: list[Tie], *companies: str) -> list[Tie]:
    """The ties of everyone above some companies."""
    wanted = set(reached(graph_of((tie.company, tie.holder) for tie in drawn), *companies))
    return [tie for tie in drawn if tie.company in wanted]


def _places(names: list[str], ties: list[Tie]) -> dict[str, tuple[float, float]]:
    """Layers by the longest way down, each ordered by the middle of what it holds; a loop shares a layer."""
    graph: dict[str, list[str]] = {name: [tie.company for tie in ties if tie.holder == name] for name in names}
    level: dict[str, int] = {}
    for group in components(graph):
        below = [level[target] + 1 for name in group for target in graph[name] if target in level]
        level.update(dict.fromkeys(group, max(below, default=0)))
    deepest = max(level.values(), default=0)
    middle: dict[str, float] = {}
    place: dict[str, tuple[float, float]] = {}
    for layer in range(deepest + 1):
        row = [name for name in names if level[name] == layer]
        wish = {name: np.mean([middle[one] for one in graph[name] if one in middle] or [0.0]) for name in row}
        row.sort(key=lambda name: (wish[name], names.index(name)))
        for index, name in enumerate(row):
            middle[name] = (index - (len(row) - 1) / 2) * (WIDTH + GAP)
            place[name] = (middle[name], (deepest - layer) * DROP + EDGE + DROP / 3)
    left = min((x for x, _ in place.values()), default=0.0)
    return {name: (x - left + EDGE, y) for name, (x, y) in place.items()}


def _box(holdings: Holdings, name: str, place: tuple[float, float]) -> str:
    entity, (x, y) = holdings.entity(name), place
    label = entity.label if len(entity.label) <= 24 else f"{entity.label[:23]}…"
    return (
        f"<g><title>{escape(entity.label)} ({escape(entity.kind)})</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="{14 if entity.kind == "person" else 3}" '
        f'fill="{FILL.get(entity.kind, OTHER)}" stroke="#555"/>'
        f'<text x="{x + WIDTH / 2:.0f}" y="{y + HEIGHT / 2 + 4:.0f}">{escape(label)}</text></g>'
    )


def _lines(ties: list[Tie], place: Mapping[str, tuple[float, float]], words: Mapping[str, str]) -> list[str]:
    """Ties leave a box in the order of where they go, and arrive in the order of where they come from."""
    out, into = _slots(ties, place, "holder", "company"), _slots(ties, place, "company", "holder")
    return [_line(tie, place, out[index], into[index], tie.says(words)) for index, tie in enumerate(ties)]


def _slots(
    ties: list[Tie], place: Mapping[str, tuple[float, float]], end: str, other: str
) -> dict[int, tuple[float, int]]:
    """For each tie where it touches the box at one end, and which one of the box's ties it is, from the left."""
    slots: dict[int, tuple[float, int]] = {}
    for name in {getattr(tie, end) for tie in ties}:
        here = [index for index, tie in enumerate(ties) if getattr(tie, end) == name]
        here.sort(key=lambda index: place[getattr(ties[index], other)])
        for number, index in enumerate(here):
            slots[index] = place[name][0] + WIDTH * (number + 1) / (len(here) + 1), number
    return slots


def _line(
    tie: Tie, place: Mapping[str, tuple[float, float]], out: tuple[float, int], into: tuple[float, int], says: str
) -> str:
    """A curve from box to box with its words under the holder: down to what is held, in an arc along a row."""
    (x1, number), (x2, _) = out, into
    y1, y2 = place[tie.holder][1], place[tie.company][1]
    if y1 == y2:  # in a loop: rightward above the row, leftward below it
        side = -1 if x2 > x1 else 1
        y1 = y2 = y1 + (HEIGHT if side > 0 else 0)
        bend = y1 + side * DROP / 3
        text = (x1 + x2) / 2, y1 + side * DROP / 4 + 4
    else:
        y1, y2 = (y1 + HEIGHT, y2) if y2 > y1 else (y1, y2 + HEIGHT)
        bend = (y1 + y2) / 2
        text = x1 + 0.1 * (x2 - x1), y1 + 15 + 14 * number
    dashes = "" if tie.pays else ' stroke-dasharray="5 4"'
    return (
        f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {bend:.0f} {x2:.0f} {bend:.0f} {x2:.0f} {y2:.0f}" fill="none" '
        f'stroke="#555" stroke-width="{2.4 if tie.decides else 1}"{dashes} marker-end="url(#tip)"/>'
        f'<text x="{text[0]:.0f}" y="{text[1]:.0f}" font-size="10.5" stroke="#fff" stroke-width="3" '
        f'paint-order="stroke">{escape(says)}</text>'
    )


def _percent(share: Amount | str) -> str:
    if share is None or isinstance(share, str):
        return "?" if share is None else share
    if isinstance(share, Range):
        return f"{_short(share.low)}–{_short(share.high)}%"
    return f"{_short(np.median(share) if isinstance(share, np.ndarray) else share)}%"


def _short(share: Fraction | float | np.floating) -> str:
    return f"{100 * float(share):.3g}"
