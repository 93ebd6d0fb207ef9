"""Sentences, numbers, money and dates as a reader of one language writes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Any

from .._core.data import table
from .._core.records import record
from .blocks import Run, Text

MINUS = "−"
COMMON = (
    "The ",
    "A ",
    "An ",
    "Shareholders of ",
    "Investors ",
    "Note holders ",
    "Staff ",
)  # first words of no proper name
CENTLESS = ("JPY", "KRW")


def languages() -> tuple[str, ...]:
    """The languages a report can be read in: one TOML file each."""
    files = resources.files(__package__).joinpath("languages").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@lru_cache
def words(language: str) -> Words:
    """The sentences and number patterns of one language."""
    if language not in languages():
        raise ValueError(f"no language '{language}'; there is {', '.join(languages())}")
    return Words(language, dict(_flat(table(f"report/languages/{language}.toml"))))


@record
class Words:
    """What one language says: every sentence by its key, and how it writes numbers."""

    code: str
    texts: Mapping[str, str]

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def under(self, prefix: str) -> dict[str, str]:
        """The sentences whose keys begin with a word, by what follows it."""
        return {
            key.removeprefix(f"{prefix}."): text for key, text in self.texts.items() if key.startswith(f"{prefix}.")
        }

    def say(self, key: str, **fields: Any) -> Text:
        """A sentence with its blanks filled; a figure that fills a blank stays a figure."""
        return tuple(_runs(self.texts[key], fields))

    def plain(self, key: str, **fields: Any) -> str:
        """The sentence as bare text."""
        return "".join(run.text for run in self.say(key, **fields))

    def join(self, items: list[str]) -> str:
        """A list as prose: A, B and C."""
        items = [*items[:1], *(_inside(item) for item in items[1:])]
        if len(items) < 3:
            return self.texts["list.pair"].join(items)
        return self.texts["list.last"].join([self.texts["list.comma"].join(items[:-1]), items[-1]])

    def listed(self, items: Sequence[Text]) -> Text:
        """The same, of items in which figures stay figures."""
        if len(items) < 2:
            return tuple(run for item in items for run in item)
        commas = [self.texts["list.comma"]] * (len(items) - 2)
        between = [*commas, self.texts["list.last" if len(items) > 2 else "list.pair"]]
        rest = (run for gap, item in zip(between, items[1:]) for run in (Run(gap), *item))
        return (*items[0], *rest)

    def number(self, value: float, digits: int = 3) -> str:
        """A number to so many significant digits, with thousands marked."""
        if not math.isfinite(value):
            return self.texts["number.none"] if math.isnan(value) else ("" if value > 0 else MINUS) + "∞"
        if abs(value) >= 1e6 and digits <= 4:
            scale, mark = next((s, m) for s, m in self._scales() if _rounded(abs(value)) >= s)
            return (
                (MINUS if value < 0 else "")
                + self.number(abs(value) / scale, max(digits, len(f"{abs(value) / scale:.0f}")))
                + mark
            )
        places = digits - 1 - math.floor(math.log10(abs(value))) if value else 0
        text = f"{round(abs(value), places):,.{min(max(places, 0), 6)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return MINUS + text if value < 0 and text != "0" else text

    def money(self, value: float, currency: str) -> str:
        """An amount in the currency's own manner: $97.4bn, 974億ドル; one of a single digit to the cent."""
        if not math.isfinite(value):
            return self.number(value)
        if abs(value) < 9.995:
            return self.share_price(value, currency)
        scale, mark = next(((s, m) for s, m in self._scales() if _rounded(abs(value)) >= s), (1.0, ""))
        amount = self.number(abs(value) / scale, 2 if abs(value) < 99.5 else 3) + mark
        pattern = self.texts.get(f"currency.{currency}", self.texts["currency.other"])
        return (MINUS if value < 0 else "") + pattern.format(amount=amount, code=currency)

    def money_range(self, low: float, high: float, currency: str) -> list[str]:
        """Two amounts; one that is small beside the other is told on the other's scale: −$152m and $0.8m."""
        ends = [low, high]
        small, large = sorted(ends, key=abs)
        texts = [self.money(end, currency) for end in ends]
        scales = [(s, m) for s, m in self._scales() if _rounded(abs(large)) >= s]
        if not small or not scales or scales[-1][0] < 1e6 or 100 * abs(small) > abs(large):
            return texts  # who counts in 万 and 億 mixes them
        scale, mark = next(((s, m) for s, m in scales if abs(small) >= 0.1 * s), scales[-1])
        if abs(small) >= scale:
            return texts
        amount = f"{abs(small) / scale:.2f}".rstrip("0").rstrip(".")
        pattern = self.texts.get(f"currency.{currency}", self.texts["currency.other"])
        told = self.money(0.0, currency) if amount == "0" else pattern.format(amount=amount + mark, code=currency)
        texts[ends.index(small)] = (MINUS if small < 0 and amount != "0" else "") + told
        return texts

    def share_price(self, value: float, currency: str) -> str:
        """What one share costs or earns, to the cent: $54.20, 54.20ドル; a whole amount without cents."""
        if not math.isfinite(value) or abs(value) >= 1e6:
            return self.money(value, currency)
        places = 0 if currency in CENTLESS or abs(value) >= 1000 or round(value, 2) % 1 == 0 else 2
        amount = f"{abs(value):,.{places}f}"
        pattern = self.texts.get(f"currency.{currency}", self.texts["currency.other"])
        return (MINUS if value < 0 and float(amount.replace(",", "")) else "") + pattern.format(
            amount=amount, code=currency
        )

    def percent(self, value: float) -> str:
        """A share as a percentage, with no more digits than a reader needs."""
        if not math.isfinite(value):
            return self.number(value)
        points = 100 * abs(value)
        text = f"{points:,.0f}" if points >= 9.95 or points < 0.05 else f"{points:.1f}".removesuffix(".0")
        return (MINUS if value < 0 and text != "0" else "") + text + "%"

    def chance(self, value: float) -> str:
        """A probability; certainty is never printed for what is merely likely."""
        if 0 < value < 0.01:
            return self.texts["chance.least"]
        if 0.99 < value < 1:
            return self.texts["chance.most"]
        return self.percent(value)

    def day(self, when: date) -> str:
        """A date in full."""
        month = self.texts[f"month.{when.month}"]
        return self.texts["date.full"].format(year=when.year, month=month, day=when.day)

    def _scales(self) -> Iterator[tuple[float, str]]:
        for step in self.texts["scales"].split(", "):
            power, mark = step.split(" ")
            yield 10.0 ** int(power), mark


def _rounded(value: float) -> float:
    """To three digits, so that 999.96 million is a billion."""
    return float(f"{value:.3g}")


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


def _runs(pattern: str, fields: Mapping[str, Any]) -> Iterator[Run]:
    started = False
    for before, name, _, _ in Formatter().parse(pattern):
        if before:
            yield Run(before)
        started = started or bool(before)
        if name is not None:
            value = fields[name]
            text = _inside(value) if started and isinstance(value, str) else value
            yield from text if isinstance(text, tuple) else (text if isinstance(text, Run) else Run(str(text)),)
            started = True


def _inside(name: str) -> str:
    """A name within a sentence: its article or common noun loses the capital."""
    return name[:1].lower() + name[1:] if name.startswith(COMMON) else name
