"""Every language says the same things: same keys, same blanks, whole sentences."""

from __future__ import annotations

from string import Formatter

import pytest

import suitor
from suitor._core.shelf import shelf
from suitor.report.sections.grounds import amount
from suitor.report.voice import Voice
from suitor.report.words import languages, words

ENGLISH = words("en")
OTHERS = [code for code in languages() if code != "en"]


def blanks(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("code", OTHERS)
def test_each_language_has_every_key_and_no_other(code):
    assert set(words(code).texts) == set(ENGLISH.texts)


@pytest.mark.parametrize("code", OTHERS)
def test_each_sentence_has_the_same_blanks(code):
    texts = words(code).texts
    differing = {key for key in ENGLISH.texts if blanks(ENGLISH.texts[key]) != blanks(texts[key])}
    assert not differing


@pytest.mark.parametrize("code", languages())
def test_no_text_is_empty(code):
    assert not [key for key, text in words(code).texts.items() if not text.strip()]


def test_japanese_is_written_in_japanese():
    """Sentences were translated and not copied."""
    copied = {key for key, text in words("ja").texts.items() if text == ENGLISH.texts[key] and len(text) > 12}
    assert not copied


MONEY = [
    (97.375e9, "USD", "$97.4bn", "974億ドル"),
    (1.2345e12, "USD", "$1.23tn", "1.23兆ドル"),
    (14.767e12, "JPY", "¥14.8tn", "14.8兆円"),
    (999.96e6, "USD", "$1bn", "10億ドル"),
    (153.1e9, "USD", "$153bn", "1,530億ドル"),
    (38e6, "USD", "$38m", "3,800万ドル"),
    (240.0, "USD", "$240", "240ドル"),
    (54.2, "USD", "$54", "54ドル"),
    (5.42, "USD", "$5.42", "5.42ドル"),
    (169.4, "USD", "$169", "169ドル"),
    (2900.0, "JPY", "¥2,900", "2,900円"),
    (-4.2e9, "USD", "−$4.2bn", "−42億ドル"),
    (0.0, "USD", "$0", "0ドル"),
    (1.5e9, "CHF", "CHF 1.5bn", "15億CHF"),
    (926_648.0, "USD", "$927,000", "92.7万ドル"),
]


@pytest.mark.parametrize(("value", "currency", "english", "japanese"), MONEY)
def test_money_reads_as_the_language_writes_it(value, currency, english, japanese):
    assert ENGLISH.money(value, currency) == english
    assert words("ja").money(value, currency) == japanese


@pytest.mark.parametrize(
    ("value", "currency", "english", "japanese"),
    [
        (54.2, "USD", "$54.20", "54.20ドル"),
        (31.0, "USD", "$31", "31ドル"),
        (-0.004, "USD", "$0", "0ドル"),
        (11_751.0, "JPY", "¥11,751", "11,751円"),
    ],
)
def test_a_share_price_is_told_to_the_cent(value, currency, english, japanese):
    assert ENGLISH.share_price(value, currency) == english
    assert words("ja").share_price(value, currency) == japanese


@pytest.mark.parametrize(
    ("low", "high", "english", "japanese"),
    [
        (-152e6, 787e3, ["−$152m", "$0.79m"], ["−1.52億ドル", "78.7万ドル"]),
        (24.7e9, 40e9, ["$24.7bn", "$40bn"], ["247億ドル", "400億ドル"]),
        (0.0, 5e9, ["$0", "$5bn"], ["0ドル", "50億ドル"]),
    ],
)
def test_a_small_end_of_a_range_is_told_on_the_scale_of_the_large_one(low, high, english, japanese):
    assert ENGLISH.money_range(low, high, "USD") == english
    assert words("ja").money_range(low, high, "USD") == japanese


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "50%"), (0.0954, "9.5%"), (0.09996, "10%"), (1.0, "100%"), (1e-6, "0%"), (-1e-9, "0%"), (-0.123, "−12%")],
)
def test_a_share_has_no_more_digits_than_a_reader_needs(value, text):
    assert ENGLISH.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0%"), (0.003, "under 1%"), (0.997, "over 99%"), (1.0, "100%"), (0.63, "63%")]
)
def test_what_is_merely_likely_is_never_called_certain(value, text):
    assert ENGLISH.chance(value) == text


def test_a_name_within_a_sentence_loses_the_capital_of_its_article():
    said = ENGLISH.plain("promise.head.likely", bidder="The Example Fund")
    assert said == "What was said publicly is in the Example Fund's own interest"


def test_a_blank_never_reads_the_braces_of_a_name():
    assert "{price}" in ENGLISH.plain("promise.head.likely", bidder="{price}")


@pytest.mark.parametrize(("text", "value"), [("300bn USD", 300e9), ("26%", 0.26), ("1,300億ドル", 130e9)])
def test_an_outcome_is_read_as_the_file_writes_it(text, value):
    assert amount(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("case", suitor.cases())
def test_whatever_a_case_computes_has_its_words(case):
    """A figure, a curve or a moving input without words would show its id to the reader."""
    study = suitor.analyze(suitor.read(case), draws=20, seed=1)
    voice = Voice(study, ENGLISH)
    named = {f"figure.{figure.name}.{part}" for figure in study.figures.values() for part in ("name", "means")}
    named |= {f"unit_name.{figure.unit}" for figure in study.figures.values()} | {f"curve.{id}" for id in study.curves}
    assert not {key for key in named if key not in ENGLISH}
    moving = {driver.path for drivers in study.drivers.values() for driver in drivers}
    assert not {path for path in moving if voice.input(path) == path}


def test_every_defence_of_the_shelf_has_its_words():
    assert {f"defence.{name}" for name in shelf("suitor.contest.defences")} <= set(ENGLISH.texts)
