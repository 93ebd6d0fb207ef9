"""Prices that win, walk-away prices, routes and what would flip the verdict, against brute force over `play`."""

from __future__ import annotations

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.contest import (
    Contest,
    Decider,
    Gate,
    Route,
    after_refusal,
    best_bid,
    bidder_gain,
    binding,
    by_route,
    campaign,
    closed_by,
    endings,
    endings_by_route,
    floor_set,
    odds_at,
    outlook,
    price_for,
    regret,
    remarks,
    smallest_change,
    walk_away,
)
from suitor.contest.routes import only

RNG = np.random.default_rng(11)
SIZE = 400


@pytest.fixture
def contest():
    board = Decider(
        "board", "board", RNG.uniform(20, 80, SIZE), np.array(0.0), for_sale=0.9, lot=RNG.uniform(size=SIZE)
    )
    holders = Decider("holders", "holders", RNG.uniform(30, 60, SIZE), np.array(0.0), fair_value=40.0)
    consent = Gate("consent", "consent", RNG.uniform(0.5, 1.0, SIZE), RNG.uniform(10, 400, SIZE))
    return Contest(50.0, (board, holders), (consent,), per="share", outside_days=365.0, rival_hazard=0.1)


@pytest.fixture
def worth():
    return RNG.uniform(40, 90, SIZE)


def chance_at(contest, price):
    return replace(contest, bid=price).play().completion.mean()


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.5])
def test_the_price_for_a_chance_is_the_root_of_play(contest, chance):
    price = price_for(contest, chance)
    assert chance_at(contest, price) >= chance - 1e-12 > chance_at(contest, np.nextafter(price, 0.0))


def test_no_price_gives_more_than_the_gates_allow(contest):
    assert price_for(contest, 0.95) == np.inf


def test_the_best_bid_beats_every_price_on_a_grid(contest, worth):
    def gain(price):
        return np.mean((worth - price) * replace(contest, bid=price).play().completion)

    best = best_bid(contest, worth, cost=1.0)
    assert best.gain == pytest.approx(gain(best.price) - 1.0)
    assert best.chance == pytest.approx(chance_at(contest, best.price))
    assert best.gain + 1.0 >= max(gain(price) for price in np.linspace(20, 90, 281))


def test_beyond_the_walk_away_price_the_bidder_expects_to_lose(contest, worth):
    def gain(price):
        return np.mean((worth - price) * replace(contest, bid=price).play().completion)

    price = walk_away(contest, worth)
    assert gain(np.nextafter(price, 0.0)) >= -1e-9
    assert all(gain(price * more) < 0.0 for more in np.linspace(1.001, 3.0, 100))


def test_refusals_of_a_uniform_seller_lead_to_a_half_then_three_quarters_then_seven_eighths():
    seller = Decider("seller", "board", (np.arange(4000) + 0.5) / 4000, np.array(0.0))
    bids = list(campaign(Contest(0.0, (seller,), per="equity"), 1.0, cost=0.02, rounds=9))
    # E gain of round k is (1 - b) / 2 with b = 1 - 2^-k: 0.25, 0.125, 0.0625, 0.03125, then 0.015625 < cost
    assert [bid.price for bid in bids] == pytest.approx([0.5, 0.75, 0.875, 0.9375], abs=5e-4)


def test_cheap_talk_teaches_nothing_and_an_impossible_refusal_is_an_error(contest):
    assert after_refusal(contest, 50.0, sincere=0.0) == pytest.approx(np.full(SIZE, 1 / SIZE))
    assert after_refusal(contest, 50.0, sincere=0.3).sum() == pytest.approx(1.0)
    seller = Decider("s", "board", np.array([1.0, 5.0]), np.array(0.0))
    told = after_refusal(Contest(1.0, (seller,), per="share"), 3.0, sincere=0.75)
    assert told.tolist() == [0.2, 0.8]  # odds of 1 to 1 become 0.25 to 1
    sure = Contest(1.0, (Decider("d", "board", np.array([1.0, 2.0]), np.array(0.0)),), per="share")
    with pytest.raises(ValueError, match="contradicts"):
        after_refusal(sure, 3.0)


def test_the_smallest_change_flips_the_verdict_and_nothing_smaller_does(contest):
    flip = smallest_change(contest, 0.3)
    assert chance_at(contest, 50.0) < 0.3
    assert flip.price == price_for(contest, 0.3)
    assert flip.decider == "board"

    def promised(amount):
        board = replace(contest.deciders[0], accepted=np.array(amount))
        return replace(contest, deciders=(board, contest.deciders[1])).play().completion.mean()

    assert promised(flip.concession + 1e-9) >= 0.3 > promised(flip.concession - 1e-6)
    certain = replace(contest, gates=(replace(contest.gates[0], chance=1.0),)).play().completion.mean()
    assert flip.certain == pytest.approx([certain])
    assert flip.gate == ("consent" if certain >= 0.3 else None)


def test_no_promise_replaces_a_fair_value_floor():
    board = Decider("board", "nonprofit_board", np.array([10.0, 12.0]), np.array(0.0), fair_value=100.0)
    assert smallest_change(Contest(50.0, (board,), per="assets")).concession == np.inf
    thrifty = replace(board, fair_value=0.0, dollar=0.1)  # asks 100 and 120 dollars
    assert smallest_change(Contest(50.0, (thrifty,), per="assets")).concession == pytest.approx(5.0)


def test_shares_of_the_binding_decider_and_of_acceptance_sum_to_one(contest):
    verdict = contest.play()
    assert binding(verdict).sum() + verdict.accepts.all(axis=-1).mean() == pytest.approx(1.0)


def test_regret_falls_on_one_side_only(contest):
    accepting, refusing = regret(contest.deciders[1], 45.0)
    assert np.all((accepting == 0.0) | (refusing == 0.0))
    assert accepting - refusing == pytest.approx(contest.deciders[1].alternative - 45.0)
    assert regret(contest.deciders[1], 45.0, np.array(50.0))[0] == 5.0


def test_routes_are_tried_in_order_and_their_chances_sum_to_one():
    board = Decider(
        "board", "nonprofit_board", np.array([10.0, 10.0]), np.array(0.0), for_sale=0.5, lot=np.array([0.1, 0.9])
    )
    gates = (Gate("notice", "notice_and_may_sue", 0.8, 20.0), Gate("court", "court", 0.1, 700.0, after=("notice",)))
    contest = Contest(20.0, (board,), gates, per="assets")
    routes = (Route("voluntary", ("board",), ("notice",)), Route("compelled", (), ("court",)))
    seen = outlook(contest, routes)
    assert seen.chance.tolist() == [[0.8, 0.0], [0.0, 0.1]]
    assert seen.chance.sum(axis=-1) + seen.none == pytest.approx([1.0, 1.0])
    assert by_route(contest, routes)["compelled"].completion.tolist() == 0.1
    with pytest.raises(ValueError, match="names 'judge'"):
        by_route(contest, (Route("compelled", (), ("judge",)),))


@pytest.fixture(scope="module")
def lanes():
    """A board that may not sell, holders who may do without it, and a court that asks nobody."""
    rng = np.random.default_rng(3)
    board = Decider("board", "board", rng.uniform(20, 60, 400), np.array(0.0), for_sale=0.6, lot=rng.uniform(size=400))
    holders = Decider("holders", "holders", rng.uniform(30, 70, 400), np.array(0.0))
    gates = (
        Gate("review", "waiting_period", rng.uniform(0.7, 0.9, 400), 90.0, loadings={"mood": 0.6}),
        Gate("over", "vote", 0.5, rng.uniform(30, 300, 400), loadings={"mood": 0.6}),
        Gate("court", "court", 0.1, 200.0),
    )
    routes = (
        Route("agreed", ("board", "holders"), ("review",)),
        Route("tender", ("holders",), ("review", "over")),
        Route("compelled", (), ("court",)),
    )
    return Contest(48.0, (board, holders), gates, per="share", outside_days=280.0, rival_hazard=0.2), routes


def closing(contest, routes):
    return 1.0 - outlook(contest, routes).none.mean()


def test_the_odds_at_a_price_are_those_of_a_bid_at_that_price(lanes):
    contest, routes = lanes
    prices = np.array([0.0, 25.0, 48.0, 61.3, 500.0])
    played = [closing(replace(contest, bid=price), routes) for price in prices]
    assert odds_at(contest, routes, prices) == pytest.approx(played)


def test_over_several_routes_the_smallest_change_flips_the_verdict_and_nothing_smaller_does(lanes):
    contest, routes = lanes
    flip = smallest_change(contest, 0.4, routes)
    assert (
        closing(replace(contest, bid=flip.price), routes)
        >= 0.4
        > closing(replace(contest, bid=flip.price - 1e-6), routes)
    )
    for gate, chance in zip(contest.gates, flip.certain):
        sure = tuple(replace(each, chance=1.0) if each is gate else each for each in contest.gates)
        assert closing(replace(contest, gates=sure), routes) == pytest.approx(chance)
    assert flip.concession == np.inf  # the holders' own prices stand in the way of so much
    less = smallest_change(contest, 0.31, routes)
    place = [each.id for each in contest.deciders].index(less.decider)

    def promised(amount):
        deciders = list(contest.deciders)
        deciders[place] = replace(deciders[place], accepted=np.array(amount))
        return closing(replace(contest, deciders=tuple(deciders)), routes)

    assert promised(less.concession + 1e-9) >= 0.31 > promised(less.concession - 1e-6)


def test_the_endings_over_several_routes_share_out_the_odds_and_close_as_often_as_the_routes(lanes):
    contest, routes = lanes
    ends, seen = endings_by_route(contest, routes), outlook(contest, routes)
    assert ends.chance.sum(axis=-1) == pytest.approx(np.ones(400))
    assert ends.of("closed") == pytest.approx(1.0 - seen.none)
    alone = endings_by_route(contest, routes[:1])
    lane = only(contest, routes[0])
    assert np.array_equal(alone.chance, endings(lane, lane.play()).chance)


def test_the_chance_of_having_closed_rises_with_the_date_up_to_completion(contest):
    verdict = contest.play()
    curve = closed_by(verdict, np.array([0.0, 90.0, 200.0, 365.0]))
    assert np.all(np.diff(curve) >= 0.0)
    assert curve[0] == 0.0
    assert curve[-1] == pytest.approx(verdict.completion.mean())


def test_a_refused_bid_sets_a_floor_only_above_the_plan():
    assert floor_set(97.4, np.array([40.0, 120.0]), 0.5) == pytest.approx([68.7, 120.0])


def test_not_for_sale_and_expiry_are_said_in_words(contest):
    never = replace(contest, deciders=(replace(contest.deciders[0], for_sale=0.0),), outside_days=5.0)
    said = {remark.key: remark.text for remark in remarks(never, never.play())}
    assert "the chance of a voluntary sale is 0" in said["not_for_sale"]
    assert "100% of draws" in said["expires"]
    assert "perhaps_not_for_sale" in {remark.key for remark in remarks(contest, contest.play())}


def test_endings_sum_to_one_and_closing_is_completion(contest):
    contest = replace(contest, withdrawal_hazard=0.3)
    verdict = contest.play()
    ending = endings(contest, verdict)
    assert ending.chance.sum(axis=-1) == pytest.approx(np.ones(SIZE))
    assert np.all(ending.chance >= 0.0)
    assert np.array_equal(ending.of("closed"), verdict.completion)
    assert ending.of("withdrawn") == pytest.approx(3.0 * ending.of("rival"))
    assert ending.of("refused").mean() == pytest.approx(binding(verdict).sum())
    assert np.all(ending.of("expired")[verdict.duration <= 365.0] == 0.0)


def test_fees_go_to_the_bidder_when_a_rival_wins_and_from_it_when_it_fails(contest):
    contest = replace(contest, withdrawal_hazard=0.3)
    ending = endings(contest, contest.play())
    plain = bidder_gain(contest, ending, 70.0)
    assert plain == pytest.approx(20.0 * ending.of("closed"))
    assert bidder_gain(contest, ending, 70.0, break_fee=2.0) - plain == pytest.approx(2.0 * ending.of("rival"))
    paid = ending.of("withdrawn") + ending.of("blocked")
    assert plain - bidder_gain(contest, ending, 70.0, reverse_fee=3.0) == pytest.approx(3.0 * paid)


def test_where_nobody_is_asked_no_price_is_needed():
    compelled = Contest(0.0, (), (Gate("court", "court", 0.3, 10.0),), per="assets")
    assert price_for(compelled, 0.3) == 0.0
    assert price_for(compelled, 0.31) == np.inf
    assert best_bid(compelled, 10.0).gain == pytest.approx(3.0)


def test_walking_away_stops_short_of_the_price_that_would_win_over_the_wrong_seller():
    seller = Decider("seller", "holders", np.array([0.1, 1.0]), np.array(0.0))
    contest = Contest(0.0, (seller,), per="equity")
    assert walk_away(contest, np.array([2.0, -1.0])) == 1.0  # below 1 only the first sells, worth 2
    assert np.isnan(walk_away(contest, np.array([0.05, 0.05])))


def test_regret_counts_a_dollar_at_what_it_is_worth_to_the_decider():
    charity = Decider("charity", "nonprofit_board", np.array(60.0), np.array(0.0), dollar=0.5)
    accepting, refusing = regret(charity, 100.0)
    assert (accepting, refusing) == (10.0, 0.0)  # 100 dollars are worth 50 to it
