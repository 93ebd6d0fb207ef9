"""Markets from one data frame, mergers out as another: many markets in one call, in the column names people use.

In: PyBLP's `market_ids, product_ids, firm_ids, prices, shares, nesting_ids`, with `margins` (of price) or `costs`.
Out: one row for each product of each market, and one for each market, in the words of the R package antitrust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from suitor._core.records import Array, Equilibrium, Stakes, replace
from suitor.market.calibrate import calibrate
from suitor.market.counterfactuals import merged
from suitor.market.market import Market
from suitor.market.pressure import cmcr
from suitor.market.screens import hhi

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare", "simulate", "summary"]


def simulate(
    frame: pd.DataFrame, demand: str, conduct: str, merge: Sequence[Any], *, saving: float = 0.0, **known: Any
) -> pd.DataFrame:
    """Calibrate every market of a table, merge two firms in each, and tell each product's price, share and margin.

    Markets whose products belong to the same firms in the same order are solved together. `saving` is the merging
    firms' cost saving, as a share; `known` is what else calibrate takes (elasticity, outside, one_sigma, ...). Rows
    come back in the order of the table, with `found` beside them: a market that did not settle has no price.
    """
    import pandas as pd

    table = frame.reset_index(drop=True)
    if "market_ids" not in table:
        table = table.assign(market_ids=0)
    parts = []
    for (firms, nests, _told), rows in _alike(table).items():
        within = nests if "nesting_ids" in table else None
        try:
            parts.append(_together(table.iloc[rows], firms, within, demand, conduct, merge, saving, known))
        except ValueError as error:
            raise ValueError(f"market {table['market_ids'].iloc[rows[0]]}: {error}") from None
    return pd.concat(parts).sort_index()


def _alike(table: pd.DataFrame) -> dict[tuple[Any, ...], Array]:
    """The rows of markets with the same firms, nests and known margins in the same order; a market's rows together."""
    import pandas as pd

    market, _ = pd.factorize(table["market_ids"], use_na_sentinel=False)
    order = np.argsort(market, kind="stable")
    cuts = np.cumsum(np.bincount(market))[:-1]
    nothing = np.full(len(table), None)
    told = next((table[name].notna().to_numpy() for name in ("costs", "margins") if name in table), nothing)
    nests = table["nesting_ids"].to_numpy(dtype=object) if "nesting_ids" in table else nothing
    columns = [np.split(column[order], cuts) for column in (table["firm_ids"].to_numpy(dtype=object), nests, told)]
    groups: dict[tuple[Any, ...], list[Array]] = {}
    for rows, *words in zip(np.split(order, cuts), *columns):
        groups.setdefault(tuple(map(tuple, words)), []).append(rows)
    return {shape: np.concatenate(rows) for shape, rows in groups.items()}


def _together(
    rows: pd.DataFrame, owners: tuple[Any, ...], nests: Any, demand: str, conduct: str, merge: Sequence[Any],
    saving: float, known: Mapping[str, Any],
) -> pd.DataFrame:  # fmt: skip
    count = len(owners)

    def wide(name: str) -> Array:
        column = rows[name].to_numpy(dtype=float) if name in rows else np.full(len(rows), np.nan)
        return column.reshape(-1, count)

    firms = tuple(dict.fromkeys(str(owner) for owner in owners))
    margin = 1.0 - wide("costs") / wide("prices") if "costs" in rows else wide("margins")
    more = dict(known) | ({"nests": nests} if nests is not None else {})
    firm = [firms.index(str(owner)) for owner in owners]
    fitted = calibrate(
        demand, conduct, products=tuple(map(str, range(count))), firms=firms, firm=firm, price=wide("prices"),
        share=wide("shares"), margin=margin, **more,
    )  # fmt: skip
    before = Stakes.of_firms(firms)
    parties = tuple(str(name) for name in merge if str(name) in firms)
    after = merged(before, parties) if len(parties) > 1 else before
    is_party = np.isin([str(owner) for owner in owners], parties)
    market = fitted.market
    cheaper = replace(market, cost=market.cost * (1.0 - saving * is_party))
    return _rows(rows, market, cheaper, cheaper.solve(after), before, after, is_party, np.asarray(fitted.fit.found))


def _rows(
    rows: pd.DataFrame, market: Market, cheaper: Market, solved: Equilibrium, before: Stakes, after: Stakes,
    is_party: Any, fitted: Any,
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    quantity = market.demand.quantity(market.price)
    margin = 1.0 - market.cost / market.price
    old, new = (stakes.weight[market.firm[:, None], market.firm] for stakes in (before, after))
    needed = cmcr(market.price, margin, market.demand.diversion(market.price), old, new)
    found = (solved.found & fitted)[..., None]
    price = np.where(found, solved.price, np.nan)
    share, later = (x / x.sum(-1, keepdims=True) for x in (quantity, solved.quantity))
    lost = market.demand.surplus(market.price) - solved.surplus
    columns = {
        "isParty": np.broadcast_to(is_party, price.shape),
        "pricePre": market.price,
        "pricePost": price,
        "priceDelta": 100 * (price / market.price - 1),
        "outputPre": quantity,
        "outputPost": np.where(found, solved.quantity, np.nan),
        "outputDelta": np.where(found, 100 * (solved.quantity / quantity - 1), np.nan),
        "sharesPre": 100 * share,
        "sharesPost": np.where(found, 100 * later, np.nan),
        "mcPre": market.cost,
        "mcPost": np.broadcast_to(cheaper.cost, price.shape),
        "cmcr": np.where(is_party, 100 * needed, np.nan),
        "consumerHarm": np.broadcast_to(lost[..., None], price.shape),
        "found": np.broadcast_to(found, price.shape),
    }
    names = [name for name in ("market_ids", "product_ids", "firm_ids") if name in rows]
    flat = {name: np.asarray(column).reshape(-1) for name, column in columns.items()}
    return pd.concat([rows[names], pd.DataFrame(flat, index=rows.index)], axis=1)


def summary(detail: pd.DataFrame) -> pd.DataFrame:
    """One row for each market: HHI, price changes weighted by sales before, what buyers lose and sellers gain."""
    import pandas as pd

    def of_market(rows: pd.DataFrame) -> pd.Series:
        firm = rows["firm_ids"].astype(str).where(~rows["isParty"], "parties")
        before = hhi(rows.groupby(rows["firm_ids"].astype(str))["outputPre"].sum().to_numpy())
        after = hhi(rows.groupby(firm)["outputPost"].sum().to_numpy())
        sales = rows["pricePre"] * rows["outputPre"]
        earned = [(rows[f"price{t}"] - rows[f"mc{t}"]) * rows[f"output{t}"] for t in ("Pre", "Post")]
        gain = earned[1] - earned[0]
        party = rows["isParty"]
        return pd.Series(
            {
                "HHI Change": after - before,
                "Industry Price Change (%)": (rows["priceDelta"] * sales).sum() / sales.sum(),
                "Merging Party Price Change (%)": (rows["priceDelta"] * sales)[party].sum() / sales[party].sum(),
                "Compensating Marginal Cost Reduction (%)": (rows["cmcr"] * sales)[party].sum() / sales[party].sum(),
                "Consumer Harm ($)": rows["consumerHarm"].iloc[0],
                "Producer Benefit ($)": gain.sum(),
                "Difference ($)": rows["consumerHarm"].iloc[0] - gain.sum(),
                "found": bool(rows["found"].all()),
            }
        )

    groups = detail.groupby("market_ids", sort=False)
    return pd.DataFrame({name: of_market(rows) for name, rows in groups}).T.rename_axis("market_ids")


def compare(
    frame: pd.DataFrame, models: Mapping[str, tuple[str, str]], merge: Sequence[Any],
    weights: Mapping[str, float] | None = None, **known: Any,
) -> pd.DataFrame:  # fmt: skip
    """The same merger under several models, a row for each, and their average with the weights shown.

    `models` names a demand system and a conduct for each row, such as {"logit": ("logit", "bertrand")}.
    """
    import pandas as pd

    rows = {}
    for name, (demand, conduct) in models.items():
        rows[name] = summary(simulate(frame, demand, conduct, merge, **known)).drop(columns="found").mean()
    table = pd.DataFrame(rows).T.astype(float)
    shown = pd.Series(weights or {name: 1.0 / len(models) for name in models}, dtype=float)
    table.insert(0, "weight", shown / shown.sum())
    average = (table.drop(columns="weight").mul(table["weight"], axis=0)).sum()
    return pd.concat([table, pd.DataFrame({"average": {"weight": 1.0, **average}}).T])
