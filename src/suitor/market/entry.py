"""Who might have come: a new product in a market, and a deal that keeps its acquirer from entering by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from suitor._core.records import Array, Equilibrium, Stakes, record, replace
from suitor._core.solve import root
from suitor.market.counterfactuals import merged
from suitor.market.market import Market

__all__ = ["PotentialCompetition", "entered", "joined_by", "potential_competition", "value_for_share"]

FAR = 12.0  # logs of odds: as much better or worse than the product it is like as an entrant may be


def joined_by(stakes: Stakes, firm: str) -> Stakes:
    """The same stakes with one firm more, which is after its own profit alone."""
    if firm in stakes.firms:
        return stakes
    count = len(stakes.firms)
    weight = np.zeros((*stakes.weight.shape[:-2], count + 1, count + 1))
    weight[..., :count, :count], weight[..., count, count] = stakes.weight, 1.0
    ends = ((stakes.care, 0.0), (stakes.volume, 0.0), (stakes.floor, -np.inf))
    care, volume, floor = (np.concatenate([x, np.full((*x.shape[:-1], 1), last)], axis=-1) for x, last in ends)
    return Stakes((*stakes.firms, firm), weight, care, volume, floor)


def entered(market: Market, product: str, firm: str, *, like: str, value: Any = 0.0, cost: Any = None) -> Market:
    """The same market with one product more, in the nest of the product it is `like`, worth `value` more in utility.

    Its cost is that of the same product unless it is given. Buyers' other choices stay as they are.

    >>> from suitor.market import Bertrand, Logit
    >>> one = Market.of(("a",), Logit.of([2.0], sensitivity=1.0), Bertrand(), cost=[1.0])
    >>> two = entered(one, "b", "b", like="a")
    >>> one.solve(Stakes.of_firms(one.firms)).price.round(3), two.solve(Stakes.of_firms(two.firms)).price.round(3)
    (array([2.567]), array([2.401, 2.401]))
    """
    place, count = market.products.index(like), len(market.products)
    places = np.append(np.arange(count), place)
    demand: Any = market.demand.keep(places)
    worth = np.asarray(value, dtype=float)
    if np.any(worth != 0):
        demand = demand.shift(np.where(np.arange(count + 1) == count, worth[..., None], 0.0))
    firms = market.firms if firm in market.firms else (*market.firms, firm)
    own = market.cost[..., place] if cost is None else np.asarray(cost, dtype=float)
    return replace(
        market, products=(*market.products, product), firms=firms, firm=np.append(market.firm, firms.index(firm)),
        demand=demand, cost=_and(market.cost, own), price=_and(market.price, market.price[..., place]),
        fixed=np.append(market.fixed, market.fixed[place]), conduct=market.conduct.keep(places, count),
    )  # fmt: skip


def value_for_share(market: Market, stakes: Stakes, firm: str, *, like: str, share: Any, cost: Any = None) -> Array:
    """How much more than the product it is like an entrant must be worth to sell a share of all units once it is in."""
    share = np.asarray(share, dtype=float)
    grown = joined_by(stakes, firm)

    def excess(value: Array) -> Array:
        sold = entered(market, "entrant", firm, like=like, value=value, cost=cost).solve(grown).quantity
        return np.log(sold[..., -1] / sold.sum(-1)) - np.log(share)

    far = np.full(np.broadcast_shapes(market.draws_with(stakes), share.shape, np.shape(cost)), FAR)
    answer = root(excess, -far, far)
    return np.where(answer.found, answer.value, np.nan)


@record
class PotentialCompetition:
    """What entry by the acquirer alone would have done, and what the deal does instead."""

    without: Equilibrium  # no deal, and nobody enters
    alone: Equilibrium  # no deal, and the acquirer enters; its product is the last
    deal: Equilibrium  # the acquirer buys the target and does not enter
    probability: Array  # (*draw,), that it would have entered
    price: Array  # (*draw, product), the deal's prices above those expected without it, as a share
    harm: Array  # (*draw,), consumer surplus expected without the deal less that with it, money a year
    worth: Array  # (*draw,), what entry would have earned the acquirer, money a year before its fixed cost
    found: Any  # (*draw,), all three were found


def potential_competition(
    market: Market, stakes: Stakes, acquirer: str, target: str, *, like: str, probability: Any, share: Any = None,
    value: Any = 0.0, cost: Any = None,
) -> PotentialCompetition:  # fmt: skip
    """Compare a deal with what is expected without it: entry by the acquirer alone, with a probability, or no entry.

    The entrant is like a product of today, and worth `value` more, or as much as gives it a `share` of all units sold;
    `probability`, `share`, `value` and `cost` may carry draws. The deal stops entry, so it does harm even where the
    acquirer sells nothing today. Entry pays only if `worth` covers its fixed cost: a probability should fit that.
    U.S. Merger Guidelines (2023), guideline 4; Shapiro & Hovenkamp (2018), Yale Law Journal 127(7).
    """
    firms = market.firms if acquirer in market.firms else (*market.firms, acquirer)
    before, today = joined_by(stakes, acquirer), replace(market, firms=firms)
    if share is not None:
        value = value_for_share(market, stakes, acquirer, like=like, share=share, cost=cost)
    without = today.solve(before)
    alone = entered(today, "entrant", acquirer, like=like, value=value, cost=cost).solve(before)
    deal = today.solve(merged(before, (acquirer, target)))
    odds = np.asarray(probability, dtype=float)
    price = odds[..., None] * alone.price[..., :-1] + (1.0 - odds)[..., None] * without.price
    surplus = odds * alone.surplus + (1.0 - odds) * without.surplus
    place = firms.index(acquirer)
    worth = alone.profit[..., place] - without.profit[..., place]
    found = without.found & alone.found & deal.found
    return PotentialCompetition(
        without, alone, deal, odds, deal.price / price - 1.0, surplus - deal.surplus, worth, found
    )


def _and(array: Array, last: Any) -> Array:
    """One more on the last axis."""
    draws = np.broadcast_shapes(array.shape[:-1], np.shape(last))
    parts = np.broadcast_to(array, (*draws, array.shape[-1])), np.broadcast_to(last, draws)[..., None]
    return np.concatenate(parts, axis=-1)
