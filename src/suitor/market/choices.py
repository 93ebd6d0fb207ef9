"""Where the buyers of a product go when it is gone: second choices, and how a demand system is held to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suitor._core.records import Array
from suitor.market.demand import Demand
from suitor.market.observed import Observed

__all__ = ["fitted", "in_revenue", "known_cells", "second_choices", "taken_over"]


def taken_over(demand: Demand, price: Array, gone: Any) -> Array:
    """Share of the buyers of some products, a yes or no for each, that each other product gains if all those go.

    The products that go have −1 in all, split by their sales; what is missing to 0 buys nothing.

    >>> from suitor.market import Logit
    >>> logit = Logit.of([1.0, 1.0, 1.0], sensitivity=1.0)
    >>> taken_over(logit, np.ones(3), [True, True, False]).round(4)
    array([-0.5,  -0.5,  0.5])
    """
    gone = np.asarray(gone, dtype=bool)
    units, _ = demand.lost(price, gone[None])
    return -units[..., 0, :] / (demand.quantity(price) * gone).sum(-1, keepdims=True)


def second_choices(demand: Demand, price: Array) -> Array:
    """`[..., j, k]` is the share of the buyers of j who take k if j is gone; −1 on the diagonal.

    In logit this is diversion after a price rise; with nests or kinds of buyers the two differ.
    Conlon & Mortimer (2021), "Empirical properties of diversion ratios", RAND Journal of Economics 52(4).
    """
    return -demand.lost(price, np.eye(price.shape[-1], dtype=bool))[0] / demand.quantity(price)[..., :, None]


def in_revenue(diversion: Array, price: Array) -> Array:
    """The same diversions in money: of a dollar that leaves the row, what each column gains, D_jk p_k/p_j.

    >>> in_revenue(np.array([[-1.0, 0.5], [0.5, -1.0]]), np.array([1.0, 2.0])).tolist()
    [[-1.0, 1.0], [0.25, -1.0]]
    """
    return diversion * price[..., None, :] / price[..., :, None]


def fitted(demand: Demand, seen: Observed, at: Array) -> Mapping[str, tuple[Array, Array]]:
    """What was seen of where buyers go, by name: in the demand system, at what buyers compare, and as given."""
    pairs = {}
    if seen.second_choice is not None:
        pairs["second choices"] = second_choices(demand, at), seen.second_choice
    if seen.switches is not None and not demand.is_shaped_by_diversion:
        pairs["diversions"] = demand.diversion(at), seen.switches
    return pairs


def known_cells(given: Array) -> Any:
    """Which diversions from one product to another are known in every draw."""
    known = np.isfinite(given).all(tuple(range(given.ndim - 2)))
    return known & ~np.eye(given.shape[-1], dtype=bool)
