"""From what a case team knows, prices, shares, margins and elasticities, to a market that reproduces it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import one_core
from suitor._core.fit import least_squares
from suitor._core.records import Array, Stakes, record, replace
from suitor._core.shelf import shelf
from suitor.market import alone, choices
from suitor.market.conduct import Conduct
from suitor.market.floors import in_ratio
from suitor.market.groups import Groups
from suitor.market.market import Market
from suitor.market.missions import costs
from suitor.market.observed import MARKET, UNKNOWN, Observed, observe
from suitor.market.packing import Packing

__all__ = ["Calibrated", "Fit", "calibrate", "observed_floor"]


@record
class Fit:
    """How well the calibrated market reproduces what was seen, and what told what."""

    margin: Array  # (*draw, product), margin in the market, beside `given`
    given: Array  # (*draw, product), margin that was given, NaN where none was
    elasticity: Mapping[str, tuple[Array, Array]]  # in the market, given
    diversion: Mapping[str, tuple[Array, Array]]  # second choices and diversions that were fitted: in the market, given
    found: NDArray[np.bool_]  # (*draw,), the parameters settled
    identified: Mapping[str, NDArray[np.bool_]]  # each parameter: does anything that was given move with it?
    pinned: str  # which inputs pin which parameters, in a sentence


@record
class Calibrated:
    """A market that reproduces what was seen, its fit, and the mission its prices imply."""

    market: Market
    mission: Array  # (*draw, firm), care/(own + λ) implied by the margins; 0 for firms whose margins fit the demand
    fit: Fit


@one_core
def calibrate(
    demand: str | Any,
    conduct: str | Conduct,
    *,
    products: tuple[str, ...],
    firms: tuple[str, ...],
    firm: Any,
    share: Any,
    price: Any = None,
    margin: Any = np.nan,
    cost: Any = np.nan,
    fixed: Any = False,
    outside: Any = None,
    elasticity: Any = None,
    size: Any = 1.0,
    missions: tuple[str, ...] = (),
    stakes: Stakes | None = None,
    share_of: str = "units",
    weights: Mapping[str, Any] | None = None,
    **more: Any,
) -> Calibrated:
    """Find the market that reproduces observed prices, shares, margins and elasticities.

    `demand`: a system by name, or something that knows how to go through what was seen, such as a `Crowd`.
    `share`: of all who could buy; with `outside`, of units sold, and outside="unknown" asks margins or the market
    elasticity to tell it. Shares are of units, or of spending with share_of="revenue".
    `margin`: (price − cost)/price, or price − cost with levels=True; NaN where unknown.
    `elasticity`: the market's, or a dict by "market" or product name.
    `missions`: firms whose margins do not tell how sensitive users are, but the firm's own cost, never below what
    pricing for profit alone would imply, and so its implied mission.
    `second_choice`: where the buyers of each row go if it is gone, NaN where unknown; `diversion`: after a small rise
    of its price. They are fitted, but for demand that the diversions themselves shape (linear, log-linear, AIDS).
    `weights`: how much "margins" (one number or one for each product), "elasticities" and "diversions" count where they
    disagree.
    `size`: all who could buy, units a year (or all spending); `sold` may give units sold instead.
    `fixed`: products whose price is fixed; they need their `cost`. `stakes`: interests before the deal.
    More: `nests` with `one_sigma` or a `sigma` that is known; or, for nests that overlap, a table of how much of each
    product is in each nest, and labels `alike` of nests that share a parameter; `symmetric`, `levels`, `base`, `sold`;
    `logs` for one good at a constant elasticity.

    >>> known = calibrate("logit", "bertrand", products=("a", "b"), firms=("a", "b"), firm=[0, 1], price=[1.0, 1.0],
    ...                   share=[0.4, 0.4], margin=[0.5, np.nan])
    >>> known.market.demand.sensitivity.round(4)
    np.float64(3.3333)
    """
    stakes = stakes or Stakes.of_firms(firms)
    kind = _on_shelf("suitor.market.demand", demand) if isinstance(demand, str) else demand
    how = _on_shelf("suitor.market.conduct", conduct)() if isinstance(conduct, str) else conduct
    counts, closed = getattr(kind, "counts", "units"), getattr(kind, "closed", False)
    seen = observe(
        products, price, share, margin, outside=outside, elasticity=elasticity, size=size, closed=closed, to=counts,
        of=share_of, **more,
    )  # fmt: skip
    told = np.asarray(cost, dtype=float)
    shell = _shell(products, firms, firm, how, fixed, told, seen.price)
    apart = np.isin(np.arange(len(firms)), [firms.index(name) for name in missions])
    unknown_outside = isinstance(outside, str) and outside == UNKNOWN
    market, settled, named, pinned = _fit(kind, seen, shell, stakes, apart, unknown_outside, weights or {})
    mission = np.zeros((*market.draws_with(stakes), len(firms)))
    if apart.any():
        known = np.where(np.isfinite(told), seen.price - told, seen.margin * seen.price)
        market, mission = costs(replace(market, cost=shell.cost), stakes, apart, known)
    return Calibrated(market, mission, _report(market, seen, settled, named, pinned))


@cache
def _on_shelf(folder: str, name: str) -> Any:
    """What a shelf holds under a name; looking through its folder takes as long as solving a market."""
    return shelf(folder)[name]


def observed_floor(market: Market, stakes: Stakes, firms: tuple[str, ...] | None = None) -> Stakes:
    """The same stakes, with the floor of some firms at what they earn at observed prices.

    Under these stakes a firm that cares about surplus has its observed prices as its equilibrium: its implied mission
    then comes from the floor. A firm whose care is too small to explain its prices would earn more, and move.
    """
    profit = market.profit(market.price)
    chosen = np.isin(np.arange(len(market.firms)), [market.firms.index(name) for name in firms or market.firms])
    return replace(stakes, floor=np.where(chosen, profit, stakes.floor))


def _shell(
    products: tuple[str, ...],
    firms: tuple[str, ...],
    firm: Any,
    conduct: Conduct,
    fixed: Any,
    cost: Array,
    price: Array,
) -> Market:
    """The market before its demand, and the costs of products whose price is free, are known."""
    fixed = np.broadcast_to(np.asarray(fixed, dtype=bool), (len(products),))
    if np.any(np.isnan(np.broadcast_to(cost, np.broadcast_shapes(cost.shape, fixed.shape))[..., fixed])):
        raise ValueError("a product with a fixed price has no first-order condition: give its cost")
    nothing: Any = None  # until it is fitted
    known = np.where(fixed, cost, np.nan)
    return Market(tuple(products), tuple(firms), np.asarray(firm), nothing, conduct, known, fixed, price)


def _fit(
    kind: Any,
    seen: Observed,
    shell: Market,
    stakes: Stakes,
    apart: NDArray[np.bool_],
    unknown_outside: bool,
    weights: Mapping[str, Any],
) -> tuple[Market, Any, Mapping[str, Any], str]:
    """Parameters by least squares on margins and on elasticities relative to those given; logs keep them positive."""
    names = _start(kind, seen.take(slice(0, 1)), shell.conduct, unknown_outside)
    width = Packing(names, 1).width
    telling = ~apart[shell.firm] & ~shell.fixed & np.isfinite(seen.margin).all(tuple(range(len(seen.draws))))
    with np.errstate(divide="ignore"):
        interests = in_ratio(stakes, 1.0 / np.where(apart & (stakes.own == 0), 1.0, stakes.own))
    margins, elasticities, diversions = int(telling.sum()), len(seen.elasticity), _cells(kind, seen)
    if margins + elasticities + diversions < width:
        raise ValueError(
            f"{getattr(kind, '__name__', type(kind).__name__)} needs {width} margins or elasticities "
            f"to find {', '.join(names)}; "
            f"{margins + elasticities + diversions} given"
        )
    with_them = f", with {diversions} diversions," if diversions else ""
    told = f"{margins} margins and {elasticities} elasticities{with_them} tell {', '.join(names)}"
    if not apart.any() and not unknown_outside and alone.fits(kind, seen, shell, interests):
        quick = alone.fit(kind, seen, Groups(shell.firm), telling * np.asarray(weights.get("margins", 1.0)))
        return replace(shell, demand=quick.demand, cost=quick.cost), quick.found, quick.identified, told
    pack = Packing(_start(kind, seen, shell.conduct, unknown_outside), len(seen.draws))
    search = Search(kind, seen, shell, interests, pack, telling, weights)
    answer = least_squares(search.miss, pack.start)
    market, markup = search.system(answer.value)
    market = replace(market, cost=np.where(shell.fixed, shell.cost, seen.price - markup))
    return market, answer.found, pack.split(answer.identified), told


def _start(kind: Any, seen: Observed, conduct: Conduct, unknown_outside: bool) -> dict[str, Array]:
    """The parameters that have to be found, and where to begin looking."""
    odds = {"outside_odds": np.full(seen.draws, 0.25)} if unknown_outside else {}
    return {**kind.guess(seen), **conduct.guess(seen), **odds}


@record
class Search:
    """What the parameters of a demand system are asked to reproduce."""

    kind: Any  # the demand system
    seen: Observed
    shell: Market
    interests: Stakes  # in dollars of own profit
    pack: Packing
    telling: NDArray[np.bool_]  # (product,), its margin tells something of demand
    weights: Mapping[str, Any]

    def system(self, unknown: Array) -> tuple[Market, Array]:
        """The market with these parameters, and the markups that its conduct implies."""
        parameters = self.pack.open(unknown)
        point = _with_outside(self.seen, parameters.pop("outside_odds", None))
        own = {name: parameters.pop(name) for name in self.shell.conduct.guess(self.seen)}
        conduct = self.shell.conduct.told(**own)
        shell = replace(self.shell, conduct=conduct)
        demand, markup = conduct.predict(shell, lambda at: self.kind.through(at, **parameters), point, self.interests)
        return replace(shell, demand=demand), markup

    def miss(self, unknown: Array) -> Array:
        """How far its margins and elasticities are from those given, weighted, side by side on the last axis."""
        seen, (market, markup) = self.seen, self.system(unknown)
        market = replace(market, cost=seen.price - markup)
        close = np.broadcast_to(np.asarray(self.weights.get("margins", 1.0)), self.telling.shape)
        steady = self.weights.get("elasticities", 1.0)
        parts = [(close * (markup / seen.price - seen.margin))[..., self.telling]] if self.telling.any() else []
        for name, value in seen.elasticity.items():
            parts.append(steady * (_elasticity(market, seen, name) / value - 1.0)[..., None])
        trust = self.weights.get("diversions", 1.0)
        for model, given in choices.fitted(market.demand, seen, market.conduct.at_choice(market)).values():
            parts.append(trust * (model - given)[..., choices.known_cells(given)])
        return np.concatenate([np.broadcast_to(x, unknown.shape[:-1] + x.shape[-1:]) for x in parts], axis=-1)


def _with_outside(seen: Observed, odds: Array | None) -> Observed:
    """The same market with an outside share of odds/(1 + odds)."""
    if odds is None:
        return seen
    inside = seen.share.sum(-1, keepdims=True)
    share = seen.share / inside / (1.0 + odds[..., None])
    return replace(seen, share=share, size=seen.size * inside[..., 0] * (1.0 + odds))


def _elasticity(market: Market, seen: Observed, name: str) -> Array:
    """The market's elasticity, or a product's own, in the prices that are paid.

    Where buyers compare something else, costs, a rise of prices is one of those: as much in money for what is bought by
    the unit, in percent for what a budget is spent on.
    """
    demand, at = market.demand, market.conduct.at_choice(market)
    if at is not market.price and getattr(demand, "counts", "units") == "units":
        rise = demand.slopes(at) * seen.price[..., None, :]
        quantity = demand.quantity(at)
        if name == MARKET:
            return rise.sum((-1, -2)) / quantity.sum(-1)
        place = seen.products.index(name)
        return rise[..., place, place] / quantity[..., place]
    if name == MARKET:
        return demand.market_elasticity(at)
    return demand.own_elasticity(at)[..., seen.products.index(name)].copy()  # or it would keep all the others


def _cells(kind: Any, seen: Observed) -> int:
    """How many second choices and diversions are fitted."""
    given = [seen.second_choice] if seen.second_choice is not None else []
    given += [seen.switches] if seen.switches is not None and not kind.is_shaped_by_diversion else []
    return sum(int(choices.known_cells(one).sum()) for one in given)


def _report(market: Market, seen: Observed, found: Any, identified: Mapping[str, Any], pinned: str) -> Fit:
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = (seen.price - market.cost) / seen.price
    elasticity = {name: (_elasticity(market, seen, name), value) for name, value in seen.elasticity.items()}
    lost = [name for name, known in identified.items() if not np.all(known)]
    note = f"{pinned}; nothing given moves with {', '.join(lost)}, left where guessed" if lost else pinned
    diversion = choices.fitted(market.demand, seen, market.conduct.at_choice(market))
    return Fit(margin, seen.margin, elasticity, diversion, np.asarray(found), identified, note)
