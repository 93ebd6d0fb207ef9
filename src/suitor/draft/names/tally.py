"""How often a name occurs, where first, and what the words around it say that it is."""

from __future__ import annotations

from collections import Counter

__all__ = ["Tallies", "Tally"]

HINTS = 2.0  # points; a name met often in a long text is no surer for words that prove little


class Tally:
    """What a text says of one name."""

    def __init__(self, first: int) -> None:
        self.first, self.count = first, 0
        self.kinds: Counter[str] = Counter()
        self._hints: Counter[str] = Counter()

    def speak(self, kind: str, weight: float) -> None:
        """Count something that speaks for a kind; hints of less than one point are not added up without end."""
        if weight < 1:
            weight = min(weight, HINTS - self._hints[kind])
            self._hints[kind] += weight  # type: ignore[assignment]
        self.kinds[kind] += weight  # type: ignore[assignment]


class Tallies(dict[str, Tally]):
    """Names with what the text says of each."""

    def see(self, name: str, place: int) -> Tally:
        """Count one more occurrence of a name."""
        tally = self.setdefault(name, Tally(place))
        tally.count += 1
        return tally

    def is_a(self, name: str, kind: str, weight: float = 1.0) -> None:
        """Note that the words around a name speak for a kind."""
        if name in self:
            self[name].speak(kind, weight)
