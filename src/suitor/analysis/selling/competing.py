"""How sellers compete, in the words of the market room: conduct, capacities, plants, suppliers."""

from __future__ import annotations

import numpy as np

from ... import market
from ..._core.arrays import columns
from ..._core.records import Array, replace
from ...deal import Inputs
from ...deal.records import MarketSection
from ...market.observed import UNKNOWN
from . import chain

__all__ = ["bought", "capped", "conduct"]


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


def capped(seen: market.Calibrated, section: MarketSection, inputs: Inputs, price: Array) -> market.Calibrated:
    """The same market with its caps, none of them below the price that is seen."""
    cap = columns([inputs.value(product.cap, np.inf) for product in section.products])
    conduct = market.PriceCap(np.maximum(cap, price))
    return replace(seen, market=replace(seen.market, conduct=conduct))


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
