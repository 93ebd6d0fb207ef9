"""How much of each product people buy at given prices: the promise, and one file for each answer to it."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from math import prod
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from suitor._core import solve
from suitor._core.blocks import draws_contiguous
from suitor._core.linear import across, times
from suitor._core.records import Array, Stakes, replace

__all__ = ["Alone", "Demand", "Margins", "hold"]


# Margins, and what gives their slopes in the log of each parameter, a column for each of its numbers.
Margins = tuple[Array, Callable[[], dict[str, list[Array]]]]


class Alone(NamedTuple):
    """What margins and parameters say of each other at what was seen, where each firm is after its own profit."""

    margins: Callable[..., Margins]  # from parameters
    # From margins and how much each counts, the parameters that miss their conditions least: at given margins these are
    # linear in the parameters or in what the parameters are read from.
    near: Callable[[Array, Any], dict[str, Array]] | None = None


class Demand(abc.ABC):
    """Quantities at given prices, and what follows from them.

    A new system writes `quantity`; slopes then come from complex steps, so the formula must be analytic (no maximum, no
    absolute value). One that knows its slopes in closed form, or its consumer surplus, overrides them.
    """

    axes: ClassVar[Mapping[str, int]] = {}  # how many last axes of each field are not draws
    is_shaped_by_diversion: ClassVar[bool] = False  # observed diversions are its own; elsewhere they are fitted
    takes: ClassVar[tuple[str, ...]] = ()  # elasticities that are its own; others are fitted
    scaled_by: ClassVar[str] = ""  # the parameter that markups at what was seen are in inverse proportion to, if one is

    @abc.abstractmethod
    def quantity(self, price: Array) -> Array:
        """Units of each product that are bought a year."""

    def slopes(self, price: Array) -> Array:
        """`[..., k, j]` is d quantity_k / d price_j."""
        return solve.slopes(self.quantity, price)

    def surplus(self, price: Array) -> Array:
        """Consumer surplus, money a year, up to a constant; NaN where the system has none."""
        return np.full(np.shape(price)[:-1], np.nan)

    def elasticity(self, price: Array) -> Array:
        """`[..., k, j]` is the percentage change in the quantity of k when the price of j rises by one percent."""
        return self.slopes(price) * price[..., None, :] / self.quantity(price)[..., :, None]

    def own_elasticity(self, price: Array) -> Array:
        """The percentage change in each quantity as its own price rises by one percent."""
        return np.diagonal(self.elasticity(price), axis1=-2, axis2=-1)

    def diversion(self, price: Array) -> Array:
        """`[..., j, k]` is the share of buyers who leave j, as its price rises, that k gains; the diagonal is -1."""
        slope = np.swapaxes(self.slopes(price), -1, -2)
        return -slope / np.diagonal(slope, axis1=-2, axis2=-1)[..., None]

    def market_elasticity(self, price: Array) -> Array:
        """The percentage change in all units bought when every price rises by one percent."""
        return (self.slopes(price) * price[..., None, :]).sum((-1, -2)) / self.quantity(price).sum(-1)

    def keep(self, kept: Any) -> Demand:
        """What people buy when only some products, a yes or no for each, are on sale."""
        raise ValueError(
            f"{type(self).__name__} does not say what people buy when a product is gone. Try logit or ces."
        )

    def lost(self, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
        """Units of each product, and consumer surplus, lost where the products of each row are not on sale at all.

        `gone` is (row, product); units are `[..., row, k]`, below 0 for those that gain buyers. A system that knows how
        to overrides this: the difference of two wholes says little of a product that few buy.
        """
        left = [without(self, price, row) for row in gone]
        quantity, surplus = self.quantity(price), self.surplus(price)
        return (
            np.stack([quantity - units for units, _ in left], axis=-2),
            np.stack([surplus - rest for _, rest in left], axis=-1),
        )

    def on_sale(self, price: Array) -> Array:
        """Prices at which every product is sold, about as much of each where the system knows such: where to begin."""
        return price

    @property
    def draws(self) -> tuple[int, ...]:
        """The shape of the draws that its parameters carry."""
        shapes = [np.shape(getattr(self, name)) for name in self.axes]
        return np.broadcast_shapes(*(shape[: len(shape) - self.axes[name]] for name, shape in zip(self.axes, shapes)))

    def take(self, draws: tuple[int, ...], chosen: Any) -> Any:
        """The same system for some draws only, of all those of shape `draws` counted in one row."""
        some = {name: take(getattr(self, name), core, draws, chosen) for name, core in self.axes.items()}
        return replace(self, **some)  # type: ignore[type-var]

    def response(self, price: Array) -> tuple[Array, Array]:
        """Quantities and their slopes; a system in which one is on the way to the other overrides it."""
        return self.quantity(price), self.slopes(price)

    def outcome(self, price: Array) -> tuple[Array, Array]:
        """Quantities and consumer surplus; likewise."""
        return self.quantity(price), self.surplus(price)

    def rounded(self, digits: Any) -> Any:
        """The same system in numbers of another type."""
        return replace(self, **{name: np.asarray(getattr(self, name)).astype(digits, copy=False) for name in self.axes})  # type: ignore[type-var]

    def side_by_side(self, count: int) -> Any:
        """The same system for `count` draws, with neighbouring draws side by side in memory."""
        fields = {name: np.asarray(getattr(self, name)) for name, core in self.axes.items() if core}
        wide = {name: np.broadcast_to(x, (count, *x.shape[x.ndim - self.axes[name] :])) for name, x in fields.items()}
        some = {name: draws_contiguous(x) for name, x in wide.items()}
        return replace(self, **some)  # type: ignore[type-var]


def without(demand: Demand, price: Array, gone: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Units bought of each product, and consumer surplus, where some products are not on sale at all.

    No price is high enough to stand for that: at an elasticity near one, half of what is spent stays at any price.
    """
    rest, units = ~gone, np.zeros_like(price)
    if not rest.any():
        return units, np.where(getattr(demand, "outside", 0.0) > 0, units.sum(-1), -np.inf)
    left = demand.keep(rest)
    sold = left.quantity(price[..., rest])
    units = np.zeros(sold.shape[:-1] + price.shape[-1:], dtype=sold.dtype)
    units[..., rest] = sold
    return units, left.surplus(price[..., rest])


def hold(held: Array, amount: Array) -> Array:
    """What the firm that prices a product holds of the amounts of all: (product, product), or so for each draw."""
    return across(amount, held.T) if held.ndim == 2 else times(held, amount)


def take(array: Any, core: int, draws: tuple[int, ...], chosen: Any) -> Array:
    """Some draws of an array whose last `core` axes are not draws; draws are counted in one row."""
    array = np.asarray(array)
    shape = array.shape[array.ndim - core :]
    if array.ndim == core:
        return array  # the same for every draw
    return np.broadcast_to(array, draws + shape).reshape(prod(draws), *shape)[chosen]


def reader(draws: tuple[int, ...], block: slice) -> Callable[[Any, int], Array]:
    """What reads one block of draws of any array, each draw with its own and neighbours side by side in memory."""

    def rows(array: Any, core: int) -> Array:
        part = take(array, core, draws, block)
        return draws_contiguous(np.broadcast_to(part, (block.stop - block.start, *part.shape[part.ndim - core :])))

    return rows


def some(stakes: Stakes, draws: tuple[int, ...], chosen: Any) -> Stakes:
    """The same stakes for some draws only, each with its own."""

    def rows(array: Array, core: int) -> Array:
        part = take(array, core, draws, chosen)
        return np.broadcast_to(part, (len(chosen), *part.shape[part.ndim - core :]))

    care, volume, floor = (rows(x, 1) for x in (stakes.care, stakes.volume, stakes.floor))
    return replace(stakes, weight=rows(stakes.weight, 2), care=care, volume=volume, floor=floor)
