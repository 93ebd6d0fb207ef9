"""The four rows the debate turns on, scenario by scenario, and what the buyer would do after closing."""

from __future__ import annotations

import math

from ..blocks import Block, Heat, Item, Paragraph, Run, Table, Text
from ..figures import ranges
from ..voice import Voice, best, holds

MAIN = {"funding": "rows.research", "access": "rows.served", "growth": "rows.growth", "influence": "rows.influence"}
MORE = {
    "funding": ("rows.research", "rows.external"),
    "access": ("rows.served", "rows.free", "rows.price", "rows.open_lag"),
    "growth": ("rows.growth", "rows.behind"),
    "influence": ("rows.influence", "rows.supplier", "rows.revenue_share", "rows.rights", "rows.power"),
}
SMALLER_IS_FIRST = ("influence",)  # the row is read as freedom from corporate influence


def four_rows(voice: Voice) -> Block | None:
    """Funding, access, speed and influence under every scenario."""
    rows = [row for row in MAIN if len(voice.named(MAIN[row])) > 1]
    if not rows:
        return None
    items: list[Item] = [first(voice, rows)]
    for row in rows:
        items += [Paragraph(ranking(voice, row), "row"), chart(voice, row), measures(voice, row)]
    return Block("rows", voice.plain("topic.rows"), heading(voice, rows), tuple(items))


def heading(voice: Voice, rows: list[str]) -> str:
    """One scenario leads everywhere, or each row has its own leader."""
    leaders = {winner(voice, row)[0] for row in rows}
    if len(leaders) == 1:
        return voice.heading("rows.head.one", scenario=leaders.pop(), count=len(rows))
    return voice.heading("rows.head.many", count=len(rows), leaders=len(leaders))


def winner(voice: Voice, row: str) -> tuple[str, Run]:
    """The scenario that is first on a row most often, and how often."""
    shown = voice.named(MAIN[row])
    if len(shown) < 2:
        return "", Run("")
    chances = best([figure.value for figure in shown.values()], row not in SMALLER_IS_FIRST)
    (key,), chance = max(zip(shown, chances), key=lambda item: item[1] if math.isfinite(item[1]) else -1)
    return voice.quote(key), Run(voice.words.chance(float(chance)), number=float(chance), strong=True)


def first(voice: Voice, rows: list[str]) -> Heat:
    """How often each scenario is first on each row."""
    scenarios = list(voice.named(MAIN[rows[0]]))
    chances = {}
    for row in rows:
        shown = voice.named(MAIN[row])
        chances[row] = dict(zip(shown, best([figure.value for figure in shown.values()], row not in SMALLER_IS_FIRST)))
    body = []
    for keys in scenarios:
        cells = [float(chances[row].get(keys, math.nan)) for row in rows]
        body.append((voice.name(keys[0]), tuple(Run(voice.words.chance(cell), number=cell) for cell in cells)))
    return Heat(voice.plain("rows.first"), tuple(voice.plain(f"row.{row}.first") for row in rows), tuple(body))


def ranking(voice: Voice, row: str) -> Text:
    """The order by median, and how often the whole of it holds."""
    shown = voice.named(MAIN[row])
    order, chance = holds([figure.value for figure in shown.values()], row not in SMALLER_IS_FIRST)
    names = [voice.quote(list(shown)[place][0]) for place in order]
    figures = [voice.value(list(shown.values())[place].id) for place in order]
    if not names:
        return voice.say("rows.unsettled", row=voice.plain(f"row.{row}.name"))
    manner = voice.sure(chance)
    fields = {"first": names[0], "top": figures[0], "last": names[-1], "bottom": figures[-1]}
    return voice.say(f"rows.ranking.{row}.{manner}", **fields, chance=Run(voice.words.chance(chance), number=chance))


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
    bidder = voice.name(voice.study.deal.file.bid.bidder)
    ids, labels = [figure.id for figure in payoffs.values()], [voice.name(key) for (key,) in payoffs]
    prices = promised_prices(voice)
    picture = ranges(voice, "promise", ids, "promise.chart", labels, lines=[(0.0, "")])
    fields = {"bidder": bidder, "best": voice.quote(top), "payoff": voice.value(f"branch.payoff[{top}]")}
    if not promised or not voice.has("branch.kept"):
        return Block(
            "promise", voice.plain("topic.promise"), voice.heading("promise.head.none", **fields), (picture, *prices)
        )
    manner = voice.sure(voice.study["branch.kept"].mean)
    fields |= {"promised": voice.quote(promised[0]), "chance": voice.value("branch.kept")}
    head = voice.heading(f"promise.head.{manner}", **fields)
    return Block(
        "promise",
        voice.plain("topic.promise"),
        head,
        (Paragraph(voice.say(f"promise.says.{manner}", **fields)), picture, *prices),
    )


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
