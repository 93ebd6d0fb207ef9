"""Firms in the hands of somebody who has no use for their profit or users: no price is better there than another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..deal import Deal, Inputs, Problem
from ..deal.tree import load
from . import rooms, selling, structure

__all__ = ["aimless"]


def aimless(deal: Deal) -> tuple[Problem, ...]:
    """A problem for each scenario and firm whose controllers receive nothing of any profit and weigh no users."""
    tree, made = load(deal.text, deal.name), []
    for place, scenario, firm, controller in found(deal):
        mark = tree.mark(("scenarios", place))
        terms = {"firm": firm, "controller": controller}
        path = f"scenarios[{scenario}]"
        made.append(Problem(deal.name, mark.line, mark.column, path, "some_aim", scenario, None, terms))
    return tuple(made)


def found(deal: Deal) -> Iterator[tuple[int, str, str, str]]:
    """The place and the id of a scenario, a firm without an aim there and who controls it."""
    file, inputs = deal.file, Inputs.grid(deal)
    assert file.market is not None
    register, firms = structure.before(file, inputs), selling.firms(file.market)
    for place, scenario in enumerate(file.scenarios):
        changed = structure.after(register, scenario, inputs)
        stakes = changed.weigh(firms, rooms.care(file, inputs.under(scenario.id)))
        aim = np.abs(stakes.weight).sum(axis=-1) + np.abs(stakes.care)
        for firm in (firms[each] for each in np.flatnonzero((aim == 0.0).reshape(-1, len(firms)).any(axis=0))):
            yield place, scenario.id, firm, changed.ultimate_controller(firm) or firm
