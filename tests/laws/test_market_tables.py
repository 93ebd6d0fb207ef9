"""Tables in, tables out: the same numbers as one market at a time, in the order they came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from suitor._core.records import Stakes, replace
from suitor.market import (
    Bertrand,
    Cournot,
    Homogeneous,
    Logit,
    Market,
    PartialCollusion,
    PriceCap,
    SecondScore,
    calibrate,
    merged,
)
from suitor.market.tables import compare, simulate, summary

BEER = pd.DataFrame(
    {
        "product_ids": ["BUD", "OLD STYLE", "MILLER", "MILLER-LITE", "OTHER-LITE", "OTHER-REG"],
        "firm_ids": ["BUD", "OLD STYLE", "MILLER", "MILLER", "OTHER-LITE", "OTHER-REG"],
        "prices": [0.0441, 0.0328, 0.0409, 0.0396, 0.0387, 0.0497],
        "shares": [0.0594, 0.1548, 0.2277, 0.1683, 0.0891, 0.2007],
        "margins": [0.3830, 0.5515, 0.5421, 0.5557, 0.4453, 0.3769],
    }
)
PARTIES = ("BUD", "OLD STYLE")


def many() -> pd.DataFrame:
    """Three markets, shuffled among one another, one of them with a product less."""
    dear = BEER.assign(market_ids="dear", prices=BEER["prices"] * 1.2)
    few = BEER.drop(index=3).assign(market_ids="few")
    return pd.concat([BEER.assign(market_ids="plain"), few, dear], ignore_index=True)


def test_each_market_is_what_it_is_alone() -> None:
    together = simulate(many(), "logit", "bertrand", PARTIES)
    assert together["found"].all() and list(together.index) == list(range(len(many())))
    for name, rows in many().groupby("market_ids"):
        alone = simulate(rows, "logit", "bertrand", PARTIES)
        mine = together[together["market_ids"] == name]
        assert np.allclose(mine["pricePost"], alone["pricePost"], rtol=1e-12)


def test_what_disagrees_is_fitted_by_weights_and_told() -> None:
    """Margins of 38 to 56% ask for steeper demand than an elasticity of −1 for all beer leaves room for."""
    gaps = {}
    for trust in (1.0, 100.0):
        told = simulate(BEER, "logit", "bertrand", PARTIES, elasticity=-1.0, weights={"elasticities": trust})
        assert np.allclose(told["marginGiven"], 100 * BEER["margins"]) and (told["elasticityGiven"] == -1.0).all()
        assert np.allclose(told["marginPre"], 100 * (1 - told["mcPre"] / told["pricePre"]))
        known = calibrate(
            "logit", "bertrand", products=tuple("abcdef"), firms=tuple("ABCDE"), firm=[0, 1, 2, 2, 3, 4],
            price=BEER["prices"], share=BEER["shares"], margin=BEER["margins"], elasticity=-1.0,
            weights={"elasticities": trust},
        )  # fmt: skip
        model = known.market.demand.market_elasticity(known.market.price)
        assert np.allclose(told["elasticityPre"], model, rtol=1e-9)
        gaps[trust] = abs(model + 1.0), float(summary(told)["Margin Gap (%)"].iloc[0])
    assert gaps[100.0][0] < 1e-3 < gaps[1.0][0] and gaps[1.0][1] < gaps[100.0][1]


def test_firms_may_compete_otherwise_once_they_have_merged() -> None:
    """A cap below the price they would ask holds it; sellers who then act in part together ask more; costs stay."""
    free = simulate(BEER, "logit", "bertrand", PARTIES)
    cap = float(BEER["prices"][0])
    capped = simulate(BEER, "logit", "bertrand", PARTIES, after=PriceCap(np.where(np.arange(6) == 0, cap, np.inf)))
    assert free["pricePost"][0] > cap and capped["pricePost"][0] == pytest.approx(cap, rel=1e-9)
    together = simulate(BEER, "logit", "bertrand", PARTIES, after=PartialCollusion(0.3))
    assert together["found"].all() and (together["pricePost"] > free["pricePost"]).all()
    assert np.allclose(together["mcPre"], free["mcPre"]) and np.allclose(capped["mcPre"], free["mcPre"])


def test_rows_of_two_markets_may_alternate() -> None:
    plain, dear = BEER.assign(market_ids="plain"), BEER.assign(market_ids="dear", prices=BEER["prices"] * 1.2)
    mixed = pd.concat([plain, dear]).sort_index(kind="stable")
    together = simulate(mixed, "logit", "bertrand", PARTIES)
    for name, rows in mixed.groupby("market_ids"):
        alone = simulate(rows, "logit", "bertrand", PARTIES)
        mine = together[together["market_ids"] == name]
        assert list(mine["product_ids"]) == list(rows["product_ids"])
        assert np.allclose(mine["pricePost"], alone["pricePost"], rtol=1e-12)


def test_a_margin_missing_in_one_market_is_not_missing_in_another() -> None:
    table = many()
    table.loc[(table["market_ids"] == "dear") & (table["product_ids"] == "BUD"), "margins"] = np.nan
    together = simulate(table, "logit", "bertrand", PARTIES)
    for _name, rows in table.groupby("market_ids"):
        alone = simulate(rows, "logit", "bertrand", PARTIES)
        assert np.allclose(together.loc[rows.index, "pricePost"], alone["pricePost"], rtol=1e-12)
    table.loc[table["market_ids"] == "few", "margins"] = np.nan
    with pytest.raises(ValueError, match="market few: Logit needs 1 margins"):
        simulate(table, "logit", "bertrand", PARTIES)


def test_a_table_says_what_the_market_says() -> None:
    detail = simulate(BEER, "logit", "bertrand", PARTIES, saving=0.05)
    firms = tuple(dict.fromkeys(BEER["firm_ids"]))
    known = calibrate(
        "logit", "bertrand", products=tuple(BEER["product_ids"]), firms=firms,
        firm=[firms.index(name) for name in BEER["firm_ids"]], price=BEER["prices"].to_numpy(),
        share=BEER["shares"].to_numpy(), margin=BEER["margins"].to_numpy(),
    )  # fmt: skip
    cheaper = known.market.shift(cost=-0.05 * known.market.cost * np.isin(np.arange(6), [0, 1]))
    solved = cheaper.solve(merged(Stakes.of_firms(firms), PARTIES))
    assert np.allclose(detail["pricePost"], solved.price, rtol=1e-12)
    whole = summary(detail).iloc[0]
    lost = known.market.demand.surplus(BEER["prices"].to_numpy()) - solved.surplus
    assert whole["Consumer Harm ($)"] == pytest.approx(lost)
    gain = solved.profit.sum() - known.market.profit(BEER["prices"].to_numpy()).sum()
    assert whole["Producer Benefit ($)"] == pytest.approx(gain)


def test_models_are_averaged_with_the_weights_shown() -> None:
    models = {"logit": ("logit", "bertrand"), "ces": ("ces", "bertrand")}
    table = compare(BEER, models, PARTIES, weights={"logit": 3.0, "ces": 1.0}, share_of="units")
    change = table["Industry Price Change (%)"]
    assert table["weight"].tolist() == [0.75, 0.25, 1.0]
    assert change["average"] == pytest.approx(0.75 * change["logit"] + 0.25 * change["ces"])


def of(market: Market, **more: object) -> pd.DataFrame:
    """A table of a market in equilibrium."""
    solved = market.solve(Stakes.of_firms(market.firms))
    assert solved.found
    columns = {
        "product_ids": market.products,
        "firm_ids": [market.firms[place] for place in market.firm],
        "prices": solved.price,
        "shares": solved.quantity / market.demand.size if hasattr(market.demand, "size") else solved.quantity,
        "costs": market.cost,
    }
    return pd.DataFrame(columns | more)


def test_a_free_product_stays_free_and_counts() -> None:
    demand = Logit.of([0.5, 3.0, 2.5, 2.0], sensitivity=0.8, size=1.0)
    market = Market.of(
        ("free", "paid", "b", "c"), demand, Bertrand(), cost=[-0.3, 1.0, 1.2, 0.9], sellers=("a", "a", "b", "c"),
        price=[0.0, 3.0, 3.0, 3.0], fixed=[True, False, False, False],
    )  # fmt: skip
    told = simulate(of(market), "logit", "bertrand", ("a", "b"))
    after = market.solve(merged(Stakes.of_firms(market.firms), ("a", "b")))
    assert told["found"].all() and told["pricePost"][0] == 0 and told["priceDelta"][0] == 0
    assert np.allclose(told["pricePost"], after.price, rtol=1e-8)
    assert np.isfinite(told["cmcr"][:3]).all() and summary(told)["found"].all()


def test_savings_may_be_by_product_by_firm_or_of_all_parties() -> None:
    share = 0.04
    whole = simulate(BEER, "logit", "bertrand", PARTIES, saving=share)
    by_firm = simulate(BEER, "logit", "bertrand", PARTIES, saving=dict.fromkeys(PARTIES, share))
    by_row = simulate(BEER.assign(savings=[share, share, 0, 0, 0, 0]), "logit", "bertrand", PARTIES)
    for other in (by_firm, by_row):
        assert np.allclose(whole["pricePost"], other["pricePost"], rtol=1e-12)
    one = simulate(BEER, "logit", "bertrand", PARTIES, saving={"BUD": share})
    assert one["mcPost"][1] == one["mcPre"][1] and whole["mcPost"][1] < whole["mcPre"][1]


def test_several_deals_happen_at_once() -> None:
    both = simulate(BEER, "logit", "bertrand", [PARTIES, ("OTHER-LITE", "OTHER-REG")])
    alone = simulate(BEER, "logit", "bertrand", PARTIES)
    assert both["isParty"].sum() == 4 and np.all(both["pricePost"] > alone["pricePost"])


def test_buyers_of_an_input_pay_less_once_they_merge() -> None:
    """Workers choose among employers: shares rise with the wage, and each employer pays less than a worker is worth."""
    supply = Logit.of([-1.0, -1.2, -0.9], sensitivity=1.0, size=1.0)  # at negative prices
    worth = np.array([3.0, 3.2, 2.9])
    market = Market.of(("a", "b", "c"), supply, Bertrand(), cost=-worth, price=[-2.0, -2.0, -2.0])
    now = market.solve(Stakes.of_firms(market.firms))
    table = pd.DataFrame({"firm_ids": list("abc"), "prices": -now.price, "shares": now.quantity, "costs": worth})
    told = simulate(table, "logit", "bertrand", ("a", "b"), buyers=True)
    after = market.solve(merged(Stakes.of_firms(market.firms), ("a", "b")))
    assert told["found"].all() and np.allclose(told["pricePost"], -after.price, rtol=1e-8)
    assert np.all(told["priceDelta"] < 0) and np.allclose(told["mcPre"], worth, rtol=1e-8)
    assert (
        told["consumerHarm"][0] == pytest.approx(now.surplus - after.surplus, rel=1e-8) and now.surplus > after.surplus
    )
    by_margin = table.drop(columns="costs").assign(margins=(worth + now.price) / -now.price)
    assert np.allclose(
        simulate(by_margin, "logit", "bertrand", ("a", "b"), buyers=True)["pricePost"], told["pricePost"]
    )
    assert summary(told)["Producer Benefit ($)"].iloc[0] > 0
    with pytest.raises(ValueError, match="Try logit or linear"):
        simulate(table, "ces", "bertrand", ("a", "b"), buyers=True)


def test_one_good_from_several_sellers() -> None:
    line = Homogeneous.of(20.0, -0.5, sold=[5.0] * 3)
    market = Market.of(("a", "b", "c"), line, Cournot(), cost=[1.0, 1.5, 2.0])
    before = market.solve(Stakes.of_firms(market.firms))
    total = before.quantity.sum()
    table = of(market).assign(shares=before.quantity / total)
    told = simulate(table, "homogeneous", "cournot", ("a", "b"), size=total)
    after = market.solve(merged(Stakes.of_firms(market.firms), ("a", "b")))
    assert told["found"].all() and np.allclose(told["pricePost"], after.price, rtol=1e-8)
    assert told["consumerHarm"][0] == pytest.approx(before.surplus - after.surplus, rel=1e-7)
    assert np.isnan(told["guppi"]).all()


def test_a_conduct_may_bring_its_own_numbers() -> None:
    told = simulate(BEER, "logit", PartialCollusion(0.3), PARTIES)
    plain = simulate(BEER, "logit", "bertrand", PARTIES)
    assert told["found"].all() and not np.allclose(told["pricePost"], plain["pricePost"])
    fitted = simulate(BEER, "logit", PartialCollusion(), PARTIES)
    assert fitted["found"].all()


def test_guppi_is_what_the_first_look_says() -> None:
    told = simulate(BEER, "logit", "bertrand", PARTIES)
    known = calibrate(
        "logit", "bertrand", products=tuple(BEER["product_ids"]), firms=tuple(dict.fromkeys(BEER["firm_ids"])),
        firm=[0, 1, 2, 2, 3, 4], price=BEER["prices"].to_numpy(), share=BEER["shares"].to_numpy(),
        margin=BEER["margins"].to_numpy(),
    ).market  # fmt: skip
    diversion, markup = known.demand.diversion(known.price), known.price - known.cost
    assert told["guppi"][0] == pytest.approx(100 * diversion[0, 1] * markup[1] / known.price[0], rel=1e-9)
    cheaper = simulate(BEER, "logit", "bertrand", PARTIES, saving=0.1)
    assert cheaper["guppi"][0] == pytest.approx(
        told["guppi"][0] + 10 * (diversion[0, 1] * known.cost[1] - known.cost[0]) / known.price[0], rel=1e-9
    )


@pytest.mark.parametrize(
    ("demand", "conduct"),
    [
        ("logit", "bertrand"), ("ces", "bertrand"), ("linear", "bertrand"), ("log_linear", "bertrand"),
        ("aids", "bertrand"), ("nested_logit", "bertrand"), ("nested_ces", "bertrand"), ("logit", "second_score"),
        ("homogeneous", "cournot"),
    ],
)  # fmt: skip
def test_an_elasticity_serves_all_markets_that_are_alike(demand: str, conduct: str) -> None:
    beer = BEER.assign(nesting_ids=list("xxyyyy"), prices=0.04) if demand == "homogeneous" else BEER
    beer = beer.assign(nesting_ids=list("xxyyyy")) if demand.startswith("nested") else beer
    two = pd.concat([beer.assign(market_ids=name, prices=beer["prices"] * name) for name in (1.0, 1.3)])
    both = simulate(two, demand, conduct, PARTIES, elasticity=-1.0)
    for name, rows in two.groupby("market_ids"):
        alone = simulate(rows, demand, conduct, PARTIES, elasticity=-1.0)
        assert np.allclose(both[both["market_ids"] == name]["pricePost"], alone["pricePost"], rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize("demand", ["logit", "ces", "linear", "aids"])
def test_those_who_could_buy_are_one_whatever_demand_counts(demand: str) -> None:
    """Else the consumer harm of one demand system is a share of a budget and of another money for each buyer."""
    told = simulate(BEER, demand, "bertrand", PARTIES)
    assert np.allclose(told["outputPre"], BEER["shares"], rtol=1e-9)


def test_the_product_is_named_that_would_sell_less_than_nothing() -> None:
    thin = pd.DataFrame(
        {
            "product_ids": list("abc"), "firm_ids": list("ABC"), "prices": [10.0, 11.0, 9.0],
            "shares": [0.4, 0.05, 0.3], "margins": [0.6, 0.1, 0.5],
        }
    )  # fmt: skip
    told = simulate(thin, "aids", "bertrand", ("A", "C"))
    assert not told["found"].any() and told["problem"].str.startswith("b would sell less than nothing").all()
    assert (simulate(thin, "logit", "bertrand", ("A", "C"))["problem"] == "").all()


def test_what_nothing_given_tells_is_named() -> None:
    nests = BEER.assign(nesting_ids=list("xyzzuv"))  # each nest has one seller: its parameter moves nothing
    told = simulate(nests, "nested_logit", "bertrand", PARTIES)
    assert (told["unidentified"] == "sigma").all()
    assert (simulate(BEER, "logit", "bertrand", PARTIES)["unidentified"] == "").all()


def test_nests_and_one_price_are_asked_for() -> None:
    with pytest.raises(ValueError, match="a column nesting_ids"):
        simulate(BEER, "nested_logit", "bertrand", PARTIES)
    with pytest.raises(ValueError, match=r"one good has one price; found 0\.0328 to 0\.0497"):
        simulate(BEER, "homogeneous", "cournot", PARTIES)
    mixed = pd.concat([BEER.assign(market_ids="many"), BEER.assign(market_ids="one", prices=0.04)])
    told = simulate(mixed, "homogeneous", "cournot", PARTIES, go_on=True).drop_duplicates("market_ids")
    assert list(told["found"]) == [False, True] and list(told["problem"] != "") == [True, False]


def test_stakes_before_and_bought_are_those_of_the_library() -> None:
    """A silent stake counts before calibration, a merged firm holds what its parties held, and control stays."""
    firms, places = ("BUD", "OLD STYLE", "MILLER", "OTHER-LITE", "OTHER-REG"), [0, 1, 2, 2, 3, 4]
    before, bought, joined = (np.eye(5) for _ in range(3))
    for weight in (before, bought):
        weight[0, 2] = 0.2
    bought[1, 4] = 0.3
    joined[:2, :2], joined[:2, 2] = 1.0, 0.2
    plain = Stakes.of_firms(firms)
    known = calibrate(
        "logit", "bertrand", products=tuple("abcdef"), firms=firms, firm=places, price=BEER["prices"],
        share=BEER["shares"], margin=BEER["margins"], stakes=replace(plain, weight=before),
    )  # fmt: skip
    holds = {"BUD": {"MILLER": 0.2}}
    stake = simulate(BEER, "logit", "bertrand", (), holds=holds, buys={"OLD STYLE": {"OTHER-REG": 0.3}})
    solved = known.market.solve(replace(plain, weight=bought))
    assert np.allclose(stake["pricePost"], solved.price, rtol=1e-10)
    assert list(stake["isParty"]) == [False, True, False, False, False, True]
    merger = simulate(BEER, "logit", "bertrand", PARTIES, holds=holds)
    assert np.allclose(merger["pricePost"], known.market.solve(replace(plain, weight=joined)).price, rtol=1e-10)
    assert abs(float(summary(stake)["HHI Change"].iloc[0])) < 200 < float(summary(merger)["HHI Change"].iloc[0])


def test_two_deals_leave_two_firms() -> None:
    both = [("BUD", "OLD STYLE"), ("MILLER", "OTHER-LITE")]
    told = simulate(BEER, "logit", "bertrand", both)
    sold = told.groupby(["BUD", "BUD", "MILLER", "MILLER", "MILLER", "OTHER-REG"])["outputPost"].sum()
    after = 1e4 * float(((sold / sold.sum()) ** 2).sum())
    apart = told.groupby("firm_ids")["outputPre"].sum()
    assert float(summary(told)["HHI Change"].iloc[0]) == pytest.approx(after - 1e4 * ((apart / apart.sum()) ** 2).sum())


def test_what_a_model_cannot_say_has_no_average() -> None:
    """Counted as nothing it would make a merger look harmless."""
    models = {"logit": ("logit", "bertrand"), "log_linear": ("log_linear", "bertrand")}
    table = compare(BEER, models, PARTIES)
    assert np.isnan(table.loc["average", "Consumer Harm ($)"]) and table.loc["logit", "Consumer Harm ($)"] > 0
    assert table.loc["average", "HHI Change"] == pytest.approx(table["HHI Change"][:2].mean())
    assert (table["found"] == 1.0).all()


def test_firms_elsewhere_hold_and_link_those_here() -> None:
    """BUD holds half of a firm that sells nothing here and holds 40% of MILLER; two deals share a firm that is gone."""
    bought, elsewhere = {"OLD STYLE": {"OTHER-REG": 0.3}}, {"ELSEWHERE": {"MILLER": 0.4}}

    def price(merge: Any = (), **more: Any) -> Any:
        return simulate(BEER, "logit", "bertrand", merge, **more)["pricePost"]

    through = price(holds={"BUD": {"ELSEWHERE": 0.5}} | elsewhere, buys=bought)
    assert np.allclose(through, price(holds={"BUD": {"MILLER": 0.2}}, buys=bought), rtol=1e-12)
    chained = [("BUD", "ELSEWHERE"), ("OLD STYLE", "ELSEWHERE")]
    assert np.allclose(price(chained), price(PARTIES), rtol=1e-12)
    assert np.allclose(price(chained[0], holds=elsewhere), price(buys={"BUD": {"MILLER": 0.4}}), rtol=1e-12)
    with pytest.raises(ValueError, match="more than the whole of MILLER"):
        price(PARTIES, holds={"BUD": {"MILLER": 0.7}, "OTHER-REG": {"MILLER": 0.4}})


@pytest.mark.parametrize("demand", ["logit", "ces"])
@pytest.mark.parametrize("power", [0.0, 0.3])
def test_a_merger_of_bidders_moves_money_and_no_units(demand: str, power: float) -> None:
    """Buyers choose at cost, before and after: what they lose is what the sellers gain, and shares are those seen."""
    told = simulate(BEER, demand, SecondScore(power=power), PARTIES, outside=0.2)
    assert np.allclose(told["sharesPre"], 100 * told["outputPre"] / told["outputPre"].sum(), rtol=1e-12)
    assert np.allclose(told["outputPost"], told["outputPre"], rtol=1e-9)
    if demand == "logit":
        assert np.allclose(told["outputPre"], 0.8 * BEER["shares"] / BEER["shares"].sum(), rtol=1e-9)
    whole = summary(told).iloc[0]
    assert whole["Consumer Harm ($)"] == pytest.approx(whole["Producer Benefit ($)"], rel=1e-9) and whole["found"]
    part = BEER["shares"] / BEER["shares"].sum()
    assert demand != "logit" or whole["HHI Change"] == pytest.approx(2e4 * part[0] * part[1], rel=1e-9)


def test_parameters_beyond_their_model_are_named() -> None:
    """Margins of close products that are as high as those of others: their nest is one of goods that are far apart."""
    nested = BEER.assign(nesting_ids=list("xxyyzz"))
    odd = simulate(nested.assign(margins=[0.55, 0.55, 0.42, 0.42, 0.50, 0.50]), "nested_logit", "bertrand", PARTIES)
    known = simulate(nested, "nested_logit", "bertrand", PARTIES, sigma=[0.7])
    assert set(odd["contrary"]) == {"sigma"} and set(known["contrary"]) == {""}
    two = pd.DataFrame({"firm_ids": ["a", "b"], "prices": 10.0, "shares": [0.2, 0.4], "margins": [0.3, 0.45]})
    apart = simulate(two, "logit", PartialCollusion(), ("a", "b"))  # further apart than sellers on their own
    assert set(apart["contrary"]) == {"theta"}


def test_a_cost_tells_one_margin_and_a_margin_another() -> None:
    cost = np.where(np.arange(6) < 3, BEER["prices"] * (1.0 - BEER["margins"]), np.nan)
    mixed = BEER.assign(costs=cost, margins=BEER["margins"].where(np.isnan(cost)))
    told, plain = (simulate(one, "logit", "bertrand", PARTIES) for one in (mixed, BEER))
    assert np.allclose(told["pricePost"], plain["pricePost"], rtol=1e-12)
    assert np.allclose(told["marginGiven"], plain["marginGiven"], rtol=1e-12)


def test_a_seller_of_all_without_anything_else_to_buy_is_told() -> None:
    whole = BEER.assign(shares=BEER["shares"] / BEER["shares"].sum())
    told = simulate(whole, "logit", "bertrand", tuple(dict.fromkeys(BEER["firm_ids"])))
    assert not told["found"].any() and told["problem"].str.contains("nothing else to buy").all()
