"""What a register does where others divide by zero, count twice or guess: every odd case has an answer or a refusal."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from suitor._core.records import Change, replace
from suitor.holdings import (
    Entity,
    Holdings,
    Interest,
    Pact,
    Range,
    Rule,
    beneficial_owners,
    blockers,
    close_links,
    disclosure_rule,
    kappa,
    passers,
    remarks,
    vote_power,
)
from suitor.holdings.games import Both, Either, Weighted, majority, veto
from suitor.holdings.ownership import closed_loops, weakest_link
from suitor.holdings.power import banzhaf, deegan_packel, johnston, shapley_shubik


def shares(*edges: tuple[str, str, object], **more: object) -> Holdings:
    return Holdings.of([Interest(holder, company, "shares", share) for holder, company, share in edges], **more)  # type: ignore[arg-type]


def keys(holdings: Holdings, firms: tuple[str, ...] = ()) -> list[str]:
    return [one.key for one in remarks(holdings, firms)]


def test_a_loop_that_nobody_outside_owns_is_refused_by_name_and_reported() -> None:
    holdings = shares(("Alpha", "Beta", 1), ("Beta", "Alpha", 1), ("Alpha", "Gamma", 0.5))
    with pytest.raises(ValueError, match="Alpha, Beta hold one another entirely"):
        holdings.owners("Gamma")
    assert closed_loops(holdings.cash) == [("Alpha", "Beta")]  # type: ignore[arg-type]
    assert "closed_loop" in keys(holdings)


def test_a_loop_that_leaks_is_reported_with_its_gain() -> None:
    holdings = shares(
        ("1", "2", 0.5), ("2", "3", 0.5), ("3", "1", 0.2), ("X", "1", 0.8), ("X", "2", 0.5), ("X", "3", 0.5)
    )
    assert holdings.cash_flow("X", "3") == 1
    loop = next(one for one in remarks(holdings) if one.key == "loop")
    assert loop.text == "The loop 1 -> 2 -> 3 -> 1 multiplies stakes by 1.053."


def test_more_than_all_of_a_company_is_refused_with_the_holders() -> None:
    with pytest.raises(ValueError, match=r"cash stakes in '5' sum to 300% \(4: 100%, 6: 100%, 19: 100%\)"):
        shares(("4", "5", 1), ("6", "5", 1), ("19", "5", 1))


def test_bounds_that_could_exceed_all_are_cut_and_reported() -> None:
    holdings = shares(("A", "T", (0.5, 0.9)), ("B", "T", (0.3, 0.9)))
    bound = holdings.cash_flow("A", "T")
    assert isinstance(bound, Range)
    assert (bound.low, bound.high) == (Fraction(1, 2), Fraction(7, 10))
    assert "bounds_cut" in keys(holdings)


def test_owners_who_are_missing_are_reported_and_not_invented() -> None:
    holdings = shares(("A", "T", 0.618))
    assert list(holdings.owners("T")) == ["A"]
    assert remarks(holdings)[0].text.startswith("38.2% of T has no recorded owner")


@pytest.mark.parametrize("share", [-0.1, 1.2, 30, float("nan"), "half"])
def test_a_share_is_a_number_between_nothing_and_all(share: object) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Interest("A", "B", "shares", share)  # type: ignore[arg-type]


def test_control_without_cash_is_allowed_and_its_kappa_needs_the_floor() -> None:
    holdings = Holdings.of([Interest("Foundation", "OpCo", "appoints"), Interest("fund", "OpCo", "cash", 1)])
    assert holdings.wedge("OpCo") == 1
    assert "control_without_cash" in keys(holdings)
    stakes = holdings.weigh(("OpCo",), {"Foundation": 0.3})
    assert (stakes.own[0], stakes.care[0]) == (0.0, 0.3)
    with pytest.raises(ValueError, match="OpCo: those in control receive nothing of its profit and no floor binds"):
        kappa(stakes)
    assert kappa(stakes, multiplier=0.5)[0, 0] == 1.0


def test_tunnelling_is_kept_and_reported() -> None:
    holdings = Holdings.of(
        [Interest("A", "T", "cash", 0.299), Interest("A", "T", "appoints"), Interest("owners", "A", "shares", 1)]
    )
    weights = kappa(holdings.weigh(("A", "T")))
    assert weights[1, 0] == pytest.approx(1 / 0.299)
    assert "tunnelling" in keys(holdings, ("A", "T"))


def test_a_golden_share_blocks_and_does_not_control() -> None:
    votes = [Interest(name, "Co", "votes", share) for name, share in (("A", 0.6), ("B", 0.25), ("C", 0.15))]
    holdings = Holdings.of([*votes, Interest("State", "Co", "veto")])
    assert holdings.ultimate_controller("Co") == "A"
    assert set(blockers(holdings, "Co")) == {("A",), ("State",)}
    assert passers(holdings, "Co") == [("A", "State")]
    power = vote_power(holdings, "Co", "shapley_shubik")
    assert [power[name] for name in ("A", "B", "C", "State")] == pytest.approx([0.5, 0, 0, 0.5])
    given = Holdings.of(votes).apply([Change("veto", {"of": "Co", "by": "State"})])
    assert vote_power(given, "Co") == pytest.approx(vote_power(holdings, "Co"))


def test_whoever_fills_more_than_half_the_board_controls_and_half_is_joint() -> None:
    def board(seats: str, other: str) -> Holdings:
        return Holdings.of([Interest("A", "JV", "seats", seats), Interest("B", "JV", "seats", other)])

    assert board("3/5", "2/5").ultimate_controller("JV") == "A"
    assert board("1/2", "1/2").ultimate_controllers("JV") == ()
    assert board("1/2", "1/2").ultimate_controllers("JV", strict=False) == ("A", "B")


def test_the_right_to_appoint_stands_before_votes() -> None:
    holdings = Holdings.of([Interest("A", "Co", "votes", 0.9), Interest("B", "Co", "appoints")])
    assert holdings.ultimate_controller("Co") == "B"
    part = Holdings.of([Interest("A", "Co", "votes", 0.9), Interest("B", "Co", "appoints", "2/5")])
    assert part.ultimate_controller("Co") == "A"


def test_exactly_half_is_joint_control_and_says_so() -> None:
    holdings = shares(("A", "JV", 0.5), ("B", "JV", 0.5))
    assert holdings.ultimate_controllers("JV") == ()
    assert holdings.ultimate_controllers("JV", strict=False) == ("A", "B")
    assert "joint_control" in keys(holdings)


def test_thresholds_are_decided_exactly() -> None:
    tenths = shares(*((str(name), "T", 0.05) for name in range(10)), ("x", "T", 0.5))
    pact = Holdings(tenths.entities, tenths.interests, (Pact(tuple(map(str, range(10)))),))
    assert len(pact.ultimate_controllers("T", strict=False)) == 2
    assert pact.ultimate_controllers("T") == ()
    mix = shares(("P", "A", 1), ("P", "T", 0.17), ("A", "T", 0.28), ("B", "T", 0.05))
    assert mix.ultimate_controller("T") is None
    assert 0.17 + 0.28 + 0.05 > 0.5  # floats would give P, A and B together a majority they do not have


def test_treasury_shares_pass_their_cash_on_and_do_not_vote() -> None:
    holdings = shares(("X", "1", 0.46), ("1", "1", 0.1), ("Y", "1", 0.44))
    assert holdings.cash_flow("X", "1") == Fraction(46, 90)
    assert holdings.ultimate_controller("1") == "X"


def test_a_subsidiary_does_not_vote_its_parents_shares_unless_the_law_lets_it() -> None:
    edges = [("A", "Parent", 0.3), ("B", "Parent", 0.25), ("Parent", "Sub", 0.8), ("Sub", "Parent", 0.45)]
    held = [Interest(holder, company, "shares", share) for holder, company, share in edges]
    assert Holdings.of(held).ultimate_controller("Parent") == "A"
    voting = Holdings(Holdings.of(held).entities, tuple(held), cross_votes=True)
    assert voting.ultimate_controller("Parent") is None


def test_companies_that_control_each_other_and_nobody_outside_are_their_own_masters() -> None:
    edges = [("a", "b", 0.6), ("b", "a", 0.6), ("x", "a", 0.4), ("y", "b", 0.4)]
    held = [Interest(holder, company, "shares", share) for holder, company, share in edges]
    ring = Holdings(Holdings.of(held).entities, tuple(held), cross_votes=True)
    assert ring.ultimate_controllers("a") == ("b",)
    np.testing.assert_allclose(kappa(ring.weigh(("a", "b"))), [[1, 0.6], [0.6, 1]])
    assert Holdings.of(held).ultimate_controller("a") == "x"


def test_a_nominee_is_looked_through() -> None:
    holdings = Holdings.of([Interest("bank", "Co", "shares", 0.6), Interest("Ann", "bank", "nominee")])
    assert holdings.ultimate_controller("Co") == "Ann"
    assert shares(("bank", "Co", 0.6)).ultimate_controller("Co") == "bank"


def test_a_pact_controls_what_its_members_do_not_alone() -> None:
    parts = [("A", "Co", 0.3), ("B", "Co", 0.25), ("C", "Co", 0.45)]
    holdings = shares(*parts).apply([Change("pact", {"members": ["A", "B"], "of": "Co"})])
    assert holdings.ultimate_controller("Co") == "A + B"
    assert holdings.wedge("Co") == 1 - Fraction(55, 100)
    stakes = holdings.weigh(("Co",))
    assert stakes.own[0] == pytest.approx((0.3 * 0.3 + 0.25 * 0.25) / 0.55)
    assert vote_power(holdings, "Co", "shapley_shubik")["C"] == 0.0


def test_past_interests_do_not_count_today() -> None:
    held = [Interest("A", "Co", "shares", 0.6, until="2024-01-01"), Interest("B", "Co", "shares", 0.4)]
    holdings = Holdings.of(held)
    assert holdings.on("2023-12-31").ultimate_controller("Co") == "A"
    assert holdings.on("2024-01-01").ultimate_controller("Co") is None


def test_ids_must_differ_and_be_known() -> None:
    with pytest.raises(ValueError, match="A stands more than once"):
        Holdings((Entity("A"), Entity("A")))
    with pytest.raises(ValueError, match="not listed: B"):
        Holdings((Entity("A"),), (Interest("A", "B", "cash", 0.1),))


def test_weights_and_quotas_may_be_any_exact_numbers() -> None:
    assert Weighted((0.1, 0.2, 0.3), 0.4).weights == (1, 2, 3)  # type: ignore[arg-type]
    assert Weighted((0.1, 0.2, 0.3), 0.4).quota == 4  # type: ignore[arg-type]
    assert majority([Fraction(1, 3), Fraction(2, 3)]).weights == (1, 2)


@pytest.mark.parametrize(
    ("weights", "quota", "message"),
    [
        ((5000, 3000, 2000), 0.5, "0.5 looks like a share of 10000 votes; use majority"),
        ((1, 1), 3, "a quota of 3 cannot decide among 2 votes"),
        ((1, 1), 0, "a quota of 0 is always met"),
        ((), 1, "at least one player"),
        ((1, float("nan")), 1, "votes must be numbers"),
        ((1, -1), 1, "cannot be negative"),
    ],
)
def test_a_vote_that_makes_no_sense_is_refused(weights: tuple[int, ...], quota: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Weighted(weights, quota)


def test_a_quota_of_half_or_less_lets_two_coalitions_win() -> None:
    assert not Weighted((1, 1), 1).proper
    assert majority([50, 49, 1]).proper


def test_a_majority_is_a_dictator_and_no_votes_are_a_dummy() -> None:
    game = majority([70, 20, 10, 0])
    for index in (shapley_shubik, banzhaf, johnston, deegan_packel):
        assert index(game).tolist() == pytest.approx([1, 0, 0, 0], abs=1e-15)
    weights = [50, 49, 1]
    shapley_shubik(majority(weights))
    assert weights == [50, 49, 1]


def test_an_index_that_lists_coalitions_names_what_to_ask_instead() -> None:
    with pytest.raises(ValueError, match="at most 22 players, found 35; group the small holders, or ask for shapley"):
        johnston(Weighted((1,) * 35, 18))


def test_rules_join_only_over_the_same_players() -> None:
    with pytest.raises(ValueError, match="the same players"):
        Both((Weighted((1, 1), 1), veto(3, [0])))
    with pytest.raises(ValueError, match="the same players"):
        Either(())


def test_a_chain_too_long_for_the_weakest_link_is_refused() -> None:
    stakes = {(str(level), str(level + 1)): Fraction(1, 2) for level in range(20)}
    assert weakest_link(stakes, "0", "5") == Fraction(1, 2)
    with pytest.raises(ValueError, match="longer than 12 firms"):
        weakest_link(stakes, "0", "20")


def test_owners_are_named_as_each_law_counts() -> None:
    persons = [Entity(name, kind="person") for name in ("ann", "bob")]
    holdings = Holdings.of(
        [
            Interest("ann", "top", "shares", 0.6),
            Interest("bob", "top", "shares", 0.4),
            Interest("top", "firm", "shares", 0.3),
            Interest("bob", "firm", "shares", 0.25),
        ],
        persons,
    )
    assert set(beneficial_owners(holdings, "firm", disclosure_rule("eu_amlr"))) == {"ann", "bob"}
    # 60% of 30% is 18%; ann must be named in the EU because she controls a holder of 25% or more.
    assert beneficial_owners(holdings, "firm", disclosure_rule("eu_amlr"))["ann"] == ("control of those who own",)
    # In the UK exactly 25% is not enough, but a majority in a holder of 30% is.
    assert set(beneficial_owners(holdings, "firm", disclosure_rule("uk_psc"))) == {"ann"}
    assert set(beneficial_owners(holdings, "firm", disclosure_rule("us_13d"))) == {"ann", "bob", "top"}
    assert frozenset({"top", "firm"}) in close_links(holdings)


def test_an_unknown_share_is_not_taken_for_nothing() -> None:
    holdings = Holdings.of([Interest("A", "Co", "appoints"), Interest("A", "Co", "cash", None)])
    bound = holdings.cash_flow("A", "Co")
    assert isinstance(bound, Range)
    assert (bound.low, bound.high) == (0, 1)
    with pytest.raises(ValueError, match="the cash share of 'A' in 'Co' is not known; give a number or draws"):
        holdings.weigh(("Co",))
    np.testing.assert_allclose(holdings.weigh(("Co",), marginal={("A", "Co"): 0.2}).own, [0.2])


@pytest.mark.parametrize(
    ("verb", "terms", "message"),
    [
        ("transfer", {"of": "Co", "what": "votes", "from": "fund", "to": "B"}, "fund holds no votes of 'Co'"),
        ("transfer", {"of": "Co", "from": "A"}, "transfer misses to; it takes from, of, share, to, what"),
        ("transfer", {"of": "Co", "what": "soul", "from": "A", "to": "B"}, "a transfer moves cash, votes, seats"),
        ("transfer", {"of": "Nowhere", "from": "A", "to": "B"}, "no entity 'Nowhere' in the holdings"),
        ("issue", {"of": "Co", "to": "B"}, "needs a share of cash or of votes"),
        ("merge", {"firm": "Co", "into": "Co"}, "cannot be merged into itself"),
        ("pact", {"members": ["A"]}, "at least two members"),
        ("buy", {}, "holdings cannot 'buy'; they can appoint, convert"),
        (
            "convert",
            {"of": "Co", "stakes": [{"holder": "A", "cash": 0.7}, {"holder": "B", "cash": 0.6}]},
            "sum to 130%",
        ),
    ],
)
def test_an_impossible_change_is_refused_in_words(verb: str, terms: dict[str, object], message: str) -> None:
    holdings = Holdings.of([Interest("A", "Co", "votes", 1), Interest("fund", "Co", "cash", 1)])
    with pytest.raises(ValueError, match=message):
        holdings.apply([Change(verb, terms)])


def test_rounded_figures_are_scaled_with_a_remark_and_a_missing_day_is_not() -> None:
    from suitor.holdings.formats import edges

    thirds = "holder,company,percent\n" + "".join(f"{name},T,33.4\n" for name in "ABC")
    assert [one.key for one in edges.read(thirds).checked()] == ["scaled"]
    assert edges.read(thirds.replace("33.4", "33.3")).checked() == ()


def test_votes_of_nobody_are_a_crowd_or_one_block_or_stay_away() -> None:
    """With 40 and 30 on record: a crowd leaves both powerful, one block makes three equal, without it 40 decides."""
    held = shares(("A", "T", "0.4"), ("B", "T", "0.3"))
    crowd, block, away = (vote_power(held, "T", crowd=size) for size in (100, 1, 0))
    assert block["A"] == block["B"] == pytest.approx(1 / 3)
    assert away == {"A": pytest.approx(1.0), "B": pytest.approx(0.0)}
    assert block["A"] < crowd["A"] < away["A"]


def test_each_matter_has_its_own_majority_and_its_own_vetoes() -> None:
    """60% elects the board, but a merger needs two thirds and the state: each of the three can stop it."""
    held = shares(("A", "T", "0.6"), ("B", "T", "0.4"))
    state = Interest("State", "T", "veto", matters=("merger",))
    register = replace(
        held,
        entities=(*held.entities, Entity("State", kind="state")),
        interests=(*held.interests, state),
        rules=(Rule("T", "merger", "2/3"),),
    )
    assert register.ultimate_controller("T") == "A"
    assert set(blockers(register, "T", matter="merger")) == {("A",), ("B",), ("State",)}
    assert blockers(register, "T", matter="ordinary") == [("A",)]
    power = vote_power(register, "T", matter="merger")
    assert power["A"] == power["B"] == power["State"] == pytest.approx(1 / 3)


def test_a_board_elected_by_more_than_a_majority_is_not_controlled_by_one() -> None:
    held = shares(("A", "T", "0.6"), ("B", "T", "0.4"))
    assert replace(held, rules=(Rule("T", "board", "2/3"),)).ultimate_controller("T") is None
    assert replace(held, rules=(Rule("T", "board", "0.6"),)).ultimate_controller("T") == "A"
    assert replace(held, rules=(Rule("T", "board", "0.6", at_least=False),)).ultimate_controller("T") is None


def test_a_rule_names_a_company_and_one_share() -> None:
    with pytest.raises(ValueError, match="not listed: X"):
        replace(shares(("A", "T", "0.6")), rules=(Rule("X", "merger", "2/3"),))
    with pytest.raises(ValueError, match="must be one share"):
        Rule("T", "merger", None)  # type: ignore[arg-type]


def test_a_majority_too_small_for_the_board_shares_the_firms_aim() -> None:
    """With a rule of two thirds, 60% and 40% weigh as their votes; without one, the 60% decide alone."""
    held = shares(("A", "T", "0.6"), ("B", "T", "0.4"), ("A", "R", "0.5"))
    alone = held.weigh(("T", "R"))
    shared = replace(held, rules=(Rule("T", "board", "2/3"),)).weigh(("T", "R"))
    assert (alone.weight[0, 0], alone.weight[0, 1]) == (pytest.approx(0.6), pytest.approx(0.5))
    assert shared.weight[0, 0] == pytest.approx(0.6 * 0.6 + 0.4 * 0.4)
    assert shared.weight[0, 1] == pytest.approx(0.6 * 0.5)


def test_a_crowd_in_one_row_controls_nothing_and_its_firm_is_still_run_for_it() -> None:
    """91% in the hands of small holders is no controller; a group that somebody leads is one."""
    crowd = Entity("Public", kind="group")
    held = shares(("Public", "T", "0.91"), ("A", "T", "0.09"), entities=[crowd])
    assert held.ultimate_controller("T") is None
    assert held.weigh(("T",)).own.tolist() == pytest.approx([0.91])
    led = Holdings.of([*held.interests, Interest("Lead", "Public", "appoints")], [crowd])
    assert led.ultimate_controller("T") == "Lead"
