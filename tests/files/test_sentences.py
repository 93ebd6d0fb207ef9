"""The sentences about problems: the same in both languages, none missing, none that no broken file calls for."""

from __future__ import annotations

import inspect
import re
from string import Formatter

import pytest

from suitor.deal import DealError, parse
from suitor.deal.problems import sentences

from . import (
    test_contest_sections,
    test_keys,
    test_market_section,
    test_names_and_dates,
    test_numbers,
    test_pro_forma_section,
    test_roles,
    test_valuation_sections,
    test_yaml,
)
from .conftest import file_of

# Told by files that no docstring can hold; a demand, a conduct and a law need a shelf; a note is no error.
ELSEWHERE = {
    "utf8",
    "size",
    "character",
    "tab",
    "demand",
    "conduct",
    "law",
    "cited",
    "seller_stake",
    "plug_lacks",
    "in_time",
}
ELSEWHERE |= {"whole_firms", "some_aim"}  # told once the register is weighed
FALLBACK = {"other"}  # for a refusal of pydantic that no field of today calls for


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def broken() -> list[str]:
    """The file of every test whose docstring is one."""
    modules = (
        test_contest_sections,
        test_keys,
        test_market_section,
        test_names_and_dates,
        test_numbers,
        test_pro_forma_section,
        test_roles,
        test_valuation_sections,
        test_yaml,
    )
    tests = [test for module in modules for name, test in vars(module).items() if name.startswith("test_")]
    return [file_of(test) for test in tests if test.__doc__ and "deal" not in inspect.signature(test).parameters]


@pytest.mark.parametrize("part", ["frame", "expected", "hint"])
def test_both_languages_have_the_same_keys_and_gaps(part):
    english, japanese = sentences("en")[part], sentences("ja")[part]
    assert english.keys() == japanese.keys()
    for key in english:
        assert gaps(english[key]) == gaps(japanese[key]), key


def test_japanese_sentences_are_japanese():
    for part in ("expected", "hint"):
        for key, sentence in sentences("ja")[part].items():
            assert re.search(r"[ぁ-んァ-ン一-龯]", sentence) or sentence.startswith("{"), key


def test_hints_are_sentences():
    for language, end in (("en", (".", "?", "}")), ("ja", ("。", "}"))):
        for key, sentence in sentences(language)["hint"].items():
            assert sentence.format_map(dict.fromkeys(gaps(sentence), "x")).endswith(end), key


def test_there_are_at_least_sixty_broken_files():
    assert len(broken()) >= 60


def test_every_sentence_is_called_for_by_a_broken_file():
    kinds, ways = set(ELSEWHERE | FALLBACK), set(ELSEWHERE | FALLBACK)
    for text in broken():
        with pytest.raises(DealError) as caught:
            parse(text)
        kinds |= {problem.kind for problem in caught.value.problems}
        ways |= {problem.way_out or problem.kind for problem in caught.value.problems}
    assert sentences("en")["expected"].keys() - kinds == set()
    assert sentences("en")["hint"].keys() - ways == set()
