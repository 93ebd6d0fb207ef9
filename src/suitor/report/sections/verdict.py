"""Who must say yes, which gates must open, by when, and what would have to be true."""

from __future__ import annotations

import math
from datetime import timedelta

from ..blocks import Bar, Block, Cards, Item, Paragraph, Points, Ranges, Run, Table, Text
from ..figures import lines, ranges, ticks
from ..voice import Voice
from .answer import TURNS, card, odds


def deciders(voice: Voice) -> Block | None:
    """The lowest price each decider takes."""
    shown = voice.named("verdict.accepts")
    if not shown:
        return None
    kinds = {each.party: each for each in voice.study.deal.file.deciders}
    names = ("decider", "kind", "accepts", "reservation", "willing")
    columns = tuple(voice.plain(f"deciders.column.{name}") for name in names)
    rows = []
    for (party,) in shown:
        kind = voice.plain(f"decider.{kinds[party].kind}") if party in kinds else voice.plain("number.none")
        cells = [
            voice.cell(f"{name}[{party}]")
            for name in ("verdict.accepts", "verdict.reservation", "verdict.willing_price")
        ]
        rows.append(((Run(voice.name(party)),), (Run(kind),), *cells))
    (least,), figure = min(shown.items(), key=lambda item: item[1].mean)
    heading = voice.heading(f"deciders.head.{voice.sure(figure.mean)}", party=voice.name(least), count=len(shown))
    items: list[Item] = [Table(voice.plain("deciders.table"), columns, tuple(rows)), *notes(voice)]
    if "price_of_yes" in voice.study.curves:
        offer = (
            [(voice.study["bid.price"].median, voice.plain("price.offer_line", price=voice.value("bid.price")))]
            if voice.has("bid.price")
            else []
        )
        items.append(lines(voice, "yes", ("price_of_yes",), "deciders.yes", upright=offer))
    return Block("deciders", voice.plain("topic.deciders"), heading, tuple(items))


def notes(voice: Voice) -> list[Item]:
    """What binds each decider, as the file says."""
    said = [(each.party, each.note) for each in voice.study.deal.file.deciders if each.note]
    points = tuple(voice.say("deciders.note", party=voice.name(party), note=voice.text(note)) for party, note in said)
    return [Points(points)] if points else []


def gates(voice: Voice) -> Block | None:
    """What must open after a yes: odds and dates."""
    file = voice.study.deal.file
    shown = [gate for gate in file.gates if voice.has(f"verdict.gate[{gate.id}]", f"verdict.gate_days[{gate.id}]")]
    if not shown:
        return None
    narrow = min(shown, key=lambda gate: voice.study[f"verdict.gate[{gate.id}]"].mean)
    fields = {"gate": voice.name(narrow.id), "chance": voice.value(f"verdict.gate[{narrow.id}]").text}
    heading = voice.heading(f"gates.head.{odds(voice)}", **fields)
    columns = tuple(voice.plain(f"gates.column.{name}") for name in ("gate", "who", "kind", "chance", "days", "opens"))
    table = Table(voice.plain("gates.table"), columns, tuple(gate_row(voice, gate) for gate in shown))
    ids = [f"verdict.gate_days[{gate.id}]" for gate in shown] + ["verdict.duration"]
    names = [chance_label(voice, gate.id) for gate in shown] + [voice.plain("figure.verdict.duration.name")]
    figures = ("verdict.completion", "verdict.if_accepted", "verdict.duration")
    items: list[Item] = [Cards(tuple(card(voice, id) for id in figures if voice.has(id))), table]
    items.append(ranges(voice, "gates", ids, "gates.chart", names))
    return Block("gates", voice.plain("topic.gates"), heading, tuple(items))


def chance_label(voice: Voice, gate: str) -> str:
    """A gate and its odds."""
    return voice.plain("gates.label", gate=voice.name(gate), chance=voice.value(f"verdict.gate[{gate}]"))


def gate_row(voice: Voice, gate) -> tuple[Text, ...]:
    """One gate: who, what, how likely, when."""
    figure = voice.study[f"verdict.gate_days[{gate.id}]"]
    start, days = voice.study.deal.file.bid.date, figure.median
    day = (
        voice.words.day(start + timedelta(days=round(days)))
        if math.isfinite(days) and days < 36500
        else voice.plain("number.none")
    )
    who = voice.name(gate.who) if gate.who else voice.plain("number.none")
    kind = voice.plain(f"gate.{gate.kind}")
    cells = (Run(voice.name(gate.id)),), (Run(who),), (Run(kind),)
    return (*cells, voice.cell(f"verdict.gate[{gate.id}]"), voice.cell(figure.id), (Run(day),))


def needed(voice: Voice) -> Block | None:
    """What would have had to be different for the answer to be another."""
    points = [told for headline in TURNS for told in turned(voice, headline)]
    if voice.has("verdict.needed", "bid.price"):
        amount = voice.study["verdict.needed"].median
        key = "needed.price" if math.isfinite(amount) else "needed.no_price"
        points.insert(
            0,
            voice.say(
                key,
                needed=voice.value("verdict.needed"),
                span=voice.span("verdict.needed"),
                price=voice.value("bid.price"),
            ),
        )
    if not points:
        return None
    flips = sum(len(voice.flips(headline)) for headline in TURNS)
    heading = voice.heading("needed.head.some" if flips else "needed.head.none", count=flips)
    items: list[Item] = [Points(tuple(points))]
    if "mission" in voice.study.curves:
        items.append(lines(voice, "mission", ("mission",), "needed.mission"))
    for curve in ("mission_surplus", "mission_growth"):
        if curve in voice.study.curves:
            items.append(lines(voice, curve, (curve,), f"needed.{curve}"))
    return Block("needed", voice.plain("topic.needed"), heading, tuple(items))


def turned(voice: Voice, headline: str) -> list[Text]:
    """The three strongest assumptions that turn a headline round, each with the value at which it does."""
    return [
        voice.say(
            "needed.flip",
            headline=voice.what(headline) if headline in voice.study.figures else headline,
            **voice.driven(driver),
        )
        for driver in voice.flips(headline)[:3]
    ]


def assumed(voice: Voice) -> Block | None:
    """What moves each headline most."""
    moved = [id for id, found in voice.study.drivers.items() if found and voice.has(id)]
    if not moved:
        return None
    first = [id for id in (*TURNS, "value.fair") if id in moved][:3] or moved[:1]
    items: list[Item] = []
    for id in first:
        items += [Paragraph(movers(voice, id)), tornado(voice, id)]
    columns = tuple(voice.plain(f"assumed.all.{name}") for name in ("headline", "value", "inputs", "flips"))
    rows = tuple(mover_row(voice, id) for id in moved)
    items.append(Table(voice.plain("assumed.all.table"), columns, rows, folded=True))
    heading = voice.heading(
        "assumed.head", input=voice.input(voice.study.drivers[first[0]][0].path), headline=voice.what(first[0])
    )
    return Block("assumed", voice.plain("topic.assumed"), heading, tuple(items))


def movers(voice: Voice, id: str) -> Text:
    """The three assumptions that move a headline most, and how many turn it round."""
    found = voice.study.drivers[id]
    names = voice.words.join([voice.input(driver.path) for driver in found[:3]])
    flips = len(voice.flips(id))
    return voice.say(
        "assumed.three.flips" if flips else "assumed.three.firm", headline=voice.what(id), inputs=names, count=flips
    )


def mover_row(voice: Voice, id: str) -> tuple[Text, ...]:
    """A headline, its number, the three assumptions that move it most and where they turn it."""
    flips = [voice.plain("assumed.all.flip", **voice.driven(driver)) for driver in voice.flips(id)[:3]]
    names = voice.words.join([voice.input(driver.path) for driver in voice.study.drivers[id][:3]])
    return (Run(voice.what(id)),), voice.cell(id), (Run(names),), (Run("; ".join(flips) or voice.plain("number.none")),)


def tornado(voice: Voice, id: str) -> Ranges:
    """Each assumption alone from its low to its high end, the longest swing on top."""
    figure = voice.study[id]
    bars, rows = [], []
    for driver in voice.study.drivers[id][:8]:
        ends = [voice.show(end, figure.unit, figure.name) for end in (driver.at_low, driver.at_high)]
        told = voice.driven(driver)
        text = voice.plain("assumed.ends", low=told["low"], at_low=ends[0], high=told["high"], at_high=ends[1])
        low, high = sorted((driver.at_low, driver.at_high))
        ends_of = (told["low"], told["high"]) if driver.at_low <= driver.at_high else (told["high"], told["low"])
        bars.append(
            Bar(
                voice.input(driver.path),
                low,
                figure.headline,
                high,
                text,
                ends=ends_of,
                turned=driver.at_low > driver.at_high,
            )
        )
        runs = (
            Run(told["low"]),
            Run(ends[0], number=driver.at_low),
            Run(told["high"]),
            Run(ends[1], number=driver.at_high),
            Run(told["flip"]),
        )
        rows.append(((Run(voice.input(driver.path)),), *((run,) for run in runs)))
    columns = tuple(
        voice.plain(f"assumed.column.{name}") for name in ("input", "low", "at_low", "high", "at_high", "flip")
    )
    title = voice.plain("assumed.chart", headline=voice.what(id))
    places = ticks(voice, [end for bar in bars for end in (bar.low, bar.high)], figure.unit)
    described = voice.plain("assumed.described", headline=voice.what(id), input=bars[0].label, text=bars[0].text)
    line = ((figure.headline, voice.show(figure.headline, figure.unit, figure.name)),)
    return Ranges(
        f"tornado-{id}",
        title,
        described,
        figure.unit,
        tuple(bars),
        places,
        line,
        Table(title, columns, tuple(rows), folded=True),
    )
