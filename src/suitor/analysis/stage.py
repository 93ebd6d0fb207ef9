"""One year of the race, priced by the market room: better models are worth more, and serving gets cheaper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import market, race
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
        kept = np.power(1.0 - self.cost_decline, year - self.base_year)[..., None]
        shifted = self.market.shift(self._gain(lead), self.serving * (kept - 1.0))
        solved = shifted.solve(self.stakes)
        return self._served(solved, shifted.cost)

    def _gain(self, lead: Array) -> Array:
        """How much more each product is worth than in the base year, beside the alternative."""
        pace = np.maximum(self.outside_pace[..., None] * lead.max(axis=-1, keepdims=True), 0.0)
        own = np.concatenate([lead, np.broadcast_to(pace, (*lead.shape[:-1], 1))], axis=-1)[..., self._lab_of]
        slope = np.where(self.market.fixed, self.free_slope[..., None], self.paid_slope[..., None])
        return slope * own - self.free_slope[..., None] * pace

    @property
    def _lab_of(self) -> NDArray[np.int_]:
        """Which lab makes each product; the number of labs stands for none."""
        place = {lab: index for index, lab in enumerate(self.labs)}
        return np.array([place.get(self.market.firms[firm], len(place)) for firm in self.market.firm])

    def _served(self, solved: Equilibrium, cost: Array) -> race.Served:
        share = solved.quantity / self.size[..., None]
        paid, free = ~self.market.fixed, self.market.fixed
        sold = self._by_lab(solved.quantity * paid)
        charged = self._by_lab(solved.price * solved.quantity * paid)
        gross = self._by_lab((solved.price - cost) * solved.quantity)
        return race.Served(
            revenue=charged,
            profit=gross,
            price=np.divide(charged, sold, out=np.zeros_like(charged), where=sold > 0),
            served=self._by_lab(share),
            free=self._by_lab(share * free),
            surplus=solved.surplus,
            found=solved.found,
        )

    def _by_lab(self, amount: Array) -> Array:
        return amount @ np.equal.outer(self._lab_of, np.arange(len(self.labs))).astype(float)


def lifted(stakes: Stakes, multiplier: Array) -> Stakes:
    """The same interests with the shadow price of the profit floor counted as money: no floor is left to search.

    A floor that cannot be met has no finite multiplier: such a firm is run for its profit alone.
    """
    unmet = ~np.isfinite(multiplier)
    extra = np.where(unmet, 1e9, multiplier)
    weight = stakes.weight + extra[..., None] * np.eye(len(stakes.firms))
    return replace(stakes, weight=weight, floor=np.full_like(stakes.floor, -np.inf))
