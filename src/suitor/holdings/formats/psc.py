"""UK register of people with significant control: one JSON record a line, shares and votes in statutory bands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from suitor.holdings.amounts import Amount, Range
from suitor.holdings.formats.rows import records, take
from suitor.holdings.reading import Reading
from suitor.holdings.register import Entity, Interest
from suitor.holdings.remarks import Remark

__all__ = ["read"]

QUARTER, HALF, MOST, ALL = (Fraction(part, 4) for part in (1, 2, 3, 4))
# The bands of the statute. An import that writes "50 to 75" with both ends included makes a strict majority uncertain.
BANDS = {
    "25-to-50-percent": Range(QUARTER, HALF, open_low=True),  # more than 25%, up to 50%
    "50-to-75-percent": Range(HALF, MOST, open_low=True, open_high=True),  # more than 50%, less than 75%
    "75-to-100-percent": Range(MOST, ALL),
    "more-than-25-percent": Range(QUARTER, ALL, open_low=True),
}
RIGHTS = {
    "ownership-of-shares": "shares",
    "voting-rights": "votes",
    "right-to-share-surplus-assets": "cash",
    "part-right-to-share-surplus-assets": "cash",
    "right-to-appoint-and-remove": "appoints",
    "significant-influence-or-control": "influences",
}
NATURE = re.compile(rf"({'|'.join(sorted(RIGHTS, key=len, reverse=True))})-?({'|'.join(BANDS)})?(.*)")
PERSONS = ("individual", "super-secure")


def read(lines: str | Iterable[str]) -> Reading:
    """Read a snapshot or part of one; companies are GB-COH- and their number.

    Where a holder has one right in several capacities, itself and as a firm or trust, the highest band counts.
    Statements that somebody is not known or not named are remarks, not persons.
    """
    entities: dict[str, Entity] = {}
    interests: list[Interest] = []
    remarks: list[Remark] = []

    def add(parsed: Callable[[], Mapping[str, Any]]) -> None:
        entry = parsed()
        data, number = entry.get("data") or {}, entry.get("company_number")
        kind = str(data.get("kind", ""))
        if not number:
            if kind.startswith("totals") or not data:
                return  # the last line of a snapshot counts the others
            raise KeyError("company_number")
        company = f"GB-COH-{number}"
        entities.setdefault(company, Entity(company, kind="company", country="GB"))
        if "statement" in data or "exempt" in kind:
            remarks.append(_statement(company, data))
            return
        holder = _holder(data, company)
        known = entities.get(holder.id)
        entities[holder.id] = holder if known is None or not known.name else known
        interests.extend(_interests(holder.id, company, data))

    take(records(lines), add)
    return Reading(tuple(entities.values()), tuple(interests), (), tuple(remarks))


def _holder(data: Mapping[str, Any], company: str) -> Entity:
    """A UK company by its number, anyone else by its place in the register."""
    identity = data.get("identification") or {}
    number = str(identity.get("registration_number") or "").strip().upper()
    kind = str(data.get("kind", ""))
    name = data.get("name") or ("withheld" if "super-secure" in kind else "")
    if kind.startswith("corporate") and re.fullmatch(r"(\d{1,8}|[A-Z]{2}\d{1,6})", number) and _is_british(identity):
        prefix, digits = re.fullmatch(r"([A-Z]*)(\d+)", number).groups()  # type: ignore[union-attr]
        return Entity(f"GB-COH-{prefix}{digits.zfill(8 - len(prefix))}", name, "company", "GB")
    place = (data.get("links") or {}).get("self") or f"{company}/{name}"
    plain = "person" if kind.startswith(PERSONS) else "state" if kind.startswith("legal-person") else "company"
    return Entity(place, name, plain)


def _is_british(identity: Mapping[str, Any]) -> bool:
    places = " ".join(
        str(identity.get(key) or "") for key in ("country_registered", "place_registered", "legal_authority")
    )
    return bool(
        re.search(r"england|wales|scotland|ireland|united kingdom|companies house|\buk\b|companies act", places.lower())
    )


def _interests(holder: str, company: str, data: Mapping[str, Any]) -> list[Interest]:
    best: dict[str, tuple[Amount, str]] = {}
    for nature in data.get("natures_of_control") or ():
        kind, band = _right(nature)
        before = best.get(kind)
        if before is None or (band is not None and isinstance(before[0], Range) and band.low > before[0].low):
            best[kind] = (band, nature if before is None else f"{before[1]}; {nature}")
        else:
            best[kind] = (before[0], f"{before[1]}; {nature}")
    if not best:
        best["informs"] = (None, str(data.get("kind", "")))
    since, until = str(data.get("notified_on") or ""), str(data.get("ceased_on") or "")
    return [Interest(holder, company, kind, band, since, until, basis=why) for kind, (band, why) in best.items()]


def _right(nature: str) -> tuple[str, Range | None]:
    found = NATURE.fullmatch(nature)
    if not found:
        return "informs", None
    kind = RIGHTS[found[1]]
    return kind, BANDS[found[2]] if found[2] else (Range(HALF, ALL, open_low=True) if kind == "appoints" else None)


def _statement(company: str, data: Mapping[str, Any]) -> Remark:
    said = str(data.get("statement") or data.get("kind", "")).replace("-", " ")
    return Remark("owner_not_named", {"company": company, "reason": said}, f"{company}: {said}.")
