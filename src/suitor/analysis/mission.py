"""How much nonprofit the lab can afford to be, and whether the two fears of the quarrel come true.

The fears: artificial intelligence run for profit ends in a few hands, and a nonprofit cannot pay for the frontier.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .. import race
from .._core.records import Array, Stakes
from ..deal import Deal, Inputs
from ..study import Curve, Figure
from . import rooms
from .decision import offer
from .ledger import Ledger
from .scenario import Ground, Outcome, play_out, stage

MISSIONS = np.linspace(0.0, 1.0, 9)
GIFTS = np.geomspace(1e-3, 1.0, 7)  # gifts a year, as shares of the bid
PAYOUT = 0.05  # what an endowment gives a year
LAG = 0.25  # years behind the leader that still count as the frontier
BUDGETS = {
    "investors": race.Form("investors"),
    "gifts": race.Form("gifts", funds={"dilution": 0.0, "revenue_share": 0.0}),
}
PUBLISHED = race.Form("investors, weights published at once", funds={"openness": 0.0})


def mission(deal: Deal, seed: int, draws: int) -> tuple[dict[str, Figure], dict[str, Curve]]:
    """The mission curves, what gifts would have to be, and the two fears; nothing where the file has no race.

    The lab is taken to weigh its own profit in full and users at m, so m = 0 is a firm and m = 1 prices at cost.
    """
    if deal.file.race is None or deal.file.market is None:
        return {}, {}
    inputs = Inputs.random(deal, seed, 0, draws)
    ground = Ground.of(deal.file, inputs)
    futures = of_target(ground, inputs)
    rate = rooms.discount(deal.file, inputs)
    swept = {name: race.best_mission(futures, form, MISSIONS, rate) for name, form in BUDGETS.items()}
    read = ground.read | inputs.read
    ledger = Ledger(inputs.count)
    of_missions(ledger, swept, read)
    of_fears(ledger, ground, futures, swept, inputs, read)
    price = offer(ground, inputs)
    paid = read | inputs.read
    late = of_gifts(ledger, futures, price, paid)
    gifts = curve("gift_behind", late.T, "years", paid, float(np.median(price)) * GIFTS, "money/year")
    return ledger.figures, curves(swept, read) | {"gift_behind": gifts}


def of_missions(ledger: Ledger, swept: Mapping[str, race.Missions], read: frozenset[str]) -> None:
    """The weight on users that serves users best, by budget."""
    for name, sweep in swept.items():
        ledger.page(read, sweep.found)(f"mission.best[{name}]", sweep.best, "share", "argmax over m of PV(CS) to users")


def of_gifts(ledger: Ledger, futures: race.Futures, price: Array, read: frozenset[str]) -> Array:
    """The smallest gift that keeps up, what the price would buy as a gift, and years behind by gift, (gift, draw)."""
    bought = race.what_the_price_buys(futures, BUDGETS["gifts"], BUDGETS["investors"], price, PAYOUT)
    path = futures.under(BUDGETS["gifts"], donations=GIFTS[:, None] * price)
    late = race.years_behind(path, futures.lab)[..., -1]
    enter = ledger.page(read, bought.found & np.all(path.found, axis=0))
    smallest = np.array([enough(one, paid) for one, paid in zip(late.T, price)])
    enter("mission.smallest_gift", smallest, "money/year", f"smallest gift a year that stays within {LAG:g} years")
    enter("mission.endowment_share", bought.share, "share", "5% of the price a year / research with investors")
    enter("mission.behind_without", bought.behind_without, "years", "years behind, no gift")
    enter("mission.behind_income", bought.behind_income, "years", "years behind, 5% of the price a year")
    enter("mission.behind_spent", bought.behind_spent, "years", "years behind, the price spent within the years")
    return late


def enough(behind: Array, price: float) -> float:
    """The smallest gift a year at which the lab keeps up, between those tried; inf where none of them is enough."""
    late = behind > LAG
    if late[-1]:
        return float("inf")
    last = int(np.flatnonzero(late)[-1]) if late.any() else -1
    if last < 0:
        return 0.0
    part = (behind[last] - LAG) / (behind[last] - behind[last + 1])
    return float(price * np.exp(np.interp(part, [0, 1], np.log(GIFTS[last : last + 2]))))


def of_fears(
    ledger: Ledger,
    ground: Ground,
    futures: race.Futures,
    swept: Mapping[str, race.Missions],
    inputs: Inputs,
    read: frozenset[str],
) -> None:
    """Whether profit ends in a few hands and a mission cannot pay for the frontier, and what would change it."""
    profit, gifts = swept["investors"], swept["gifts"]
    opened = futures.under(PUBLISHED)
    enter = ledger.page(read, profit.found & gifts.found & opened.found)
    squares = "sum over labs of s^2, s a lab's share of revenue"
    enter("fear.few_hands_now", race.concentration(futures.race.revenue), "share", f"{squares}, base year")
    published = race.concentration(opened.revenue[..., -1, :])
    enter("fear.few_hands_open", published, "share", f"{squares}, last year, weights published")
    # Whatever the nonprofit's weight on users: nobody has to believe in one of them.
    concentrates = profit.hhi[..., 0] > gifts.hhi.max(axis=-1)
    enter("fear.concentrates", concentrates, "chance", "sum s^2 for profit > sum s^2 on gifts, at every m")
    behind = gifts.behind.min(axis=-1) > LAG
    enter("fear.cannot_pay", behind, "chance", f"years behind on own surplus > {LAG:g}, at every m")
    for scenario in ground.file.scenarios:
        of_scenario(ledger, ground, play_out(ground, scenario, inputs), squares)


def of_scenario(ledger: Ledger, ground: Ground, outcome: Outcome, squares: str) -> None:
    """In how many hands the market of a scenario ends, and when its target falls behind."""
    path, name = outcome.path, outcome.scenario.id
    assert path is not None  # the file has a race
    enter = ledger.page(ground.read | outcome.read, path.found)
    late = race.years_behind(path, ground.file.bid.target) > LAG
    enter(f"fear.few_hands[{name}]", race.concentration(path.revenue[..., -1, :]), "share", f"{squares}, last year")
    enter(f"fear.late[{name}]", late[..., -1], "chance", f"years behind in the last year > {LAG:g}")
    after = f"first of the years, unbroken to the last, in which it is more than {LAG:g} years behind - base year"
    enter(f"fear.falls_behind[{name}]", for_good(late), "years", after)


def for_good(late: NDArray[np.bool_]) -> Array:
    """How many years from the base year until a lab is late and stays so; inf where it is not late in the end.

    >>> for_good(np.array([[True, False, True, True], [True, True, True, False]]))
    array([ 3., inf])
    """
    stays = np.logical_and.accumulate(late[..., ::-1], axis=-1).sum(axis=-1)
    return np.where(stays > 0, late.shape[-1] + 1.0 - stays, np.inf)


def curves(swept: Mapping[str, race.Missions], read: frozenset[str]) -> dict[str, Curve]:
    """Users' surplus, years behind and concentration along the weight on users."""
    drawn = []
    for name, sweep in swept.items():
        gain = sweep.surplus - swept["investors"].surplus[..., :1]
        drawn.append(curve(f"mission_surplus[{name}]", gain, "money", read))
        drawn.append(curve(f"mission_behind[{name}]", sweep.behind, "years", read))
        drawn.append(curve(f"few_hands[{name}]", sweep.hhi, "share", read))
    return {each.id: each for each in drawn}


def curve(id: str, y: Array, unit: str, inputs: frozenset[str], x: Array = MISSIONS, x_unit: str = "share") -> Curve:
    """A band along the missions or the gifts, `y` by (draw, point)."""
    low, mid, high = np.quantile(y, (0.05, 0.5, 0.95), axis=0)
    return Curve(id, x, low, mid, high, x_unit, unit, inputs)


def of_target(ground: Ground, inputs: Inputs) -> race.Futures:
    """The race with the target free to take any form; everybody else stays as today."""
    file = ground.file
    assert file.race is not None and ground.market is not None
    run = rooms.lab_race(file.race, inputs, file.base_year + 1)
    stakes = Stakes.of_firms(ground.market.firms)
    return race.Futures(run, lambda chosen: stage(ground, chosen, run.labs, inputs), stakes, file.bid.target)
