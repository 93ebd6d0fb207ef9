"""Figures of how the bid is fought: routes and dates, who binds, what the market says, defences, regret, flips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ... import contest
from ..._core.records import replace
from ...deal import Deal, Inputs
from ...study import Figure
from ..ledger import Ledger, all_read, settled
from ..payoffs import Payoffs
from ..scenario import Ground, Outcome
from .defences import defended, names
from .fight import Fight, binding, ended, floored, promised, regretted, routed
from .market import of_prior, of_trading
from .whole import of_study

__all__ = ["notes", "of_contest", "of_study"]

KINDS = (binding, routed, ended, promised, regretted, floored, defended)


def of_contest(
    ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs, inputs: Inputs
) -> None:
    """Everything about the fight that is known draw by draw; it rests on the verdict already in the ledger."""
    base = inputs.apart()
    fight = Fight.of(ledger, ground, outcomes, payoffs, base)
    read = ground.read | payoffs.read | base.read | all_read(outcomes)
    read |= ledger.figures["verdict.shortfall"].inputs
    found = settled(outcomes)
    for kind in KINDS:
        own = inputs.apart()
        made = kind(replace(fight, inputs=own))
        enter = ledger.page(read | own.read, found)
        for id, (value, unit, formula) in made.items():
            enter(id, value, unit, formula)
    of_trading(ledger, ground, inputs)
    of_prior(ledger, ground.file)


def notes(deal: Deal, figures: Mapping[str, Figure]) -> Iterator[str]:
    """What the numbers alone do not say, as codes that the report puts into words.

    `not_for_sale:party`: no price would do, in any draw. `defence:name:law:status`: what the law on file says of a
    defence, lawful, conditional, unlawful or not on file. `higher_bid:path`: the market price is above the offer.
    """
    file = deal.file
    for section in file.deciders:
        if np.all(np.isposinf(figures[f"verdict.reservation[{section.party}]"].value)):
            yield f"not_for_sale:{section.party}"
    for name, used in zip(names(file), file.defences):
        law = contest.lawfulness(used.defence, contest.rules(file.law or ""))
        yield f"defence:{name}:{file.law or '-'}:{law.status}"
    if file.trading is not None and file.trading.price.median > file.bid.price.median:
        yield "higher_bid:trading.price"
