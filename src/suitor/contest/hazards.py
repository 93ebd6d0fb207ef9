"""How a pending bid ends: completion, withdrawal or a rival, whichever comes first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from suitor._core.records import Array, record
from suitor.contest.contest import DAYS_A_YEAR

__all__ = ["Fate", "Risks", "pending_price"]


@record
class Fate:
    """How likely each ending has come by each date, and how likely the bid is still pending."""

    causes: tuple[str, ...]
    happened: Array  # (*draw, cause, date) probability, cumulative incidence
    pending: Array  # (*draw, date) probability


@record
class Risks:
    """Competing ways to end, each with a rate a year that is constant between the days in `until`.

    Completion tends to be slow, then fast, then slow again, withdrawal steady: give completion several intervals.

    Giglio & Shue (2014), "No news is news: do markets underreact to nothing?", Review of Financial Studies 27(12).
    """

    causes: tuple[str, ...]
    rate: Array  # (*draw, cause, interval) a year
    until: tuple[float, ...] = (np.inf,)  # days at which each interval ends, rising; the last goes on for ever

    def __post_init__(self) -> None:
        rate = np.asarray(self.rate, float)
        if rate.shape[-2:] != (len(self.causes), len(self.until)):
            raise ValueError(
                f"rates need axes (cause, interval) = {(len(self.causes), len(self.until))}, not {rate.shape}."
            )
        if not np.all(rate >= 0.0):
            raise ValueError("a hazard is a rate a year and cannot be negative.")
        if not np.all(np.diff((0.0, *self.until)) > 0.0):
            raise ValueError(f"the days in `until` must rise from above 0, not {self.until}.")

    def run(self, days: Array) -> Fate:
        """How likely each ending is by each date.

        Incidence of cause c: the integral of h_c(t) S(t), with S(t) = exp(-int sum_c h_c); in an interval of constant
        rates that starts with survival S it grows by h_c / H * S (1 - exp(-H dt)). Incidence and S sum to 1.
        """
        days = np.asarray(days, float)
        rate = np.asarray(self.rate, float)
        pending = np.ones((*rate.shape[:-2], days.size))
        happened = np.zeros((*rate.shape[:-1], days.size))
        for hazard, years in self._intervals(days):
            total = hazard.sum(axis=-1)
            ended = -np.expm1(-total[..., None] * years) * pending
            part = np.divide(hazard, total[..., None], out=np.zeros_like(hazard), where=total[..., None] > 0.0)
            happened = happened + part[..., None] * ended[..., None, :]
            pending = pending - ended
        return Fate(self.causes, happened, pending)

    def _intervals(self, days: Array) -> Iterator[tuple[Array, Array]]:
        """For each interval, its rates (*draw, cause) and how many years of it lie before each date."""
        starts = (0.0, *self.until[:-1])
        for index, (start, end) in enumerate(zip(starts, self.until)):
            yield np.asarray(self.rate, float)[..., index], np.clip(days - start, 0.0, end - start) / DAYS_A_YEAR


def pending_price(risks: Risks, pays: Array, fallback: Array | float, discount: float, outside_days: float) -> Array:
    """What a share of the target is worth while the bid is pending, until it lapses on the outside date.

    With constant rates: (sum_c h_c X_c) / (r + H) (1 - exp(-(r + H) T)) + D exp(-(r + H) T), interval by interval.
    `pays` is what a share is worth at each ending, (*draw, cause).
    """
    alive, price = np.ones(np.shape(risks.rate)[:-2]), np.zeros(np.shape(risks.rate)[:-2])
    for hazard, years in risks._intervals(np.array([outside_days])):
        speed, span = hazard.sum(axis=-1) + discount, float(years[0])
        ended = -np.expm1(-speed * span)
        annuity = np.divide(ended, speed, out=np.full_like(speed, span), where=speed > 0.0)
        price = price + alive * (hazard * np.asarray(pays, float)).sum(axis=-1) * annuity
        alive = alive * (1.0 - ended)
    return price + alive * np.asarray(fallback, float)
