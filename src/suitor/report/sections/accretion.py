"""What the bid does to the bidder's own earnings per share, year by year, and what it is paid with."""

from __future__ import annotations

from ..blocks import Block, Item, Paragraph, Run, Table
from ..voice import Voice

COLUMNS = ("eps_before", "eps", "change", "synergies", "break_even")
PAID = ("new_shares", "cash", "debt", "ownership")


def accretion(voice: Voice) -> Block | None:
    """Earnings per share without and with the target, and the synergies at which nothing changes."""
    years = [key for (key,) in voice.named("accretion.eps")]
    if not years:
        return None
    items: list[Item] = [paid(voice), by_year(voice, years), Paragraph(voice.say("accretion.caution"), "caution")]
    return Block("accretion", voice.plain("topic.accretion"), heading(voice, years[0]), tuple(items))


def heading(voice: Voice, year: str) -> str:
    """Whether the first year's earnings per share rise or fall, and by how much."""
    change, bidder = f"accretion.change[{year}]", voice.name(voice.study.deal.file.bid.bidder)
    if not voice.has(change):
        return voice.heading("accretion.head.loss", bidder=bidder)
    moved = voice.study[change].median
    way = "up" if moved >= 0 else "down"
    return voice.heading(f"accretion.head.{way}", bidder=bidder, change=voice.words.percent(abs(moved)))


def paid(voice: Voice) -> Paragraph:
    """How the price is paid for, in one sentence."""
    return Paragraph(voice.say("accretion.paid", **{name: voice.value(f"accretion.{name}") for name in PAID}))


def by_year(voice: Voice, years: list[str]) -> Table:
    """A row a year."""
    columns = (voice.plain("accretion.column"), *(voice.plain(f"figure.accretion.{name}.name") for name in COLUMNS))
    rows = ((year, [voice.cell(f"accretion.{name}[{year}]") for name in COLUMNS]) for year in years)
    return Table(voice.plain("accretion.table"), columns, tuple(((Run(voice.name(y)),), *cells) for y, cells in rows))
