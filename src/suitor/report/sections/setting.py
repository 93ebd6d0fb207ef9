"""What led to the bid, what the sides say, and who controls whom and who is paid."""

from __future__ import annotations

from ...deal.records import Position, Stake
from ..blocks import Block, Camp, Item, Moment, Moments, Paragraph, Run, Split, Table, Text
from ..voice import Voice, cut
from .rows import MAIN, winner

MOST_MOMENTS = 40


def timeline(voice: Voice) -> Block | None:
    """What happened until the day of the analysis."""
    file = voice.study.deal.file
    events = sorted(file.timeline, key=lambda event: event.date)[-MOST_MOMENTS:]
    if not events or (len(events) == 1 and events[0].date == file.bid.date):
        return None  # the bid alone, which the part on the price tells
    bid = next((event for event in events if event.date == file.bid.date), None)  # of one day the first is the bid
    moments = tuple(
        Moment(voice.words.day(event.date), (Run(voice.text(event.what)),), event is bid) for event in events
    )
    heading = took(voice, *((file.bid.date - events[at].date).days for at in (0, -1)))
    return Block("timeline", voice.plain("topic.timeline"), heading, (Moments(moments),))


def took(voice: Voice, days: int, left: int) -> str:
    """How long it was from the first event to the bid, or from the bid to the last."""
    if days < 2:
        since = -left
        return voice.plain("timeline.head.since", span=since) if since > 1 else voice.plain("timeline.head.first")
    years = days / 365.25
    return (
        voice.plain("timeline.head.years", span=round(years))
        if years >= 2
        else voice.plain("timeline.head.days", span=days)
    )


def positions(voice: Voice) -> Block | None:
    """What each side says, row by row, and what the numbers say on the same row."""
    file = voice.study.deal.file
    if not file.positions:
        return None
    camps = tuple(camp(voice, position) for position in file.positions)
    found = [(row, winner(voice, row)) for row in MAIN]
    said = [voice.say(f"positions.computed.{row}", scenario=name, draws=draws) for row, (name, draws) in found if name]
    heading = voice.heading(
        "positions.head", sides=voice.words.join([voice.name(position.party) for position in file.positions])
    )
    items: list[Item] = [Split(cut(voice.text(file.question)), camps), *(Paragraph(text, "computed") for text in said)]
    return Block("positions", voice.plain("topic.positions"), heading, tuple(items))


def camp(voice: Voice, position: Position) -> Camp:
    """One side."""
    rows = tuple((voice.plain(f"row.{row}.name"), (Run(voice.text(text)),)) for row, text in position.rows.items())
    return Camp(voice.text(position.name), tuple((Run(voice.text(said)),) for said in position.says), rows)


def structure(voice: Voice) -> Block | None:
    """Who holds votes and cash today, and what each scenario changes."""
    from . import holders  # it draws the rooms behind it, for which the first page of the app need not wait

    file = voice.study.deal.file
    columns = tuple(
        voice.plain(f"structure.column.{name}") for name in ("holder", "of", "votes", "cash", "next", "rights", "sure")
    )
    rows = tuple(stake(voice, each) for each in file.stakes)
    before = voice.shown(Table(voice.plain("structure.before"), columns, rows))
    parts = (*holders.drawn(voice), before, holders.weights(voice), after(voice))
    items = tuple(part for part in parts if part is not None)
    return Block("structure", voice.plain("topic.structure"), who_controls(voice), items)


def who_controls(voice: Voice) -> str:
    """Who rules the target, and how much of its next dollar goes to whoever does."""
    file = voice.study.deal.file
    dispersed = {party.id for party in file.parties if party.kind == "group"}
    holders = [each.holder for each in file.stakes if each.of == file.bid.target and rules(each)]
    holder = next((each for each in holders if each not in dispersed), None)
    if holder is None:
        return voice.heading("structure.head.none", company=voice.name(file.bid.target))
    fields, id = {"holder": voice.name(holder), "company": voice.name(file.bid.target)}, f"value.marginal[{holder}]"
    if not voice.has(id):
        return voice.heading("structure.head.control", **fields)
    low, high = (voice.study[id].quantile(at) for at in (0.05, 0.95))
    key = "spread" if low < 0.5 < high else ("split" if high <= 0.5 else "joined")
    shown = {"low": voice.words.percent(low), "high": voice.words.percent(high), "share": voice.value(id).text}
    return voice.heading(f"structure.head.{key}", **fields, **shown)


def rules(stake: Stake) -> bool:
    """Appoints the board, or has more than half of the votes."""
    return stake.appoints or (stake.votes is not None and stake.votes.median > 0.5)


def stake(voice: Voice, each: Stake) -> tuple[Text, ...]:
    """One row: what a holder has."""
    rights = [voice.plain("structure.appoints")] if each.appoints else []
    rights += [voice.plain("structure.seats", count=voice.quantity(each.seats))] if each.seats is not None else []
    rights += [voice.plain("structure.veto", over=voice.words.join(list(each.veto)))] if each.veto else []
    cash = voice.plain("structure.waterfall") if each.units else voice.quantity(each.cash)
    marginal = f"value.marginal[{each.holder}]"
    followed = each.of == voice.study.deal.file.bid.target and voice.has(marginal)
    cells = (Run(voice.name(each.holder)), Run(voice.name(each.of)), Run(voice.quantity(each.votes)), Run(cash))
    rest = (
        Run(voice.plain("list.apart").join(rights) or voice.plain("number.none")),
        Run(voice.words.join(certainty(voice, each)) or voice.plain("number.none")),
    )
    next_ = voice.cell(marginal) if followed else (Run(voice.plain("number.none")),)
    return (*((cell,) for cell in cells), next_, *((cell,) for cell in rest))


def certainty(voice: Voice, each: Stake) -> list[str]:
    """How sure the file is of a holding: of its votes, and of its cash where that is another matter."""
    known = [quantity.confidence for quantity in (each.votes, each.cash) if quantity is not None]
    return [voice.plain(f"confidence.{name}") for name in dict.fromkeys(known)]


def after(voice: Voice) -> Table:
    """What each scenario changes, and what it does to power and cash."""
    shown = [name for name in ("rows.power", "rows.revenue_share", "rows.supplier", "rows.rights") if voice.named(name)]
    columns = [
        voice.plain("structure.column.scenario"),
        voice.plain("structure.column.follows"),
        voice.plain("structure.column.says"),
    ]
    columns += [voice.column(name) for name in shown]
    rows = []
    for scenario in voice.study.deal.file.scenarios:
        says = voice.text(scenario.says) if scenario.says else voice.plain("number.none")
        row = [(Run(voice.name(scenario.id)),), (Run(voice.plain(f"follows.{scenario.follows}")),), (Run(says),)]
        rows.append((*row, *(voice.cell(f"{name}[{scenario.id}]") for name in shown)))
    return Table(voice.plain("structure.after"), tuple(columns), tuple(rows))
