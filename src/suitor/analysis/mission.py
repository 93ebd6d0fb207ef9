"""How much nonprofit the lab can afford to be: the race along its weight on users, with and without investors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .. import race
from .._core.records import Array, Stakes
from ..deal import Deal, Inputs
from ..study import Curve, Figure
from . import rooms
from .ledger import Ledger
from .payoffs import offer
from .scenario import Ground, stage

MISSIONS = np.linspace(0.0, 1.0, 9)
GIFTS = np.geomspace(1e-3, 1.0, 7)  # gifts a year, as shares of the bid
LAG = 0.25  # years behind the leader that still count as the frontier
BUDGETS = {
    "investors": race.Form("investors"),
    "gifts": race.Form("gifts", funds={"dilution": 0.0, "revenue_share": 0.0}),
}


def mission(deal: Deal, seed: int, draws: int) -> tuple[dict[str, Figure], dict[str, Curve]]:
    """The mission curves and what gifts would have to be, over the first draws; nothing where the file has no race.

    The lab is taken to weigh its own profit in full and users at m, so m = 0 is a firm and m = 1 prices at cost.
    """
    if deal.file.race is None or deal.file.market is None:
        return {}, {}
    inputs = Inputs.random(deal, seed, 0, draws)
    ground = Ground.of(deal.file, inputs)
    futures = of_target(ground, inputs)
    rate = inputs.value(deal.file.financials.rate, 0.12)
    swept = {name: race.best_mission(futures, form, MISSIONS, rate) for name, form in BUDGETS.items()}
    read = ground.read | frozenset(inputs.read)
    made = {}
    for name, missions in swept.items():
        gain = missions.surplus - swept["investors"].surplus[..., :1]
        made[f"mission_surplus[{name}]"] = curve(f"mission_surplus[{name}]", gain, "money", read)
        made[f"mission_behind[{name}]"] = curve(f"mission_behind[{name}]", missions.behind, "years", read)
    price = offer(ground, inputs)
    behind = np.stack([behind_with(futures, share * price) for share in GIFTS], axis=-1)
    read = ground.read | frozenset(inputs.read)
    gifts = float(np.median(price)) * GIFTS
    made["gift_behind"] = curve("gift_behind", behind, "years", read, gifts, "money/year")
    return figures(futures, swept, behind, price, inputs.count, read), made


def figures(
    futures: race.Futures,
    swept: Mapping[str, race.Missions],
    behind: Array,
    price: Array,
    count: int,
    read: frozenset[str],
) -> dict[str, Figure]:
    """The best weight on users by budget, the smallest gift that keeps up, and what the price would buy as a gift."""
    ledger = Ledger(count)
    enter = ledger.page(read)
    for name, missions in swept.items():
        best = "argmax over m of PV(CS) to users, less gifts"
        ledger.page(read, missions.found)(f"mission.best[{name}]", missions.best, "share", best)
    smallest = np.array([enough(late, paid) for late, paid in zip(behind, price)])
    enter("mission.smallest_gift", smallest, "money/year", f"smallest gift a year that stays within {LAG:g} years")
    bought = race.what_the_price_buys(futures, BUDGETS["gifts"], BUDGETS["investors"], float(np.median(price)))
    enter("mission.endowment_share", bought.share, "share", "5% of the price a year / research with investors")
    enter("mission.behind_without", bought.behind_without, "years", "years behind, no gift")
    enter("mission.behind_income", bought.behind_income, "years", "years behind, 5% of the price a year")
    enter("mission.behind_spent", bought.behind_spent, "years", "years behind, the price spent within the years")
    return ledger.figures


def behind_with(futures: race.Futures, gift: Array) -> Array:
    """Years behind in the last year, on gifts alone."""
    return race.years_behind(futures.under(BUDGETS["gifts"], donations=gift), futures.lab)[..., -1]


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


def of_target(ground: Ground, inputs: Inputs) -> race.Futures:
    """The race with the target free to take any form; everybody else stays as today."""
    file = ground.file
    assert file.race is not None and ground.market is not None
    run = rooms.lab_race(file.race, inputs, file.base_year + 1)
    stakes = Stakes.of_firms(ground.market.firms)
    return race.Futures(run, lambda chosen: stage(ground, chosen, run.labs, inputs), stakes, file.bid.target)


def curve(id: str, y: Array, unit: str, inputs: frozenset[str], x: Array = MISSIONS, x_unit: str = "share") -> Curve:
    """A band along the missions or the gifts."""
    low, mid, high = np.quantile(y, (0.05, 0.5, 0.95), axis=0)
    return Curve(id, x, low, mid, high, x_unit, unit, inputs)
