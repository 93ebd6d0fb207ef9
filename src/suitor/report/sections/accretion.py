"""What the bid does to the bidder's own earnings per share, year by year, and what it is paid with."""

from __future__ import annotations

from ..blocks import Block, Item, Paragraph, Run, Table, Text
from ..voice import Voice, direction

COLUMNS = ("change", "eps_before", "eps", "synergies", "break_even")
PAID = ("new_shares", "cash", "debt")


def accretion(voice: Voice) -> Block | None:
    """Earnings per share without and with the target, and the synergies at which nothing changes."""
    years = [key for (key,) in voice.named("accretion.eps")]
    if not years:
        return None
    items: list[Item] = [Paragraph(said) for said in (paid(voice),) if said]
    items.append(by_year(voice, years))
    if any(voice.study[f"accretion.break_even[{year}]"].median < 0 for year in years):
        items.append(Paragraph(voice.say("accretion.spare")))
    items.append(Paragraph(voice.say("accretion.caution"), "caution"))
    return Block("accretion", voice.plain("topic.accretion"), heading(voice, years[0]), tuple(items))


def heading(voice: Voice, year: str) -> str:
    """Whether the first year's earnings per share rise or fall, and by how much."""
    change, bidder = f"accretion.change[{year}]", voice.apart(voice.study.deal.file.bid.bidder)
    if not voice.has(change):
        return voice.heading("accretion.head.loss", bidder=bidder)
    moved, way = voice.study[change].median, direction(voice.study[change])
    if way not in ("up", "down"):
        return voice.heading("accretion.head.unsure", bidder=bidder, change=voice.words.percent(moved))
    return voice.heading(f"accretion.head.{way}", bidder=bidder, change=voice.words.percent(abs(moved)))


def paid(voice: Voice) -> Text:
    """How the price is paid for, in one sentence: what is not used is not told."""
    used = [name for name in PAID if voice.has(f"accretion.{name}") and voice.study[f"accretion.{name}"].median > 0]
    means = [voice.say(f"accretion.means.{name}", amount=voice.value(f"accretion.{name}")) for name in used]
    if not means:
        return ()
    owned = "accretion.ownership"
    if "new_shares" in used and voice.has(owned):
        return voice.say("accretion.paid_shares", means=voice.words.listed(means), ownership=voice.value(owned))
    return voice.say("accretion.paid", means=voice.words.listed(means))


def by_year(voice: Voice, years: list[str]) -> Table:
    """A row a year."""
    columns = (voice.plain("accretion.column"), *(voice.plain(f"figure.accretion.{name}.name") for name in COLUMNS))
    rows = ((year, [voice.cell(f"accretion.{name}[{year}]") for name in COLUMNS]) for year in years)
    return Table(voice.plain("accretion.table"), columns, tuple(((Run(voice.name(y)),), *cells) for y, cells in rows))
