"""What would have to be true for another answer, and what moves each headline most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...study import Driver, Figure
from ..blocks import Bar, Block, Item, Paragraph, Points, Ranges, Run, Table, Text
from ..figures import ticks
from ..voice import Voice
from .answer import TURNS, hinge, turning

MOST_BARS = 8
MOST_TOLD = 3
ALIKE = 0.95  # of the largest swing: where all reach it, none stands out
FAINT = 0.02  # of the largest swing: one that is smaller is not told
COLUMNS = ("input", "low", "at_low", "high", "at_high", "flip")


def needed(voice: Voice) -> Block | None:
    """What would have had to be different for the answer to be another."""
    turns = turning(voice)
    points = [told for id, found in turns.items() for told in flipped(voice, id, found)]
    if voice.has("verdict.needed", "bid.price"):
        points.insert(0, yes_price(voice))
    answers = hinge(voice)
    if answers:
        points.insert(0, voice.say("needed.decider", **answers))
    points += certain_gates(voice)
    if voice.has("flip.price"):
        finite = math.isfinite(voice.study["flip.price"].median)
        told = voice.say("needed.half", price=voice.value("flip.price")) if finite else voice.say("needed.no_half")
        points.append(told)
    if not points:
        return None
    count = len({driver.path for found in turns.values() for driver in found})
    head = ("decider" if answers else "none") if not count else ("one" if count == 1 else "some")
    heading = voice.heading(f"needed.head.{head}", count=count, **answers)
    return Block("needed", voice.plain("topic.needed"), heading, (Points(tuple(points)),))


def flipped(voice: Voice, id: str, found: list[Driver]) -> list[Text]:
    """Where the assumptions that move a headline most turn it round, and which others could."""
    said = [voice.say(f"needed.flip.{id}", **voice.driven(driver, id)) for driver in found[:MOST_TOLD]]
    rest = [voice.input(driver.path) for driver in found[MOST_TOLD:]]
    return [*said, voice.say("needed.rest", inputs=voice.plain("list.apart").join(rest))] if rest else said


def certain_gates(voice: Voice) -> list[Text]:
    """The gate that would help most, were it certain to open."""
    shown = voice.named("flip.gate")
    if not shown or not voice.has("verdict.completion"):
        return []
    (gate,), figure = max(shown.items(), key=lambda item: item[1].mean)
    certain, now = voice.value(figure.id), voice.value("verdict.completion")
    if certain.text == now.text:
        return []
    if len(shown) > 1 and len({voice.value(each.id).text for each in shown.values()}) == 1:
        return [voice.say("needed.any_gate", chance=certain, now=now)]
    return [voice.say("needed.gate", gate=Run(voice.name(gate)), chance=certain, now=now)]


def yes_price(voice: Voice) -> Text:
    """The price of a yes beside the offer."""
    key = "needed.price" if math.isfinite(voice.study["verdict.needed"].median) else "needed.no_price"
    return voice.say(key, needed=voice.ranged("verdict.needed"), price=voice.value("bid.price"))


def assumed(voice: Voice) -> Block | None:
    """What moves each headline most."""
    moved = [id for id, found in voice.study.drivers.items() if found and voice.has(id)]
    if not moved:
        return None
    first = told_apart(voice, [id for id in (*TURNS, "value.fair") if id in moved][:3]) or moved[:1]
    top = next((id for id in first if voice.flips(id)), first[0])
    head = {"input": voice.input(voice.study.drivers[top][0].path), "headline": voice.what(top)}
    heading = voice.heading("assumed.head_alone" if len(voice.study.drivers[top]) == 1 else "assumed.head", **head)
    items: list[Item] = []
    for id in (top, *(id for id in first if id != top)):
        told = alike(voice, id, headed=id == top)
        items += [Paragraph(told)] if told else [Paragraph(movers(voice, id)), tornado(voice, id)]
    columns = tuple(voice.plain(f"assumed.all.{name}") for name in ("headline", "value", "inputs", "flips"))
    rows = tuple(mover_row(voice, id) for id in moved)
    items.append(voice.shown(Table(voice.plain("assumed.all.table"), columns, rows, folded=True)))
    return Block("assumed", voice.plain("topic.assumed"), heading, tuple(items))


def told_apart(voice: Voice, ids: list[str]) -> list[str]:
    """These headlines without one that is another's with the sign turned: it moves with the same in the same way."""
    kept: list[str] = []
    for id in ids:
        ends = swings(voice, id)
        if not any(
            swings(voice, other) == {path: (-low, -high) for path, (low, high) in ends.items()} for other in kept
        ):
            kept.append(id)
    return kept


def swings(voice: Voice, id: str) -> dict[str, tuple[float, float]]:
    """The headline at both ends of each assumption that moves it."""
    return {driver.path: (driver.at_low, driver.at_high) for driver in voice.study.drivers[id]}


def alike(voice: Voice, id: str, headed: bool) -> Text:
    """A headline that one assumption moves, or several by the same: a sentence, where bars would show nothing.

    `headed` where the heading has told which one it is.
    """
    figure, found = voice.study[id], voice.study.drivers[id]
    if len(found) > 1 and (voice.flips(id) or found[-1].swing < ALIKE * found[0].swing):
        return ()
    first, sides = found[0], sorted((found[0].at_low, found[0].at_high))
    low, high, least, most = (
        voice.result(end, figure.unit, figure.name) for end in (first.at_low, first.at_high, *sides)
    )
    if len(found) == 1:
        ends = {**voice.driven(first, id), "headline": voice.what(id), "at_low": low, "at_high": high}
        return voice.say("assumed.alone" if headed else "assumed.hangs", **ends)
    names = voice.words.join([voice.input(driver.path) for driver in found])
    return voice.say("assumed.alike", headline=voice.what(id), count=len(found), inputs=names, least=least, most=most)


def movers(voice: Voice, id: str) -> Text:
    """The three assumptions that move a headline most, and how many turn it round."""
    found = voice.study.drivers[id]
    names = voice.words.join([voice.input(driver.path) for driver in leading(found)])
    flips = len(voice.flips(id))
    key = "firm" if not flips else ("flip" if flips == 1 else "flips")
    said = voice.say(f"assumed.three.{key}", headline=voice.what(id), inputs=names, count=flips)
    mean, base = voice.value(id), voice.driven(found[0], id)["base"]
    if voice.study[id].unit != "chance" or mean.text == base:
        return said
    # A mean over uneven draws is not what all medians give: beside the chart it would look like a mistake.
    return voice.say("list.sentences", first=said, second=voice.say("assumed.uneven", base=base, mean=mean))


def leading(found: Sequence[Driver]) -> list[Driver]:
    """The three assumptions that move a headline most, without those that hardly do beside the first."""
    return [driver for driver in found[:MOST_TOLD] if driver.swing >= FAINT * found[0].swing]


def mover_row(voice: Voice, id: str) -> tuple[Text, ...]:
    """A headline, its number, the three assumptions that move it most and where they turn it."""
    flips = [voice.plain("assumed.all.flip", **voice.driven(driver, id)) for driver in voice.flips(id)[:3]]
    names = voice.words.join([voice.input(driver.path) for driver in leading(voice.study.drivers[id])])
    return (
        (Run(voice.what(id)),),
        voice.cell(id),
        (Run(names),),
        (Run(voice.plain("list.apart").join(flips) or voice.plain("number.none")),),
    )


def tornado(voice: Voice, id: str) -> Ranges:
    """Each assumption alone from its low to its high end, the longest swing on top."""
    figure, found = voice.study[id], voice.study.drivers[id][:MOST_BARS]
    bars = tuple(swing(voice, figure, driver) for driver in found)
    title = voice.plain("assumed.chart", headline=voice.what(id))
    columns = tuple(voice.plain(f"assumed.column.{name}") for name in COLUMNS)
    table = voice.shown(Table(title, columns, tuple(ends(voice, figure, driver) for driver in found), folded=True))
    places = ticks(voice, [end for bar in bars for end in (bar.low, bar.mid, bar.high)], figure.unit)
    told = voice.plain("assumed.described", headline=voice.what(id), input=bars[0].label, text=bars[0].text)
    base = voice.result(found[0].base, figure.unit, figure.name)
    middle = (found[0].base, voice.plain("assumed.middle", value=base))
    return Ranges(f"tornado-{id}", title, told, figure.unit, bars, places, (middle,), table)


def swing(voice: Voice, figure: Figure, driver: Driver) -> Bar:
    """One bar of the tornado."""
    low, high = sorted((driver.at_low, driver.at_high))
    turned, told = driver.at_low > driver.at_high, voice.driven(driver, figure.id)
    at_ends = (told["high"], told["low"]) if turned else (told["low"], told["high"])
    results = {
        f"at_{end}": voice.result(getattr(driver, f"at_{end}"), figure.unit, figure.name) for end in ("low", "high")
    }
    text = voice.plain("assumed.ends", low=told["low"], high=told["high"], **results)
    return Bar(told["input"], low, driver.base, high, text, ends=at_ends, turned=turned)


def ends(voice: Voice, figure: Figure, driver: Driver) -> tuple[Text, ...]:
    """The same as a row: both ends of the assumption, the result at each, and where it turns."""
    told = voice.driven(driver, figure.id)
    results = [Run(voice.result(end, figure.unit, figure.name), number=end) for end in (driver.at_low, driver.at_high)]
    runs = (Run(told["input"]), Run(told["low"]), results[0], Run(told["high"]), results[1], Run(told["flip"]))
    return tuple((run,) for run in runs)
