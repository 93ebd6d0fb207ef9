"""From what a case team knows, prices, shares, margins and elasticities, to a market that reproduces it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Stakes, record, replace
from suitor._core.shelf import shelf
from suitor._core.solve import linear, one_core
from suitor.market.conduct import Conduct
from suitor.market.demand import Demand
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = ["Calibrated", "Fit", "Observed", "calibrate", "observed_floor"]

MARKET = "market"  # the key of the market's own elasticity


@record
class Observed:
    """What was seen: prices, shares of units in all who could buy, margins, elasticities."""

    price: Array  # (*draw, product), money per unit
    share: Array  # (*draw, product), share of those who could buy
    margin: Array  # (*draw, product), (price − cost)/price, NaN where unknown
    size: Array  # (*draw,), those who could buy, units a year
    nest: NDArray[np.int_]  # (product,), which nest each product is in
    elasticity: Mapping[str, Array]  # "market" or a product's name: elasticity
    products: tuple[str, ...]
    has_outside: bool = True
    base: int = 0  # the product whose mean value is 0 where there is no outside good
    sigma_count: int = 1  # 1, or one nest parameter for each nest

    @property
    def draws(self) -> tuple[int, ...]:
        """The shape of the draws in the data."""
        return np.broadcast_shapes(self.price.shape[:-1], self.share.shape[:-1], self.margin.shape[:-1])

    @property
    def outside(self) -> Array:
        """Share of those who could buy and do not."""
        return 1.0 - self.share.sum(-1)

    @property
    def typical_markup(self) -> Array:
        """About what a unit earns, in money; a third of the price where no margin is known."""
        markup = self.price * self.margin
        known = np.isfinite(markup) & (markup > 0)
        total = np.where(known, markup, 0.0).sum(-1)
        guess = self.price.mean(-1) / 3.0
        return np.broadcast_to(np.where(known.any(-1), total / np.maximum(known.sum(-1), 1), guess), self.draws)


@record
class Fit:
    """How well the calibrated market reproduces what was seen, and what told what."""

    margin: Array  # (*draw, product), margin in the market, beside `given`
    given: Array  # (*draw, product), margin that was given, NaN where none was
    elasticity: Mapping[str, tuple[Array, Array]]  # in the market, given
    found: NDArray[np.bool_]  # (*draw,), the parameters settled
    pinned: str  # which input pins which parameter, and what is not identified


@record
class Calibrated:
    """A market that reproduces what was seen, its fit, and the mission its prices imply."""

    market: Market
    mission: Array  # (*draw, firm), care/(own + λ) implied by the margins; 0 for firms whose margins fit the demand
    fit: Fit


@one_core
def calibrate(
    demand: str,
    conduct: str | Conduct,
    *,
    products: tuple[str, ...],
    firms: tuple[str, ...],
    firm: Any,
    price: Any,
    share: Any,
    margin: Any = np.nan,
    cost: Any = np.nan,
    fixed: Any = False,
    outside: Any = None,
    elasticity: Any = None,
    size: Any = 1.0,
    nests: tuple[str, ...] | None = None,
    one_sigma: bool = True,
    missions: tuple[str, ...] = (),
    levels: bool = False,
    base: int = 0,
    stakes: Stakes | None = None,
) -> Calibrated:
    """Find the market that reproduces observed prices, shares, margins and elasticities.

    `share` are shares of units in all who could buy; with `outside` given, of units sold.
    `margin` is (price − cost)/price, or price − cost with `levels=True`; NaN where unknown. `elasticity` is the
    market's, or a dict by "market" or product name. Margins of firms named in `missions` do not tell how sensitive
    users are: they tell the firm's own cost, which is never below what pricing for profit alone would imply, and so its
    implied mission. `size` is all who could buy, units a year. A product with a fixed price needs its `cost`. `stakes`
    are those before the deal.
    """
    stakes = stakes or Stakes.of_firms(firms)
    still = np.broadcast_to(np.asarray(fixed, dtype=bool), (len(products),))
    seen = _observe(products, price, share, margin, outside, elasticity, size, nests, one_sigma, levels, base)
    kind = shelf("suitor.market.demand")[demand]
    how = shelf("suitor.market.conduct")[conduct]() if isinstance(conduct, str) else conduct
    blank = np.where(still, np.asarray(cost, dtype=float), np.nan)
    if np.any(np.isnan(blank[..., still])):
        raise ValueError("a product with a fixed price has no first-order condition: give its cost")
    shell = Market(tuple(products), tuple(firms), np.asarray(firm), None, how, blank, still, seen.price)  # type: ignore[arg-type]
    apart = np.isin(np.arange(len(firms)), [firms.index(name) for name in missions])
    chosen, settled, pinned = _fit(kind, seen, shell, stakes, apart)
    market = replace(shell, demand=chosen)
    told = np.asarray(cost, dtype=float)
    known = np.where(np.isfinite(told), seen.price - told, seen.margin * seen.price)
    market, mission = _costs(market, stakes, apart, known)
    return Calibrated(market, mission, _report(market, seen, settled, pinned))


def observed_floor(market: Market, stakes: Stakes, firms: tuple[str, ...] | None = None) -> Stakes:
    """The same stakes, with the floor of some firms at what they earn at observed prices.

    Under these stakes a firm that cares about surplus has its observed prices as its equilibrium: its implied mission
    then comes from the floor. A firm whose care is too small to explain its prices would earn more, and move.
    """
    profit = market.profit(market.price)
    chosen = np.isin(np.arange(len(market.firms)), [market.firms.index(name) for name in firms or market.firms])
    return replace(stakes, floor=np.where(chosen, profit, stakes.floor))


def _observe(
    products: Any, price: Any, share: Any, margin: Any, outside: Any, elasticity: Any, size: Any, nests: Any,
    one_sigma: bool, levels: bool, base: int,
) -> Observed:  # fmt: skip
    price, share = np.asarray(price, dtype=float), np.asarray(share, dtype=float)
    if outside is not None:
        share = share / share.sum(-1, keepdims=True) * (1.0 - np.asarray(outside, dtype=float))[..., None]
    margin = np.asarray(margin, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = np.broadcast_to(margin / price if levels else margin, np.broadcast_shapes(price.shape, margin.shape))
    # A rounding error in shares that add up to one is no outside good.
    has_outside = bool(np.any(1.0 - share.sum(-1) > 1e-9))
    known = elasticity if isinstance(elasticity, Mapping) else {} if elasticity is None else {MARKET: elasticity}
    nest = np.zeros(len(products), dtype=int) if nests is None else np.unique(np.asarray(nests), return_inverse=True)[1]
    draws = np.broadcast_shapes(price.shape[:-1], share.shape[:-1], margin.shape[:-1], np.shape(size))
    draws = np.broadcast_shapes(draws, *(np.shape(value) for value in known.values()))
    price, share, margin = (np.broadcast_to(x, (*draws, len(products))) for x in (price, share, margin))
    told = {name: np.asarray(value, dtype=float) for name, value in known.items()}
    total = np.broadcast_to(np.asarray(size, dtype=float), draws)
    sigma_count = 1 if one_sigma else int(nest.max()) + 1
    return Observed(price, share, margin, total, nest, told, tuple(products), has_outside, base, sigma_count)


# --- parameters ---------------------------------------------------------------------------------------------------


def _fit(kind: Any, seen: Observed, shell: Market, stakes: Stakes, apart: NDArray[np.bool_]) -> tuple[Demand, Any, str]:
    """Parameters of the demand system by least squares on margins and on elasticities relative to those given."""
    start = kind.guess(seen)
    names = tuple(start)
    widths = [1 if start[name].ndim == len(seen.draws) else start[name].shape[-1] for name in names]
    telling = ~apart[shell.firm] & ~shell.fixed & np.isfinite(seen.margin).all(tuple(range(len(seen.draws))))

    def system(unknown: Array) -> Demand:
        cuts = np.split(
            kind.unpack(unknown) if hasattr(kind, "unpack") else np.exp(unknown), np.cumsum(widths)[:-1], axis=-1
        )
        return kind.through(seen, **{name: x[..., 0] if w == 1 and start[name].ndim == len(seen.draws) else x
                                     for name, x, w in zip(names, cuts, widths)})  # fmt: skip

    def miss(unknown: Array) -> Array:
        guess = system(unknown)
        parts = []
        if telling.any():
            market = replace(shell, demand=guess)
            implied = _implied(market, in_ratio(stakes, 1.0 / stakes.own)) / seen.price
            parts.append((implied - seen.margin)[..., telling])
        for name, value in seen.elasticity.items():
            parts.append((_elasticity(guess, seen, name) / value - 1.0)[..., None])
        return np.concatenate(parts, axis=-1)

    count = int(telling.sum()) + len(seen.elasticity)
    pack = kind.pack if hasattr(kind, "pack") else np.log
    first = np.concatenate(
        [x[..., None] if w == 1 and x.ndim == len(seen.draws) else x for x, w in zip(start.values(), widths)], -1
    )
    if count < first.shape[-1]:
        raise ValueError(
            f"{kind.__name__} needs {first.shape[-1]} margins or elasticities to find {', '.join(names)}; {count} given"
        )
    answer, settled = least_squares(miss, pack(first))
    told = f"{int(telling.sum())} margins and {len(seen.elasticity)} elasticities tell {', '.join(names)}"
    return system(answer), settled, told


def least_squares(miss: Callable[[Array], Array], start: Array, *, steps: int = 200) -> tuple[Array, NDArray[np.bool_]]:
    """Least squares per draw by Levenberg and Marquardt's method, with slopes by complex step.

    Found where the gradient, or the last step, is at rounding.
    """
    from suitor._core.solve import slopes

    point = np.array(start, dtype=float)
    value = miss(point)
    damping = np.full(point.shape[:-1], 1e-3)
    found = np.zeros(point.shape[:-1], dtype=bool)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            slope = slopes(miss, point)
            gradient = np.einsum("...mk,...m->...k", slope, value)
            square = np.einsum("...mk,...ml->...kl", slope, slope)
            ridge = square + damping[..., None, None] * np.eye(point.shape[-1]) * (
                np.einsum("...kk->...k", square)[..., None] + 1e-300
            )
            step = np.clip(linear(ridge, -gradient), -2.0, 2.0)
            new = miss(point + step)
            better = np.sum(new * new, -1) < np.sum(value * value, -1)
            small = (np.abs(step).max(-1) <= 1e-13) | (np.abs(value).max(-1) <= 1e-15)
            found |= small | (~better & (np.abs(step).max(-1) <= 1e-8))
            point = np.where(better[..., None], point + step, point)
            value = np.where(better[..., None], new, value)
            damping = np.where(better, damping * 0.1, np.minimum(damping * 10.0, 1e12))
            if found.all():
                break
    return point, found


def _elasticity(demand: Demand, seen: Observed, name: str) -> Array:
    if name == MARKET:
        return demand.market_elasticity(seen.price)
    place = seen.products.index(name)
    return demand.elasticity(seen.price)[..., place, place]


def _implied(market: Market, stakes: Stakes) -> Array:
    """Markups that make the observed prices the equilibrium."""
    return market.conduct.markup(market, market.price, stakes)


# --- costs and missions -------------------------------------------------------------------------------------------


def _costs(market: Market, stakes: Stakes, apart: NDArray[np.bool_], known: Array) -> tuple[Market, Array]:
    """Costs from the first-order conditions, and the missions that the margins of the firms set apart imply."""
    theta = 1.0 / np.where(apart & (stakes.own == 0), 1.0, stakes.own)
    ratio = in_ratio(stakes, theta)
    care = np.where(apart, 0.0, ratio.care)
    mission = np.broadcast_to(np.zeros(len(market.firms)), (*market.draws_with(stakes), len(market.firms))).copy()
    for _ in range(60 if apart.any() else 1):
        scale = np.where(apart & (stakes.care > 0), mission / np.where(stakes.care > 0, stakes.care, 1.0), theta)
        at = replace(in_ratio(stakes, scale), care=np.where(apart, mission, care))
        markup = _implied(market, at)
        change = _mission_step(market, at, markup, apart, known)
        mission = np.where(apart, np.maximum(mission + change, 0.0), mission)
        if not np.any(np.abs(change) > 1e-14):
            break
    return replace(market, cost=np.where(market.fixed, market.cost, market.price - markup)), mission


def _mission_step(market: Market, at: Stakes, markup: Array, apart: NDArray[np.bool_], known: Array) -> Array:
    """How much each mission must rise for the firm to earn what its margins say; exact where nobody holds rivals."""
    told = np.isfinite(known) & ~market.fixed & apart[market.firm]
    quantity = market.demand.quantity(market.price)
    lacking = market.by_firm(np.where(told, quantity * (markup - np.where(told, known, 0.0)), 0.0))
    steps = np.zeros(np.broadcast_shapes(lacking.shape, at.care.shape))
    for firm in np.flatnonzero(apart):
        more = replace(at, care=at.care + np.where(np.arange(len(market.firms)) == firm, 1e-3, 0.0))
        slope = (_implied(market, more) - markup) / 1e-3
        fall = -market.by_firm(np.where(told, quantity * slope, 0.0))[..., firm]
        steps[..., firm] = np.where(fall > 0, lacking[..., firm] / np.where(fall > 0, fall, 1.0), 0.0)
    return steps


def _report(market: Market, seen: Observed, settled: Any, pinned: str) -> Fit:
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = (seen.price - market.cost) / seen.price
    elasticity = {name: (_elasticity(market.demand, seen, name), value) for name, value in seen.elasticity.items()}
    return Fit(margin, seen.margin, elasticity, np.asarray(settled), pinned)
