"""Files on ownership: what is read, what is refused, and what comes back when it is written."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor.holdings import Entity, Holdings, Interest, Range
from suitor.holdings.formats import bods, edges, ftm, gleif, graphml, psc

KINDS = ["shares", "cash", "votes", "appoints", "asserts", "influences", "nominee", "informs"]


@st.composite
def registers(draw: st.DrawFn) -> Holdings:
    """Two holders and a company with percentages of a few decimals, so that a decimal file can carry them."""
    entities = (
        Entity("p", "Ann", "person"),
        Entity("q", "", "unknown"),
        Entity("c", "Co", "company", "GB"),
        Entity("n", "Aid", "nonprofit"),
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from(KINDS)), unique=True, max_size=6))
    return Holdings(
        entities,
        tuple(Interest(holder, "c", kind, draw(amounts()) if kind != "nominee" else None) for holder, kind in pairs),
    )


def amounts() -> st.SearchStrategy[Any]:
    basis = st.integers(0, 2500).map(lambda points: Fraction(points, 10_000))
    spans = st.tuples(basis, basis, st.booleans(), st.booleans()).map(lambda one: Range(*sorted(one[:2]), *one[2:]))
    return st.one_of(basis, spans)


def facts(holdings: Holdings) -> list[tuple[object, ...]]:
    def size(held: Interest) -> object:
        share = held.amount
        return (share.low, share.high, share.open_low, share.open_high) if isinstance(share, Range) else share

    return sorted(((one.holder, one.company, one.kind, size(one), one.since) for one in holdings.interests), key=repr)


@given(registers())
def test_statements_come_back_as_they_were_written(holdings: Holdings) -> None:
    back = bods.read(bods.write(holdings, "2025-02-14")).on()
    assert facts(back) == facts(holdings)
    assert [(one.id, one.name, one.kind) for one in back.entities] == [
        (one.id, one.name, one.kind) for one in holdings.entities
    ]


@given(registers())
def test_a_table_comes_back_as_it_was_written(holdings: Holdings) -> None:
    closed = [(*one[:3], one[3][:2] if isinstance(one[3], tuple) else one[3]) for one in facts(holdings)]
    back = [
        (*one[:3], one[3][:2] if isinstance(one[3], tuple) else one[3])
        for one in facts(edges.read(edges.write(holdings)).on())
    ]
    assert back == closed


def test_a_bare_share_in_a_table_needs_its_unit() -> None:
    with pytest.raises(ValueError, match=r"row 2: is 0.5 a fraction or a percentage\? Say unit"):
        edges.read("holder,company,share\nA,B,0.5")
    half = Fraction(1, 2)
    assert edges.read("holder,company,share\nA,B,0.5", unit="fraction").on().cash["A", "B"] == half
    assert edges.read("owner;asset;stake\nA;B;50%").on().cash["A", "B"] == half
    assert edges.from_rows([{"holder": "A", "company": "B", "fraction": 0.5}]).on().cash["A", "B"] == half


@pytest.mark.parametrize("written", ["-5", "130", "many"])
def test_a_share_that_cannot_be_is_refused_with_its_row(written: str) -> None:
    with pytest.raises(ValueError, match="row 3: "):
        edges.read(f"holder,company,percent\nA,B,50\nA,C,{written}")


@pytest.mark.parametrize("basis", sorted({*bods.RIGHTS, *bods.INFORM}))
def test_every_type_of_interest_of_the_standard_is_written_as_it_was_read(basis: str) -> None:
    read = bods.read(json.dumps([relation("1", "P", "A", stake(30, basis))])).on()
    back = bods.read(bods.write(read, "2025-02-14")).on()
    assert [repr(one) for one in back.interests] == [repr(one) for one in read.interests]
    assert json.loads(bods.write(read, "2025-02-14"))[-1]["recordDetails"]["interests"][0]["type"] == basis


@pytest.mark.parametrize(
    "shape",
    [
        *({"type": larger, "subtype": finer} for finer, larger in bods.SUBTYPES.items()),
        *({"type": name} for name in ("registeredEntity", "arrangement", "anonymousEntity", "unknownEntity", "state")),
    ],
    ids=lambda shape: shape.get("subtype", shape["type"]),
)
def test_every_type_of_entity_of_the_standard_is_written_as_it_was_read(shape: dict[str, str]) -> None:
    said = [{"recordId": "A", "recordType": "entity", "recordDetails": {"name": "Co", "entityType": shape}}]
    read = bods.read(json.dumps(said)).on()
    assert json.loads(bods.write(read, "2025-02-14"))[0]["recordDetails"]["entityType"] == shape


def test_rounded_figures_are_scaled_and_too_much_is_refused() -> None:
    thirds = "holder,company,percent\n" + "".join(f"{name},T,33.4\n" for name in "ABC")
    assert edges.read(thirds).on().cash["A", "T"] == Fraction(1, 3)
    with pytest.raises(ValueError, match=r"cash stakes in '5' sum to 300% \(4: 100%, 6: 100%, 19: 100%\)"):
        edges.read("holder,company,percent\n4,5,100\n6,5,100\n19,5,100").on()


def statement(name: str, kind: str, details: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"recordId": name, "recordType": kind, "recordDetails": {"isComponent": False, **details}, **more}


def relation(name: str, party: Any, subject: str, *interests: dict[str, Any], **more: Any) -> dict[str, Any]:
    day, status, parts = more.pop("day", "2020-01-01"), more.pop("status", "new"), more.pop("parts", [])
    details = {"subject": subject, "interestedParty": party, "interests": list(interests), "componentRecords": parts}
    return statement(name, "relationship", {**details, **more}, statementDate=day, recordStatus=status)


def stake(share: float, kind: str = "shareholding", how: str = "direct", since: str = "2019-01-01") -> dict[str, Any]:
    return {"type": kind, "directOrIndirect": how, "share": {"exact": share}, "startDate": since}


CHAIN = [
    statement("B", "entity", {"isComponent": True, "name": "Middle"}),
    relation("1", "B", "A", stake(50), isComponent=True),
    relation("2", "P", "B", stake(60), isComponent=True),
]


def test_a_chain_and_the_statement_about_it_are_not_added() -> None:
    reading = bods.read(json.dumps([*CHAIN, relation("3", "P", "A", stake(30, how="indirect"), parts=["B", "1", "2"])]))
    assert reading.on().cash_flow("P", "A") == Fraction(3, 10)
    assert reading.checked() == ()


def test_a_statement_about_a_chain_that_the_chain_does_not_give_is_reported() -> None:
    reading = bods.read(json.dumps([*CHAIN, relation("3", "P", "A", stake(45, how="indirect"), parts=["B", "1", "2"])]))
    assert [one.text for one in reading.checked()] == ["P is said to hold 0.45 of A; its chains give 0.3."]


def test_shares_and_votes_of_one_relationship_are_different_rights() -> None:
    holdings = bods.read(json.dumps([relation("1", "P", "A", stake(75), stake(80, "votingRights"))])).on()
    assert holdings.cash["P", "A"] == Fraction(3, 4)
    assert holdings.votes["P", "A"] == Fraction(4, 5)


def test_an_owner_that_is_not_named_is_kept_with_the_reason() -> None:
    reading = bods.read(json.dumps([relation("1", {"reason": "informationUnknownToPublisher"}, "A", stake(40))]))
    owner = next(entity for entity in reading.entities if entity.id != "A")
    assert (owner.kind, owner.name) == ("unknown", "informationUnknownToPublisher")
    assert reading.on().cash[owner.id, "A"] == Fraction(2, 5)
    assert [one.key for one in reading.remarks] == ["owner_not_named"]


def test_statements_through_time_give_the_register_of_each_day() -> None:
    history = [
        relation("1", "P", "A", stake(100)),
        relation("1", "P", "A", stake(40, since="2021-05-01"), day="2021-06-01", status="updated"),
        relation("2", "Q", "A", stake(60, since="2021-05-01"), day="2021-06-01"),
        relation("1", "P", "A", stake(40, since="2021-05-01"), day="2023-01-01", status="closed"),
    ]
    reading = bods.read(json.dumps(history))
    assert reading.on("2020-01-01").cash == {("P", "A"): 1}
    assert reading.on("2022-01-01").cash == {("P", "A"): Fraction(2, 5), ("Q", "A"): Fraction(3, 5)}
    assert reading.on().cash == {("Q", "A"): Fraction(3, 5)}
    assert reading.on("2018-01-01").cash == {}


def test_what_a_nominee_holds_is_its_nominators() -> None:
    statements = [
        statement("N", "entity", {"entityType": {"type": "arrangement", "subtype": "nomination"}}),
        relation("1", "P", "N", {"type": "nominator", "directOrIndirect": "direct"}),
        relation("2", "N", "A", stake(60)),
    ]
    holdings = bods.read(json.dumps(statements)).on()
    assert holdings.ultimate_controller("A") == "P"
    assert holdings.cash_flow("P", "A") == Fraction(3, 5)


def person_with(number: str, name: str, *natures: str, **more: Any) -> str:
    data = {
        "kind": "individual-person-with-significant-control",
        "name": name,
        "natures_of_control": list(natures),
        "notified_on": "2016-04-06",
        "links": {"self": f"/company/{number}/persons-with-significant-control/individual/{name}"},
    }
    return json.dumps({"company_number": number, "data": {**data, **more}})


def corporate(number: str, holder: str, *natures: str) -> str:
    identity = {"registration_number": holder, "country_registered": "England", "legal_authority": "Companies Act 2006"}
    return person_with(
        number, "Holdco", *natures, kind="corporate-entity-person-with-significant-control", identification=identity
    )


def test_uk_bands_keep_their_open_ends() -> None:
    reading = psc.read(person_with("1", "ann", "ownership-of-shares-50-to-75-percent"))
    holder = reading.interests[0].holder
    assert reading.on().certainty(holder, "GB-COH-1") == "certain"
    quarter = psc.read(person_with("1", "ann", "ownership-of-shares-25-to-50-percent")).on()
    assert quarter.certainty(holder, "GB-COH-1") == "impossible"
    over = psc.read(person_with("1", "ann", "ownership-of-shares-more-than-25-percent-registered-overseas-entity")).on()
    assert over.certainty(holder, "GB-COH-1") == "possible"


def test_uk_companies_are_joined_by_their_number() -> None:
    lines = [
        corporate("00000002", "1", "ownership-of-shares-75-to-100-percent"),
        person_with("00000001", "ann", "ownership-of-shares-50-to-75-percent", "right-to-appoint-and-remove-directors"),
        json.dumps({"data": {"kind": "totals#persons-of-significant-control-snapshot"}}),
    ]
    holdings = psc.read(lines).on()
    ann = next(entity.id for entity in holdings.entities if entity.kind == "person")
    assert holdings.ultimate_controller("GB-COH-00000002") == ann
    bound = holdings.cash_flow(ann, "GB-COH-00000002")
    assert isinstance(bound, Range)
    assert (bound.low, bound.high) == (Fraction(3, 8), Fraction(3, 4))


def test_what_uk_filers_leave_open_is_a_remark_or_a_withheld_holder() -> None:
    nobody = {
        "company_number": "3",
        "data": {"kind": "persons-with-significant-control-statement", "statement": "no-individual"},
    }
    secret = person_with("4", "", kind="super-secure-person-with-significant-control", natures_of_control=None)
    reading = psc.read([json.dumps(nobody), secret])
    assert [one.text for one in reading.remarks] == ["GB-COH-3: no individual."]
    assert [(one.name, one.kind) for one in reading.entities][-1] == ("withheld", "person")
    assert [one.kind for one in reading.interests] == ["informs"]


def test_bands_reported_jointly_do_not_add_up() -> None:
    both = [person_with("5", name, "ownership-of-shares-75-to-100-percent-as-trust") for name in ("ann", "bob")]
    holdings = psc.read(both).on()
    assert {holdings.certainty(one, "GB-COH-5") for one, _ in holdings.cash} == {"possible"}


def test_follow_the_money_keeps_stakes_of_unclear_size() -> None:
    lines = [
        {"id": "p", "schema": "Person", "properties": {"name": ["Ann"]}},
        {"id": "c", "schema": "Company", "properties": {"name": ["Co"], "jurisdiction": ["gb"]}},
        {"id": "1", "schema": "Ownership", "properties": {"owner": ["p"], "asset": ["c"], "percentage": ["60%"]}},
        {"id": "2", "schema": "Ownership", "properties": {"owner": ["q"], "asset": ["c"], "percentage": ["30", "35"]}},
        {
            "id": "3",
            "schema": "Directorship",
            "properties": {"director": ["p"], "organization": ["c"], "role": ["chair"]},
        },
    ]
    reading = ftm.read("\n".join(map(json.dumps, lines)))
    holdings = reading.on()
    assert holdings.controllers("c") == ("p",)
    assert holdings.cash["q", "c"] is None
    assert [one.key for one in reading.remarks] == ["percentage_unclear"]
    assert [one.kind for one in holdings.interests] == ["shares", "shares", "informs"]


def test_consolidation_is_control_without_a_number() -> None:
    names = ("StartNode.NodeID", "EndNode.NodeID", "RelationshipType", "RelationshipStatus")
    header = ",".join(f"Relationship.{name}" for name in names)
    rows = [
        "C,B,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE",
        "B,A,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE",
        "C,A,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE",
        "F,M,IS_FUND-MANAGED_BY,ACTIVE",
        "D,A,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE",
    ]
    reading = gleif.read("\n".join([header, *rows]))
    assert reading.on().ultimate_controller("C") == "A"
    assert reading.on().ultimate_controller("F") is None
    assert [(one.holder, one.company) for one in reading.claims] == [("A", "C")]
    assert [one.key for one in reading.remarks] == ["inactive"]


def test_a_graph_has_an_edge_for_each_interest() -> None:
    holdings = Holdings.of(
        [Interest("p", "c", "shares", Range(Fraction(1, 4), Fraction(1, 2))), Interest("p", "c", "veto")]
    )
    root = ElementTree.fromstring(graphml.write(holdings))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    found = [[datum.text for datum in edge] for edge in root.iter(f"{space}edge")]
    assert found == [["shares", "0.25", "0.5"], ["veto", "0.0", "1.0"]]
