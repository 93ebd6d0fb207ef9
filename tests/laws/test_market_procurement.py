"""What prices, margins and odds tell of the costs behind a procurement auction, and what its buyer does best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import gumbel_r, weibull_min

from suitor._core.records import replace
from suitor.market.cost_draws import COSTS
from suitor.market.procurement import Procurement
from suitor.market.tender import calibrate

CAPACITY = np.array([2.0, 1.0, 1.0, 0.5])
PARAMETERS: dict[str, tuple[float, ...]] = {
    "uniform": (2.0, 5.0), "exponential": (0.2,), "weibull": (4.0, 4.0), "gumbel": (4.0, 0.7),
    "frechet": (1.0, 3.0, 6.0),
}  # fmt: skip


def auction(costs: str) -> Procurement:
    return Procurement(CAPACITY, costs, PARAMETERS[costs], 3.8)


def known_of(one: Procurement, scale: float = 1.0, **more: Any) -> Any:
    sold = one.solve()
    given = {"price": scale * sold.price, "margin": 1 - sold.cost / sold.price, "inside": sold.share.sum()} | more
    return calibrate(one.costs, one.capacity, **given)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
@pytest.mark.parametrize("costs", PARAMETERS)
def test_the_costs_behind_an_auction_are_recovered_in_any_unit(costs: str, scale: float) -> None:
    known = known_of(auction(costs), scale)
    in_money = np.array(PARAMETERS[costs]) * scale ** np.array(COSTS[costs].powers)
    assert known.found and known.auction.reserve == pytest.approx(3.8 * scale, rel=1e-6)
    assert np.allclose(known.auction.parameters, in_money, rtol=1e-5)
    assert np.allclose(known.auction.solve().price, known.fit["price"][1], rtol=1e-8)


def test_a_known_reserve_price_leaves_fewer_to_find() -> None:
    sold = auction("uniform").solve()
    price = np.where(np.arange(4) == 0, sold.price, np.nan)
    margin = np.where(np.arange(4) == 0, 1 - sold.cost / sold.price, np.nan)
    known = calibrate("uniform", CAPACITY, price=price, margin=margin, reserve=3.8)
    assert known.found and np.allclose(known.auction.parameters, (2.0, 5.0), rtol=1e-7)
    assert known.pinned == "2 prices, margins and odds tell level, spread"
    with pytest.raises(ValueError, match="needs? 3 prices, margins or odds to find reserve, level, spread; 2 given"):
        calibrate("uniform", CAPACITY, price=price, margin=margin)


def test_odds_alone_do_not_tell_money() -> None:
    sold = auction("weibull").solve()
    margin = 1 - sold.cost / sold.price
    known = calibrate("weibull", CAPACITY, margin=margin, inside=sold.share.sum())  # no price, no reserve price
    assert not np.all(known.identified["level"]) and "nothing given moves with level" in known.pinned
    assert known.identified["spread"]


def test_draws_of_margins_give_draws_of_auctions() -> None:
    sold = auction("weibull").solve()
    margin = (1 - sold.cost / sold.price) * np.array([[0.9], [1.0], [1.1]])
    known = calibrate("weibull", CAPACITY, price=sold.price, margin=margin, inside=sold.share.sum())
    assert known.auction.reserve.shape == (3,) and known.found.all()
    merged = known.auction.merge((0, 1)).solve()
    assert merged.price.shape == (3, 3)
    alone = calibrate("weibull", CAPACITY, price=sold.price, margin=margin[2], inside=sold.share.sum())
    assert np.allclose(merged.price[2], alone.auction.merge((0, 1)).solve().price, rtol=1e-7)


@pytest.mark.parametrize("costs", PARAMETERS)
def test_no_other_reserve_price_costs_the_buyer_less(costs: str) -> None:
    one = replace(auction(costs), value=5.0)
    best = one.best_reserve()
    cost = lambda reserve: float(replace(one, reserve=reserve).solve().buyer_cost)  # noqa: E731
    found = minimize_scalar(cost, bounds=(0.7 * best, 1.3 * best), method="bounded", options={"xatol": 1e-9})
    assert found.x == pytest.approx(best, rel=1e-5)


def test_distributions_are_those_of_scipy() -> None:
    price = np.array([3.1, 3.8, 4.4])
    peers = {"weibull": weibull_min(4.0, scale=4.0), "gumbel": gumbel_r(4.0, 0.7)}
    for costs, peer in peers.items():
        assert np.allclose(auction(costs).below(price), peer.cdf(price), rtol=1e-12)
    assert np.allclose(auction("frechet").below(price), np.exp(-(((price - 1) / 3) ** -6.0)), rtol=1e-12)
    odds = np.array([0.1, 0.5, 0.9])
    for law in COSTS:
        at = COSTS[law].quantile(odds, *PARAMETERS[law])
        assert np.allclose(COSTS[law].below(at, *PARAMETERS[law]), odds, rtol=1e-12)
        step = 1e-6
        rise = COSTS[law].quantile(odds + step, *PARAMETERS[law]) - COSTS[law].quantile(odds - step, *PARAMETERS[law])
        assert np.allclose(COSTS[law].slope(odds, *PARAMETERS[law]), rise / (2 * step), rtol=1e-6)
