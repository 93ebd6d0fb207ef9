"""What charities were first offered for their assets, and what those were worth in the end."""

from __future__ import annotations

from suitor._core.data import table
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
    filed = table("worth/precedents.toml")["precedent"]
    return tuple(Precedent(**{**each, "sources": tuple(each["sources"])}) for each in filed)
