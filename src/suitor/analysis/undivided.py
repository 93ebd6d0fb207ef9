"""Conducts that need whole firms: whether the stakes of a deal file leave them whole, in every scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .._core.records import Stakes
from ..deal import Deal, Inputs, Problem
from ..deal.tree import load
from . import structure

__all__ = ["parted"]

ROUNDING = 1e-9


class Part(NamedTuple):
    """A firm that counts a part of another's profit."""

    scenario: str
    firm: str
    other: str
    share: float


def parted(deal: Deal) -> tuple[Problem, ...]:
    """The problem with a conduct that needs whole firms, where some firm has a part of another; nothing for others."""
    section = deal.file.market
    part = next(parts(deal), None) if section is not None and section.needs_whole_firms else None
    if section is None or part is None:
        return ()
    mark = load(deal.text, deal.name).mark(("market", "conduct"))
    terms = {"conduct": section.conduct, "scenario": part.scenario, "firm": part.firm, "other": part.other}
    terms["part"] = f"{part.share:.1%}"
    return (Problem(deal.name, mark.line, mark.column, "market.conduct", "whole_firms", section.conduct, None, terms),)


def parts(deal: Deal) -> Iterator[Part]:
    """Every firm that counts a part of another's profit, scenario by scenario, at the middle of all numbers."""
    for scenario, _, stakes in structure.in_each(deal.file, Inputs.grid(deal)):
        yield from fractions(scenario.id, stakes)


def fractions(scenario: str, stakes: Stakes) -> Iterator[Part]:
    """The off-diagonal weights, in dollars of own profit, that are neither nothing nor all."""
    weight = stakes.weight.reshape(-1, *stakes.weight.shape[-2:])[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = weight / np.diagonal(weight)[:, None]
    whole = (np.abs(weight) < ROUNDING) | (np.abs(weight - 1.0) < ROUNDING)  # one that gets no cash has no ratio
    for place, other in np.argwhere(~whole):
        yield Part(scenario, stakes.firms[place], stakes.firms[other], float(np.nan_to_num(weight[place, other])))
