"""The articles that drafts are measured on, what each should give, and how much of it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from suitor._core.amounts import Amount, read
from suitor.draft import Draft, draft

ARTICLES = Path(__file__).parent / "articles"
NAMES = tuple(sorted(path.stem for path in ARTICLES.glob("*.txt")))
KINDS = ("amounts", "conversions", "shares", "dates", "parties", "for", "against")
IN_WORDS = {"過半数": (0.5, 1.0), "3分の2": (2 / 3, 2 / 3), "3分の1": (1 / 3, 1 / 3), "4分の1": (0.25, 0.25)}


class Score(NamedTuple):
    """What was expected, what of it was found, and what was found beside it."""

    hits: frozenset[Any]
    missed: frozenset[Any]
    surplus: frozenset[Any]

    @property
    def recall(self) -> float:
        return len(self.hits) / max(len(self.hits) + len(self.missed), 1)

    @property
    def precision(self) -> float:
        return len(self.hits) / max(len(self.hits) + len(self.surplus), 1)


@cache
def article(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_text("utf-8")


@cache
def drafted(name: str) -> Draft:
    return draft(article(name), f"{name}.txt")


def found(text: str) -> Any:
    """What a draft of a line or two finds."""
    return draft(text, "line.txt").found


def refusing(text: str) -> list[str]:
    """Who refuses, by the first of each name."""
    return [side.party.names[0] for side in found(text).sides if not side.proposes]


def same(party: Any, name: str) -> bool:
    """Is this the party of that name, or of one that begins with it?"""
    return party is not None and any(known == name or known.startswith(f"{name} ") for known in party.names)


@cache
def expected(name: str) -> dict[str, Any]:
    return YAML(typ="safe").load((ARTICLES / f"{name}.yaml").read_text("utf-8"))


def score(name: str, kind: str) -> Score:
    """How much of one kind a draft finds of what a reader of the article lists."""
    want, found = list(expected(name)[kind]), drafted(name).found
    if kind in ("amounts", "conversions"):
        said = [each.thing for each in found.amounts]
        each = said if kind == "amounts" else [money for one in said for money in one.converted]
        return compared({money(read(str(text))) for text in want}, {money(one.amount) for one in each})
    if kind == "shares":
        return compared({share(str(text)) for text in want}, {rounded(each.thing.amount) for each in found.shares})
    if kind == "dates":
        return compared({str(text) for text in want}, {each.thing.iso for each in found.dates if each.thing.iso})
    parties = found.parties if kind == "parties" else [s.party for s in found.sides if s.proposes == (kind == "for")]
    return by_name(want, [party.names for party in parties])


def compared(want: Iterable[Any], found: Iterable[Any]) -> Score:
    want, found = frozenset(want), frozenset(found)
    return Score(want & found, want - found, found - want)


def by_name(want: list[str], found: Iterable[tuple[str, ...]]) -> Score:
    """Parties match by any of their names; the names of one party are one find."""
    hits = {name: names for name in want for names in found if any(same_name(name, other) for other in names)}
    surplus = frozenset(names[0] for names in found if names not in hits.values())
    return Score(frozenset(hits), frozenset(want) - hits.keys(), surplus)


def same_name(one: str, other: str) -> bool:
    def plain(name: str) -> str:
        bare = re.sub(r"(?:,? (?:Inc|Corp|Co|LLP|LLC|plc)\b\.?| & Co\b\.?)+$", "", name)
        return re.sub(r"[ ,!]", "", bare).casefold()

    return plain(one) == plain(other)


def money(amount: Amount) -> tuple[float, float, str]:
    return (*rounded(amount), amount.currency)


def share(text: str) -> tuple[float, float]:
    return tuple(round(end, 6) for end in IN_WORDS[text]) if text in IN_WORDS else rounded(read(text))


def rounded(amount: Amount) -> tuple[float, float]:
    return float(f"{abs(amount.low):.6g}"), float(f"{abs(amount.high):.6g}")


def total(scores: Iterable[Score], of: Callable[[Score], frozenset[Any]]) -> int:
    return sum(len(of(each)) for each in scores)
