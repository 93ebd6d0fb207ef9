"""Whatever the file holds, it is read or refused: nothing but DealError is ever raised."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suitor.deal import DealError, parse, template
from suitor.deal.tree import load

from .conftest import filled

ROUGH = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
GOOD = template("en")
PLACES = sorted((mark.line, mark.column, mark.text) for mark in load(GOOD, "deal.yaml").values.values() if mark.text)
WORDS = [
    *["", "~", "[]", "{}", "[1, 2]", "{a: 1}", "true", ".nan", "-.inf", "1e999", "2025-13-01", "0x1f", "1_0", "'", '"'],
    *[
        "&a b",
        "*a",
        "!!int x",
        "!x y",
        "<<",
        "? ",
        "- -",
        "a: b: c",
        "#",
        "|",
        ">",
        "%",
        "@",
        "`",
        "\t",
        "\x00",
        "\ufeff",
    ],
    *["41", "41%", "-5%", "3bn", "3bn USD", "{value: [1]}", "{shape: [a]}", "{source: [a]}", "{factors: {mood: [1]}}"],
    *[
        "{low: {}, high: 1}",
        "{shape: discrete, values: [[]], weights: {}}",
        "{shape: beta, alpha: 1e-300, beta: 1e300}",
    ],
    *[
        "{as_of: [2025]}",
        "{note: 3}",
        "{value: 3, confidence: {}}",
        "{en: 1, ja: [2]}",
        "9" * 5000,
        "[" * 50,
        "🂡",
        "٣",
        "…",
    ],
]


def is_read_or_refused(text: str | bytes) -> None:
    try:
        deal = parse(text)
    except DealError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.line >= 1 and problem.column >= 1
            assert problem.text("en") and problem.text("ja")
    else:
        assert deal.quantities


@ROUGH
@given(st.binary(max_size=300))
def test_any_bytes(content):
    is_read_or_refused(content)


@ROUGH
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#, \n\t0123456789~<", max_size=80))
def test_any_yaml(content):
    is_read_or_refused(filled("id: " + content))


@ROUGH
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(max_size=10))
def test_any_splice(start, length, patch):
    is_read_or_refused(GOOD[:start] + patch + GOOD[start + length :])


@ROUGH
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(WORDS)), min_size=1, max_size=3))
def test_any_value_in_any_place(patches):
    lines = GOOD.split("\n")
    for (line, column, text), word in patches:
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        lines[line - 1] = before + word + after.removeprefix(text)
    is_read_or_refused("\n".join(lines))


@ROUGH
@given(st.data())
def test_any_missing_lines(data):
    lines = GOOD.split("\n")
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=8))
    is_read_or_refused("\n".join(line for index, line in enumerate(lines) if index not in gone))
