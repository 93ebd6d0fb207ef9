"""What if: firms become one, a product goes or comes, a monopolist holds a candidate market, a cartel breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, record, replace
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.conduct.second_score import SecondScore
from suitor.market.demand.homogeneous import Homogeneous
from suitor.market.market import Market
from suitor.market.screens import hhi

__all__ = [
    "HypotheticalMonopolist",
    "critical_discount_factor",
    "divestiture",
    "hypothetical_monopolist",
    "merged",
    "smallest_market",
    "united",
]

ROUNDING = 1e-9  # interests of parties that differ by no more are the same


def merged(stakes: Stakes, *groups: tuple[str, ...]) -> Stakes:
    """The same stakes, with each group of firms run as one: every party counts the others' profits as its own.

    What the parties held of others they hold together: the merged firm's row adds up the parties', x'W, in the parts x
    at which each party's profit counts in full, x'W = 1' among them. So two silent stakes of strangers add up, what one
    party saw through its stake in another is not counted twice, and parties whose owners are the same have no more than
    before. Care and volume become those of the first named. What others hold of a party they hold of it still, as
    after a swap of shares at fair value.

    >>> weight = np.array([[1.0, 0.0, 0.2], [0.0, 1.0, 0.1], [0.0, 0.05, 1.0]])
    >>> merged(replace(Stakes.of_firms(("a", "b", "c")), weight=weight), ("a", "b")).weight.round(6).tolist()
    [[1.0, 1.0, 0.3], [1.0, 1.0, 0.3], [0.0, 0.05, 1.0]]
    """
    weight = np.array(stakes.weight, dtype=float)
    care, volume = np.array(stakes.care, dtype=float), np.array(stakes.volume, dtype=float)
    for group in united(groups):
        strangers = [name for name in group if name not in stakes.firms]
        if strangers:
            raise ValueError(f"no firm {strangers[0]!r} to merge; there are {', '.join(stakes.firms)}")
        places = [stakes.firms.index(name) for name in group]
        lead = places[0]
        row = _together(weight[..., places, :], places)
        for place in places:
            weight[..., place, :] = row
            care[..., place], volume[..., place] = care[..., lead], volume[..., lead]
    return replace(stakes, weight=weight, care=care, volume=volume)


def united(groups: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups of firms, those that share a firm made one.

    >>> united([("a", "b"), ("c", "d"), ("b", "e")])
    (('c', 'd'), ('a', 'b', 'e'))
    """
    whole: list[tuple[str, ...]] = []
    for group in groups:
        shared = [one for one in whole if set(one) & set(group)]
        joint = tuple(dict.fromkeys(name for one in (*shared, group) for name in one))
        whole = [*(one for one in whole if one not in shared), joint]
    return tuple(whole)


def _together(rows: Array, places: Sequence[int]) -> Array:
    """The interests of parties run as one, from those of each, (*draw, party, firm); the first says what counts 1."""
    among, own = rows[..., places], rows[..., 0, places[0], None]
    # Added to the first party's interests, so that what it alone decides, or its owners hold already, stays.
    more = ((own - among[..., 0, :])[..., None, :] @ np.linalg.pinv(among, rcond=ROUNDING))[..., 0, :]
    whole = rows[..., 0, :] + (more[..., None] * rows).sum(-2)
    whole[..., places] = own
    return whole


def owned_by_product(market: Market) -> Market:
    """The same market with every product a firm of its own, so that stakes can say who sets which price."""
    return replace(market, firms=market.products, firm=np.arange(len(market.products)))


@record
class HypotheticalMonopolist:
    """The prices a monopolist of a candidate market would charge, and whether it would raise them enough."""

    products: tuple[str, ...]
    rise: Array  # (*draw, product), of the candidate products, share of price
    passes: NDArray[np.bool_]  # (*draw,), one product at least rises by the threshold


def hypothetical_monopolist(market: Market, products: Sequence[str], threshold: float = 0.05) -> HypotheticalMonopolist:
    """Would a profit-maximising monopolist of these products raise the price of one of them by 5%, all others staying?

    It posts prices, or at an auction bids with all of its products.
    U.S. Merger Guidelines (2023), section 4.3.A; Horizontal Merger Guidelines (2010), section 4.1.
    """
    if isinstance(market.demand, Homogeneous):
        raise ValueError("one good is one price for all who sell it: the test asks about products that differ")
    chosen = np.isin(market.products, list(products))
    alone = owned_by_product(market)
    if not isinstance(market.conduct, SecondScore):  # at an auction nobody else answers anyway
        alone = replace(alone, fixed=market.fixed | ~chosen, conduct=Bertrand())
    weight = np.where(np.outer(chosen, chosen), 1.0, np.eye(len(chosen)))
    solved = alone.solve(replace(Stakes.of_firms(market.products), weight=weight))
    with np.errstate(divide="ignore", invalid="ignore"):  # a free product has no share of its price to rise by
        rise = np.where(market.fixed, 0.0, solved.price / market.price - 1.0)[..., chosen]
    return HypotheticalMonopolist(tuple(products), rise, solved.found & np.any(rise >= threshold - 1e-12, axis=-1))


def smallest_market(
    market: Market, product: str, threshold: float = 0.05, test: Callable[..., Any] = hypothetical_monopolist
) -> Any:
    """The smallest market around a product that passes, adding the closest substitute each time.

    For one draw; closeness is the diversion from the products already in. `test` says what passes; with
    `quality.quality_test` it is a worse product and not a dearer one.
    """
    chosen = [market.products.index(product)]
    while True:
        tried = test(market, tuple(market.products[place] for place in chosen), threshold)
        if np.all(tried.passes) or len(chosen) == len(market.products):
            return tried
        diversion = market.demand.diversion(market.conduct.at_choice(market))
        pull = diversion[..., chosen, :].sum(-2).reshape(-1, len(market.products)).mean(0)
        chosen.append(int(np.argmax(np.where(np.isin(np.arange(len(pull)), chosen), -np.inf, pull))))


def divestiture(
    market: Market,
    before: Stakes,
    parties: tuple[str, str],
    *,
    price_limit: float | None = None,
    hhi_limit: float | None = None,
) -> tuple[str, ...] | None:
    """The fewest products of the second party, least sales first, whose sale to a newcomer clears a limit.

    `price_limit`: largest rise of any price, as a share; `hhi_limit`: largest rise of the HHI, in points. For one draw.
    None where selling all of them does not clear it, which is no deal at all and always does.
    """
    target = [j for j, firm in enumerate(market.firm) if market.firms[firm] == parties[1]]
    sales = market.price * market.today()[0]
    options = [list(some) for count in range(len(target) + 1) for some in combinations(target, count)]
    for sold in sorted(options, key=lambda some: (len(some), float(sum(sales[j] for j in some)))):
        firms, firm = (*market.firms, "newcomer"), market.firm.copy()
        firm[sold] = len(market.firms)
        grown = replace(market, firms=firms, firm=firm)
        solved = grown.solve(merged(_with_newcomer(before), parties))
        rise = float(np.max(solved.price / market.price - 1.0))
        owner = np.where(firm == market.firms.index(parties[1]), market.firms.index(parties[0]), firm)
        change = _hhi_of(sales, owner) - _hhi_of(sales, market.firm)
        clears = (price_limit is None or rise <= price_limit) and (hhi_limit is None or change <= hhi_limit)
        if bool(solved.found) and clears:
            return tuple(market.products[j] for j in sold)
    return None


def _hhi_of(sales: Array, owner: Any) -> float:
    return float(hhi(np.bincount(owner, weights=sales).astype(float)))


def _with_newcomer(stakes: Stakes) -> Stakes:
    count = len(stakes.firms)
    weight = np.eye(count + 1)
    weight[:count, :count] = stakes.weight
    ends = ((stakes.care, 0.0), (stakes.volume, 0.0), (stakes.floor, -np.inf))
    care, volume, floor = (np.append(x, last) for x, last in ends)
    return Stakes((*stakes.firms, "newcomer"), weight, care, volume, floor)


def critical_discount_factor(market: Market, stakes: Stakes, coalition: Sequence[str]) -> Array:
    """How patient each member must be for a coalition on joint profit to hold, if a breach ends it for ever.

    (*draw, member): (deviation − collusion)/(deviation − competition) in profits of a period; lower after a merger
    means that the merger makes collusion easier. Friedman (1971), Review of Economic Studies 38(1).
    """
    together = market.solve(merged(stakes, tuple(coalition)))
    apart = market.solve(stakes)
    answers = []
    for name in coalition:
        place = market.firms.index(name)
        others = market.firm != place
        still = replace(market, price=together.price, fixed=market.fixed | others)
        cheats = still.solve(stakes).profit[..., place]
        answers.append((cheats - together.profit[..., place]) / (cheats - apart.profit[..., place]))
    return np.stack(answers, axis=-1)
