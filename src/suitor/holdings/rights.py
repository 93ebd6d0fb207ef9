"""One right in every company, by holder: what each can have at the most, and that all have no more than the whole."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias, TypeVar

import numpy as np

from suitor._core.records import Array

from .amounts import Amount, highest, lowest

__all__ = ["NONE", "Right", "by_company", "capped", "check"]

NONE = Fraction(0)
T = TypeVar("T")
Right: TypeAlias = dict[tuple[str, str], Amount]  # by (holder, company)


def by_company(right: Mapping[tuple[str, str], T]) -> dict[str, dict[str, T]]:
    """The same right company by company, each with its holders."""
    held: dict[str, dict[str, T]] = {}
    for (holder, company), share in right.items():
        held.setdefault(company, {})[holder] = share
    return held


def capped(right: Right) -> dict[tuple[str, str], Fraction]:
    """The most each can hold, given the least that the others do."""
    least: dict[str, Fraction] = {}
    for (_, company), share in right.items():
        least[company] = least.get(company, NONE) + lowest(share)
    return {
        (holder, company): min(highest(share), 1 - least[company] + lowest(share))
        for (holder, company), share in right.items()
    }


def check(kind: str, right: Right) -> None:
    """Refuse a right of which the holders of a company have more than the whole."""
    for company, held in by_company(right).items():
        drawn = any(isinstance(share, np.ndarray) for share in held.values())
        total = (
            np.max(sum(_plain(share) for share in held.values())) if drawn else sum(map(lowest, held.values()), NONE)
        )
        if total > (1 + 1e-9 if drawn else 1):
            parts = ", ".join(f"{holder}: {_percent(lowest(share))}" for holder, share in held.items())
            raise ValueError(
                f"{kind} stakes in {company!r} sum to {_percent(total)} ({parts}). Were share classes mixed, or direct "
                "and indirect statements counted twice?"
            )


def _plain(share: Amount) -> float | Array:
    return share if isinstance(share, np.ndarray) else float(lowest(share))


def _percent(share: Fraction | float) -> str:
    return f"{100 * float(share):.6g}%"
