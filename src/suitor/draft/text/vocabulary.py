"""The words that the reading of articles rests on: names known in two languages, and what stands around names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from ..._core.data import table
from ..._core.records import record

__all__ = ["Known", "any_of", "known", "known_pattern", "listed", "words"]


@record
class Known:
    """A company, authority or court with all the names that it goes by."""

    kind: str
    names: tuple[str, ...]


@cache
def words(language: str) -> Mapping[str, str]:
    """The words around names in a language, by use."""
    return {use: " ".join(said.split()) for use, said in table("draft/words.toml")[language].items()}


@cache
def listed(language: str, use: str) -> frozenset[str]:
    """The words of one use, each by itself."""
    said = words(language)[use]
    return frozenset(said.replace(" |", "|").split("|") if "|" in said else said.split())


@cache
def known() -> Mapping[str, Known]:
    """The parties known by name, by each of their names."""
    parties = [
        Known(kind, tuple(name.strip() for name in names.split("|")))
        for kind, group in table("draft/names.toml").items()
        for names in group["names"]
    ]
    return {name: party for party in parties for name in party.names}


@cache
def known_pattern() -> re.Pattern[str]:
    """Any of the names known, where no letter of the same script runs on."""
    return re.compile(any_of(known()))


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longest first, where no letter of the same script runs on.

    Names are grouped by script and first letter, so that a text is scanned without trying every name at every place.
    """
    groups: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names, key=len, reverse=True):
        groups.setdefault(_script(name[0]), {}).setdefault(name[0], []).append(name)
    return "|".join(_scripted(script, by_letter) for script, by_letter in groups.items()) or r"(?!)"


def _scripted(script: str, by_letter: Mapping[str, list[str]]) -> str:
    """One alternative for all names that begin in a script."""
    joint = f"(?<![{script}]・)" if "ァ" in script else ""  # 大手・ stands before a name, スカイ・ belongs to it
    before = f"(?<![{script}]){joint}" if script else ""
    letters = "".join(map(re.escape, by_letter))
    return f"{before}(?=[{letters}])(?:{'|'.join(map(_lettered, by_letter.values()))})"


def _lettered(names: list[str]) -> str:
    """One alternative for all names that begin with a letter, the letter first."""
    rests = [re.escape(name[1:]) + (f"(?![{script}])" if (script := _script(name[-1])) else "") for name in names]
    return f"{re.escape(names[0][0])}(?:{'|'.join(rests)})"


def _script(sign: str) -> str:
    """The letters that would run on from this one; none in kanji, which take no spaces."""
    scripts = ("A-Za-z0-9", "ァ-ヴー")
    return next((script for script in scripts if re.match(f"[{script}]", sign)), "")
