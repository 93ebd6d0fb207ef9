"""Run the tests against peers and printed numbers, and write docs/what-we-reproduce.md from what they did.

.venv/bin/python scripts/reproduce.py
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "what-we-reproduce.md"
FOLDERS = {
    "market": "Merger simulation: the R packages antitrust 0.99.29 and 0.99.31, and mergersim 0.2.0",
    "pyblp": "PyBLP 1.3.0",
    "control": "Ownership, control and voting power in print",
    "value": "Value, claims, premiums, auctions and odds in print",
    "governance": "Missions, ladders, races and the data of the labs in print",
}
ERRORS = "tests/peers/test_where_peers_err.py"
ELSEWHERE = ("tested with", "in this case")  # what a test says of a case that another test takes
HEAD = """# What we reproduce

Written by `scripts/reproduce.py`, which runs `tests/peers` and `tests/published`: do not edit it by hand.

A case is a file of `tests/cases`: inputs, and the numbers that a peer program or a publication gives for them. It is
reproduced if it passes at least one test and fails none. Tolerances are read from the test's own code; where a case
prints how far its digits go, that is its tolerance. What is not reproduced, and why, is listed below each table.
"""


class Told(NamedTuple):
    """What became of one test, or of one test of one case."""

    file: str
    test: str
    case: str  # its name, or nothing
    tolerance: str
    said: str  # first line of the file
    doc: str
    outcome: str
    reason: str


class Watch:
    """A plugin of pytest that keeps what each test was about and how it ended."""

    def __init__(self, cases: list[tuple[str, Any]]) -> None:
        self.cases = cases
        self.about: dict[str, tuple[Any, ...]] = {}
        self.told: list[Told] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            file = item.nodeid.partition("::")[0]
            said = (item.module.__doc__ or "").partition("\n")[0]
            doc = " ".join((inspect.getdoc(item.function) or "").split())
            plain = (file, item.originalname, the_case(item, self.cases), tolerances(item), said, doc)
            self.about[item.nodeid] = plain

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when != "call" and report.passed:
            return
        reason = report.longrepr[2].removeprefix("Skipped: ") if report.skipped else ""
        self.told.append(Told(*self.about[report.nodeid], report.outcome, reason))


def the_case(item: Any, cases: list[tuple[str, Any]]) -> str:
    """The name of the reference case a test is about, or nothing."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    for value in values:
        if isinstance(value, tuple) and len(value) >= 2 and isinstance(value[1], dict):
            return str(value[0])
        if isinstance(value, dict):
            return next((name for name, data in cases if data == value), "")
    return ""


def tolerances(item: Any) -> str:
    """The tolerances that the test's own code names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(item.function)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = [word.value for call in calls for word in call.keywords if word.arg in ("rtol", "rel", "atol", "abs")]
    given += [call.args[2] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "same"]
    numbers = set()
    for node in given:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Name):
            value = getattr(item.module, node.id, None)
        if isinstance(value, float):
            numbers.add(value)
    return ", ".join(f"{number:.0e}" for number in sorted(numbers)) or "as the case prints it, or exact"


def elsewhere(reason: str) -> bool:
    return any(words in reason for words in ELSEWHERE)


def folder_of(names: dict[str, set[str]], one: Told) -> str:
    return next((folder for folder, known in names.items() if one.case in known), "")


def of_cases(folder: str, title: str, cases: set[str], told: list[Told]) -> list[str]:
    """The table of one folder, and what is missing from it."""
    by_case: dict[str, list[Told]] = {case: [] for case in sorted(cases)}
    by_test: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for one in told:
        by_case[one.case].append(one)
        by_test[one.file, one.test, one.tolerance].append(one)
    failed = {case for case, runs in by_case.items() if any(run.outcome == "failed" for run in runs)}
    passed = {case for case, runs in by_case.items() if any(run.outcome == "passed" for run in runs)} - failed
    lines = [f"## `tests/cases/{folder}`: {len(passed)} of {len(cases)} cases", "", f"{title}.", ""]
    lines += ["| test | passes | fails | left out | tolerance |", "|---|---:|---:|---:|---|"]
    for (file, test, tolerance), runs in sorted(by_test.items()):
        count = {outcome: sum(run.outcome == outcome for run in runs) for outcome in ("passed", "failed", "skipped")}
        here = sum(run.outcome == "skipped" and not elsewhere(run.reason) for run in runs)
        words = test.removeprefix("test_").replace("_", " ")
        lines.append(f"| [{words}](../{file}) | {count['passed']} | {count['failed']} | {here} | {tolerance} |")
    return [*lines, "", *missing(by_case, passed, failed)]


def missing(by_case: dict[str, list[Told]], passed: set[str], failed: set[str]) -> list[str]:
    """Each case not reproduced, and each check left out of one that is."""
    absent = [f"- `{case}`: {why(case, runs, case in failed)}" for case, runs in by_case.items() if case not in passed]
    partly = [
        f"- `{case}`, {run.test.removeprefix('test_').replace('_', ' ')}: {run.reason}"
        for case, runs in by_case.items() if case in passed
        for run in runs if run.outcome == "skipped" and not elsewhere(run.reason)
    ]  # fmt: skip
    lines = ["Not reproduced:", "", *absent, ""] if absent else ["Every case is reproduced.", ""]
    return lines + (["Reproduced, but for one check:", "", *partly, ""] if partly else [])


def why(case: str, runs: list[Told], fails: bool) -> str:
    """Why a case is not reproduced."""
    if fails:
        return "fails"
    reasons = list(dict.fromkeys(run.reason for run in runs if run.outcome == "skipped"))
    own = [reason for reason in reasons if not elsewhere(reason)] or reasons
    if f'"{case}"' in (ROOT / ERRORS).read_text():
        own = [*own, "the peer is wrong by its own model, see the end of this page"]
    return "; ".join(own) or "no test of ours takes this kind of case"


def of_print(told: list[Told]) -> list[str]:
    """Printed numbers that stand in the tests themselves."""
    files: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        files[one.file].append(one)
    lines = ["## `tests/published`", "", "| source | tests | pass |", "|---|---:|---:|"]
    for file, runs in sorted(files.items()):
        passes = sum(run.outcome == "passed" for run in runs)
        lines.append(f"| [{runs[0].said.rstrip('.')}](../{file}) | {len(runs)} | {passes} |")
    absent = [f"- `{one.file}`, {one.test}: {one.reason or 'fails'}" for one in told if one.outcome != "passed"]
    return [*lines, "", *(["Not reproduced:", "", *absent] if absent else ["Every test passes."]), ""]


def of_errors(told: list[Told]) -> list[str]:
    """What tests show of peers that miss the answer of their own model."""
    lines = ["## Where a peer is wrong by its own model", "", f"Each has a test in [{ERRORS}](../{ERRORS}).", ""]
    tests = {one.test: one.doc for one in told if one.file == ERRORS and one.outcome == "passed"}
    return [*lines, *(f"- {doc} Test: `{test}`." for test, doc in tests.items()), ""]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from tests.case_files import load

    cases = {folder: load(folder) for folder in FOLDERS}
    names = {folder: {name for name, _ in known} for folder, known in cases.items()}
    watch = Watch([case for known in cases.values() for case in known])
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "tests/peers", "tests/published"], [watch]
    )
    lines = []
    for folder, title in FOLDERS.items():
        told = [one for one in watch.told if one.case and folder_of(names, one) == folder]
        lines += of_cases(folder, title, names[folder], told)
    lines += of_print([one for one in watch.told if one.file.startswith("tests/published/")])
    PAGE.write_text("\n".join([HEAD, *lines, *of_errors(watch.told)]).rstrip() + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
