"""Reference cases of bids and their odds: each kind has one function here that puts it to the engine.

Cases of value that belong to other rooms are skipped with the reason, and so is a kind that is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from suitor import contest
from suitor.contest import Gate, Position, Risks, auction, tender
from suitor.contest.defences.rights_plan import RightsPlan
from tests.case_files import load, name_of

OURS = ("auction", "tender", "mergerarb", "defence", "baserate", "hazard", "gates", "odds", "contest")
PREFIXES = (
    "bhk",
    "gates",
    "shleifer",
    "tender",
    "pill",
    "bagnoli",
    "hirshleifer",
    "ipv",
    "toehold",
    "reject",
    "hazard",
    "matching",
)
KINDS: list[tuple[frozenset[str], Callable[[Mapping[str, Any]], dict[str, Any]]]] = []


def kind(*names: str):
    """The function below answers cases whose inputs include these."""

    def keep(function):
        KINDS.append((frozenset(names), function))
        return function

    return keep


@pytest.mark.parametrize("case", load("value"), ids=name_of)
def test_the_engine_gives_the_numbers_of_the_case(case):
    _, terms = case
    if terms.get("area") not in OURS and not terms["id"].startswith(PREFIXES):
        pytest.skip("not about a bid and its odds: tested with the room it belongs to")
    fitting = [(len(names), answer) for names, answer in KINDS if names <= set(terms["inputs"])]
    if not fitting:
        pytest.skip(f"no kind known with inputs {sorted(terms['inputs'])}")
    answers = max(fitting, key=lambda each: each[0])[1](terms["inputs"])
    printed = terms.get("published") or terms["method_1"]
    assert set(printed) <= set(answers), f"the case prints {sorted(set(printed) - set(answers))}, which is not computed"
    for name, number in printed.items():
        if isinstance(number, str):
            assert answers[name] == number, name
        else:
            assert np.asarray(answers[name]) == pytest.approx(np.asarray(number), abs=tolerance(terms, name)), name


def tolerance(terms: Mapping[str, Any], name: str) -> float:
    """The case's own; for a case that only compares two methods, no more than 1e-6 from the exact one."""
    if "tolerance_abs" not in terms:
        return max(min(float(terms["tolerance"]), 1e-6), 1e-12)
    stated = terms["tolerance_abs"]
    return float(stated.get(name, 0.0) if isinstance(stated, dict) else stated) + 1e-12


def one_of(given: Mapping[str, Any], *names: str, otherwise: Any = None) -> Any:
    return next((given[name] for name in names if name in given), otherwise)


@kind("theta_i", "theta_j")
def toehold_auction(given):
    own, rival = given["theta_i"], given["theta_j"]
    win, price = auction.win_chance(own, rival), auction.common_value_price(own, rival)
    return {
        "first_price": auction.first_price_win_chance(own, rival),
        "second_price": win,
        "equal_toeholds": auction.first_price_win_chance(own, own),
        "price": price,
        "p_i": win,
    }


@kind("theta_i", "theta_j", "signals")
def no_profitable_deviation(given):
    """The gain from the best bid on a grid over the equilibrium bid, against rivals on a fine grid of signals."""
    own, rival = given["theta_i"], given["theta_j"]
    other = (np.arange(200_000) + 0.5) / 200_000
    against = np.sort(auction.common_value_bid(other, rival, own))
    loses = own  # of the price, what a loser's toehold brings
    gains = []
    for signal in given["signals"]:
        won = np.concatenate([[0.0], np.cumsum(signal + other - (1.0 - own) * against)])

        def payoff(bid, won=won):
            beaten = np.searchsorted(against, bid)
            return (won[beaten] + loses * bid * (other.size - beaten)) / other.size

        best = max(payoff(bid) for bid in np.linspace(0.0, 2.0, 2001))
        gains.append(best - payoff(auction.common_value_bid(signal, own, rival)))
    return {"gain": max(0.0, *gains)}


@kind("theta")
def toehold_of_private_value(given):
    price = auction.private_value_price(given["theta"])
    return {"price": price, "expected_price": price, "matching": float(auction.matching_bid(0.5, given["theta"]))}


@kind("alpha", "cost")
def large_shareholder(given):
    plan = tender.large_holder(given["alpha"], given["cost"], given.get("control", 0.5))
    return {"cutoff": plan.cutoff, "premium": plan.premium}


@kind("price", "improved", "offer", "shares")
def free_rider(given):
    choice = "tender" if tender.tenders(given["offer"], given["improved"]) else "hold"
    return {"majority": given["shares"] // 2 + 1, "tender_if_success": given["offer"], "choice": choice}


@kind("N", "K")
def pivotal_holders(given):
    """The chance of tendering at which one holder is most often the one who decides: that of K - 1 among the others."""
    plan = tender.finite_holders(given["N"] - 1, given["K"] - 1, given.get("v", 1.0))
    return {"p": plan.chance, "p_star": plan.chance, "tender_prob": plan.chance, "probability": plan.chance}


@kind("n", "k", "p")
def threshold(given):
    chance = tender.acceptance(given["n"], given["k"], given["p"], given.get("rho", 0.0))
    return {"p": chance, "prob": chance, "probability": chance, "success": chance}


@kind("p", "rho")
def correlated_gates(given):
    gates = [
        Gate(str(k), "consent", p, 0.0, loadings={"common": given["rho"] ** 0.5}) for k, p in enumerate(given["p"])
    ]
    chance = contest.together(gates)
    alone = contest.together([Gate(str(k), "consent", p, 0.0) for k, p in enumerate(given["p"])])
    assert alone == pytest.approx(given.get("independent", float(alone)))
    return {"p": chance, "joint": chance, "independent": alone}


@kind("p")
def yearly_survival(given):
    rate = -np.log1p(-np.asarray(given["p"], float))
    risks = Risks(("distress",), rate[None], tuple(365.0 * (1 + np.arange(rate.size))))
    return {"survival": risks.run(np.array([365.0 * rate.size])).pending[0]}


@kind("offer", "entry", "downside", "p", "shares")
def position(given):
    terms = (given[name] for name in ("entry", "offer", "downside", "p", "shares"))
    return {"expected_profit": contest.expected_profit(*terms)}


@kind("offer", "price", "downside")
def implied_chance(given):
    odds = contest.implied(
        given["price"], given["offer"], given["downside"], given.get("r", 0.0), given.get("tau", 0.0)
    )
    return {"prob_pct": 100 * odds.chance, "prob": odds.chance, "p": odds.chance}


@kind("offer", "price")
def deal_spread(given):
    """Gross spread, and its simple and compound yearly rates where the days to closing are known."""
    spread = contest.spread(given["price"], given["offer"])
    answers = dict.fromkeys(("spread_pct", "return_pct", "profit_pct", "gross_spread_pct", "upside_pct"), 100 * spread)
    answers["spread"] = given["offer"] - given["price"]
    if days := one_of(given, "days", "days_to_close"):
        simple = 100 * contest.annualised(spread, days)
        answers |= dict.fromkeys(("annual_pct", "annualized_pct", "annualised_pct", "annual_return_pct"), simple)
        answers["annual_compound_pct"] = 100 * contest.annualised(spread, days, compound=True)
    if unaffected := one_of(given, "unaffected", "prior_close"):
        answers["premium_pct"] = 100 * contest.spread(unaffected, given["offer"])
    return answers


@kind("lambda_c", "lambda_w", "H")
def two_hazards(given):
    risks = Risks(("closed", "withdrawn"), np.array([[given["lambda_c"]], [given["lambda_w"]]]))
    days = 365.0 * given["H"]
    answers = {"p": risks.run(np.array([days])).happened[0, 0]}
    if "O" in given:
        pays = np.array([given["O"], given["D"]])
        answers["price"] = contest.pending_price(risks, pays, given["D"], given.get("r", 0.0), days)
    return answers


@kind("exercise_price", "market_price", "shares_out", "trigger")
def rights_plan(given):
    multiple = given.get("value_received", 2 * given["exercise_price"]) / given["exercise_price"]
    plan = RightsPlan(given["trigger"], given["exercise_price"], multiple)
    market = given["market_price"]
    hit = plan.dilution(Position(given["shares_out"], 0.0, market, market, market, market))
    return {
        "shares_per_right": hit.shares_per_right,
        "entitled_shares": np.floor(hit.entitled),
        "post_stake": hit.stake,
        "stake_after": hit.stake,
        "price_after": hit.price,
        "loss": hit.loss,
    }


@kind("n_main", "n_success", "n_fail")
def success_rate(given):
    """A base rate counted from nothing, and the failed bids' mean from those of all and of the successful."""
    nothing = contest.Belief(("success", "failure"), np.array([0.5, 0.5]), 0.0)
    counted = contest.seen(nothing, {"success": given["n_success"], "failure": given["n_fail"]}, "the sample")
    success, failure = counted.chance
    return {
        "success_pct": 100 * success,
        "premium_success": given["runup_success"] + given["markup_success"],
        "markup_fail": (given["markup_main"] - success * given["markup_success"]) / failure,
    }


@kind("no_esb", "esb")
def outcomes_on_file(given):
    """The base rates on file are those of the case."""
    answers = {}
    for key, name in (("no_esb", "unsolicited"), ("esb", "unsolicited_staggered")):
        belief = contest.base_rate(contest.priors(), name)
        assert {outcome: 100 * belief.of(outcome) for outcome in given[key]} == pytest.approx(given[key])
        answers[f"sum_{key}"] = 100 * belief.chance.sum()
    return answers
