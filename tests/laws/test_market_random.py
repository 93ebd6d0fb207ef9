"""Random markets of every demand under every conduct, solved where they have an equilibrium by construction.

Two to fifty products, dominant firms with 95% of buyers, margins from 2% to 95%, prices from 1e-3 to 1e6 a unit, stakes
in rivals, missions and floors, from prices up to 30% away; `benchmarks/robust.py` has more of each.
"""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.random_markets import trials

from suitor._core.records import replace
from suitor.market import Aids, Bargaining, Bertrand, Ces, Demand, Linear, Market, SecondScore, Stakes, merged

WIDE = ("logit", "ces", "nested_logit", "nested_ces", "random_coefficients", "generalised_nested_logit")
# After a merger logit and CES have an equilibrium (Nocke & Schutz 2018), nests too if each has one seller: all found.
MERGE = ("logit", "ces", "nested_logit", "nested_ces")
MORE = ("cournot", "conjectures", "price_cap", "bertrand, capacities")
PAIRS = [
    *((one, "bertrand") for one in (*MERGE, "linear", "log_linear", "aids")),
    *((one, "partial_collusion") for one in ("logit", "ces", "linear", "aids", "homogeneous")),
    *((one, "second_score") for one in WIDE[:-1]),
    *(("linear", how) for how in MORE),
    *(("homogeneous", how) for how in ("cournot", "conjectures")),
    *(("logit", how) for how in ("bargaining", "conjectures")),
    ("aids", "price_cap"),
]
LONG = [("ces", "bargaining"), ("logit", "price_cap"), ("logit", "cournot"), ("nested_logit", "bargaining")]
HARD = {  # tens of milliseconds each
    ("logit", "bertrand, capacities"): 300,
    ("nested_logit", "cournot"): 40,
    ("nested_logit", "price_cap"): 100,
    ("random_coefficients", "bertrand"): 200,
    ("generalised_nested_logit", "bertrand"): 40,
    ("homogeneous", "stackelberg"): 40,
    ("logit", "vertical"): 40,
    ("ces", "vertical"): 40,
}


@pytest.mark.parametrize(
    ("demand", "conduct", "count"),
    [
        *((*pair, 1000) for pair in PAIRS),
        *((*pair, 100) for pair in LONG),
        *((*pair, count) for pair, count in HARD.items()),
        *(pytest.param(*pair, 1000, marks=pytest.mark.slow) for pair in LONG),
    ],
)
def test_every_market_known_to_have_an_equilibrium_is_solved(demand: str, conduct: str, count: int) -> None:
    total = solved = joined = joining = 0
    rng = np.random.default_rng(8)
    for market, stakes, sensible, aims in trials(demand, conduct, count):
        noise = rng.uniform(0.7, 1.3, market.price.shape)
        elsewhere = replace(market, price=market.price * noise)
        if demand == "homogeneous":
            elsewhere = replace(market, demand=replace(market.demand, sold=market.demand.sold * noise))  # type: ignore[attr-defined, type-var]
        held = elsewhere.solve(stakes)
        there = np.abs(held.price / market.price - 1.0).max(-1) < 1e-6
        total, solved = total + int(sensible.sum()), solved + int((sensible & held.found & there).sum())
        assert np.all(held.residual[held.found] <= 1e-10)
        if demand in MERGE and conduct == "bertrand" and aims == "profit":
            after = market.solve(merged(stakes, (market.firms[0], market.firms[1])))
            joining, joined = joining + int(sensible.sum()), joined + int((sensible & after.found).sum())
    assert total >= count
    assert solved == total
    assert joined == joining


@pytest.mark.parametrize("gamma", [1.05, 1.3, 3.0])
def test_what_is_off_sale_sells_nothing_at_any_elasticity(gamma: float) -> None:
    price, value = np.array([1.0, 1.2, 0.9]), np.array([0.0, 0.3, -0.2])
    demand = Ces.of(value, gamma=gamma, budget=100.0)
    lost, surplus = demand.lost(price, np.array([[True, False, False]]))
    weight = np.exp(value) * price ** (1.0 - gamma)
    whole, rest = 1.0 + weight.sum(), 1.0 + weight[1:].sum()
    units = 100.0 * weight / price * (1.0 / whole - np.array([0.0, 1.0, 1.0]) / rest)
    assert np.allclose(lost, units, rtol=1e-12)
    assert np.allclose(surplus, 100.0 * np.log(whole / rest) / (gamma - 1.0), rtol=1e-12)


CLOSE = np.array([[-2.0, 1.0], [1.0, -2.0]])
EVEN = Aids(np.array([0.5, 0.5]), 0.2 * CLOSE, np.array(-1.2), np.array(100.0))


@pytest.mark.parametrize("conduct", [Bargaining(power=0.4), SecondScore()])
@pytest.mark.parametrize("demand", [Linear.of([10.0, 10.0], CLOSE), EVEN])
def test_demand_that_knows_no_absence_is_refused(demand: Demand, conduct: Bargaining | SecondScore) -> None:
    market = Market.of(("a", "b"), demand, conduct, cost=[1.0, 1.0])
    with pytest.raises(ValueError, match="Try logit or ces"):
        market.solve(Stakes.of_firms(market.firms))


def test_a_market_that_would_sell_less_than_nothing_is_not_found() -> None:
    market = Market.of(("a", "b"), Linear.of([10.0, 0.5], CLOSE), Bertrand(), cost=[1.0, 6.0])
    assert not market.solve(Stakes.of_firms(market.firms)).found
