"""FollowTheMoney: people, companies, ownership and directorships as one JSON entity a line, all values as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from suitor.holdings.amounts import Amount
from suitor.holdings.formats.rows import records, take
from suitor.holdings.reading import Reading, percent
from suitor.holdings.register import Entity, Interest
from suitor.holdings.remarks import Remark

__all__ = ["read"]

KINDS = {"Person": "person", "PublicBody": "state", "Company": "company", "Organization": "nonprofit"}
TIES = {"Directorship": ("director", "organization"), "Membership": ("member", "organization")}


def read(lines: str | Iterable[str]) -> Reading:
    """Read entities; a stake whose percentage is missing or not a number is kept with its size unknown."""
    entities: dict[str, Entity] = {}
    interests: list[Interest] = []
    remarks: list[Remark] = []

    def add(parsed: Callable[[], Mapping[str, Any]]) -> None:
        one = parsed()
        schema, values = one.get("schema", ""), one.get("properties") or {}
        if schema == "Ownership":
            share, doubts = _share(one["id"], values)
            remarks.extend(doubts)
            interests.extend(_ties(values, "owner", "asset", "shares", share, _first(values, "ownershipType")))
        elif schema in TIES:
            interests.extend(_ties(values, *TIES[schema], "informs", None, _first(values, "role")))
        else:
            country = _first(values, "jurisdiction") or _first(values, "country")
            kind = KINDS.get(schema, "unknown")
            entities[one["id"]] = Entity(one["id"], _first(values, "name") or one.get("caption", ""), kind, country)

    take(records(lines), add)
    for interest in interests:
        for name in (interest.holder, interest.company):
            entities.setdefault(name, Entity(name, kind="unknown"))
    return Reading(tuple(entities.values()), tuple(interests), (), tuple(remarks))


def _ties(values: Mapping[str, Any], holder: str, company: str, kind: str, share: Amount, basis: str) -> list[Interest]:
    since, until, source = (_first(values, key) for key in ("startDate", "endDate", "sourceUrl"))
    return [
        Interest(one, other, kind, share, since, until, source, basis=basis)
        for one in values.get(holder, ())
        for other in values.get(company, ())
    ]


def _share(name: str, values: Mapping[str, Any]) -> tuple[Amount, list[Remark]]:
    written = values.get("percentage") or []
    try:
        found: set[Fraction] = {percent(value) for value in written}
    except ValueError:
        found = set()
    if len(found) == 1:
        return found.pop(), []
    if not written:
        return None, []
    said = " and ".join(str(value)[:40] for value in written[:5])
    terms = {"statement": name, "written": said, "company": ", ".join(values.get("asset") or ())}
    text = f"The percentage of ownership {name} is written as {said}; its size counts as unknown."
    return None, [Remark("percentage_unclear", terms, text)]


def _first(values: Mapping[str, Any], key: str) -> str:
    return str(next(iter(values.get(key) or ()), ""))
