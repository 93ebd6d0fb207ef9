"""Deal files about every way to compete: the reference case behind each, and the same market called directly."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import suitor
from suitor._core.records import Stakes
from suitor.analysis import evaluate
from suitor.analysis.scenario import Ground, play_out
from suitor.deal import Inputs
from suitor.market import merged

FILES = {path.stem: path for path in sorted((Path(__file__).parents[1] / "files" / "good").glob("*.yaml"))}
CASES = Path(__file__).parents[1] / "cases" / "market"
# The case each file is, and the parties' places: what changes in price is the package's truth, or its exact answer.
BEHIND = {
    "second_score": ("auction2nd_logit_dgp_3", "truth", "priceDelta_prop"),
    "bargaining": ("bargaining_logit_dgp_3", "truth", "priceDelta_prop"),
    "cournot": ("cournot_3", "truth", "priceDelta_prop"),
    "log_linear": ("loglinear_dgp_4", "truth", "priceDelta_prop"),
    "linear": ("linear_dgp_3", "truth", "priceDelta_prop"),
    "overlapping": ("ms_gnl_overlap_6_vignette", "outputs", "priceDelta_prop"),
    "chain": ("ms_vertical_vignette", "outputs", "down_priceDelta_prop"),
}


@cache
def deal(name: str) -> suitor.Deal:
    return suitor.read(FILES[name])


def changes(figures: Any, scenario: str) -> np.ndarray:
    found = [figure.value for id, figure in figures.items() if id.startswith(f"market.price_change[{scenario},")]
    return np.stack(found, axis=-1)


@pytest.mark.parametrize("name", BEHIND)
def test_a_deal_file_gives_the_answer_of_its_case(name: str) -> None:
    case, part, key = BEHIND[name]
    told = json.loads((CASES / f"{case}.json").read_text())[part][key]
    figures = evaluate(Inputs.grid(deal(name)))
    assert_allclose(changes(figures, "merged")[0], told, rtol=1e-6, atol=1e-9)
    assert np.abs(changes(figures, "today")).max() < 1e-9


@pytest.mark.parametrize("name", FILES)
def test_a_deal_file_solves_the_market_of_the_library(name: str) -> None:
    """What the analysis says is what the market says under merged stakes, starting from what is seen."""
    inputs = Inputs.grid(deal(name))
    file = deal(name).file
    ground = Ground.of(file, inputs)
    assert ground.market is not None and ground.seen is not None and ground.seen.fit.found.all()
    plain = Stakes.of_firms(ground.market.firms)
    for scenario, stakes in (
        ("today", plain),
        ("merged", merged(plain, (file.bid.bidder, file.bid.target))),
    ):
        direct = ground.market.solve(stakes)
        played = play_out(ground, next(each for each in file.scenarios if each.id == scenario), inputs).equilibrium
        assert played is not None and played.found.all() and direct.found.all()
        assert_allclose(played.price, direct.price, rtol=1e-9)
        if scenario == "today":
            assert_allclose(played.price, ground.market.price, rtol=1e-8)
            users = [product.users.median for product in file.market.products]  # type: ignore[union-attr]
            assert_allclose(played.quantity[0], users, rtol=1e-8)


@pytest.mark.parametrize("name", FILES)
def test_a_deal_file_runs_from_end_to_end(name: str) -> None:
    study = suitor.analyze(deal(name), draws=20, seed=2)
    assert min(figure.found_share for figure in study.figures.values()) == 1.0
    for language in ("en", "ja"):
        page = suitor.render(study, "html", language)
        text = page if isinstance(page, str) else page.decode()
        assert "nan" not in text.lower().replace("finan", "").replace("governan", "").split()
    assert json.loads(suitor.render(study, "json", "en"))


def test_a_deal_file_gives_the_prices_of_pyblp() -> None:
    """PyBLP 1.3.0 with 49 nodes of tastes for price and quality: prices after the merger, and its shares."""
    one = json.loads((CASES.parent / "pyblp" / "sim_rc_J4.json").read_text())["markets"][0]
    inputs, file = Inputs.grid(deal("tastes")), deal("tastes").file
    played = play_out(Ground.of(file, inputs), file.scenarios[1], inputs).equilibrium
    assert played is not None and played.found.all()
    assert_allclose(played.price[0], one["post_prices"], rtol=1e-8)
    assert_allclose(played.quantity[0] / 1000, one["post_shares"], rtol=1e-7)
