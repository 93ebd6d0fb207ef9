"""The commands of single rooms as a person uses them: race, holdings, market."""

from __future__ import annotations

import doctest
import json

import pytest

import suitor
from suitor.cli import (  # noqa: F401  (their commands join the group)
    group,
    holdings,
    market,
    market_screens,
    market_tables,
    models,
    owners,
    race,
    tables,
)

from .test_cli import run


@pytest.fixture(scope="module")
def raced():
    done = run("race", "openai-2025", "--draws", "60", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_race_is_tested_before_it_forecasts(raced):
    assert list(raced).index("tests") < list(raced).index("scenarios")
    assert {test["by"] for test in raced["tests"]} == {"room", "file"}
    assert not all(test["inside"] for test in raced["tests"])  # a miss is shown as one


def test_each_lab_has_a_band_by_year_in_each_scenario(raced):
    for scenario in raced["scenarios"].values():
        for lab in scenario["labs"].values():
            for low, middle, high in zip(*lab["revenue"].values()):
                assert low <= middle <= high
            assert len(lab["capability"]["p50"]) == len(scenario["years"])
    assert len(raced["scenarios"]) == 6


def test_rows_and_mission_come_with_the_paths(raced):
    rows = raced["scenarios"]["status_quo"]["rows"]
    assert {"research", "served", "growth", "influence", "few_hands"} <= set(rows)
    assert len(raced["mission"]["mission_surplus[gifts]"]["m"]) == 9
    assert 0 <= raced["fears"]["fear.concentrates"]["mean"] <= 1


def test_the_race_alone_says_what_the_whole_study_says(raced):
    study = suitor.analyze(suitor.read("openai-2025"), draws=60)
    for name, scenario in raced["scenarios"].items():
        for row in ("research", "price", "growth", "influence"):
            assert scenario["rows"][row]["p50"] == pytest.approx(study[f"rows.{row}[{name}]"].median, rel=1e-12)
        concentrated = study[f"fear.few_hands[{name}]"]
        assert scenario["rows"]["few_hands"]["p95"] == pytest.approx(concentrated.quantile(0.95), rel=1e-12)


def test_a_year_that_is_not_over_tests_nothing():
    done = run("race", "openai-2026", "--draws", "40", "--measure", "research", lang="ja_JP.UTF-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("検証はまだできません")
    assert done.stdout.index("研究用計算費") < done.stdout.index("四つの問い") < done.stdout.index("2つの懸念")


def test_a_file_without_a_race_is_refused_in_a_sentence(capsys):
    assert group.run(["race", "twitter-2022"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


EDGES = "holder,company,percent\nFounder,Parent,60\nPublic,Parent,40\nParent,Lab,50.5\nRival,Lab,25-30\n"


def test_a_scenario_shows_who_controls_and_which_thresholds_it_passes(tmp_path):
    words = ("holdings", "openai-2025", "--after", "accepted_merged", "--draws", "50")
    done = run(*words, "--graphml", str(tmp_path / "a.graphml"), "--svg", str(tmp_path / "a.svg"), lang="ja_JP.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "またいだ基準" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"a.graphml", "a.svg"}
    answer = json.loads(run(*words, "--json").stdout)
    assert list(answer["before"]["controllers"]) == ["openai_inc"]
    assert list(answer["after"]["controllers"]) == ["musk"]
    assert {one["holder"] for one in answer["crossed"]} == {"openai_inc", "xai"}
    middle = answer["after"]["holders"]["musk"]["cash"]["middle"]
    assert answer["after"]["wedge"]["middle"] == pytest.approx(1 - middle, abs=1e-12)


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    """The same stakes as an edge list and as BODS statements, and a PSC record."""
    from suitor.holdings.formats import bods, edges

    folder = tmp_path_factory.mktemp("registers")
    (folder / "edges.csv").write_text(EDGES)
    (folder / "bods.json").write_text(bods.write(edges.read(EDGES).on(), "2025-02-10"))
    person = {
        "kind": "individual-person-with-significant-control",
        "name": "A Holder",
        "natures_of_control": ["ownership-of-shares-75-to-100-percent", "voting-rights-75-to-100-percent"],
        "notified_on": "2020-01-01",
    }
    (folder / "psc.jsonl").write_text(json.dumps({"company_number": "01", "data": person}) + "\n")
    return folder


@pytest.mark.parametrize("name", ["edges.csv", "bods.json"])
def test_every_format_of_the_same_stakes_gives_the_same_answer(registers, name, capsys):
    assert group.run(["holdings", str(registers / name), "--of", "Lab", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer["before"]["controllers"]) == ["Founder"]
    assert answer["before"]["holders"]["Founder"]["cash"]["middle"] == pytest.approx(0.303)
    assert answer["before"]["holders"]["Rival"]["cash"] == {"low": 0.25, "high": 0.3}


def test_a_register_without_a_company_lists_them_all(registers):
    done = run("holdings", str(registers / "psc.jsonl"))
    assert "GB-COH-01  A Holder" in done.stdout


def test_a_register_is_refused_in_words(registers, tmp_path, capsys):
    (tmp_path / "half.csv").write_text("holder,company,share\nA,B,0.5\n")
    (tmp_path / "noise.json").write_text("{\n")
    for words in (
        (str(tmp_path / "half.csv"),),
        (str(tmp_path / "noise.json"),),
        (str(tmp_path / "none.csv"),),
        (str(registers / "edges.csv"), "--of", "Nobody"),
        (str(registers / "edges.csv"), "--after", "accepted"),
    ):
        assert group.run(["holdings", *words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1


MARKETS = """market_ids,product_ids,firm_ids,prices,shares,margins
1,a,A,1.0,0.3,0.5
1,b,B,1.0,0.3,
1,c,C,1.0,0.2,
2,a,A,2.0,0.3,0.4
2,b,B,2.0,0.2,
2,c,C,2.0,0.2,
"""


@pytest.fixture
def markets(tmp_path):
    file = tmp_path / "markets.csv"
    file.write_text(MARKETS)
    return file


def test_a_merger_is_told_by_product_and_by_market(markets, tmp_path):
    done = run("market", str(markets), "--merge", "A+B", "--out", str(tmp_path / "all.csv"))
    assert done.returncode == 0, done.stderr
    assert "a*" in done.stdout
    assert "HHI change" in done.stdout
    head = (tmp_path / "all.csv").read_text().splitlines()[0]
    assert {"isParty", "pricePre", "pricePost", "sharesPost", "cmcr", "found"} <= set(head.split(","))


def test_a_merger_table_is_what_the_market_room_solves(markets, capsys):
    from suitor.market import Stakes, calibrate, merged

    assert group.run(["market", str(markets), "--merge", "A+B", "--demand", "ces", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["detail"][3:]
    seen = {"price": [2.0, 2.0, 2.0], "share": [0.3, 0.2, 0.2], "margin": [0.4, float("nan"), float("nan")]}
    known = calibrate("ces", "bertrand", products=tuple("abc"), firms=tuple("ABC"), firm=[0, 1, 2], **seen)
    solved = known.market.solve(merged(Stakes.of_firms(tuple("ABC")), ("A", "B")))
    assert [row["pricePost"] for row in rows] == pytest.approx(solved.price, rel=1e-9)
    assert [row["isParty"] for row in rows] == [True, True, False]


@pytest.mark.parametrize(("demand", "peaks"), [("log_linear", False), ("linear", True), ("logit", True)])
def test_prices_from_which_a_firm_would_move_on_are_told(markets, capsys, demand, peaks):
    words = ["market", str(markets), "--merge", "A+B", "--demand", demand, "--outside", "0.1"]
    group.run(words)
    assert ("would gain by moving on" in capsys.readouterr().err) is not peaks
    group.run([*words, "--json"])
    rows = [row for row in json.loads(capsys.readouterr().out)["detail"] if row["found"]]
    assert rows and all(row["peak"] for row in rows) is peaks
    for more in (["--demand", "ces"], ["--spread", "margins=0.001", "--draws", "5"]):  # two models, or draws
        group.run([*words, *more])
        assert ("would gain by moving on" in capsys.readouterr().err) is not peaks


def test_savings_at_the_compensating_level_leave_prices_where_they_are(markets, capsys):
    """The parties of the first market are alike, so one saving compensates both."""
    words = ["market", str(markets), "--merge", "A+B", "--json"]
    assert group.run(words) == 0
    needed = json.loads(capsys.readouterr().out)["detail"][0]["cmcr"] / 100
    assert group.run([*words, "--saving", str(needed)]) == 0
    for row in json.loads(capsys.readouterr().out)["detail"][:3]:
        assert row["pricePost"] == pytest.approx(row["pricePre"], rel=1e-8)


@pytest.mark.parametrize(
    ("change", "words", "says"),
    [
        (("firm_ids", "owners"), (), "firm_ids"),
        (("0.3,0.5", "0.9,0.5"), (), "1.4"),
        (("1.0,0.3,0.5", "x,0.3,0.5"), (), "row 2: prices"),
        (("1.0,0.3,0.5", "1.0,0.3,50"), (), "row 2: margins"),
        (("1.0,0.3,0.5", "1.0,0.3,half"), (), "row 2: margins"),
        (("margins", "notes"), (), "--elasticity"),
        (("", ""), ("--merge", "A+A"), "A, B, C"),
        (("", ""), ("--saving", "Z=0.1"), "of the table"),
        (("", ""), ("--saving", "150%"), "below 1"),
        (("", ""), ("--conduct", "bargaining:power=1"), "not including 1"),
        (("", ""), ("--merge", "A+Z"), "A, B, C"),
        (("", ""), ("--demand", "cubic"), "logit"),
        (("", ""), ("--demand", "nested_logit"), "nesting_ids"),
        (("", ""), ("--demand", "random_coefficients"), "spread=0.4"),
        (("", ""), ("--conduct", "vertical"), "a deal file"),
        (("", ""), ("--conduct", "price_cap"), "takes cap"),
        (("", ""), ("--stake", "A:Z=0.3"), "A:B=0.3"),
    ],
)
def test_a_table_that_says_too_little_is_refused_in_words(markets, change, words, says, capsys):
    markets.write_text(MARKETS.replace(*change) if change[0] else MARKETS)
    assert group.run(["market", str(markets), "--merge", "A+B", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("module", [holdings, market_tables, models, owners, tables])
def test_the_examples_of_the_commands_run(module):
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)


def answer(capsys, *words):
    assert group.run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_rival_bids_and_deals_that_all_happen(markets, capsys):
    told = answer(capsys, "market", str(markets), "--merge", "A+B", "--merge", "C+B")
    assert [row["bid"] for row in told["summary"]] == ["A+B", "A+B", "C+B", "C+B"]
    markets.write_text(MARKETS.replace("1,c,C,1.0,0.2,", "1,c,C,1.0,0.1,\n1,d,D,1.0,0.1,"))
    alone = answer(capsys, "market", str(markets), "--merge", "A+B")["detail"][:4]
    both = answer(capsys, "market", str(markets), "--merge", "A+B,C+D")["detail"]
    assert all(two["pricePost"] > one["pricePost"] for one, two in zip(alone, both))


def test_a_conduct_takes_its_numbers_and_models_stand_side_by_side(markets, capsys):
    words = ["market", str(markets), "--merge", "A+B"]
    plain, none = (
        answer(capsys, *words, "--conduct", conduct)["detail"][0]["pricePost"]
        for conduct in ("bertrand", "partial_collusion:theta=0")
    )
    assert none == pytest.approx(plain, rel=1e-9)
    models = ["--demand", "logit", "--demand", "ces", "--conduct", "partial_collusion:theta=0.2,members=A+C"]
    lines = answer(capsys, *words, *models, "--weights", "3,1")["A+B"]
    assert [line["weight"] for line in lines] == [0.75, 0.25, 1.0]
    name = "Consumer Harm ($)"
    assert lines[2][name] == pytest.approx(0.75 * lines[0][name] + 0.25 * lines[1][name])


def test_savings_by_firm_and_ranges_of_what_is_unsure(markets, capsys):
    words = ["market", str(markets), "--merge", "A+B"]
    whole = answer(capsys, *words, "--saving", "0.1")["detail"]
    assert answer(capsys, *words, "--saving", "A=0.1,B=0.1")["detail"] == whole
    line = answer(capsys, *words, "--spread", "margins=0.1", "--draws", "50")["A+B"][0]
    assert line["partyPriceDelta 5%"] < line["partyPriceDelta 50%"] < line["partyPriceDelta 95%"]
    assert 0 <= line["verdict"] <= 1 == line["found"]


def test_concentration_is_told_beside_the_guidelines_of_the_day(markets, capsys):
    words = ["concentration", str(markets), "--merge", "A+B"]
    first = answer(capsys, *words, "--on", "2024-01-31")[0]
    before, change = 1e4 * (0.3**2 + 0.3**2 + 0.2**2) / 0.8**2, 2e4 * 0.3 * 0.3 / 0.8**2
    assert first["hhiPre"] == pytest.approx(before) and first["hhiDelta"] == pytest.approx(change)
    assert first["us"] and first["eu"] and first["jp"] and first["uk"] is None  # the British name no level since 2021
    assert answer(capsys, *words, "--on", "2015-01-31")[0]["uk"] is True
    assert group.run([*words, "--on", "2024-01-31"]) == 0 and "not met" not in capsys.readouterr().out


def test_the_smallest_market_is_found_by_price_and_by_quality(markets, capsys):
    assert [line["by"] for line in answer(capsys, "candidate", str(markets), "a")] == ["price", "price"]
    free = MARKETS.replace("margins", "costs").replace("1,b,B,1.0,0.3,", "1,b,B,0,0.3,-0.2")
    markets.write_text(free)
    told = answer(capsys, "candidate", str(markets), "b", "--threshold", "0.01")
    assert told[0]["by"] == "quality" and told[0]["passes"]


def test_entry_that_a_deal_stops(markets, capsys):
    words = ["entry", str(markets), "--acquirer", "Z", "--target", "A", "--like", "a", "--share", "0.1"]
    never, likely = (answer(capsys, *words, "--odds", odds)[0]["consumerHarm"] for odds in ("0", "0.5"))
    assert never == pytest.approx(0, abs=1e-12) and likely > 0


def test_what_would_make_up_for_a_merger(markets, capsys):
    words = ["remedy", str(markets), "--merge", "A+B"]
    line = answer(capsys, *words, "--price-limit", "0.01")[0]
    assert line["sold"] == "b" and line["saving all"] > 0
    assert answer(capsys, *words, "--price-limit", "9")[0]["sold"] == ""
    assert "sold" not in answer(capsys, *words)[0]
    assert group.run(words) == 0 and "saving of A" in capsys.readouterr().out


def test_bidders_of_an_auction_merge(tmp_path, capsys):
    table = tmp_path / "bids.csv"
    table.write_text("firm_ids,capacities,prices,margins\nA,0.65,3.89,0.228\nB,0.3,3.79,0.209\nC,0.05,3.74,0.197\n")
    rows = answer(capsys, "tender", str(table), "--merge", "A+B", "--inside", "0.67")
    assert rows[0]["pricePost"] > rows[0]["pricePre"] and rows[1]["pricePost"] is None
    best = answer(capsys, "tender", str(table), "--merge", "A+B", "--inside", "0.67", "--best")
    assert best[0]["reservePost"] < rows[0]["reservePost"] == rows[0]["reservePre"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("market", "--merge", "A+B", "--conduct", "bargaining:powr=1"), "bargaining takes power"),
        (("market", "--merge", "A+B", "--conduct", "cobweb:x=1"), "no 'cobweb'"),
        (("market", "--merge", "A+B", "--saving", "some"), "expected a number, found some"),
        (("market", "--merge", "A+B", "--saving", "A=,B"), "name=number"),
        (("market", "--merge", "A+B", "--spread", "prices=1"), "no 'prices'"),
        (("market", "--merge", "A+B", "--demand", "ces", "--demand", "logit", "--weights", "1"), "expected 2 numbers"),
        (("market", "--merge", "A+B", "--buyers", "--demand", "ces"), "Try logit or linear"),
        (("market", "--merge", "A+B", "--merge", "B+C", "--workers", "1"), "take one --merge"),
        (("candidate", "z"), "no market sells z"),
        (("entry", "--acquirer", "Z", "--target", "Q", "--like", "a", "--odds", "0.5"), "no market has Q"),
        (("tender", "--merge", "A+B"), "capacities"),
        (("remedy", "--merge", "A+B+C"), "expected two firms"),
    ],
)
def test_what_cannot_be_asked_of_a_market_is_refused_in_words(markets, words, says, capsys):
    command, *rest = words
    assert group.run([command, str(markets), *rest]) == 2
    said = capsys.readouterr()
    assert said.out == "" and says in said.err and said.err.count("\n") == 1


ALIKE = """product_ids,firm_ids,prices,shares,margins,nesting_ids
a,A,10,0.3,0.4,x
b,B,11,0.2,0.4,y
c,C,9,0.1,0.4,z
"""
THIN = """product_ids,firm_ids,prices,shares,margins
a,A,10,0.40,0.6
b,B,11,0.05,0.1
c,C,9,0.30,0.5
"""


@pytest.mark.parametrize(
    ("table", "words", "says"),
    [
        (
            ALIKE.replace("nesting_ids", "note"),
            ("--merge", "A+B", "--demand", "aids"),
            "buyers do not go from one party to the other",
        ),
        (ALIKE, ("--merge", "A+B", "--demand", "nested_logit"), "does not tell sigma"),
        (THIN, ("--merge", "A+C", "--demand", "aids"), "b would sell less than nothing"),
    ],
)
def test_what_stands_in_the_way_of_believing_prices_is_told(tmp_path, capsys, table, words, says):
    file = tmp_path / "table.csv"
    file.write_text(table)
    group.run(["market", str(file), *words])
    assert says in capsys.readouterr().err


def test_a_stake_is_bought_without_a_merger(markets, capsys):
    told = answer(capsys, "market", str(markets), "--buys", "A:B=0.3", "--stake", "C:B=0.1")
    assert all(row["found"] and row["ownerPost"] == row["firm_ids"] for row in told["detail"])
    rises = {row["firm_ids"]: row["priceDelta"] for row in told["detail"] if row["market_ids"] == 1}
    assert rises["A"] > 1.0 > abs(rises["C"])
    assert group.run(["market", str(markets)]) == 2 and "--buys" in capsys.readouterr().err


def test_buyers_may_mind_money_more_or_less(markets, capsys):
    words = ["market", str(markets), "--merge", "A+B", "--demand"]
    alike, apart = (answer(capsys, *words, f"random_coefficients:spread={one}")["detail"] for one in ("1e-9", "0.6"))
    plain = answer(capsys, *words, "logit")["detail"]
    assert [row["pricePost"] for row in alike] == pytest.approx([row["pricePost"] for row in plain], rel=1e-6)
    assert all(row["found"] for row in apart) and apart[0]["priceDelta"] != pytest.approx(
        plain[0]["priceDelta"], rel=1e-2
    )
