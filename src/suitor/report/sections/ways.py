"""What the target is worth, one way of valuing it after another, and the money for the bid."""

from __future__ import annotations

from ...study import Figure
from ..blocks import Block, Item, Paragraph, Run, Table
from ..figures import ranges
from ..voice import Voice

WHOLE = ("share", "equity", "firm")  # what is for sale is the whole; otherwise only what the seller holds


def ways(voice: Voice) -> Block | None:
    """Every way to value what the offer buys, beside the offer."""
    name = "value.method" if voice.study.deal.file.bid.per in WHOLE else "value.holding"
    shown = voice.named(name)
    if not shown or not voice.has("bid.price"):
        return None
    price = voice.study["bid.price"].median
    above = sum(figure.median > price for figure in shown.values())
    ids, labels = [figure.id for figure in shown.values()], [voice.name(key) for (key,) in shown]
    offer = [(price, voice.plain("price.offer_line", price=voice.value("bid.price")))]
    items: list[Item] = [ranges(voice, "ways", ids, f"ways.{name}", labels, offer)]
    items += [Paragraph(voice.say("ways.nominal"))] if name == "value.holding" else []
    items += [Paragraph(voice.say("ways.terminal", share=voice.cell(figure.id)), "caution") for figure in heavy(voice)]
    items += tables(voice)
    heading = voice.heading("ways.head.above" if above else "ways.head.none", above=above, all=len(shown))
    return Block("ways", voice.plain("topic.ways"), heading, tuple(items))


def heavy(voice: Voice) -> list[Figure]:
    """Forecasts of which most lies beyond their last year."""
    return [figure for figure in voice.named("value.terminal_share").values() if figure.median > 0.75]


def tables(voice: Voice) -> list[Item]:
    """Premiums, what charities were first offered, and where the money comes from and goes."""
    made = [listed(voice, name) for name in ("value.premium", "value.precedent", "value.synergy") if voice.named(name)]
    money = [listed(voice, name) for name in ("value.sources", "value.uses") if voice.named(name)]
    return [*made, *money]


def listed(voice: Voice, name: str) -> Table:
    """The figures of one name, a row each."""
    columns = (voice.plain("ways.column"), voice.column(name))
    rows = tuple(((Run(voice.name(key)),), voice.cell(figure.id)) for (key,), figure in voice.named(name).items())
    return Table(voice.plain(f"figure.{name}.table"), columns, rows)
