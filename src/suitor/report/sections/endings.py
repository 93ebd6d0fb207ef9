"""How the bid may end: by which route, by which day, and what the market and a defence say of it."""

from __future__ import annotations

from ..blocks import Block, Item, Paragraph, Points, Run, Table, Text
from ..figures import lines
from ..voice import Voice

ROUTE = ("route.chance", "route.alone", "route.days")
DEFENCE = ("defence.asked", "defence.stake", "defence.loss", "defence.days", "defence.chance")
MARKET = ("odds.implied", "odds.higher_bid", "position.spread", "position.annualised", "position.gain")


def endings(voice: Voice) -> Block | None:
    """Every ending with its odds, the routes to closing, and the odds by date."""
    shown = voice.named("ending.chance")
    if not shown:
        return None
    (likeliest,), figure = max(shown.items(), key=lambda item: item[1].mean)
    fields = {"ending": voice.plain(f"ending.{likeliest}"), "chance": voice.value(figure.id).text}
    heading = voice.heading("endings.head", **fields)
    cells = [(ending_name(voice, key), voice.cell(f"ending.chance[{key}]")) for (key,) in shown]
    columns = (voice.plain("endings.column.ending"), voice.plain("figure.ending.chance.name"))
    items: list[Item] = [Table(voice.plain("endings.table"), columns, tuple(cells))]
    if voice.has("odds.by_expiry"):
        items.append(Paragraph(voice.say("endings.expiry", chance=voice.value("odds.by_expiry"))))
    items += [
        lines(voice, id, (id,), f"endings.{id}")
        for id in ("odds_by_date", "implied_by_downside")
        if id in voice.study.curves
    ]
    items += tables(voice)
    return Block("endings", voice.plain("topic.endings"), heading, tuple(items))


def ending_name(voice: Voice, key: str) -> Text:
    """How a bid ends, in words."""
    return (Run(voice.plain(f"ending.{key}") if f"ending.{key}" in voice.words else key),)


def tables(voice: Voice) -> list[Item]:
    """Routes, defences and what the market price says, where the file has them."""
    made: list[Item] = []
    if len(voice.named("route.chance")) > 1:
        made.append(by_name(voice, ROUTE, "endings.routes"))
    if voice.named("defence.chance"):
        made.append(by_name(voice, DEFENCE, "endings.defences"))
    told = tuple(market_said(voice, id) for id in MARKET if voice.has(id))
    return [*made, Points(told)] if told else made


def market_said(voice: Voice, id: str) -> Text:
    """One thing the market price implies."""
    return (Run(f"{voice.what(id)}: "), *voice.cell(id))


def by_name(voice: Voice, names: tuple[str, ...], key: str) -> Table:
    """Figures that share their key, side by side."""
    there = [name for name in names if voice.named(name)]
    columns = (voice.plain(f"{key}.column"), *(voice.column(name) for name in there))
    keys = list(voice.named(there[0]))
    rows = tuple(((Run(voice.name(each)),), *(voice.cell(f"{name}[{each}]") for name in there)) for (each,) in keys)
    return Table(voice.plain(f"{key}.table"), columns, rows)
