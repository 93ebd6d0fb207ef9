"""What crosses from one room to another: stakes, equilibria, paths, payouts, verdicts and the changes a scenario makes.

Arrays keep the thing they are about on the last axes (products, firms, holders); every leading axis is draws.
Numbers are bare floats here: one currency, whole units, decimals, years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, dataclass_transform

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

__all__ = [
    "Array",
    "Change",
    "Equilibrium",
    "Path",
    "Payout",
    "Remark",
    "Stakes",
    "Verdict",
    "field",
    "fields",
    "record",
    "replace",
]


@dataclass_transform(frozen_default=True, eq_default=False)
def record(cls: type) -> Any:
    """A frozen bundle of named values; to change one, make the changed copy with `replace`."""
    return dataclass(frozen=True, eq=False)(cls)


@record
class Stakes:
    """Whose interests each firm serves.

    Firm f maximises  sum_g weight[f, g] profit[g] + care[f] CS + volume[f] Q[f]  subject to  profit[f] >= floor[f].
    The diagonal of `weight` is what the firm's own controllers receive of its marginal dollar (0 for a controller
    that holds votes and no cash); off the diagonal stands what they receive of each rival's.

    O'Brien & Salop (2000), "Competitive effects of partial ownership", Antitrust Law Journal 67.
    """

    firms: tuple[str, ...]
    weight: Array  # (*draw, firm, firm), share of a dollar
    care: Array  # (*draw, firm), cash dollars that a dollar of consumer surplus is worth to those in control
    volume: Array  # (*draw, firm), cash dollars that one unit served is worth to them
    floor: Array  # (*draw, firm), money a year the firm must earn; -inf where nothing binds

    @classmethod
    def of_firms(cls, firms: tuple[str, ...]) -> Stakes:
        """Independent firms that are after money alone."""
        count = len(firms)
        return cls(firms, np.eye(count), np.zeros(count), np.zeros(count), np.full(count, -np.inf))

    @property
    def own(self) -> Array:
        """What each firm's controllers receive of a dollar of its own profit."""
        return np.diagonal(self.weight, axis1=-2, axis2=-1)


@record
class Equilibrium:
    """Prices no firm wants to leave, and what they bring to each firm and to users."""

    price: Array  # (*draw, product), money per unit
    quantity: Array  # (*draw, product), units a year
    profit: Array  # (*draw, firm), money a year before fixed cost
    surplus: Array  # (*draw,), consumer surplus, money a year, up to a constant common to all scenarios
    multiplier: Array  # (*draw, firm), shadow price lambda of the profit floor
    residual: Array  # (*draw,), largest first-order residual, share of price
    found: NDArray[np.bool_]  # (*draw,), the residual is small and every floor that can be met is met


@record
class Path:
    """What each lab raises, builds, charges and serves, year by year."""

    years: tuple[int, ...]
    labs: tuple[str, ...]
    revenue: Array  # (*draw, year, lab), money a year
    profit: Array  # (*draw, year, lab), money a year from serving users, before research
    external: Array  # (*draw, year, lab), outside capital and gifts raised in the year
    research: Array  # (*draw, year, lab), research compute bought in the year, money
    capability: Array  # (*draw, year, lab), log10 of effective compute
    base: Array  # (*draw, lab), the same in the base year
    price: Array  # (*draw, year, lab), money a year for the paid tier
    served: Array  # (*draw, year, lab), share of the potential market served, free and paid
    free: Array  # (*draw, year, lab), share of the potential market served free
    surplus: Array  # (*draw, year), consumer surplus, money a year
    found: NDArray[np.bool_]  # (*draw,), every year's prices were found


@record
class Payout:
    """Who is paid how much of what the company is worth, and how much of its next dollar."""

    holders: tuple[str, ...]
    paid: Array  # (*draw, holder), money
    marginal: Array  # (*draw, holder), share of the next dollar


@record
class Verdict:
    """What each decider asks, whether each says yes, each gate's odds and date, and how likely the whole is."""

    deciders: tuple[str, ...]
    reservation: Array  # (*draw, decider), lowest acceptable price, +inf where not for sale
    accepts: NDArray[np.bool_]  # (*draw, decider)
    gates: tuple[str, ...]
    passes: Array  # (*draw, gate), probability that the gate opens, given the draw
    days: Array  # (*draw, gate), days from announcement until it opens
    completion: Array  # (*draw,), probability that the deal closes, given the draw
    duration: Array  # (*draw,), days from announcement to closing, if it closes


@record
class Change:
    """One thing a scenario changes: a verb and its terms, as the deal file states them."""

    verb: str  # transfer, issue, convert, merge, appoint, pact, divest, set
    terms: Mapping[str, Any]


@record
class Remark:
    """Something the reader must be told, as a key for the language files, its numbers, and plain English."""

    key: str
    terms: Mapping[str, str | float]
    text: str
