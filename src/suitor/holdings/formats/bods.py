"""Beneficial Ownership Data Standard 0.4: statements on persons, entities and relationships, read and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from suitor._core.records import record, replace
from suitor.holdings.amounts import Amount, Range
from suitor.holdings.formats.rows import records, take
from suitor.holdings.holdings import Holdings
from suitor.holdings.reading import Reading, percent
from suitor.holdings.register import Entity, Interest
from suitor.holdings.remarks import Remark

__all__ = ["read", "write"]

RIGHTS = {
    "shareholding": "shares",
    "votingRights": "votes",
    "appointmentOfBoard": "appoints",
    "rightsToProfitOrIncome": "cash",
    "rightsToSurplusAssetsOnDissolution": "informs",  # what is left at the end; adding it to profit would count twice
    "beneficiaryOfLegalArrangement": "cash",
    "controlViaCompanyRulesOrArticles": "asserts",
    "controlByLegalFramework": "asserts",
    "trustee": "asserts",
    "otherInfluenceOrControl": "influences",
    "nominator": "nominee",
}
INFORM = frozenset(
    {
        "boardChair",
        "boardMember",
        "conditionalRightsGrantedByContract",
        "enjoymentAndUseOfAssets",
        "nominee",
        "protector",
        "rightToProfitOrIncomeFromAssets",
        "rightsGrantedByContract",
        "seniorManagingOfficial",
        "settlor",
        "unknownInterest",
        "unpublishedInterest",
    }
)  # types of the standard that decide nothing by themselves
TYPES = {
    "shares": "shareholding",
    "cash": "rightsToProfitOrIncome",
    "votes": "votingRights",
    "appoints": "appointmentOfBoard",
    "seats": "appointmentOfBoard",
    "asserts": "controlViaCompanyRulesOrArticles",
    "influences": "otherInfluenceOrControl",
    "nominee": "nominator",
    "veto": "controlViaCompanyRulesOrArticles",
    "option": "conditionalRightsGrantedByContract",
    "pledge": "conditionalRightsGrantedByContract",
    "informs": "unknownInterest",
}
KINDS = {
    "registeredEntity": "company",
    "legalEntity": "company",
    "state": "state",
    "stateBody": "state",
    "unknownEntity": "unknown",
}
SUBTYPES = {
    "governmentDepartment": "stateBody",
    "stateAgency": "stateBody",
    "trust": "arrangement",
    "nomination": "arrangement",
}
VETO = "veto"  # how the details of a statement on a veto begin
FINER = {"nonprofit", "foundation", "partnership", "fund"}  # kinds of ours, written in an entity's details
Statement = Mapping[str, Any]


@record
class Version:
    """One statement about a relationship, with the day it was made."""

    day: str
    closed: bool
    details: Statement


def read(text: str) -> Reading:
    """Read a list of statements, or one a line.

    Chains are built from direct relationships and components. A primary statement about a chain whose links are in
    the file becomes a claim to check, since adding it would count the chain twice. A later statement about a record
    replaces the earlier one from its day on; what it replaced stays as history.
    """
    noun = "statement" if text.lstrip().startswith("[") else "line"
    entities: dict[str, Entity] = {}
    versions: dict[str, list[Version]] = {}
    place: dict[str, int] = {}

    def add(numbered: tuple[int, Callable[[], Statement]]) -> None:
        one = numbered[1]()
        details, name = one.get("recordDetails") or {}, one["recordId"]
        if one["recordType"] == "relationship":
            closed = one.get("recordStatus") == "closed"
            versions.setdefault(name, []).append(Version(str(one.get("statementDate", ""))[:10], closed, details))
            place[name] = numbered[0]
        else:
            entities[name] = _entity(name, one["recordType"], details)

    take(((number, (number, one)) for number, one in records(text)), add, noun)
    interests: list[Interest] = []
    claims: list[Interest] = []
    remarks: list[Remark] = []

    def relate(name: str) -> None:
        history = versions[name]
        ends = [
            _party(history[-1].details[side], f"{name} {side}", entities) for side in ("interestedParty", "subject")
        ]
        direct, claimed = _through_time(sorted(history, key=lambda version: version.day), ends[0], ends[1])
        interests.extend(direct)
        claims.extend(claimed)
        remarks.extend(_unspecified(history[-1].details, ends[1]))

    take(((place[name], name) for name in versions), relate, noun)
    return Reading(tuple(entities.values()), tuple(interests), tuple(claims), tuple(remarks))


def write(holdings: Holdings, day: str, publisher: str = "suitor") -> str:
    """Statements that `read` reads back; draws have no place in them."""
    statements = [_entity_statement(entity) for entity in holdings.entities]
    pairs: dict[tuple[str, str], list[Interest]] = {}
    for held in holdings.interests:
        pairs.setdefault((held.holder, held.company), []).append(held)
    for number, ((holder, company), together) in enumerate(pairs.items()):
        details = {
            "isComponent": False,
            "subject": company,
            "interestedParty": holder,
            "interests": [_interest_details(one) for one in together],
        }
        statements.append(
            {"recordId": f"relationship-{number}", "recordType": "relationship", "recordDetails": details}
        )
    publication = {"publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": publisher}}
    for number, statement in enumerate(statements):
        statement |= {
            "statementId": f"{publisher}-{day}-{number:08d}".ljust(32, "0"),
            "statementDate": day,
            "recordStatus": "new",
            "declarationSubject": statement["recordDetails"].get("subject", statement["recordId"]),
            "publicationDetails": publication,
        }
    return json.dumps(statements, ensure_ascii=False, indent=1)


def _entity(name: str, kind: str, details: Statement) -> Entity:
    if kind == "person":
        names = [one.get("fullName", "") for one in details.get("names") or ()]
        known = details.get("personType", "knownPerson") == "knownPerson"
        return Entity(name, next(filter(None, names), ""), "person" if known else "unknown person")
    shape = details.get("entityType") or {}
    subtype = shape["subtype"] if shape.get("subtype") in SUBTYPES else ""
    plain = KINDS.get(shape.get("type", ""), shape.get("type", "") or "unknown")
    country = (details.get("jurisdiction") or {}).get("code") or ""
    finer = shape.get("details") if shape.get("details") in FINER else ""
    return Entity(name, details.get("name") or "", finer or subtype or plain, country)


def _party(side: Any, place: str, entities: dict[str, Entity]) -> str:
    """The record named, or an entity of its own for a party that is not specified."""
    if isinstance(side, str):
        entities.setdefault(side, Entity(side, kind="unknown"))
        return side
    entities[place] = Entity(place, side.get("reason", ""), "unknown")
    return place


def _through_time(history: list[Version], holder: str, company: str) -> tuple[list[Interest], list[Interest]]:
    """The interests of a relationship, each from its start to the day it ended or was restated otherwise."""
    running: dict[tuple[str, str], Interest] = {}  # by type and whether it is about a chain
    past: list[tuple[tuple[str, str], Interest]] = []
    for version in history:
        chained = bool(version.details.get("componentRecords"))
        stated = {_key(one, chained): _interest(one, holder, company) for one in version.details.get("interests") or ()}
        for key, old in running.items():
            new = stated.get(key)
            if new is None:
                past.append((key, _ended(old, version.day)))
            elif not _same(new, old):
                turn = new.since if new.since > old.since else version.day
                past.append((key, replace(old, until=turn)))
                stated[key] = replace(new, since=turn)
        running = {key: _ended(one, version.day) if version.closed else one for key, one in stated.items()}
    everything = [*past, *running.items()]
    direct = [held for (_, about), held in everything if about != "chain"]
    return direct, [held for (_, about), held in everything if about == "chain"]


def _key(one: Statement, chained: bool) -> tuple[str, str]:
    about = "chain" if chained and one.get("directOrIndirect") == "indirect" else one.get("directOrIndirect", "")
    return one.get("type", "unknownInterest"), about


def _same(new: Interest, old: Interest) -> bool:
    return (_bounds(new.amount), new.since, new.kind) == (_bounds(old.amount), old.since, old.kind)


def _bounds(share: Amount) -> object:
    return (share.low, share.high, share.open_low, share.open_high) if isinstance(share, Range) else share


def _ended(held: Interest, day: str) -> Interest:
    return held if held.until else replace(held, until=day)


def _interest(one: Statement, holder: str, company: str) -> Interest:
    basis, said = one.get("type", "unknownInterest"), one.get("details") or ""
    kind, matters = RIGHTS.get(basis, "informs"), ""
    if kind == "asserts" and said.startswith(VETO):  # the standard has no type for a consent, which is no control
        kind, matters = "veto", said.removeprefix(VETO).removeprefix(": ")
    dates = one.get("startDate") or "", one.get("endDate") or ""
    source = "" if kind == "veto" else said
    over = tuple(filter(None, matters.split("; ")))
    return Interest(holder, company, kind, _share(one.get("share")), *dates, source, over, basis)


def _share(share: Statement | None) -> Amount:
    if not share:
        return None
    if "exact" in share:
        return percent(share["exact"])
    low = share.get("exclusiveMinimum", share.get("minimum", 0))
    high = share.get("exclusiveMaximum", share.get("maximum", 100))
    return Range(percent(low), percent(high), "exclusiveMinimum" in share, "exclusiveMaximum" in share)


def _unspecified(details: Statement, company: str) -> list[Remark]:
    party = details["interestedParty"]
    if isinstance(party, str):
        return []
    reason = party.get("reason", "unknown")
    text = f"An owner of {company} is not named: {reason}."
    return [Remark("owner_not_named", {"company": company, "reason": reason}, text)]


def _entity_statement(entity: Entity) -> dict[str, Any]:
    if entity.kind in ("person", "unknown person"):
        known = "knownPerson" if entity.kind == "person" else "unknownPerson"
        details: dict[str, Any] = {"isComponent": False, "personType": known}
        if entity.name:
            details["names"] = [{"type": "legal", "fullName": entity.name}]
        return {"recordId": entity.id, "recordType": "person", "recordDetails": details}
    details = {"isComponent": False, "entityType": _shape(entity.kind)}
    if entity.name:
        details["name"] = entity.name
    if entity.country:
        details["jurisdiction"] = {"name": entity.country, "code": entity.country}
    return {"recordId": entity.id, "recordType": "entity", "recordDetails": details}


def _shape(kind: str) -> dict[str, str]:
    """The standard's type of an entity, with its subtype, or in its details what the standard has no word for."""
    if kind in SUBTYPES:
        return {"type": SUBTYPES[kind], "subtype": kind}
    if kind in ("arrangement", "anonymousEntity"):
        return {"type": kind}
    plain = {ours: theirs for theirs, ours in reversed(KINDS.items())}
    return {"type": plain[kind]} if kind in plain else {"type": "legalEntity", "details": kind}


def _interest_details(held: Interest) -> dict[str, Any]:
    details: dict[str, Any] = {
        "type": held.basis if held.basis in RIGHTS or held.basis in INFORM else TYPES[held.kind],
        "directOrIndirect": "direct",
    }
    details["beneficialOwnershipOrControl"] = False
    if held.amount is not None:
        details["share"] = _share_details(held.amount)
    said = ": ".join(filter(None, (VETO, "; ".join(held.matters)))) if held.kind == "veto" else held.source
    for key, value in (("startDate", held.since), ("endDate", held.until), ("details", said)):
        if value:
            details[key] = value
    return details


def _share_details(share: Amount) -> dict[str, float]:
    if isinstance(share, Fraction):
        return {"exact": float(100 * share)}
    if not isinstance(share, Range):
        raise ValueError("statements have no place for draws; write one draw or the range")
    low = "exclusiveMinimum" if share.open_low else "minimum"
    high = "exclusiveMaximum" if share.open_high else "maximum"
    return {low: float(100 * share.low), high: float(100 * share.high)}
