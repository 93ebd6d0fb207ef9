"""A study spoken in one language: figures as text, names of parties and scenarios, and how sure to sound."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

from .._core.records import Array, record, replace
from ..deal.quantities import Quantity
from ..study import Driver, Figure, Study
from . import facts
from .blocks import Run, Table, Text, plain
from .words import Words

AS_SHOWN = {"flow": "money/year", "price": "money/year", "offer": "money", "count": "number"}
LIKELY, UNLIKELY = 0.65, 0.35
APPOSED = re.compile(r", (?:[a-z]|\w+'s )[^,]*$")  # “SpaceX, owner of xAI”, but not “OpenAI, Inc.”
DRAWN = (  # odds that are never certain
    *("value.enough", "verdict.accepts", "verdict.completion", "verdict.would", "ending.chance"),
    *("route.chance", "route.alone", "flip.gate", "flip.yes", "flip.no", "promise.enough", "defence.enough"),
)
EXACT = ("years", "orders/year")  # units told to two digits
CERTAIN = 0.99  # where “probably” would say too little
PARTLY = 0.05  # of the draws: fewer than this are told by the ends of a range
LONGEST = 200  # letters of a name that is repeated
SENTENCE = 1_000  # letters of what the file says once; the deal file has the rest
STEPS = (0.01, 0.05, 0.1)  # to which a probability is rounded: the first that is no less than half its error


@record
class Voice:
    """A study, and the words to tell it in."""

    study: Study
    words: Words

    def say(self, key: str, **fields: Any) -> Text:
        """A sentence of the language file with its blanks filled."""
        return self.words.say(key, **fields)

    def plain(self, key: str, **fields: Any) -> str:
        """The same as bare text."""
        return self.words.plain(key, **fields)

    def has(self, *ids: str) -> bool:
        """All these figures are there and settled."""
        return all(id in self.study.figures and not self.study[id].withheld for id in ids)

    def named(self, name: str) -> dict[tuple[str, ...], Figure]:
        """The settled figures of one name by their keys, in the order of the deal file."""
        found = {keys: figure for keys, figure in self.study.named(name).items() if not figure.withheld}
        return dict(sorted(found.items(), key=lambda item: tuple(self._place(key) for key in item[0])))

    def value(self, id: str, bare: bool = False) -> Run:
        """A figure's number as printed: mean of a chance, median of the rest."""
        figure = self.study[id]
        shown = figure.headline
        if figure.unit in ("chance", "yes"):
            shown = supported(shown, self.error(figure))
        if figure.name in DRAWN:
            shown = self.unsure(shown)
        return Run(self._small(figure, bare) or self.show(shown, figure.unit, figure.name, bare), id, figure.headline)

    def _small(self, figure: Figure, bare: bool) -> str:
        """An amount that is next to nothing beside its range is told on the range's scale: $0.06m of up to $161m."""
        if figure.unit not in ("money", "money/year") or not math.isfinite(figure.headline):
            return ""
        far = max((figure.quantile(at) for at in (0.05, 0.95)), key=abs)
        if not math.isfinite(far) or abs(far) <= abs(figure.headline):
            return ""
        text = self.words.money_range(figure.headline, far, facts.currency(self.study))[0]
        return text if bare else self.in_unit(text, figure.unit)

    def error(self, figure: Figure) -> float:
        """The standard error that a mean has from the number of draws alone."""
        settled = figure.value[figure.found]
        if settled.size > 1:
            return float(np.std(settled) / math.sqrt(settled.size))
        return binomial(figure.headline, self.study.draws)  # one number for the whole study: at most this

    def unsure(self, chance: float) -> float:
        """A chance read off the draws: what none of them had is not impossible, what all had not certain."""
        least = 1 / (2 * self.study.draws)
        return min(max(chance, least), 1 - least) if math.isfinite(chance) else chance

    def drawn(self, chance: float) -> Run:
        """The same in whole points."""
        chance = self.unsure(chance)
        return Run(self.words.chance(round(chance, 2) if 0.01 <= chance <= 0.99 else chance), number=chance)

    def result(self, value: float, unit: str, name: str = "") -> str:
        """A value that is computed and no figure, of a curve or at the end of a range: a chance in whole points."""
        return self.drawn(value).text if unit == "chance" else self.show(value, unit, name)

    def odds(self, chance: float) -> Run:
        """A share of the study's draws, with no more digits than their number supports."""
        text = self.words.chance(supported(chance, binomial(chance, self.study.draws)))
        return Run(text, number=chance)

    def draws(self, chance: Run) -> Run:
        """How many of the draws, for a sentence: some, or every one."""
        text = self.plain(f"draws.{'all' if chance.number == 1.0 else 'some'}", chance=chance.text)
        return replace(chance, text=text)

    def span(self, id: str, bare: bool = False) -> Run:
        """Where nine draws in ten lie; `bare` leaves the unit to the column."""
        figure = self.study[id]
        ends = [figure.quantile(at) for at in (0.05, 0.95)]
        return Run(self.reach(ends[0], ends[1], figure.unit, figure.name, bare), id)

    def reach(self, low: float, high: float, unit: str, name: str = "", bare: bool = False) -> str:
        """From low to high, with the unit said once."""
        once = math.isfinite(low) and math.isfinite(high)
        if math.isfinite(low) and math.isinf(high):
            return self.plain("range_open", low=self.show(low, unit, name, bare), high=self.show(high, unit, name))
        ends = [self.show(end, unit, name, bare=once or bare) for end in (low, high)]
        if once and unit in ("money", "money/year"):
            ends = self.words.money_range(low, high, facts.currency(self.study))
        text = ends[0] if ends[0] == ends[1] else self.plain("range", low=ends[0], high=ends[1])
        return self.in_unit(text, unit) if once and not bare else text

    def ranged(self, id: str) -> Text:
        """A figure with its range, where it has one."""
        value, span = self.value(id), self.span(id)
        return (value,) if span.text == value.text else self.say("ranged", value=value, span=span)

    def cell(self, id: str) -> Text:
        """Number and range as a table shows them, or a dash where the figure is absent or did not settle."""
        if not self.has(id):
            withheld = id in self.study.figures
            return (Run(self.plain("withheld" if withheld else "number.none"), id if withheld else ""),)
        if told := self._partly(self.study[id]):
            return told
        value, span = self.value(id, bare=True), self.span(id, bare=True)
        if self.study[id].unit in ("chance", "yes") or span.text == value.text:
            return (value,)
        return (value, Run(self.plain("between", range=span.text), id))

    def _partly(self, figure: Figure) -> Text:
        """A number that many draws have and many have not: how many have none, and the middle of the rest."""
        settled = figure.value[figure.found]
        never = float(np.mean(np.isinf(settled))) if settled.size > 1 else 0.0
        if not PARTLY <= never <= 1 - PARTLY:
            return ()
        middle = float(np.median(settled[np.isfinite(settled)]))
        none, rest = (self.show(value, figure.unit, figure.name, bare=True) for value in (np.inf, middle))
        share = self.odds(never).text
        if never < 0.5:
            return (Run(rest, figure.id, middle), Run(self.plain("partly", never=none, share=share), figure.id))
        return (Run(none, figure.id, np.inf), Run(self.plain("otherwise", value=rest, share=share), figure.id))

    def show(self, value: float, unit: str, name: str = "", bare: bool = False) -> str:
        """A bare value in its unit; without the unit's word where `bare`."""
        if math.isinf(value) and f"infinite.{name}" in self.words:
            return self.plain(f"infinite.{name}")
        if unit in ("money/share", "share price"):
            text = self.words.share_price(value, facts.currency(self.study))
        elif unit.startswith("money"):
            text = self.words.money(value, facts.currency(self.study))
        elif unit == "share":
            text = self.words.percent(value)
        elif unit == "yes" and value in (0.0, 1.0):
            text = self.plain("yes" if value else "no")
        elif unit in ("chance", "yes"):
            text = self.words.chance(value)
        elif unit in ("points", "days") and math.isfinite(value):
            text = self.words.number(round(value), 9)
        else:
            text = self.words.number(round(value, 2) if unit == "years" else value, 2 if unit in EXACT else 3)
        return text if bare or not math.isfinite(value) else self.in_unit(text, unit)

    def in_unit(self, text: str, unit: str) -> str:
        """A number with its unit's word, where the unit has one."""
        return self.plain(f"unit.{unit}", value=text) if f"unit.{unit}" in self.words else text

    def column(self, name: str) -> str:
        """What a column of figures is called, with its unit where the cells leave it out."""
        return self.with_unit(self.plain(f"figure.{name}.name"), next(iter(self.study.named(name).values())).unit)

    def with_unit(self, title: str, unit: str) -> str:
        """A title with the unit that the numbers under it go without."""
        key = f"unit_short.{unit}"
        if key not in self.words or self.plain(key).lower() in title.lower():
            return title
        return self.plain("column", name=title, unit=self.plain(key))

    def heading(self, key: str, **fields: Any) -> str:
        """A sentence that stands as a heading."""
        text = self.plain(key, **fields)
        return text[:1].upper() + text[1:]

    def quote(self, key: str) -> str:
        """The name of a scenario inside a sentence."""
        return self.words.texts["quote"].replace("{name}", self.name(key))

    def name(self, key: str) -> str:
        """What the file calls something, or what we call a defence or a way to value; its id where neither does."""
        if key in self._names:
            return self._names[key]
        if f"key.{key}" in self.words:
            return self.plain(f"key.{key}")
        kind, _, number = key.partition(" ")
        known = [group for group in ("defence", "method") if f"{group}.{kind}" in self.words]
        return f"{self.plain(f'{known[0]}.{kind}')} {number}".strip() if known else key

    def apart(self, key: str) -> str:
        """A name in the middle of a sentence: what explains it is closed by a comma, as it was begun by one."""
        name = self.name(key)
        return f"{name}," if APPOSED.search(name) else name

    def what(self, figure: Figure | str) -> str:
        """What a figure measures, and of whom."""
        figure = self.study[figure] if isinstance(figure, str) else figure
        label = self.measure(figure)
        about = [self.name(key) for key in figure.keys]
        return self.plain("figure.of", figure=label, about=self.plain("list.comma").join(about)) if about else label

    def measure(self, figure: Figure) -> str:
        """What a figure measures, without whom it is about."""
        key = f"figure.{figure.name}.name"
        return self.plain(key) if key in self.words else figure.name

    def shown(self, table: Table) -> Table:
        """A table without the columns that hold nothing but dashes."""
        empty = {"", self.plain("number.none")}
        kept = [at for at in range(len(table.columns)) if any(plain(row[at]) not in empty for row in table.rows)]
        columns = tuple(table.columns[at] for at in kept)
        return replace(table, columns=columns, rows=tuple(tuple(row[at] for at in kept) for row in table.rows))

    def sure(self, chance: float) -> str:
        """How a probability sounds: the suffix of the sentence to choose."""
        return "likely" if chance >= LIKELY else ("unlikely" if chance <= UNLIKELY else "open")

    def text(self, text: Any) -> str:
        """A sentence of the deal file in this language, English where it lacks this one; cut where it is a treatise."""
        return cut(facts.text(text, self.words.code), SENTENCE)

    def input(self, path: str) -> str:
        """An assumption by name: its label in this language and whose it is, or its path in the file."""
        setting = facts.setting(self.study, path)
        if setting:
            return self.plain("input.setting", input=self.input(setting[1]), scenario=self.quote(setting[0]))
        shape, items = facts.shape(path)
        above, _, last = shape.rpartition(".")
        known = {f"input.{shape}": items, f"input.{above}": (*items, last)}  # the key of a mapping is an item too
        for key, about in known.items():
            if key in self.words:
                named = (self._item(each) for each in about if not each.isdigit())
                return self.plain(key, item=self.plain("list.comma").join(named))
        return path

    def _item(self, key: str) -> str:
        """What an assumption is about: one thing, or what a holder has in a company."""
        holder, _, company = key.partition("/")
        held = {"holder": self.name(holder), "company": self.name(company)}
        return self.plain("input.stakes.held", **held) if company else self.name(key)

    def flips(self, id: str) -> list[Driver]:
        """The assumptions that turn a headline round within their range, the strongest first."""
        return [driver for driver in self.study.drivers.get(id, ()) if math.isfinite(driver.flip)]

    def driven(self, driver: Driver, id: str) -> dict[str, str]:
        """An assumption and its ends in words, for a sentence about the headline it moves."""
        quantity = self.study.deal.quantities.get(driver.path)
        unit = AS_SHOWN.get(quantity.unit, quantity.unit) if quantity else "number"
        ends = {"low": driver.low, "high": driver.high, "flip": driver.flip}
        base = self.result(driver.base, self.study[id].unit, self.study[id].name)
        return {"input": self.input(driver.path), "base": base} | {
            name: self.show(value, unit) for name, value in ends.items()
        }

    def quantity(self, quantity: Quantity | None) -> str:
        """A number of the file, as this language writes it: one value, or both ends of its range."""
        if quantity is None:
            return self.plain("number.none")
        unit = AS_SHOWN.get(quantity.unit, quantity.unit)
        return self.reach(float(quantity.at(0.05)), float(quantity.at(0.95)), unit)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {id: cut(self.text(name)) for id, name in facts.names(self.study).items()}

    def _place(self, key: str) -> int:
        order = list(self._names)
        return order.index(key) if key in self._names else len(order)


def cut(text: str, most: int = LONGEST) -> str:
    """What is repeated all over the report, at no more than a few lines; in full it stands once, among the limits."""
    return text if len(text) <= most else text[: most - 1] + "…"


def binomial(chance: float, count: int) -> float:
    """The standard error of a share of so many draws: sqrt(p (1 - p) / n)."""
    return math.sqrt(max(chance * (1 - chance), 0.0) / count) if math.isfinite(chance) else math.nan


def supported(chance: float, error: float) -> float:
    """A probability rounded to what its standard error supports; never to certainty."""
    if not math.isfinite(chance):
        return chance
    step = next((step for step in STEPS if step >= error / 2), STEPS[-1])
    near = round(chance / step) * step
    return near if 0.0 < near < 1.0 else chance


def twice(study: Study, ids: Iterable[str]) -> list[str]:
    """These figures, of those that are equal in every draw only the first."""
    kept: list[str] = []
    for id in ids:
        if not any(same(study[id].value, study[one].value) for one in kept):
            kept.append(id)
    return kept


def same(first: Array, second: Array) -> bool:
    """Equal in every draw, but for what rounding leaves."""
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=1e-9, atol=0.0, equal_nan=True))


def direction(figure: Figure, least: float = 0.0) -> str:
    """Which way a change goes: up or down if nine draws in ten agree, flat if it is small, else unclear."""
    low, high = figure.quantile(0.05), figure.quantile(0.95)
    if max(abs(low), abs(high)) <= least:
        return "flat"
    return "up" if low > 0 else ("down" if high < 0 else "unclear")


def best(values: Iterable[Array], largest: bool = True) -> Array:
    """In what share of draws each alternative is best; ties are shared out."""
    stack = np.stack([value if largest else -value for value in values])
    stack = stack[:, np.all(~np.isnan(stack), axis=0)]
    top = stack == stack.max(axis=0, initial=-np.inf)
    return (top / np.maximum(top.sum(axis=0), 1)).mean(axis=1) if stack.shape[1] else np.full(len(stack), np.nan)


def level(values: Iterable[Array]) -> list[list[int]]:
    """The places of alternatives that are equal in every draw, together; the others alone."""
    groups: list[tuple[Array, list[int]]] = []
    for place, value in enumerate(values):
        same = next((places for first, places in groups if np.array_equal(first, value, equal_nan=True)), None)
        if same is None:
            groups.append((value, [place]))
        else:
            same.append(place)
    return [places for _, places in groups]


def holds(values: Iterable[Array], largest: bool = True) -> tuple[list[int], float]:
    """The ranking by median, and the share of draws in which every neighbour in it is in that order."""
    stack = np.stack([value if largest else -value for value in values])
    stack = stack[:, np.all(~np.isnan(stack), axis=0)]
    if not stack.shape[1]:
        return [], float("nan")
    order = [int(place) for place in np.argsort(-np.median(stack, axis=1), kind="stable")]
    return order, float(np.mean(np.all(stack[order][:-1] >= stack[order][1:], axis=0)))
