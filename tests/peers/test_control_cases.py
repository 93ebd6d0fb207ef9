"""Every reference case on ownership, control and voting power, one test for each number it gives.

Exact fractions must be met exactly where the engine counts exactly, and to 1e-12 where it integrates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from suitor._core.records import Stakes
from suitor.holdings import Holdings, Interest, Range, kappa, mhhi
from suitor.holdings.classes import ShareClass, of_classes
from suitor.holdings.control import controlled
from suitor.holdings.games import Both, Either, Game, Weighted, coalitions, listed, majority, veto
from suitor.holdings.networks import alpha_icon, direct_power, indirect_power, karos_peters, network_power
from suitor.holdings.ocean import degree_of_control, oceanic
from suitor.holdings.ownership import closed_loops, corrected, integrated, weakest_link
from suitor.holdings.power import banzhaf, coleman, deegan_packel, holler, johnston, penrose, rae, shapley_shubik
from suitor.holdings.tallies import tally
from suitor.holdings.unions import banzhaf_owen, owen
from tests.case_files import load

Inputs = Mapping[str, Any]
EXACT = 1e-12


def numbers() -> list[Any]:
    found = []
    for name, case in load("control"):
        answers = {**case.get("outputs", {}), **case.get("outputs_exact", {})}
        found += [pytest.param(case, key, value, id=f"{name}-{key}") for key, value in answers.items()]
    return found


@pytest.mark.parametrize(("case", "key", "expected"), numbers())
def test_the_engine_gives_the_number_of_the_case(case: dict[str, Any], key: str, expected: Any) -> None:
    answer = answer_for(case["inputs"], key)
    if answer is None:
        pytest.skip(f"no test knows how to ask for {key!r} from inputs {sorted(case['inputs'])}")
    assert_same(answer, expected)


def answer_for(inputs: Inputs, key: str) -> Any:
    for needed, solve in KINDS:
        if needed <= set(inputs):
            return solve(inputs, key)
    return None


def assert_same(answer: Any, expected: Any) -> None:
    if isinstance(answer, Range):
        answer = [answer.low, answer.high]
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert_same(answer[name], value)
    elif isinstance(expected, list) and expected and isinstance(expected[0], list) and isinstance(expected[0][0], str):
        try:
            numbers = [[float(Fraction(value)) for value in row] for row in expected]
        except ValueError:
            assert sorted(map(list, answer)) == sorted(expected)
        else:
            np.testing.assert_allclose(np.asarray(answer, dtype=float), numbers, rtol=0, atol=EXACT)
    elif isinstance(expected, list):
        for one, value in zip(answer, expected, strict=True):
            assert_same(one, value)
    elif isinstance(expected, str) and isinstance(answer, Fraction | int):
        assert Fraction(expected) == answer
    elif isinstance(expected, int) and isinstance(answer, Fraction | int):
        assert expected == answer
    else:
        wanted = float(Fraction(expected)) if isinstance(expected, str) else expected
        assert abs(float(answer) - wanted) <= EXACT * max(1.0, abs(wanted))


# voting


def game_of(inputs: Inputs) -> Game:
    if "population" in inputs:
        one = (1,) * len(inputs["population"])
        rule: Game = Both(
            (Weighted(tuple(inputs["population"]), inputs["pop_quota"]), Weighted(one, inputs["min_members"]))
        )
        override = inputs.get("blocking_minority_override")
        return Either((rule, Weighted(one, override))) if override else rule
    if "minimal_winning_coalitions" in inputs:
        return coalitions(inputs["n"], [[player - 1 for player in one] for one in inputs["minimal_winning_coalitions"]])
    if "v" in inputs:
        sets = sorted((bits(code) for code in range(1, 2 ** inputs["n"])), key=lambda one: (len(one), one))
        return listed(inputs["n"], [one for one, value in zip(sets, inputs["v"], strict=True) if value])
    if "votes" in inputs:
        threshold, strict = share_of(inputs["majority"])
        votes = list(inputs["votes"].values())
        holders = [name for name in inputs.get("veto", ()) if name not in inputs["votes"]]
        names = [*inputs["votes"], *holders]
        rule = majority([*votes, *[0] * len(holders)], threshold, strict)
        return (
            Both((rule, veto(len(names), [names.index(name) for name in inputs["veto"]]))) if "veto" in inputs else rule
        )
    return Weighted(tuple(inputs["weights"]), inputs["quota"])


def bits(code: int) -> tuple[int, ...]:
    return tuple(place for place in range(code.bit_length()) if code >> place & 1)


def share_of(majority_text: str) -> tuple[Fraction, bool]:
    found = re.fullmatch(r"(>=?)\s*([\d.]+)%?", majority_text)
    assert found, majority_text
    return Fraction(found[2]) / 100, found[1] == ">"


def voting(inputs: Inputs, key: str) -> Any:
    game = game_of(inputs)
    unions = [[player - 1 for player in union] for union in inputs.get("unions", ())]
    answers: dict[str, Callable[[], Any]] = {
        "swings": lambda: tally(game).swings,
        "winning": lambda: tally(game).winning,
        "winning_coalitions": lambda: tally(game).winning,
        "shapley_shubik": lambda: tally(game).shapley_shubik(),
        "shapley_shubik_no_unions": lambda: tally(game).shapley_shubik(),
        "shapley_shubik_p1_p4": lambda: [tally(game).shapley_shubik()[place] for place in (0, 3)],
        "banzhaf_normalised": lambda: tally(game).banzhaf(),
        "banzhaf_normalised_no_unions": lambda: tally(game).banzhaf(),
        "banzhaf_normalised_p1_p4": lambda: [tally(game).banzhaf()[place] for place in (0, 3)],
        "banzhaf_absolute": lambda: tally(game).penrose(),
        "banzhaf_percent_truncated": lambda: [int(100 * share) for share in tally(game).banzhaf()],
        "johnston": lambda: johnston(game),
        "deegan_packel": lambda: deegan_packel(game),
        "holler_pgi": lambda: holler(game),
        "rae": lambda: rae(game),
        "coleman_act": lambda: coleman(game).act,
        "coleman_prevent": lambda: coleman(game).prevent,
        "coleman_initiate": lambda: coleman(game).initiate,
        "owen": lambda: owen(game, unions),
        "banzhaf_owen": lambda: banzhaf_owen(game, unions),
    }
    return answers[key]() if key in answers else None


INTEGRALS = {"shapley_shubik": shapley_shubik, "banzhaf_normalised": banzhaf, "banzhaf_absolute": penrose}


def integrals() -> list[Any]:
    plain = {"weights", "quota"}
    return [one for one in numbers() if one.values[1] in INTEGRALS and plain <= set(one.values[0]["inputs"])]


@pytest.mark.parametrize(("case", "key", "expected"), integrals())
def test_integration_gives_the_same_power_as_counting(case: dict[str, Any], key: str, expected: Any) -> None:
    power = INTEGRALS[key](game_of(case["inputs"]))
    np.testing.assert_allclose(power, [float(Fraction(value)) for value in expected], rtol=0, atol=1e-13)


def ocean(inputs: Inputs, key: str) -> Any:
    power = oceanic(inputs["majors"], inputs["ocean"], inputs["quota"])
    answers = {"ocean_total": 1 - power.sum()}
    return answers.get(key, power if key in ("shapley_shubik_major", "shapley_shubik_majors") else None)


def certainty(inputs: Inputs, key: str) -> Any:
    if key not in ("degree_of_control_normal", "degree_of_control_exact_binomial"):
        return None
    return degree_of_control(inputs["largest"], inputs["others"], exact=key.endswith("binomial"))


# ownership and control


def register(edges: list[Any]) -> Holdings:
    return Holdings.of(Interest(holder, company, "shares", share) for holder, company, share in edges)


def matrix(edges: list[Any], nodes: list[str]) -> Any:
    direct = np.zeros((len(nodes), len(nodes)))
    for holder, company, share in edges:
        direct[nodes.index(holder), nodes.index(company)] = share
    return direct


def ownership(inputs: Inputs, key: str) -> Any:
    edges = inputs["edges"]
    if "alpha" in inputs:
        return discounted(inputs, key)
    nodes = inputs.get("nodes") or list(dict.fromkeys(name for edge in edges for name in edge[:2]))
    held = {company for _, company, _ in edges}
    firms, outside = [name for name in nodes if name in held], [name for name in nodes if name not in held]
    if key == "determinant_I_minus_W":
        determinant = np.linalg.det(np.eye(len(nodes)) - matrix(edges, nodes))
        stakes = {(holder, company): Fraction(repr(share)) for holder, company, share in edges}
        assert bool(closed_loops(stakes)) == (abs(determinant) < EXACT)
        return determinant
    holdings = register(edges)
    threshold, strict = Fraction(repr(inputs.get("threshold", 0.5))), inputs.get("strict", True)
    if found := re.fullmatch(r"(?:cash_flow_)?(.+)_in_(.+)", key):
        return holdings.cash_flow(found[1], found[2])
    if found := re.fullmatch(r"column_check_(.+)", key):
        return sum((holdings.cash_flow(name, found[1]) for name in outside), Fraction(0))
    if found := re.fullmatch(r"controlled_by_(.+)", key):
        return len(controlled(holdings.says, {found[1]}, threshold, strict))
    pairs = [[holder, name] for name in held for holder in holdings.controllers(name, threshold, strict)]
    owner, last = outside[0], next((name for name in firms if name not in {edge[0] for edge in edges}), firms[-1])
    inside = np.ix_([nodes.index(name) for name in firms], [nodes.index(name) for name in firms])
    answers: dict[str, Callable[[], Any]] = {
        "cash_flow": lambda: holdings.cash_flow(owner, last),
        "control_weakest_link": lambda: weakest_link(holdings.cash, owner, last),
        "control": lambda: pairs,
        "W_tilde_firms": lambda: integrated(matrix(edges, nodes))[inside],
        "W_hat_firms": lambda: corrected(matrix(edges, nodes))[inside],
    }
    return answers[key]() if key in answers else None


def discounted(inputs: Inputs, key: str) -> Any:
    nodes = list(dict.fromkeys(name for edge in inputs["edges"] for name in edge[:2]))
    alpha = {"half": 0.5, "1": 1.0}[key.rsplit("_", 1)[1]]
    owner, firms = key.split("_")[0], key.split("_")[2]
    reach = alpha_icon(matrix(inputs["edges"], nodes), alpha)
    return [reach[nodes.index(owner), nodes.index(firm)] for firm in firms]


def pyramid(inputs: Inputs, key: str) -> Any:
    chain = ["family", *(f"firm {level}" for level in inputs["levels"])]
    holdings = register([(above, below, inputs["stake"]) for above, below in pairwise(chain)])
    return [holdings.cash_flow("family", firm) for firm in chain[1:]] if key == "cash_flow" else None


def dual_class(inputs: Inputs, key: str) -> Any:
    classes = [ShareClass(one["name"], one["shares"], one["votes_per_share"]) for one in inputs["classes"]]
    holdings = Holdings.of(of_classes("Co", classes, inputs["holdings"]))
    cash, votes = holdings.cash_flow("founder", "Co"), holdings.votes["founder", "Co"]
    return {"founder_cash_flow": cash, "founder_votes": votes, "wedge": votes - cash, "ratio": votes / cash}.get(key)


def appointed_board(inputs: Inputs, key: str) -> Any:
    cash = [Interest(holder, "Co", "cash", share) for holder, share in inputs["cash_flow"].items()]
    board = [Interest(holder, "Co", "appoints", share) for holder, share in inputs["board_appointment"].items()]
    holdings = Holdings.of([*cash, *board])
    controller = holdings.ultimate_controller("Co")
    assert controller == max(inputs["board_appointment"], key=inputs["board_appointment"].get)
    return {
        "total": sum(holdings.owners("Co").values(), Fraction(0)),
        "controller_cash_flow": holdings.cash_flow(controller, "Co"),
        "control_minus_cash_flow_wedge": holdings.wedge("Co"),
    }.get(key)


# whose interests firms serve


def common_owners(inputs: Inputs, key: str) -> Any:
    beta = np.array(inputs["beta_investor_by_firm"], dtype=float)
    gamma = (beta > 0).astype(float) if inputs.get("gamma") == "1 if beta>0" else beta
    count = beta.shape[1]
    firms = tuple(map(str, range(1, count + 1)))
    weight = gamma.T @ beta  # gamma may be scaled row by row: kappa does not change
    kappas = kappa(Stakes(firms, weight, np.zeros(count), np.zeros(count), np.full(count, -np.inf)))
    concentration = np.diag(beta.T @ beta)
    share = np.array(inputs.get("shares", np.zeros(count)))
    if found := re.fullmatch(r"kappa_(\d)(\d)", key):
        return kappas[int(found[1]) - 1, int(found[2]) - 1]
    norm = np.sqrt(concentration)
    answers = {
        "kappa": kappas,
        "ihhi_points": 10_000 * concentration,
        "cosine_times_root": weight / np.outer(norm, norm) * norm / norm[:, None],
        "hhi": mhhi(np.eye(count), share),
        "mhhi": mhhi(kappas, share),
        "mhhi_delta": mhhi(kappas, share) - mhhi(np.eye(count), share),
    }
    return answers.get(key)


def bilateral(inputs: Inputs, key: str) -> Any:
    """A firm's owners buy b of a rival: silent, in control, in proportion to votes beside one block, or all of it."""
    if key != "delta_points":
        return None
    share = np.array([inputs["si"], inputs["sj"]])
    return {str(float(b)): {name: gain(name, b, share) for name in REGIMES} for b in inputs["b"]}


REGIMES = ("silent", "total_control", "proportional_one_block", "merger")


def gain(regime: str, b: float, share: Any) -> float:
    rest = round(1 - b, 12)
    cash = [Interest("i", "j", "cash", b), Interest("block", "j", "cash", rest)]
    stake = {
        "silent": [*cash, Interest("block", "j", "appoints")],
        "total_control": [*cash, Interest("i", "j", "appoints")],
        "proportional_one_block": [Interest("i", "j", "shares", b), Interest("block", "j", "shares", rest)],
        "merger": [Interest("i", "j", "shares", 1)],
    }[regime]
    if regime == "silent" and rest == 0:
        stake = stake[:1]  # nobody else is left to control the firm, which is then run for its own profit
    holdings = Holdings.of([Interest("acquirer's owners", "i", "shares", 1), *stake])
    kappas = kappa(holdings.weigh(("i", "j"), split="proportional"))
    return float(mhhi(kappas, share) - mhhi(np.eye(2), share))


# power through networks


def mutual_control(inputs: Inputs, key: str) -> Any:
    threshold, strict = share_of(inputs["majority"])
    votes = inputs["holdings"]
    names = sorted({*votes, *(name for held in votes.values() for name in held)})
    if key == "phi":
        power = karos_peters(votes, threshold, strict)
    elif found := re.fullmatch(r"ss_firm(\w+?)(_invariant)?", key):
        power = indirect_power(votes, found[1], threshold, strict)
    else:
        return None
    return [power[name] for name in names]


def labels(inputs: Inputs, key: str) -> Any:
    threshold, strict = share_of(inputs["majority"])
    measure, company, *names = key.split("_")
    votes = inputs["companies"]
    power = {"npi": network_power, "dpi": direct_power}[measure](votes, company, threshold, strict)
    return [power.get(name, 0.0) for name in (names or votes[company])]


# prices under common ownership


def calibration(inputs: Inputs, key: str) -> Any:
    """Symmetric logit firms that give each rival's profit the weight kappa."""
    from suitor.market import Bertrand, Logit, Market

    firms = tuple(map(str, range(inputs["J"])))
    demand = Logit.of([float(inputs["a"])] * len(firms), sensitivity=inputs["b"], size=1.0)
    market = Market.of(firms, demand, Bertrand(), cost=[float(inputs["c"])] * len(firms))
    solved = []
    for common in inputs["kappa"]:
        weight = np.full((len(firms),) * 2, float(common))
        np.fill_diagonal(weight, 1.0)
        zero = np.zeros(len(firms))
        solved.append(market.solve(Stakes(firms, weight, zero, zero, np.full(len(firms), -np.inf))))
    assert all(one.found for one in solved)
    price, share, profit = np.array([(one.price[0], one.quantity[0], one.profit[0]) for one in solved]).T
    markup = price / inputs["c"]  # the paper prints price over cost
    answers = {
        "markup_bertrand": markup[0],
        "markup": markup[1:],
        "own_elasticity_1980": -inputs["b"] * price[1] * (1 - share[1]),
        "profit_ratio_2017_vs_bertrand": profit[2] / profit[0],
    }
    return answers.get(key)


KINDS: list[tuple[set[str], Callable[[Inputs, str], Any]]] = [
    ({"weights", "quota"}, voting),
    ({"n", "minimal_winning_coalitions"}, voting),
    ({"n", "v"}, voting),
    ({"population", "pop_quota"}, voting),
    ({"votes", "majority"}, voting),
    ({"majors", "ocean", "quota"}, ocean),
    ({"largest", "others"}, certainty),
    ({"edges"}, ownership),
    ({"stake", "levels"}, pyramid),
    ({"classes", "holdings"}, dual_class),
    ({"cash_flow", "board_appointment"}, appointed_board),
    ({"beta_investor_by_firm"}, common_owners),
    ({"si", "sj", "b"}, bilateral),
    ({"holdings", "majority"}, mutual_control),
    ({"companies", "majority"}, labels),
    ({"J", "a", "b", "c", "kappa"}, calibration),
]
