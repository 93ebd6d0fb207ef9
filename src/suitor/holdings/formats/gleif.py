"""GLEIF level 2: which legal entity consolidates which, by LEI and without percentages."""

from __future__ import annotations

from collections.abc import Mapping

from suitor.holdings.formats.rows import table, take
from suitor.holdings.reading import Reading
from suitor.holdings.register import Entity, Interest
from suitor.holdings.remarks import Remark

__all__ = ["read"]

CHILD, PARENT = "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID"
TYPE, STATUS = "Relationship.RelationshipType", "Relationship.RelationshipStatus"


def read(text: str) -> Reading:
    """Read the golden copy of relationship records as CSV.

    Direct consolidation is control without a number; ultimate consolidation is a claim about a chain, to check.
    Branches and funds inform.
    """
    interests: list[Interest] = []
    claims: list[Interest] = []
    remarks: list[Remark] = []

    def add(row: Mapping[str, str | None]) -> None:
        child, parent, kind = (_filled(row, column) for column in (CHILD, PARENT, TYPE))
        if (row.get(STATUS) or "ACTIVE") != "ACTIVE":
            remarks.append(_inactive(child, parent))
            return
        since = (row.get("Relationship.Period.1.startDate") or "")[:10]
        if kind == "IS_ULTIMATELY_CONSOLIDATED_BY":
            claims.append(Interest(parent, child, "asserts", None, since, basis=kind))
        else:
            right = "asserts" if kind == "IS_DIRECTLY_CONSOLIDATED_BY" else "informs"
            interests.append(Interest(parent, child, right, None, since, basis=kind))

    take(table(text), add)
    names = dict.fromkeys(name for one in (*interests, *claims) for name in (one.holder, one.company))
    return Reading(tuple(Entity(name) for name in names), tuple(interests), tuple(claims), tuple(remarks))


def _filled(row: Mapping[str, str | None], column: str) -> str:
    value = row[column]
    if not value:
        raise ValueError(f"{column} is empty")
    return value


def _inactive(child: str, parent: str) -> Remark:
    text = f"The relationship of {child} to {parent} is not active, and left out."
    return Remark("inactive", {"company": child, "parent": parent}, text)
