"""Tender and auction theory: closed forms against simulation and against the best reply on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from suitor.contest import auction, tender

RNG = np.random.default_rng(17)
GRID = np.linspace(0.0, 2.0, 2001)


@pytest.mark.parametrize(("own", "rival"), [(0.1, 0.02), (0.05, 0.05), (0.02, 0.1), (0.2, 0.05)])
@pytest.mark.parametrize("signal", [0.2, 0.5, 0.8])
def test_no_bid_on_a_grid_beats_the_common_value_bid(own, rival, signal):
    other = (np.arange(20_000) + 0.5) / 20_000
    against = auction.common_value_bid(other, rival, own)

    def payoff(bid):
        won = bid > against
        return np.mean(np.where(won, signal + other - (1.0 - own) * against, own * bid))

    equilibrium = payoff(auction.common_value_bid(signal, own, rival))
    assert max(payoff(bid) for bid in GRID[::5]) - equilibrium < 1e-5


@pytest.mark.parametrize(("own", "rival"), [(0.1, 0.02), (0.05, 0.05), (0.2, 0.001)])
def test_common_value_price_and_win_chance_agree_with_simulation(own, rival):
    signal = RNG.uniform(size=(2, 400_000))
    bids = np.stack([auction.common_value_bid(signal[0], own, rival), auction.common_value_bid(signal[1], rival, own)])
    assert bids.min(axis=0).mean() == pytest.approx(auction.common_value_price(own, rival), abs=2e-3)
    assert np.mean(bids[0] > bids[1]) == pytest.approx(auction.win_chance(own, rival), abs=3e-3)


def test_the_numerical_bid_agrees_with_the_closed_form_and_takes_other_values():
    signal = np.linspace(0.0, 0.95, 7)
    numeric = auction.numerical_bid(signal, 0.1, 0.02, lambda own, other: own + other)
    assert numeric == pytest.approx(auction.common_value_bid(signal, 0.1, 0.02), abs=1e-10)
    other = (np.arange(20_000) + 0.5) / 20_000

    def product(own, other):
        return (1.0 + own) * (1.0 + other)

    against = auction.numerical_bid(other, 0.02, 0.1, product)
    bid = float(auction.numerical_bid(np.array(0.4), 0.1, 0.02, product))

    def payoff(bid):
        return np.mean(np.where(bid > against, product(0.4, other) - 0.9 * against, 0.1 * bid))

    assert max(payoff(each) for each in np.linspace(1.0, 4.0, 301)) - payoff(bid) < 1e-5


def test_toeholds_near_nothing_have_their_limits_and_no_division_by_zero():
    assert auction.win_chance(0.0, 0.0) == 0.5
    assert auction.common_value_price(0.0, 0.0) == pytest.approx(2 / 3)
    assert auction.common_value_price(0.1, 0.0) == pytest.approx(1 - 1 / 2.2)
    assert auction.common_value_bid(0.5, 0.1, 0.0) == pytest.approx(1.5)
    assert auction.common_value_bid(0.5, 1e-12, 1e-12) == pytest.approx(1.0)  # twice the signal, as without toeholds
    with pytest.raises(ValueError, match="together less than 1"):
        auction.win_chance(0.6, 0.6)


@pytest.mark.parametrize("toehold", [0.0, 0.1, 0.3])
def test_no_bid_on_a_grid_beats_the_private_value_bid(toehold):
    rival = (np.arange(20_000) + 0.5) / 20_000

    def payoff(bid, value):
        return np.mean(np.where(bid > rival, value - (1.0 - toehold) * rival, toehold * bid))

    for value in (0.1, 0.5, 0.9):
        best = payoff(auction.private_value_bid(value, toehold), value)
        assert max(payoff(bid, value) for bid in GRID[:1001:5]) - best < 1e-5  # rivals come in steps of 5e-5


def test_the_numerical_private_bid_agrees_with_the_closed_form_and_takes_several_rivals():
    value = np.array([0.0, 0.3, 0.9])
    uniform = auction.numerical_private_bid(value, 0.2, lambda b: b, np.ones_like, 1.0)
    assert np.all(uniform.found)
    assert uniform.value == pytest.approx(auction.private_value_bid(value, 0.2), abs=1e-12)


@pytest.mark.parametrize("rivals", [1, 3])
def test_no_bid_on_a_grid_beats_the_numerical_private_bid_however_many_rivals(rivals):
    bid = auction.numerical_private_bid(np.array(0.6), 0.2, lambda b: b**2, lambda b: 2 * b, 1.0)
    others = np.sort(RNG.uniform(size=(200_000, rivals)) ** 0.5, axis=-1)
    highest, second = others[:, -1], others[:, -2] if rivals > 1 else np.zeros(200_000)

    def payoff(bid):
        return np.mean(np.where(bid > highest, 0.6 - 0.8 * highest, 0.2 * np.maximum(bid, second)))

    assert bid.found
    assert max(payoff(each) for each in GRID[:1001:10]) - payoff(float(bid.value)) < 1e-4  # 1e-4: sampling


def test_the_private_value_price_agrees_with_simulation():
    own, rival = RNG.uniform(size=(2, 400_000))
    price = np.minimum(auction.private_value_bid(own, 0.2), rival)
    assert price.mean() == pytest.approx(auction.private_value_price(0.2), abs=2e-3)


def test_no_offer_beats_the_matching_bid_and_its_mean_is_a_quarter_and_half_the_toehold():
    for value in (0.2, 0.7):
        offer = GRID[:1001]
        payoff = offer * (value - 0.9 * offer) + (1 - offer) * 0.1 * offer
        assert offer[np.argmax(payoff)] == pytest.approx(auction.matching_bid(value, 0.1), abs=1e-3)
    assert np.mean(auction.matching_bid(np.linspace(0, 1, 1001), 0.1)) == pytest.approx(0.3)


@pytest.mark.parametrize("cost", [0.001, 0.02, 0.1])
def test_a_preempted_rival_is_just_kept_out_and_the_first_bidder_just_willing(cost):
    plan = auction.preempt(cost)
    first = plan.cutoff + (1 - plan.cutoff) * RNG.uniform(size=400_000)
    rival = RNG.uniform(size=400_000)
    assert np.maximum(rival - first, 0.0).mean() == pytest.approx(cost, rel=0.03)
    at_cutoff = np.maximum(plan.cutoff - rival, 0.0).mean()
    assert plan.cutoff - plan.bid == pytest.approx(at_cutoff, abs=2e-3)


def test_where_looking_costs_too_much_the_first_bidder_need_not_pay():
    assert auction.preempt(0.2).bid == 0.0


@pytest.mark.parametrize(("holders", "needed"), [(3, 2), (11, 6), (101, 51), (10, 10)])
def test_no_premium_on_a_grid_earns_the_raider_more(holders, needed):
    plan = tender.finite_holders(holders, needed, 2.0)
    chance = np.linspace(0.0, 1.0, 2001)
    offer = 2.0 * binom.sf(needed - 1, holders - 1, chance)  # what makes that chance an equilibrium
    tendered = np.arange(holders + 1)
    gains = (2.0 * (tendered >= needed) - offer[:, None]) * tendered
    profit = (gains * binom.pmf(tendered, holders, chance[:, None])).sum(axis=-1)
    assert plan.profit == pytest.approx(profit.max(), rel=1e-5)
    assert plan.profit >= profit.max() - 1e-12


def test_many_holders_leave_the_raider_a_vanishing_share_of_the_gain():
    shares = [tender.finite_holders(n, n // 2 + 1, 1.0).profit / n for n in (11, 101, 1001)]
    assert np.all(np.diff(shares) < 0.0)
    assert shares[-1] < 0.02


def test_correlated_holders_are_likelier_to_agree_on_no():
    independent, correlated = tender.acceptance(100, 50, 0.6), tender.acceptance(100, 50, 0.6, 0.3)
    draw = RNG.binomial(100, RNG.beta(0.6 / 0.3 - 0.6, 0.4 / 0.3 - 0.4, size=200_000))
    assert correlated == pytest.approx(np.mean(draw >= 50), abs=4e-3)
    assert correlated < independent
    assert tender.acceptance(100, 50, 0.6, 1e-7) == pytest.approx(independent, abs=1e-4)


@pytest.mark.parametrize(("toehold", "cost"), [(0.1, 0.0), (0.2, 0.02), (0.3, 0.1)])
def test_at_the_cutoff_a_large_holder_just_breaks_even(toehold, cost):
    plan = tender.large_holder(toehold, cost)
    improvement = np.linspace(plan.cutoff, 1.0, 1001)
    assert improvement.mean() == pytest.approx(plan.premium)
    assert 0.5 * plan.cutoff - (0.5 - toehold) * plan.premium - cost == pytest.approx(0.0, abs=1e-12)


def test_without_a_toehold_nobody_bids_and_with_control_nobody_needs_to():
    assert not tender.large_holder(0.0).bids
    with pytest.raises(ValueError, match="already controls"):
        tender.large_holder(0.5)


@pytest.mark.parametrize("toehold", [0.05, 0.2, 0.4])
@pytest.mark.parametrize("improvement", [0.3, 0.8, 1.0])
def test_the_revealing_offer_is_the_bidders_best(toehold, improvement):
    offer = np.linspace(0.0, 1.0, 10_001)
    payoff = tender.success(offer, toehold) * (0.5 * improvement - (0.5 - toehold) * offer)
    assert offer[np.argmax(payoff)] == pytest.approx(improvement, abs=2e-4)


def test_success_rises_with_the_offer_and_the_toehold_and_needs_one():
    chance = tender.success(np.array([0.5, 0.9])[:, None], np.array([0.05, 0.2]))
    assert np.all(np.diff(chance, axis=0) > 0.0)
    assert np.all(np.diff(chance, axis=1) > 0.0)
    assert tender.success(0.99, 0.0) == 0.0


def test_small_holders_tender_only_what_dilution_forces():
    assert not tender.tenders(70.0, 80.0)
    assert tender.tenders(70.0, 80.0, dilution=10.0)
    offer = np.linspace(50.0, 90.0, 401)
    profit = tender.raider_profit(offer, 80.0, dilution=12.0, cost=5.0)
    assert profit.max() == pytest.approx(7.0)  # dilution less cost
    assert tender.raider_profit(offer, 80.0).max() == 0.0
