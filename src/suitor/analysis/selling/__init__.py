"""The market of the deal file in the words of the market room: what is sold, who buys it, how sellers compete."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import market
from ..._core.arrays import columns
from ..._core.records import Array, Stakes
from ...deal import Inputs
from ...deal.records import MarketSection
from ...market import plants
from . import chain
from .choosing import demand, middle, shape
from .competing import bought, capped, conduct

__all__ = ["calibrated", "firms", "floor"]

SPENDING = ("ces", "nested_ces", "aids")  # demand systems in shares of spending


def firms(section: MarketSection) -> tuple[str, ...]:
    """The sellers in the order of their first product, then those who supply them."""
    sellers = [product.firm for product in section.products]
    suppliers = [product.supplier for product in section.products if product.supplier is not None]
    return tuple(dict.fromkeys([*sellers, *suppliers]))


def calibrated(section: MarketSection, inputs: Inputs, stakes: Stakes, target: str) -> market.Calibrated:
    """The market that sells what is seen at the prices that are seen, under the interests of today.

    Where the file has an elasticity, it says how sensitive users are, beside the target's margins; where it has none,
    or weights, all margins do. If those in control of the target care for users, its margins say its costs instead, and
    so the mission its prices imply. Everybody else's costs are those for which its price is the best one.
    """
    known = observed(section, inputs, stakes, target)
    if section.conduct == "vertical":
        return chain.calibrated(demand(section, inputs), bought(section, inputs, firms(section)), known)
    how = conduct(section, inputs)
    if section.rising:
        assert isinstance(how, market.Conduct)
        return plants.calibrate(how, **known)
    found = market.calibrate(demand(section, inputs), how, **known)
    return capped(found, section, inputs, known["price"]) if section.conduct == "price_cap" else found


def observed(section: MarketSection, inputs: Inputs, stakes: Stakes, target: str) -> dict[str, Any]:
    """What the file says of prices, shares, margins, costs and elasticities, as the market room takes it."""
    products, which = section.products, firms(section)
    users = columns([inputs.value(product.users) for product in products])
    size, price = inputs.value(section.size), prices(section, inputs)
    # A demand system in shares of spending takes all spending, the outside's included, for its size.
    spent = (users * price).sum(axis=-1) * size / users.sum(axis=-1)
    return {
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
        "weights": weights(section, inputs),
        **shape(section, inputs),
    }


def floor(section: MarketSection, seen: market.Market, stakes: Stakes, target: str) -> Array:
    """What the target is seen to earn, which it must go on earning where it cares for users; -inf for the others."""
    if section.is_for_money_alone:
        return stakes.floor
    return market.observed_floor(seen, stakes, (target,)).floor


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
    """Margins that tell something, given or by the cost; beside an elasticity without weights only the target's."""
    told = []
    for j, product in enumerate(section.products):
        if product.fixed or (section.is_by_elasticity and product.firm != target):
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


def weights(section: MarketSection, inputs: Inputs) -> dict[str, float]:
    """How much each kind of fact counts where they disagree."""
    told = section.weights
    if told is None:
        return {}
    counted = {"margins": told.margins, "elasticities": told.elasticities, "diversions": told.second_choices}
    return {name: middle(weight, inputs) for name, weight in counted.items() if weight is not None}
