"""What every demand system keeps with every conduct that it goes with: the laws over the whole of both shelves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import fsolve

from suitor._core.records import replace
from suitor.deal.fitting import CROWDS, GOES_WITH, QUANTITIES
from suitor.market import (
    Bargaining,
    Bertrand,
    Conjectures,
    Cournot,
    Crowd,
    Homogeneous,
    Market,
    PartialCollusion,
    PriceCap,
    SecondScore,
    Stackelberg,
    Stakes,
    Vertical,
    calibrate,
    merged,
    plants,
)  # fmt: skip
from tests.laws.test_market_shelf import DEMANDS, PRICE, QUASILINEAR

SUPPLIED = ("a", "b", "c", "d", "u", "v")
CONDUCTS: dict[str, Any] = {
    "bertrand": Bertrand(),
    "price_cap": PriceCap(np.array([1.9, 9.0, 9.0, 9.0])),
    "partial_collusion": PartialCollusion(0.3),
    "cournot": Cournot(),
    "conjectures": Conjectures(0.6),
    "stackelberg": Stackelberg([True, False, False, False]),
    "second_score": SecondScore(power=0.2),
    "bargaining": Bargaining(0.4),
    "vertical": Vertical(supplier=np.array([4, 5, 4, 5]), supply_cost=np.full(4, 0.3), power=0.6),
}
ALL = DEMANDS | {"homogeneous": Homogeneous.of(20.0, -0.5, sold=[8.0, 7.0, 9.0, 8.0])}
PAIRS = [(kind, how) for how, kinds in GOES_WITH.items() for kind in kinds]
# Two prices on each product; and at constant elasticities sellers who also collude have no best prices once merged.
MERGED = [pair for pair in PAIRS if pair[1] != "vertical" and pair != ("log_linear", "partial_collusion")]


def market(kind: str, how: str) -> Market:
    made = Market.of(tuple("abcd"), ALL[kind], CONDUCTS[how], cost=[1.0, 1.2, 0.9, 1.1], price=PRICE)
    return replace(made, firms=SUPPLIED, cost=made.cost - 0.3) if how == "vertical" else made


def plain(one: Market) -> Stakes:
    return Stakes.of_firms(one.firms)


def test_every_conduct_is_here() -> None:
    from suitor.market import conducts

    assert set(CONDUCTS) == set(conducts) == set(GOES_WITH)


@pytest.mark.parametrize(("kind", "how"), PAIRS)
def test_no_deal_no_change(kind: str, how: str) -> None:
    start = market(kind, how)
    first = start.solve(plain(start))
    assert first.found and first.residual <= 1e-10
    again = replace(start, price=first.price * np.array([1.05, 0.97, 1.03, 0.95])).solve(plain(start))
    assert again.found and np.allclose(again.price, first.price, rtol=1e-8)


@pytest.mark.parametrize(("kind", "how"), MERGED)
def test_merging_substitutes_lowers_no_price(kind: str, how: str) -> None:
    """Domain: no efficiencies, margins above 0, one stage; a follower that joins its leader stops being led."""
    start = market(kind, how)
    parties = ("b", "c") if how == "stackelberg" else ("a", "b")
    before, after = (start.solve(stakes) for stakes in (plain(start), merged(plain(start), parties)))
    assert after.found and np.all(before.price > start.cost)
    # Rivals who set quantities sell more, and may do so at lower prices.
    their = np.isin(start.products, parties if how in QUANTITIES else start.products)
    assert np.all(after.price[their] >= before.price[their] * (1 - 1e-9))
    assert after.surplus < before.surplus or kind == "log_linear"


@pytest.mark.parametrize(("kind", "how"), MERGED)
def test_all_of_a_firm_with_control_is_a_merger(kind: str, how: str) -> None:
    start = market(kind, how)
    whole = replace(start, firms=("ab", "c", "d"), firm=np.array([0, 0, 1, 2]))
    one, two = whole.solve(plain(whole)), start.solve(merged(plain(start), ("a", "b")))
    assert one.found and two.found
    assert np.allclose(one.price, two.price, rtol=1e-8)


@pytest.mark.parametrize("kind", QUASILINEAR)
def test_a_full_mission_prices_at_cost(kind: str) -> None:
    """Domain: prices are set, nothing is held of others, no product is free."""
    start = market(kind, "bertrand")
    solved = start.solve(replace(plain(start), care=np.array([1.0, 0.0, 0.0, 0.0])))
    assert solved.found and solved.price[0] == pytest.approx(start.cost[0], rel=1e-9)


def known(kind: str, how: str, unit: float) -> tuple[Market, Any]:
    """A market calibrated from prices, shares and margins in this unit of money."""
    price, share = unit * np.array([2.0, 2.4, 1.9, 2.2]), np.array([0.2, 0.25, 0.15, 0.3])
    conduct = CONDUCTS[how]
    more: dict[str, Any] = {"margin": np.array([0.4, 0.42, 0.38, 0.45])}
    if how == "vertical":
        conduct = replace(conduct, supply_cost=unit * conduct.supply_cost)
    if kind in ("ces", "nested_ces", "aids"):
        more["share_of"] = "revenue"
    if kind in ("log_linear", "aids", "homogeneous") or (kind == "linear" and how not in QUANTITIES):
        share = share / share.sum()
    if kind == "homogeneous":
        price = np.full(4, 2.0 * unit)
        more["elasticity"] = -1.2
    if kind == "log_linear":
        more["symmetric"] = False
    if "nested" in kind:
        more["nests"] = [[1, 0], [0.5, 0.5], [0, 1], [0, 1]] if "general" in kind else ("x", "x", "y", "y")
    firms = SUPPLIED if how == "vertical" else tuple("abcd")
    told = {"products": tuple("abcd"), "firms": firms, "firm": range(4), "price": price, "share": share, "size": 1e3}
    demand: Any = Crowd.of([0.5, 0.5], [0.7, 1.4]) if kind == "random_coefficients" else kind
    if how == "stackelberg":
        fitted = plants.calibrate(conduct, **told, **more)
    else:
        fitted = calibrate(demand, conduct, **told, **more)
    assert fitted.fit.found
    return fitted.market, price


@pytest.mark.parametrize(("kind", "how"), [pair for pair in PAIRS if pair[1] != "price_cap"])
def test_calibration_passes_through_what_was_seen_in_any_unit(kind: str, how: str) -> None:
    changes = []
    for unit in (1.0, 1e-3, 1e5):
        market, price = known(kind, how, unit)
        held, joint = market.solve(plain(market)), market.solve(merged(plain(market), ("b", "c")))
        assert held.found and np.allclose(held.price, price, rtol=1e-8)
        changes.append(joint.price / price - 1.0 if joint.found else np.full(4, np.nan))
    assert np.allclose(changes[1:], changes[0], rtol=1e-6, atol=1e-9, equal_nan=True)


DIFFERENT = [(kind, how) for kind, how in PAIRS if how == "cournot" and kind != "homogeneous"]


@pytest.mark.parametrize(("kind", "how"), DIFFERENT)
def test_no_seller_gains_by_another_quantity(kind: str, how: str) -> None:
    start = market(kind, how)
    weight = np.array([[1.0, 0.3, 0, 0], [0.3, 1.0, 0, 0], [0, 0, 1, 0], [0.1, 0, 0, 1]])
    solved = start.solve(replace(plain(start), weight=weight))
    assert solved.found

    def worth(product: int, part: float) -> float:
        units = np.where(np.arange(4) == product, part, 1.0) * solved.quantity
        price = fsolve(lambda x: start.demand.quantity(x) / units - 1.0, solved.price, xtol=1e-13, full_output=True)[0]
        return float(weight[product] @ ((price - start.cost) * units))

    for product in range(4):
        less, here, more = (worth(product, part) for part in (0.99, 1.0, 1.01))
        assert here > max(less, more) and abs(more - less) < 0.05 * (2.0 * here - less - more)


@pytest.mark.parametrize("kind", CROWDS)
def test_no_pair_of_buyers_and_seller_gains_by_another_price(kind: str) -> None:
    """The price of a product splits what its sale adds: the product of both gains, each to its power, is largest."""
    start, power = market(kind, "bargaining"), 0.4
    weight = np.array([[1.0, 0.3, 0, 0], [0.3, 1.0, 0, 0], [0, 0, 1, 0], [0.1, 0, 0, 1]])
    solved = start.solve(replace(plain(start), weight=weight))
    assert solved.found

    def product_of_gains(place: int, part: float) -> float:
        price = np.where(np.arange(4) == place, part, 1.0) * solved.price
        rest = start.keep(np.arange(4) != place)
        others = np.arange(4) != place
        without = np.zeros(4)
        without[others] = rest.demand.quantity(price[others])
        earned = weight[place] @ ((price - start.cost) * (start.demand.quantity(price) - without))
        enjoyed = start.demand.surplus(price) - rest.demand.surplus(price[others])
        return float((1.0 - power) * np.log(earned) + power * np.log(enjoyed))

    for place in range(4):
        less, here, more = (product_of_gains(place, part) for part in (0.999, 1.0, 1.001))
        assert here > max(less, more) and abs(more - less) < 0.05 * (2.0 * here - less - more)


@pytest.mark.parametrize("kind", CROWDS)
def test_no_table_of_a_chain_gains_by_another_price(kind: str) -> None:
    """Retailers have no better price; an input price makes the product of what both sides would lose largest."""
    start = market(kind, "vertical")
    table: Any = start.conduct
    chain = table.chain(start, merged(plain(start), ("a", "b")))
    price, supply = chain.retail.price, chain.wholesale - table.supply_cost
    owner, supplier, power = np.array([0, 0, 2, 3]), table.supplier, table.power
    assert chain.retail.found

    def retail(place: int, part: float) -> float:
        trial = np.where(np.arange(4) == place, part, 1.0) * price
        mine = owner == owner[place]
        return float(mine @ ((trial - start.cost - chain.wholesale) * start.demand.quantity(trial)))

    def joint(place: int, more: float) -> float:
        others = np.arange(4) != place
        without = np.zeros(4)
        without[others] = start.keep(others).demand.quantity(price[others])
        lost, moved = chain.retail.quantity - without, np.where(others, 0.0, more)
        retailer = (owner == owner[place]) @ ((price - start.cost - chain.wholesale - moved) * lost)
        maker = (supplier == supplier[place]) @ ((supply + moved) * lost)
        return float(power * np.log(retailer) + (1.0 - power) * np.log(maker))

    for place in range(4):
        for worth, at in ((retail, (0.999, 1.0, 1.001)), (joint, (-1e-3, 0.0, 1e-3))):
            less, here, more = (worth(place, one) for one in at)
            assert here > max(less, more) and abs(more - less) < 0.05 * (2.0 * here - less - more)


def test_an_auction_leaves_the_winner_what_the_second_best_offer_leaves() -> None:
    """A hundred thousand buyers with their own tastes, each at its best offer, at the surplus of the second best."""
    start = market("logit", "second_score")
    sold = start.solve(merged(plain(start), ("a", "b")))
    demand: Any = start.demand
    worth = np.append(demand.value - demand.sensitivity * start.cost, 0.0)
    best = worth + np.random.default_rng(4).gumbel(size=(100_000, 5))
    owner = np.array([0, 0, 2, 3, 4])
    wins = best.argmax(1)
    margin = [
        0.8 * (best.max(1) - np.where(owner == owner[win], -np.inf, best).max(1))[wins == win].mean()
        for win in range(4)
    ]
    assert np.bincount(wins, minlength=5)[:4] / 1e5 == pytest.approx(sold.quantity / 100.0, abs=5e-3)
    assert np.array(margin) / demand.sensitivity == pytest.approx(sold.price - start.cost, rel=2e-2)


@pytest.mark.parametrize("how", ["second_score", "vertical"])
def test_a_fixed_price_is_refused_where_every_price_is_found(how: str) -> None:
    start = replace(market("logit", how), fixed=np.array([True, False, False, False]))
    with pytest.raises(ValueError, match="no price is fixed"):
        start.solve(plain(start))
