"""How much nonprofit the lab can afford to be."""

from __future__ import annotations

import math

from ..._core.records import replace
from ..blocks import Block, Item, Paragraph, Points, Run, Table, Text
from ..figures import lines
from ..voice import Voice

BUDGETS = ("investors", "gifts")
LAGS = {"none": "without", "income": "income", "spent": "spent"}
CHARTS = {
    "mission.surplus": tuple(f"mission_surplus[{budget}]" for budget in BUDGETS),
    "mission.behind": tuple(f"mission_behind[{budget}]" for budget in BUDGETS),
    "mission.gift": ("gift_behind",),
    "mission.hands": tuple(f"few_hands[{budget}]" for budget in BUDGETS),
}


def mission(voice: Voice) -> Block | None:
    """What weight on users costs and brings, with investors and on gifts alone."""
    if not voice.has("mission.smallest_gift"):
        return None
    gift = voice.study["mission.smallest_gift"].median
    told = [voice.say("mission.smallest", gift=voice.ranged("mission.smallest_gift"))] if math.isfinite(gift) else []
    told += [best(voice, budget) for budget in BUDGETS if voice.has(f"mission.best[{budget}]")]
    items: list[Item] = [Points(tuple(told))] if told else []
    items += [lines(voice, key, ids, key) for key, ids in CHARTS.items() if any(id in voice.study.curves for id in ids)]
    if voice.has("mission.endowment_share", "mission.behind_without", "mission.behind_income", "mission.behind_spent"):
        items.append(Paragraph(bought(voice)))
    items += fears(voice)
    key = "never" if math.isinf(gift) else ("gift" if gift > 0 else "enough")
    heading = voice.heading(f"mission.head.{key}", gift=voice.show(gift, "money"))
    return Block("mission", voice.plain("topic.mission"), heading, tuple(items))


def fears(voice: Voice) -> list[Item]:
    """The two fears: a lab for profit leaves the market in few hands, one without investors falls behind."""
    if not voice.has("fear.concentrates", "fear.cannot_pay"):
        return []
    fields = {
        "hands": voice.draws(voice.value("fear.concentrates")),
        "pay": voice.draws(voice.value("fear.cannot_pay")),
    }
    names = [name for name in ("fear.few_hands", "fear.late", "fear.falls_behind") if voice.named(name)]
    columns = (voice.plain("structure.column.scenario"), *(voice.column(name) for name in names))
    scenarios = [key for (key,) in voice.named("fear.late")]
    rows = tuple(((Run(voice.name(key)),), *(voice.cell(f"{name}[{key}]") for name in names)) for key in scenarios)
    return [Paragraph(voice.say("mission.fears", **fields)), Table(voice.plain("mission.fears_table"), columns, rows)]


def best(voice: Voice, budget: str) -> Text:
    """The weight on users that serves users best under one budget."""
    return voice.say(
        "mission.best", budget=voice.plain(f"mission.budget.{budget}"), best=voice.ranged(f"mission.best[{budget}]")
    )


def bought(voice: Voice) -> Text:
    """What the price of the bid would buy as a gift."""
    behind = {name: lag(voice, f"mission.behind_{part}") for name, part in LAGS.items()}
    return voice.say(
        "mission.bought", price=voice.value("bid.price"), share=voice.value("mission.endowment_share"), **behind
    )


def lag(voice: Voice, id: str) -> Run:
    """How far behind the leader; not zero years."""
    said = voice.value(id)
    return said if voice.study[id].headline else replace(said, text=voice.plain("mission.level"))
