"""Where a peer is wrong by its own model: the answer it printed, the exact one, and ours beside them.

The first sentence of each docstring, with the version, is what docs/what-we-reproduce.md says.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from suitor.market import Homogeneous, Market, Stackelberg, screens
from suitor.market import calibrate as market_calibrate
from suitor.market.tender import calibrate
from tests.case_files import OURS
from tests.peers.antitrust import numbers, run, stakes_of

VERSIONS = ["0.99.29", "0.99.31"]


def case(name: str) -> dict[str, Any]:
    return json.loads((OURS / "market" / f"{name}.json").read_text())


def printed(data: dict[str, Any], version: str) -> dict[str, Any]:
    """What one of the two versions answered."""
    if data["source"]["version"] == version:
        return data["outputs"]
    other = data["other_version"]
    assert other["version"] == version
    return other["outputs"]


def off(theirs: Any, exact: Any) -> float:
    """The largest relative error."""
    return float(np.abs(numbers(theirs) / numbers(exact) - 1.0).max())


def prices_after(data: dict[str, Any]) -> np.ndarray:
    done = run(data)
    solved = done.market_after.solve(done.after)
    assert solved.found and done.known.fit.found
    return solved.price


@pytest.mark.parametrize("version", VERSIONS)
def test_nested_logit_is_fitted_to_the_wrong_shares(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `logit.nests`: on data made by a nested logit, the fitted model does not give
    back the shares it was fitted to, and prices after the merger are more than 5% off."""
    data = case("logit_nests_dgp_6")
    theirs, truth = printed(data, version), data["truth"]
    assert off(theirs["sharePre_quantity"], data["inputs"]["shares"]) > 0.05
    assert off(theirs["pricePost"], truth["pricePost"]) > 0.05
    assert off(prices_after(data), truth["pricePost"]) < 1e-8


@pytest.mark.parametrize("name", ["ces_dgp_6", "ces_dgp_12_mc5"])
def test_ces_with_an_outside_good_forgets_to_divide_by_it(name: str) -> None:
    """antitrust 0.99.31, `ces` with an outside good: the fitted model sells s/(1 + S) of what was observed to be s,
    S all of it, and prices after the merger are 2 to 7% off; 0.99.29 is right."""
    data = case(name)
    truth, share = data["truth"], numbers(data["inputs"]["shares"])
    assert off(printed(data, "0.99.31")["sharePre_revenue"], share / (1 + share.sum())) < 1e-6
    assert off(printed(data, "0.99.31")["pricePost"], truth["pricePost"]) > 0.02
    assert off(printed(data, "0.99.29")["pricePost"], truth["pricePost"]) < 1e-6
    assert off(prices_after(data), truth["pricePost"]) < 1e-8


def test_logit_depends_on_the_unit_of_money() -> None:
    """antitrust 0.99.31, `logit`: with prices near 100,000 the price coefficient is twice what made the data, and
    prices after the merger are 6.6% off."""
    data = case("logit_dgp_6_price1e5")
    theirs, truth = printed(data, "0.99.31"), data["truth"]
    assert theirs["parameters"]["slopes"]["alpha"] / truth["alpha"] > 2.0
    assert off(theirs["pricePost"], truth["pricePost"]) > 0.06
    assert off(prices_after(data), truth["pricePost"]) < 1e-8


@pytest.mark.parametrize("version", VERSIONS)
def test_logit_margins_are_those_of_full_owners(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `logit` with a partial stake before the merger: on exact data the price
    coefficient is 0.6 to 0.8% off."""
    data = case("logit_dgp_5_prestake30")
    alpha = data["truth"]["alpha"]
    assert off(printed(data, version)["parameters"]["slopes"]["alpha"], alpha) > 0.006
    assert off(-run(data).known.market.demand.sensitivity, alpha) < 1e-8


@pytest.mark.parametrize("version", VERSIONS)
def test_a_second_score_auction_depends_on_the_unit_of_money(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `auction2nd.logit`: the documented example in dollars and in thousands of
    dollars gives price changes that differ by 4 in 100,000, and the dollar answer misses the one margin it was
    given."""
    dollars, thousands = case("auction2nd_logit_doc_dollars"), case("auction2nd_logit_doc_thousands")
    theirs = [numbers(printed(data, version)["priceDelta_prop"])[1:3] for data in (dollars, thousands)]
    assert off(*theirs) > 3e-5
    assert off(printed(dollars, version)["marginPre_level"][1], dollars["inputs"]["margins"][1]) > 3e-5
    ours = [prices_after(data) / numbers(data["inputs"]["prices"]) for data in (dollars, thousands)]
    assert off(*ours) < 1e-9


@pytest.mark.parametrize("version", VERSIONS)
def test_cournot_concentration_after_a_merger_counts_the_owners_before_it(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `cournot`: the HHI after a merger of three firms into two is that of the
    three, 3,515 for 5,064."""
    theirs = printed(case("cournot_3"), version)
    share = numbers(theirs["sharePost_quantity"])[:, 0]
    assert theirs["hhiPost"] == pytest.approx(screens.hhi(share), rel=1e-9)  # three firms: nobody has merged
    assert screens.hhi(np.array([share[0] + share[1], share[2]])) == pytest.approx(5064, abs=1)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["cournot_3", "cournot_5_na", "cournot_6"])
def test_cournot_prices_before_the_merger_are_not_those_observed(name: str, version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `cournot`: the calibrated market does not return the price it was calibrated
    to, and prices after the merger are 0.005 to 0.05% off."""
    data = case(name)
    theirs = printed(data, version)
    assert off(theirs["pricePre"], data["inputs"]["prices"]) > 1e-5
    assert off(theirs["pricePost"], data["truth"]["pricePost"]) > 4e-5


@pytest.mark.parametrize("version", ["0.99.29"])
def test_cournot_at_a_constant_elasticity_misses_what_every_margin_says(version: str) -> None:
    """antitrust 0.99.29, `cournot` with log demand: five margins that all say the same inverse elasticity give another
    one, 0.3% off."""
    data = case("cournot_5_log")
    inputs, theirs = data["inputs"], printed(data, version)
    units, margin = (numbers(inputs[key])[:, 0] for key in ("quantities", "margins"))
    told = margin / (units / units.sum())  # a margin is the seller's share times the inverse elasticity
    assert np.allclose(told, told[0], rtol=1e-9)
    assert off(-theirs["parameters"]["slopes"], told[0]) > 2e-3
    firms = tuple("01234")
    known = market_calibrate(
        "homogeneous", "cournot", products=firms, firms=firms, firm=np.arange(5), price=np.full(5, inputs["prices"]),
        share=units / units.sum(), size=units.sum(), margin=margin, logs=True,
    )  # fmt: skip
    assert known.fit.found and off(-known.market.demand.slope[0], told[0]) < 1e-9
    held = known.market.solve(stakes_of(inputs["ownerPre"], 5))
    assert held.found and off(held.quantity, units) < 1e-8


@pytest.mark.parametrize("version", VERSIONS)
def test_concentration_divides_by_the_wrong_firm(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `HHI` with control: what a firm counts of a rival is divided by the rival's
    weight on itself instead of by the firm's own (O'Brien & Salop 2000), which moves its documented example."""
    data = case("hhi_doc_3_control")
    share, owner, control = (numbers(data["inputs"][key]) for key in ("shares", "owner", "control"))
    weight = control.T @ owner
    packaged = share @ (weight / np.diagonal(weight)[None, :]) @ share
    defined = share @ (weight / np.diagonal(weight)[:, None]) @ share
    assert printed(data, version)["value"] == pytest.approx(1e4 * packaged, rel=1e-12)
    assert abs(defined / packaged - 1) > 1e-3
    assert screens.mhhi(share, screens.kappa(owner, control)) == pytest.approx(1e4 * defined, rel=1e-12)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_leader_counts_followers_one_by_one(version: str) -> None:
    """antitrust 0.99.29 and 0.99.31, `stackelberg` with two followers: a leader takes each follower to react as if
    the other stood still, and 0.01/q is added to the cost of every unit; it would earn more at a smaller quantity."""
    outputs = printed(case("stackelberg_doc_5"), version)
    told, sold = outputs["parameters"], numbers(outputs["quantityPost"])[:, 0]
    a, b = told["intercepts"], -told["slopes"]
    rise = 1 / np.array([float(told["mcfunPre"][f"O{place}"]) for place in range(1, 6)])
    follows = np.array([2, 3])
    matrix = b * np.ones((2, 2)) + np.diag(b + rise[follows])

    def reactions(units: np.ndarray) -> np.ndarray:
        return np.linalg.solve(matrix, np.full(2, a - b * np.delete(units, follows).sum()))

    def earns(units: float, start: np.ndarray) -> float:
        trial = start.copy()
        trial[4] = units
        trial[follows] = reactions(trial)
        return float((a - b * trial.sum()) * units - 0.5 * rise[4] * units**2)

    def better(start: np.ndarray) -> float:
        best = minimize_scalar(lambda units: -earns(units, start), bounds=(0.0, 10.0), method="bounded")
        return float(best.x)

    alone = -(b / (2 * b + rise[follows])).sum()  # how much followers give way, each by itself
    barrier = a - b * sold.sum() - b * (1 + alone) * sold[4] - rise[4] * sold[4]
    assert barrier == pytest.approx(0.01 / sold[4], abs=1e-5)  # six printed digits of cost
    assert better(sold) < 0.999 * sold[4]
    demand = Homogeneous.of(a, -b, sold=sold)
    market = Market.of(tuple("01234"), demand, Stackelberg(leads=[1, 1, 0, 0, 1], rise=rise), cost=np.zeros(5))
    solved = market.solve(stakes_of(case("stackelberg_doc_5")["inputs"]["ownerPost"], 5))
    assert solved.found and off(better(solved.quantity), solved.quantity[4]) < 1e-5


@pytest.mark.parametrize("version", ["0.99.29"])
def test_a_procurement_auction_stops_at_costs_that_fit_nothing(version: str) -> None:
    """antitrust 0.99.29, `auction2nd.cap` with Gumbel costs: the calibrated reserve price is 0.001 and every margin 0,
    for prices near 3.9 and margins near 21%; a reserve of 4.0 fits all seven inputs within 0.2%."""
    data = case("auction2nd_cap_gumbel")
    inputs, theirs = data["inputs"], printed(data, version)
    assert theirs["parameters"]["reservePre"] < 0.01 and np.all(numbers(theirs["marginPre_exAnte"]) == 0)
    price, margin, inside = (numbers(inputs[key]) for key in ("prices", "margins", "shareInside"))
    known = calibrate("gumbel", numbers(inputs["capacities"]), price=price, margin=margin, inside=inside)
    assert known.found
    for said, given in known.fit.values():
        assert np.abs(said / given - 1).max() < 2e-3
