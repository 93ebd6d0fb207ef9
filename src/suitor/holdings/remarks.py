"""What the reader of a register must be told beside its numbers: gaps, loops, control without cash, tunnelling."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from suitor._core.records import Remark

from .amounts import Amount, highest, lowest
from .graph import components, graph_of, reached
from .interests import kappa
from .ownership import closed_loops, owners
from .rights import NONE

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["Remark", "remarks"]


def remarks(holdings: Holdings, firms: tuple[str, ...] = ()) -> tuple[Remark, ...]:
    """What the register leaves open and what in it is unusual; of `firms`, also whose owners gain more from a rival."""
    return (
        *_gaps(holdings),
        *_loops(holdings),
        *_joint(holdings),
        *_without_cash(holdings),
        *_tunnels(holdings, firms),
    )


def _gaps(holdings: Holdings) -> list[Remark]:
    """Companies part of which nobody is recorded as owning, or more than all of which somebody may own."""
    held: dict[str, list[Amount]] = {}
    for (_, company), share in holdings.cash.items():
        held.setdefault(company, []).append(share)
    found = []
    for company, shares in held.items():
        most = sum(map(highest, shares), NONE)
        if most < 1:
            gap = float(1 - most)
            text = (
                f"{gap:.1%} of {company} has no recorded owner; it counts as held by owners who want only its profit."
            )
            found.append(Remark("no_recorded_owner", {"company": company, "share": gap}, text))
        elif most > 1 and not any(isinstance(share, np.ndarray) for share in shares):
            over = float(most - 1)
            text = f"Stakes in {company} could sum to {1 + over:.1%}; upper bounds are cut so that at most all is held."
            found.append(Remark("bounds_cut", {"company": company, "share": over}, text))
    return found


def _loops(holdings: Holdings) -> list[Remark]:
    stakes = {pair: lowest(share) for pair, share in holdings.cash.items()}
    shut = {frozenset(loop) for loop in closed_loops(stakes)}
    leaking = _leaking(stakes)
    found = []
    for loop in components(graph_of(stakes)):
        path = " -> ".join([*sorted(loop), min(loop)])
        if frozenset(loop) in shut:
            text = f"{', '.join(sorted(loop))} own all of each other and nobody outside owns them."
            found.append(Remark("closed_loop", {"loop": path}, text))
        elif len(loop) > 1:
            gain = float(max(1 + _of_itself(leaking, company) for company in loop))
            text = f"The loop {path} multiplies stakes by {gain:.3f}."
            found.append(Remark("loop", {"loop": path, "gain": gain}, text))
    return found


def _of_itself(stakes: Mapping[tuple[str, str], Fraction], company: str) -> Fraction:
    corrected = owners(stakes, company).get(company, NONE)  # W~ / (1 + W~)
    return corrected / (1 - corrected)


def _leaking(stakes: Mapping[tuple[str, str], Fraction]) -> dict[tuple[str, str], Fraction]:
    """The stakes outside closed loops, for which integrated ownership is defined."""
    shut = {name for loop in closed_loops(stakes) for name in loop}
    return {(holder, company): share for (holder, company), share in stakes.items() if not {holder, company} <= shut}


def _joint(holdings: Holdings) -> list[Remark]:
    found = []
    for company in holdings.says:
        heads = holdings.ultimate_controllers(company, strict=False)
        if len(heads) > 1 and not holdings.ultimate_controllers(company):
            text = f"{' and '.join(heads)} hold exactly half of {company} each: they control it only together."
            found.append(Remark("joint_control", {"company": company, "holders": ", ".join(heads)}, text))
    return found


def _without_cash(holdings: Holdings) -> list[Remark]:
    named = {entity.id for entity in holdings.entities}
    holders = graph_of((company, holder) for (holder, company), share in holdings.cash.items() if highest(share) > 0)
    found = []
    for company in holdings.says:
        head = holdings.ultimate_controller(company)
        if head is not None and head in named and head not in reached(holders, company):
            text = f"{head} controls {company} and receives nothing of its profit; what it is after decides, not money."
            found.append(Remark("control_without_cash", {"company": company, "controller": head}, text))
    return found


def _tunnels(holdings: Holdings, firms: tuple[str, ...]) -> list[Remark]:
    """Firms whose controllers gain more from a rival's profit than from their own firm's."""
    if not firms:
        return []
    stakes = holdings.weigh(firms)
    paid = stakes.own > 0
    weight = np.where(
        paid[..., None], kappa(stakes, np.where(paid, 0.0, 1.0)), np.where(stakes.weight > 0, np.inf, 0.0)
    )
    found = []
    for f, firm in enumerate(firms):
        for g, rival in enumerate(firms):
            share = float(np.mean(weight[..., f, g] > 1 + 1e-9))
            if f != g and share > 0:
                middle = float(np.median(weight[..., f, g]))
                worth = f"worth {middle:.2f} of {firm}'s" if np.isfinite(middle) else f"all, and {firm}'s nothing,"
                text = f"A dollar of {rival}'s profit is {worth} to those who control {firm}."
                terms: dict[str, str | float] = {"firm": firm, "rival": rival, "kappa": middle, "draws": share}
                found.append(Remark("tunnelling", terms, text))
    return found
