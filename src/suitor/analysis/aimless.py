"""Firms in the hands of somebody who has no use for their profit or users: no price is better there than another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..deal import Deal, Inputs, Problem
from ..deal.tree import load
from . import structure

__all__ = ["aimless"]


def aimless(deal: Deal) -> tuple[Problem, ...]:
    """A problem for each scenario and firm whose controllers receive nothing of any profit and weigh no users."""
    lost, made = list(found(deal)), []
    if not lost:  # most files: no need to look where they say it
        return ()
    tree = load(deal.text, deal.name)
    for place, scenario, firm, controller in lost:
        mark = tree.mark(("scenarios", place))
        terms = {"firm": firm, "controller": controller}
        path = f"scenarios[{scenario}]"
        made.append(Problem(deal.name, mark.line, mark.column, path, "some_aim", scenario, None, terms))
    return tuple(made)


def found(deal: Deal) -> Iterator[tuple[int, str, str, str]]:
    """The place and the id of a scenario, a firm without an aim there and who controls it."""
    for place, (scenario, register, stakes) in enumerate(structure.in_each(deal.file, Inputs.grid(deal))):
        aim = np.abs(stakes.weight).sum(axis=-1) + np.abs(stakes.care)
        idle = (aim == 0.0).reshape(-1, len(stakes.firms)).any(axis=0)
        for firm in (stakes.firms[each] for each in np.flatnonzero(idle)):
            yield place, scenario.id, firm, register.ultimate_controller(firm) or firm
