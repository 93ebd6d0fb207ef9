"""Who controls the target under each scenario, with how much of its cash, and whose interests that makes it serve."""

from __future__ import annotations

from collections.abc import Iterator

from .._core.records import Stakes
from ..deal import Inputs
from ..deal.records import DealFile, Scenario
from ..holdings import Holdings, Range
from . import rooms, selling
from .ledger import Ledger
from .scenario import Ground, Outcome, rights


def before(file: DealFile, inputs: Inputs) -> Holdings:
    """The register before the bid; claims in ranks count for their part of the next dollar."""
    value = inputs.value(file.financials.value)
    return rooms.register(file, inputs, rights(file, rooms.claims(file, inputs), value, at_margin=True))


def after(register: Holdings, scenario: Scenario, inputs: Inputs) -> Holdings:
    """What a scenario makes of the register."""
    return register.apply(rooms.changes(scenario, inputs.under(scenario.id)))


def in_each(file: DealFile, inputs: Inputs) -> Iterator[tuple[Scenario, Holdings, Stakes]]:
    """Each scenario, with the register it makes and what its firms are then after; for files with a market."""
    assert file.market is not None
    register, firms = before(file, inputs), selling.firms(file.market)
    for scenario in file.scenarios:
        changed = after(register, scenario, inputs)
        yield scenario, changed, changed.weigh(firms, rooms.care(file, inputs.under(scenario.id)))


def of_control(ledger: Ledger, ground: Ground, outcome: Outcome) -> None:
    """What the target's controller receives of it, and what its controllers count of each firm's profit and of users.

    A controller that receives nothing has a wedge of 1: it decides everything, and money does not guide it.
    """
    register, target, name = outcome.register, ground.file.bid.target, outcome.scenario.id
    enter = ledger.page(ground.read | outcome.read)
    wedge = register.wedge(target) if register.ultimate_controller(target) else None
    if wedge is not None and not isinstance(wedge, Range):
        enter(f"control.cash[{name}]", 1 - wedge, "share", "beta, through every chain")
        enter(f"control.wedge[{name}]", wedge, "share", "1 - beta")
    if outcome.aims is None:
        return
    counted = outcome.aims.profit
    enter(f"control.own[{name}]", counted[target], "number", "sum_i gamma_i beta_i")
    enter(f"control.care[{name}]", outcome.aims.surplus, "number", "sum_i gamma_i m_i")
    for rival in (firm for firm in counted if firm != target):
        enter(f"control.cross[{name},{rival}]", counted[rival], "number", "sum_i gamma_i beta_i(rival)")
