"""Laws of voting power, over random votes and rules."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suitor.holdings import Holdings, Interest, vote_power
from suitor.holdings.coalitions import blocking, minimal_winning
from suitor.holdings.games import Both, Either, Game, Weighted, armed, coalitions, majority, veto
from suitor.holdings.networks import network_power, sampled_network_power
from suitor.holdings.ocean import oceanic
from suitor.holdings.power import (
    banzhaf,
    coleman,
    deegan_packel,
    holler,
    johnston,
    penrose,
    rae,
    sampled,
    shapley_shubik,
)
from suitor.holdings.tallies import tally
from suitor.holdings.unions import banzhaf_owen, owen

Index = Callable[[Game], np.ndarray]  # type: ignore[type-arg]
SHARING: list[Index] = [shapley_shubik, banzhaf, johnston, deegan_packel, holler]


@st.composite
def votes(draw: st.DrawFn, most: int = 9) -> Weighted:
    weights = tuple(draw(st.lists(st.integers(0, 30), min_size=1, max_size=most)))
    assume(sum(weights) > 0)
    return Weighted(weights, draw(st.integers(1, sum(weights))))


@st.composite
def rules(draw: st.DrawFn) -> Game:
    first = draw(votes(most=7))
    weights = tuple(draw(st.integers(0, 9)) for _ in range(first.players))
    assume(sum(weights) > 0)
    second = Weighted(weights, draw(st.integers(1, sum(weights))))
    return draw(st.sampled_from([first, Both((first, second)), Either((first, second))]))


def dummies(game: Game) -> set[int]:
    """Whoever is in no minimal winning coalition."""
    return set(range(game.players)) - set().union(*minimal_winning(game))


@given(rules())
@pytest.mark.parametrize("index", SHARING)
def test_shares_of_power_sum_to_one_and_dummies_have_none(index: Index, game: Game) -> None:
    power = index(game)
    assert abs(power.sum() - 1) < 1e-12
    for player in range(game.players):
        assert (power[player] < 1e-14) == (player in dummies(game))


@given(votes())
@pytest.mark.parametrize("index", [*SHARING, penrose, rae])
def test_equal_votes_have_equal_power(index: Index, game: Weighted) -> None:
    power = index(game)
    for one, weight in enumerate(game.weights):
        assert power[one] == pytest.approx(power[game.weights.index(weight)], abs=1e-14)


@given(votes())
@pytest.mark.parametrize("index", [shapley_shubik, banzhaf, penrose, johnston])
def test_more_votes_never_have_less_power(index: Index, game: Weighted) -> None:
    order = np.argsort(game.weights, kind="stable")
    assert np.all(np.diff(index(game)[order]) >= -1e-14)


@given(rules())
def test_counting_by_definition_gives_the_same(game: Game) -> None:
    from itertools import permutations
    from math import factorial

    assume(game.players <= 6)
    wins = {
        code: bool(game.wins(np.array([code >> i & 1 == 1 for i in range(game.players)])))
        for code in range(2**game.players)
    }
    pivots = [Fraction(0)] * game.players
    for order in permutations(range(game.players)):
        code = 0
        for player in order:
            if not wins[code] and wins[code | 1 << player]:
                pivots[player] += Fraction(1, factorial(game.players))
            code |= 1 << player
    swings = [
        sum(wins[code] and not wins[code & ~(1 << i)] for code in wins if code >> i & 1) for i in range(game.players)
    ]
    count = tally(game)
    assert count.shapley_shubik() == pivots
    assert count.swings == swings
    assert count.winning == sum(wins.values())


@settings(max_examples=300)
@given(votes(most=24))
def test_integration_meets_the_exact_count(game: Weighted) -> None:
    count = tally(game)
    np.testing.assert_allclose(shapley_shubik(game), [float(one) for one in count.shapley_shubik()], rtol=0, atol=1e-13)
    np.testing.assert_allclose(penrose(game), [float(one) for one in count.penrose()], rtol=0, atol=1e-13)


def test_a_hundred_holders_are_exact_to_twelve_digits() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.lognormal(0, 1.5, 60)
    game = majority(np.maximum(1, np.round(drawn / drawn.sum() * 1000)).astype(int).tolist())
    exact = tally(game)
    assert np.abs(shapley_shubik(game) - [float(one) for one in exact.shapley_shubik()]).max() < 1e-12
    assert np.abs(penrose(game) - [float(one) for one in exact.penrose()]).max() < 1e-12


@given(votes(most=8), st.data())
def test_a_veto_is_a_requirement_of_its_own(game: Weighted, data: st.DataObject) -> None:
    holders = data.draw(st.sets(st.integers(0, game.players - 1), min_size=1, max_size=3))
    one, other = armed(game, holders), Both((game, veto(game.players, holders)))
    assert tally(one).critical == tally(other).critical


@given(rules())
def test_blocking_groups_are_those_without_whom_nothing_passes(game: Game) -> None:
    everyone = set(range(game.players))
    for group in blocking(game):
        rest = np.array([player in everyone - group for player in range(game.players)])
        assert not game.wins(rest)
        for player in group:
            rest[player] = True
            assert game.wins(rest)
            rest[player] = False
    rebuilt = coalitions(game.players, minimal_winning(game))
    assert tally(rebuilt).critical == tally(game).critical


@given(votes(most=8))
def test_unions_of_one_change_nothing(game: Weighted) -> None:
    np.testing.assert_allclose(owen(game, []), shapley_shubik(game), atol=1e-13)
    np.testing.assert_allclose(banzhaf_owen(game, []), penrose(game), atol=1e-13)


@settings(max_examples=50)
@given(votes(most=7), st.data())
def test_power_in_unions_is_the_same_by_votes_and_by_list(game: Weighted, data: st.DataObject) -> None:
    home = [data.draw(st.integers(0, 3)) for _ in game.weights]
    unions = [[player for player, place in enumerate(home) if place == one] for one in set(home)]
    for index in (owen, banzhaf_owen):
        np.testing.assert_allclose(index(game, unions), index(Either((game,)), unions), atol=1e-13)
    assert owen(game, unions).sum() == pytest.approx(1, abs=1e-12)
    blocs = majority_of_blocs(game, unions)
    for union, bloc in zip(unions, shapley_shubik(blocs), strict=True):
        assert owen(game, unions)[union].sum() == pytest.approx(bloc, abs=1e-12)


def majority_of_blocs(game: Weighted, unions: list[list[int]]) -> Weighted:
    return Weighted(tuple(sum(game.weights[one] for one in union) for union in unions), game.quota)


@given(rules())
def test_coleman_and_rae_follow_from_banzhaf(game: Game) -> None:
    power, count = coleman(game), tally(game)
    assert power.act == count.winning / 2**game.players
    np.testing.assert_allclose(power.prevent * power.act * 2, penrose(game), atol=1e-14)
    if power.act < 1:
        np.testing.assert_allclose(power.initiate * (1 - power.act) * 2, penrose(game), atol=1e-14)
    np.testing.assert_allclose(2 * rae(game) - 1, penrose(game), atol=1e-14)


def test_an_ocean_is_the_limit_of_many_small_holders() -> None:
    majors, crowd = [0.3, 0.2], 1000
    small = [Fraction(1, 2) / crowd] * crowd
    finite = shapley_shubik(majority([Fraction(3, 10), Fraction(2, 10), *small]))[:2]
    np.testing.assert_allclose(finite, oceanic(majors, 0.5), atol=1 / crowd)


def test_sampling_is_within_its_stated_error() -> None:
    game = Weighted((35, 30, 20, 15, 10, 7), 60)
    estimate, error = sampled(game, 40_000, np.random.default_rng(3))
    assert np.all(np.abs(estimate - shapley_shubik(game)) < 4 * error + 1e-9)


def test_votes_too_fine_to_count_keep_their_majority_and_hardly_move() -> None:
    """More than half is a majority however little more it is, and a share of many digits is near its basis points."""
    half = Fraction(1, 2) + Fraction(1, 10**15)
    assert vote_power(Holdings.of([Interest("A", "Co", "votes", half)]), "Co")["A"] == pytest.approx(1.0)
    fine = {"A": "0.312345678901", "B": "0.2", "C": "0.0723456789"}
    plain = {"A": "0.3123", "B": "0.2", "C": "0.0723"}
    for index in ("banzhaf", "shapley_shubik"):
        one, other = (
            vote_power(Holdings.of([Interest(name, "Co", "votes", share) for name, share in held.items()]), "Co", index)
            for held in (fine, plain)
        )
        assert one == pytest.approx(other, abs=2e-3)


def test_network_power_by_draws_is_within_its_error_and_needs_no_trees() -> None:
    """A company held by two others; then two companies that hold each other, where a chance passes through both.

    One third now and one ninth of itself: x = 1/3 + x / 9.
    """
    tree = {"A": {"x": 50, "y": 50}, "B": {"y": 50, "z": 50}, "T": {"A": 50, "B": 50}}
    ring = {"A": {"x": 40, "p": 30, "B": 30}, "B": {"y": 40, "q": 30, "A": 30}}
    with pytest.raises(ValueError, match="loop"):
        network_power(ring, "A")
    for votes, company, exact in (
        (tree, "T", network_power(tree, "T", strict=False)),
        (ring, "A", {"x": 3 / 8, "p": 3 / 8, "y": 1 / 8, "q": 1 / 8}),
    ):
        drawn = sampled_network_power(votes, company, 20_000, np.random.default_rng(3), reset=0.0, strict=False)
        assert set(drawn) == set(exact)
        for name, (share, error) in drawn.items():
            assert error == pytest.approx((share * (1 - share) / 20_000) ** 0.5)
            assert abs(share - exact[name]) < 4 * error
