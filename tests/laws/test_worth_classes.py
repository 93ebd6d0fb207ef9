"""Laws of cap tables: choices nobody wants to change, found by trying every profile."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from suitor.worth import Claims, ShareClass, elections, share_price, shortfall


def pay_profile(classes, converted, worth):
    """What each class takes where it is laid down who converts or exercises."""
    paid = np.zeros(len(classes))
    left = worth
    holds = [c.preference * (not turn) for c, turn in zip(classes, converted, strict=True)]
    for rank in sorted({c.rank for c in classes}):
        here = [i for i, c in enumerate(classes) if c.rank == rank]
        owed = sum(holds[i] for i in here)
        share = min(1.0, left / owed) if owed > 0 else 0.0
        for i in here:
            paid[i] += share * holds[i]
        left = max(left - owed, 0.0)
    room = {}
    for i, (c, turn) in enumerate(zip(classes, converted, strict=True)):
        if turn:
            room[i] = np.inf
            left += c.shares * c.strike
            paid[i] -= c.shares * c.strike
        elif c.participates:
            room[i] = np.inf if c.cap is None else c.cap - c.preference
    taken = dict.fromkeys(room, 0.0)
    while left > 1e-9 and any(taken[i] < room[i] for i in room):
        takers = [i for i in room if taken[i] < room[i]]
        shares = sum(classes[i].shares for i in takers)
        step = min(left / shares, *((room[i] - taken[i]) / classes[i].shares for i in takers))
        for i in takers:
            taken[i] = (
                room[i]
                if np.isclose(step * classes[i].shares, room[i] - taken[i])
                else taken[i] + step * classes[i].shares
            )
        left -= step * shares
    for i in room:
        paid[i] += taken[i]
    return paid


def stable_profiles(classes, worth):
    """Every profile no class gains by leaving alone. Common has no choice to make."""
    choosers = [i for i, c in enumerate(classes) if c.preference > 0 or c.strike > 0]
    payoffs = {}
    for turns in itertools.product([False, True], repeat=len(choosers)):
        converted = [c.preference == 0 and c.strike == 0 for c in classes]
        for i, turn in zip(choosers, turns, strict=True):
            converted[i] = turn
        payoffs[turns] = pay_profile(classes, converted, worth)
    for turns, paid in payoffs.items():
        others = [(i, (*turns[:k], not turns[k], *turns[k + 1 :])) for k, i in enumerate(choosers)]
        if all(payoffs[other][i] <= paid[i] + 1e-7 for i, other in others):
            yield dict(zip(choosers, turns, strict=True)), paid


def random_classes(rng, count):
    classes = [ShareClass("common", shares=rng.uniform(20, 100))]
    for number in range(count):
        kind = rng.integers(4)
        shares, preference = rng.uniform(2, 40), rng.uniform(5, 60)
        terms = [
            {"preference": preference},
            {"preference": preference, "participates": True},
            {"preference": preference, "participates": True, "cap": preference * rng.uniform(1, 4)},
            {"strike": rng.uniform(0.1, 4)},
        ][kind]
        classes.append(ShareClass(f"class {number}", shares=shares, rank=int(rng.integers(1, 4)), **terms))
    return classes


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_payouts_are_those_of_a_profile_no_class_wants_to_leave(count):
    rng = np.random.default_rng(count)
    for _ in range(8):
        classes = random_classes(rng, count)
        for worth in rng.uniform(1, 600, 4):
            stable = list(stable_profiles(classes, worth))
            assert stable, "there is always one"
            paid = Claims.of_classes(classes).pay(worth).paid
            assert all(np.allclose(paid, one, atol=1e-6) for _, one in stable)
            chosen = elections(classes, worth)
            assert any(all(chosen[i] == turn for i, turn in turns.items()) for turns, _ in stable)


def test_twelve_choosing_classes_agree_with_trying_all_4096_profiles():
    rng = np.random.default_rng(12)
    classes = random_classes(rng, 12)
    paid = Claims.of_classes(classes).pay(350.0).paid
    stable = list(stable_profiles(classes, 350.0))
    assert stable
    assert all(np.allclose(paid, one, atol=1e-6) for _, one in stable)


@pytest.fixture(scope="module")
def table():
    """Ten classes, every amount drawn."""
    rng = np.random.default_rng(5)
    draw = lambda low, high: rng.uniform(low, high, 200)  # noqa: E731
    classes = [ShareClass("common", draw(20, 100)), ShareClass("options", draw(5, 10), strike=draw(0.1, 3))]
    classes += [ShareClass(f"plain {i}", draw(2, 40), draw(5, 60), rank=i) for i in range(1, 5)]
    classes += [ShareClass("participating", draw(2, 40), draw(5, 60), rank=2, participates=True)]
    for i in range(1, 4):
        face = draw(5, 60)
        classes.append(ShareClass(f"capped {i}", draw(2, 40), face, rank=i, participates=True, cap=face * draw(1, 4)))
    return classes


WORTH = np.linspace(0.0, 2000.0, 201)[:, None]


def test_a_cap_table_pays_out_everything_and_nobody_takes_more_than_the_growth(table):
    paid = Claims.of_classes(table).pay(WORTH).paid
    assert np.abs(paid.sum(-1) - WORTH).max() < 1e-9
    assert np.diff(paid, axis=0).min() > -1e-9
    assert np.diff(paid, axis=0).max() < 10 + 1e-9


def test_the_order_of_classes_does_not_matter(table):
    order = np.random.default_rng(6).permutation(len(table))
    other = Claims.of_classes([table[i] for i in order]).pay(WORTH).paid
    assert np.allclose(other, Claims.of_classes(table).pay(WORTH).paid[..., order], atol=1e-9)


def test_payouts_scale_with_money_and_a_worthless_class_changes_nothing(table):
    def scaled(c):
        return ShareClass(
            c.name,
            c.shares,
            3 * c.preference,
            c.rank,
            c.participates,
            None if c.cap is None else 3 * c.cap,
            c.converts,
            3 * c.strike,
        )

    claims = Claims.of_classes(table)
    assert np.allclose(Claims.of_classes([scaled(c) for c in table]).pay(3 * WORTH).paid, 3 * claims.pay(WORTH).paid)
    idle = Claims.of_classes([*table, ShareClass("idle", 0.0)])
    assert np.allclose(idle.pay(WORTH).paid[..., :-1], claims.pay(WORTH).paid, atol=1e-9)
    assert np.all(idle.pay(WORTH).paid[..., -1] == 0)


def test_the_price_of_a_share_is_what_common_receives_for_one(table):
    paid = Claims.of_classes(table).pay(WORTH).paid
    assert np.allclose(share_price(table, WORTH), paid[..., 0] / table[0].shares, atol=1e-9)


def test_a_converted_class_is_paid_as_common_and_one_that_holds_no_less_than_its_preference_once_covered(table):
    paid, price, chosen = Claims.of_classes(table).pay(WORTH).paid, share_price(table, WORTH), elections(table, WORTH)
    for i in range(2, 6):
        assert np.allclose(paid[..., i][chosen[..., i]], (price * table[i].shares)[chosen[..., i]])
    missing = shortfall(table, WORTH)
    held = ~chosen[..., 2:6]
    owed = np.stack([c.preference for c in table[2:6]], axis=-1)
    assert np.allclose((paid[..., 2:6] + missing[..., 2:6])[held], np.broadcast_to(owed, held.shape)[held])


def test_only_some_terms_need_be_drawn():
    face, shares = np.array([10.0, 30.0, 90.0]), np.array([5.0, 20.0, 40.0])
    for drawn in ({"preference": face, "shares": 20.0}, {"preference": 30.0, "shares": shares}):
        claims = Claims.of_classes([ShareClass("fund", **drawn), ShareClass("common", 80.0)])
        for i in range(3):
            terms = {k: float(v[i]) if np.ndim(v) else v for k, v in drawn.items()}
            alone = Claims.of_classes([ShareClass("fund", **terms), ShareClass("common", 80.0)])
            assert np.allclose(claims.pay(150.0).paid[i], alone.pay(150.0).paid)


def test_equal_ranks_share_a_shortfall_in_proportion():
    classes = [
        ShareClass("a", 1, 30.0),
        ShareClass("b", 1, 10.0),
        ShareClass("c", 1, 20.0, rank=2),
        ShareClass("common", 9),
    ]
    assert Claims.of_classes(classes).pay(20.0).paid.tolist() == [15.0, 5.0, 0.0, 0.0]
    assert shortfall(classes, 20.0).tolist() == [15.0, 5.0, 20.0, 0.0]
    assert shortfall(classes, 50.0).tolist() == [0.0, 0.0, 10.0, 0.0]


def test_a_company_with_preferred_only_pays_what_is_left_to_those_who_convert_first():
    classes = [ShareClass("a", 10, 50.0), ShareClass("b", 10, 100.0)]
    assert Claims.of_classes(classes).pay(170.0).paid.tolist() == [70.0, 100.0]
    assert Claims.of_classes(classes).pay(400.0).paid.tolist() == [200.0, 200.0]
    assert share_price(classes, 170.0) == 7.0
    assert share_price(classes, 120.0) == 0.0
    assert elections(classes, 120.0).tolist() == [False, False]


def test_a_loan_is_a_preference_without_shares():
    classes = [ShareClass("loan", preference=40.0), ShareClass("common", 10)]
    assert Claims.of_classes(classes).pay(30.0).paid.tolist() == [30.0, 0.0]
    assert Claims.of_classes(classes).pay(90.0).paid.tolist() == [40.0, 50.0]
    assert elections(classes, 90.0).tolist() == [False, True]


def test_a_loan_as_the_only_claim_leaves_an_owner_missing():
    with pytest.raises(ValueError, match="nobody owns what is left"):
        Claims.of_classes([ShareClass("loan", preference=40.0)])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            ShareClass("series a", 5, 10.0, participates=True, cap=5.0),
            "series a: its participation cap of 5.0 is below",
        ),
        (ShareClass("series a", 5, 10.0, cap=50.0), "series a: has a participation cap"),
        (ShareClass("series a", 5, 10.0, strike=1.0), "series a: an option with a preference"),
        (ShareClass("common", 5), "share a name"),
    ],
)
def test_terms_that_contradict_each_other_are_refused_by_name(wrong, says):
    with pytest.raises(ValueError, match=says):
        Claims.of_classes([ShareClass("common", 10), wrong])
