"""What a case team knows of a market: prices, shares, margins, diversions, elasticities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.blocks import draws_contiguous
from suitor._core.records import Array, record, replace
from suitor.market.demand import take

__all__ = ["MARKET", "Observed", "observe"]

MARKET = "market"  # the key of the market's own elasticity
# How many last axes are not draws.
AXES = {"price": 1, "share": 1, "margin": 1, "size": 0, "switches": 2, "sigma": 1, "second_choice": 2}
UNKNOWN = "unknown"  # an outside share that margins or the market elasticity have to tell


@record
class Observed:
    """One market as it was seen, or many draws of it."""

    products: tuple[str, ...]
    price: Array  # (*draw, product), money per unit; ones where unknown
    share: Array  # (*draw, product), share of all who could buy, or of all spending, as the demand system counts
    margin: Array  # (*draw, product), (price − cost)/price, NaN where unknown
    size: Array  # (*draw,), all who could buy, units a year; or all spending, money a year
    nest: NDArray[np.int_]  # (product,), which nest each product is in
    switches: Array | None  # (*draw, product, product), diversion from row to column; None: as shares are
    elasticity: Mapping[str, Array]  # "market" or a product's name: elasticity
    has_outside: bool = True
    base: int = 0  # the product whose mean value is 0 where there is no outside good
    sigma_count: int = 1  # 1, or one nest parameter for each nest
    symmetric: bool = True  # slopes are symmetric, so one own slope and the diversions give all
    sigma: Array | None = None  # (*draw, nest), dissimilarity within nests where it is known and not fitted
    second_choice: Array | None = None  # (*draw, product, product), from row to column if the row is gone, or NaN
    allocation: Array | None = None  # (product, nest), how much of each product belongs to each nest, if to several
    sigma_of: NDArray[np.int_] | None = None  # (nest,), which parameter each of those nests has
    logs: bool = False  # the demand for one good is a line in logs, at a constant elasticity

    @property
    def draws(self) -> tuple[int, ...]:
        """The shape of the draws in the data."""
        return self.size.shape

    @property
    def outside(self) -> Array:
        """Share of those who could buy and do not."""
        return 1.0 - self.share.sum(-1)

    @property
    def quantity(self) -> Array:
        """Units sold a year."""
        return self.size[..., None] * self.share

    @property
    def diversion(self) -> Array:
        """Diversion from row to column, −1 on the diagonal, (*draw, product, product); by shares if none is told."""
        every = np.arange(len(self.products))
        return np.moveaxis(self.diverted(every, every), (0, 1), (-2, -1))

    def diverted(self, rows: NDArray[np.int_], columns: NDArray[np.int_]) -> Array:
        """Diversion from some products to some, of several groups perhaps, (row, column, *group, *draw)."""
        if self.switches is not None:
            return np.moveaxis(self.switches, (-2, -1), (0, 1))[rows[:, None], columns[None]]
        share = np.moveaxis(self.share, -1, 0)
        switches = share[columns][None] * (1.0 / (1.0 - share[rows]))[:, None]
        switches[rows[:, None] == columns[None]] = -1.0
        return switches

    def pulls(self, chosen: NDArray[np.int_]) -> Array:
        """Slopes among products, d_jk β_j, (j, k, *group, *draw), symmetry giving all own slopes from a first of 1."""
        if self.switches is None:  # d_jk β_j is in proportion to s_j s_k
            share, every = np.moveaxis(self.share, -1, 0), np.arange(len(chosen))
            weight = share[chosen] / (share[0] * (1.0 - share[0]))
            pulls = weight[:, None] * share[chosen]
            pulls[every, every] -= weight
            return pulls
        first = np.zeros(1, dtype=int)
        own = self.diverted(first, chosen)[0] / self.diverted(chosen, first)[:, 0]  # d_1j β_1 = d_j1 β_j
        return self.diverted(chosen, chosen) * own[:, None]

    @property
    def typical_markup(self) -> Array:
        """About what a unit earns, in money; a third of the price where no margin is known."""
        return self.typical_margin * np.abs(self.price).mean(-1)

    @property
    def typical_margin(self) -> Array:
        """About what a unit earns, as a share of its price."""
        known = np.isfinite(self.margin) & (self.margin != 0)
        total = np.where(known, np.abs(self.margin), 0.0).sum(-1)
        count = np.maximum(known.sum(-1, dtype=total.dtype), 1)
        return np.broadcast_to(np.where(known.any(-1), total / count, 1 / 3), self.draws)

    def take(self, chosen: Any, digits: Any = float) -> Observed:
        """Some draws of it, of all those counted in one row, with neighbouring draws side by side in memory."""
        if self.draws == (1,) and digits is float:
            return self  # there is no other
        some: dict[str, Any] = {}
        for name, core in AXES.items():
            value = getattr(self, name)
            if value is not None:
                row = value[None] if self.draws == () else value  # one market alone is one draw
                some[name] = draws_contiguous(take(row, core, self.draws or (1,), chosen).astype(digits, copy=False))
        told = {
            name: take(value, 0, self.draws, chosen).astype(digits, copy=False)
            for name, value in self.elasticity.items()
        }
        return replace(self, **some, elasticity=told)

    def apart(self, distance: Array) -> Array:
        """Diversion in proportion to share, where products of different nests count `distance` times as much."""
        count = int(self.nest.max()) + 1
        first, second = np.triu_indices(count, 1)
        weight = np.ones((*np.shape(distance)[:-1], count, count), dtype=np.asarray(distance).dtype)
        weight[..., first, second] = distance
        weight[..., second, first] = distance
        return proportional(weight[..., self.nest[:, None], self.nest] * self.share[..., None, :])


def proportional(pull: Array) -> Array:
    """Diversion from each row to the other columns in proportion to their pull."""
    count = pull.shape[-1]
    others = pull * (1.0 - np.eye(count))
    return others / others.sum(-1, keepdims=True) - np.eye(count)


def observe(
    products: tuple[str, ...], price: Any, share: Any, margin: Any, *, outside: Any = None, elasticity: Any = None,
    size: Any = 1.0, sold: Any = None, nests: Any = None, one_sigma: bool = True, levels: bool = False, base: int = 0,
    diversion: Any = None, second_choice: Any = None, symmetric: bool = True, sigma: Any = None, alike: Any = None,
    logs: bool = False, to: str = "units", of: str = "units", closed: bool = False,
) -> Observed:  # fmt: skip
    """Put what is known in one shape: shares as the demand system counts them, margins as shares of price."""
    count = len(products)
    share = np.asarray(share, dtype=float)
    price = np.ones(count) if price is None else np.asarray(price, dtype=float)
    margin = np.asarray(margin, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = np.broadcast_to(margin / price if levels else margin, np.broadcast_shapes(price.shape, margin.shape))
    if to != of:
        inside = share.sum(-1, keepdims=True)
        share = share * price if to == "revenue" else share / price
        share = share / share.sum(-1, keepdims=True) * inside
    if outside is not None and not isinstance(outside, str):
        share = share / share.sum(-1, keepdims=True) * (1.0 - np.asarray(outside, dtype=float))[..., None]
    size = np.asarray(size, dtype=float) if sold is None else np.asarray(sold, dtype=float) / share.sum(-1)
    if closed:  # there is no outside good: shares are of what is sold
        size, share = size * share.sum(-1), share / share.sum(-1, keepdims=True)
    known = elasticity if isinstance(elasticity, Mapping) else {} if elasticity is None else {MARKET: elasticity}
    told = {name: np.asarray(value, dtype=float) for name, value in known.items()}
    draws = np.broadcast_shapes(price.shape[:-1], share.shape[:-1], margin.shape[:-1], size.shape)
    given = [np.asarray(x, dtype=float) for x in (diversion, second_choice) if x is not None]
    steady = None if sigma is None else np.atleast_1d(np.asarray(sigma, dtype=float))
    draws = np.broadcast_shapes(draws, *(x.shape for x in told.values()), *(x.shape[:-2] for x in given))
    draws = draws if steady is None else np.broadcast_shapes(draws, steady.shape[:-1])
    price, share, margin = (np.broadcast_to(x, (*draws, count)) for x in (price, share, margin))
    allocation = np.asarray(nests, dtype=float) if np.ndim(nests) == 2 else None
    one_each = nests is not None and allocation is None
    nest = np.unique(np.asarray(nests), return_inverse=True)[1] if one_each else np.zeros(count, dtype=int)
    if steady is not None:
        steady = _each_nest(steady, draws, int(nest.max()) + 1 if allocation is None else allocation.shape[1])
    sigma_of = None if allocation is None else _sigma_of(allocation.shape[1], one_sigma, alike)
    # A rounding error in shares that add up to one is no outside good.
    has_outside = bool(np.any(1.0 - share.sum(-1) > 1e-9)) or outside == UNKNOWN
    return Observed(
        tuple(products), price, share, margin, np.broadcast_to(size, draws), nest,
        None if diversion is None else np.asarray(diversion, dtype=float), told, has_outside, base,
        (1 if one_sigma else int(nest.max()) + 1) if sigma_of is None else int(sigma_of.max()) + 1, symmetric,
        steady,
        None if second_choice is None else np.asarray(second_choice, dtype=float), allocation, sigma_of,
        logs,
    )  # fmt: skip


def _each_nest(sigma: Array, draws: tuple[int, ...], nests: int) -> Array:
    """What is known of all nests, or of each, as one number for each nest."""
    if sigma.shape[-1] not in (1, nests):
        raise ValueError(f"sigma: one number, or one for each of {nests} nests; {sigma.shape[-1]} given")
    return np.broadcast_to(sigma, (*draws, nests))


def _sigma_of(count: int, one_sigma: bool, alike: Any) -> NDArray[np.int_]:
    """Which parameter each of several overlapping nests has: those with one label in `alike` share theirs."""
    if alike is not None:
        return np.unique(np.asarray(alike), return_inverse=True)[1]
    return np.zeros(count, dtype=int) if one_sigma else np.arange(count)
