"""The first screen: the question, the answer in three sentences, the number that matters and what would turn it."""

from __future__ import annotations

import math

import numpy as np

from ...study import Driver
from ..blocks import Block, Card, Cards, Paragraph, Run, Text, plain
from ..voice import CERTAIN, Voice, twice

TURNS = ("value.excess", "verdict.shortfall", "verdict.if_accepted")
LEAST_ERROR = 0.5  # points: a chance in whole points tells no less by itself


def answer(voice: Voice) -> Block | None:
    """What the whole study comes to."""
    sentences = [sentence for sentence in (price(voice), consent(voice), outcome(voice)) if sentence]
    if not sentences:
        return None
    items = [Paragraph(sentence, "lead") for sentence in sentences]
    return Block(
        "answer",
        voice.plain("topic.answer"),
        voice.heading(f"answer.head.{level(voice)}.{odds(voice)}"),
        (*items, Cards(tuple(cards(voice))), *turns(voice)),
    )


def level(voice: Voice) -> str:
    """Is the price enough: low, open, high, above fair value but below what refusing is worth, or not to be told."""
    if not voice.has("value.enough"):
        return "none"
    found = {"likely": "high", "open": "open", "unlikely": "low"}[voice.sure(voice.study["value.enough"].mean)]
    asks = hardest(voice)
    return "asked" if found == "high" and asks and voice.study[f"verdict.would[{asks}]"].mean < 0.5 else found


def manner(voice: Voice) -> str:
    """The same, for a sentence: a price that is almost surely enough is called so."""
    found = level(voice)
    return "sure" if found == "high" and voice.study["value.enough"].mean >= CERTAIN else found


def hardest(voice: Voice) -> str:
    """The decider whom the offer is least likely to satisfy, were everything for sale."""
    asked = voice.named("verdict.would")
    return min(asked.items(), key=lambda item: item[1].mean)[0][0] if asked else ""


def odds(voice: Voice) -> str:
    """Does it close: likely, open, unlikely, or not to be told."""
    return voice.sure(voice.study["verdict.completion"].mean) if voice.has("verdict.completion") else "none"


def price(voice: Voice) -> Text:
    """The offer against what the seller gives up."""
    if voice.has("bid.price", "value.fair", "value.enough"):
        fields = {"price": voice.value("bid.price"), "fair": voice.ranged("value.fair")}
        return voice.say(f"answer.price.{manner(voice)}", **fields, chance=voice.value("value.enough"))
    if voice.has("bid.price", "bid.ratio"):
        return voice.say("answer.price.none", price=voice.value("bid.price"), ratio=voice.value("bid.ratio"))
    return ()


def consent(voice: Voice) -> Text:
    """Who must say yes, told by whoever is least likely to."""
    asked = voice.named("verdict.accepts")
    if not asked:
        return ()
    (party,), figure = min(asked.items(), key=lambda item: item[1].mean)
    fields = {"party": voice.name(party), "chance": voice.value(figure.id)}
    sounds = "sure" if figure.mean >= CERTAIN else voice.sure(figure.mean)
    if sounds == "unlikely" and (refusal := refusing(voice, party)):
        return refusal
    return voice.say(f"answer.consent.{sounds}", **fields)


def refusing(voice: Voice, party: str) -> Text:
    """What refusing is worth to whoever stands in the way: the offer falls short of it, or nothing is for sale."""
    asks, takes, would = (f"verdict.{name}[{party}]" for name in ("willing_price", "reservation", "would"))
    if not voice.has(asks, takes, would) or not math.isfinite(voice.study[asks].median):
        return ()
    never = float(np.mean(np.isinf(voice.study[takes].value)))
    manner = "not_for_sale" if voice.sure(never) == "likely" else "below"
    if manner == "below" and voice.study[would].mean >= 0.5:
        return ()
    fields = {"party": voice.name(party), "chance": voice.value(f"verdict.accepts[{party}]")}
    return voice.say(f"answer.consent.{manner}", **fields, price=voice.ranged(asks), would=voice.value(would))


def outcome(voice: Voice) -> Text:
    """Whether it closes, by which route, and where it fails if it does not."""
    if not voice.has("verdict.completion"):
        return ()
    fields: dict[str, Run | Text] = {"chance": by_route(voice)}
    if not voice.has("verdict.if_accepted", "verdict.duration"):
        return voice.say("answer.outcome.none", **fields)
    fields |= {"gates": voice.value("verdict.if_accepted"), "days": voice.value("verdict.duration")}
    said, more = voice.say(f"answer.outcome.{odds(voice)}", **fields), after(voice)
    return voice.say("list.sentences", first=said, second=more) if more else said


def by_route(voice: Voice) -> Text:
    """The odds of closing, and each route's part of them where several have one."""
    total = voice.value("verdict.completion")
    parts = {key: figure for (key,), figure in voice.named("route.chance").items() if np.any(figure.value)}
    if len(parts) < 2:
        return (total,)
    told = [voice.say("answer.route", route=voice.quote(key), chance=voice.value(parts[key].id)) for key in parts]
    return voice.say("answer.by_route", total=total, routes=voice.words.listed(told))


def hinge(voice: Voice) -> dict[str, str | Run]:
    """The decider whose answer moves the odds of closing most, and the odds with its yes and without it."""
    with_yes, without = voice.named("flip.yes"), voice.named("flip.no")
    moved = {party: with_yes[party].mean - without[party].mean for party in with_yes if party in without}
    party = max(moved, key=moved.__getitem__, default=())
    if not party or voice.sure(with_yes[party].mean) == voice.sure(without[party].mean):
        return {}
    odds = {"yes": voice.value(with_yes[party].id), "no": voice.value(without[party].id)}
    return {"party": voice.name(party[0])} | odds


def after(voice: Voice) -> Text:
    """Whether what the buyer announced is what it would do."""
    payoffs = voice.named("branch.payoff")
    promised = [scenario.id for scenario in voice.study.deal.file.scenarios if scenario.promised]
    if len(payoffs) < 2 or not promised or not voice.has("branch.kept"):
        return ()
    (best,), _ = max(payoffs.items(), key=lambda item: item[1].median)
    kept = voice.sure(voice.study["branch.kept"].mean)
    return voice.say(f"answer.after.{kept}", promised=voice.quote(promised[0]), best=voice.quote(best))


def cards(voice: Voice) -> list[Card]:
    """The number that matters first, then the few that go with it."""
    rest = ("bid.price", "value.fair", "verdict.needed", "verdict.completion", "verdict.if_accepted", "bid.ratio")
    there = [
        id for id in dict.fromkeys((matters(voice), *rest)) if voice.has(id) and math.isfinite(voice.study[id].headline)
    ]
    return [card(voice, id) for id in twice(voice.study, there)[:5]]


def matters(voice: Voice) -> str:
    """The number on which the answer hangs: fair value if the offer may fall short, the price of a yes, or the odds."""
    if level(voice) in ("low", "open"):
        return "value.fair"
    if (
        voice.has("verdict.needed", "bid.price")
        and voice.study["verdict.needed"].median > voice.study["bid.price"].median
    ):
        return "verdict.needed"
    return "verdict.completion"


def card(voice: Voice, id: str) -> Card:
    """One figure to remember."""
    return Card(voice.what(id), voice.value(id), within(voice, id))


def within(voice: Voice, id: str) -> str:
    """How far a figure may be off: its range; of a chance its sampling error, of closing the answer it hangs on."""
    span, value = voice.span(id), voice.value(id)
    if voice.study[id].unit not in ("chance", "yes"):
        return "" if span.text == value.text else voice.plain("between_draws", range=span.text)
    if id == "verdict.completion" and (answers := hinge(voice)):
        return voice.plain("answer.by_answer", **answers)
    points = 100 * voice.error(voice.study[id])
    return voice.plain("error", points=voice.words.number(points, 1)) if points > LEAST_ERROR else ""


def turns(voice: Voice) -> list[Paragraph]:
    """Whose answer decides, and for each part of the answer the strongest assumption that turns it round, if any."""
    found = turning(voice)
    said = [voice.say(f"answer.turn.{id}", **voice.driven(flips[0], id)) for id, flips in found.items()]
    if "verdict.shortfall" not in found and (answers := hinge(voice)):
        said.append(voice.say("answer.turn.decider", **answers))
    said = said or [voice.say("answer.turn.none" if voice.study.drivers else "answer.turn.untested")]
    return [Paragraph(sentence, "turn") for sentence in said]


def turning(voice: Voice) -> dict[str, list[Driver]]:
    """The assumptions that turn each part of the answer; a part that turns where another does is not told again."""
    found: dict[str, list[Driver]] = {}
    for id in TURNS:
        flips = voice.flips(id)
        if flips and places(flips) not in [places(known) for known in found.values()]:
            found[id] = flips
    return found


def places(flips: list[Driver]) -> list[tuple[str, float]]:
    """Which assumptions turn a headline, and where."""
    return [(driver.path, driver.flip) for driver in flips]


def summary(voice: Voice) -> list[str]:
    """The three sentences alone."""
    return [plain(sentence) for sentence in (price(voice), consent(voice), outcome(voice)) if sentence]
