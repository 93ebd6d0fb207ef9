"""Random markets that have an equilibrium by construction: costs are those that make a random point one.

Two to fifty products, dominant firms with 95% of buyers, margins from 2% to 95%, prices from 1e-3 to 1e6 a unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.market import Bertrand, Demand, Market, Stakes, demands, merged
from suitor.market.observed import observe

DRAWS = 20
KINDS = {"logit": 55, "ces": 55, "nested_logit": 55, "nested_ces": 55, "linear": 55, "aids": 55}
ALWAYS = {"logit", "ces", "nested_logit", "nested_ces"}  # a merger has an equilibrium: buyers may go elsewhere


def random_markets(kind: str, count: int) -> Iterator[tuple[Market, Stakes, np.ndarray]]:
    """Markets with draws, their stakes, and which draws are sensible: every markup positive and below the price."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        products = int(rng.integers(2, 51))
        owner = rng.permutation(np.concatenate([np.arange(2), rng.integers(0, products, products - 2)]))
        firm = np.unique(owner, return_inverse=True)[1]
        names = tuple(f"f{place}" for place in range(firm.max() + 1))
        price = 10 ** rng.uniform(-3, 6) * rng.uniform(0.5, 2.0, (DRAWS, products))
        demand = _demand(kind, rng, price, firm)
        market = Market(
            tuple(map(str, range(products))), names, firm, demand, Bertrand(), np.zeros_like(price),
            np.zeros(products, dtype=bool), price,
        )  # fmt: skip
        stakes = Stakes.of_firms(names)
        markup = market.conduct.markup(market, price, stakes)
        sensible = ((markup > 0) & (markup < 0.99 * price)).all(-1)
        yield replace(market, cost=price - markup), stakes, sensible


def _demand(kind: str, rng: np.random.Generator, price: np.ndarray, firm: np.ndarray) -> Demand:
    draws, products = price.shape
    pull = np.exp(rng.choice([0.3, 1.0, 3.0]) * rng.standard_normal((draws, products)))
    dominant = rng.random(draws) < 0.1
    pull[dominant, 0] = 19.0 * pull[dominant, 1:].sum(-1) / (1 - 0.05)
    outside = 0.0 if kind in ("linear", "aids") else rng.uniform(0.005, 0.6, (draws, 1))
    share = pull / pull.sum(-1, keepdims=True) * (1.0 - outside)
    margin = np.repeat(rng.uniform(0.02, 0.95, (draws, 1)), products, axis=1)
    nests = rng.integers(0, min(products, 5), products) if "nested" in kind else None
    seen = observe(tuple(map(str, range(products))), price, share, margin, nests=nests)
    system: Any = demands[kind]
    told = system.guess(seen)
    if "sigma" in told:
        told["sigma"] = rng.uniform(0.2, 1.0, (draws, 1))
    return system.through(seen, **told)


@pytest.mark.parametrize("kind", KINDS)
def test_every_market_known_to_have_an_equilibrium_is_solved(kind: str) -> None:
    total = solved = joined = 0
    rng = np.random.default_rng(8)
    for market, stakes, sensible in random_markets(kind, KINDS[kind]):
        elsewhere = replace(market, price=market.price * rng.uniform(0.85, 1.3, market.price.shape))
        held = elsewhere.solve(stakes)
        there = np.abs(held.price / market.price - 1.0).max(-1) < 1e-7
        total, solved = total + int(sensible.sum()), solved + int((sensible & held.found & there).sum())
        assert np.all(held.residual[held.found] <= 1e-10)
        if kind in ALWAYS:
            after = market.solve(merged(stakes, (market.firms[0], market.firms[1])))
            joined += int((sensible & after.found).sum())
    print(f"{kind}: {solved:,} of {total:,} markets solved")
    assert total > 200
    assert solved == total
    assert joined == (total if kind in ALWAYS else 0)
