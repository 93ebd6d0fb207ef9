"""`suitor holdings TABLE` over every format: what is read, and each mistake with its line."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from suitor.cli import group, holdings, registers  # noqa: F401  (their commands join the group)


@pytest.fixture
def ask(tmp_path, capsys):
    """What the command says of a file with this content."""

    def run(name: str, content: str, *words: str, code: int = 0):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        assert group.run(["holdings", str(path), "--json", *words]) == code, capsys.readouterr().err
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err.replace(str(path), name)

    return run


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


def entity(id: str, schema: str, **properties: list[str]) -> dict[str, object]:
    return {"id": id, "schema": schema, "properties": properties, "datasets": ["test"], "referents": []}


FTM = lines(
    entity("p", "Person", name=["Анна Петрова", "Anna Petrova"], country=["cy"]),
    entity("h", "Company", name=["Holding Ltd"], jurisdiction=["cy"]),
    entity("c", "Company", name=["Bank AO"], jurisdiction=["ru"]),
    entity("o1", "Ownership", owner=["p"], asset=["h"], percentage=["80"], startDate=["2019-04"], role=["shareholder"]),
    entity("o2", "Ownership", owner=["h"], asset=["c"], percentage=["60.0"]),
    entity("o3", "Ownership", owner=["p"], asset=["c"], percentage=["about a quarter"]),
    entity("d", "Directorship", director=["p"], organization=["c"], role=["chair"]),
)


def test_follow_the_money(ask) -> None:
    answer = ask("a.ftm.json", FTM, "--of", "c")
    assert list(answer["before"]["controllers"]) == ["p"]
    assert answer["before"]["holders"]["h"]["cash"]["middle"] == pytest.approx(0.6)
    assert answer["before"]["holders"]["p"]["name"] == "Анна Петрова"
    assert "about a quarter" in " ".join(remark["text"] for remark in answer["remarks"])


def test_every_mistake_in_follow_the_money_has_its_line(ask) -> None:
    broken = FTM + lines({"schema": "Ownership", "properties": {}}) + "{\n" + lines(entity("x", "Person", name=5))
    said = ask("a.ftm.json", broken, code=2)
    assert said.splitlines() == [
        "a.ftm.json: line 8: expected a field 'id'",
        "a.ftm.json: line 9: expected a record in JSON, found '{'",
        "a.ftm.json: line 10: a field is not of the kind that this format has there",
    ]


HEAD = (
    "Relationship.StartNode.NodeID,Relationship.StartNode.NodeIDType,Relationship.EndNode.NodeID,"
    "Relationship.RelationshipType,Relationship.RelationshipStatus,Relationship.Period.1.startDate\n"
)
GLEIF = (
    f"{HEAD}529900AAAAAAAAAAAA01,LEI,529900AAAAAAAAAAAA02,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2019-01-01T00:00:00Z\n"
    "529900AAAAAAAAAAAA02,LEI,529900AAAAAAAAAAAA03,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2018-01-01T00:00:00Z\n"
    "529900AAAAAAAAAAAA01,LEI,529900AAAAAAAAAAAA03,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE,2019-01-01T00:00:00Z\n"
    "529900AAAAAAAAAAAA04,LEI,529900AAAAAAAAAAAA03,IS_FUND-MANAGED_BY,ACTIVE,\n"
    "529900AAAAAAAAAAAA05,LEI,529900AAAAAAAAAAAA03,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE,\n"
)


def test_gleif_relationships(ask) -> None:
    answer = ask("rr.csv", GLEIF, "--of", "529900AAAAAAAAAAAA01")
    assert list(answer["before"]["controllers"]) == ["529900AAAAAAAAAAAA03"]
    overview = {one["company"]: list(one["controllers"]) for one in ask("rr.csv", GLEIF)["companies"]}
    assert "529900AAAAAAAAAAAA05" not in overview


def test_every_mistake_in_gleif_has_its_line(ask) -> None:
    said = ask("rr.csv", GLEIF + ",LEI,X,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,\nY,LEI\n", code=2)
    assert said.splitlines() == [
        "rr.csv: line 7: Relationship.StartNode.NodeID is empty",
        "rr.csv: line 8: Relationship.EndNode.NodeID is empty",
    ]


def person(number: str, name: str, *natures: str, **more: object) -> dict[str, object]:
    kind = "individual-person-with-significant-control"
    data = {"kind": kind, "name": name, "natures_of_control": natures, "notified_on": "2016-04-06", "etag": "e"}
    return {"company_number": number, "data": data | {"links": {"self": f"/company/{number}/{name}"}} | more}


PSC = lines(
    person("01234567", "Ms A", "ownership-of-shares-75-to-100-percent", "voting-rights-75-to-100-percent"),
    person("07654321", "Mr B", "ownership-of-shares-25-to-50-percent", ceased_on="2020-01-01"),
    {
        "company_number": "07654321",
        "data": {
            "kind": "corporate-entity-person-with-significant-control",
            "name": "A LIMITED",
            "identification": {"registration_number": "1234567", "country_registered": "England"},
            "natures_of_control": ["ownership-of-shares-50-to-75-percent", "right-to-appoint-and-remove-directors"],
            "notified_on": "2017-01-01",
        },
    },
    {"company_number": "00000001", "data": {"kind": "persons-with-significant-control-statement", "statement": "none"}},
    {"data": {"kind": "totals#persons-of-significant-control-snapshot", "persons_of_significant_control_count": 3}},
)


def test_records_of_significant_control(ask) -> None:
    answer = ask("psc.jsonl", PSC, "--of", "GB-COH-07654321")
    assert list(answer["before"]["controllers"].values()) == ["Ms A"]
    held = answer["before"]["holders"]["GB-COH-01234567"]["cash"]
    assert (held["low"], held["high"]) == (0.5, 0.75)
    overview = ask("psc.jsonl", PSC)["companies"]
    assert {one["company"] for one in overview} == {"GB-COH-01234567", "GB-COH-07654321"}


def test_every_mistake_in_records_of_significant_control_has_its_line(ask) -> None:
    broken = PSC + "[1, 2]\n" + lines({"company_number": "1", "data": "x"}, {"data": {"kind": "individual"}})
    said = ask("psc.jsonl", broken, code=2)
    assert [line.split(": ")[1] for line in said.splitlines()] == ["line 6", "line 7", "line 8"]
    assert "company_number" in said.splitlines()[-1]


def statement(id: str, kind: str, **details: object) -> dict[str, object]:
    return {"statementId": id, "recordId": id, "recordType": kind, "recordDetails": details}


BODS = [
    statement("c", "entity", entityType={"type": "registeredEntity"}, name="Co"),
    statement("p", "person", personType="knownPerson", names=[{"fullName": "Ann"}]),
    statement(
        "r",
        "relationship",
        subject="c",
        interestedParty="p",
        interests=[{"type": "shareholding", "directOrIndirect": "direct", "share": {"exclusiveMinimum": 50}}],
    ),
]


def test_beneficial_ownership_statements_in_a_list_and_one_a_line(ask) -> None:
    for name, content in (("a.json", json.dumps(BODS)), ("a.jsonl", lines(*BODS))):
        answer = ask(name, content, "--of", "c")
        assert answer["before"]["controllers"] == {"p": "Ann"}


def test_every_mistake_in_statements_has_its_place(ask) -> None:
    wrong = statement(
        "w", "relationship", subject="c", interests=[{"type": "shareholding", "share": {"exact": "much"}}]
    )
    broken = [*BODS, {"recordType": "entity"}, 7, wrong]
    assert [line.split(": ")[1] for line in ask("a.json", json.dumps(broken), code=2).splitlines()] == [
        "statement 4",
        "statement 5",
    ]
    said = ask(
        "a.json",
        json.dumps([*BODS, wrong | {"recordDetails": wrong["recordDetails"] | {"interestedParty": "p"}}]),
        code=2,
    )
    assert said.strip() == "a.json: statement 4: expected a percentage such as 25 or 12.5, found 'much'"


EDGES = "holder,company,percent,kind,since\nAnn,Co,60,,2020-01-01\nBob,Co,25-30,,\nUnion,Co,,veto,\n"


def test_every_mistake_in_a_table_has_its_row(ask) -> None:
    wrong = [
        ",Co,5,,",
        "A,Co,130,,",
        "B,Co,-3,,",
        "C,Co,1e999999999,,",
        "D,Co,30-20,,",
        "E,Co,5,magic,",
        "F,Co,5,,soon",
    ]
    said = ask("a.csv", EDGES + "\n".join([*wrong, "G,Co,1-2-3,,"]), code=2).splitlines()
    assert [line.split(": ")[1] for line in said] == [f"row {row}" for row in range(5, 13)]
    assert "1e999999999" in said[3]


def test_a_table_of_another_kind_is_refused_after_a_hundred_mistakes(ask) -> None:
    said = ask("a.csv", "name,age\n" + "x,1\n" * 5_000, code=2).splitlines()
    assert len(said) == 101
    assert "100" in said[-1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.json", "[" * 100_000),
        ("deep.jsonl", '{"schema": ' * 50_000),
        ("quote.csv", 'holder,company,percent\n"' + "x" * 200_000),
        ("none.csv", ""),
        ("none.json", ""),
        ("list.json", "[1, 2"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_a_line(ask, name: str, content: str) -> None:
    if name == "none.csv":
        assert ask(name, content) == {"companies": []}
        return
    assert ask(name, content, code=2).count("\n") == 1


def test_a_file_too_large_to_read_at_once_is_refused_before_it_is_read(ask, monkeypatch) -> None:
    monkeypatch.setattr(registers, "LARGEST", 10)
    assert "select the records" in ask("a.csv", EDGES, code=2)


def test_a_parquet_table_is_an_edge_list(tmp_path, capsys) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    rows = pd.DataFrame(
        {"holder": ["Ann", "Bob"], "company": ["Co", "Co"], "percent": [60.0, None], "kind": [None, "votes"]}
    )
    rows.to_parquet(tmp_path / "a.parquet")
    assert group.run(["holdings", str(tmp_path / "a.parquet"), "--of", "Co", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["before"]["holders"]["Ann"]["cash"]["middle"] == pytest.approx(0.6)
    assert answer["before"]["holders"]["Bob"]["votes"] == {}
    rows.assign(holder=["Ann", None]).to_parquet(tmp_path / "b.parquet")
    assert group.run(["holdings", str(tmp_path / "b.parquet")]) == 2
    assert "row 3" in capsys.readouterr().err


def test_what_is_written_is_read_back(ask, tmp_path) -> None:
    """Statements and tables through the command; the graph by its edges."""
    first = ask("a.csv", EDGES, "--of", "Co", *(f"--{kind}={tmp_path / kind}" for kind in ("csv", "bods", "graphml")))
    for name, kind in (("b.csv", "csv"), ("b.json", "bods")):
        again = ask(name, (tmp_path / kind).read_text(), "--of", "Co")
        assert again["before"] == first["before"]
    graph = ElementTree.fromstring((tmp_path / "graphml").read_text())
    assert len(graph.findall(".//{*}edge")) == len(list(csv.DictReader(io.StringIO(EDGES))))


@pytest.mark.parametrize("scenario", ["", "accepted_merged"])
def test_a_deal_is_written_as_the_register_it_has_at_its_medians(tmp_path, capsys, scenario: str) -> None:
    words = ["holdings", "openai-2025", "--json", "--draws", "40", *(["--after", scenario] if scenario else [])]
    assert group.run([*words, f"--csv={tmp_path / 'a.csv'}", f"--bods={tmp_path / 'a.json'}"]) == 0
    told = json.loads(capsys.readouterr().out)["after" if scenario else "before"]
    for name in ("a.csv", "a.json"):
        assert group.run(["holdings", str(tmp_path / name), "--of", "openai", "--json"]) == 0
        again = json.loads(capsys.readouterr().out)["before"]
        assert list(again["controllers"]) == list(told["controllers"])


VETOED = (
    "holder,company,percent,kind,matters,kind_of_holder\nAnn,Co,40,,,person\nBob,Co,35,,,\nState,Co,,veto,merger,\n"
)
VETOED += "Zoe,Bob,60,,,person\nCy,Co,15,,,\n"


def test_a_special_majority_gives_each_of_three_a_veto_and_a_matter_calls_the_states(ask) -> None:
    ordinary = ask("a.csv", VETOED, "--of", "Co", "--matter", "dividend")["before"]
    assert ordinary["blockers"][0] == ["Ann", "Zoe"]
    merger = ask("a.csv", VETOED, "--of", "Co", "--matter", "merger", "--majority", "2/3")["before"]
    assert sorted(merger["blockers"]) == [["Ann"], ["State"], ["Zoe"]]


def test_every_measure_of_power_is_told_of_a_table(ask) -> None:
    answer = ask("a.csv", VETOED, "--of", "Co", "--matter", "dividend", "--measures")["measures"]
    # Of 40, 35, 15 and 10: Ann wins with Zoe or with Cy, and those two win only with the rest.
    assert answer["power"]["shapley_shubik"] == pytest.approx(
        {"Ann": 5 / 12, "Zoe": 3 / 12, "Cy": 3 / 12, "other holders": 1 / 12}, abs=1e-12
    )
    assert answer["power"]["holler"]["Cy"] == pytest.approx(2 / 7)
    assert answer["weakest_link"]["Zoe"] == pytest.approx(0.35)
    assert answer["named"]["eu_amlr"] == {"Ann": ["40% of cash", "40% of votes"], "Zoe": ["control of those who own"]}
    assert 0.5 < answer["degree_of_control"] < 1


def test_every_measure_of_power_is_told_of_a_deal(capsys) -> None:
    assert group.run(["holdings", "twitter-2022", "--measures", "--draws", "30", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["measures"]
    assert set(told["power"]) >= {"shapley_shubik", "banzhaf", "johnston", "deegan_packel", "holler", "prevent", "rae"}


@pytest.mark.parametrize("majority", ["many", "0", "3/2", "1/0"])
def test_a_majority_that_is_none_is_refused(ask, majority: str) -> None:
    assert ask("a.csv", EDGES, "--of", "Co", "--majority", majority, code=2).count("\n") == 1


def test_options_count_when_they_are_asked_to(ask) -> None:
    """A fifth of the enlarged company for the fund: the founder's 60% becomes 48%."""
    options = "holder,company,percent,kind\nFounder,Co,60,\nPublic,Co,40,\nFund,Co,20,option\n"
    assert list(ask("a.csv", options, "--of", "Co")["before"]["controllers"]) == ["Founder"]
    diluted = ask("a.csv", options, "--of", "Co", "--diluted")["before"]
    assert diluted["controllers"] == {}
    votes = {name: held["votes"]["middle"] for name, held in diluted["holders"].items()}
    assert votes == pytest.approx({"Founder": 0.48, "Public": 0.32, "Fund": 0.2})
