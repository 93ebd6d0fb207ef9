"""Markets taken over from an estimation with PyBLP: its demand at its estimates, its owners, and the costs they imply.

PyBLP is not needed: only what its results hold is read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor.market.conduct import Conduct
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.demand import Demand
from suitor.market.demand.logit import Logit
from suitor.market.demand.nested_logit import NestedLogit
from suitor.market.demand.random_coefficients import RandomCoefficients
from suitor.market.market import Market

__all__ = ["Taken", "from_pyblp"]

PRICE = "prices"


class Taken(NamedTuple):
    """One market as it was estimated, and whose interests its firms serve."""

    market: Market
    stakes: Stakes


def from_pyblp(results: Any, *, costs: Any = None, conduct: Conduct | None = None) -> dict[Any, Taken]:
    """Each market of PyBLP's results, at its observed prices, ready for mergers.

    Logit, nested logit and random coefficients, with prices in levels. `costs`, one for each row of the products, are
    those the conduct (Bertrand) implies at the observed prices if they are not given. Quantities are shares of all
    buyers, so profits and surplus are per buyer.

        taken = from_pyblp(problem.solve(...))
        market, stakes = taken["C01Q1"]
        market.solve(merged(stakes, ("1", "2")))

    Conlon & Gortmaker (2020), "Best practices for differentiated products demand estimation with PyBLP", RAND Journal
    of Economics 51(4).
    """
    _refuse(results)
    markets = _column(results.problem.products.market_ids)
    given = None if costs is None else np.asarray(costs, dtype=float).reshape(-1)
    return {
        name: _taken(results, markets == name, name, given, conduct or Bertrand()) for name in dict.fromkeys(markets)
    }


def _taken(results: Any, rows: Any, name: Any, costs: Array | None, conduct: Conduct) -> Taken:
    products = results.problem.products
    price = _column(products.prices)[rows].astype(float)
    sellers = tuple(map(str, _column(products.firm_ids)[rows]))
    labels = _column(products.product_ids)[rows] if _has(products, "product_ids") else np.arange(len(price))
    cost = np.full(len(price), np.nan) if costs is None else costs[rows]
    demand = _demand(results, rows, name, price)
    market = Market.of(tuple(map(str, labels)), demand, conduct, cost=cost, sellers=sellers, price=price)
    stakes = _stakes(products, rows, market)
    if costs is None:
        market = replace(market, cost=price - conduct.markup(market, price, stakes))
    return Taken(market, stakes)


def _demand(results: Any, rows: Any, name: Any, price: Array) -> Demand:
    """Demand through the mean utilities of one market; what is not price stays in the value of each product."""
    products = results.problem.products
    slope = float(np.ravel(results.beta)[results.beta_labels.index(PRICE)]) if PRICE in results.beta_labels else 0.0
    value = _column(results.delta)[rows].astype(float) - slope * price
    nests, sigma = _nests(results, rows)
    if not results.sigma_labels:
        if nests is None:
            return Logit.of(value, sensitivity=-slope)
        return NestedLogit.of(value, sensitivity=-slope, sigma=sigma, nest=nests)
    agents = results.problem.agents
    here = _column(agents.market_ids) == name
    taste = np.asarray(agents.nodes, dtype=float)[here] @ np.asarray(results.sigma, dtype=float).T
    if np.size(results.pi):
        taste = taste + np.asarray(agents.demographics, dtype=float)[here] @ np.asarray(results.pi, dtype=float).T
    priced = np.array([label == PRICE for label in results.sigma_labels])
    worth = value + taste[:, ~priced] @ np.asarray(products.X2, dtype=float)[rows][:, ~priced].T
    sensitivity = -(slope + taste[:, priced].sum(-1))
    weight = _column(agents.weights)[here].astype(float)
    return RandomCoefficients.of(worth, sensitivity=sensitivity, weight=weight, nest=nests, sigma=sigma)


def _nests(results: Any, rows: Any) -> tuple[Any, Any]:
    """The nests of a market and our sigma, 1 - rho, of each; PyBLP lists rho by nest in the order of their names."""
    if not np.size(results.rho):
        return None, 1.0
    every = _column(results.problem.products.nesting_ids)
    rho = np.ravel(np.asarray(results.rho, dtype=float))
    rho = np.broadcast_to(rho, np.unique(every).shape)
    return every[rows], 1.0 - rho[np.searchsorted(np.unique(every), np.unique(every[rows]))]


def _stakes(products: Any, rows: Any, market: Market) -> Stakes:
    """What each firm counts of each other's profit: PyBLP's ownership matrix, product by product, by firm."""
    stakes = Stakes.of_firms(market.firms)
    if not _has(products, "ownership"):
        return stakes
    count = len(market.products)
    owned = np.asarray(products.ownership, dtype=float)[rows][:, :count]
    lead = np.array([int(np.argmax(market.firm == firm)) for firm in range(len(market.firms))])
    weight = owned[np.ix_(lead, lead)]
    if not np.array_equal(weight[np.ix_(market.firm, market.firm)], owned):
        raise ValueError("expected one ownership weight for each pair of firms; it differs between their products")
    return replace(stakes, weight=weight)


def _refuse(results: Any) -> None:
    """Say what cannot be taken over."""
    for label in (*results.beta_labels, *results.sigma_labels):
        if PRICE in str(label) and label != PRICE:
            raise ValueError(f"expected prices in levels and by themselves, found '{label}'; give the demand by hand")
    kinds = set(getattr(results.problem, "rc_types", ())) - {"linear"}
    if kinds:
        raise ValueError(f"expected linear random coefficients, found {', '.join(sorted(kinds))}")
    if getattr(results.problem, "epsilon_scale", 1.0) != 1.0:
        raise ValueError("expected an epsilon_scale of 1; other scales are not known here")


def _column(field: Any) -> Any:
    """A column of PyBLP's record arrays, without its second axis."""
    return np.asarray(field).reshape(-1)


def _has(products: Any, field: str) -> bool:
    return bool(np.size(getattr(products, field, ())))
