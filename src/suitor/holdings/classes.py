"""Share classes: how many shares, how many votes each, how much of the profit each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from suitor._core.records import record

from .register import Interest

__all__ = ["ShareClass", "of_classes"]


@record
class ShareClass:
    """A class of shares of one company."""

    name: str
    shares: Fraction  # in issue, those held by the company itself included
    votes_per_share: Fraction = Fraction(1)
    cash_per_share: Fraction = Fraction(1)


def of_classes(
    company: str, classes: Iterable[ShareClass], held: Mapping[str, Mapping[str, Any]], source: str = ""
) -> tuple[Interest, ...]:
    """Cash and votes of each holder, from how many shares of which class it holds.

    >>> a, b = ShareClass("A", 100), ShareClass("B", 20, 10)
    >>> [str(held.amount) for held in of_classes("Co", [a, b], {"founder": {"B": 20}})]
    ['1/6', '2/3']
    """
    by_name = {one.name: one for one in classes}
    _check(by_name, held)
    interests = []
    for kind in ("cash", "votes"):
        worth = {name: Fraction(getattr(one, f"{kind}_per_share")) for name, one in by_name.items()}
        whole = sum((Fraction(one.shares) * worth[name] for name, one in by_name.items()), Fraction(0))
        for holder, lots in held.items():
            part = sum((Fraction(count) * worth[name] for name, count in lots.items()), Fraction(0))
            if part:
                interests.append(Interest(holder, company, kind, part / whole, source=source))
    return tuple(interests)


def _check(classes: Mapping[str, ShareClass], held: Mapping[str, Mapping[str, Any]]) -> None:
    for name, one in classes.items():
        count = sum((Fraction(lots.get(name, 0)) for lots in held.values()), Fraction(0))
        if count > one.shares:
            raise ValueError(
                f"holders have {float(count):g} shares of class {name}, of which {float(one.shares):g} exist"
            )
    unknown = {name for lots in held.values() for name in lots} - set(classes)
    if unknown:
        raise ValueError(f"no share class {', '.join(sorted(unknown))}; there are {', '.join(classes)}")
