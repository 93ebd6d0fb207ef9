"""The lab before the bid, in every scenario and after its recapitalisation: who decides, who is paid, what it wants.

Shares not known publicly are assumptions of the test; what is tested holds for any of them.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from suitor._core.records import Change
from suitor.holdings import Entity, Holdings, Interest, compare, kappa, mission, remarks

FIRMS = ("OpenAI LP", "xAI", "Google")
RESIDUAL = np.linspace(0.0, 0.3, 31)  # the nonprofit's right to the next dollar, by how many units are at their caps
M = 0.4  # what a dollar of users' surplus is worth to the nonprofit: an assumption, swept below
CARE = {"OpenAI, Inc.": M}
MUSK = Fraction(54, 100)


@pytest.fixture
def before() -> Holdings:
    rest = 1 - RESIDUAL
    cash = {"OpenAI, Inc.": RESIDUAL, "Microsoft": 0.5 * rest, "investors": 0.3 * rest, "staff": 0.2 * rest}
    held = [Interest(holder, "OpenAI LP", "cash", share) for holder, share in cash.items()]
    held += [Interest("OpenAI, Inc.", "OpenAI LP", "appoints")]
    held += [Interest("Elon Musk", "xAI", "shares", MUSK), Interest("xAI investors", "xAI", "shares", 1 - MUSK)]
    held += [Interest("xAI", "consortium", "appoints"), Interest("xAI", "consortium", "cash", 0.5)]
    return Holdings.of(held, [Entity("OpenAI, Inc.", kind="nonprofit"), Entity("Elon Musk", kind="person")])


CONTROL = Change("transfer", {"of": "OpenAI LP", "what": "control", "from": "OpenAI, Inc.", "to": "consortium"})
EVERYTHING = Change("transfer", {"of": "OpenAI LP", "what": "all", "from": "OpenAI, Inc.", "to": "consortium"})


def test_before_the_bid_the_nonprofit_decides_and_is_paid_its_residual(before: Holdings) -> None:
    assert before.ultimate_controller("OpenAI LP") == "OpenAI, Inc."
    np.testing.assert_allclose(before.wedge("OpenAI LP"), 1 - RESIDUAL)
    stakes = before.weigh(FIRMS, CARE)
    np.testing.assert_allclose(stakes.own[:, 0], RESIDUAL)
    np.testing.assert_allclose(stakes.own[:, 1:], [[float(MUSK), 1.0]] * 31)
    np.testing.assert_allclose(stakes.care, [M, 0, 0])
    assert not (stakes.weight - stakes.own[:, :, None] * np.eye(3)).any()


def test_where_every_unit_takes_part_the_nonprofit_serves_users_alone(before: Holdings) -> None:
    stakes = before.weigh(FIRMS, CARE, marginal={("OpenAI, Inc.", "OpenAI LP"): 0.0})
    assert stakes.own[0, 0] == 0.0
    with pytest.raises(ValueError, match="pass the multiplier of the profit floor"):
        mission(stakes)
    assert mission(stakes, multiplier=0.8)[0, 0] == pytest.approx(M / 0.8)


@pytest.mark.parametrize("m", [0.0, 0.25, 0.5, 1.0])
def test_mission_moves_in_proportion_to_the_assumed_m(before: Holdings, m: float) -> None:
    stakes = before.weigh(FIRMS, {"OpenAI, Inc.": m})
    shown = mission(stakes)[:, 0]
    assert np.isnan(shown[0])  # nothing of the profit, and no floor yet: nothing to compare with
    np.testing.assert_allclose(shown[1:], m / RESIDUAL[1:])


def test_a_conversion_with_votes_leaves_the_nonprofit_one_holder_among_several(before: Holdings) -> None:
    shares = {"OpenAI, Inc.": 0.28, "Microsoft": 0.27, "investors": 0.25, "staff": 0.2}
    stakes_given = [{"holder": holder, "cash": share, "votes": share} for holder, share in shares.items()]
    after = before.apply([Change("convert", {"of": "OpenAI LP", "stakes": stakes_given})])
    assert after.ultimate_controller("OpenAI LP") is None
    stakes = after.weigh(FIRMS, CARE)
    assert stakes.own[0] == pytest.approx(sum(share**2 for share in shares.values()))
    assert stakes.care[0] == pytest.approx(0.28 * M)


def test_control_alone_gives_the_buyer_every_reason_to_tunnel(before: Holdings) -> None:
    after = before.apply([CONTROL])
    assert after.ultimate_controller("OpenAI LP") == "Elon Musk"
    stakes = after.weigh(FIRMS, CARE)
    np.testing.assert_allclose(stakes.weight[:, 0], [[0.0, float(MUSK), 0.0]] * 31)
    assert not stakes.care.any()
    assert {"control_without_cash", "tunnelling"} <= {one.key for one in remarks(after, FIRMS)}


def test_with_the_residual_the_buyer_is_paid_through_two_firms(before: Holdings) -> None:
    stakes = before.apply([EVERYTHING]).weigh(FIRMS, CARE)
    np.testing.assert_allclose(stakes.own[:, 0], float(MUSK) * 0.5 * RESIDUAL)
    np.testing.assert_allclose(stakes.weight[:, 0, 1], float(MUSK))


def test_reopened_as_a_nonprofit_it_has_a_new_controller_with_its_own_m(before: Holdings) -> None:
    given = Change("transfer", {"of": "OpenAI LP", "what": "all", "from": "consortium", "to": "new charity"})
    after = before.apply([EVERYTHING, given])
    stakes = after.weigh(FIRMS, {"new charity": 0.7})
    assert after.ultimate_controller("OpenAI LP") == "new charity"
    np.testing.assert_allclose(stakes.own[:, 0], RESIDUAL)
    assert stakes.care[0] == 0.7


def test_merged_into_the_buyer_each_serves_the_others_profit_as_its_own(before: Holdings) -> None:
    after = before.apply([Change("merge", {"firm": "OpenAI LP", "into": "xAI"})])
    weights = kappa(after.weigh(FIRMS, CARE))
    np.testing.assert_allclose(weights, [[1, 1, 0], [1, 1, 0], [0, 0, 1]])


def test_after_the_recapitalisation_the_foundation_appoints_the_board_with_a_quarter_of_the_cash(
    before: Holdings,
) -> None:
    stakes_given = [
        {"holder": "OpenAI, Inc.", "cash": 0.26, "appoints": True},
        {"holder": "Microsoft", "cash": 0.27, "votes": 0.27},
        {"holder": "investors", "cash": 0.47, "votes": 0.47},
    ]
    after = before.apply([Change("convert", {"of": "OpenAI LP", "stakes": stakes_given})])
    assert after.ultimate_controller("OpenAI LP") == "OpenAI, Inc."
    assert after.wedge("OpenAI LP") == Fraction(74, 100)
    seen = compare(before, after, "OpenAI LP", FIRMS)
    assert seen.controller == ("OpenAI, Inc.", "OpenAI, Inc.")
    assert ("investors", "votes", Fraction(30, 100)) in {
        (one.holder, one.right, one.threshold) for one in seen.crossings
    }
    assert mission(after.weigh(FIRMS, CARE))[0] == pytest.approx(M / 0.26)
