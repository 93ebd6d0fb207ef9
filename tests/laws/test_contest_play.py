"""What holds of every contest: acceptance, gates in series and in parallel, and the odds that it closes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suitor._core.records import replace
from suitor.contest import Contest, Decider, Gate, chances, opening_days, others, reservation, together

probability = st.floats(0.0, 1.0)
loading = st.floats(-0.95, 0.95)


def gates_of(chance, load, days=0.0):
    return tuple(Gate(str(k), "consent", p, days, loadings={"mood": a}) for k, (p, a) in enumerate(zip(chance, load)))


def board(**fields):
    return Decider("board", "board", **{"alternative": np.array([40.0, 60.0]), "accepted": np.array(0.0)} | fields)


@given(st.lists(probability, min_size=1, max_size=4), st.data())
@settings(max_examples=50)
def test_the_chance_of_all_lies_within_the_frechet_bounds(chance, data):
    load = data.draw(st.lists(loading, min_size=len(chance), max_size=len(chance)))
    joint = float(together(gates_of(chance, load)))
    assert max(0.0, sum(chance) - len(chance) + 1) - 1e-9 <= joint <= min(chance) + 1e-9


@pytest.mark.parametrize("rho", [0.05, 0.4, 0.9, 0.99])
def test_two_gates_agree_with_the_bivariate_normal(rho):
    from scipy.stats import multivariate_normal, norm

    exact = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(norm.ppf([0.7, 0.4]))
    assert together(gates_of([0.7, 0.4], [rho**0.5] * 2)) == pytest.approx(exact, abs=1e-9)


def test_two_shared_factors_agree_with_simulation():
    load = [{"law": 0.6, "money": 0.3}, {"law": 0.5}, {"money": 0.7}]
    gates = [Gate(str(k), "court", p, 0.0, loadings=a) for k, (p, a) in enumerate(zip((0.6, 0.7, 0.5), load))]
    rng = np.random.default_rng(5)
    factors = {name: rng.standard_normal(400_000) for name in ("law", "money")}
    given_factors = together(gates, factors)
    error = given_factors.std() / given_factors.size**0.5
    assert abs(given_factors.mean() - together(gates)) < 4 * error


def test_unrelated_gates_multiply():
    gates = [Gate("a", "vote", 0.7, 0.0), Gate("b", "court", 0.6, 0.0, loadings={"own": 0.9})]
    assert together(gates) == pytest.approx(0.42, abs=1e-15)


def test_each_gate_keeps_its_own_chance_over_the_factor():
    factor = np.random.default_rng(1).standard_normal(200_000)
    passes = chances(gates_of([0.7, 0.2], [0.6, -0.8]), {"mood": factor})
    assert passes.mean(axis=0) == pytest.approx([0.7, 0.2], abs=4e-3)


def test_series_add_and_parallel_take_the_longest():
    gates = [
        Gate("closing", "vote", 1.0, 10.0, after=("antitrust", "court")),
        Gate("antitrust", "waiting_period", 1.0, np.array([30.0, 90.0]), after=("filing",)),
        Gate("court", "court", 1.0, 60.0),
        Gate("filing", "consent", 1.0, 5.0),
    ]
    assert opening_days(gates).tolist() == [[70.0, 35.0, 60.0, 5.0], [105.0, 95.0, 60.0, 5.0]]


@given(st.floats(0.0, 200.0), st.floats(0.0, 50.0), st.floats(0.0, 1.0))
def test_a_higher_bid_is_weakly_more_acceptable(bid, more, for_sale):
    decider = board(for_sale=for_sale, lot=np.array([0.2, 0.7]), dollar=np.array([0.5, 2.0]), fair_value=30.0)
    contest = Contest(bid, (decider,), gates_of([0.5, 0.9], [0.3, 0.3]), per="share")
    low, high = contest.play(), replace(contest, bid=bid + more).play()
    assert np.all(high.completion >= low.completion)
    assert np.all(high.accepts >= low.accepts)


def test_reservation_follows_the_formula_and_the_floor():
    assert reservation(board(dollar=0.5)).tolist() == [80.0, 120.0]
    assert reservation(board(fair_value=50.0)).tolist() == [50.0, 60.0]
    assert reservation(board(for_sale=0.5, lot=np.array([0.4, 0.6]))).tolist() == [40.0, np.inf]


def test_not_for_sale_leaves_the_voluntary_route_no_chance():
    verdict = Contest(1e15, (board(for_sale=0.0),), per="assets").play()
    assert np.all(np.isposinf(verdict.reservation))
    assert verdict.completion.tolist() == [0.0, 0.0]


def test_a_certain_and_instant_gate_changes_nothing():
    contest = Contest(50.0, (board(),), gates_of([0.7, 0.6], [0.6, 0.6], 30.0), per="share", rival_hazard=0.5)
    certain = Gate("formality", "consent", 1.0, 0.0, after=("0",), loadings={"mood": 0.5})
    more = replace(contest, gates=(*contest.gates, certain)).play()
    assert more.completion == pytest.approx(contest.play().completion, abs=1e-10)
    assert more.duration.tolist() == contest.play().duration.tolist()


def test_nothing_closes_after_the_outside_date_and_hazards_eat_the_rest():
    contest = Contest(50.0, (board(),), (Gate("g", "vote", 0.8, np.array([365.0, 366.0])),), per="share")
    assert replace(contest, deciders=(), outside_days=365.0).play().completion.tolist() == [0.8, 0.0]
    hazarded = replace(contest, rival_hazard=0.25, withdrawal_hazard=0.25).play().completion[0]
    assert hazarded == pytest.approx(0.8 * np.exp(-0.5))


def test_a_contest_is_the_same_however_its_draws_are_split():
    rng = np.random.default_rng(3)
    chance, worth, bid = rng.uniform(0, 1, (3, 200)), rng.uniform(0, 1, 200), rng.uniform(0, 2, 200)

    def completion(part):
        decider = Decider("board", "board", worth[part], np.array(0.0), for_sale=0.9, lot=chance[0, part])
        return Contest(bid[part], (decider,), gates_of(chance[:, part], [0.5] * 3), per="share").play().completion

    parts = [completion(slice(a, b)) for a, b in ((0, 37), (37, 150), (150, 200))]
    assert np.array_equal(np.concatenate(parts), completion(slice(None)))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Contest(1.0, (board(),)), "per"),
        (lambda: Gate("ag", "consent", 1.2, 0.0), "gate ag: .*between 0 and 1, found 1.2"),
        (lambda: Gate("ag", "consent", np.array([0.5, np.nan]), 0.0), "gate ag: .*between 0 and 1, found nan"),
        (lambda: Gate("ag", "blessing", 0.2, 0.0), "no kind of gate"),
        (lambda: Gate("ag", "consent", 0.2, -1.0), "cannot be negative"),
        (lambda: Gate("ag", "consent", 0.2, 1.0, loadings={"a": 0.8, "b": 0.8}), "less than 1"),
        (lambda: board(for_sale=1.2), "decider board: for_sale .*found 1.2"),
        (lambda: board(for_sale=0.5), "lot"),
        (lambda: board(dollar=0.0), "for_sale=0"),
        (lambda: Contest(1.0, (board(), board()), per="share"), "same id"),
        (lambda: Contest(1.0, (board(),), per="share", rival_hazard=-0.1), "hazard"),
        (lambda: Contest(1.0, (), (Gate("a", "vote", 1, 1, after=("z",)),), per="share"), "'z', which is not among a"),
    ],
)
def test_a_wrong_call_says_what_would_work(wrong, says):
    with pytest.raises(ValueError, match=says):
        wrong()


def test_a_circle_of_gates_is_named():
    waits = {"a": ("c",), "b": ("a",), "c": ("b",), "d": ("a",)}
    with pytest.raises(ValueError, match="circle: a after c after b after a"):
        Contest(1.0, (), tuple(Gate(k, "vote", 1.0, 1.0, after=v) for k, v in waits.items()), per="share")


@given(st.lists(probability, min_size=1, max_size=5), st.data())
@settings(max_examples=40)
def test_leaving_a_gate_out_is_making_it_certain(chance, data):
    load = data.draw(st.lists(loading, min_size=len(chance), max_size=len(chance)))
    gates = gates_of(chance, load)
    left = others(gates)
    for k, gate in enumerate(gates):
        assert left[k] == pytest.approx(float(together((*gates[:k], *gates[k + 1 :]))), abs=1e-8)
        assert left[k] == pytest.approx(
            float(together((*gates[:k], replace(gate, chance=1.0), *gates[k + 1 :]))), abs=1e-8
        )
