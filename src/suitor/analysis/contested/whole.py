"""What only all draws together tell: the least change that flips the verdict, and the odds along a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ... import contest
from ...contest.contest import DAYS_A_YEAR
from ...deal import Deal
from ...deal.records import DealFile
from ...study import Curve, Figure
from .. import decision
from ..drivers import PRICES
from .fight import ways

KNOWN = ("verdict.", "route.", "value.fair", "bid.")
LEVEL = 0.5  # the chance of closing that a change has to bring to count as a flip


def of_study(deal: Deal, figures: Mapping[str, Figure]) -> tuple[dict[str, Figure], dict[str, Curve]]:
    """What only all draws together tell: the least change that flips the verdict, and curves."""
    game, routes = over_all(deal.file, figures), ways(deal.file)
    flip = contest.smallest_change(game, LEVEL, routes)
    read = figures["verdict.completion"].inputs
    made = {"flip.price": figure("flip.price", flip.price, "money", f"least price with P(closes) >= {LEVEL:g}", read)}
    said = f"worth of a promise to who binds, in its dollars, with P(closes) >= {LEVEL:g} at the bid"
    made["flip.promise"] = figure("flip.promise", flip.concession, "money", said, read)
    for gate, chance in zip(flip.gates, flip.certain):
        id = f"flip.gate[{gate}]"
        made[id] = figure(id, float(chance), "chance", "P(closes), were this gate certain", read)
    made |= by_answer(deal.file, figures)
    if "position.gain" in figures:  # what a position earns on average is one number, not one a draw
        gain = figures["position.gain"]
        made["position.gain"] = figure(gain.id, gain.mean, gain.unit, f"E[{gain.formula}]", gain.inputs)
    return made, {curve.id: curve for curve in curves(deal, game, routes, figures)}


def by_answer(file: DealFile, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """How likely the bid closes with each decider's yes, and how likely without it, where both happen."""
    closes, read = figures["verdict.completion"].value, figures["verdict.completion"].inputs
    made = {}
    for each in file.deciders:
        yes = figures[f"verdict.accepts[{each.party}]"].value > 0.0
        if yes.any() and not yes.all():
            for name, answer in (("yes", yes), ("no", ~yes)):
                id = f"flip.{name}[{each.party}]"
                made[id] = figure(id, float(closes[answer].mean()), "chance", f"P(closes | its {name})", read)
    return made


def over_all(file: DealFile, figures: Mapping[str, Figure]) -> contest.Contest:
    """The contest over every draw, read off the figures; each gate's chance there knows the common factors."""
    value = {id: each.value for id, each in figures.items() if id.startswith(KNOWN)}
    own = [gate for route in file.routes for gate in route.own]
    return contest.Contest(
        bid=value["bid.price"],
        deciders=tuple(
            contest.Decider(
                each.party,
                each.kind,
                alternative=value[f"verdict.reservation[{each.party}]"],
                accepted=np.zeros(()),
                fair_value=value["value.fair"] if each.fair_value else 0.0,
            )
            for each in file.deciders
        ),
        gates=tuple(
            contest.Gate(gate.id, gate.kind, value[f"{room}.gate[{gate.id}]"], value[f"{room}.gate_days[{gate.id}]"])
            for room, gates in (("verdict", file.gates), ("route", own))
            for gate in gates
        ),
        per=file.bid.per,
        outside_days=decision.open_days(file),
        rival_hazard=value.get("verdict.rival_rate", 0.0),
        withdrawal_hazard=value.get("verdict.withdrawal_rate", 0.0),
    )


def figure(id: str, value: float, unit: str, formula: str, read: frozenset[str]) -> Figure:
    """A number of the whole study."""
    return Figure(id, np.array([value]), unit, formula, read, ~np.isnan(np.array([value])))


def curves(
    deal: Deal, game: contest.Contest, routes: Sequence[contest.Route], figures: Mapping[str, Figure]
) -> Iterator[Curve]:
    """The odds by price, by date, and as the market implies them by what the price would fall back to."""
    read = figures["verdict.completion"].inputs
    x = figures["bid.price"].median * PRICES
    odds = contest.odds_at(game, routes, x)
    yield Curve("odds_by_price", x, odds, odds, odds, "money", "chance", read)
    days = np.linspace(0.0, 1095.0, 37)
    taken = [(figures[f"route.chance[{r.id}]"].value, figures[f"route.days[{r.id}]"].value) for r in routes]
    odds = np.array([sum(np.mean(chance * (duration <= day)) for chance, duration in taken) for day in days])
    yield Curve("odds_by_date", days, odds, odds, odds, "days", "chance", read)
    if "odds.implied" in figures and deal.file.trading is not None:
        trading, offer = deal.file.trading, deal.file.bid.price.median
        x = np.linspace(trading.downside.least, trading.downside.most, 13)
        years = (trading.days.median if trading.days else figures["verdict.duration"].median) / DAYS_A_YEAR
        rate = trading.rate.median if trading.rate else 0.0
        odds = contest.implied(trading.price.median, offer, x, rate, years).chance
        yield Curve("implied_by_downside", x, odds, odds, odds, "money", "chance", figures["odds.implied"].inputs)
