"""Which numbers of a deal can be moved, between which ends, and in which unit a reader writes them."""

from __future__ import annotations

import math

from .._core.records import record
from ..deal import Deal, Quantity
from ..report import facts
from ..report.voice import Voice
from ..report.words import Words
from ..study import Study

LOW, HIGH = 0.01, 0.99  # quantiles between which a slider runs
SPAN = (0.25, 3.0)  # of a number without a spread
OPEN = {"share": 1.0, "years": 5.0, "days": 365.0, "money": 1e10, "flow": 1e10}  # where the number is zero and sure
STEPS = 200
LATIN = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))
GROUPS = ("bid", "worth", "mission", "market", "gates")


@record
class Control:
    """One number of the deal as a slider with a box beside it.

    Slider and address count in `suffix` ("bn USD"); the box counts in `unit`, `ratio` of which are one of the slider's.
    """

    path: str
    label: str
    group: str  # one of GROUPS on the short list, empty for the rest
    low: float
    high: float
    step: float
    value: float  # the file's median
    suffix: str
    unit: str
    ratio: float
    in_file: str
    exact: bool


def voice_of(deal: Deal, words: Words) -> Voice:
    """A voice for what the file itself says, before anything is computed."""
    return Voice(Study(deal, 0, 0, "", {}, {}, {}, ()), words)


def controls(deal: Deal, words: Words) -> list[Control]:
    """Every number of the file: the short list first, in the order of its groups, then as in the file."""
    voice = voice_of(deal, words)
    made = [control(voice, quantity, group(voice, quantity)) for quantity in deal.quantities.values()]
    order = {name: place for place, name in enumerate((*GROUPS, ""))}
    return sorted(made, key=lambda each: order[each.group])


def group(voice: Voice, quantity: Quantity) -> str:
    """Where a number stands on the short list; empty if it is not on it."""
    file = voice.study.deal.file
    setting = facts.setting(voice.study, quantity.path)
    path = setting[1] if setting else quantity.path
    lab = f"race.labs[{file.bid.target}]"
    listed = {"bid.price": "bid", "financials.value": "worth", "market.elasticity.value": "market"}
    listed |= {
        f"stakes[{file.bid.seller}/{file.bid.target}].cash": "worth",
        f"parties[{file.bid.seller}].users": "mission",
    }
    listed |= {f"deciders[{each.party}].for_sale": "bid" for each in file.deciders}
    listed |= {f"gates[{gate.id}].chance": "gates" for gate in file.gates}
    if not (setting and quantity.exact):  # what a scenario sets for sure is its point, not an assumption
        listed |= {f"{lab}.open_lag": "mission", f"{lab}.donations": "mission"}
    return listed.get(path, "")


def control(voice: Voice, quantity: Quantity, group: str) -> Control:
    """One number with the ends and the step of its slider."""
    ends = ends_of(quantity)
    currency = quantity.currency or facts.currency(voice.study)
    scale, suffix = latin(quantity, max(abs(end) for end in (*ends, middle(quantity))), currency)
    per_unit, unit = local(quantity, scale, suffix, currency, voice.words)
    low, high = (end / scale for end in ends)
    step = round_step((high - low) / STEPS)
    return Control(
        path=quantity.path,
        label=label(voice, quantity.path),
        group=group,
        low=float(f"{math.floor(low / step + 1e-9) * step:.12g}"),
        high=float(f"{math.ceil(high / step - 1e-9) * step:.12g}"),
        step=step,
        value=float(f"{middle(quantity) / scale:.{6 if quantity.exact else 3}g}"),
        suffix=suffix,
        unit=unit,
        ratio=scale / per_unit,
        in_file=voice.quantity(quantity),
        exact=quantity.exact,
    )


def middle(quantity: Quantity) -> float:
    """The median as the file writes it: in its currency and period."""
    return quantity.median / quantity.scale


def ends_of(quantity: Quantity) -> tuple[float, float]:
    """Where a slider begins and ends, as the file writes it."""
    if not quantity.exact:
        low, high = (float(quantity.at(at)) / quantity.scale for at in (LOW, HIGH))
        return (low, high) if low < high else (low, low + 1.0)
    if quantity.unit == "share":
        return 0.0, 1.0
    value = middle(quantity)
    return tuple(sorted(part * value for part in SPAN)) if value else (0.0, OPEN.get(quantity.unit, 10.0))  # type: ignore[return-value]


def latin(quantity: Quantity, largest: float, currency: str) -> tuple[float, str]:
    """How many whole units one of the slider's is, and how the deal file spells it."""
    if quantity.unit == "share":
        return 0.01, "%"
    if quantity.unit in ("days", "years"):
        return 1.0, f" {quantity.unit}"
    if quantity.unit == "number":
        return 1.0, ""
    scale, mark = next((pair for pair in LATIN if largest >= pair[0] * (1.0 if pair[0] > 1e3 else 100)), (1.0, ""))
    if quantity.unit == "count":
        return scale, mark
    per = "".join(f"/{each}" for each in quantity.per)
    return scale, f"{mark} {currency}{per}"


def local(quantity: Quantity, scale: float, suffix: str, currency: str, words: Words) -> tuple[float, str]:
    """The same unit as readers of this language write it."""
    if quantity.unit in ("share", "number"):
        return scale, suffix
    if quantity.unit in ("days", "years"):
        return 1.0, words.plain(f"unit.{quantity.unit}", value="").strip()
    steps = [(10.0 ** int(power), mark) for power, mark in (each.split() for each in words.texts["scales"].split(", "))]
    step, mark = next((pair for pair in steps if scale * 100 > pair[0]), (1.0, "")) if scale > 1 else (1.0, "")
    if quantity.unit == "count":
        return step, mark
    pattern = words.texts.get(f"currency.{currency}", words.texts["currency.other"])
    bare = pattern.format(amount=mark, code=currency).strip()
    periods = quantity.per or (("year",) if quantity.unit == "flow" else ())
    per = "".join(words.plain("app.per", period=words.plain(f"app.period.{each}")) for each in periods)
    return step, bare + per


def round_step(raw: float) -> float:
    """The round number just above."""
    power = 10.0 ** math.floor(math.log10(raw)) if raw > 0 else 0.01
    return float(f"{next(step * power for step in (1, 2, 5, 10) if step * power >= raw * 0.999):.12g}")


def label(voice: Voice, path: str) -> str:
    """A number's name, standing alone: without its article, with a capital, and both parties of a stake by name."""
    said = voice.input(path)
    for item in facts.shape(path)[1]:
        if "/" in item and item in said:
            said = said.replace(item, " / ".join(voice.name(part) for part in item.split("/")))
    bare = said.removeprefix("the ")
    return bare[:1].upper() + bare[1:]
