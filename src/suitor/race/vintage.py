"""What was known at a date: every number with its range, its source, and whether it is fitted or assumed."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from suitor._core.data import table
from suitor._core.draws import uniform
from suitor._core.records import Array, Stakes, record, replace
from suitor.race.funding import Funding, Technology
from suitor.race.race import Race, published
from suitor.race.rows import Partner
from suitor.race.stage import LogitStage

__all__ = ["Calibrated", "Estimate", "Vintage", "levels", "read_data", "read_vintage"]

HORIZON = 2030  # last year run


@record
class Estimate:
    """One number of a vintage: between `low` and `high`, most likely in between; drawn from a triangle."""

    low: float
    likely: float
    high: float
    unit: str
    kind: str  # sourced, fitted or assumed
    source: str

    def at(self, level: Array | float) -> Array:
        """The number that a share `level` of the draws stay below."""
        span = self.high - self.low
        if span == 0.0:
            return np.full(np.shape(level), self.likely)
        peak, level = (self.likely - self.low) / span, np.asarray(level, dtype=float)
        rising = self.low + span * np.sqrt(level * peak)
        return np.where(level < peak, rising, self.high - span * np.sqrt((1.0 - level) * (1.0 - peak)))

    @property
    def level(self) -> float:
        """The share of draws below the most likely number."""
        return (self.likely - self.low) / (self.high - self.low) if self.high > self.low else 0.5


@record
class Calibrated:
    """Labs and market as a vintage sees them: a race, its price stage, stakes and partner of the status quo."""

    race: Race
    stage: LogitStage
    stakes: Stakes
    partner: Partner

    def stages(self, stakes: Stakes) -> LogitStage:
        """The same users and costs, served by labs with other stakes."""
        return replace(self.stage, stakes=stakes)


@record
class Vintage:
    """What was known at one date, and nothing learnt later: the base year and the year before it."""

    as_of: str
    base_year: int
    labs: tuple[str, ...]
    estimates: Mapping[str, Estimate]

    def draw(self, level: Mapping[str, Array] | None = None) -> Calibrated:
        """The race and its market at given levels of each estimate; without levels, at the most likely numbers.

        Slopes of demand in capability are fitted to the year before the base year: one lab's users and revenue grew
        while its models gained g orders of magnitude and its price stood still, so with s_0 the share of nobody's users

            (b_F - b_F outside) g = ln(free / free_before) - ln(s_0 / s_0 before)
             b_P g - b_F outside g = ln(R / R_before) - ln(s_0 / s_0 before)
        """
        level = level or {}
        number = {
            name: estimate.at(level.get(name, np.asarray(estimate.level))) for name, estimate in self.estimates.items()
        }
        technology = Technology(**{name: _one(number, f"technology.{name}") for name in _TECHNOLOGY})
        stakes = self._stakes(number)
        race = self._race(number, technology)
        partner = Partner(**{name: number[f"partner.{name}"] for name in _PARTNER})
        return Calibrated(race, self._stage(number, race, stakes), stakes, partner)

    def _by_lab(self, number: Mapping[str, Array], name: str, absent: float = 0.0) -> Array:
        given = [number.get(f"{lab}.{name}", np.asarray(absent)) for lab in self.labs]
        return np.stack(np.broadcast_arrays(*given), axis=-1)

    def _stakes(self, number: Mapping[str, Array]) -> Stakes:
        count = len(self.labs)
        return Stakes(self.labs, np.eye(count), self._by_lab(number, "care"), np.zeros(count), np.full(count, -np.inf))

    def _race(self, number: Mapping[str, Array], technology: Technology) -> Race:
        per_lab = {name: self._by_lab(number, name) for name in ("donations", "dilution", "revenue_share", "parent")}
        funding = Funding(
            **per_lab,
            parent_growth=self._by_lab(number, "parent_growth"),
            cap_multiple=self._by_lab(number, "cap_multiple", np.inf),
            openness=self._by_lab(number, "openness", np.inf),
            multiple=_one(number, "market.multiple"),
            multiple_decay=_one(number, "market.multiple_decay"),
            multiple_floor=_one(number, "market.multiple_floor"),
        )
        compute = self._by_lab(number, "research") / technology.compute_price
        dearer = technology.compute_price / (1.0 - np.asarray(technology.price_decline))
        alone = np.log10(self._by_lab(number, "research_before") / dearer)
        return Race(
            labs=self.labs,
            start=self.base_year + 1,
            years=HORIZON - self.base_year,
            capability=np.maximum(alone, published(alone, np.asarray(technology.fastest), funding.openness)),
            compute=compute,
            cash=self._by_lab(number, "cash"),
            revenue=self._by_lab(number, "revenue"),
            technology=technology,
            funding=funding,
        )

    def _stage(self, number: Mapping[str, Array], race: Race, stakes: Stakes) -> LogitStage:
        users, price, outside = (_one(number, f"market.{name}") for name in ("users", "price", "outside"))
        paid = race.revenue / price / users
        free = self._by_lab(number, "users") / users - paid
        gained = np.log10(_one(number, "OpenAI.research_before") / _one(number, "OpenAI.research_two_before"))
        gained = gained - np.log10(1.0 - race.technology.price_decline) + race.technology.algorithms
        served = np.sum(paid + free, axis=-1, keepdims=True)
        none = np.log((1.0 - served) / (1.0 - _one(number, "market.users_before") / users))
        paid_before = _one(number, "OpenAI.revenue_before") / price
        free_grew = np.log(free[..., :1] * users / (_one(number, "OpenAI.users_before") - paid_before)) - none
        paid_grew = np.log(_one(number, "OpenAI.revenue") / _one(number, "OpenAI.revenue_before")) - none
        free_slope = free_grew / gained / (1.0 - outside)
        return LogitStage.fit(
            stakes,
            users=users,
            price=price * np.ones(len(self.labs)),
            paid=paid,
            free=free,
            sensitivity=_one(number, "market.elasticity") / price,
            paid_slope=paid_grew / gained + free_slope * outside,
            free_slope=free_slope,
            outside=outside,
            free_cost=_one(number, "market.free_cost"),
            advertising=_one(number, "market.advertising"),
            cost_decline=_one(number, "market.cost_decline"),
            base_year=self.base_year,
        )


_PARTNER = ("power", "revenue_share", "compute_share", "suppliers", "funding_hhi", "rights")
_TECHNOLOGY = ("compute_price", "price_decline", "algorithms", "fastest", "reinvested", "operating", "friction")


def _one(number: Mapping[str, Array], name: str) -> Array:
    """A number common to all labs, with an axis for them."""
    return np.asarray(number[name])[..., None]


def read_data(name: str) -> Any:
    """One of the small data sets on the labs, with its source: `read_data("lab_revenue")`."""
    return deepcopy(table(f"race/data/{name}.json"))


def read_vintage(base_year: int) -> Vintage:
    """What was known of the labs when `base_year` was the last full year: 2024 (as of February 2025) or 2025."""
    data = read_data(f"base-{base_year}")
    estimates = {name: Estimate(**given) for name, given in data["estimates"].items()}
    return Vintage(data["as_of"], data["base_year"], tuple(data["labs"]), estimates)


def levels(vintage: Vintage, count: int, seed: int) -> dict[str, Array]:
    """Levels for each estimate and draw, even on (0, 1): `vintage.draw(levels(vintage, 10_000, seed=1))`."""
    return {name: uniform(seed, f"race.{name}", 0, count) for name in vintage.estimates}
