"""The same labs under other forms of governance: what each can fund and reach, and at which gift or mission."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Path, Stakes, record, replace
from suitor._core.solve import root
from suitor.race.forms import Form, fund
from suitor.race.race import Race, Stage
from suitor.race.rows import FourRows, Partner, four_rows, years_behind

__all__ = [
    "Comparison",
    "Endowment",
    "Futures",
    "Missions",
    "Promise",
    "best_mission",
    "compare",
    "present_value",
    "promise_or_profit",
    "smallest_donation",
    "what_the_price_buys",
    "when_does_it_fall_behind",
]

# Which way is better for the public, for each row that has a better way.
BETTER = {"research": 1, "served": 1, "free": 1, "price": -1, "surplus": 1, "growth": 1, "behind": -1, "hhi": -1}


@record
class Futures:
    """One race in which a lab may take any form of governance; `stages` gives the price stage for any stakes."""

    race: Race
    stages: Callable[[Stakes], Stage]
    stakes: Stakes  # of the status quo
    lab: str
    rival: str | None = None  # the partner or buyer in forms that have one

    def under(self, form: Form, **funds: Array | float) -> Path:
        """The path when the lab takes this form, with other terms of funding if given: `under(form, donations=1e9)`."""
        funding = form.funding(self.race.funding, self.race.labs, self.lab)
        race = replace(self.race, funding=fund(funding, self.race.labs, self.lab, **funds))
        return race.run(self.stages(form.stakes(self.stakes, self.lab, self.rival)))


@record
class Comparison:
    """The four rows under each form, on the same draws."""

    forms: tuple[str, ...]
    rows: tuple[FourRows, ...]
    found: NDArray[np.bool_]  # (*draw,), found under every form

    def order(self, row: str) -> Mapping[tuple[str, ...], float]:
        """Each order of the forms by one row, best first, with the share of draws in which it holds."""
        values = np.stack([BETTER[row] * getattr(rows, row) for rows in self.rows], axis=-1)
        values = values[self.found] if values.ndim > 1 else values[None]
        orders, counts = np.unique(np.argsort(-values, axis=-1, kind="stable"), axis=0, return_counts=True)
        ranked = sorted(zip(counts, orders.tolist()), reverse=True)
        return {tuple(self.forms[i] for i in order): float(count / counts.sum()) for count, order in ranked}

    def beats(self, first: str, second: str, row: str) -> float:
        """Share of found draws in which the first form does strictly better than the second in a row."""
        a, b = (getattr(self.rows[self.forms.index(form)], row) for form in (first, second))
        return float(np.mean((BETTER[row] * (a - b) > 0)[self.found]))


@record
class Missions:
    """The mission curve: what each weight on users does to them, today and in the last year."""

    mission: Array  # (mission,), cash dollars that a dollar of consumer surplus is worth to the lab
    surplus: Array  # (*draw, mission), consumer surplus at present value, less gifts
    last: Array  # (*draw, mission), consumer surplus of the last year
    behind: Array  # (*draw, mission), years behind in the last year
    best: Array  # (*draw,), the mission with the most surplus at present value
    best_last: Array  # (*draw,), the mission with the most surplus in the last year
    found: NDArray[np.bool_]  # (*draw,)


@record
class Endowment:
    """What the price of a bid would buy as a gift to the lab instead."""

    income: float  # money a year
    share: Array  # (*draw,), of the research the for-profit lab would pay for over the years
    behind_without: Array  # (*draw,), years behind in the last year, no gift
    behind_income: Array  # (*draw,), with the income alone
    behind_spent: Array  # (*draw,), with the whole price spent evenly over the years


@record
class Promise:
    """What the buyer would choose after closing, against what it announced."""

    forms: tuple[str, ...]
    payoff: Array  # (*draw, form), to the buyer at present value, money
    promised: str
    temptation: Array  # (*draw,), gain from the best other form over the promised one
    kept: float  # share of draws in which the promise is the buyer's own best choice

    @property
    def flagged(self) -> bool:
        """Whether the promise is against the buyer's interest in most draws."""
        return self.kept < 0.5


def compare(futures: Futures, forms: Sequence[Form], partner: Partner | None = None) -> Comparison:
    """The four rows under each form, and how often each order of the forms holds."""
    paths = [futures.under(form) for form in forms]
    rows = tuple(four_rows(path, futures.lab, partner) for path in paths)
    return Comparison(tuple(form.name for form in forms), rows, np.all([path.found for path in paths], axis=0))


def best_mission(
    futures: Futures, form: Form, missions: Array, discount: Array | float = 0.05, **budget: Array | float
) -> Missions:
    """How much nonprofit the lab can afford to be: users' surplus at each weight on users, given a budget.

    `budget` are terms of `Funding`: `best_mission(futures, form, np.linspace(0, 1, 11), donations=1e9)`.
    Gifts are taken off the surplus they pay for.
    """
    paths = [futures.under(replace(form, care=float(mission)), **budget) for mission in missions]
    gifts = np.asarray(budget.get("donations", form.funds.get("donations", 0.0)))[..., None]
    value = [present_value(path.surplus - gifts, discount) for path in paths]
    surplus = np.stack(value, axis=-1)
    last = np.stack([path.surplus[..., -1] for path in paths], axis=-1)
    return Missions(
        mission=np.asarray(missions),
        surplus=surplus,
        last=last,
        behind=np.stack([years_behind(path, futures.lab)[..., -1] for path in paths], axis=-1),
        best=np.asarray(missions)[np.argmax(surplus, axis=-1)],
        best_last=np.asarray(missions)[np.argmax(last, axis=-1)],
        found=np.all([path.found for path in paths], axis=0),
    )


def smallest_donation(futures: Futures, form: Form, lag: float = 1.0, most: float = 1e12) -> Array:
    """The smallest gift a year that keeps the lab within `lag` years of the best in the last year.

    0 where it needs none, inf where even `most` a year is not enough.
    """

    def late(log_gift: Array) -> Array:
        return years_behind(futures.under(form, donations=np.power(10.0, log_gift)), futures.lab)[..., -1] - lag

    none = years_behind(futures.under(form, donations=0.0), futures.lab)[..., -1] <= lag
    low, high = np.full(none.shape, 3.0), np.full(none.shape, np.log10(most))
    enough = late(high) <= 0.0
    answer = np.power(10.0, root(late, low, high, steps=20).value)
    return np.where(none, 0.0, np.where(enough, answer, np.inf))


def when_does_it_fall_behind(path: Path, lab: str, lag: float = 1.0) -> Array:
    """The first year in which the lab is more than `lag` years behind the best; inf if in none."""
    late = years_behind(path, lab) > lag
    return np.where(late.any(axis=-1), path.years[0] + np.argmax(late, axis=-1), np.inf)


def what_the_price_buys(
    futures: Futures, form: Form, profit_form: Form, price: float, payout: float = 0.05
) -> Endowment:
    """The price of the bid as a gift: kept as an endowment that pays out a share a year, or spent within the years."""
    profit = four_rows(futures.under(profit_form), futures.lab).research
    span = futures.race.years

    def behind(gift: float) -> Array:
        return years_behind(futures.under(form, donations=gift), futures.lab)[..., -1]

    income = payout * price
    return Endowment(income, income * span / profit, behind(0.0), behind(income), behind(price / span))


def promise_or_profit(
    futures: Futures,
    forms: Sequence[Form],
    promised: str,
    holding: Mapping[str, float],
    care: float = 0.0,
    discount: float = 0.10,
) -> Promise:
    """Whether the form a buyer announced is the one it would choose once it owns the lab.

    payoff = sum_lab holding PV(worth of the lab in the last year, after dilution) + care PV(CS) - PV(money it pays in)

    What was paid for control is sunk by then. A holding in the lab counts only under a form that may distribute profit.
    """
    values = [_payoff(futures, form, holding, care, discount) for form in forms]
    payoff, names = np.stack(np.broadcast_arrays(*values), axis=-1), tuple(form.name for form in forms)
    if promised not in names:
        raise ValueError(f"the promise must be one of the forms compared: {', '.join(names)}; got {promised!r}")
    kept = payoff[..., names.index(promised)]
    other = np.delete(payoff, names.index(promised), axis=-1).max(axis=-1)
    return Promise(names, payoff, promised, other - kept, float(np.mean(kept >= other)))


def present_value(flow: Array, discount: Array | float) -> Array:
    """Sum over years of a yearly flow, the first year in full."""
    factor = np.power(1.0 + np.asarray(discount)[..., None], -np.arange(np.shape(flow)[-1]))
    return np.sum(flow * factor, axis=-1)


def _payoff(futures: Futures, form: Form, holding: Mapping[str, float], care: float, discount: float) -> Array:
    path = futures.under(form)
    funding = form.funding(futures.race.funding, path.labs, futures.lab)
    span = len(path.years)
    multiple = np.maximum(funding.multiple_floor, funding.multiple * np.power(funding.multiple_decay, span - 1))
    worth = multiple * path.revenue[..., -1, :] * np.power(1.0 - np.asarray(funding.dilution), span)
    total = care * present_value(path.surplus, discount)
    for lab, share in holding.items():
        if lab != futures.lab or form.distributes:
            total = total + share * worth[..., path.labs.index(lab)] * (1.0 + discount) ** (1 - span)
    paid_in: Any = form.funds.get("parent", 0.0)
    return total - present_value(np.full(span, paid_in), discount)
