"""Random markets that have an equilibrium by construction: costs are those that make an observed point one.

Two to fifty products, dominant firms with 95% of buyers, largest margins from 2% to 95%, prices from 1e-3 to 1e6,
nests, partial and silent stakes, missions, profit floors, capacities, caps, rising costs and leaders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from suitor._core.records import replace
from suitor.market import (
    Bargaining,
    Bertrand,
    Conjectures,
    Cournot,
    Market,
    PartialCollusion,
    PriceCap,
    RandomCoefficients,
    SecondScore,
    Stackelberg,
    Stakes,
    Vertical,
    demands,
)
from suitor.market.conduct.cournot import technology
from suitor.market.floors import in_ratio
from suitor.market.observed import Observed, observe
from suitor.market.quantities import implied_cost

SCALE = {"ces": "excess", "nested_ces": "excess"} | dict.fromkeys(
    ("linear", "log_linear", "aids", "homogeneous"), "steepness"
)
KINDS = 10  # of buyers with random coefficients
Made = Callable[[np.ndarray], Any]


class Trial(NamedTuple):
    """Draws of a market with its observed point, and which of them make sense: markups above 0 and below the price."""

    market: Market
    stakes: Stakes
    sensible: np.ndarray
    aims: str  # what those in control are after


def trials(demand: str, conduct: str, count: int, draws: int = 20, seed: int = 7) -> Iterator[Trial]:
    """Until `count` of the draws make sense."""
    rng = np.random.default_rng([seed, *f"{demand} {conduct}".encode()])
    some = 0
    while some < count:
        with np.errstate(all="ignore"):
            trial = _trial(demand, conduct, rng, draws)
        some += int(trial.sensible.sum())
        yield trial


def _trial(demand: str, conduct: str, rng: np.random.Generator, draws: int) -> Trial:
    products = round(2 * 25 ** rng.random())
    owner = rng.integers(0, rng.integers(2, products + 1), products)
    owner[rng.permutation(products)[:2]] = [0, 1]
    if demand == "log_linear":  # a seller of two substitutes would let one's price go to infinity: no equilibrium
        owner = np.arange(products)
    firm = np.unique(owner, return_inverse=True)[1]
    price = 10 ** rng.uniform(-3, 6) * rng.uniform(0.5, 2.0, (draws, 1 if demand == "homogeneous" else products))
    price = np.broadcast_to(price, (draws, products))
    target = rng.uniform(0.02, 0.95, draws)
    seen = _seen(demand, rng, price, target)
    how = _conduct(demand, conduct, rng, firm, seen)
    firms = tuple(f"f{place}" for place in range(firm.max() + 1))
    shell = Market(
        seen.products, firms, firm, None, how, np.zeros_like(price), np.zeros(products, dtype=bool), price
    )  # fmt: skip
    stakes, theta, aims = _stakes(demand, conduct, rng, firms, draws)
    interests = in_ratio(stakes, theta)
    market = _to_scale(shell, _family(demand, rng, seen), interests, target, -1.0 if demand == "homogeneous" else 1.0)
    return _with_costs(market, stakes, interests, rng, aims)


def _seen(demand: str, rng: np.random.Generator, price: np.ndarray, target: np.ndarray) -> Observed:
    draws, products = price.shape
    pull = np.exp(rng.choice([0.3, 1.0, 3.0]) * rng.standard_normal((draws, products)))
    outside = rng.uniform(0.005, 0.6, (draws, 1))
    dominant = rng.random(draws) < 0.1
    pull[dominant, 0] = 24.0 * pull[dominant, 1:].sum(-1)
    outside[dominant] = 0.01
    share = pull / pull.sum(-1, keepdims=True) * (1.0 if demand == "aids" else 1.0 - outside)
    margin = np.repeat(target[:, None], products, axis=1)
    more: dict[str, Any] = {}
    if demand == "generalised_nested_logit":
        part = rng.dirichlet(np.full(3, 0.3), products)
        more = {"nests": np.where(part < 0.1, 0.0, part), "sigma": rng.uniform(0.3, 1.0, (draws, 1))}
    elif "nested" in demand:
        more = {"nests": rng.integers(0, min(products, 5), products)}
    elif demand == "homogeneous":
        more = {"logs": bool(rng.random() < 0.5), "size": 10 ** rng.uniform(0, 6)}
    return observe(tuple(map(str, range(products))), price, share, margin, **more)


def _family(demand: str, rng: np.random.Generator, seen: Observed) -> tuple[Made, np.ndarray]:
    """Demand through what was seen as a function of its scale, and a first guess of that."""
    if demand == "random_coefficients":
        return _crowd(rng, seen), 1.0 / seen.typical_markup
    system = demands[demand]
    told = system.guess(seen)
    draws = len(seen.size)
    if "sigma" in told:
        told["sigma"] = rng.uniform(0.2, 1.0, (draws, 1))
    if demand == "aids":
        told["market"] = rng.uniform(0.5, 2.0, draws)
    name = SCALE.get(demand, "sensitivity")
    start = told.pop(name)
    if demand == "generalised_nested_logit":  # what utilities are worth does not hang on the scale: find them once
        first = system.through(seen, sensitivity=start)
        level = first.value - start[:, None] * seen.price
        return lambda scale: replace(first, value=level + scale[:, None] * seen.price, sensitivity=scale), start
    if demand == "homogeneous":
        return lambda scale: system.through(seen, **{name: scale[:, None]}), start[:, 0]
    return lambda scale: system.through(seen, **told, **{name: scale}), start


def _crowd(rng: np.random.Generator, seen: Observed) -> Made:
    draws, products = seen.price.shape
    taste = rng.uniform(0.0, 2.0) * rng.standard_normal((draws, KINDS, products))
    ease = np.exp(rng.uniform(0.0, 0.6) * rng.standard_normal((draws, KINDS)))
    part = rng.dirichlet(np.ones(KINDS), draws)
    level = np.log(seen.share / seen.outside[:, None])[:, None, :] + taste

    def made(scale: np.ndarray) -> RandomCoefficients:
        alpha = scale[:, None] * ease
        return RandomCoefficients(level + alpha[..., None] * seen.price[:, None, :], alpha, part, seen.size)

    return made


def _conduct(demand: str, conduct: str, rng: np.random.Generator, firm: np.ndarray, seen: Observed) -> Any:
    draws, products = seen.price.shape
    sold = seen.quantity
    plain = Cournot() if demand == "homogeneous" else Bertrand()
    rise = rng.uniform(0.05, 0.5, (draws, products)) * seen.price / sold if rng.random() < 0.5 else 0.0
    if conduct == "bertrand, capacities":
        return Bertrand(capacity=np.where(rng.random((draws, products)) < 0.2, sold, 3.0 * sold))
    if conduct == "price_cap":  # of firms with one product, whose cost is nobody else's
        alone = np.bincount(firm)[firm] == 1
        return PriceCap(np.where(alone & (rng.random((draws, products)) < 0.3), seen.price, np.inf))
    if conduct == "stackelberg":
        leads = rng.random(products) < 0.5
        return Stackelberg(leads, rise=rng.uniform(0.05, 0.5, (draws, products)) * seen.price / sold)
    if conduct == "conjectures":
        return Conjectures(conjecture=rng.uniform(0.2, 1.0, (draws, 1)), rise=rise if demand == "homogeneous" else 0.0)
    if conduct == "partial_collusion":
        return PartialCollusion(theta=rng.uniform(0.0, 0.9, draws), base=plain)
    if conduct == "bargaining":
        return Bargaining(power=rng.uniform(0.0, 0.8, (draws, 1)))
    if conduct == "vertical":
        return Vertical(
            supplier=rng.integers(0, 2, products) + firm.max() + 1, supply_cost=np.zeros((draws, products)),
            power=rng.uniform(0.2, 0.8, (draws, 1)),
        )  # fmt: skip
    if conduct == "cournot":
        return Cournot(rise=rise) if demand == "homogeneous" else Cournot()
    return SecondScore() if conduct == "second_score" else Bertrand()


def _stakes(
    demand: str, conduct: str, rng: np.random.Generator, firms: tuple[str, ...], draws: int
) -> tuple[Stakes, np.ndarray, str]:
    """Stakes, 1/(own + λ) of each firm at the observed point, and what they are."""
    plain, count = Stakes.of_firms(firms), len(firms)
    theta = np.ones((draws, count))
    kinds = ["profit"] * 3
    if demand == "log_linear":  # nor has it one where a seller holds a part of another, or a surplus to care for
        return plain, theta, "profit"
    if conduct not in ("second_score", "vertical", "bertrand, capacities", "price_cap"):
        kinds += ["stakes", "mission"]
    if conduct == "bertrand":
        kinds += ["floor"]
    aims = str(rng.choice(kinds))
    if aims == "stakes":
        held = rng.uniform(0.0, 0.45, (count, count)) * (rng.random((count, count)) < 0.2)
        own = rng.uniform(0.2, 1.0, count)
        weight = own[:, None] * np.where(np.eye(count, dtype=bool), 1.0, held)
        return replace(plain, weight=weight), np.broadcast_to(1.0 / own, theta.shape), aims
    chosen = np.arange(count) == rng.integers(count)
    if aims == "mission":
        return replace(plain, care=np.where(chosen, rng.uniform(0.0, 0.7, (draws, 1)), 0.0)), theta, aims
    if aims == "floor":  # all the votes and no cash: the floor is what the observed prices earn
        weight = np.where(np.diag(chosen), 0.0, np.eye(count))
        theta = np.where(chosen, rng.uniform(0.1, 0.7, (draws, 1)), theta)
        return replace(plain, weight=weight, care=chosen.astype(float)), theta, aims
    return plain, theta, aims


def _to_scale(shell: Market, family: tuple[Made, np.ndarray], aims: Stakes, target: np.ndarray, sign: float) -> Market:
    """The market whose largest margin is about the target."""
    made, scale = family
    market = replace(shell, demand=made(scale))
    for _ in range(6):
        largest = (_markup(market, aims) / market.price).max(-1)
        scale = np.where(largest > 0, scale * np.clip(largest / target, 0.02, 50.0) ** sign, 2.0**sign * scale)
        market = replace(shell, demand=made(scale))
    return market


def _markup(market: Market, aims: Stakes) -> np.ndarray:
    how: Any = market.conduct
    if isinstance(how, Vertical | PriceCap):
        return Bertrand().markup(market, market.price, aims)
    if hasattr(market.demand, "sold"):
        base = how.base if isinstance(how, PartialCollusion) else how
        counted = how.counted(aims)
        tools = technology(base, len(market.products))
        return market.price - implied_cost(market, counted, tools, market.demand.sold)
    if isinstance(how, SecondScore):
        return how.markup(market, market.price, aims)
    return how.markup(market, market.price, aims)


def _with_costs(market: Market, stakes: Stakes, aims: Stakes, rng: np.random.Generator, what: str) -> Trial:
    """The costs at which what was seen is an equilibrium."""
    how: Any = market.conduct
    markup = _markup(market, aims)
    price, cost = market.price, market.price - markup
    if isinstance(how, SecondScore):  # shares are those of the prices that it was made at: these are its costs
        cost, price = price, price + markup
    tight = getattr(how, "capacity", getattr(how, "cap", np.inf))
    held = np.isfinite(tight) & ((tight == market.price) if hasattr(how, "cap") else (tight < 2 * _sold(market)))
    # At a capacity a product costs less, and at a cap more, than would make its price the one its firm likes best.
    part = rng.uniform(0.0, 0.9, cost.shape)
    pushed = cost + part * (price - cost) if isinstance(how, PriceCap) else cost - 0.3 * part * np.abs(cost)
    cost = np.where(held, pushed, cost)
    sensible = ((markup > 1e-9 * price) & (markup < 0.99 * market.price)).all(-1)
    if isinstance(how, Vertical):
        return _chain(market, markup, sensible, what)
    whole = replace(market, cost=cost, price=price)
    if what == "floor":
        poor = stakes.own == 0
        stakes = replace(stakes, floor=np.where(poor, whole.profit(price), -np.inf))
    return Trial(whole, stakes, sensible & np.isfinite(cost).all(-1), what)


def _sold(market: Market) -> np.ndarray:
    return market.demand.sold if hasattr(market.demand, "sold") else market.demand.quantity(market.price)


def _chain(market: Market, retail: np.ndarray, sensible: np.ndarray, what: str) -> Trial:
    """A chain whose input prices leave retailers these markups, and whose supply costs make them the bargain struck."""
    how: Any = market.conduct
    count, supplier = len(market.products), np.asarray(how.supplier)
    firms = (*market.firms, "u0", "u1")
    lost, _ = market.demand.lost(market.price, np.eye(count, dtype=bool))
    mine = (np.equal.outer(market.firm, market.firm) * retail[:, None, :] * lost).sum(-1)
    theirs = np.equal.outer(supplier, supplier) * lost
    supply = np.linalg.solve(theirs, ((1.0 - how.power) / how.power * mine)[..., None])[..., 0]
    fine = sensible & ((supply > 0) & (retail + supply < 0.99 * market.price)).all(-1)
    conduct = replace(how, supply_cost=market.price - retail - supply)
    return Trial(replace(market, firms=firms, conduct=conduct), Stakes.of_firms(firms), fine, what)
