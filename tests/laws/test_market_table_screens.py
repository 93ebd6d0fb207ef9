"""Screens of tables: what each says of a market is what the room says of it alone."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from suitor._core.records import Stakes
from suitor.market import Bertrand, Logit, Market, PartialCollusion
from suitor.market.counterfactuals import smallest_market
from suitor.market.entry import potential_competition
from suitor.market.procurement import Procurement
from suitor.market.quality import quality_test
from suitor.market.ranges import ranges
from suitor.market.table_screens import entry, markets, remedies, smallest, tenders
from suitor.market.tables import simulate, summary
from tests.laws.test_market_tables import BEER, PARTIES, many, of


def free() -> pd.DataFrame:
    """Three services, one of them free."""
    demand = Logit.of([1.5, 3.0, 2.5], sensitivity=0.8, size=1.0)
    market = Market.of(
        ("search", "paid", "other"), demand, Bertrand(), cost=[-0.3, 1.0, 1.2], price=[0.0, 3.0, 3.0],
        fixed=[True, False, False],
    )  # fmt: skip
    return of(market)


def test_the_smallest_market_of_each_market() -> None:
    told = smallest(many(), "BUD", "logit", threshold=0.05)
    assert list(told.index) == ["plain", "few", "dear"] and told["passes"].all()
    assert told["products"]["plain"] == told["products"]["dear"]  # prices in another unit
    _, fitted = next(markets(many(), "logit", "bertrand"))
    alone = smallest_market(fitted.market, "BUD")
    assert told["products"]["plain"] == " + ".join(alone.products)
    assert told["rise"]["plain"] == pytest.approx(100 * alone.rise.max())


def test_a_free_product_is_tested_by_quality() -> None:
    told = smallest(free(), "search", "logit")
    assert told["by"].tolist() == ["quality"] and told["passes"].all()
    _, fitted = next(markets(free(), "logit", "bertrand"))
    alone = smallest_market(fitted.market, "search", 0.05, quality_test)
    assert told["rise"].iloc[0] == pytest.approx(100 * alone.share.max())
    assert smallest(free(), "paid", "logit")["by"].tolist() == ["price"]


def test_entry_that_a_deal_stops_in_each_market() -> None:
    told = entry(many(), "NEW", "BUD", "logit", like="BUD", probability=0.5, share=0.1)
    assert len(told) == 3 and told["found"].all() and np.all(told["consumerHarm"] > 0)
    _, fitted = next(markets(many(), "logit", "bertrand"))
    alone = potential_competition(
        fitted.market, Stakes.of_firms(fitted.market.firms), "NEW", "BUD", like="BUD", probability=0.5, share=0.1
    )
    assert told["consumerHarm"]["plain"] == pytest.approx(float(alone.harm), rel=1e-9)
    assert told["priceDelta"]["plain"] == pytest.approx(100 * float(alone.price[0]), rel=1e-9)


def test_nothing_uncertain_gives_one_number_and_more_gives_wider_ranges() -> None:
    known = ranges(BEER, "logit", "bertrand", PARTIES, spread={}, draws=3).iloc[0]
    exact = summary(simulate(BEER, "logit", "bertrand", PARTIES)).iloc[0]
    for label in ("5%", "50%", "95%"):
        assert known[f"partyPriceDelta {label}"] == pytest.approx(exact["Merging Party Price Change (%)"], rel=1e-9)
        assert known[f"hhiDelta {label}"] == pytest.approx(exact["HHI Change"], rel=1e-9)
        assert known[f"consumerHarm {label}"] == pytest.approx(exact["Consumer Harm ($)"], rel=1e-9)
    width = [
        one["partyPriceDelta 95%"] - one["partyPriceDelta 5%"]
        for one in (
            ranges(BEER, "logit", "bertrand", PARTIES, spread={"margins": s, "shares": s}, draws=200).iloc[0]
            for s in (0.05, 0.2)
        )
    ]
    assert 0 < 2 * width[0] < width[1]


def test_the_verdict_counts_draws_and_draws_do_not_depend_on_their_number() -> None:
    def told(limit: float, draws: int = 200) -> pd.Series:
        return ranges(BEER, "logit", "bertrand", PARTIES, spread={"margins": 0.1}, draws=draws, limit=limit).iloc[0]

    assert told(0.0)["verdict"] == 1.0 and told(1.0)["verdict"] == 0.0
    middle = told(0.0)["partyPriceDelta 50%"] / 100
    assert told(middle)["verdict"] == pytest.approx(0.5, abs=0.01)
    assert told(0.0)["found"] == 1.0


def test_an_uncertain_elasticity_spreads_too() -> None:
    bare = BEER.drop(columns="margins")
    told = ranges(bare, "logit", "bertrand", PARTIES, spread={"elasticity": 0.2}, draws=100, elasticity=-1.0).iloc[0]
    assert told["consumerHarm 5%"] < told["consumerHarm 50%"] < told["consumerHarm 95%"]


def test_a_conduct_with_its_own_numbers_has_ranges() -> None:
    told = ranges(BEER, "logit", PartialCollusion(0.2), PARTIES, spread={"margins": 0.1}, draws=20).iloc[0]
    assert told["found"] == 1.0


def test_remedies_undo_what_the_merger_does() -> None:
    parties = ("BUD", "MILLER")
    told = remedies(many(), parties, "logit", price_limit=0.15)
    assert told["found"].all() and list(told.index) == ["plain", "few", "dear"]
    assert told["sold"]["plain"] == told["sold"]["dear"] == "MILLER-LITE"  # the smaller of the two is enough
    assert told["sold"]["few"] == ""  # without it the merger does less, and nothing need be sold
    assert remedies(many(), parties, "logit", price_limit=0.1)["sold"].tolist() == ["MILLER", "MILLER", "MILLER"]
    both = told["saving all"]["plain"] / 100
    cheaper = simulate(BEER, "logit", "bertrand", parties, saving=both)
    assert cheaper["consumerHarm"][0] == pytest.approx(0, abs=1e-9)
    assert told["saving all"]["plain"] < told["saving MILLER"]["plain"]
    nothing = remedies(BEER, parties, "logit", price_limit=10.0)
    assert nothing["sold"].tolist() == [""]  # no product need be sold
    assert "sold" not in remedies(BEER, parties, "logit")


def test_a_merger_in_a_procurement_auction() -> None:
    auction = Procurement(np.array([0.65, 0.3, 0.05]), "uniform", (2.0, 5.0), 4.0)
    sold = auction.solve()
    table = pd.DataFrame(
        {
            "firm_ids": list("ABC"),
            "capacities": auction.capacity,
            "prices": sold.price,
            "margins": 1 - sold.cost / sold.price,
        }
    )
    told = tenders(table, ("A", "B"), "uniform", inside=float(sold.share.sum()))
    after = auction.merge((0, 1)).solve()
    assert told["found"].all() and np.isnan(told["pricePost"][1])
    assert np.allclose(told["pricePost"].dropna(), after.price, rtol=1e-6)
    assert np.allclose(told["sharesPre"], sold.share, rtol=1e-6) and told["buyerCostPost"][0] > told["buyerCostPre"][0]
    again = tenders(table, ("A", "B"), "uniform", inside=float(sold.share.sum()), best=True)
    assert again["reservePost"][0] < told["reservePost"][0]  # a buyer answers a merger with a lower reserve price
    assert again["buyerCostPost"][0] < told["buyerCostPost"][0]


def test_every_example_on_screening_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "screening-a-merger.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 20 and failed == 0
