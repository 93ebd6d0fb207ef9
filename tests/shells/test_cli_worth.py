"""`suitor worth` as a person uses it: a deal, a table of classes, and every mistake in one."""

from __future__ import annotations

import json

import pytest

from .test_cli import run

TABLE = """name,shares,preference,rank,participates,cap,converts,strike
Series B,20m,400m,1,no,,yes,
Series A,10m,300m,2,yes,600m,yes,
Common,60m,,,,,,
Options,10m,,,,,,5
"""


@pytest.fixture
def table(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "classes.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_deal_shows_its_methods_frontier_and_money():
    done = run("worth", "twitter-2022", "--draws", "100")
    assert done.returncode == 0, done.stderr
    for title in ("Value of the whole", "Frontier of stake", "Sources", "Uses", "Stake at which an offer is fair"):
        assert title in done.stdout
    assert done.stdout.count("$46.5bn") == 2  # sources are equal to uses
    assert "value.premium[before_buying]" in done.stdout


def test_a_waterfall_pays_every_holder_at_every_value_asked_for():
    done = run("worth", "openai-2025", "--draws", "100", "--at", "157bn,300bn", "--json")
    answer = json.loads(done.stdout)
    assert {row["worth"] for row in answer["waterfall"]} == {157e9, 300e9}
    holders = {row["holder"] for row in answer["waterfall"]}
    assert holders == {"recent_investors", "early_investors", "microsoft", "staff", "openai_inc"}
    assert {"frontier", "stake_curve"} == set(answer["curves"])
    assert answer["figures"]["value.method[last_round]"]["p50"] == 157e9
    assert len(answer["sensitivity"]) == 30


def test_a_table_of_classes_is_paid_at_the_price_no_class_wants_to_leave(table):
    """At 2bn: 400 + 300 + 10 p + 60 p + 10 (p - 5) = 2,000, so p = 16.875."""
    done = run("worth", table(TABLE), "--at", "2bn", "--json")
    paid = {row["class"]: row["paid"] for row in json.loads(done.stdout)["payouts"]}
    assert paid == pytest.approx({"Series B": 400e6, "Series A": 468.75e6, "Common": 1012.5e6, "Options": 118.75e6})


def test_what_is_missing_of_a_preference_is_shown(table):
    done = run("worth", table(TABLE), "--at", "600m", "--json")
    short = {row["class"]: row["shortfall"] for row in json.loads(done.stdout)["payouts"]}
    assert short == pytest.approx({"Series B": 0.0, "Series A": 100e6, "Common": 0.0, "Options": 0.0})


def test_without_values_the_breakpoints_are_shown(table):
    done = run("worth", table(TABLE))
    assert done.returncode == 0
    assert all(f"\n{at} " in done.stdout for at in ("400m", "700m"))


def test_every_mistake_of_a_table_is_told_with_its_line(table):
    wrong = "name,shares,preference,participates,cap\nA,many,100m,perhaps,\nB,10m,100m,yes,50m\nC,10m,,,5m\n,1m,,,\n"
    done = run("worth", table(wrong))
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split("csv:")[1].split(":")[0] for line in lines] == ["2", "2", "3", "4", "5"]
    assert "'many'" in lines[0] and "'perhaps'" in lines[1] and "below its preference" in lines[2]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,shares,salary\nA,1m,3\n", "salary"),
        ("class,count\nA,1m\n", "name and shares"),
        ("", "name and shares"),
        ("name,shares,preference,converts\nA,1m,5m,no\n", "nobody owns what is left"),
        ("name,shares\nA,1m\nA,2m\n", "two classes are called A"),
        ("name,shares,preference,strike\nA,1m,5m,2\nC,1m,,\n", "a strike and a preference"),
    ],
)
def test_a_table_that_cannot_be_paid_is_refused_in_words(table, text, said):
    done = run("worth", table(text))
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_value_that_is_none_is_refused(table):
    done = run("worth", table(TABLE), "--at", "1bn,lots")
    assert done.returncode == 2
    assert "'lots'" in done.stderr


def test_the_same_in_japanese(table):
    done = run("worth", table(TABLE), "--at", "20億", "--lang", "ja")
    assert done.returncode == 0
    assert "各クラスの受取額" in done.stdout and "10.12億" in done.stdout
    refused = run("worth", table("name,shares\nA,たくさん\n"), "--lang", "ja")
    assert "2m のような数" in refused.stderr
