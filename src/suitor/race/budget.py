"""What a mission costs: the mission curve, the smallest gift that keeps up, what a bid's price would buy instead."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Path, record, replace
from suitor._core.solve import root
from suitor.race.forms import Form
from suitor.race.futures import Futures
from suitor.race.rows import four_rows, years_behind

__all__ = [
    "Endowment",
    "Fears",
    "Missions",
    "best_mission",
    "present_value",
    "smallest_donation",
    "two_fears",
    "what_the_price_buys",
    "when_does_it_fall_behind",
]


@record
class Missions:
    """The mission curve: what each weight on users does to them, today and in the last year."""

    mission: Array  # (mission,), cash dollars that a dollar of consumer surplus is worth to the lab
    surplus: Array  # (*draw, mission), consumer surplus at present value, less gifts
    last: Array  # (*draw, mission), consumer surplus of the last year
    research: Array  # (*draw, mission), research compute bought over the years, money
    behind: Array  # (*draw, mission), years behind in the last year
    hhi: Array  # (*draw, mission), concentration of revenue in the last year
    best: Array  # (*draw,), the mission with the most surplus at present value
    best_last: Array  # (*draw,), the mission with the most surplus in the last year
    found: NDArray[np.bool_]  # (*draw,)


@record
class Endowment:
    """What the price of a bid would buy as a gift to the lab instead."""

    income: Array  # (*draw,), money a year
    share: Array  # (*draw,), of the research the for-profit lab would pay for over the years
    behind_without: Array  # (*draw,), years behind in the last year, no gift
    behind_income: Array  # (*draw,), with the income alone
    behind_spent: Array  # (*draw,), with the whole price spent evenly over the years
    found: NDArray[np.bool_]  # (*draw,)


@record
class Fears:
    """The two fears of the quarrel as odds: profit ends in a few hands, a mission cannot pay for the frontier."""

    hhi_profit: Array  # (*draw,), concentration of revenue in the last year if the lab is for profit
    hhi_mission: Array  # (*draw,), and if it has the mission
    few_hands: float  # share of draws in which profit leaves the market more concentrated
    cannot_keep_up: float  # share of draws in which the lab with the mission ends too far behind
    gift: Array  # (*draw,), money a year that would keep it up; 0 where none is needed, inf where none is enough


def best_mission(
    futures: Futures, form: Form, missions: Array, discount: Array | float = 0.05, **budget: Array | float
) -> Missions:
    """How much nonprofit the lab can afford to be: users' surplus at each weight on users, given a budget.

    `budget` are terms of `Funding`: `best_mission(futures, form, np.linspace(0, 1, 11), donations=1e9)`.
    Gifts are taken off the surplus they pay for.
    """
    path = _at_each(futures, form, missions, **budget)
    gifts = np.asarray(budget.get("donations", form.funds.get("donations", 0.0)))[..., None]
    rows = four_rows(path, futures.lab)
    numbers = (
        present_value(path.surplus - gifts, discount),
        path.surplus[..., -1],
        rows.research,
        rows.behind,
        rows.hhi,
    )
    surplus, last, research, behind, hhi = (np.moveaxis(each, 0, -1) for each in numbers)
    return Missions(
        mission=np.asarray(missions),
        surplus=surplus,
        last=last,
        research=research,
        behind=behind,
        hhi=hhi,
        best=np.asarray(missions)[np.argmax(surplus, axis=-1)],
        best_last=np.asarray(missions)[np.argmax(last, axis=-1)],
        found=np.all(path.found, axis=0),
    )


def _at_each(futures: Futures, form: Form, missions: Array, **budget: Array | float) -> Path:
    """The years at every weight on users in one run, the weights on an axis before the draws."""
    care = futures.stakes.care
    draws = max(np.ndim(futures.race.revenue), care.ndim) - 1
    each = np.reshape(missions, (-1, *(1,) * draws))
    wide = replace(futures.stakes, care=np.zeros((*each.shape, 1)) + care)
    return replace(futures, stakes=wide).under(replace(form, care=each), **budget)


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
    futures: Futures, form: Form, profit_form: Form, price: Array | float, payout: float = 0.05
) -> Endowment:
    """The price of the bid as a gift: kept as an endowment that pays out a share a year, or spent within the years."""
    profit, span = futures.under(profit_form), futures.race.years
    income = payout * np.asarray(price)
    share = income * span / four_rows(profit, futures.lab).research
    paths = [futures.under(form, donations=gift) for gift in (0.0, income, np.asarray(price) / span)]
    without, yearly, at_once = (years_behind(path, futures.lab)[..., -1] for path in paths)
    found = np.all([path.found for path in (profit, *paths)], axis=0)
    return Endowment(income, share, without, yearly, at_once, found)


def two_fears(futures: Futures, profit: Form, mission: Form, lag: float = 1.0) -> Fears:
    """Whether profit ends in a few hands, whether a mission cannot pay for the frontier, and what would change it."""
    paths = [futures.under(form) for form in (profit, mission)]
    few, many = (four_rows(path, futures.lab).hhi for path in paths)
    late = years_behind(paths[1], futures.lab)[..., -1] > lag
    found = np.all([path.found for path in paths], axis=0)
    gift = smallest_donation(futures, mission, lag)
    return Fears(few, many, float(np.mean((few > many)[found])), float(np.mean(late[found])), gift)


def present_value(flow: Array, discount: Array | float) -> Array:
    """Sum over years of a yearly flow, the first year in full."""
    factor = np.power(1.0 + np.asarray(discount)[..., None], -np.arange(np.shape(flow)[-1]))
    return np.sum(flow * factor, axis=-1)
