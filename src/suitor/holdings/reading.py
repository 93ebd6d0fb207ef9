"""What a file on ownership says: parties, interests through time, claims to check, and what could not be settled."""

from __future__ import annotations

import re
from fractions import Fraction

from suitor._core.records import record, replace

from .amounts import Range, limits, lowest
from .holdings import Holdings
from .register import BOARD, CASH, Entity, Interest
from .remarks import Remark

__all__ = ["Reading", "number", "percent"]

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?|\d+/\d+")
LONGEST = 1_000  # letters of a number
ROUNDING = Fraction(1005, 1000)  # a column up to here is taken for rounded figures


@record
class Reading:
    """The content of a file, before it is asked how things stood on a day."""

    entities: tuple[Entity, ...]
    interests: tuple[Interest, ...]  # direct ones, past ones included
    claims: tuple[Interest, ...] = ()  # statements about chains, to check against, not to add to, the chains
    remarks: tuple[Remark, ...] = ()

    def on(self, day: str = "") -> Holdings:
        """The register as it stood on a day, or what has not ended where none is given."""
        current = self._standing(day)
        for kinds in (CASH, frozenset({"votes"}), BOARD):
            current = _fitted(current, kinds)
        return Holdings(self.entities, tuple(current))

    def _standing(self, day: str) -> list[Interest]:
        """The interests of a day, or those that have not ended where none is given."""
        return [held for held in self.interests if (held.holds_on(day) if day else not held.until)]

    def checked(self, day: str = "") -> tuple[Remark, ...]:
        """Where figures were rounded and scaled, and where a claim about a whole chain is not what the chain gives."""
        holdings = self.on(day)
        found = _scaled(self._standing(day))
        for claim in self.claims:
            if claim.kind not in CASH or claim.amount is None:
                continue
            said, follows = limits(claim.amount), limits(holdings.cash_flow(claim.holder, claim.company))
            if said.high < follows.low or follows.high < said.low:
                open_links = any(held.holder == claim.holder and held.kind == "informs" for held in holdings.interests)
                given = "the size of its links is not all known" if open_links else f"its chains give {_span(follows)}"
                text = f"{claim.holder} is said to hold {_span(said)} of {claim.company}; {given}."
                key = "claim_open" if open_links else "claim_differs"
                found.append(Remark(key, {"holder": claim.holder, "company": claim.company}, text))
        return tuple(found)


def percent(value: object) -> Fraction:
    """A share written as a percentage: 25 or "25%" is a quarter."""
    share = (value if isinstance(value, Fraction) else number(str(value).strip().rstrip("%"))) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"a percentage must lie between 0 and 100, found {str(value).strip()[:40]}")
    return share


def number(text: str) -> Fraction:
    """A number as written, exactly; one with an exponent that would fill the memory is none."""
    plain = text.strip()
    if len(plain) > LONGEST or not NUMBER.fullmatch(plain):
        raise ValueError(f"expected a percentage such as 25 or 12.5, found {plain[:40]!r}")
    try:
        return Fraction(plain)
    except ZeroDivisionError:
        raise ValueError(f"expected a percentage such as 25 or 12.5, found {plain[:40]!r}") from None


def _fitted(interests: list[Interest], kinds: frozenset[str]) -> list[Interest]:
    """Stakes that fit into one company: rounded figures are scaled, bands reported for several jointly start from 0.

    What is too much even so is left as it is: the register refuses it, and says who holds what.
    """
    total: dict[str, Fraction] = {}
    for held in interests:
        if held.kind in kinds and held.amount is not None:
            total[held.company] = total.get(held.company, Fraction(0)) + lowest(held.amount)
    fitted = []
    for held in interests:
        whole = total.get(held.company, Fraction(0)) if held.kind in kinds else Fraction(0)
        if whole > 1 and isinstance(held.amount, Range):
            held = replace(held, amount=replace(held.amount, low=Fraction(0), open_low=False))
        elif 1 < whole <= ROUNDING and isinstance(held.amount, Fraction):
            held = replace(held, amount=held.amount / whole)
        fitted.append(held)
    return fitted


def _scaled(interests: list[Interest]) -> list[Remark]:
    total: dict[str, Fraction] = {}
    for held in interests:
        if held.kind in CASH and isinstance(held.amount, Fraction):
            total[held.company] = total.get(held.company, Fraction(0)) + held.amount
    return [
        Remark(
            "scaled",
            {"company": company, "share": float(whole)},
            f"Stakes in {company} sum to {float(whole):.2%}: taken for rounded figures, and scaled to all of it.",
        )
        for company, whole in total.items()
        if 1 < whole <= ROUNDING
    ]


def _span(bound: Range) -> str:
    low, high = float(bound.low), float(bound.high)
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
