"""One first-order condition serves every form of governance, and a numerical best response confirms it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from suitor._core.records import Change, replace
from suitor.holdings import Holdings, Interest
from suitor.market import Bertrand, Logit, Market, NestedLogit, Stakes, calibrate, merged, observed_floor
from suitor.market.demand import some
from suitor.market.floors import settle

FIRMS = ("a", "b", "c")
INTERESTS = np.array([[0.3, 0.1, 0.0], [0.0, 1.0, 0.25], [0.2, 0.0, 1.0]])


def logit(firms: int = 3) -> Market:
    """Three firms; the first has a free tier beside its paid product."""
    demand = Logit.of([0.5, 3.0, 2.5, 2.0], sensitivity=0.8, size=100.0)
    return Market.of(
        ("free", "paid", "b", "c"), demand, Bertrand(), cost=[0.3, 1.0, 1.2, 0.9], sellers=("a", "a", "b", "c"),
        price=[0.0, 3.0, 3.0, 3.0], fixed=[True, False, False, False],
    )  # fmt: skip


def nested() -> Market:
    demand = NestedLogit.of([0.5, 3.0, 2.5, 2.0], sensitivity=0.8, sigma=0.6, nest=[0, 0, 0, 1], size=100.0)
    return replace(logit(), demand=demand)


def stakes(care: float = 0.1, volume: float = 0.05) -> Stakes:
    return Stakes(
        FIRMS, INTERESTS, np.array([care, 0.0, 0.2]), np.array([0.0, volume, 0.0]), np.full(3, -np.inf)
    )  # fmt: skip


def gain(market: Market, interests: Stakes, price: np.ndarray, firm: int) -> float:
    """What those who control a firm get."""
    profit = market.profit(price)
    served = market.by_firm(market.demand.quantity(price))
    total = interests.weight[firm] @ profit + interests.care[firm] * market.demand.surplus(price)
    return float(total + interests.volume[firm] * served[firm])


@pytest.mark.parametrize("market", [logit(), nested()], ids=["logit", "nested logit"])
def test_no_firm_gains_by_another_price(market: Market) -> None:
    interests = stakes()
    solved = market.solve(interests)
    assert solved.found
    for place in np.flatnonzero(~market.fixed):

        def loss(price: float, place: int = int(place)) -> float:
            trial = solved.price.copy()
            trial[place] = price
            return -gain(market, interests, trial, market.firm[place])

        best = minimize_scalar(loss, bounds=(0.0, 20.0), method="bounded", options={"xatol": 1e-10})
        assert best.x == pytest.approx(solved.price[place], rel=1e-6)


@pytest.mark.parametrize("market", [logit(), nested()], ids=["logit", "nested logit"])
def test_a_firm_at_its_floor_has_no_better_price_that_reaches_the_floor(market: Market) -> None:
    free = market.solve(stakes(care=0.25))
    floor = np.array([1.05 * free.profit[0], -np.inf, -np.inf])
    interests = replace(stakes(care=0.25), floor=floor)
    solved = market.solve(interests)
    assert solved.found and solved.multiplier[0] > 0
    assert solved.profit[0] == pytest.approx(floor[0], rel=1e-9)

    def at(price: float) -> tuple[float, float]:
        trial = solved.price.copy()
        trial[1] = price
        return gain(market, interests, trial, 0), market.profit(trial)[0]

    here = gain(market, interests, solved.price, 0)
    others = [at(price) for price in solved.price[1] * np.linspace(0.5, 2.0, 301)]
    assert all(value <= here + 1e-9 for value, profit in others if profit >= floor[0])


def test_a_floor_out_of_reach_means_profit_alone() -> None:
    market = logit()
    interests = replace(stakes(), floor=np.array([1e6, -np.inf, -np.inf]))
    solved = market.solve(interests)
    greedy = np.where(np.eye(3) == 1, 1.0, INTERESTS * [[0], [1], [1]])
    alone = market.solve(replace(stakes(), weight=greedy, care=np.array([0.0, 0.0, 0.2])))
    assert solved.found and solved.multiplier[0] == np.inf
    assert np.allclose(solved.price, alone.price, rtol=1e-9)


def test_a_controller_without_cash_prices_at_its_floor() -> None:
    market = logit()
    weight = INTERESTS * [[0], [1], [1]]
    floor = np.array([5.0, -np.inf, -np.inf])
    solved = market.solve(replace(stakes(), weight=weight, floor=floor))
    assert solved.found and np.isfinite(solved.multiplier[0])
    assert solved.profit[0] == pytest.approx(5.0, rel=1e-9)


@pytest.mark.parametrize("floor", [-np.inf, 25.0, 60.0, 1e6])
@pytest.mark.parametrize("cash", [0.0, 0.3])
def test_the_aggregate_and_the_general_solver_agree(floor: float, cash: float) -> None:
    market = logit()
    weight = INTERESTS.copy()
    weight[0, 0] = cash
    interests = replace(stakes(), weight=weight, floor=np.array([floor, -np.inf, -np.inf]))
    quick, slow = market.solve(interests), settle(market, interests)
    assert quick.found == slow.found == (cash > 0 or floor > 0)
    if quick.found:
        assert np.allclose(quick.price, slow.price, rtol=1e-7)
        assert np.allclose(quick.multiplier, slow.multiplier, rtol=1e-5)
        assert np.allclose(quick.surplus, slow.surplus, rtol=1e-8)


def test_one_floor_serves_all_draws_of_a_market() -> None:
    market = replace(logit(), cost=np.array([[0.3, 1.0, 1.2, 0.9], [0.3, 1.4, 0.8, 0.9]]))
    floor = np.array([45.0, -np.inf, -np.inf])
    both = market.solve(replace(stakes(), floor=floor))
    apart = [replace(market, cost=cost).solve(replace(stakes(), floor=floor)).price for cost in market.cost]
    assert both.found.all()
    assert np.allclose(both.price, apart, rtol=1e-12)


def test_firms_that_all_hold_one_another_price_as_the_general_conditions_say() -> None:
    """In every draw: with floors that are slack, bind or are out of reach, and a firm that gives its product away."""
    rng, count, draws = np.random.default_rng(5), 6, 24
    names = tuple("abcdef")
    fixed = np.arange(count) == 5
    demand = Logit.of(rng.uniform(0.0, 4.0, (draws, count)), sensitivity=0.9, size=100.0)
    price = np.where(fixed, 0.0, 2.5)
    market = Market.of(names, demand, Bertrand(), cost=rng.uniform(0.2, 1.5, (draws, count)), price=price, fixed=fixed)
    weight = rng.uniform(0.0, 0.3, (draws, count, count)) + np.eye(count)
    care = rng.uniform(0.0, 0.6, (draws, count))
    plain = Stakes(names, weight, care, np.full(count, 0.05), np.full(count, -np.inf))
    floor = np.full((draws, count), -np.inf)
    floor[:, 1] = market.solve(plain).profit[:, 1] * np.linspace(0.9, 1.5, draws)
    interests = replace(plain, floor=floor)
    quick, slow = market.solve(interests), settle(market, interests)
    assert quick.found.all() and slow.found.all()
    assert np.allclose(quick.price, slow.price, rtol=1e-7)
    states = quick.multiplier[:, 1]
    assert np.any(states == 0) and np.any((states > 0) & np.isfinite(states))
    for draw in (0, draws - 1):
        alone = market.take((draws,), [draw]).solve(some(interests, (draws,), [draw]))
        assert np.allclose(alone.price[0], quick.price[draw], rtol=1e-12)


def test_a_full_mission_prices_at_cost() -> None:
    market = Market.of(("x", "y"), Logit.of([2.0, 3.0], sensitivity=1.0), Bertrand(), cost=[1.0, 2.0])
    solved = market.solve(replace(Stakes.of_firms(market.firms), care=np.array([1.0, 0.0])))
    assert solved.found and solved.price[0] == pytest.approx(1.0, abs=1e-12)


def test_observed_prices_are_the_equilibrium_of_the_observed_floor() -> None:
    """A nonprofit parent with a quarter of the cash and a care for users: its margin tells its mission."""
    n = 200
    draw = np.random.default_rng(3)
    margin = np.full((n, 4), np.nan)
    margin[:, 1] = draw.uniform(0.2, 0.7, n)
    weight = np.array([[0.27, 0.0, 0.0], [0.0, 1.0, 0.1], [0.0, 0.0, 1.0]])
    before = Stakes(FIRMS, weight, np.array([0.3, 0.0, 0.0]), np.zeros(3), np.full(3, -np.inf))
    price = np.array([0.0, 20.0, 22.0, 18.0])
    elasticity = {"paid": draw.uniform(-3.0, -1.5, n)}
    known = calibrate(
        "logit", "bertrand", products=("free", "paid", "b", "c"), firms=FIRMS, firm=[0, 0, 1, 2], price=price,
        share=[0.3, 0.04, 0.03, 0.02], margin=margin, cost=[0.2, *[np.nan] * 3], size=1e6,
        fixed=[True, False, False, False], elasticity=elasticity, missions=("a",), stakes=before,
    )  # fmt: skip
    held = observed_floor(known.market, before, ("a",))
    solved = known.market.solve(held)
    assert solved.found.all()
    assert np.allclose(solved.price, price, rtol=1e-4)  # flat at the top of profit: where the mission is nil
    clear = known.mission[:, 0] > 0.01
    assert clear.any() and not clear.all()
    assert np.allclose(solved.price[clear], price, rtol=1e-9)
    mission = 0.3 / (0.27 + solved.multiplier[:, 0])
    assert np.allclose(mission[clear], known.mission[clear, 0], rtol=1e-6)
    told = (price[1] - known.market.cost[:, 1]) / price[1]
    assert np.allclose(told[clear], margin[clear, 1], rtol=1e-9)
    assert np.all(told <= margin[:, 1] + 1e-12)  # never a lower cost than pricing for profit alone implies


def test_margins_of_a_firm_whose_controllers_hold_nothing_tell_nothing() -> None:
    weight = np.diag([0.0, 1.0])
    before = Stakes(("a", "b"), weight, np.zeros(2), np.zeros(2), np.full(2, -np.inf))
    known = calibrate(
        "logit", "bertrand", products=("a", "b"), firms=("a", "b"), firm=[0, 1], price=[1.0, 1.0], share=[0.4, 0.4],
        margin=[0.5, np.nan], stakes=before,
    )  # fmt: skip
    assert not known.fit.found


def received(direct: np.ndarray) -> np.ndarray:
    """What each firm receives of each firm's dollar, directly and through others, by a dollar of its own."""
    through = np.linalg.inv(np.eye(len(direct)) - direct)
    return np.asarray(through / np.diagonal(through)[:, None])


def test_a_merged_firm_holds_what_its_parties_held() -> None:
    """The parties' portfolios together are those of one firm, whatever they held of each other and through others."""
    rng, names = np.random.default_rng(8), ("a", "b", "c", "d")
    for _ in range(50):
        direct = rng.uniform(0.0, 0.3, (4, 4)) * (1.0 - np.eye(4))
        direct[2:, :2] = 0.0  # nobody else holds a party
        joint = merged(replace(Stakes.of_firms(names), weight=received(direct)), ("a", "b")).weight
        one = np.zeros((3, 3))  # the merged firm, c, d
        one[0, 1:], one[1:, 1:] = direct[:2, 2:].sum(0), direct[2:, 2:]
        assert np.allclose(joint[:2, 2:], received(one)[0, 1:], rtol=1e-12)
        assert np.all(joint[:2, :2] == 1.0)


def test_a_register_of_holders_says_the_same_of_a_merger() -> None:
    """Where one firm is merged into another in the holdings, those who hold both firms' stakes then are its owners."""
    ties = [("a", "c", 0.2), ("b", "c", 0.1), ("a", "b", 0.3), ("b", "d", 0.25), ("d", "c", 0.4)]
    register = Holdings.of([Interest(holder, held, "cash", share) for holder, held, share in ties])
    names = ("a", "b", "c", "d")
    before = register.weigh(names, {})
    after = register.apply([Change("merge", {"firm": "b", "into": "a"})]).weigh(names, {})
    joint = merged(before, ("a", "b")).weight
    assert np.allclose(joint[0], after.weight[0], rtol=1e-12)
    assert np.allclose(joint[1] / joint[1, 1], after.weight[0] / after.weight[0, 0], rtol=1e-12)
    assert np.allclose(joint[2:], after.weight[2:], rtol=1e-12)


def test_a_merged_firm_has_no_better_price_for_its_portfolio() -> None:
    """A numerical best response: one party holds a fifth of c, the other a tenth, and d holds a quarter of that one."""
    names = ("a", "b", "c", "d")
    direct = np.zeros((4, 4))
    direct[0, 2], direct[1, 2], direct[3, 1] = 0.2, 0.1, 0.25
    market = Market.of(names, Logit.of([3.0, 2.5, 3.2, 2.0], sensitivity=0.8), Bertrand(), cost=[1.0, 1.2, 0.9, 1.1])
    solved = market.solve(merged(replace(Stakes.of_firms(names), weight=received(direct)), ("a", "b")))
    assert solved.found

    def earns(firm: int, profit: np.ndarray) -> float:
        one = profit[0] + profit[1] + 0.3 * profit[2], profit[2], profit[3] + 0.25 * (profit[1] + 0.1 * profit[2])
        return float(one[(0, 0, 1, 2)[firm]])

    for place in range(4):

        def loss(price: float, place: int = place) -> float:
            trial = solved.price.copy()
            trial[place] = price
            return -earns(place, market.profit(trial))

        best = minimize_scalar(loss, bounds=(0.0, 20.0), method="bounded", options={"xatol": 1e-10})
        assert best.x == pytest.approx(solved.price[place], rel=1e-6)


def test_firms_that_price_as_one_already_have_nothing_to_gain_by_merging() -> None:
    names = ("a", "b", "c", "d")
    held = replace(Stakes.of_firms(names), weight=received(np.diag([0.0, 0.2, 0.1], 1)))
    once, twice = merged(held, ("a", "b", "c")), merged(merged(held, ("a", "b")), ("a", "b", "c"))
    assert np.allclose(once.weight, twice.weight, rtol=1e-12)
    assert np.allclose(merged(held, ("a", "b"), ("b", "c")).weight, once.weight, rtol=1e-12)
    same = replace(held, weight=np.ones((4, 4)) * np.array([[0.3], [0.7], [1.0], [2.0]]))  # owners who hold all alike
    joint = merged(same, ("a", "b")).weight
    assert np.allclose(joint / np.diagonal(joint)[:, None], 1.0, rtol=1e-12)


def test_a_firm_whose_controllers_hold_no_cash_in_it_is_run_for_its_buyer() -> None:
    weight = np.array([[0.4, 0.0, 0.1], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    joint = merged(replace(Stakes.of_firms(FIRMS), weight=weight), ("a", "b")).weight
    assert joint.tolist() == [[0.4, 0.4, 0.1], [0.4, 0.4, 0.1], [0.0, 0.0, 1.0]]
    joint = merged(replace(Stakes.of_firms(FIRMS), weight=weight), ("b", "a")).weight  # who has no cash in it decides
    assert joint.tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
