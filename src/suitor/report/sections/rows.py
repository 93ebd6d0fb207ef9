"""The four rows the debate turns on, scenario by scenario, and what the buyer would do after closing."""

from __future__ import annotations

import math
from collections import Counter

from ..._core.records import replace
from ..blocks import Block, Heat, Item, Paragraph, Run, Table, Text
from ..figures import ranges
from ..voice import Voice, best, holds, level

MAIN = {"funding": "rows.research", "access": "rows.served", "growth": "rows.growth", "influence": "rows.influence"}
MORE = {
    "funding": ("rows.research", "rows.external"),
    "access": ("rows.served", "rows.free", "rows.price", "rows.open_lag"),
    "growth": ("rows.growth", "rows.behind"),
    "influence": ("rows.power", "rows.revenue_share", "rows.supplier", "rows.rights", "rows.influence"),
}
SMALLER_IS_FIRST = ("influence",)  # the row is read as freedom from corporate influence

APART = 0.1  # medians of a composite closer than this hardly tell scenarios apart


def four_rows(voice: Voice) -> Block | None:
    """Funding, access, speed and influence under every scenario."""
    rows = [row for row in MAIN if len(voice.named(MAIN[row])) > 1]
    if not rows:
        return None
    items: list[Item] = [first(voice, rows)]
    for row in rows:
        said, drawn, table = Paragraph(ranking(voice, row), "row"), chart(voice, row), measures(voice, row)
        items += [said, *flat(voice), table, drawn] if row == "influence" else [said, drawn, replace(table, aside=True)]
    return Block("rows", voice.plain("topic.rows"), heading(voice, rows), tuple(items))


def flat(voice: Voice) -> list[Item]:
    """A composite that hardly tells scenarios apart sends the reader to its components."""
    medians = [figure.median for figure in voice.named(MAIN["influence"]).values()]
    if max(medians) - min(medians) >= APART:
        return []
    ends = {"least": voice.show(min(medians), "share"), "most": voice.show(max(medians), "share")}
    return [Paragraph(voice.say("rows.flat", **ends), "caution")]


def heading(voice: Voice, rows: list[str]) -> str:
    """Which scenario is first most often on all rows or on most, if any is."""
    ((leader, led), *_) = Counter(winner(voice, row)[0] for row in rows).most_common()
    key = "one" if led == len(rows) else ("most" if 2 * led > len(rows) else "many")
    return voice.heading(f"rows.head.{key}", scenario=leader, led=led, count=len(rows))


def winner(voice: Voice, row: str) -> tuple[str, Run]:
    """The scenario that is first on a row most often, and how often."""
    shown = voice.named(MAIN[row])
    if len(shown) < 2:
        return "", Run("")
    places, chance = max(ranked(voice, row), key=lambda item: item[1] if math.isfinite(item[1]) else -1)
    return together(voice, [key for (key,) in shown], places), replace(voice.draws(voice.odds(chance)), strong=True)


def ranked(voice: Voice, row: str) -> list[tuple[list[int], float]]:
    """Scenarios, those level in every draw together, and how often they come first."""
    values = [figure.value for figure in voice.named(MAIN[row]).values()]
    groups = level(values)
    chances = best([values[places[0]] for places in groups], row not in SMALLER_IS_FIRST)
    return [(places, float(chance)) for places, chance in zip(groups, chances)]


def together(voice: Voice, scenarios: list[str], places: list[int]) -> str:
    """One scenario, or those that tie with it: in every draw, or in the number as it is printed."""
    names = voice.words.join([voice.quote(scenarios[place]) for place in places])
    return voice.plain("rows.tie", names=names) if len(places) > 1 else names


def first(voice: Voice, rows: list[str]) -> Heat:
    """How often each scenario is first on each row."""
    scenarios = list(voice.named(MAIN[rows[0]]))
    cells = {row: firsts(voice, row) for row in rows}
    dash = Run(voice.plain("number.none"))
    body = [(voice.name(keys[0]), tuple(cells[row].get(keys, dash) for row in rows)) for keys in scenarios]
    return Heat(voice.plain("rows.first"), tuple(voice.plain(f"row.{row}.first") for row in rows), tuple(body))


def firsts(voice: Voice, row: str) -> dict[tuple[str, ...], Run]:
    """How often each scenario is first on one row; a tie in every draw is called one."""
    keys, found = list(voice.named(MAIN[row])), dict[tuple[str, ...], Run]()
    for places, chance in ranked(voice, row):
        run = voice.odds(chance)
        tie = voice.plain("rows.tied", chance=run.text) if len(places) > 1 and chance > 0 else run.text
        found |= {keys[place]: replace(run, text=tie) for place in places}
    return found


def ranking(voice: Voice, row: str) -> Text:
    """The order by median, and how often the whole of it holds."""
    shown = voice.named(MAIN[row])
    order, chance = holds([figure.value for figure in shown.values()], row not in SMALLER_IS_FIRST)
    if not order:
        return voice.say("rows.unsettled", row=voice.plain(f"row.{row}.name"))
    told = {place: voice.value(list(shown.values())[place].id) for place in order}
    top, bottom = told[order[0]], told[order[-1]]
    if top.text == bottom.text:
        return voice.say("rows.level", row=voice.plain(f"row.{row}.name"), top=top)
    scenarios, manner = [key for (key,) in shown], voice.sure(chance)
    first, last = (
        together(voice, scenarios, [place for place in sorted(told) if told[place].text == end.text])
        for end in (top, bottom)
    )
    fields = {"first": first, "top": top, "last": last, "bottom": bottom}
    return voice.say(f"rows.ranking.{row}.{manner}", **fields, draws=voice.draws(voice.odds(chance)))


def chart(voice: Voice, row: str) -> Item:
    """The row's main measure by scenario."""
    shown = voice.named(MAIN[row])
    return ranges(
        voice,
        f"row-{row}",
        [figure.id for figure in shown.values()],
        f"rows.chart.{row}",
        [voice.name(key) for (key,) in shown],
    )


def measures(voice: Voice, row: str) -> Table:
    """Every measure of the row by scenario."""
    names = [name for name in MORE[row] if voice.named(name)]
    columns = (voice.plain("structure.column.scenario"), *(voice.column(name) for name in names))
    body = tuple(
        ((Run(voice.name(key)),), *(voice.cell(f"{name}[{key}]") for name in names))
        for (key,) in voice.named(MAIN[row])
    )
    return Table(voice.plain(f"rows.table.{row}"), columns, body)


def promise(voice: Voice) -> Block | None:
    """The branch the buyer announced against the branch that pays it best."""
    payoffs = voice.named("branch.payoff")
    if len(payoffs) < 2:
        return None
    promised = [scenario.id for scenario in voice.study.deal.file.scenarios if scenario.promised]
    (top,), _ = max(payoffs.items(), key=lambda item: item[1].median)
    bidder, buyer = voice.study.deal.file.bid.bidder, decides(voice)
    ids, labels = [figure.id for figure in payoffs.values()], [voice.name(key) for (key,) in payoffs]
    picture = ranges(voice, "promise", ids, "promise.chart", labels, lines=[(0.0, "")])
    who = voice.plain("promise.decides", buyer=voice.name(buyer), bidder=voice.name(bidder))
    counted = Paragraph(voice.say("promise.counted", buyer=who if buyer != bidder else voice.apart(bidder)))
    items: tuple[Item, ...] = (picture, counted, *promised_prices(voice))
    fields = {"bidder": voice.apart(buyer), "best": voice.quote(top), "payoff": voice.value(f"branch.payoff[{top}]")}
    manner = "none"
    if promised and voice.has("branch.kept"):
        manner = voice.sure(voice.study["branch.kept"].mean)
        fields |= {"promised": voice.quote(promised[0]), "chance": voice.value("branch.kept")}
        items = (Paragraph(voice.say(f"promise.says.{manner}", **fields)), *items)
    return Block("promise", voice.plain("topic.promise"), voice.heading(f"promise.head.{manner}", **fields), items)


def decides(voice: Voice) -> str:
    """Whoever decides for the bidder: whom it is held by, or itself."""
    from . import holders  # the rooms behind it are for no page that does not ask

    bidder = voice.study.deal.file.bid.bidder
    return holders.before(voice)[0].ultimate_controller(bidder) or bidder


def promised_prices(voice: Voice) -> list[Item]:
    """What each branch, promised so that it binds, would do to the price of a yes."""
    branches = [key for (key,) in voice.named("promise.enough")]
    deciders = list(dict.fromkeys(party for _, party in voice.named("promise.price")))
    if not branches:
        return []
    asked = (voice.plain("promise.asked", party=voice.name(party)) for party in deciders)
    columns = (voice.plain("structure.column.scenario"), *asked, voice.plain("figure.promise.enough.name"))
    rows = tuple(
        (
            (Run(voice.name(branch)),),
            *(voice.cell(f"promise.price[{branch},{party}]") for party in deciders),
            voice.cell(f"promise.enough[{branch}]"),
        )
        for branch in branches
    )
    return [Table(voice.plain("promise.table"), columns, rows)]
