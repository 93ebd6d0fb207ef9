"""What holds of every defence on the shelf, and of each by itself."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor._core.records import replace
from suitor._core.shelf import shelf
from suitor.contest import Bid, Defence, Position, defend, lawfulness, rules

SHELF = shelf("suitor.contest.defences")
EXAMPLES = {
    "rights_plan": [{"trigger": 0.15, "exercise_price": 210.0}, {"trigger": 0.2, "exchange": 1.0}],
    "staggered_board": [{"to_meeting": 120.0}],
    "white_knight": [{"worth": 70.0, "cost": 1.0}, {"worth": 10.0}],
    "buyback": [{"share": 0.2, "price": 60.0}, {"share": 0.5, "price": 41.0}],
    "asset_sale": [{"worth": 3000.0, "price": 1000.0}],
    "pac_man": [
        {"price": 50.0, "asked": 45.0, "needed": 50.0, "funds": 1e6},
        {"price": 9.74, "asked": 54.2, "needed": 400.0, "funds": 1e9},
    ],
    "golden_share": [{}, {"price": 80.0}],
    "legal_form": [{"price": np.inf}, {"price": 75.0, "days": 90.0}],
    "litigation": [{"injunction": 0.2, "days": 60.0, "cost": 10.0}],
}
USED = [(name, terms) for name, examples in EXAMPLES.items() for terms in examples]


def position(held=80.0, highest=70.0, **more):
    given_more = {"board": 55.0} | more
    return Position(shares=1000.0, held=held, price=45.0, lowest=40.0, highest=highest, worth=65.0, **given_more)


def test_every_defence_has_an_example_here():
    assert set(EXAMPLES) == set(SHELF)


@pytest.mark.parametrize(("name", "terms"), USED)
@given(held=st.floats(0.0, 600.0), highest=st.floats(40.0, 120.0), price=st.floats(1.0, 200.0), decides=st.booleans())
def test_no_defence_lowers_the_price_at_which_the_target_can_be_had(name, terms, held, highest, price, decides):
    before = position(held, highest, board_decides=decides, rival=50.0)
    after = SHELF[name](**terms).respond(before, Bid(price))
    assert after.asked >= before.asked - 1e-9
    assert after.bearable <= before.bearable + 1e-9 or name == "buyback"
    assert 0.0 <= after.chance <= before.chance
    assert after.days >= before.days


@pytest.mark.parametrize(("name", "terms"), USED)
def test_a_defence_answers_draw_by_draw(name, terms):
    rng = np.random.default_rng(2)
    draws = {"held": rng.uniform(0, 400, 5), "price": rng.uniform(20, 60, 5), "worth": rng.uniform(40, 90, 5)}
    defence, bid = SHELF[name](**terms), Bid(50.0)
    assert isinstance(defence, Defence)
    many = defence.respond(replace(position(), **draws), bid)
    for index in range(5):
        one = defence.respond(replace(position(), **{key: each[index] for key, each in draws.items()}), bid)
        for each in fields(Position):
            assert np.broadcast_to(getattr(many, each.name), 5)[index] == pytest.approx(getattr(one, each.name))


def test_a_rights_plan_puts_the_board_in_charge_only_of_bids_that_cross_it():
    plan = SHELF["rights_plan"](trigger=0.15, exercise_price=210.0)
    small, whole = Bid(50.0, seeks=0.05), Bid(50.0)
    assert plan.respond(position(held=80.0), whole).asked == 55.0
    assert plan.respond(position(held=80.0), whole).loss > 0.0
    assert plan.respond(position(held=80.0), small).asked == position(held=80.0).asked
    assert not plan.respond(position(held=80.0), small).board_decides


@given(st.floats(0.05, 0.4), st.floats(1.0, 500.0), st.floats(5.0, 200.0))
def test_what_the_bidder_loses_to_a_rights_plan_the_others_gain(trigger, exercise, price):
    plan = SHELF["rights_plan"](trigger=trigger, exercise_price=exercise)
    hit = plan.dilution(replace(position(held=0.0), price=price))
    entitled = (1.0 - trigger) * 1000.0
    others = entitled * ((1.0 + hit.shares_per_right) * hit.price - exercise) - entitled * price
    assert others == pytest.approx(hit.loss, rel=1e-9, abs=1e-6)
    assert hit.stake <= trigger


def test_an_exchange_of_one_share_a_right_nearly_halves_a_small_stake():
    hit = SHELF["rights_plan"](trigger=0.1, exchange=1.0).dilution(position(held=0.0))
    assert hit.stake == pytest.approx(0.1 / 1.9)
    assert hit.price == pytest.approx(45.0 / 1.9)


def test_a_buyback_raises_the_bidders_percentage_and_the_price_of_the_marginal_holder():
    before = position()
    after = SHELF["buyback"](share=0.2, price=60.0).respond(before, Bid(50.0))
    assert after.stake == pytest.approx(0.08 / 0.8)
    assert after.marginal > before.marginal
    sold = SHELF["buyback"](share=0.5, price=41.0).bought(before)
    assert sold == pytest.approx(0.999 * 920 / 30)  # only those who ask no more than 41 of 40 to 70 sell
    assert after.worth == pytest.approx((65.0 * 1000 - 60.0 * 200) / 800)


def test_the_marginal_holder_of_a_buyback_agrees_with_counting_holders_one_by_one():
    asks = np.sort(40.0 + 30.0 * (np.arange(92_000) + 0.5) / 92_000)
    left = asks[20_000:]
    after = SHELF["buyback"](share=0.2, price=60.0).respond(position(), Bid(50.0))
    assert after.marginal == pytest.approx(left[40_000 - 8_000], abs=1e-3)


def test_an_unserious_counter_offer_changes_nothing():
    joke = SHELF["pac_man"](**EXAMPLES["pac_man"][1])
    assert joke.respond(position(), Bid(50.0)).chance == 1.0
    serious = SHELF["pac_man"](**EXAMPLES["pac_man"][0])
    assert serious.respond(position(), Bid(50.0)).chance == 0.5


def test_a_knight_who_gains_nothing_stays_away():
    assert SHELF["white_knight"](worth=70.0).respond(position(), Bid(71.0)).rival == 0.0
    assert SHELF["white_knight"](worth=70.0).respond(position(), Bid(60.0)).asked == 70.0


def test_the_ledger_keeps_the_order_of_use():
    steps = defend(position(), Bid(50.0), [SHELF["rights_plan"](0.15, 210.0), SHELF["golden_share"]()])
    assert [float(step.asked) for step in steps] == [position().asked, 55.0, np.inf]


@pytest.mark.parametrize("place", ["us", "uk", "eu", "jp"])
def test_law_on_file_is_about_defences_on_the_shelf_dated_and_cited(place):
    for name, entry in rules(place).items():
        assert name in SHELF
        assert entry["status"] in ("lawful", "conditional", "unlawful")
        assert entry["source"] and entry["evidence"]
        assert lawfulness(name, rules(place)).dated == str(entry["dated"])


def test_where_the_law_on_file_is_silent_it_says_so():
    assert lawfulness("legal_form", rules("jp")).status == "not on file"
    assert rules("atlantis") == {}


def test_a_board_that_does_not_decide_asks_in_vain():
    assert position(board=1e9).asked == position().marginal
    assert position(board=1e9, board_decides=True).asked == 1e9


def test_a_staggered_board_costs_a_year_beyond_the_next_meeting():
    board = SHELF["staggered_board"](to_meeting=120.0)
    assert board.respond(position(days=120.0), Bid(50.0)).days == 485.0
