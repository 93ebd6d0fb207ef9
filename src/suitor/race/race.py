"""The calibrated race: each year every lab serves users, raises money, buys compute and becomes more capable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Path, record, replace
from suitor.race.funding import Funding, Technology

__all__ = ["Race", "Served", "Stage", "published"]


@record
class Served:
    """What one year's prices bring: money to each lab, access to users."""

    revenue: Array  # (*draw, lab), money a year
    profit: Array  # (*draw, lab), revenue less the cost of serving, money a year
    price: Array  # (*draw, lab), money a year for the paid tier
    served: Array  # (*draw, lab), share of the potential market served, free and paid
    free: Array  # (*draw, lab), share of the potential market served free
    surplus: Array  # (*draw,), consumer surplus, money a year
    found: NDArray[np.bool_]  # (*draw,), prices no lab wants to leave were found
    then: Stage | None = None  # prices of the next year, where they are sought from these; None for the same stage


# (capability gained since the base year (*draw, lab), year, gross profit each lab must earn (*draw, lab)) -> Served
Stage = Callable[[Array, int, Array], Served]


@record
class Race:
    """Labs that turn money into capability and capability into money.

    Year t serves models built with the research compute K of the year before (E is log10 of effective compute):

        serve       (R, gross) = stage(E_t - E_0, t, floor)
        funds       F = cash + gross - (revenue_share + operating) R + Ext            Ext: see `Funding.raise_money`
        invest      I = psi F,  cash' = (1 - psi) F,  K_t = I / (r0 (1 - g_r)^t)
        capability  E_{t+1} = max(E_t, min(log10 K_t + g_A (t+1) - friction, E_t + g_max), published weights)

    Published weights are those of the best open lab, as old as it holds them back: any lab may build on them.
    A lab without funds buys no compute and cuts what it cannot pay. One product a lab, prices set year by year,
    no entry and no exit: a scenario's arithmetic, not a forecast of what the labs intend.
    """

    labs: tuple[str, ...]
    start: int  # the first year run; the base year is the one before
    years: int  # how many years are run
    capability: Array  # (*draw, lab), log10 of the effective compute behind the models of the base year
    compute: Array  # (*draw, lab), research compute of the base year, H100-equivalent-years
    cash: Array  # (*draw, lab), money at the end of the base year
    revenue: Array  # (*draw, lab), money, base year
    technology: Technology
    funding: Funding

    def run(self, stage: Stage) -> Path:
        """Play the years one after the other, with the prices of `stage`."""
        capability, compute, cash, revenue = self.capability, self.compute, self.cash, self.revenue
        served: list[Served] = []
        money: list[tuple[Array, Array, Array]] = []
        for elapsed in range(self.years):
            capability = self._advance(capability, compute, elapsed)
            floor = self._floor(capability, cash, revenue, elapsed)
            year = stage(capability - self.capability, self.start + elapsed, floor)
            revenue, stage = year.revenue, year.then or stage
            external = self.funding.raise_money(revenue, elapsed)
            funds = np.maximum(cash + year.profit - self._owed(revenue) + external, 0.0)
            research = self.technology.reinvested * funds
            cash, compute = funds - research, research / self._price(elapsed)
            served.append(replace(year, then=None))
            money.append((external, research, capability))
        return self._path(served, money)

    def _price(self, elapsed: int) -> Array | float:
        """Money per H100-equivalent-year; the base year lies one year before the first."""
        return self.technology.compute_price * np.power(1.0 - np.asarray(self.technology.price_decline), elapsed + 1)

    def _owed(self, revenue: Array) -> Array:
        return (self.funding.revenue_share + self.technology.operating) * revenue

    def _advance(self, before: Array, compute: Array, elapsed: int) -> Array:
        """Capability of the models a year serves, built with the compute of the year before."""
        technology, funding = self.technology, self.funding
        digesting = technology.friction * (elapsed < np.asarray(funding.friction_years))
        with np.errstate(divide="ignore"):  # no compute, no progress: -inf
            built = np.log10(compute) + technology.algorithms * (elapsed + 1) - digesting
        alone = np.maximum(before, np.minimum(built, before + technology.fastest))
        return np.maximum(alone, published(alone, alone - before, funding.openness))

    def _floor(self, capability: Array, cash: Array, revenue: Array, elapsed: int) -> Array:
        """Gross profit a lab must earn to pay for its own pace, judged by last year's revenue."""
        technology, pace = self.technology, np.asarray(self.funding.pace)
        asks = np.isfinite(pace)
        if not asks.any():
            return np.full(capability.shape, -np.inf)
        exponent = capability + np.where(asks, pace, 0.0) - technology.algorithms * (elapsed + 2)
        plan = np.power(10.0, exponent) * self._price(elapsed) / technology.reinvested
        sources = cash + self.funding.raise_money(revenue, elapsed) - self._owed(revenue)
        return np.where(asks, plan - sources, -np.inf)

    def _path(self, served: list[Served], money: list[tuple[Array, Array, Array]]) -> Path:
        external, research, capability = zip(*money)
        return Path(
            years=tuple(range(self.start, self.start + self.years)),
            labs=self.labs,
            revenue=_by_year([year.revenue for year in served]),
            profit=_by_year([year.profit for year in served]),
            external=_by_year(external),
            research=_by_year(research),
            capability=_by_year(capability),
            base=self.capability,
            price=_by_year([year.price for year in served]),
            served=_by_year([year.served for year in served]),
            free=_by_year([year.free for year in served]),
            surplus=_by_year([year.surplus[..., None] for year in served])[..., 0],
            found=np.all(_by_year([year.found[..., None] for year in served]), axis=(-2, -1)),
        )


def published(capability: Array, pace: Array, openness: Array | float) -> Array:
    """The best capability anyone can download: that of the open labs, held back `openness` years at their pace."""
    is_open = np.isfinite(openness)
    held_back = np.where(is_open, openness, 0.0) * pace
    return np.where(is_open, capability - held_back, -np.inf).max(axis=-1, keepdims=True)


def _by_year(values: Sequence[Any]) -> Any:
    """Years on the axis before the last, neighbouring draws side by side; one without draws is the same in all."""
    return np.swapaxes(np.stack([value.T for value in np.broadcast_arrays(*values)]).T, -1, -2)
