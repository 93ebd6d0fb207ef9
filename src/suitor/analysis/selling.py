"""The market of the deal file in the words of the market room: what is sold, who buys it, how sellers compete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import market
from .._core.arrays import columns
from .._core.records import Array, Stakes, replace
from ..deal import Inputs, Quantity
from ..deal.records import MarketSection
from ..market.observed import UNKNOWN
from . import chain, plants

__all__ = ["calibrated", "firms", "floor"]

SPENDING = ("ces", "nested_ces", "aids")  # demand systems in shares of spending
FLOORLESS = ("second_score", "stackelberg", "vertical", "price_cap")  # conducts of firms that are after profit alone


def firms(section: MarketSection) -> tuple[str, ...]:
    """The sellers in the order of their first product, then those who supply them."""
    sellers = [product.firm for product in section.products]
    suppliers = [product.supplier for product in section.products if product.supplier is not None]
    return tuple(dict.fromkeys([*sellers, *suppliers]))


def calibrated(section: MarketSection, inputs: Inputs, stakes: Stakes, target: str) -> market.Calibrated:
    """The market that sells what is seen at the prices that are seen, under the interests of today.

    Where the file has an elasticity, it says how sensitive users are, beside the target's margins; where it has none,
    all margins do. If those in control of the target care for users, its margins say its costs instead, and so the
    mission its prices imply. Everybody else's costs are those for which its price is the best one.
    """
    products, which = section.products, firms(section)
    users = columns([inputs.value(product.users) for product in products])
    size, price = inputs.value(section.size), prices(section, inputs)
    # A demand system in shares of spending takes all spending, the outside's included, for its size.
    spent = (users * price).sum(axis=-1) * size / users.sum(axis=-1)
    known: dict[str, Any] = {
        "products": tuple(product.id for product in products),
        "firms": which,
        "firm": np.array([which.index(product.firm) for product in products]),
        "price": price,
        "share": users / size[..., None],
        "margin": margins(section, inputs, price, target),
        "cost": costs(section, inputs),
        "fixed": np.array([product.fixed for product in products]),
        "outside": 1.0 - users.sum(axis=-1) / size,
        "elasticity": elasticities(section, inputs),
        "size": spent if section.demand in SPENDING else size,
        "missions": (target,) if np.any(stakes.care[..., which.index(target)] > 0) else (),
        "stakes": stakes,
        **shape(section, inputs),
    }
    if section.conduct == "vertical":
        return chain.calibrated(demand(section, inputs), bought(section, inputs, which), known)
    how = conduct(section, inputs)
    if section.rising:
        return plants.calibrated(section.demand, how, known)
    found = market.calibrate(demand(section, inputs), how, **known)
    if section.conduct != "price_cap":
        return found
    cap = columns([inputs.value(product.cap, np.inf) for product in products])
    return replace(found, market=replace(found.market, conduct=market.PriceCap(np.maximum(cap, price))))


def floor(section: MarketSection, seen: market.Market, stakes: Stakes, target: str) -> Array:
    """What the target is seen to earn, which it must go on earning where it cares for users; -inf for the others."""
    if not takes_missions(section):
        return stakes.floor
    return market.observed_floor(seen, stakes, (target,)).floor


def takes_missions(section: MarketSection) -> bool:
    """Whether its firms may care for users, and must then go on earning what they earn."""
    return section.conduct not in FLOORLESS and section.demand != "homogeneous"


def prices(section: MarketSection, inputs: Inputs) -> Array:
    """What is charged today; one good has one price, that of the first product listed."""
    products = section.products
    if section.demand == "homogeneous":
        first = {product.good: product for product in reversed(products)}
        return columns([inputs.value(first[product.good].price) for product in products])
    return columns([inputs.value(product.price) for product in products])


def costs(section: MarketSection, inputs: Inputs) -> Array:
    """Marginal costs less what advertising brings, where the file has them."""
    return columns([inputs.value(p.cost, np.nan) - inputs.value(p.advertising) for p in section.products])


def margins(section: MarketSection, inputs: Inputs, price: Array, target: str) -> Array:
    """Margins that tell something, given or by the cost; beside an elasticity only the target's."""
    told = []
    for j, product in enumerate(section.products):
        if product.fixed or (section.elasticity is not None and product.firm != target):
            told.append(np.full(inputs.count, np.nan))
        elif product.margin is not None or product.cost is None:
            told.append(inputs.value(product.margin, np.nan))
        else:
            spent = inputs.value(product.cost) - inputs.value(product.advertising) + inputs.value(product.input_price)
            told.append(1.0 - spent / price[..., j])
    return columns(told)


def elasticities(section: MarketSection, inputs: Inputs) -> dict[str, Array]:
    """Elasticities as the market room counts them, below 0."""
    told = {}
    if section.elasticity is not None:
        told[section.elasticity.of] = -inputs.value(section.elasticity.value)
    if section.market_elasticity is not None:
        told["market"] = -inputs.value(section.market_elasticity)
    return told


def demand(section: MarketSection, inputs: Inputs) -> str | market.Crowd:
    """The demand system by its name, or the crowd whose tastes the file gives."""
    if section.demand != "random_coefficients":
        return section.demand
    if section.spread is not None:
        return market.Crowd.spread(inputs.value(section.spread))
    kinds, products = section.kinds, section.products
    likes = [columns([inputs.value(kind.likes.get(product.id)) for product in products]) for kind in kinds]
    nested: dict[str, Any] = {}
    if any(product.nest is not None for product in products):
        names = sorted({str(product.nest) for product in products})
        close = [middle(section.nesting_of.get(name, section.nesting), inputs) for name in names]
        nested = {"nest": [product.nest for product in products], "sigma": 1.0 - np.array(close)}
    weight = columns([inputs.value(kind.weight) for kind in kinds])
    sensitivity = columns([inputs.value(kind.sensitivity, 1.0) for kind in kinds])
    return market.Crowd.of(weight, sensitivity, np.stack(likes, axis=-2), **nested)


def shape(section: MarketSection, inputs: Inputs) -> dict[str, Any]:
    """What else its demand system is told: nests, goods, diversions."""
    products = section.products
    match section.demand:
        case "nested_logit" | "nested_ces":
            nests = sorted({str(product.nest) for product in products})
            return {"nests": [product.nest for product in products]} | closeness(section, nests, inputs)
        case "generalised_nested_logit":
            nests = sorted({name for product in products for name in product.nests or ()})
            parts = [[(product.nests or {}).get(name) for name in nests] for product in products]
            held = [[0.0 if part is None else middle(part, inputs) for part in row] for row in parts]
            return {"nests": np.array(held)} | closeness(section, nests, inputs)
        case "homogeneous":
            goods = list(dict.fromkeys(product.good for product in products))
            return {"nests": [goods.index(product.good) for product in products]}
        case "linear" | "log_linear":
            return diversions(section, inputs) | {"symmetric": section.symmetric}
    return {}


def middle(quantity: Quantity | None, inputs: Inputs) -> float:
    """The middle of a number that shapes a demand system and is not drawn, but is read."""
    assert quantity is not None  # the file says so
    inputs.value(quantity)
    return quantity.median


def closeness(section: MarketSection, nests: Sequence[str], inputs: Inputs) -> dict[str, Any]:
    """Nest parameters that are given, and second choices, which tell those that are not."""
    told: dict[str, Any] = {}
    if section.nesting is not None or section.nesting_of:
        told["sigma"] = unlike(section, nests, inputs)
    if section.second_choices:
        told["second_choice"] = choices(section, inputs)
    return told


def choices(section: MarketSection, inputs: Inputs) -> Array:
    """Second choices by product, -1 for itself and NaN where the file does not know."""
    names = [product.id for product in section.products]
    rows = []
    for of in names:
        known = section.second_choices.get(of, {})
        rows.append(columns([inputs.value(known.get(to), -1.0 if to == of else np.nan) for to in names]))
    return np.stack(rows, axis=-2)


def unlike(section: MarketSection, nests: Sequence[str], inputs: Inputs) -> Array:
    """How unlike the products of each nest are: 1 less its nesting parameter."""
    return columns([1.0 - inputs.value(section.nesting_of.get(nest, section.nesting)) for nest in nests])


def diversions(section: MarketSection, inputs: Inputs) -> dict[str, Any]:
    """Where those who leave each product go, as the file says it."""
    if not section.diversions:
        return {}
    names = [product.id for product in section.products]
    rows = [columns([inputs.value(section.diversions[of].get(to)) - (of == to) for to in names]) for of in names]
    return {"diversion": np.stack(rows, axis=-2)}


def conduct(section: MarketSection, inputs: Inputs) -> str | market.Conduct:
    """How sellers compete, with what the file says of power, capacities, plants and leaders."""
    products = section.products
    match section.conduct:
        case "bargaining" | "second_score":
            power = columns([inputs.value(section.power if p.power is None else p.power) for p in products])
            return market.Bargaining(power) if section.conduct == "bargaining" else market.SecondScore(power)
        case "cournot" if section.demand == "homogeneous":
            return market.Cournot(plant=makers(section), capacity=capacities(section, inputs))
        case "stackelberg":
            leads = np.array([product.leads for product in products])
            return market.Stackelberg(leads, plant=makers(section), capacity=capacities(section, inputs))
        case "conjectures":
            expected = UNKNOWN if section.conjecture is None else inputs.value(section.conjecture)[..., None]
            made = {"plant": makers(section), "capacity": capacities(section, inputs)}
            return market.Conjectures(expected, **(made if section.demand == "homogeneous" else {}))
        case "partial_collusion":
            counted = UNKNOWN if section.theta is None else inputs.value(section.theta)
            return market.PartialCollusion(counted, section.members or None)
        case "bertrand" if any(product.capacity is not None for product in products):
            return market.Bertrand(capacities(section, inputs))
    return "bertrand" if section.conduct == "price_cap" else section.conduct  # prices of today lie below their caps


def capacities(section: MarketSection, inputs: Inputs) -> Array:
    """The most that can be made of each product, never less than is sold today; no bound where the file has none."""
    most = columns([inputs.value(product.capacity, np.inf) for product in section.products])
    return np.maximum(most, columns([inputs.value(product.users) for product in section.products]))


def makers(section: MarketSection) -> Array:
    """Which plant makes each product; each its own where the file does not say."""
    named = [(product.firm, product.plant) if product.plant else product.id for product in section.products]
    places = list(dict.fromkeys(named))
    return np.array([places.index(name) for name in named])


def bought(section: MarketSection, inputs: Inputs, which: tuple[str, ...]) -> chain.Bought:
    """Who supplies each product, at which price and cost."""
    products = section.products
    supplier = np.array([which.index(str(product.supplier)) for product in products])
    paid, spent = ([inputs.value(getattr(p, key)) for p in products] for key in ("input_price", "supply_cost"))
    return chain.Bought(supplier, columns(paid), columns(spent))
