"""Tables in, tables out: the same numbers as one market at a time, in the order they came."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from suitor._core.records import Stakes
from suitor.market import calibrate, merged
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
