"""Figures of how the bid is fought: routes and dates, who binds, what the market says, defences, regret, flips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ... import contest
from ..._core.records import replace
from ...deal import Deal, Inputs
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
    of_trading(ledger, ground, inputs)
    of_prior(ledger, ground.file)
    base = inputs.apart()
    fight = Fight.of(ledger, ground, outcomes, payoffs, base)
    read = ground.read | payoffs.read | frozenset(base.read) | all_read(outcomes)
    read |= ledger.figures["verdict.completion"].inputs
    found = settled(outcomes)
    for kind in KINDS:
        own = inputs.apart()
        made = kind(replace(fight, inputs=own))
        enter = ledger.page(read | frozenset(own.read), found)
        for id, (value, unit, formula) in made.items():
            enter(id, value, unit, formula)


def notes(deal: Deal) -> Iterator[str]:
    """What the law on file says of each defence, and whether the market expects a higher bid.

    Codes: `defence:name:law:status`, with status lawful, conditional, unlawful or not on file; `higher_bid`.
    """
    file = deal.file
    for name, section in zip(names(file), file.defences):
        law = file.law or ""
        yield f"defence:{name}:{law or '-'}:{contest.lawfulness(section.defence, contest.rules(law)).status}"
    if file.trading is not None and file.trading.price.median > file.bid.price.median:
        yield "higher_bid:trading.price"
