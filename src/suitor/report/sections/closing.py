"""The whole in a few lines: what was found, part by part, and what to keep in mind with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..blocks import Block, Run, Table, Text
from ..voice import Voice, holds
from .answer import hinge
from .effects import transfer
from .rows import MAIN, SMALLER_IS_FIRST

TURNED = {"price": "value.excess", "deciders": "verdict.shortfall", "gates": "verdict.if_accepted"}


def closing(voice: Voice, blocks: Sequence[Block]) -> Block | None:
    """Each finding once more, beside its caution."""
    rows = tuple(row for block in blocks if (row := finding(voice, block)))
    if not rows:
        return None
    tested = [id for part, id in TURNED.items() if part in {block.id for block in blocks}]
    turning = sum(bool(voice.flips(id)) for id in tested)
    head = "some" if turning else ("none" if voice.study.drivers and tested else "untested")
    columns = tuple(voice.plain(f"closing.column.{name}") for name in ("part", "found", "caution"))
    heading = voice.heading(f"closing.head.{head}", tested=len(tested), turning=turning)
    table = Table(voice.plain("closing.table"), columns, rows)
    return Block("closing", voice.plain("topic.closing"), heading, (table,))


def finding(voice: Voice, block: Block) -> tuple[Text, ...]:
    """One line: which part, what it found, and its caution; nothing for a part without one."""
    caution = CAUTIONS[block.id](voice, block.id) if block.id in CAUTIONS else ()
    return ((Run(block.topic),), (Run(block.heading),), caution) if caution else ()


def stated(voice: Voice, part: str) -> Text:
    """A caution that holds whatever the numbers are."""
    return voice.say(f"closing.caution.{part}")


def turned(voice: Voice, part: str) -> Text:
    """Where the assumption that moves a finding most turns it round, or that none does."""
    id = TURNED[part]
    if not (flips := voice.flips(id)):
        if part == "deciders" and (answers := hinge(voice)):
            return (Run(voice.plain("needed.decider", **answers)),)  # a sentence: no number of the table
        return voice.say("closing.firm" if voice.study.drivers else "closing.untested")
    said = voice.say(f"closing.turn.{part}", **voice.driven(flips[0], id))
    alone = voice.say(f"closing.alone.{'one' if len(flips) == 1 else 'some'}", count=len(flips))
    return voice.say("list.sentences", first=said, second=alone)


def won(voice: Voice, part: str) -> Text:
    """How sure gains are; or that they are another's losses by construction."""
    moved = transfer(voice, list(voice.named("gain").values()))
    return stated(voice, part if moved is None else "transfer")


def ordered(voice: Voice, part: str) -> Text:
    """How often the whole order of the scenarios holds, on the firmest question and on the least firm."""
    shown = [(row, [figure.value for figure in voice.named(name).values()]) for row, name in MAIN.items()]
    chances = [holds(values, row not in SMALLER_IS_FIRST)[1] for row, values in shown if len(values) > 1]
    low, high = voice.odds(min(chances)).text, voice.odds(max(chances)).text
    return voice.say(f"closing.caution.{part}", low=low, high=high)


CAUTIONS: dict[str, Callable[[Voice, str], Text]] = {
    "price": turned,
    "accretion": stated,
    "rows": ordered,
    "mission": stated,
    "promise": stated,
    "gains": won,
    "market": stated,
    "screens": stated,
    "deciders": turned,
    "gates": turned,
    "endings": stated,
}
