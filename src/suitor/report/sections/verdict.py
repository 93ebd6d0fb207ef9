"""Who must say yes, which gates must open, and by when."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np

from ..._core.records import replace
from ...study import Curve, Study
from ..blocks import Block, Cards, Item, Paragraph, Points, Run, Table, Text
from ..figures import lines, ranges, until_still
from ..voice import CERTAIN, Voice, same
from .answer import card

OFTEN = 0.1  # of the draws: how often somebody must be unwilling at any price to be named
COLUMNS = {"verdict.accepts": "accepts", "verdict.reservation": "reservation", "verdict.willing_price": "willing"}


def deciders(voice: Voice) -> Block | None:
    """The lowest price each decider takes."""
    shown = voice.named("verdict.accepts")
    if not shown:
        return None
    names = ("verdict.accepts", *prices(voice))
    columns = tuple(
        voice.plain(f"deciders.column.{name}") for name in ("decider", "kind", *(COLUMNS[n] for n in names))
    )
    rows = tuple(decider(voice, party, names) for (party,) in shown)
    (least,), figure = min(shown.items(), key=lambda item: item[1].mean)
    manner = "sure" if figure.mean >= CERTAIN else voice.sure(figure.mean)
    heading = voice.heading(f"deciders.head.{manner}", party=voice.name(least), count=len(shown))
    items: list[Item] = [Table(voice.plain("deciders.table"), columns, rows), *notes(voice), *regrets(voice)]
    items += by_price(voice)
    return Block("deciders", voice.plain("topic.deciders"), heading, tuple(items))


def by_price(voice: Voice) -> list[Item]:
    """What another price would do: how often it reaches fair value and the price of a yes, and the odds of closing."""
    curves = voice.study.curves
    if "price_of_yes" not in curves or not voice.has("bid.price"):
        return []
    offer = (voice.study["bid.price"].median, voice.plain("price.offer_line", price=voice.value("bid.price")))
    enough = curves["price_of_yes"]
    fair = [fair_by_price(voice.study, enough)] if voice.has("value.fair") else []
    closes = [curves["odds_by_price"]] if "odds_by_price" in curves else []
    shown = until_still([*(curve for curve in fair if not same(curve.mid, enough.mid)), enough, *closes], offer[0])
    chart = lines(voice, "yes", shown, "deciders.yes", [offer], voice.plain("deciders.asked"))
    return [chart, *(told for curve in closes for told in capped(voice, curve))]


def capped(voice: Voice, closes: Curve) -> list[Item]:
    """Beyond which odds no price leads, where one who must agree would often not sell at all."""
    taken = voice.named("verdict.reservation")
    never = {party: float(np.mean(np.isinf(figure.value))) for (party,), figure in taken.items()}
    party = max(never, key=never.__getitem__, default="")  # nobody, where no reservation price settled
    if never.get(party, 0.0) < OFTEN:
        return []
    most, draws = voice.drawn(float(closes.mid.max())), voice.draws(voice.odds(never[party]))
    key = "hopeless" if most.text == voice.plain("chance.least") else "flat"
    return [Paragraph(voice.say(f"deciders.{key}", party=voice.name(party), draws=draws, most=most))]


def fair_by_price(study: Study, like: Curve) -> Curve:
    """The share of draws in which a price reaches fair value, at the prices of another curve."""
    fair = study["value.fair"]
    settled = np.sort(fair.value[fair.found])
    reached = np.searchsorted(settled, like.x, side="right") / settled.size
    return replace(like, id="fair_by_price", low=reached, mid=reached, high=reached, inputs=fair.inputs)


def prices(voice: Voice) -> tuple[str, ...]:
    """The lowest price accepted, and what it would be were everything for sale, where that is another."""
    taken, asked = (voice.named(name) for name in ("verdict.reservation", "verdict.willing_price"))
    differs = any(not same(figure.value, taken[keys].value) for keys, figure in asked.items() if keys in taken)
    return ("verdict.reservation", "verdict.willing_price") if differs else ("verdict.reservation",)


def decider(voice: Voice, party: str, names: tuple[str, ...]) -> tuple[Text, ...]:
    """One row: who, of which kind, how likely a yes, and at which price."""
    kinds = {each.party: each.kind for each in voice.study.deal.file.deciders}
    kind = voice.plain(f"decider.{kinds[party]}") if party in kinds else voice.plain("number.none")
    return ((Run(voice.name(party)),), (Run(kind),), *(voice.cell(f"{name}[{party}]") for name in names))


def regrets(voice: Voice) -> list[Item]:
    """What each decider would have lost by either answer, by what would have come instead; those alike in one row."""
    if not voice.named("regret.accepting"):
        return []
    names = ("regret.accepting", "regret.refusing")
    columns = (
        voice.plain("regret.column.instead"),
        voice.plain("deciders.column.decider"),
        *(voice.column(n) for n in names),
    )
    alike: dict[tuple[str, bytes], list[str]] = {}
    for keys, figure in voice.named("regret.accepting").items():
        missed = voice.study[f"regret.refusing[{','.join(keys)}]"]
        alike.setdefault((keys[0], figure.value.tobytes() + missed.value.tobytes()), []).append(keys[1])
    rows = tuple(
        (
            (Run(voice.name(scenario)),),
            (Run(voice.words.join([voice.name(party) for party in parties])),),
            *(voice.cell(f"{n}[{scenario},{parties[0]}]") for n in names),
        )
        for (scenario, _), parties in alike.items()
    )
    return [Table(voice.plain("regret.table"), columns, rows)]


def notes(voice: Voice) -> list[Item]:
    """What binds each decider, as the file says."""
    said = [(each.party, each.note) for each in voice.study.deal.file.deciders if each.note]
    points = tuple(
        voice.say("deciders.note", party=voice.name(party), note=Run(voice.text(note))) for party, note in said
    )
    return [Points(points)] if points else []


def gates(voice: Voice) -> Block | None:
    """What must open after a yes: odds and dates."""
    file = voice.study.deal.file
    shown = [gate for gate in file.gates if voice.has(f"verdict.gate[{gate.id}]", f"verdict.gate_days[{gate.id}]")]
    if not shown:
        return None
    narrow = min(shown, key=lambda gate: voice.study[f"verdict.gate[{gate.id}]"].mean)
    fields = {"gate": voice.name(narrow.id), "chance": voice.value(f"verdict.gate[{narrow.id}]").text}
    manner = voice.sure(voice.study["verdict.if_accepted"].mean) if voice.has("verdict.if_accepted") else "open"
    level = len(shown) > 1 and {voice.value(f"verdict.gate[{gate.id}]").text for gate in shown} == {fields["chance"]}
    heading = voice.heading(f"gates.{'tie' if level else 'head'}.{manner}", **fields)
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
