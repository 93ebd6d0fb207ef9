"""What charities were first offered for their assets, and what those were worth in the end."""

from __future__ import annotations

import tomllib
from importlib import resources

from suitor._core.records import record


@record
class Precedent:
    """One charity, what it was first offered and what a buyer, a regulator or an expert came to."""

    name: str
    year: int
    offered: float  # money
    judged: float  # money
    judge: str  # whose number that is
    outcome: str
    sources: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """The later number over the first offer."""
        return self.judged / self.offered


def precedents() -> tuple[Precedent, ...]:
    """The conversions and refused sales on file, with where each was read."""
    text = resources.files("suitor.worth").joinpath("precedents.toml").read_text(encoding="utf-8")
    return tuple(Precedent(**{**each, "sources": tuple(each["sources"])}) for each in tomllib.loads(text)["precedent"])
