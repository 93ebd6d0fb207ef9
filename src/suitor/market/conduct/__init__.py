"""How sellers turn market power into a markup: the promise, and one file for each answer to it."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import fields, replace
from suitor.market.demand import Demand, take
from suitor.market.observed import UNKNOWN, Observed

if TYPE_CHECKING:
    from suitor._core.records import Array, Equilibrium, Stakes
    from suitor.market.market import Market

Through = Callable[[Observed], Demand]
EXACTLY = 1e-6  # part of a capacity, to which what was sold and what can be made are told


def is_unknown(value: Any) -> bool:
    """Is a parameter of a conduct left to the margins?"""
    return isinstance(value, str) and value == UNKNOWN


def known(value: Any, name: str) -> Array:
    """A parameter of a conduct, which calibration has to find first where it is unknown."""
    if is_unknown(value):
        raise ValueError(f"{name} is unknown: calibrate it from margins, or give a number")
    return np.asarray(value)


def part(odds: Array) -> Array:
    """A number between 0 and 1 from its odds, which may be any positive number."""
    return odds / (1.0 + odds)


__all__ = ["Conduct"]


class Conduct(abc.ABC):
    """How sellers turn market power into a markup, price less marginal cost."""

    axes: ClassVar[Mapping[str, int]] = {}  # how many last axes of each field are not draws

    @abc.abstractmethod
    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        """The markup each product would carry if `price` were the equilibrium, (*draw, product).

        `stakes` come with `own` 1, so that off the diagonal stands kappa, and `care` is the mission.
        """

    def predict(self, shell: Market, through: Through, seen: Observed, stakes: Stakes) -> tuple[Demand, Array]:
        """The demand system through what was seen, and the markups that make it the equilibrium.

        What sells all that can be made carries a shadow price beside its cost: its margin, where it is given, tells
        that cost and nothing of demand.
        """
        demand = through(seen)
        markup = self.markup(replace(shell, demand=demand), seen.price, stakes)
        apart = self.full(seen) & np.isfinite(seen.margin)
        return demand, np.where(apart, seen.margin * seen.price, markup) if np.any(apart) else markup

    def full(self, seen: Observed) -> NDArray[np.bool_]:
        """Which products were seen to sell all that can be made of them."""
        most = np.asarray(getattr(self, "capacity", np.inf), dtype=float)
        return np.asarray(seen.quantity >= (1.0 - EXACTLY) * most)

    def guess(self, seen: Observed) -> dict[str, Array]:
        """Its own parameters that margins have to tell, all above 0, and where to begin looking; mostly none."""
        return {}

    def told(self, **parameters: Array) -> Conduct:
        """The same conduct once those parameters are known."""
        return self

    def counted(self, stakes: Stakes) -> Stakes:
        """The stakes with what sellers count of each other beyond what their owners hold; nothing, mostly."""
        return stakes

    def at_choice(self, market: Market) -> Array:
        """What buyers compare when they choose, where prices are those observed: those, mostly."""
        return market.price

    def within(self, market: Market, price: Array) -> Array:
        """Prices near these at which no limit of this conduct is met; where it has none, these."""
        return price

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        """Prices that carry exactly the markup they imply, with every firm at or above its floor."""
        from suitor.market.floors import settle

        return settle(market, stakes)

    @property
    def draws(self) -> tuple[int, ...]:
        """The shape of the draws that its parameters carry."""
        shapes = [np.shape(getattr(self, name)) for name in self.axes]
        return np.broadcast_shapes(
            *(shape[: max(len(shape) - self.axes[name], 0)] for name, shape in zip(self.axes, shapes))
        )

    def keep(self, kept: Any, count: int) -> Any:
        """The same conduct for some of `count` products, by yes or no for each or by their places."""
        some: dict[str, Any] = {}
        for name in (field.name for field in fields(self)):  # type: ignore[arg-type]
            value = getattr(self, name)
            if isinstance(value, Conduct):
                some[name] = value.keep(kept, count)
                continue
            numbers = np.asarray(value)
            if self.axes.get(name, 1) == 1 and numbers.shape[-1:] == (count,) and numbers.dtype.kind in "bif":
                some[name] = numbers[..., kept]
        return replace(self, **some) if some else self  # type: ignore[type-var]

    def take(self, draws: tuple[int, ...], chosen: Any) -> Any:
        """The same conduct for some draws only, of all those of shape `draws` counted in one row."""
        wide = {name: core for name, core in self.axes.items() if np.ndim(getattr(self, name)) > core}
        some = {name: take(getattr(self, name), core, draws, chosen) for name, core in wide.items()}
        return replace(self, **some) if some else self  # type: ignore[type-var]
