"""Pages of the docs: what scripts wrote is what they say, and what a page names is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from suitor import contest, read
from suitor.analysis import evaluate
from suitor.deal import Inputs

ROOT = Path(__file__).parent.parent.parent


def lines(page: str, start: str) -> list[str]:
    """The lines of a page that begin so."""
    return [line for line in (ROOT / "docs" / page).read_text("utf-8").splitlines() if line.startswith(start)]


def test_the_back_test_page_says_what_its_script_says():
    written = runpy.run_path(str(ROOT / "scripts" / "back_test.py"))["page"]()
    assert (ROOT / "docs" / "back-test.md").read_text("utf-8") == written, "run: python scripts/back_test.py"


def test_the_printed_odds_give_the_printed_score():
    """Each rule's Brier score from the whole percents of the page, to what rounding leaves."""
    past = contest.backtest(contest.priors(), contest.precedents())
    cases = {cells[1].strip(): cells for line in lines("back-test.md", "| ") if len(cells := line.split("|")) == 10}
    odds = np.array([float(cases[case][3].strip(" %")) / 100 for case in past.cases])
    closed = np.array([float(cases[case][7].strip() == "first bidder") for case in past.cases])
    score = next(line for line in lines("back-test.md", "| published rate") if "all settled" in line)
    assert contest.brier(odds, closed) == pytest.approx(float(score.split("|")[3]), abs=0.005)
    assert np.array_equal(closed, past.happened)


def test_the_price_of_the_nonprofits_board_can_be_followed_by_hand():
    """From the rounded numbers on the page: U by scenario, the mixture, the indifference price, the floor."""
    worth = {}
    for line in lines("openai-by-hand.md", "| "):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"-?[\d.]+", cells[4]):
            dollar, mission = (float(number) for number in re.findall(r"([\d.]+) x", cells[3]))
            assert dollar * float(cells[1]) + mission * float(cells[2]) == pytest.approx(float(cells[4]), abs=0.05)
            worth[cells[0]] = float(cells[4])
    (refusing,) = lines("openai-by-hand.md", "- Refusing is worth")
    weights = [float(number) for number in re.findall(r"([\d.]+) x", refusing)]
    total = weights[0] * worth["status_quo"] + weights[1] * worth["planned_conversion"]
    assert total == pytest.approx(float(refusing.split("**")[1]), abs=0.05)
    (asks,) = lines("openai-by-hand.md", "- It asks R")
    assert (total - worth["accepted_merged"]) / dollar == pytest.approx(float(asks.split("**")[1]), abs=0.1)


def test_the_hand_and_the_engine_agree_at_the_medians():
    hand = runpy.run_path(str(ROOT / "scripts" / "by_hand.py"))["hand"]()
    found = evaluate(Inputs.grid(read("openai-2025")))
    assert hand.asked * 1e9 == pytest.approx(found["verdict.willing_price[openai_inc]"].value[0], rel=1e-9)
    assert hand.floor * 1e9 == pytest.approx(found["value.fair"].value[0], rel=1e-9)
    assert hand.refusing * 1e9 == pytest.approx(found["verdict.refusing[openai_inc]"].value[0], rel=1e-9)


def test_the_example_of_the_contest_page_runs(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "contest.md").read_text("utf-8"), re.S)
    exec(compile(example, "contest.md", "exec"), {})
    chances, gate = capsys.readouterr().out.splitlines()
    assert sum(float(number) for number in re.findall(r"[\d.]+", chances)) == pytest.approx(1.0, abs=1e-6)
    assert gate in ("None", "review", "over")


def test_every_call_and_figure_on_the_contest_page_is_there():
    page = (ROOT / "docs" / "contest.md").read_text("utf-8").split("## What it computes")[1].split("## Choices")[0]
    found = evaluate(Inputs.grid(read("openai-2025"))) | evaluate(Inputs.grid(read("twitter-2022")))
    known = {figure.name for figure in found.values()}
    for row in (line.split("|") for line in page.splitlines() if line.startswith("| ") and "question" not in line):
        for call in re.findall(r"`([a-z_]+)`", row[3]):
            assert hasattr(contest, call), call
        for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", row[4]):
            assert name in known, name


def test_every_page_of_the_docs_is_named_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"docs/{page.name}" not in readme] == []


def test_every_file_that_the_page_on_the_architecture_names_is_there():
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## Where to look")[1].split("\n## ")[0]
    source, named = ROOT / "src" / "suitor", 0
    for folders, names in re.findall(r"^\| (`.*?) \| (.*) \|$", table, re.M):
        places = [source, *(source / folder for folder in re.findall(r"`(\w+)`", folders))]
        assert all(place.is_dir() for place in places)
        for name in re.findall(r"`([\w.*/]+)`", names):
            named += 1
            found = [place for place in places for end in ("", ".py") if any(place.glob(name.rstrip("/") + end))]
            assert found, f"{folders}: {name}"
    assert named > 50
