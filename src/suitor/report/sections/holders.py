"""Who holds what of whom, drawn before the bid and under each scenario, and whom the target is then run for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..._core.records import record, replace
from ...analysis import structure as registers
from ...deal import Inputs
from ...holdings import Holdings, Range, Tie, above, ties
from ..blocks import Run, Table, Text, visible
from ..structure import Link, Panel, Party, Structure
from ..voice import Voice

SAID = {"cash": "pays", "votes": "says", "board": "says", "veto": "says", "asserts": "says"}  # over the line, under it
MOST_ROWS = 18  # parties of a drawing; beyond, the smallest holders are left to the table


@record
class Time:
    """A register at one time: before the bid, or under a scenario."""

    title: str
    register: Holdings
    drawn: list[Tie]  # of everybody above the target and, before the bid, above the bidder


def drawn(voice: Voice) -> tuple[Structure, ...]:
    """The structure before the bid and under every scenario that changes it, two to a drawing."""
    first, *later = all_times(voice)
    times = [first, *(time for time in later if time.drawn)]
    if len(times) == 1 and not first.drawn:
        return ()
    old = {(tie.holder, tie.company): words(voice, tie) for tie in times[0].drawn}
    panels = [panel(voice, time, old, place > 0) for place, time in enumerate(times)]
    pairs = [tuple(panels[start : start + 2]) for start in range(0, len(panels), 2)]
    return tuple(drawing(voice, pair, place) for place, pair in enumerate(pairs))


def drawing(voice: Voice, panels: tuple[Panel, ...], place: int) -> Structure:
    """One or two panels with what their lines mean."""
    looks = {
        "control": any(link.look == "control" for each in panels for link in each.links),
        "silent": any(link.look == "silent" for each in panels for link in each.links),
        "fresh": any(link.fresh for each in panels for link in each.links),
    }
    legend = tuple((look, voice.plain(f"structure.legend.{look}")) for look, shown in looks.items() if shown)
    key = "drawn_more" if place else ("drawn" if len(panels) > 1 else "drawn_alone")
    names = [voice.words.texts["quote"].replace("{name}", each.title) for each in panels]
    title = voice.plain(f"structure.{key}", panels=voice.words.join(names))
    told = " ".join(described(voice, each) for each in panels)
    return Structure(f"structure-{place}", title, told, panels, legend, table(voice, panels, title))


def all_times(voice: Voice) -> list[Time]:
    """Before the bid, then each scenario after which somebody else has something else of the target."""
    file, (register, inputs) = voice.study.deal.file, before(voice)
    first = ties(register)
    times = [Time(voice.plain("structure.now"), register, above(first, file.bid.target, file.bid.bidder))]
    known = {told(voice, above(first, file.bid.target)): times[0]}
    for scenario in file.scenarios:
        changed = registers.after(register, scenario, inputs)
        found = above(ties(changed), file.bid.target)
        same = known.get(told(voice, found))
        if same is None:
            known[told(voice, found)] = Time(voice.name(scenario.id), changed, found)
            times.append(known[told(voice, found)])
        elif same is not times[0]:
            times[times.index(same)] = Time(f"{same.title}; {voice.name(scenario.id)}", same.register, same.drawn)
            known[told(voice, found)] = times[[each.register for each in times].index(same.register)]
    return times


def before(voice: Voice) -> tuple[Holdings, Inputs]:
    """The register before the bid, and the draws that it is read from."""
    inputs = Inputs.random(voice.study.deal, voice.study.seed, 0, voice.study.draws)
    return registers.before(voice.study.deal.file, inputs), inputs


def told(voice: Voice, found: list[Tie]) -> frozenset[Any]:
    """What tells one structure from another."""
    return frozenset((tie.holder, tie.company, words(voice, tie)) for tie in found)


def words(voice: Voice, tie: Tie) -> tuple[str, str]:
    """What a tie pays and what it decides."""
    said: dict[str, list[str]] = {"pays": [], "says": []}
    for right, share in tie.rights.items():
        said[SAID[right]].append(in_words(voice, right, share))
    return " · ".join(said["pays"]), " · ".join(said["says"])


def in_words(voice: Voice, right: str, share: Any) -> str:
    """A right and its size: nine draws in ten, or the bounds of a range."""
    if right in ("veto", "asserts"):
        return voice.plain(f"structure.right.{'veto' if right == 'veto' else 'control'}")
    if share is None:
        return voice.plain(f"structure.right.{right}", share=voice.plain("structure.right.unknown"))
    low, high = ends(share)
    if right == "board" and low == high == 1.0:
        return voice.plain("structure.right.all")
    return voice.plain(f"structure.right.{right}", share=voice.reach(low, high, "share"))


def ends(share: Any) -> tuple[float, float]:
    """Where nine draws in ten lie, or the bounds of a range, or one number twice."""
    if isinstance(share, Range):
        return float(share.low), float(share.high)
    low, high = np.quantile(np.asarray(share, dtype=float), (0.05, 0.95))
    return float(low), float(high)


def panel(voice: Voice, time: Time, old: Mapping[tuple[str, str], tuple[str, str]], later: bool) -> Panel:
    """One drawing: every party in a row of its own, those in control with a thick line."""
    file = voice.study.deal.file
    shown = foremost(time.drawn) + ([] if later else [Tie(file.bid.bidder, file.bid.target, {}, False)])
    kinds = {party.id: party.kind for party in file.parties}
    sorts = {file.bid.bidder: "bidder", file.bid.target: "target"}
    parties = tuple(
        Party(name, visible(voice.name(name)), level, sorts.get(name, kinds.get(name, "")))
        for name, level in rows(shown, file.bid.target)
    )
    links = []
    for tie in shown:
        pays, says = words(voice, tie)
        fresh = later and old.get((tie.holder, tie.company)) != (pays, says)
        look = "control" if tie.decides else ("" if tie.pays else "silent")
        links.append(Link(tie.holder, tie.company, visible(pays), visible(says), look, fresh))
    if not later:
        bid = voice.plain("structure.bid", price=voice.value("bid.price"))
        links[-1] = replace(links[-1], pays=bid, look="bid")
    return Panel(visible(time.title), visible(in_control(voice, time.register)), parties, tuple(links))


def foremost(found: list[Tie]) -> list[Tie]:
    """The ties of no more than so many parties: holders that nobody holds go first, the smallest of them first."""
    held = {tie.company for tie in found}
    names = {name for tie in found for name in (tie.holder, tie.company)}
    free = sorted((tie for tie in found if tie.holder not in held), key=lambda tie: (tie.decides, weight(tie)))
    left_out = {tie.holder for tie in free[: max(0, len(names) - MOST_ROWS)]}
    return [tie for tie in found if tie.holder not in left_out]


def weight(tie: Tie) -> float:
    """The largest share that a tie gives."""
    sizes = (share for share in tie.rights.values() if share is not None and not isinstance(share, str))
    return max((ends(share)[1] for share in sizes), default=0.0)


def rows(found: list[Tie], foot: str) -> list[tuple[str, int]]:
    """The parties from the top down with their distance from the foot: holders stand right above what they hold."""
    order: dict[str, int] = {}
    held = {tie.company for tie in found}

    def visit(name: str, level: int, path: tuple[str, ...]) -> None:
        """Those with holders of their own first, then the largest; whom a loop leads back to comes last."""
        holders = [tie for tie in found if tie.company == name]
        looped = {tie.holder for tie in holders if any(up.holder == name for up in above(found, tie.holder))}
        for tie in sorted(
            holders, key=lambda tie: (tie.holder in looped, tie.holder not in held, -tie.decides, -weight(tie))
        ):
            if tie.holder not in (*order, *path, name):
                visit(tie.holder, level + 1, (*path, name))
        order[name] = level

    visit(foot, 0, ())
    return list(order.items())


def in_control(voice: Voice, register: Holdings) -> str:
    """Who is in control of the target, and what it receives of the next dollar."""
    target = voice.study.deal.file.bid.target
    head = register.ultimate_controller(target)
    if head is None:
        return voice.plain("structure.nobody")
    wedge = register.wedge(target)
    if wedge is None:
        return voice.plain("structure.in_control", holder=voice.name(head))
    low, high = ends(wedge)
    share = voice.reach(1 - high, 1 - low, "share")
    return voice.plain("structure.in_control_of", holder=voice.name(head), share=share)


def described(voice: Voice, one: Panel) -> str:
    """A drawing in words."""
    names = {party.id: party.name for party in one.parties}
    said = voice.plain("list.apart").join(
        voice.plain(
            "structure.tie",
            holder=names[link.holder],
            company=names[link.company],
            rights=voice.plain("list.comma").join(filter(None, (link.pays, link.says))),
        )
        for link in one.links
    )
    return voice.plain("structure.described", panel=one.title, control=one.control, ties=said)


def table(voice: Voice, panels: tuple[Panel, ...], title: str) -> Table:
    """The drawing's lines, one a row."""
    columns = tuple(voice.plain(f"structure.column.{name}") for name in ("when", "holder", "of", "cash", "votes"))
    listed: list[tuple[Text, ...]] = []
    for one in panels:
        names = {party.id: party.name for party in one.parties}
        for link in one.links:
            cells = (one.title, names[link.holder], names[link.company], link.pays, link.says)
            listed.append(tuple((Run(cell or voice.plain("number.none")),) for cell in cells))
    return Table(title, columns, tuple(listed))


def weights(voice: Voice) -> Table | None:
    """Under each scenario who controls, with how much of the cash, and what the target counts of whom."""
    file = voice.study.deal.file
    names = [name for name in ("control.cash", "control.wedge", "control.own", "control.care") if voice.named(name)]
    crossed = voice.named("control.cross")
    wedged = any(np.any(figure.value) for figure in voice.named("control.wedge").values())
    if not crossed and not wedged and len(names) < 3:
        return None  # whoever decides has all the cash: the drawing says so
    columns = [voice.plain("structure.column.scenario"), *(voice.column(name) for name in names)]
    columns += [voice.column("control.cross")] if crossed else []
    listed = []
    for scenario in file.scenarios:
        row = [(Run(voice.name(scenario.id)),), *(voice.cell(f"{name}[{scenario.id}]") for name in names)]
        if names[:1] == ["control.cash"] and not voice.has(f"control.cash[{scenario.id}]"):
            row[1] = (Run(voice.plain("structure.column.nobody")),)
        if crossed:
            row.append(rivals(voice, scenario.id))
        listed.append(tuple(row))
    return voice.shown(Table(voice.plain("structure.weights"), tuple(columns), tuple(listed)))


def rivals(voice: Voice, scenario: str) -> Text:
    """Whose profit the target counts beside its own, the largest first."""
    found = {rival: figure for (name, rival), figure in voice.named("control.cross").items() if name == scenario}
    cells: list[Run] = []
    for rival in sorted(found, key=lambda rival: -found[rival].median)[:2]:
        first, *rest = voice.cell(f"control.cross[{scenario},{rival}]")
        cells += [Run(voice.plain("list.apart") if cells else ""), Run(f"{voice.name(rival)}\u00a0"), first, *rest]
    return tuple(cells) or (Run(voice.plain("number.none")),)
