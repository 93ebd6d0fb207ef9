"""What is bid for, and where the offer stands against what the seller gives up."""

from __future__ import annotations

import math

from ..blocks import Block, Card, Cards, Item, Paragraph, Points, Text, plain
from ..figures import crossings, lines, ranges
from ..voice import Voice, twice
from .answer import card, hardest, manner


def price(voice: Voice) -> Block | None:
    """The bid against the frontier of stake and value."""
    if not voice.has("bid.price"):
        return None
    items: list[Item] = [Paragraph(object_of(voice)), Cards(tuple(cards(voice)))]
    if any(note.startswith("higher_bid") for note in voice.study.notes):
        items.append(Paragraph(voice.say("answer.price.higher"), "caution"))
    items += [*frontier(voice), *field(voice), *floors(voice)]
    heading = voice.heading(f"price.head.{manner(voice)}", party=voice.name(hardest(voice)))
    return Block("price", voice.plain("topic.price"), heading, tuple(items))


def object_of(voice: Voice):
    """What the money would buy, and in which form."""
    bid = voice.study.deal.file.bid
    who = {role: voice.name(getattr(bid, role)) for role in ("target", "seller")} | {"bidder": voice.apart(bid.bidder)}
    what = {"price": voice.value("bid.price"), "each": voice.quantity(bid.price)}
    when = {"form": voice.plain(f"form.{bid.form}"), "day": voice.words.day(bid.date)}
    return voice.say(f"price.per.{bid.per}", **who, **what, **when)


def cards(voice: Voice) -> list[Card]:
    """The offer in proportion."""
    ids = ["bid.price", "value.target", "bid.ratio", "value.break_even_stake", "value.fair", "value.enough"]
    ids = [id for id in ids if voice.has(id)]
    return [card(voice, id) for id in twice(voice.study, ids)]


def frontier(voice: Voice) -> list[Item]:
    """Break-even stake by value, with the stake the waterfall really gives."""
    curves = voice.study.curves
    if "frontier" not in curves:
        return []
    value = [(voice.study["value.target"].median, voice.plain("price.value_line"))] if voice.has("value.target") else []
    chart = lines(voice, "frontier", ("frontier", "stake_curve"), "price.frontier", upright=value)
    if len(twice(voice.study, ["bid.ratio", "value.break_even_stake"])) == 1:
        return []  # a stake of all of it: no question
    crossing = f"value.crossing[{voice.study.deal.file.bid.seller}]"
    if voice.has(crossing):
        return [chart, Paragraph(voice.say("price.beyond", value=voice.ranged(crossing)))]
    return [chart, Paragraph(met(voice))] if "stake_curve" in curves else [chart]


def met(voice: Voice) -> Text:
    """Where the stake that the waterfall gives meets the stake that makes the offer fair."""
    curves = voice.study.curves
    places = [voice.show(place, "money") for place in crossings(curves["frontier"], curves["stake_curve"])]
    return voice.say("price.crossing", places=voice.words.join(places)) if places else voice.say("price.no_crossing")


def cautioned(voice: Voice) -> list[str]:
    """What to keep in mind of fair value: what it is, and what the file adds to the stake or takes off."""
    if not voice.has("value.fair"):
        return []
    added = {f"financials.{name}" for name in ("control", "residual", "discount")} & set(
        voice.study["value.fair"].inputs
    )
    return ["fair", "control"] if added else ["fair"]


def floors(voice: Voice) -> list[Item]:
    """What the bid does to a plan it was meant to stop: the plan may no longer give the seller less."""
    told = []
    for (key,), figure in voice.named("floor.set").items():
        if voice.has(planned := f"floor.planned[{key}]"):
            fields = {"planned": voice.value(planned), "floor": voice.value(figure.id)}
            if plain(fields["planned"]) != plain(fields["floor"]):
                told.append(voice.say("price.floor", plan=voice.quote(key), **fields))
    return [Points(tuple(told))] if told else []


def field(voice: Voice) -> list[Item]:
    """Each way to value the seller's side, against the offer."""
    ids = ["value.fair", *(figure.id for figure in voice.named("value.payout").values())]
    asked = [figure.id for figure in voice.named("verdict.willing_price").values()]
    ids += asked if len(asked) == 1 else [*asked, "verdict.needed"]
    ids = twice(voice.study, [id for id in ids if voice.has(id) and math.isfinite(voice.study[id].median)])
    if not ids:
        return []
    offer = [(voice.study["bid.price"].median, voice.plain("price.offer_line", price=voice.value("bid.price")))]
    cautions = tuple(voice.say(f"price.caution.{name}") for name in cautioned(voice))
    chart = ranges(voice, "field", ids, "price.field", lines=offer)
    return [chart, Points(cautions)] if cautions else [chart]
