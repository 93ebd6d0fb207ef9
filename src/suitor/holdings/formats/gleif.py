"""GLEIF level 2: which legal entity consolidates which, by LEI and without percentages."""

from __future__ import annotations

import csv
import io

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
    for row in csv.DictReader(io.StringIO(text)):
        child, parent, kind = row[CHILD], row[PARENT], row[TYPE]
        if row.get(STATUS, "ACTIVE") != "ACTIVE":
            remarks.append(Remark("inactive", {"company": child}, f"{kind} of {child} by {parent} is not active."))
            continue
        since = row.get("Relationship.Period.1.startDate", "")[:10]
        if kind == "IS_ULTIMATELY_CONSOLIDATED_BY":
            claims.append(Interest(parent, child, "asserts", None, since, basis=kind))
        else:
            right = "asserts" if kind == "IS_DIRECTLY_CONSOLIDATED_BY" else "informs"
            interests.append(Interest(parent, child, right, None, since, basis=kind))
    names = dict.fromkeys(name for one in (*interests, *claims) for name in (one.holder, one.company))
    return Reading(tuple(Entity(name) for name in names), tuple(interests), tuple(claims), tuple(remarks))
