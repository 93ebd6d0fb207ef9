"""Who gains and who loses, what users pay, and what the published screens say."""

from __future__ import annotations

from datetime import date

import numpy as np

from ..._core.records import replace
from ...deal.quantities import Quantity
from ...study import Figure
from ..blocks import Block, Item, Paragraph, Points, Ranges, Run, Table, Text
from ..figures import ranges
from ..voice import Voice, direction, same

SMALL_PRICE_CHANGE = 0.02
SMALL_HHI_CHANGE = 100.0
LEVELS_OF_2023 = date(2023, 12, 18)  # since when rules/us.toml has the levels of the Merger Guidelines of 2023
MOST_CHARTS = 3
CARED = ("market.mission", "market.multiplier")


def gains(voice: Voice) -> Block | None:
    """Each party under each scenario, against its alternative."""
    shown = voice.named("gain")
    if not shown:
        return None
    scenarios, parties = (list(dict.fromkeys(keys[at] for keys in shown)) for at in (0, 1))
    columns = (voice.plain("gains.column.party"), *(voice.name(key) for key in scenarios))
    rows = tuple(
        ((Run(voice.name(party)),), *(voice.cell(f"gain[{scenario},{party}]") for scenario in scenarios))
        for party in parties
    )
    accepted = [
        each.id for each in voice.study.deal.file.scenarios if each.follows == "accepted" and each.id in scenarios
    ]
    charts = [gain_chart(voice, scenario, parties) for scenario in accepted[:MOST_CHARTS]]
    drawn = len(scenarios) == len(charts) == 1  # the chart has every number of the table
    tables = () if drawn else (Table(voice.plain("gains.table"), columns, rows),)
    moved = transfer(voice, list(shown.values()))
    said = tuple(
        Paragraph(text, "caution") for text in (bare(voice) if moved is None else taken(voice, moved),) if text
    )
    heading = clear(voice, list(shown.values())) if moved is None else transferred(voice, moved)
    return Block("gains", voice.plain("topic.gains"), heading, (*charts, *said, *tables))


def transfer(voice: Voice, shown: list[Figure]) -> tuple[Figure, Figure] | None:
    """The seller's gain and the bidder's, where the one is the other's loss: the file has nothing a deal adds."""
    if len(shown) != 2 or not same(shown[0].value, -shown[1].value):
        return None
    seller, bidder = sorted(shown, key=lambda figure: figure.keys[1] == voice.study.deal.file.bid.bidder)
    return seller, bidder


def transferred(voice: Voice, moved: tuple[Figure, Figure]) -> str:
    """Who gains what the other would have to earn back."""
    loser, winner = (voice.name(figure.keys[1]) for figure in sorted(moved, key=lambda figure: figure.median))
    return voice.heading("gains.head.transfer", winner=winner, loser=loser)


def taken(voice: Voice, moved: tuple[Figure, Figure]) -> Text:
    """What the deal would have to bring to be worth its price to the bidder."""
    seller, bidder = moved
    return voice.say("gains.transfer", bidder=voice.apart(bidder.keys[1]), amount=voice.ranged(seller.id))


def bare(voice: Voice) -> Text:
    """What the deal would have to bring the bidder, where the file has nothing that it adds."""
    file, bidder = voice.study.deal.file, voice.study.deal.file.bid.bidder
    lost = [
        figure for (_, party), figure in voice.named("gain").items() if party == bidder and direction(figure) == "down"
    ]
    if len(lost) != 1 or file.market is not None or voice.named("value.synergy"):
        return ()
    return voice.say("gains.bare", bidder=voice.apart(bidder), amount=voice.ranged(lost[0].id))


def clear(voice: Voice, shown: list[Figure]) -> str:
    """Who clearly gains and loses where few do; else how many, and how many could go either way."""
    ways = [direction(figure) for figure in shown]
    up, down = ways.count("up"), ways.count("down")
    if up == down == 1 == len(shown) - 1:
        names = {way: voice.name(figure.keys[1]) for way, figure in zip(ways, shown)}
        return voice.heading("gains.head.named", winners=names["up"], losers=names["down"])
    if not up + down:
        return voice.heading("gains.head.nobody")
    one_way = "mixed" if up and down else ("up" if up else "down")
    key = "clear" if up + down == len(shown) else ("unclear" if 2 * (up + down) < len(shown) else one_way)
    return voice.heading(f"gains.head.{key}", up=up, down=down, open=len(shown) - up - down, all=len(shown))


def gain_chart(voice: Voice, scenario: str, parties: list[str]) -> Ranges:
    """Everybody's gain under one scenario; a screen shows one scenario at a time."""
    ids = [f"gain[{scenario},{party}]" for party in parties]
    chart = ranges(voice, f"gain-{scenario}", ids, "gains.chart", [voice.name(party) for party in parties], [(0.0, "")])
    title, tab = voice.plain("gains.chart.of", scenario=voice.name(scenario)), (voice.name(scenario), chart.title)
    return replace(chart, title=title, table=replace(chart.table, caption=title), tab=tab)


def market(voice: Voice) -> Block | None:
    """Prices, shares and consumer surplus by scenario."""
    if not voice.named("market.price_change"):
        return None
    heading = price_heading(voice)
    items: list[Item] = [grid(voice, "market.price_change", "market.prices")]
    section = voice.study.deal.file.market
    model = {part: model_name(voice, part, getattr(section, part, "")) for part in ("demand", "conduct")}
    items.append(Paragraph(voice.say("market.model", **model)))
    items += [Paragraph(said, "caution") for said in [no_peak(voice, model["demand"])] if said]
    surplus = {keys: figure for keys, figure in voice.named("market.surplus").items() if np.any(figure.value)}
    if not voice.named("market.surplus"):
        items.append(Paragraph(voice.say("market.no_surplus", **model), "caution"))
    elif surplus:
        least = 0.001 * max(abs(figure.quantile(at)) for figure in surplus.values() for at in (0.05, 0.95))
        items.append(Points(tuple(surplus_said(voice, figure, least) for figure in surplus.values())))
        ids, names = [figure.id for figure in surplus.values()], [voice.name(key) for (key,) in surplus]
        items.append(ranges(voice, "surplus", ids, "market.surplus.chart", names, [(0.0, "")]))
    items += [
        replace(grid(voice, name, key), aside=True)
        for name, key in (("market.share", "market.shares"), ("market.profit", "market.profits"))
        if voice.named(name)
    ]
    items += [fit(voice)] if voice.named("fit.margin") or voice.named("fit.elasticity") else []
    if any(np.any(figure.value) for name in CARED for figure in voice.named(name).values()):
        items += [Table(voice.plain("market.weights"), *weights(voice)), Paragraph(voice.say("market.multiplier"))]
        items.append(Paragraph(voice.say("market.floor"), "caution"))
    return Block("market", voice.plain("topic.market"), heading, tuple(items))


def price_heading(voice: Voice) -> str:
    """Where prices change most, and how far that goes; or that prices settle nowhere but today."""
    today = {each.id for each in voice.study.deal.file.scenarios if each.follows == "today"}
    changes = [figure for keys, figure in voice.named("market.price_change").items() if keys[0] not in today]
    if not changes:
        return voice.heading("market.head.unsettled")
    largest = max(changes, key=lambda figure: max(abs(figure.quantile(at)) for at in (0.05, 0.5, 0.95)))
    fields = {"scenario": voice.quote(largest.keys[0]), "product": voice.name(largest.keys[1])}
    fields |= {"change": voice.show(abs(largest.median), largest.unit), "span": voice.span(largest.id).text}
    peak = f"market.peak[{largest.keys[0]}]"
    lost = voice.has(peak) and voice.study[peak].mean < 0.5
    return voice.heading(f"market.head.{'bottom' if lost else size(largest)}", **fields)


def no_peak(voice: Voice, demand: str) -> Text:
    """Under which scenarios, and how often, some firm would gain by moving on from the prices found."""
    missed = {key: 1.0 - figure.mean for (key,), figure in voice.named("market.peak").items() if figure.mean < 1.0}
    cases = [
        voice.say("market.no_peak_case", scenario=voice.quote(key), draws=voice.draws(voice.odds(share)))
        for key, share in missed.items()
    ]
    return voice.say("market.no_peak", cases=voice.words.listed(cases), demand=demand) if cases else ()


def model_name(voice: Voice, part: str, name: str) -> str:
    """What economists call a demand system or a conduct; its name in the file where they have no other."""
    key = f"market.{part}.{name}"
    return voice.plain(key) if key in voice.words else name.replace("_", " ")


def size(change: Figure) -> str:
    """How far the largest price change goes: nowhere, perhaps somewhere, up or down."""
    if max(abs(change.quantile(at)) for at in (0.05, 0.95)) < SMALL_PRICE_CHANGE:
        return "flat"
    return "wide" if abs(change.median) < SMALL_PRICE_CHANGE else ("up" if change.median > 0 else "down")


def surplus_said(voice: Voice, figure: Figure, least: float) -> Text:
    """What users gain or lose in one scenario."""
    fields = {"scenario": voice.name(figure.keys[0]), "amount": voice.ranged(figure.id)}
    return voice.say(f"market.surplus.{direction(figure, least)}", **fields)


def grid(voice: Voice, name: str, key: str) -> Table:
    """Scenarios across, products or firms down; without a scenario in which nothing moves."""
    shown = voice.named(name)
    scenarios, things = (list(dict.fromkeys(keys[at] for keys in shown)) for at in (0, 1))
    moved = {keys[0] for keys, figure in shown.items() if np.any(figure.value)}
    scenarios = [scenario for scenario in scenarios if scenario in moved] or scenarios
    columns = (voice.plain(f"{key}.column"), *(voice.name(scenario) for scenario in scenarios))
    rows = tuple(
        ((Run(voice.name(thing)),), *(voice.cell(f"{name}[{scenario},{thing}]") for scenario in scenarios))
        for thing in things
    )
    unit = next(iter(shown.values())).unit
    return Table(voice.with_unit(voice.plain(f"{key}.table"), unit), columns, rows)


def fit(voice: Voice) -> Table:
    """What was given of the market beside what the market that is solved makes of it."""
    columns = tuple(voice.plain(f"market.fit.{part}") for part in ("column", "given", "model"))
    rows = []
    for kind in ("margin", "elasticity", "second_choice"):
        for keys in voice.named(f"fit.{kind}"):
            names = [voice.plain("market.fit.whole") if key == "market" else voice.name(key) for key in keys]
            label = voice.plain(f"market.fit.{kind}", **dict(zip(("of", "to"), names)))
            of = ",".join(keys)
            rows.append(((Run(label),), voice.cell(f"fit.{kind}_given[{of}]"), voice.cell(f"fit.{kind}[{of}]")))
    return Table(voice.plain("market.fit.table"), columns, tuple(rows), aside=True)


def weights(voice: Voice) -> tuple[tuple[str, ...], tuple[tuple[Text, ...], ...]]:
    """What the target's controllers care for, as the equilibrium shows it."""
    names = [name for name in CARED if voice.named(name)]
    columns = (voice.plain("structure.column.scenario"), *(voice.column(name) for name in names))
    body = tuple(
        ((Run(voice.name(key)),), *(voice.cell(f"{name}[{key}]") for name in names)) for (key,) in voice.named(names[0])
    )
    return columns, body


def screens(voice: Voice) -> Block | None:
    """Concentration on every published measure, and whether the presumption is met."""
    shown = voice.named("market.hhi_change")
    if not shown:
        return None
    dark = untold(voice)
    told = {keys: figure for keys, figure in shown.items() if keys[0] not in dark}
    met = [
        keys
        for keys in told
        if voice.has(presumed := f"market.presumption[{keys[0]}]") and voice.study[presumed].mean >= 0.5
    ]
    key = "none" if not met else ("all" if len(met) == len(told) else "some")
    key = key if not dark else ("told" if told else "dark")
    if key == "told" and len(told) == 1:
        key = "told_met" if met else "told_unmet"
    names = ("market.hhi", "market.hhi_change", "market.presumption")
    columns = (voice.plain("screens.column.measure"), *(voice.column(name) for name in names))
    rows = tuple(
        ((Run(voice.name(measure)),), *(screened(voice, name, measure, measure in dark) for name in names))
        for (measure,) in shown
    )
    small = [figure for figure in told.values() if abs(figure.median) < SMALL_HHI_CHANGE]
    rule = voice.say("screens.rule_2023" if voice.study.deal.file.as_of >= LEVELS_OF_2023 else "screens.rule_2010")
    items: list[Item] = [Table(voice.plain("screens.table"), columns, rows), Paragraph(rule)]
    if dark:
        items.append(Paragraph(voice.say("screens.dark", dark=len(dark), all=len(shown)), "caution"))
    if small:
        items.append(Paragraph(voice.say("screens.tiny", count=len(small), all=len(told)), "caution"))
    items.append(Paragraph(voice.say("screens.blind"), "caution"))
    heading = voice.heading(f"screens.head.{key}", met=len(met), all=len(told), dark=len(dark))
    return Block("screens", voice.plain("topic.screens"), heading, tuple(items))


def untold(voice: Voice) -> set[str]:
    """The measures that do not give the buyer's share: it is left out, or set to nothing by assumption."""
    file = voice.study.deal.file
    merges = (change.merge for scenario in file.scenarios for change in scenario.changes)
    buyer = next((merge.into for merge in merges if merge is not None), file.bid.bidder)
    measures = file.market.measures if file.market is not None else ()
    shares = {measure.id: measure.shares.get(buyer) for measure in measures}
    return {id for id, share in shares.items() if share is None or assumed_nothing(share)}


def assumed_nothing(share: Quantity) -> bool:
    """A share of zero that nobody has published."""
    return share.confidence in ("assumption", "estimate") and float(share.at(0.95)) == 0.0


def screened(voice: Voice, name: str, measure: str, dark: bool) -> Text:
    """One cell: where the buyer's share is not published, neither the rise nor the presumption can be told."""
    if not dark or name == "market.hhi":
        return voice.cell(f"{name}[{measure}]")
    return (Run(voice.plain("screens.cannot" if name == "market.presumption" else "number.none")),)
