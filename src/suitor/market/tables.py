"""Markets from one data frame, mergers out as another: many markets in one call, in the column names people use.

In: PyBLP's `market_ids, product_ids, firm_ids, prices, shares, nesting_ids`, with `margins` (of price) or `costs`,
which count where both stand, and `savings` (of cost) by product if there are any. A price of 0 is a free product: it
stays free, and needs its cost, less what advertising brings. Out: one row for each product of each market, and one for
each market, in the words of the R package antitrust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import one_core
from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor.market.calibrate import Calibrated, Fit, calibrate
from suitor.market.conduct import Conduct
from suitor.market.crowd import Crowd
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.lost import first_gone
from suitor.market.market import Market
from suitor.market.observed import MARKET
from suitor.market.peaks import is_peak, may_lack
from suitor.market.pressure import compensating
from suitor.market.screens import hhi
from suitor.market.table_deals import Deal, Holds, groups_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calibrated", "compare", "refused", "simulate", "summary", "unidentified"]

LOGS = ("ces", "nested_ces", "log_linear", "aids")  # demand in logs of prices
SPENDING = ("ces", "nested_ces", "aids")  # demand in shares of spending
ONE_PRICE = 1.01  # highest over lowest price that may pass for one
LEAST = 1e-6  # by which a parameter may pass for one at the end of its range
LESS = "{product} would sell less than nothing: no prices with every product on sale"
ALONE = "one seller of all, and nothing else to buy: nothing holds its prices; give the share outside"
NUMBERS = (
    "pricePre", "pricePost", "priceDelta", "outputPre", "outputPost", "outputDelta", "sharesPre", "sharesPost", "mcPre",
    "mcPost", "marginGiven", "marginPre", "elasticityGiven", "elasticityPre", "profitPre", "profitPost", "guppi",
    "cmcr", "consumerHarm",
)  # fmt: skip


@one_core
def simulate(
    frame: pd.DataFrame, demand: str | Crowd, conduct: str | Conduct, merge: Sequence[Any], *,
    saving: float | Mapping[str, float] = 0.0, after: Conduct | None = None, buyers: bool = False, go_on: bool = False,
    holds: Holds | None = None, buys: Holds | None = None, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """Calibrate every market of a table, merge firms in each, and tell each product's price, share and margin.

    `merge` names the firms that become one, or several such groups: deals that all happen. `saving` is what they save
    of their costs, a share, or one for each firm; a column `savings` says it by product. `after` is how firms compete
    once they have merged, where that differs: under a price cap, in part together, against other powers. `holds` are
    silent stakes of firms in each other, {"A": {"B": 0.3}}, and `buys` those bought in the deal: what a holder receives
    of another's profit counts for it, control does not change; `merge` may then be empty. With `buyers`
    the firms buy an input: `prices` are what they pay, `costs` what a unit is worth to them, and consumers are those
    who sell to them. `known` is what else calibrate takes (elasticity, outside, one_sigma, ...). Markets whose products
    belong to the same firms in the same order are solved together. Rows come back in the order of the table, with
    `found` beside them: a market that did not settle has no price; `marginPre` and `elasticityPre`, of the whole
    market, are what the calibrated market makes of those given; `peak` is false where the first-order conditions hold
    and a firm would still gain by going on, as a seller of two substitutes may with log-linear demand. `unidentified`
    names the parameters that nothing given moves with: they stay where they were guessed; `contrary` those beyond what
    their model allows, such as a σ above 1. `problem` says which product
    would sell less than nothing where prices are not found for that. With `go_on` a market that cannot be calibrated
    stops no other, and `problem` says what it lacks.
    """
    import pandas as pd

    if buyers and demand in LOGS:
        raise ValueError(f"{demand} needs prices above 0, and a price paid is a negative one. Try logit or linear.")
    table = frame.reset_index(drop=True)
    if "market_ids" not in table:
        table = table.assign(market_ids=0)
    parts, deal = [], Deal(groups_of(merge), saving, after, -1.0 if buyers else 1.0, holds or {}, buys or {})
    for markets in _alike(table, demand == "homogeneous"):
        rows = np.concatenate(markets)
        try:
            parts.append(_together(table.iloc[rows], len(markets[0]), demand, conduct, deal, known))
        except ValueError as error:
            if not go_on:
                raise ValueError(f"market {table['market_ids'].iloc[rows[0]]}: {error}") from None
            parts.append(refused(table.iloc[rows], str(error)))
    return pd.concat(parts).sort_index()


def refused(rows: pd.DataFrame, problem: Any) -> pd.DataFrame:
    """Rows of markets that were not solved, and why."""
    nothing = dict.fromkeys(NUMBERS, np.nan) | {"found": False, "peak": False, "unidentified": "", "contrary": ""}
    return rows[_names(rows)].assign(isParty=False, **nothing, problem=problem, ownerPost=rows["firm_ids"])


def _names(rows: pd.DataFrame) -> list[str]:
    return [name for name in ("market_ids", "product_ids", "firm_ids") if name in rows]


def _alike(table: pd.DataFrame, one_price: bool) -> list[list[NDArray[np.int_]]]:
    """The rows of each market, those with the same firms, nests, known margins and free products in order together.

    With `one_price` markets that have it are kept apart from those that do not.
    """
    import pandas as pd

    market = pd.factorize(table["market_ids"], use_na_sentinel=False)[0]
    columns = [table[name].notna() for name in ("costs", "margins") if name in table]
    told = np.any(columns, axis=0) if columns else None
    nests = table.get("nesting_ids")
    apart = None
    if one_price:
        by_market = table["prices"].groupby(market)
        apart = by_market.transform("max") > ONE_PRICE * by_market.transform("min")
    word = np.zeros(len(table), dtype=int)  # one number for all that must be the same of a row
    for column in (table["firm_ids"], nests, told, table["prices"] == 0, apart):
        if column is not None:
            code, kinds = pd.factorize(column, use_na_sentinel=False)
            word = word * len(kinds) + code
    order = np.argsort(market, kind="stable")
    word, cuts = word[order], np.append(0, np.cumsum(np.bincount(market)))
    groups: dict[bytes, list[NDArray[np.int_]]] = {}
    for start, end in pairwise(cuts.tolist()):
        groups.setdefault(word[start:end].tobytes(), []).append(order[start:end])
    return list(groups.values())


def calibrated(
    rows: pd.DataFrame, sellers: Sequence[str], demand: str | Crowd, conduct: str | Conduct, *, nests: Any = None,
    side: float = 1.0, **known: Any,
) -> Calibrated:  # fmt: skip
    """Markets that differ in their numbers alone, calibrated together, a draw for each: rows of one after another.

    Those who could buy count as one, unless `size` says how many they are; what they spend is at observed prices.
    """
    count = len(sellers)
    if str(demand).startswith("nested") and nests is None and "nests" not in known:
        raise ValueError(f"{demand} needs to know which products are close: a column nesting_ids")

    def wide(name: str) -> Array:
        column = rows[name].to_numpy(dtype=float) if name in rows else np.full(len(rows), np.nan)
        return column.reshape(-1, count)

    firms = tuple(dict.fromkeys(sellers))
    price, cost = side * wide("prices"), side * wide("costs")
    free = np.all(price == 0, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = np.where(np.isfinite(cost), 1.0 - cost / price, side * wide("margins"))
    margin = np.where(free, np.nan, margin)
    share, level = wide("shares"), np.abs(price)
    if demand == "homogeneous" and np.any(level.max(-1) > ONE_PRICE * level.min(-1)):
        low, high = level[0].min(), level[0].max()
        raise ValueError(f"one good has one price; found {low:g} to {high:g}. Give that one, or try logit.")
    more = dict(known) | ({"nests": nests} if nests is not None else {})
    if demand in SPENDING and not {"size", "sold"} & set(more):
        more["size"] = (price * share).sum(-1) / share.sum(-1)
    return calibrate(
        demand, conduct, products=tuple(map(str, range(count))), firms=firms,
        firm=[firms.index(name) for name in sellers], price=price, share=share, margin=margin,
        cost=np.where(free, cost, np.nan), fixed=free, **more,
    )  # fmt: skip


def _together(
    rows: pd.DataFrame, products: int, demand: str | Crowd, conduct: str | Conduct, deal: Deal, known: Mapping[str, Any]
) -> pd.DataFrame:
    first = rows.iloc[:products]  # in the other markets they are the same
    sellers = [str(owner) for owner in first["firm_ids"]]
    nests = tuple(first["nesting_ids"]) if "nesting_ids" in rows else None
    firms = tuple(dict.fromkeys(sellers))
    before, after, is_party = deal.before(firms), deal.after_it(firms), np.isin(sellers, list(deal.parties(firms)))
    fitted = calibrated(rows, sellers, demand, conduct, nests=nests, side=deal.side, stakes=before, **known)
    market = fitted.market
    saved = np.abs(market.cost) * deal.saves(rows, sellers, is_party)
    cheaper = replace(market, cost=market.cost - saved, conduct=deal.after or market.conduct)
    told = _rows(rows, market, cheaper, cheaper.solve(after), before, after, is_party, fitted.fit, deal)
    return told.assign(ownerPost=deal.owners(sellers) * (len(rows) // products))


def _rows(
    rows: pd.DataFrame, market: Market, cheaper: Market, solved: Equilibrium, before: Stakes, after: Stakes,
    is_party: Any, fit: Fit, deal: Deal,
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    quantity, surplus = market.today()
    found = (solved.found & fit.found)[..., None]
    price, output = (np.where(found, one, np.nan) for one in (solved.price, solved.quantity))
    share, later = (x / x.sum(-1, keepdims=True) for x in (quantity, output))
    elasticity, given = fit.elasticity.get(MARKET, (np.nan, np.nan))
    lost = np.where(found[..., 0], surplus - solved.surplus, np.nan)
    wide = lambda one: np.broadcast_to(one, price.shape)  # noqa: E731
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "isParty": wide(is_party),
            "pricePre": deal.side * market.price,
            "pricePost": deal.side * price,
            "priceDelta": np.where(market.fixed, 0.0, 100 * (price / market.price - 1)),
            "outputPre": quantity,
            "outputPost": output,
            "outputDelta": 100 * (output / quantity - 1),
            "sharesPre": 100 * share,
            "sharesPost": 100 * later,
            "mcPre": deal.side * market.cost,
            "mcPost": deal.side * wide(cheaper.cost),
            "marginGiven": deal.side * 100 * wide(fit.given),
            "marginPre": deal.side * 100 * wide(fit.margin),
            "elasticityGiven": wide(np.asarray(given)[..., None]),
            "elasticityPre": wide(np.asarray(elasticity)[..., None]),
            "profitPre": (market.price - market.cost) * quantity,
            "profitPost": (price - cheaper.cost) * output,
            "guppi": np.where(is_party, 100 * _pressure(market, cheaper, before, after) / np.abs(market.price), np.nan),
            "cmcr": np.where(is_party, 100 * compensating(market, before, after), np.nan),
            "consumerHarm": wide(lost[..., None]),
            "found": wide(found),
            "peak": wide(found & (is_peak(cheaper, after, solved) if may_lack(cheaper) else solved.found)[..., None]),
            "unidentified": wide(unidentified(fit)[..., None]),
            "contrary": wide(contrary(market, fit)[..., None]),
            "problem": wide(_lost(rows, market, cheaper, before, after, solved, fit)[..., None]),
        }
    flat = {name: np.asarray(column).reshape(-1) for name, column in columns.items()}
    return pd.concat([rows[_names(rows)], pd.DataFrame(flat, index=rows.index)], axis=1)


def unidentified(fit: Fit) -> NDArray[np.object_]:
    """Names of the parameters of each market that nothing given moves with."""
    return _named({name: ~known for name, known in fit.identified.items()}, fit.found.shape)


def contrary(market: Market, fit: Fit) -> NDArray[np.object_]:
    """Names of the parameters of each market that are beyond what their model allows, though they fit what is given.

    Products of a nest replace one another less than those of others (σ above 1: with random utility none do), or a
    member of a coalition counts another's dollar as less than nothing, or as more than its own.
    """
    sigma = getattr(market.demand, "sigma", getattr(market.demand, "dissimilarity", 1.0))
    theta = getattr(market.conduct, "theta", 0.0)
    odd = {"sigma": np.asarray(sigma > 1.0 + LEAST), "theta": np.asarray(np.abs(theta - 0.5) > 0.5 + LEAST)}
    return _named(odd, fit.found.shape)


def _named(odd: Mapping[str, NDArray[np.bool_]], draws: tuple[int, ...]) -> NDArray[np.object_]:
    """Names, with commas, of the parameters of which a number is odd, for each draw."""
    told = np.full(draws, "", dtype=object)
    for name, those in odd.items():
        chosen = np.broadcast_to(those if those.ndim <= len(draws) else those.any(-1), draws)
        told[chosen] = [f"{one}, {name}" if one else name for one in told[chosen]]
    return told


def _lost(
    rows: pd.DataFrame, market: Market, cheaper: Market, before: Stakes, after: Stakes, solved: Equilibrium, fit: Fit
) -> NDArray[np.object_]:
    """What keeps the prices of each market from being found, where that is known."""
    told = np.full(solved.found.shape, "", dtype=object)
    draws, lost = solved.found.shape, np.flatnonzero(fit.found & ~solved.found)
    if len(lost):
        later, labels = cheaper.take(draws, lost), rows.get("product_ids", rows["firm_ids"]).to_numpy()
        gone = first_gone(replace(later, cost=market.take(draws, lost).cost), later.cost, before, after)
        products = labels.reshape(*draws, -1)[lost]
        left = ALONE if np.all(after.weight == 1.0) and not getattr(market.demand, "outside", 0.0) else ""
        told[lost] = [LESS.format(product=some[at]) if at >= 0 else left for some, at in zip(products, gone)]
    return told


def _pressure(market: Market, cheaper: Market, before: Stakes, after: Stakes) -> Array:
    """Upward pricing pressure in money, savings counted; it is that of posted prices, and NaN where goods have one."""
    if isinstance(market.demand, Homogeneous):
        return np.full_like(market.price, np.nan)
    old, new = (stakes.weight[market.firm[:, None], market.firm] for stakes in (before, after))
    markup, later = market.price - market.cost, market.price - cheaper.cost
    diversion = market.demand.diversion(market.conduct.at_choice(market))
    return (diversion * (new * later[..., None, :] - old * markup[..., None, :])).sum(-1)


def summary(detail: pd.DataFrame) -> pd.DataFrame:
    """One row for each market: HHI, price changes weighted by sales before, what buyers lose and sellers gain."""
    import pandas as pd

    def of_market(rows: pd.DataFrame) -> pd.Series:
        before = hhi(rows.groupby(rows["firm_ids"].astype(str))["outputPre"].sum().to_numpy())
        after = hhi(rows.groupby(rows["ownerPost"].astype(str))["outputPost"].sum().to_numpy())
        sales = rows["pricePre"] * rows["outputPre"]
        gain = rows["profitPost"] - rows["profitPre"]
        party = rows["isParty"]
        return pd.Series(
            {
                "HHI Change": after - before,
                "Industry Price Change (%)": average(rows["priceDelta"], sales),
                "Merging Party Price Change (%)": average(rows["priceDelta"][party], sales[party]),
                "Compensating Marginal Cost Reduction (%)": average(rows["cmcr"][party], sales[party]),
                "Consumer Harm ($)": rows["consumerHarm"].iloc[0],
                "Producer Benefit ($)": gain.sum(skipna=False),
                "Difference ($)": rows["consumerHarm"].iloc[0] - gain.sum(skipna=False),
                "Margin Gap (%)": (rows["marginPre"] - rows["marginGiven"]).abs().max(),
                "found": bool(rows["found"].all()),
                "peak": bool(rows["peak"].all()),
            }
        )

    def average(change: pd.Series, sales: pd.Series) -> float:  # a market that did not settle has none
        return float((change * sales).sum(skipna=False) / sales.sum()) if len(sales) else float("nan")

    groups = detail.groupby("market_ids", sort=False)
    return pd.DataFrame({name: of_market(rows) for name, rows in groups}).T.rename_axis("market_ids")


def compare(
    frame: pd.DataFrame, models: Mapping[str, tuple[Any, Any]], merge: Sequence[Any],
    weights: Mapping[str, float] | None = None, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """The same merger under several models, a row for each, and their average with the weights shown.

    `models` names a demand system and a conduct for each row, such as {"logit": ("logit", "bertrand")}. Each row is
    over the markets that were found, a share `found` of all; in a share `peak` of all no firm would gain by going on.
    What a model cannot say, such as the consumer harm of log-linear demand, has no average over models.
    """
    import pandas as pd

    rows = {}
    for name, (demand, conduct) in models.items():
        rows[name] = summary(simulate(frame, demand, conduct, merge, **known)).astype(float).mean()
    table = pd.DataFrame(rows).T.astype(float)
    shown = pd.Series(weights or {name: 1.0 / len(models) for name in models}, dtype=float)
    table.insert(0, "weight", shown / shown.sum())
    average = (table.drop(columns="weight").mul(table["weight"], axis=0)).sum(skipna=False)
    return pd.concat([table, pd.DataFrame({"average": {"weight": 1.0, **average}}).T])
