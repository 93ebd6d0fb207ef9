"""Reference cases of value: each kind of input has one function here that puts it to the engine.

A published number the engine is not asked for fails; a kind of case that belongs to another room, or is not known, is
skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from suitor import worth
from suitor.worth import Claims, Loan, Note, ShareClass, Tranche
from tests.case_files import load, name_of

ELSEWHERE = {
    "power": "voting power is tested with the holdings",
    "bhk": "auctions are tested with the contest",
    "gates": "gates are tested with the contest",
    "shleifer": "tender decisions are tested with the contest",
    "auction": "auctions are tested with the contest",
    "mergerarb": "implied odds are tested with the contest",
    "baserate": "base rates are tested with the contest",
    "hazard": "hazards are tested with the contest",
    "tender": "tender decisions are tested with the contest",
    "defence": "defences are tested with the contest",
}
# What a source did and did not print: with it, its own numbers follow.
PRINTED = {
    "dcf_midyear_discounting": {"rate": 0.067849},  # not printed; what the six printed present values imply
    "dcf_exit_multiple_venture": {"growth": 0.02},  # printed beside the sheet's perpetuity
    # The page deducts 15 once where depreciation and interest are 15 each, and rounds five years' cash to 75.
    "paper_lbo": {"da": 0.0, "capex": 0.0, "cash_at_exit": 75.0},
}
KINDS: dict[frozenset[str], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def kind(*names: str):
    """The function below answers cases with exactly these inputs."""

    def keep(function):
        KINDS[frozenset(names)] = function
        return function

    return keep


@pytest.mark.parametrize("case", load("value"), ids=name_of)
def test_the_engine_gives_the_published_numbers(case):
    _, terms = case
    answer = KINDS.get(frozenset(terms["inputs"]))
    if answer is None:
        first = terms["id"].split("_")[0]
        unknown = f"{terms['id']}: no kind known with inputs {sorted(terms['inputs'])}"
        pytest.skip(ELSEWHERE.get(first, ELSEWHERE.get(terms.get("area", ""), unknown)))
    derived = terms.get("published") is None
    answers = answer({**terms["inputs"], **PRINTED.get(terms["id"], {})})
    for name, number in (terms["method_1"] if derived else terms["published"]).items():
        assert name in answers, f"the case prints {name}, which is not computed"
        if isinstance(np.ravel(number)[0], str):
            assert answers[name] == number, name
            continue
        allowed = 1e-9 if derived else tolerance(terms["tolerance_abs"], name)
        rounding = 1e-12 * np.max(np.abs(number))
        assert np.max(np.abs(np.asarray(answers[name]) - number)) <= allowed + rounding, name


def tolerance(stated: Any, name: str) -> float:
    return stated.get(name, stated.get("*", 0.0)) if isinstance(stated, dict) else stated


# Shares, premiums, what is paid


@kind("options", "strike", "price")
def treasury_stock(given):
    options, strikes = np.atleast_1d(given["options"]), np.atleast_1d(given["strike"])
    net = worth.diluted(0.0, [Tranche(*terms) for terms in zip(options, strikes, strict=True)], given["price"])
    return {"net_new": net, "repurchased": options.sum() - net}


@kind("equity_value", "primary_shares", "options", "avg_strike")
def fully_diluted(given):
    # The book lets all options be exercised, those out of the money included, so the engine pays them as equity that
    # has received the proceeds.
    equity, basic, options = given["equity_value"], given["primary_shares"], given["options"]
    proceeds = options * given["avg_strike"]
    return {
        "value_primary": worth.price_per_share(equity, basic),
        "value_fully_diluted": worth.price_per_share(equity, basic, [Tranche(options)]),
        "exercise_proceeds": proceeds,
        "value_treasury": worth.price_per_share(equity + proceeds, basic, [Tranche(options)]),
    }


@kind("S", "K", "sigma", "T", "n", "m", "r")
def employee_options(given):
    spot, strike, sigma, years, shares, options = (
        np.array(given[k], dtype=float) for k in ("S", "K", "sigma", "T", "n", "m")
    )
    return {"value_per_option": worth.employee_option(spot, strike, sigma, years, given["r"], shares, options).value}


@kind("offer", "unaffected", "msft_close_after", "msft_drop", "yhoo_close_after")
def yahoo(given):
    before = given["msft_close_after"] + given["msft_drop"]
    return {
        "premium_pct": 100 * worth.premium(given["offer"], given["unaffected"]),
        "msft_prior_close": before,
        "exchange_ratio": worth.exchange_ratio(given["offer"], before),
        "first_day_move_pct": 100 * worth.premium(given["yhoo_close_after"], given["unaffected"]),
    }


@kind("offer", "shares_basic_m", "unaffected", "equity_headline_bn", "cvr_max", "cvr_total_bn")
def genzyme(given):
    diluted = given["equity_headline_bn"] / given["offer"]
    return {
        "equity_basic_bn": given["offer"] * worth.diluted(given["shares_basic_m"], [], given["offer"]) / 1000,
        "premium_pct": 100 * worth.premium(given["offer"], given["unaffected"]),
        "cvr_total_bn": diluted * worth.milestone_value([given["cvr_max"]], [1.0], [0.0], 0.0),
    }


@kind("target_price", "premium", "acquirer_price", "collar")
def fixed_value_collar(given):
    value = given["target_price"] * (1 + given["premium"])
    low, high = (given["acquirer_price"] * (1 + sign * given["collar"]) for sign in (-1, 1))
    return {f"ratio_at_{p}": worth.fixed_value_collar(value, p, low, high) for p in range(1, 101)}


@kind("debt_and_margin", "equity")
def twitter_sources(given):
    plan = worth.sources_and_uses({k: 1e9 * x for k, x in given.items()}, {"offer": 46.5e9})
    return {"total": plan.total / 1e9}


# Two firms


@kind("ni_A", "sh_A", "px_A", "ni_B", "sh_B", "px_B", "premium")
def stock_for_stock(given):
    offer = given["px_B"] * (1 + given["premium"])
    ratio = worth.exchange_ratio(offer, given["px_A"])
    new = ratio * given["sh_B"]
    after = worth.accretion(given["ni_A"], given["sh_A"], given["ni_B"], new_shares=new)
    return {
        "offer": offer,
        "exchange_ratio": ratio,
        "new_shares": new,
        "total_shares": given["sh_A"] + new,
        "eps": after.eps,
        "dilution_pct": 100 * after.change,
        "own_A_pct": 100 * after.acquirer_share,
        "own_B_pct": 100 * after.target_share,
        # The example prices the combined firm at the acquirer's old multiple of earnings.
        "newco_price": after.eps * given["px_A"] / after.eps_before,
    }


@kind("VA", "VB", "incremental", "cash", "shares_A")
@kind("VA", "VB", "incremental", "new_shares", "shares_A")
def merger(given):
    paid = {name: given[name] for name in ("cash", "new_shares") if name in given}
    after = worth.combine(given["VA"], given["VB"], given["incremental"], given["shares_A"], **paid)
    return {
        "value_B_to_A": after.gain + after.cost,
        "npv": after.gain,
        "V_AB": after.worth,
        "price_per_share": after.price,
    }


@kind("acquirer", "target", "synergy")
def sum_of_two(given):
    return {"combined": worth.combine(given["acquirer"], given["target"], 0.0, 1.0).worth}


# Discounted cash flow


@kind("multiple", "years")
def doubling(given):
    return {"growth_pct": 100 * worth.yearly_return(1.0, given["multiple"], given["years"])}


@kind("ke", "kd_after_tax", "debt_to_capital", "roc", "reinvestment", "pv_fcff", "terminal_value", "years")
def two_firms(given):
    rate = worth.wacc(given["ke"], given["kd_after_tax"], given["debt_to_capital"])
    nothing = np.zeros((len(given["ke"]), given["years"]))
    return {
        "wacc_pct": 100 * rate,
        "growth_pct": 100 * np.array(given["roc"]) * given["reinvestment"],
        "firm_value": given["pv_fcff"] + worth.dcf(nothing, rate, terminal=given["terminal_value"]).enterprise,
    }


@kind(
    "rf", "erp", "beta", "kd_pretax", "tax", "debt_to_capital", "ebit", "pretax_roc", "reinvestment_rate",
    "years", "g_stable", "stable_excess_return", "cost_saving",
)  # fmt: skip
def cost_synergy(given):
    tax, growth = given["tax"], given["g_stable"]
    equity = worth.cost_of_equity(given["rf"], given["beta"], given["erp"])
    rate = worth.wacc(equity, given["kd_pretax"], given["debt_to_capital"], tax)
    stable_return = rate + given["stable_excess_return"]
    fast = given["pretax_roc"] * (1 - tax) * given["reinvestment_rate"]
    ebit = np.array([sum(given["ebit"]), sum(given["ebit"]) + given["cost_saving"]])
    value = worth.two_stage(
        ebit * (1 - tax), fast, given["reinvestment_rate"], given["years"], growth, stable_return, rate
    )
    return {
        "synergy_value": value[1] - value[0],
        "cost_of_capital_pct": 100 * rate,
        # The book divides by the cost of capital it has rounded to 7.42%.
        "stable_reinvestment_pct": 100 * growth / np.round(stable_return, 4),
    }


@kind("ebitda", "da", "nwc_cash_effect", "capex", "tax", "wacc", "final_year", "cash", "debt", "first_discounted_year")
def exit_multiple(given):
    flow = worth.free_cash_flow(
        given["ebitda"], given["da"], -np.array(given["nwc_cash_effect"]), -np.array(given["capex"]), given["tax"]
    )
    last = given["final_year"]
    forecast = [*flow[1:], last["ufcf"]]
    run = worth.dcf(forecast, given["wacc"], multiple=last["exit_multiple"], metric=last["ebitda"])
    # The sheet leaves out the first year's growth of the perpetuity: dividing by 1 + g gives its number.
    gordon = worth.gordon(last["ufcf"], given["wacc"], given["growth"]) / (1 + given["growth"])
    return {
        "ufcf": flow,
        "pv": run.flow_value[:-1],
        "pv_final": run.flow_value[-1] + run.terminal_value,
        "enterprise_value": run.enterprise,
        "equity_value": worth.equity_value(run.enterprise, debt=given["debt"], cash=given["cash"]),
        "gordon_tv_as_printed": gordon,
    }


@kind("ufcf", "periods", "pv_terminal_value", "sum_pv_fcf")
def mid_year(given):
    rate, count = given["rate"], len(given["ufcf"])
    times = worth.times(count, mid_year=True)
    assert times.tolist() == given["periods"]
    run = worth.dcf(given["ufcf"], rate, terminal=given["pv_terminal_value"] * (1 + rate) ** count, mid_year=True)
    enterprise = run.terminal_value + given["sum_pv_fcf"]
    return {
        "pv": run.flow_value,
        "discount_factors": run.flow_value / np.array(given["ufcf"]),
        "enterprise_value": enterprise,
        "tv_share_pct": 100 * run.terminal_value / enterprise,
    }


@kind("cashflows")
def documented_rates(given):
    return {"irr": [worth.internal_rate(flows) for flows in given["cashflows"]]}


@kind("cf")
def all_rates(given):
    return {"roots": worth.internal_rates(given["cf"])}


@kind("rate", "cashflows")
def documented_value(given):
    return {"npv": worth.net_present_value(given["cashflows"], given["rate"])}


@kind("rev0", "margin", "growth", "entry", "leverage", "interest", "tax", "da", "capex", "years", "exit")
def paper_buyout(given):
    revenue = given["rev0"] + given["growth"] * np.arange(given["years"] + 1)
    ebitda = given["margin"] * revenue
    entry, sold, owed = given["entry"] * ebitda[0], given["exit"] * ebitda[-1], given["leverage"] * ebitda[0]
    every_year = {
        name: np.full(given["years"], given[key]) for name, key in (("depreciation", "da"), ("capex", "capex"))
    }
    loans = [Loan("term loan", owed, given["interest"])]
    run = worth.buyout(entry, sold, ebitda[1:], loans, tax=given["tax"], **every_year)
    back = sold - owed + given["cash_at_exit"] if "cash_at_exit" in given else run.exit_equity
    return {
        "ev": run.entry,
        "equity": run.equity,
        "lfcf_y1": run.flow[0],
        "lfcf_y5": run.flow[-1],
        "exit_ev": run.exit,
        "exit_equity": back,
        "moic": worth.money_multiple(run.equity, back),
        "irr_pct": 100 * worth.yearly_return(run.equity, back, given["years"]),
    }


# Control and fair value


@kind("deal_price", "synergies", "unaffected_30d", "petitioner_dcf")
def appraisal(given):
    return {
        "fair_value": worth.appraised_value(given["deal_price"], given["synergies"]),
        "unaffected_below_deal_pct": -100 * worth.premium(given["unaffected_30d"], given["deal_price"]),
        "dcf_above_deal_pct": 100 * worth.premium(given["petitioner_dcf"], given["deal_price"]),
    }


@kind("status_quo", "optimal", "prob_change", "premium")
def expected_control(given):
    market = worth.price_with_hope(given["status_quo"], given["optimal"], given["prob_change"])
    return {"market_value": market, "price_paid": market + given["premium"]}


@kind("status_quo", "optimal", "majority", "minority")
def blocks(given):
    major = worth.block_value(given["majority"], given["status_quo"], given["optimal"], controls=True)
    minor = worth.block_value(given["minority"], given["status_quo"], given["optimal"], controls=False)
    return {"majority_value": major, "minority_value": minor, "discount": major - minor}


@kind("foundation", "microsoft", "others_pct")
def recapitalisation(given):
    parts = [given["foundation"], given["microsoft"]]
    totals = [worth_of_whole(part) for part in parts]
    shares = {"foundation": parts[0]["pct"], "microsoft": parts[1]["pct"], "others": given["others_pct"]}
    paid = Claims.of_shares(shares).pay(totals[0]).paid
    return {"total_a": totals[0], "total_b": totals[1], "pct_sum": 100 * paid.sum() / totals[0]}


def worth_of_whole(part):
    stake = {"holder": part["pct"], "rest": 100 - part["pct"]}
    return worth.worth_where(Claims.of_shares(stake), "holder", part["value_bn"])


@kind("bid_bn", "equity_bn", "assumed_stake")
def implied_stake(given):
    fair = worth.fair_value(given["assumed_stake"], given["equity_bn"])
    return {
        "breakeven": worth.break_even_stake(given["bid_bn"], given["equity_bn"]),
        "premium": worth.premium(given["bid_bn"], fair),
    }


# Claims


@kind("inv", "own", "exit")
def one_preferred(given):
    """Two cases share these inputs: with a preference only, and with participation; each prints its own names."""
    shares = {"shares": 100 * given["own"], "preference": given["inv"]}
    common = ShareClass("common", 100 * (1 - given["own"]))
    plain = [ShareClass("preferred", **shares), common]
    paid = Claims.of_classes([ShareClass("preferred", **shares, participates=True), common]).pay(given["exit"]).paid
    return {
        "investor": paid[0],
        "founder": paid[1],
        "preference": Claims.of_classes([ShareClass("preferred", **shares, converts=False), common])
        .pay(given["exit"])
        .paid[0],
        "convert": Claims.of_shares({"investor": given["own"], "others": 1 - given["own"]}).pay(given["exit"]).paid[0],
        "choice": "convert" if worth.elections(plain, given["exit"])[0] else "preference",
    }


@kind("principal", "cap", "discount", "round_price", "pre_money")
def two_notes(given):
    count = given["pre_money"] / given["round_price"]
    notes = [
        worth.convert(Note("note", *terms), given["round_price"], count)
        for terms in zip(given["principal"], given["cap"], given["discount"], strict=True)
    ]
    return {
        "cap_price": [note.cap_price for note in notes],
        "discount_price": [note.discount_price for note in notes],
        "branch": ["cap" if note.by_cap else "discount" for note in notes],
        "shares": [note.shares for note in notes],
    }


@kind("guaranteed_price", "guaranteed_return")
def price_guarantee(given):
    # The issue price is where the guarantee gives 1 + return shares for one.
    issue = given["guaranteed_price"] / (1 + given["guaranteed_return"])
    assert np.isclose(worth.guaranteed_shares(1.0, given["guaranteed_price"], issue), 1 + given["guaranteed_return"])
    return {"issue_price": issue}


COMPLEX = {
    "pref_A": {"shares": 500, "liq": 1000, "conv_price": 2},
    "pref_B": {"shares": 300, "liq": 1500, "conv_price": 5},
    "common": 1500,
    "warrants": {"n": 250, "strike": 10},
}


def complex_company(given):
    preferred = [ShareClass(name, given[f"pref_{name}"]["shares"], given[f"pref_{name}"]["liq"]) for name in "AB"]
    rest = [
        ShareClass("common", given["common"]),
        ShareClass("warrants", given["warrants"]["n"], strike=given["warrants"]["strike"]),
    ]
    return [*preferred, *rest]


@kind("pref_A", "pref_B", "common", "warrants", "priority")
def breakpoints(given):
    claims = Claims.of_classes(complex_company(given))
    # The exhibit ends at $15 a share, for illustration.
    last = worth.worth_where(claims, "common", 15.0 * given["common"])
    alloc = {f"alloc_{name}": 100 * claims.split[:, i] for i, name in enumerate(("A", "B", "common", "warrants"))}
    return {"breakpoints": [*claims.starts[1:], last], **alloc}


@kind("equity", "sigma", "T", "r", "breakpoints", "shares")
def option_method(given):
    claims = Claims.of_classes(complex_company(COMPLEX))
    assert claims.starts[1:].tolist() == given["breakpoints"]
    value = worth.option_value(claims, given["equity"], given["sigma"], given["T"], given["r"])
    return dict(zip(given["shares"], value / list(given["shares"].values()), strict=True))


@kind("target_B", "sigma", "T", "r")
def backsolved(given):
    claims = Claims.of_classes(complex_company(COMPLEX))
    terms = given["sigma"], given["T"], given["r"]
    solved = worth.backsolve(claims, "B", 300 * given["target_B"], *terms)
    assert solved.found
    value = worth.option_value(claims, solved.value, *terms)
    return {
        "equity": solved.value,
        **dict(zip(("A", "B", "common", "warrants"), value / [500, 300, 1500, 250], strict=True)),
    }


@kind("X", "tranches", "share")
def capped_units(given):
    names = [f"t{i + 1}" for i in range(len(given["tranches"]))]
    invested, cap = np.array(given["tranches"], dtype=float).T
    part = dict(zip(names, invested / invested.sum(), strict=True))
    pool = Claims.of_tiers(
        [
            {"split": {"investors": 1.0}, "until": {"investors": invested.sum()}},
            {
                "split": {"investors": given["share"], "nonprofit": 1 - given["share"]},
                "until": {"investors": cap.sum()},
            },
            {"split": {"nonprofit": 1.0}},
        ]
    ).pay(given["X"])
    inside = Claims.of_tiers([{"split": part, "until": dict(zip(names, cap, strict=True))}, {"split": part}])
    return {**dict(zip(names, inside.pay(pool.paid[0]).paid, strict=True)), "nonprofit": pool.paid[1]}


@kind("asset_value", "debt_face", "T", "sigma", "r")
def equity_as_option(given):
    claims = Claims.of_tiers([{"split": {"debt": 1.0}, "until": given["debt_face"]}, {"split": {"equity": 1.0}}])
    debt = worth.option_value(claims, given["asset_value"], given["sigma"], given["T"], given["r"])[0]
    return {"default_spread_pct": 100 * (worth.promised_yield(given["debt_face"], debt, given["T"]) - given["r"])}


@kind("shares_post", "preferences", "seniority", "option_strike", "exits_m", "payout_keys")
def seven_classes(given):
    shares, preferred = given["shares_post"], given["seniority"]
    classes = [
        ShareClass(name, shares[name], given["preferences"][name], rank=rank)
        for rank, name in enumerate(preferred, start=1)
    ]
    others = [name for name in shares if name not in preferred]
    classes += [
        ShareClass(name, shares[name], strike=given["option_strike"] if name == "opt" else 0.0) for name in others
    ]
    claims, answers = Claims.of_classes(classes), {}
    for exit_m in given["exits_m"]:
        paid = dict(zip(claims.holders, claims.pay(1e6 * exit_m).paid, strict=True))
        rest = {
            "common": sum(paid[n] for n in others if n not in ("opt", "na", "nb")),
            "notes": sum(paid[n] for n in ("na", "nb") if n in paid),
            "options_issued": paid["opt"],
        }
        answers[f"{exit_m}M_dollars"] = [rest[k] if k in rest else paid[k] for k in given["payout_keys"]]
        chosen = worth.elections(classes, 1e6 * exit_m)[: len(preferred)]
        answers[f"{exit_m}M_elections"] = "".join("PC"[int(turn)] for turn in chosen)
    return answers


# Options


@kind("columns", "rows")
def option_table(given):
    table = [dict(zip(given["columns"], row, strict=True)) for row in given["rows"]]
    return {"values": [worth.exchange(*swap_terms(row)) if "rho" in row else vanilla(row) for row in table]}


def vanilla(row):
    price = {"call": worth.call, "put": worth.put}[row["type"]]
    return price(row["S"], row["K"], row["sigma"], row["T"], row["r"], row["q"])


def swap_terms(row):
    quantity = row.get("Q1", 1), row.get("Q2", 1)
    years, payouts = row.get("T", row.get("t")), (row["q1"], row["q2"])
    sigma = (row.get("v1", row.get("sigma1")), row.get("v2", row.get("sigma2")))
    return row["S1"] * quantity[0], row["S2"] * quantity[1], *sigma, row["rho"], years, *payouts


@kind("cash_put", "asset_put", "gap_call")
def digitals(given):
    def terms(x):
        return x["v"], x["T"], x["r"], x["q"]

    cash, asset, gap = given["cash_put"], given["asset_put"], given["gap_call"]
    return {
        "cash_put": worth.cash_if_below(cash["cash"], cash["S"], cash["K"], *terms(cash)),
        "asset_put": worth.asset_if_below(asset["S"], asset["K"], *terms(asset)),
        "gap_call": worth.gap_call(gap["S"], gap["K"], gap["K2"], *terms(gap)),
    }
