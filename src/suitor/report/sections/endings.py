"""How the bid may end: by which route, by which day, and what the market and a defence say of it."""

from __future__ import annotations

import numpy as np

from ..._core.records import replace
from ...study import Curve
from ..blocks import Block, Item, Paragraph, Points, Run, Table, Text
from ..figures import lines, moves, until_still
from ..voice import Voice

ROUTE = ("route.chance", "route.alone", "route.days")
DEFENCE = ("defence.asked", "defence.enough", "defence.stake", "defence.loss", "defence.days", "defence.chance")
ALWAYS = (*ROUTE, "defence.asked", "defence.enough")  # shown even where every row has the same
MARKET = ("position.spread", "position.annualised", "position.gain")


def endings(voice: Voice) -> Block | None:
    """Every ending with its odds, the routes to closing, and the odds by date."""
    shown = voice.named("ending.chance")
    if not shown:
        return None
    (likeliest,), figure = max(shown.items(), key=lambda item: item[1].mean)
    fields = {"ending": voice.plain(f"ending.{likeliest}"), "chance": voice.value(figure.id).text}
    heading = voice.heading("endings.head", **fields)
    never = [voice.plain(f"ending.{key}") for (key,), each in shown.items() if not np.any(each.value)]
    shown = {keys: each for keys, each in shown.items() if np.any(each.value)}
    cells = [(ending_name(voice, key), voice.cell(f"ending.chance[{key}]")) for (key,) in shown]
    columns = (voice.plain("endings.column.ending"), voice.plain("figure.ending.chance.name"))
    items: list[Item] = [Table(voice.plain("endings.table"), columns, tuple(cells))]
    if never:
        items.append(Paragraph(voice.say("endings.never", endings=voice.plain("list.comma").join(never))))
    if voice.has("odds.by_expiry"):
        items.append(Paragraph(voice.say("endings.expiry", chance=voice.value("odds.by_expiry"))))
    items += [lines(voice, id, until_still([curve]), f"endings.{id}") for id, curve in curves(voice).items()]
    items += tables(voice)
    return Block("endings", voice.plain("topic.endings"), heading, tuple(items))


def curves(voice: Voice) -> dict[str, Curve]:
    """The odds by day, and what the market price implies by what a share falls back to, where either moves."""
    known = voice.study.curves
    found = {id: known[id] for id in ("odds_by_date", "implied_by_downside") if id in known and moves(known[id])}
    return {
        id: replace(curve, x_unit="share price") if curve.x_unit == "money" else curve for id, curve in found.items()
    }


def ending_name(voice: Voice, key: str) -> Text:
    """How a bid ends, in words."""
    return (Run(voice.plain(f"ending.{key}") if f"ending.{key}" in voice.words else key),)


def tables(voice: Voice) -> list[Item]:
    """Routes, defences and what the market price says, where the file has them."""
    made: list[Item] = []
    if len(voice.named("route.chance")) > 1:
        made.append(by_name(voice, ROUTE, "endings.routes"))
        made += own_gates(voice)
    if voice.named("defence.chance"):
        made.append(by_name(voice, DEFENCE, "endings.defences"))
    return [*made, *trading(voice)]


def own_gates(voice: Voice) -> list[Item]:
    """What a route has to pass that the others need not."""
    told = [
        voice.say(
            "endings.own",
            route=voice.quote(route.id),
            gate=Run(voice.name(gate.id)),
            chance=voice.value(f"route.gate[{gate.id}]"),
            days=voice.value(f"route.gate_days[{gate.id}]"),
        )
        for route in voice.study.deal.file.routes
        for gate in route.own
        if voice.has(f"route.gate[{gate.id}]", f"route.gate_days[{gate.id}]")
    ]
    return [Points(tuple(told))] if told else []


def trading(voice: Voice) -> list[Item]:
    """What the market price implies, and what a share bought at it would earn."""
    if not voice.has("odds.higher_bid"):
        return []
    expected = voice.study["odds.higher_bid"].mean >= 0.5
    said = voice.say("endings.higher") if expected else ()
    if not expected and voice.has("odds.implied", "verdict.completion"):
        fields = {"implied": voice.value("odds.implied"), "chance": voice.value("verdict.completion")}
        said = voice.say("endings.implied", **fields)
    told = [id for id in MARKET if voice.has(id) and np.any(voice.study[id].value)]
    points = Points(tuple(voice.say("endings.market", what=voice.what(id), value=voice.ranged(id)) for id in told))
    return [*([Paragraph(said)] if said else []), *([points] if told else [])]


def differs(voice: Voice, name: str) -> bool:
    """A figure has not the same numbers in every row."""
    return len({each.value.tobytes() for each in voice.named(name).values()}) > 1


def by_name(voice: Voice, names: tuple[str, ...], key: str) -> Table:
    """Figures that share their key, side by side."""
    there = [name for name in names if voice.named(name)]
    keys = list(voice.named(there[0]))
    there = [name for name in there if name in ALWAYS or differs(voice, name)]
    columns = (voice.plain(f"{key}.column"), *(voice.column(name) for name in there))
    rows = tuple(((Run(voice.name(each)),), *(voice.cell(f"{name}[{each}]") for name in there)) for (each,) in keys)
    return Table(voice.plain(f"{key}.table"), columns, rows)
