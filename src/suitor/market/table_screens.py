"""Screens of every market in a table: concentration, the smallest market, entry that stops, remedies, auctions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor.market.calibrate import Calibrated
from suitor.market.conduct import Conduct
from suitor.market.counterfactuals import divestiture, hypothetical_monopolist, merged, smallest_market, united
from suitor.market.crowd import Crowd
from suitor.market.entry import potential_competition
from suitor.market.procurement import Procurement
from suitor.market.quality import quality_test
from suitor.market.screens import concentration, presumption
from suitor.market.tables import calibrated, unidentified
from suitor.market.tender import calibrate as tender
from suitor.market.welfare import break_even_savings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LAWS", "concentrated", "each", "entry", "markets", "remedies", "smallest", "tenders"]


LAWS = ("us", "eu", "uk", "jp")


def concentrated(frame: pd.DataFrame, groups: Sequence[Sequence[str]], on: date) -> pd.DataFrame:
    """HHI of each market, in points, before and after each group of firms becomes one, and what guidelines say of it.

    Under each jurisdiction: is harm presumed, or does the merger lie outside every safe harbour, by the levels in force
    on a date? Missing where no level was. `share` is the largest of a merged firm, percent.
    """
    import pandas as pd

    lines = {}
    for name, rows in each(frame):
        sold = rows["shares"].astype(float).groupby(rows["firm_ids"].astype(str)).sum()
        firms = tuple(sold.index)
        here = [[one for one in group if one in firms] for group in united(groups)]
        merger = concentration(sold.to_numpy(), firms, [group for group in here if group])
        told = {law: presumption(law, merger, on) for law in LAWS}
        lines[name] = {
            "hhiPre": float(merger.before), "hhiPost": float(merger.after), "hhiDelta": float(merger.change),
            "share": 100 * float(merger.share),
            **{law: bool(one.met) if one is not None and one.has_levels else None for law, one in told.items()},
        }  # fmt: skip
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("market_ids")


def markets(
    frame: pd.DataFrame, demand: str | Crowd, conduct: str | Conduct, **known: Any
) -> Iterator[tuple[Any, Calibrated]]:
    """Each market of a table by itself, calibrated, with its products by their names."""
    for name, rows in each(frame):
        nests = rows["nesting_ids"].to_numpy() if "nesting_ids" in rows else None
        fitted = calibrated(rows, list(rows["firm_ids"].astype(str)), demand, conduct, nests=nests, **known)
        labels = rows.get("product_ids", rows.index)
        market = fitted.market.take((1,), 0)  # one market, no draws
        yield name, replace(fitted, market=replace(market, products=tuple(map(str, labels))))


def each(frame: pd.DataFrame) -> Iterator[tuple[Any, pd.DataFrame]]:
    """The rows of each market, in the order of the table."""
    table = frame.assign(market_ids=0) if "market_ids" not in frame else frame
    return iter(table.groupby("market_ids", sort=False))


def smallest(
    frame: pd.DataFrame, product: str, demand: str | Crowd, conduct: str | Conduct = "bertrand",
    threshold: float = 0.05, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """The smallest market around a product in each market that has it: by price, or by quality if it is free.

    `rise` is the largest rise of a price, or cut of quality as a share of what the product is worth to users, percent.
    """
    import pandas as pd

    lines = {}
    for name, fitted in markets(frame, demand, conduct, **known):
        market = fitted.market
        if product not in market.products:
            continue
        free = bool(market.fixed[market.products.index(product)])
        found = smallest_market(market, product, threshold, quality_test if free else hypothetical_monopolist)
        rise = found.share if free else found.rise
        lines[name] = {
            "products": " + ".join(found.products),
            "by": "quality" if free else "price",
            "rise": 100 * float(np.max(rise)),
            "passes": bool(np.all(found.passes) and np.all(fitted.fit.found)),
            "unidentified": str(unidentified(fitted.fit)[0]),
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("market_ids")


def entry(
    frame: pd.DataFrame, acquirer: str, target: str, demand: str | Crowd, conduct: str | Conduct = "bertrand", *,
    like: str, probability: float, share: float | None = None, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """What entry by the acquirer alone would have done in each market that has the product it is like.

    `priceDelta` is the rise of the target's prices over those expected without the deal, by sales, in percent;
    `entryWorth` what entry would have earned the acquirer before its fixed cost.
    """
    import pandas as pd

    lines = {}
    for name, fitted in markets(frame, demand, conduct, **known):
        market = fitted.market
        if like not in market.products or target not in market.firms:
            continue
        stakes = Stakes.of_firms(market.firms)
        screen = potential_competition(
            market, stakes, acquirer, target, like=like, probability=probability, share=share
        )
        of_target = market.firm == market.firms.index(target)
        sales = market.price * market.today()[0] * of_target
        lines[name] = {
            "priceDelta": 100 * float((screen.price * sales).sum() / sales.sum()),
            "consumerHarm": float(np.sum(screen.harm)),
            "entryWorth": float(np.sum(screen.worth)),
            "found": bool(np.all(screen.found) and np.all(fitted.fit.found)),
            "unidentified": str(unidentified(fitted.fit)[0]),
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("market_ids")


def remedies(
    frame: pd.DataFrame, merge: Sequence[str], demand: str | Crowd, conduct: str | Conduct = "bertrand", *,
    price_limit: float | None = None, hhi_limit: float | None = None, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """What would make up for a merger in each market: the fewest products sold, or savings of each party or of both.

    `sold` are products of the second party whose sale to a newcomer keeps the largest price rise, a share, and the rise
    of the HHI, in points, within limits; it is missing where selling all of them does not. `saving` of a party, or of
    both, in percent of cost, leaves consumer surplus as it was; it is missing where 90% would not.
    """
    import pandas as pd

    lines = {}
    for name, fitted in markets(frame, demand, conduct, **known):
        market, before = fitted.market, Stakes.of_firms(fitted.market.firms)
        first, second = (str(one) for one in merge)
        if not {first, second} <= set(market.firms):
            continue
        savings = break_even_savings(market, before, merged(before, (first, second)), (first, second))
        line: dict[str, Any] = {f"saving {one}": 100 * float(value) for one, value in savings.items()}
        if price_limit is not None or hhi_limit is not None:
            sold = divestiture(market, before, (first, second), price_limit=price_limit, hhi_limit=hhi_limit)
            line["sold"] = None if sold is None else " + ".join(sold)
        lines[name] = line | {"found": bool(np.all(fitted.fit.found)), "unidentified": str(unidentified(fitted.fit)[0])}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("market_ids")


def tenders(
    frame: pd.DataFrame, merge: Sequence[str], costs: str, *, inside: float = np.nan, reserve: float | None = None,
    best: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """A merger in a procurement auction: columns `firm_ids, capacities, prices, margins`, a row for each bidder.

    The buyer keeps its reserve price, or sets its best one anew with `best`. A merged firm bids as its first party.
    """
    import pandas as pd

    parts = []
    for name, rows in each(frame):
        firms = list(rows["firm_ids"].astype(str))
        places = [firms.index(one) for one in merge if one in firms]
        known = tender(
            costs, rows["capacities"].to_numpy(float), price=_column(rows, "prices"), margin=_column(rows, "margins"),
            inside=inside, reserve=reserve,
        )  # fmt: skip
        after = known.auction.merge(tuple(places)) if len(places) > 1 else known.auction
        after = replace(after, reserve=after.best_reserve()) if best else after
        parts.append(_bids(known.auction, after, firms, places).assign(market_ids=name, found=bool(known.found)))
    return pd.concat(parts, ignore_index=True)


def _bids(before: Procurement, after: Procurement, firms: list[str], places: list[int]) -> pd.DataFrame:
    """A row for each bidder; those that bid as another have no price afterwards."""
    import pandas as pd

    old, new, stays = before.solve(), after.solve(), ~np.isin(np.arange(len(firms)), places[1:])
    columns: dict[str, Any] = {"firm_ids": firms, "isParty": np.isin(np.arange(len(firms)), places)}
    for word, field in (("shares", "share"), ("price", "price"), ("mc", "cost"), ("profit", "profit")):
        columns[f"{word}Pre"] = getattr(old, field)
        columns[f"{word}Post"] = np.where(stays, 0.0, np.nan)
        columns[f"{word}Post"][stays] = getattr(new, field)
    costs = {"buyerCostPre": old.buyer_cost, "buyerCostPost": new.buyer_cost}
    return pd.DataFrame(columns | costs | {"reservePre": before.reserve, "reservePost": after.reserve})


def _column(rows: pd.DataFrame, name: str) -> Array:
    return rows[name].to_numpy(float) if name in rows else np.full(len(rows), np.nan)
