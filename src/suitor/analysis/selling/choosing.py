"""How users choose, in the words of the market room: kinds of buyers, nests, second choices, diversions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import market
from ..._core.arrays import columns
from ..._core.records import Array
from ...deal import Inputs, Quantity
from ...deal.records import MarketSection

__all__ = ["demand", "shape"]


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
