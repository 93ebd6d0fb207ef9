"""What is wrong with a deal file, where, and the way out, in English and Japanese.

The sentences are data: problems.en.toml and problems.ja.toml, with the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from .._core.data import table
from .._core.records import field, record

__all__ = ["DealError", "Problem", "nearest"]

LANGUAGES = ("en", "ja")


@record
class Problem:
    """One thing that is wrong with a deal file, or worth knowing.

    `kind` names what was expected and `way_out` the hint, both keys of the sentences in problems.en.toml and
    problems.ja.toml; `terms` fills their gaps.
    """

    file: str
    line: int  # from 1
    column: int  # from 1
    path: str  # market.products[2].margin
    kind: str
    found: str | None = None  # as the file has it; none where something is missing
    way_out: str | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    severity: str = "error"  # error or note

    @property
    def expected(self) -> str:
        """What should stand there, in English."""
        return self._say("expected", self.kind, "en")

    @property
    def hint(self) -> str:
        """The way out, in English."""
        return self._say("hint", self.way_out or self.kind, "en")

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """One line: file, place, what was expected, what stands there and what to do."""
        if language not in LANGUAGES:
            raise ValueError(f"problems are told in {' and '.join(LANGUAGES)}, not in {language!r}.")
        frame = sentences(language)["frame"]
        said = {
            "where": f"{self.file}:{self.line}:{self.column}",
            "path": self.path or frame["file"],
            "expected": self._say("expected", self.kind, language),
            "found": repr(self.found),
            "hint": self._say("hint", self.way_out or self.kind, language),
        }
        return frame["absent" if self.found is None else self.severity].format(**said).strip()

    def json(self, language: str = "en") -> dict[str, Any]:
        """The same for machines."""
        place = {"file": self.file, "line": self.line, "column": self.column, "path": self.path}
        said = {
            part: self._say(part, key, language)
            for part, key in (("expected", self.kind), ("hint", self.way_out or self.kind))
        }
        return place | {"severity": self.severity, "kind": self.kind, "found": self.found} | said

    def _say(self, part: str, key: str, language: str) -> str:
        return sentences(language)[part][key].format_map(self.terms)


class DealError(Exception):
    """The deal file cannot be used as it is: every problem, in the order of the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def sentences(language: str) -> Mapping[str, Mapping[str, Any]]:
    """The sentences of a language by part (frame, expected, hint) and key."""
    return table(f"deal/problems.{language}.toml")


def nearest(word: str, known: Any) -> str | None:
    """The known word that somebody most likely meant, if one is near."""
    found = get_close_matches(str(word)[:100], [str(each) for each in known], n=1, cutoff=0.6)
    return found[0] if found else None
