"""One year of the race, priced by the market room: better models are worth more, and serving gets cheaper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import market, race
from .._core.arrays import columns
from .._core.linear import across
from .._core.records import Array, Equilibrium, Stakes, record, replace


@record
class Stage:
    """Prices of a year, given how far each lab has come.

    v_paid += b_P q_i,   v_free += b_F q_i,   v_outside += b_F max(lam best q, 0),   cost falls by a share each year

    Firms that sell in the market and are no labs keep pace with the outside alternative.
    """

    market: market.Market
    stakes: Stakes
    labs: tuple[str, ...]
    base_year: int
    size: Array  # (*draw,), people who might use one of the products
    serving: Array  # (*draw, product), what serving a user costs; the market's own cost is net of advertising
    paid_slope: Array  # (*draw,), b_P, utility per order of magnitude
    free_slope: Array  # (*draw,), b_F
    outside_pace: Array  # (*draw,), lam, share of the best lab's gain that everybody else's alternative makes
    cost_decline: Array  # (*draw,), share a year

    def __call__(self, lead: Array, year: int, floor: Array) -> race.Served:
        """Prices, users and money of a year; the shadow price of the base year's floor is kept."""
        cheaper = self.serving * (np.power(1.0 - self.cost_decline, year - self.base_year) - 1.0)[..., None]
        moved = cheaper * ~self.market.fixed
        shifted = self.starting(self.market.price + moved).market.shift(self._gain(lead), cheaper)
        solved = shifted.solve(self.stakes)
        return replace(self._served(solved, shifted.cost), then=self.starting(solved.price - moved))

    def lifted(self, multiplier: Array) -> Stage:
        """The same stage with the shadow price of each profit floor counted as money: no floor is left to search.

        A floor that cannot be met has no finite multiplier: such a firm is run for its profit alone.
        """
        stakes, count = self.stakes, len(self.stakes.firms)
        weight = np.array(np.broadcast_to(stakes.weight, (*multiplier.shape, count)))
        weight[..., range(count), range(count)] += np.where(np.isfinite(multiplier), multiplier, 1e9)
        return replace(self, stakes=replace(stakes, weight=weight, floor=np.full_like(stakes.floor, -np.inf)))

    def starting(self, price: Array) -> Stage:
        """The same stage, which seeks prices from these; fixed ones are what they were."""
        return replace(self, market=replace(self.market, price=price))

    def _gain(self, lead: Array) -> Array:
        """How much more each product is worth than in the base year, beside the alternative."""
        pace = np.maximum(self.outside_pace * lead.max(axis=-1), 0.0)
        own, beside = [*np.moveaxis(lead, -1, 0), pace], self.free_slope * pace
        slopes = [self.free_slope if fixed else self.paid_slope for fixed in self.market.fixed]
        return columns([slope * own[lab] - beside for slope, lab in zip(slopes, self._lab_of)])

    @property
    def _lab_of(self) -> NDArray[np.int_]:
        """Which lab makes each product; the number of labs stands for none."""
        place = {lab: index for index, lab in enumerate(self.labs)}
        return np.array([place.get(self.market.firms[firm], len(place)) for firm in self.market.firm])

    def _served(self, solved: Equilibrium, cost: Array) -> race.Served:
        made = np.equal.outer(self._lab_of, np.arange(len(self.labs)))
        paid, free = ((made & tier[:, None]).astype(float) for tier in (~self.market.fixed, self.market.fixed))
        sold, given = across(solved.quantity, paid), across(solved.quantity, free)
        charged = across(solved.price * solved.quantity, paid)
        return race.Served(
            revenue=charged,
            profit=across((solved.price - cost) * solved.quantity, made.astype(float)),
            price=np.divide(charged, sold, out=np.zeros_like(charged), where=sold > 0),
            served=(sold + given) / self.size[..., None],
            free=given / self.size[..., None],
            surplus=solved.surplus,
            found=solved.found,
        )
