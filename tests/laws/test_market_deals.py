"""Deal files about every way to compete: the reference case behind each, and the same market called directly."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

import suitor
from suitor import market
from suitor._core.records import Stakes
from suitor.analysis import evaluate
from suitor.analysis.scenario import Ground, play_out
from suitor.deal import Inputs
from suitor.deal.fitting import GOES_WITH
from suitor.files import parsed
from suitor.market import merged
from suitor.market.choices import second_choices

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


def test_what_disagrees_is_fitted_by_its_weights_and_told() -> None:
    """Beside an elasticity a rival's margins are read where there are weights; all is told as given and as fitted."""
    text = FILES["bargaining"].read_text()

    def told(weights: str) -> dict[str, float]:
        more = f"  elasticity: {{of: P1, value: 6}}\n{weights}  products:\n"
        figures = evaluate(Inputs.grid(parsed(text.replace("  products:\n", more), "bargaining.yaml")))
        return {id: float(figure.value[0]) for id, figure in figures.items() if id.startswith("fit.")}

    alone = told("")
    assert "fit.margin_given[P3]" not in alone and alone["fit.margin_given[P2]"] == pytest.approx(0.2205341)
    even, firm = told("  weights: {margins: 1}\n"), told("  weights: {margins: 1, elasticities: 100}\n")
    assert even["fit.margin_given[P3]"] == pytest.approx(0.2974930) and even["fit.elasticity_given[P1]"] == 6
    miss = {name: abs(found["fit.elasticity[P1]"] / 6 - 1) for name, found in (("even", even), ("firm", firm))}
    assert miss["firm"] < 1e-3 < miss["even"]
    close = [abs(found["fit.margin[P3]"] - found["fit.margin_given[P3]"]) for found in (even, firm)]
    assert close[0] < close[1]


HEAD = """suitor: 1
id: pair
name: Any demand with any conduct
question: Does it solve?
as_of: 2025-02-14
base_year: 2024
currency: USD
parties: [{id: F1, name: One, kind: company}, {id: F2, name: Two, kind: company}, {id: F3, name: Three, kind: company},
  {id: M, name: Maker, kind: company}, {id: owners, name: Owners, kind: group}]
stakes: [{holder: owners, of: F2, cash: 100%, votes: 100%}]
"""
TAIL = """financials: {of: F2, value: 1bn USD, rate: 10%}
bid: {bidder: F1, target: F2, seller: owners, date: 2025-02-10, price: 1.2bn USD, per: equity}
scenarios:
  - {id: today, name: Nothing changes, follows: today}
  - {id: merged, name: One firm, follows: accepted, changes: [{merge: {firm: F2, into: F1}}]}
alternative: [{scenario: today, weight: 100%}]
deciders: [{party: owners, kind: holders}]
"""
OF_DEMAND = {  # what each demand system needs beside prices, users and margins: of the market, of each product
    "nested_logit": ("nesting_of: {red: 20-30%, blue: 10-20%}", "nest: {nest}"),
    "nested_ces": ("nesting: 20-30%", "nest: {nest}"),
    "generalised_nested_logit": ("nesting: 20-30%", "nests: {{all: 50%, {nest}: 50%}}"),
    "random_coefficients": ("spread: 0.3-0.6", ""),
    "aids": ("market_elasticity: 1.8-2.2", ""),
    "homogeneous": ("market_elasticity: 0.8-1.2", ""),
}
OF_CONDUCT = {
    "bargaining": ("power: 30-50%", ""),
    "second_score": ("power: 0-20%", ""),
    "stackelberg": ("rising: true", "leads: {leads}, capacity: 1.6-1.9m"),
    "cournot": ("", ""),
    "conjectures": ("conjecture: 0.6-1.1", ""),
    "partial_collusion": ("theta: 10-30%", ""),
    "price_cap": ("", "cap: 10.3-10.5 USD/unit"),
    "vertical": ("", "supplier: M, input_price: 4.8-5.2 USD/unit, supply_cost: 2-2.5 USD/unit"),
}


def of_pair(demand: str, conduct: str) -> str:
    """A small deal file with ranges for every number that the demand or the conduct reads."""
    of_market, of_product = zip(OF_DEMAND.get(demand, ("", "")), OF_CONDUCT.get(conduct, ("", "")))
    rows = []
    for place, (users, margin) in enumerate((("1.0-1.1m", "32-33%"), ("1.2-1.3m", "33-34%"), ("1.3-1.4m", "34-36%"))):
        more = ", ".join(text for text in of_product if text)
        more = more.format(nest=("red", "blue", "red")[place], leads=str(place == 2).lower())
        told = f"id: P{place + 1}, firm: F{place + 1}, name: P, price: 10 USD/unit, users: {users}, margin: {margin}"
        rows.append(f"    - {{{told}{', ' + more if more else ''}}}")
    lines = ["market:", "  name: Goods", f"  demand: {demand}", f"  conduct: {conduct}", "  size: 15m"]
    lines += [f"  {text}" for text in of_market if text]
    return HEAD + "\n".join([*lines, "  products:", *rows]) + "\n" + TAIL


PAIRS = [(demand, conduct) for conduct, demands in GOES_WITH.items() for demand in demands]


@pytest.mark.parametrize(("demand", "conduct"), PAIRS)
def test_every_pair_that_goes_together_solves(demand: str, conduct: str) -> None:
    deal = parsed(of_pair(demand, conduct), "deal.yaml")
    figures = evaluate(Inputs.random(deal, 1, 0, 40))
    found = {id: figure for id, figure in figures.items() if id.startswith("market.")}
    assert min(figure.found_share for figure in found.values()) == 1.0
    assert all(np.isfinite(figure.value).all() for figure in found.values())
    parties = changes(figures, "merged")[:, :2].max(axis=-1)
    assert np.abs(changes(figures, "today")).max() < 1e-7
    assert np.all(parties > 0.0) or conduct in (
        "vertical",
        "conjectures",
    )  # neither is a game of the two against others
    ranges = [path for path, quantity in deal.quantities.items() if path.startswith("market.") and not quantity.exact]
    read = figures["market.price_change[merged,P1]"].inputs
    beside = {"elasticity"} if conduct == "vertical" else set()
    assert {path for path in ranges if path.split(".")[-1] not in beside} <= read


def test_a_conduct_that_nobody_here_knows_lists_those_that_a_deal_file_can_say() -> None:
    assert set(GOES_WITH) == set(market.conducts)
    assert {demand for demands in GOES_WITH.values() for demand in demands} == set(market.demands)


@pytest.mark.parametrize(("language", "words"), [("en", "no consumer surplus"), ("ja", "消費者余剰が求まらない")])
def test_a_report_says_that_a_demand_has_no_surplus(language: str, words: str) -> None:
    study = suitor.analyze(deal("log_linear"), draws=5)
    assert not any(id.startswith("market.surplus") for id in study.figures)
    page = suitor.render(study, "html", language)
    assert words in (page if isinstance(page, str) else page.decode())


@pytest.mark.parametrize("name", ["second_score", "cournot", "chain"])
def test_where_nobody_may_care_no_weight_on_users_is_shown(name: str) -> None:
    figures = evaluate(Inputs.grid(deal(name)))
    assert not any(id.startswith(("market.mission", "market.multiplier")) for id in figures)


def test_second_choices_tell_how_close_the_products_of_a_nest_are() -> None:
    """A nested logit of known parameter sells these units; its margins and some of its second choices give it back."""
    names, price = ("P1", "P2", "P3"), np.full(3, 10.0)
    known = market.NestedLogit.of([1.0, 1.2, 0.8], sensitivity=0.3, sigma=0.6, nest=["r", "r", "b"], size=10e6)
    choice, users = second_choices(known, price), known.quantity(price)
    conduct = market.Bertrand()
    there = market.Market.of(names, known, conduct, cost=np.ones(3), price=price)
    margin = conduct.markup(there, price, Stakes.of_firms(names)) / price
    lines = ["market:", "  name: Goods", "  demand: nested_logit", "  size: 10m", "  second_choices:"]
    lines += [f"    P1: {{P2: {float(choice[0, 1])!r}, P3: {float(choice[0, 2])!r}}}"]
    lines += [f"    P3: {{P1: {float(choice[2, 0])!r}}}", "  products:"]
    for place, nest in enumerate("rrb"):
        told = f"users: {float(users[place])!r}, margin: {float(margin[place])!r}, nest: {nest}"
        lines += [f"    - {{id: P{place + 1}, firm: F{place + 1}, name: P, price: 10 USD/unit, {told}}}"]
    file = parsed(HEAD + "\n".join(lines) + "\n" + TAIL, "deal.yaml")
    ground = Ground.of(file.file, Inputs.grid(file))
    assert ground.seen is not None and ground.seen.fit.found.all()
    found: Any = ground.seen.market.demand
    assert_allclose(found.sigma, 0.6, rtol=1e-6)
    assert_allclose(found.sensitivity, 0.3, rtol=1e-6)


def test_the_leader_and_the_merged_followers_of_a_deal_file_have_no_better_quantity() -> None:
    """By brute force: followers' damped best responses to one another, and the leader's best once they react."""
    inputs, file = Inputs.grid(deal("stackelberg")), deal("stackelberg").file
    ground = Ground.of(file, inputs)
    played = play_out(ground, file.scenarios[1], inputs).equilibrium
    assert ground.market is not None and played is not None and played.found.all()
    demand: Any = ground.market.demand
    conduct: Any = ground.market.conduct
    level, slope, rise = demand.intercept[0, 0], -demand.slope[0, 0], conduct.rise[0]
    solved = played.quantity[0]
    together, leader = [0, 1], 4  # the merged firm's plants, and the leader's

    def follow(lead: float) -> np.ndarray:
        units = np.append(solved[:leader], lead)
        for _ in range(2_000):
            for place in range(leader):
                mates = sum(units[mate] for mate in together if place in together and mate != place)
                rest = units.sum() - units[place]
                best = (level - slope * (rest + mates)) / (2.0 * slope + rise[place])
                units[place] += 0.3 * (best - units[place])
        return units

    def earned(lead: float) -> float:
        units = follow(lead)
        price = level - slope * units.sum()
        return float((price - 0.5 * rise[leader] * lead) * lead)

    assert_allclose(follow(solved[leader]), solved, rtol=1e-8)
    best = minimize_scalar(
        lambda lead: -earned(lead), bounds=(0.5 * solved[leader], 2.0 * solved[leader]), method="bounded"
    )
    assert best.x == pytest.approx(solved[leader], rel=1e-5)


def test_a_part_of_a_nest_is_taken_at_its_middle_in_every_draw() -> None:
    text = FILES["overlapping"].read_text()
    ranged = text.replace("nests: {style: 50%, red: 50%}", "nests: {style: 40-60%, red: 50%}")
    assert ranged != text
    one, other = (evaluate(Inputs.random(parsed(each, "deal.yaml"), 1, 0, 3)) for each in (text, ranged))
    assert np.array_equal(changes(one, "merged"), changes(other, "merged"))
