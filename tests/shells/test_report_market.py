"""What the report says of prices: where they go, and where they are no equilibrium."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import suitor
from suitor.report import document
from suitor.report.blocks import plain
from suitor.report.sections.verdict import capped

FILE = Path(__file__).parents[1] / "files" / "good" / "log_linear.yaml"
SAID = {
    "en": ("No equilibrium", "some firm would gain by moving on"),
    "ja": ("均衡がない", "さらに動かせば得をする企業"),
}


def study_of(folder, text):
    """The study of a deal file that is written out."""
    (folder / "deal.yaml").write_text(text, "utf-8")
    return suitor.analyze(suitor.read(folder / "deal.yaml"), draws=50, seed=1)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Constant elasticities between goods that hardly replace one another, and between close substitutes."""
    far = FILE.read_text("utf-8")
    near = re.sub(r"  symmetric: false\n  diversions:.*?(?=  products:)", "", far, flags=re.DOTALL)
    near = re.sub(r"margin: [\d.]+", "margin: 45%", near.replace("size: 10k", "size: 600"))
    return {name: study_of(tmp_path_factory.mktemp(name), text) for name, text in (("far", far), ("near", near))}


def told(study, language):
    """The heading of the part on prices, and its text."""
    block = next(block for block in document(study, language).blocks if block.id == "market")
    return block.heading, " ".join(plain(item.text) for item in block.items if hasattr(item, "text"))


@pytest.mark.parametrize("language", SAID)
def test_prices_that_are_no_peak_are_called_no_equilibrium(studies, language):
    for words, said in zip(SAID[language], told(studies["near"], language)):
        assert words in said
    for words, said in zip(SAID[language], told(studies["far"], language)):
        assert words not in said


def test_only_demand_that_may_lack_a_peak_is_asked(studies):
    assert set(studies["near"].named("market.peak")) == {("today",), ("merged",)}
    assert not suitor.analyze(suitor.read(FILE.with_name("linear.yaml")), draws=20, seed=1).named("market.peak")


def test_where_no_reservation_price_settled_no_odds_are_called_capped():
    assert capped(SimpleNamespace(named=lambda name: {}), None) == []


@pytest.mark.parametrize(("year", "levels"), [("2025", "1,800"), ("2022", "2,500")])
def test_the_levels_told_are_those_in_force_on_the_day_of_the_file(tmp_path, year, levels):
    shares = f"measures: [{{id: m, name: M, shares: {{F1: 30%, F2: 20%}}, as_of: {year}-01-01}}]"
    text = (
        FILE.read_text("utf-8")
        .replace("2025", year)
        .replace("2024", "2021")
        .replace("  products:", f"  {shares}\n  products:", 1)
    )
    block = next(block for block in document(study_of(tmp_path, text), "en").blocks if block.id == "screens")
    assert levels in " ".join(plain(item.text) for item in block.items if hasattr(item, "text"))
