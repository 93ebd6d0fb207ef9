"""Laws of a register: what always holds of ownership, control and their changes, whoever holds what."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suitor._core.records import Change
from suitor.holdings import Entity, Holdings, Interest, Range, compare, kappa, mission, remarks
from suitor.holdings.control import HALF, controlled, say_of
from suitor.holdings.ownership import corrected, integrated, owners

FIRMS = ("a", "b", "c", "d")
PERSONS = ("x", "y", "z")


@st.composite
def complete_stakes(draw: st.DrawFn) -> dict[tuple[str, str], Fraction]:
    """Every firm is wholly owned, by persons and perhaps by other firms; somebody outside holds a part of each."""
    stakes: dict[tuple[str, str], Fraction] = {}
    for firm in FIRMS:
        holders = draw(st.lists(st.sampled_from([*PERSONS, *FIRMS]), min_size=1, max_size=4, unique=True))
        if not set(holders) & set(PERSONS):
            holders = [*holders, draw(st.sampled_from(PERSONS))]
        parts = [draw(st.integers(1, 20)) for _ in holders]
        for holder, part in zip(holders, parts, strict=True):
            stakes[holder, firm] = Fraction(part, sum(parts))
    return stakes


def register(stakes: dict[tuple[str, str], Fraction]) -> Holdings:
    return Holdings.of(
        [Interest(holder, company, "shares", share) for (holder, company), share in stakes.items()],
        [Entity(name, kind="person") for name in PERSONS],
    )


@given(complete_stakes())
def test_ultimate_owners_receive_the_whole_profit(stakes: dict[tuple[str, str], Fraction]) -> None:
    for firm in FIRMS:
        assert sum(share for name, share in owners(stakes, firm).items() if name in PERSONS) == 1


@given(complete_stakes())
def test_exact_rights_are_the_matrix_inverse(stakes: dict[tuple[str, str], Fraction]) -> None:
    names = [*PERSONS, *FIRMS]
    direct = np.array([[float(stakes.get((holder, company), 0)) for company in names] for holder in names])
    series, power = direct, direct
    for _ in range(60):  # W + W^2 + ..., twice as many terms each time
        series, power = series + power @ series, power @ power
    np.testing.assert_allclose(integrated(direct), series, rtol=1e-9, atol=1e-12)
    net = corrected(direct)
    for firm in FIRMS:
        exact = owners(stakes, firm)
        np.testing.assert_allclose(net[:, names.index(firm)], [float(exact.get(name, 0)) for name in names], atol=1e-10)


@given(complete_stakes())
def test_the_correction_is_cutting_what_is_held_of_oneself(stakes: dict[tuple[str, str], Fraction]) -> None:
    for firm in FIRMS:
        for other in FIRMS:
            if other != firm:
                cut = {pair: share for pair, share in stakes.items() if pair[1] != other}
                assert owners(stakes, firm).get(other, 0) == owners(cut, firm).get(other, 0)


@given(complete_stakes(), st.randoms())
def test_the_order_of_statements_does_not_matter(stakes: dict[tuple[str, str], Fraction], random: object) -> None:
    shuffled = list(stakes.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = register(stakes), register(dict(shuffled))
    for firm in FIRMS:
        assert one.owners(firm) == other.owners(firm)
        assert one.controllers(firm) == other.controllers(firm)
    np.testing.assert_allclose(one.weigh(FIRMS).weight, other.weigh(FIRMS).weight, atol=1e-12)


@given(complete_stakes(), st.sampled_from(FIRMS), st.sampled_from(PERSONS))
def test_more_votes_never_lose_control(stakes: dict[tuple[str, str], Fraction], firm: str, person: str) -> None:
    says = say_of(stakes, {})
    more = {pair: share / 2 for pair, share in stakes.items() if pair[1] == firm}
    more[person, firm] = more.get((person, firm), Fraction(0)) + HALF
    richer = say_of({**stakes, **more}, {})
    assert controlled(says, {person}) <= controlled(richer, {person})


@given(complete_stakes())
def test_only_one_party_controls_in_the_end(stakes: dict[tuple[str, str], Fraction]) -> None:
    holdings = register(stakes)
    for firm in FIRMS:
        heads = holdings.ultimate_controllers(firm)
        assert len(heads) <= 1 or all(set(heads) <= {head, *holdings.controllers(head)} for head in heads)


@settings(max_examples=40)
@given(complete_stakes(), st.data())
def test_bounds_contain_every_exact_register(stakes: dict[tuple[str, str], Fraction], data: st.DataObject) -> None:
    room = {pair: data.draw(st.fractions(0, 1, max_denominator=8)) for pair in stakes}
    ranges = {
        pair: Range(share * (1 - room[pair] / 2), min(Fraction(1), share * (1 + room[pair])))
        for pair, share in stakes.items()
    }
    wide = Holdings.of([Interest(*pair, "cash", share) for pair, share in ranges.items()])
    for firm in FIRMS:
        within = wide.owners(firm)
        for name, share in owners(stakes, firm).items():
            bound = within[name]
            low, high = (bound.low, bound.high) if isinstance(bound, Range) else (bound, bound)
            if name in PERSONS:
                assert low <= share <= high


@given(complete_stakes(), st.sampled_from(FIRMS), st.fractions(0, 1, max_denominator=10))
def test_a_transfer_and_its_inverse_give_back_the_register(
    stakes: dict[tuple[str, str], Fraction], firm: str, part: Fraction
) -> None:
    holdings = register(stakes)
    giver = next(holder for holder, company in stakes if company == firm)
    if part == 0:
        return
    moved = holdings.apply([Change("transfer", {"of": firm, "from": giver, "to": "buyer", "share": part})])
    back = moved.apply([Change("transfer", {"of": firm, "from": "buyer", "to": giver})])
    assert back.cash == holdings.cash
    assert back.votes == holdings.votes
    assert moved.cash["buyer", firm] == part * stakes[giver, firm]


@given(complete_stakes(), st.sampled_from(FIRMS), st.fractions(0, 1, max_denominator=10))
def test_new_units_leave_columns_whole(stakes: dict[tuple[str, str], Fraction], firm: str, part: Fraction) -> None:
    if part == 0:
        return
    after = register(stakes).apply([Change("issue", {"of": firm, "to": "investor", "cash": part, "votes": 0})])
    assert sum(share for (_, company), share in after.cash.items() if company == firm) == 1
    assert after.cash["investor", firm] == part
    assert after.votes == register(stakes).votes


def test_a_controllers_weight_is_continuous_as_its_cash_right_goes_to_zero() -> None:
    own, care = [], []
    for right in (0.2, 1e-3, 1e-6, 1e-9, 0.0):
        rest = 1 - right
        held = [Interest("charity", "lab", "appoints"), Interest("charity", "lab", "cash", right)]
        stakes = Holdings.of([*held, Interest("investors", "lab", "cash", rest)]).weigh(("lab",), {"charity": 0.5})
        own.append(stakes.own[0])
        care.append(stakes.care[0])
    np.testing.assert_allclose(own, [0.2, 1e-3, 1e-6, 1e-9, 0.0], atol=1e-15)
    assert set(care) == {0.5}


def test_kappa_does_not_change_when_power_is_counted_on_another_scale() -> None:
    stakes = Holdings.of([Interest("p", "a", "shares", 0.6), Interest("p", "b", "cash", 0.3)]).weigh(
        ("a", "b"), {"p": 0.2}
    )
    from suitor._core.records import replace

    double = replace(stakes, weight=2 * stakes.weight, care=2 * stakes.care)
    np.testing.assert_allclose(kappa(double), kappa(stakes))
    np.testing.assert_allclose(mission(double), mission(stakes))


def test_draws_of_a_share_give_the_weights_of_each_draw() -> None:
    draws = np.array([0.0, 0.1, 0.25])

    def weights(share: object) -> np.ndarray:  # type: ignore[type-arg]
        held = [Interest("charity", "lab", "appoints"), Interest("charity", "lab", "cash", share)]
        held += [Interest("lab", "spin", "shares", 0.7), Interest("charity", "spin", "cash", 0.1)]
        return Holdings.of(held).weigh(("lab", "spin")).weight

    together = weights(draws)
    assert together.shape == (3, 2, 2)
    for place, share in enumerate(draws):
        np.testing.assert_allclose(together[place], weights(float(share)), atol=1e-15)


def test_a_drawn_acceptance_moves_cash_by_draw_and_votes_by_its_median() -> None:
    holdings = Holdings.of([Interest("fund", "firm", "shares", 0.8), Interest("founder", "firm", "shares", 0.2)])
    share = np.array([0.5, 0.75, 0.9])
    after = holdings.apply([Change("transfer", {"of": "firm", "from": "everyone", "to": "bidder", "share": share})])
    np.testing.assert_allclose(after.cash["bidder", "firm"], share)
    np.testing.assert_allclose(after.cash["founder", "firm"], 0.2 * (1 - share))
    assert after.votes["bidder", "firm"] == Fraction(3, 4)
    assert after.ultimate_controller("firm") == "bidder"


def test_a_veto_moves_with_the_whole_and_stays_with_a_part() -> None:
    holdings = Holdings.of([Interest("state", "firm", "shares", 0.4), Interest("state", "firm", "veto")])
    for share, holders in ((1, {"bidder"}), (0.5, {"state"})):
        after = holdings.apply([Change("transfer", {"of": "firm", "from": "state", "to": "bidder", "share": share})])
        assert {held.holder for held in after.interests if held.kind == "veto"} == holders
    unknown = Holdings.of([Interest("charity", "firm", "cash", None)])
    moved = unknown.apply([Change("transfer", {"of": "firm", "from": "charity", "to": "bidder"})])
    assert moved.cash == {("bidder", "firm"): None}


def test_what_is_sold_to_dispersed_holders_has_no_recorded_holder() -> None:
    holdings = Holdings.of([Interest("parent", "firm", "shares", 0.6), Interest("fund", "firm", "shares", 0.4)])
    after = holdings.apply([Change("divest", {"of": "firm", "holder": "parent", "share": 0.5})])
    assert after.cash == {("parent", "firm"): Fraction(3, 10), ("fund", "firm"): Fraction(2, 5)}
    assert after.ultimate_controller("firm") is None
    gone = holdings.apply([Change("divest", {"of": "firm", "holder": "parent", "to": "fund"})])
    assert gone.ultimate_controller("firm") == "fund"


def test_new_shares_vote_unless_they_are_said_not_to() -> None:
    holdings = Holdings.of([Interest("founder", "firm", "shares", 1)])
    plain = holdings.apply([Change("issue", {"of": "firm", "to": "fund", "cash": 0.2})])
    assert plain.votes == plain.cash == {("founder", "firm"): Fraction(4, 5), ("fund", "firm"): Fraction(1, 5)}
    silent = holdings.apply([Change("issue", {"of": "firm", "to": "fund", "cash": 0.2, "votes": 0})])
    assert silent.votes == {("founder", "firm"): 1}


def test_a_right_to_the_next_dollar_stands_before_the_average_share() -> None:
    held = [Interest("fund", "lab", "shares", 0.6), Interest("fund", "rival", "shares", 0.3)]
    holdings = Holdings.of(held)
    assert holdings.weigh(("lab", "rival")).own[0] == pytest.approx(0.6)
    capped = holdings.weigh(("lab", "rival"), marginal={("fund", "lab"): np.array([0.0, 0.6])})
    np.testing.assert_allclose(capped.weight[:, 0, :], [[0.0, 0.3], [0.6, 0.3]])


@pytest.mark.parametrize("index", ["banzhaf", "shapley_shubik"])
def test_power_can_be_split_by_voting_power(index: str) -> None:
    """Of 40, 35 and 25 any two win: each has a third of the power, whatever its votes."""
    held = [Interest(name, "firm", "shares", share) for name, share in (("a", 0.4), ("b", 0.35), ("c", 0.25))]
    holdings = Holdings.of(held)
    assert holdings.weigh(("firm",), split=index).own[0] == pytest.approx(1 / 3)
    assert holdings.weigh(("firm",)).own[0] == pytest.approx(0.4**2 + 0.35**2 + 0.25**2)
    with pytest.raises(ValueError, match="'votes', 'banzhaf' or 'shapley_shubik'; found 'seniority'"):
        holdings.weigh(("firm",), split="seniority")


def test_a_block_among_small_holders_has_more_power_than_votes() -> None:
    """A block of 20% beside a dispersed rest has about w / (1 - w) = 25% of the power; the rest wants profit alone."""
    stakes = Holdings.of([Interest("a", "firm", "shares", 0.2)]).weigh(("firm",), split="shapley_shubik")
    assert stakes.own[0] == pytest.approx(0.25 * 0.2 + 0.75, abs=0.01)  # 100 holders stand for the ocean


def test_a_merged_firm_counts_its_owners_profit_as_its_own() -> None:
    holdings = Holdings.of([Interest("founder", "bidder", "shares", 0.54), Interest("fund", "lab", "shares", 1)])
    merged = holdings.apply([Change("merge", {"firm": "lab", "into": "bidder"})])
    np.testing.assert_allclose(kappa(merged.weigh(("lab", "bidder"))), np.ones((2, 2)))


def test_a_bid_is_reported_as_what_it_changes() -> None:
    holdings = Holdings.of([Interest("a", "firm", "shares", 0.28), Interest("b", "firm", "shares", 0.32)])
    tender = Change("transfer", {"of": "firm", "what": "all", "from": "b", "to": "a"})
    seen = compare(holdings, holdings.apply([tender]), "firm", ("firm",))
    assert seen.controller == (None, "a")
    assert seen.wedge[0] is None and seen.wedge[1] == 1 - Fraction(60, 100)
    crossed = {(one.holder, one.right, one.threshold) for one in seen.crossings}
    assert {
        ("a", "votes", Fraction(30, 100)),
        ("a", "votes", Fraction(50, 100)),
        ("b", "votes", Fraction(25, 100)),
    } <= crossed
    assert seen.power["a"][1] == pytest.approx(1.0)
    assert ("a",) in seen.blockers[1] and ("a",) not in seen.blockers[0]


def test_a_firm_nobody_is_recorded_as_controlling_is_run_for_its_profit() -> None:
    stakes = Holdings.of([Interest("staff", "lab", "cash", 0.2)]).weigh(("lab", "stranger"))
    np.testing.assert_array_equal(stakes.weight, np.eye(2))
    np.testing.assert_array_equal(stakes.care, 0)
    assert [one.key for one in remarks(Holdings.of([Interest("staff", "lab", "cash", 0.2)]))] == ["no_recorded_owner"]


def test_options_are_exercised_together_whatever_their_order() -> None:
    held = [
        Interest("A", "T", "shares", "0.6"),
        Interest("B", "T", "option", "0.1"),
        Interest("C", "T", "option", "0.2"),
    ]
    register = Holdings.of(held)
    whole = register.apply([Change("exercise", {"of": "T"})])
    assert whole.votes == {("A", "T"): Fraction(42, 100), ("B", "T"): Fraction(1, 10), ("C", "T"): Fraction(2, 10)}
    turned = Holdings.of(held[::-1]).apply([Change("exercise", {"of": "T"})])
    assert turned.votes == whole.votes
    one = register.apply([Change("exercise", {"of": "T", "holder": "B"})])
    assert one.cash["A", "T"] == Fraction(54, 100)
    with pytest.raises(ValueError, match="no option"):
        whole.apply([Change("exercise", {"of": "T"})])
