"""Where the rooms meet: scenario by scenario, draw by draw, from a deal to a study."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .._core import VERSION
from .._core.records import replace
from ..deal import Deal, Inputs
from ..study import Figure, Study
from . import accretion, consequences, contested, drivers, economics, mission, payoffs, structure, valuation
from .ledger import Ledger
from .scenario import Ground, Outcome, play_out, today_of

__all__ = ["analyze", "evaluate", "told"]

BLOCK = 5_000  # draws computed together: fixed, so that threads and the number of draws cannot matter
SWEPT = 120  # draws of the mission sweep, which runs the race some thirty times


def analyze(deal: Deal, draws: int = 10_000, seed: int = 1, threads: int | None = None) -> Study:
    """Answer a deal: every scenario, every draw, what moves the headlines and where they flip.

    The same seed gives the same bits for any number of threads, and the first 2,000 of 10,000 draws are the 2,000.
    """
    if draws < 1:
        raise ValueError(f"an analysis needs at least one draw; found {draws}")
    cuts = [(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK)]
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        blocks = pool.map(lambda cut: evaluate(Inputs.random(deal, seed, *cut)), cuts)
        swept = pool.submit(mission.mission, deal, seed, min(draws, SWEPT))
        grid = pool.submit(lambda: evaluate(Inputs.grid(deal, drivers.levels(deal))))
        figures = joined(list(blocks))
    nonprofit, missions = swept.result()
    fought, odds = contested.of_study(deal, figures)
    figures |= nonprofit | fought
    return Study(
        deal=deal,
        draws=draws,
        seed=seed,
        version=VERSION,
        figures=figures,
        drivers=drivers.drivers(deal, grid.result()),
        curves=drivers.curves(figures) | missions | odds | valuation.curves(deal, figures, draws, seed),
        notes=(*notes(deal, figures), *contested.notes(deal, figures), *valuation.notes(deal, figures)),
    )


def evaluate(inputs: Inputs) -> dict[str, Figure]:
    """All figures for these draws."""
    file = inputs.deal.file
    ground = Ground.of(file, inputs)
    return told(ground, {scenario.id: play_out(ground, scenario, inputs) for scenario in file.scenarios}, inputs)


def told(ground: Ground, outcomes: Mapping[str, Outcome], inputs: Inputs) -> dict[str, Figure]:
    """What the ground and the scenarios come to, figure by figure; whoever has kept them need not make them again."""
    today = today_of(outcomes)
    ledger = Ledger(inputs.count)
    economics.of_price(ledger, ground, inputs)
    economics.of_claims(ledger, ground)
    economics.of_fit(ledger, ground)
    economics.of_screens(ledger, ground, inputs)
    for outcome in outcomes.values():
        economics.of_market(ledger, ground, outcome, today)
        economics.of_rows(ledger, ground, outcome)
        structure.of_control(ledger, ground, outcome)
    paid = payoffs.payoffs(ground, outcomes, inputs)
    consequences.of_gains(ledger, ground, outcomes, paid, inputs)
    consequences.of_branches(ledger, ground, outcomes, paid)
    consequences.of_verdict(ledger, ground, outcomes, paid, inputs)
    contested.of_contest(ledger, ground, outcomes, paid, inputs)
    valuation.of_valuation(ledger, ground, inputs)
    accretion.of_accretion(ledger, ground.file, inputs)
    return ledger.figures


def joined(parts: Sequence[dict[str, Figure]]) -> dict[str, Figure]:
    """The figures of all blocks, one after the other; one that a block lacks is zero there."""
    whole: dict[str, Figure] = {}
    for id in dict.fromkeys(id for part in parts for id in part):
        some = next(part[id] for part in parts if id in part)
        blank = [np.zeros(next(iter(part.values())).value.shape) for part in parts]
        value = np.concatenate([part[id].value if id in part else none for part, none in zip(parts, blank)])
        found = np.concatenate([part[id].found if id in part else none == 0.0 for part, none in zip(parts, blank)])
        whole[id] = replace(some, value=value, found=found)
    return whole


def notes(deal: Deal, figures: dict[str, Figure]) -> Iterator[str]:
    """What the reader should know: what did not settle, and which rooms the file is silent about."""
    for figure in figures.values():
        if figure.withheld:
            yield f"withheld:{figure.id}:{figure.found_share:.3f}"
    for section in ("claims", "market", "race"):
        if getattr(deal.file, section) is None:
            yield f"silent:{section}"
