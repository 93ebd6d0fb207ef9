"""Every formula of the theory pages against what a search over prices, quantities or efforts finds."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from suitor._core.records import Stakes, replace
from suitor.race import LogitStage, theory


def best(aim: Any, low: float, high: float) -> float:
    return float(minimize_scalar(lambda x: -aim(x), bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x)


@pytest.mark.parametrize("k, n, theta", [(1.0, 1, 0.0), (0.5, 3, 0.0), (2.0, 2, 0.4), (1.0, 4, 1.0)])
def test_public_and_private_firms_answer_each_other(k, n, theta):
    found = theory.public_and_private(1.0, k, n, private_share=theta)
    public, private = float(found.public), float(found.private)

    def private_profit(q):
        return (1.0 - public - (n - 1) * private - q) * q - k * q * q / 2

    def public_aim(q):
        total = q + n * private
        own = (1.0 - total) * q - k * q * q / 2
        welfare = total - total**2 / 2 - k * (q * q + n * private**2) / 2
        return theta * own + (1.0 - theta) * welfare

    assert_allclose(best(private_profit, 0, 1), private, atol=1e-6)
    assert_allclose(best(public_aim, 0, 1), public, atol=1e-6)


@pytest.mark.parametrize("k, n", [(1.0, 1), (0.3, 4), (2.5, 2)])
def test_a_public_leader_does_at_least_as_well_as_one_that_moves_with_the_rest(k, n):
    def welfare(q):
        private = (1.0 - q) / (1.0 + k + n)
        total = q + n * private
        return total - total**2 / 2 - k * (q * q + n * private**2) / 2

    leads = theory.public_and_private(1.0, k, n, "leader")
    assert_allclose(best(welfare, 0, 1), leads.public, atol=1e-6)
    assert leads.welfare >= theory.public_and_private(1.0, k, n).welfare
    assert theory.public_and_private(1.0, k, n, "nationalised").welfare >= leads.welfare


def test_privatisation_pays_exactly_above_the_threshold():
    k = np.array([0.2, 1.0, 3.0])
    n = theory.privatisation_pays_from(k)
    for rivals, sign in ((n * 1.01, 1.0), (n * 0.99, -1.0)):
        gain = (
            theory.public_and_private(1, k, rivals, "privatised").welfare
            - theory.public_and_private(1, k, rivals).welfare
        )
        assert np.all(np.sign(gain) == sign)


@pytest.mark.parametrize("k, n", [(1.0, 1), (0.5, 2), (2.0, 5)])
def test_the_best_private_share_is_found_by_search_too(k, n):
    search = best(lambda theta: float(theory.public_and_private(1, k, n, private_share=theta).welfare), 0, 1)
    assert_allclose(search, theory.best_private_share(k, n), atol=1e-5)


def test_cournot_firms_with_users_in_mind_answer_each_other():
    cost, weight = np.array([0.0, 0.1, 0.2]), np.array([0.2, 0.6, 0.0])
    quantity = theory.users_in_mind(1.0, cost, weight)

    def aim(i, own):
        total = quantity.sum() - quantity[i] + own
        return (1.0 - total - cost[i]) * own + weight[i] * total**2 / 2.0

    for i in range(3):
        assert_allclose(best(partial(aim, i), 0, 1), quantity[i], atol=1e-6)
    assert quantity[2] == 0.0  # the dearest firm, after profit alone, stays out


@pytest.mark.parametrize("cost, rival_cost, rival_weight", [(0.0, 0.0, 0.0), (0.1, 0.0, 0.2), (0.0, 0.2, 0.5)])
def test_a_promise_to_users_can_be_the_most_profitable_one(cost, rival_cost, rival_weight):
    def profit(weight):
        quantity = theory.users_in_mind(1.0, [cost, rival_cost], [weight, rival_weight])
        return float((1.0 - quantity.sum() - cost) * quantity[0])

    assert_allclose(best(profit, 0, 1), theory.best_reply_weight(cost, rival_cost, rival_weight), atol=1e-5)


@pytest.mark.parametrize("closeness", [0.2, 0.6, 1.0])
def test_the_weight_both_choose_is_each_ones_best(closeness):
    weight = float(theory.chosen_weight(closeness))
    assert_allclose(theory.differentiated_weight(closeness, "cournot", weight), weight, atol=1e-5)


def test_a_merger_of_firms_with_users_in_mind_still_raises_the_price():
    price = [10.0 - theory.users_in_mind(10.0, np.full(n, 2.0), np.full(n, 0.15)).sum() for n in (1, 2, 3, 5)]
    assert np.all(np.diff(price) < 0)
    assert theory.users_in_mind(10.0, np.full(3, 2.0), np.full(3, 0.4)).sum() > 8.0  # below cost: w > 1 / N


def logit(stakes: Stakes, cost: Any) -> LogitStage:
    count = len(stakes.firms)
    appeal = np.linspace(1.0, 2.5, count)
    return LogitStage(stakes, 1.0, 1.2, 0.0, 0.0, 0.0, appeal, np.full(count, -np.inf), np.asarray(cost, dtype=float))


def test_a_weight_on_units_served_is_a_lower_marginal_cost():
    """Lakdawalla & Philipson (2006); Gaynor & Vogt (2003)."""
    cost, none = np.array([0.9, 0.7, 1.1, 0.5]), np.full(4, -np.inf)
    firms = Stakes.of_firms(tuple("abcd"))
    weighed = logit(replace(firms, volume=np.array([0.3, 0, 0, 0])), cost)(np.zeros(4), 2025, none)
    cheaper = logit(firms, cost - np.array([0.3, 0, 0, 0]))(np.zeros(4), 2025, none)
    assert_allclose(weighed.price, cheaper.price, rtol=1e-10)


def test_a_public_firm_among_logit_sellers_charges_its_rivals_mean_markup():
    """m_i = sum over rivals of s_k m_k / (1 - s_i): not marginal cost, and the outside good counts as 0."""
    firms = Stakes.of_firms(tuple("abc"))
    weight, care = np.eye(3), np.array([1.0, 0.0, 0.0])
    weight[0] = 1.0
    cost = np.array([0.9, 0.7, 1.1])
    served = logit(replace(firms, weight=weight, care=care), cost)(np.zeros(3), 2025, np.full(3, -np.inf))
    markup = served.price - cost
    rivals = np.sum(served.served[1:] * markup[1:]) / (1.0 - served.served[0])
    assert_allclose(markup[0], rivals, rtol=1e-9)
    assert markup[0] > 0.0


def test_a_free_tier_without_ads_or_costs_never_raises_profit():
    """Stokey (1979); Salant (1989)."""
    free = np.linspace(0.0, 0.9, 10)
    tiers = theory.freemium(1.0, free)
    assert_allclose(tiers.profit, (1.0 - free) / 4.0)
    assert np.all(np.diff(tiers.profit) < 0)
    assert theory.freemium(1.0, 0.5, ad=0.3).profit > theory.freemium(1.0, 0.0).profit


@pytest.mark.parametrize("care", [0.0, 0.4, 0.9])
def test_the_price_beside_a_free_tier_is_the_sellers_best(care):
    q1, q0, c1, c0, ad = 1.0, 0.4, 0.1, 0.02, 0.05

    def aim(price):
        t = price / (q1 - q0)
        profit = (1 - t) * (price - c1) + t * (ad - c0)
        return profit + care * (q1 * (1 - t * t) / 2 - price * (1 - t) + q0 * t * t / 2)

    assert_allclose(best(aim, 0, q1 - q0), theory.freemium(q1, q0, c1, c0, ad, care).price, atol=1e-6)


def test_break_even_prices_just_pay_for_fixed_cost():
    price = theory.break_even_price(10.0, 2.0, np.array([0.0, 7.0, 16.0, 17.0]))
    assert_allclose((price[:3] - 2.0) * (10.0 - price[:3]), [0.0, 7.0, 16.0], atol=1e-12)
    assert np.isnan(price[3])


def test_one_markup_for_all_logit_products_is_the_best_way_to_break_even():
    appeal, cost, fixed = np.array([1.0, 2.0]), np.array([0.5, 0.8]), 0.3
    markup = theory.ramsey_logit(appeal, cost, fixed)

    def outcome(price):
        e = np.exp(appeal - price)
        return np.sum(e / (1 + e.sum()) * (price - cost)), np.log(1 + e.sum())

    profit, surplus = outcome(cost + markup)
    assert_allclose(profit, fixed, rtol=1e-10)

    def missed(tilt, other):  # one markup is tilted, and the other restores the profit
        return -abs(outcome(cost + np.array([markup + tilt, other]))[0] - fixed)

    for tilt in (-0.05, 0.05):
        other = best(partial(missed, tilt), 0, float(markup) + 0.5)
        assert outcome(cost + np.array([markup + tilt, other]))[1] < surplus


def test_alike_sellers_under_log_utility_earn_what_the_formula_says():
    firms, income, cost, taste = 3, 10.0, 2.0, 1.5

    def profit(rivals, own):
        return (income - own) ** taste / ((income - own) ** taste + 2 * (income - rivals) ** taste) * (own - cost)

    price = 5.0
    for _ in range(200):
        price = best(partial(profit, price), cost, income)
    assert_allclose((price - cost) / firms, theory.log_utility_profit(firms, income, cost, taste), rtol=1e-5)


@pytest.mark.parametrize("h, r", [(0.0, 0.05), (0.2, 0.01)])
def test_step_by_step_rates_solve_the_firms_own_problems(h, r):
    one, zero, minus = 1.0, 0.3, 0.0
    even, behind = theory.step_by_step(one, zero, minus, h, r)
    # r V1 = pi1 + c (V0 - V1),  r V0 = pi0 - n^2 / 2 + n (V1 - V0) + n (V_ - V0),  r V_ = pi_ - n_^2 / 2 + c (V0 - V_)
    caught = behind + h
    matrix = np.array([[r + caught, -caught, 0], [-even, r + 2 * even, -even], [0, -caught, r + caught]])
    ahead, level, last = np.linalg.solve(matrix, [one, zero - even**2 / 2, minus - behind**2 / 2])
    assert_allclose([ahead - level, level - last], [even, behind], rtol=1e-8)


@pytest.mark.parametrize("firms", [2, 5])
def test_racers_efforts_are_best_replies(firms):
    def up_front(rest, x):
        return 10.0 * 2.0 * x**0.5 / (0.1 + 2.0 * x**0.5 + rest) - x

    def while_it_lasts(rest, x):
        return (2.0 * x**0.5 - x) / (0.1 + 2.0 * x**0.5 + rest)

    for effort, value in ((theory.loury(firms, 10, 0.1), up_front), (theory.lee_wilde(firms, 1, 0.1), while_it_lasts)):
        rest = (firms - 1) * 2.0 * effort**0.5
        assert_allclose(best(partial(value, rest), 1e-9, 20.0), effort, rtol=1e-5)


def test_common_owners_raise_research_only_when_it_spills_over_enough():
    for spillover, sign in ((0.1, -1.0), (0.25, 0.0), (0.5, 1.0)):  # n = 3: the turn is at 1 / 4
        research = theory.overlapping_research(3, np.array([0.0, 0.5]), spillover, cost_slope=6.0)
        assert np.sign(np.round(np.diff(research)[0], 12)) == sign


@pytest.mark.parametrize("known, column", [("nothing", 0), ("own", 1), ("all", 2)])
def test_disasters_come_as_often_as_in_a_draw_of_races(known, column):
    rng = np.random.default_rng(5)
    for n, e, mu in ((2, 1.0, 1.0), (5, 0.5, 4.0), (3, 0.2, 0.7)):
        ability = rng.uniform(0, mu, (200_000, n))
        ranked = np.sort(ability, axis=1)
        safety = (
            np.full(len(ability), min(1.0, mu / (n * e))),
            np.minimum(1.0, ranked[:, -1] / (n * e - e + 1.0)),
            np.minimum(1.0, (ranked[:, -1] - ranked[:, -2]) / e),
        )[column]
        assert_allclose(theory.disaster_risk(n, e, mu, known), np.mean(1.0 - safety), atol=0.004)


def test_own_information_safety_is_a_best_reply():
    """With capability c, rivals using s = c' / (n e - e + 1): chance of winning ((c - s) / (c - s(c)))^(n-1)."""
    n, e, mu = 3, 0.8, 1.0
    limit = n * e - e + 1.0
    for c in (0.3, 0.7):

        def value(s, c=c):
            rival = np.clip((c - s) / (1.0 - 1.0 / limit), 0, mu)  # the capability whose speed equals ours
            win = (rival / mu) ** (n - 1)
            others = s_other(rival)
            return win * s + (1.0 - e) * others

        def s_other(rival):  # chance that another wins and is safe: the best of n - 1 above `rival`
            grid = np.linspace(rival, mu, 4001)
            density = (n - 1) * grid ** (n - 2) / mu ** (n - 1)
            return np.trapezoid(density * grid / limit, grid)

        assert_allclose(best(value, 0.0, min(c, 1.0)), c / limit, atol=2e-3)


def test_stock_keeping_firms_hold_a_steady_stock():
    plan = theory.InventoryDuopoly(0.02, [[-1, 0.5], [0.5, -1]], [25, 25], [1, -2, 1], [10, 10, 3]).solve()
    stock = np.append(plan.steady, 1.0)
    made, price = -(plan.rule @ stock).T
    sold = 25.0 - price + 0.5 * price[::-1]
    assert_allclose(0.98 * (plan.steady + made - sold), plan.steady, rtol=1e-6)


def test_a_big_holder_facing_an_ocean_has_the_power_a_large_count_gives():
    rng, share = np.random.default_rng(1), 0.3
    place = rng.uniform(0, 1, 400_000) * (1 - share)  # small votes that come before the big holder
    pivotal = (place <= 0.5) & (place + share > 0.5)
    assert_allclose(theory.oceanic_power(share), pivotal.mean(), atol=0.003)
