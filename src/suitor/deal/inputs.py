"""The numbers of a deal, draw by draw: each spread as the file says, and each move recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from .._core.draws import normal, uniform
from .._core.records import Array
from .deal import Deal
from .quantities import Quantity

__all__ = ["Inputs"]


class Inputs:
    """The numbers of a deal as arrays with one entry a draw, and a record of which were read.

    A number is drawn when it is first asked for. Its draws depend on the seed and its path alone: adding a number moves
    no other, and any split of the draws gives the same bits.
    """

    def __init__(
        self,
        deal: Deal,
        count: int,
        quantile: Callable[[Quantity], Array],
        lot: Callable[[str], Array],
        overrides: Mapping[str, Quantity | None] | None = None,
        cache: dict[str, Array] | None = None,
    ) -> None:
        self.deal = deal
        self.count = count  # of draws
        self._read: set[str] = set()
        self._quantile, self._lot = quantile, lot
        self._overrides = overrides or {}
        self._cache = {} if cache is None else cache

    @classmethod
    def random(cls, deal: Deal, seed: int, start: int, stop: int) -> Inputs:
        """Draws `start` to `stop`; numbers that load on a common factor move together (a Gaussian copula)."""

        def lot(name: str) -> Array:
            return uniform(seed, f"lot {name}", start, stop)

        def quantile(quantity: Quantity) -> Array:
            if not quantity.factors:
                return uniform(seed, quantity.path, start, stop)
            from scipy.special import ndtr

            alone = np.sqrt(max(0.0, 1.0 - sum(loading**2 for loading in quantity.factors.values())))
            common = sum(
                loading * normal(seed, f"lot {name}", start, stop) for name, loading in quantity.factors.items()
            )
            return ndtr(alone * normal(seed, quantity.path, start, stop) + common)

        return cls(deal, stop - start, quantile, lot)

    @classmethod
    def grid(cls, deal: Deal, levels: Mapping[str, Array] | None = None) -> Inputs:
        """Every number at its median, but those in `levels` (by path) at the quantiles given there."""
        given = {path: np.asarray(level, dtype=float) for path, level in (levels or {}).items()}
        if unknown := given.keys() - deal.quantities.keys():
            raise ValueError(f"levels are given by path; the deal has no {sorted(unknown)[0]!r}. See deal.quantities.")
        shape = np.broadcast_shapes((1,), *(level.shape for level in given.values()))
        middle = np.full(shape, 0.5)
        return cls(deal, shape[0], lambda each: np.broadcast_to(given.get(each.path, middle), shape), lambda _: middle)

    def under(self, scenario: str) -> Inputs:
        """The same draws with the numbers that a scenario sets."""
        if scenario not in self.deal.overrides:
            raise ValueError(f"the deal has no scenario {scenario!r}; it has {', '.join(self.deal.overrides)}.")
        overrides = self.deal.overrides[scenario]
        return Inputs(self.deal, self.count, self._quantile, self._lot, overrides, self._cache)

    def edited(self, deal: Deal) -> Inputs:
        """The same draws of a deal with some of its numbers set anew; what has been drawn of the others stays drawn."""
        given = self.deal.quantities
        kept = {path: drawn for path, drawn in self._cache.items() if deal.quantities[path] is given[path]}
        return Inputs(deal, self.count, self._quantile, self._lot, cache=kept)

    def apart(self) -> Inputs:
        """The same draws, with a record of its own of what is read."""
        return Inputs(self.deal, self.count, self._quantile, self._lot, self._overrides, self._cache)

    @property
    def read(self) -> frozenset[str]:
        """The paths of what has been read so far through this object."""
        return frozenset(self._read)

    def value(self, what: Quantity | str | None, default: float = 0.0) -> Array:
        """A number of the file, by itself or by its path, one entry a draw; `default` where the file has none."""
        path = what.path if isinstance(what, Quantity) else what
        given = self._overrides if path in self._overrides else self.deal.quantities
        quantity = given.get(path) if path else None  # a scenario may also set a number to nothing
        if quantity is None:
            return np.broadcast_to(float(default), (self.count,))
        self._read.add(quantity.path)
        if quantity.path not in self._cache:
            drawn = np.array(quantity.median if quantity.exact else quantity.at(self._quantile(quantity)))
            drawn.flags.writeable = False
            self._cache[quantity.path] = np.broadcast_to(drawn, (self.count,))
        return self._cache[quantity.path]

    def lot(self, name: str) -> Array:
        """An extra number between 0 and 1 for each draw, the same wherever its name is asked for.

        The lot of a factor's name is the one that moves the numbers that load on it.
        """
        return self._lot(name)
