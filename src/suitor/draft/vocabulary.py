"""The words that the reading of articles rests on: names known in two languages, and what stands around names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .._core.records import record

__all__ = ["Known", "bounded", "known", "known_pattern", "listed", "words"]


@record
class Known:
    """A company, authority or court with all the names that it goes by."""

    kind: str
    names: tuple[str, ...]


@cache
def words(language: str) -> Mapping[str, str]:
    """The words around names in a language, by use."""
    return {use: " ".join(said.split()) for use, said in _data("words.toml")[language].items()}


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
        for kind, group in _data("names.toml").items()
        for names in group["names"]
    ]
    return {name: party for party in parties for name in party.names}


@cache
def known_pattern() -> re.Pattern[str]:
    """Any of the names known, where no letter of the same script runs on."""
    return re.compile("|".join(bounded(name) for name in sorted(known(), key=len, reverse=True)))


def bounded(name: str) -> str:
    """A name that is no part of a longer word."""
    scripts = (("[A-Za-z0-9]", "A-Za-z0-9"), ("[ァ-ヴー]", "ァ-ヴー"))
    before = next((f"(?<![{script}・])" for test, script in scripts if re.match(test, name[0])), "")
    after = next((f"(?![{script}])" for test, script in scripts if re.match(test, name[-1])), "")
    return before + re.escape(name) + after


def _data(file: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(file).read_text("utf-8"))
