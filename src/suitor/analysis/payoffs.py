"""What each scenario is worth to each party: the target and its rivals valued, and paid out by claims and shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import holdings
from .._core.records import Array, Change, record
from ..deal import Inputs
from . import rooms
from .cash import joint
from .scenario import Ground, Outcome, rights, today_of


@record
class Payoffs:
    """Worth by scenario and party, in cash dollars of the party, and what was read on the way."""

    value: Mapping[str, Array]  # by scenario, (draw,), of the target
    cash: Mapping[str, Mapping[str, Array]]  # by scenario and party, (draw,), payouts at their cash value
    worth: Mapping[str, Mapping[str, Array]]  # by scenario and party: dollar * cash + m * consumer surplus
    buyer: str  # who decides for the bidder
    best: Array  # (draw,), index of the buyer's best branch among `branches`
    branches: tuple[str, ...]
    read: frozenset[str]


def payoffs(ground: Ground, outcomes: Mapping[str, Outcome], inputs: Inputs) -> Payoffs:
    """Value each scenario at today's multiple of gross profit and pay it out by claims and shares.

    V_g(s) = V(today) PV_g(s) / PV_target(today), and the target's with the file's synergies once the bid is accepted;
    what the target holds of other firms is in its own worth, today as later
    U_i(s) = dollar_i sum_g share_i,g V_g(s) + m_i (PV CS(s) - PV CS(today))
    """
    inputs = inputs.apart()
    file = ground.file
    parties = tuple(party.id for party in file.parties)
    dollar = {party: inputs.value(f"parties[{party}].dollar", 1.0) for party in parties}
    today = today_of(outcomes)
    made = joint(file, inputs)
    value, cash, total = {}, {}, {}
    for name, outcome in outcomes.items():
        firms = firm_values(ground, outcome, today)
        if outcome.scenario.follows == "accepted":
            firms[file.bid.target] = firms[file.bid.target] + made
        value[name] = consolidated(file.bid.target, firms, outcome.register)
        cash[name] = paid(ground, outcome, firms, value[name], parties)
        gained = outcome.surplus - today.surplus
        total[name] = {party: dollar[party] * cash[name][party] + outcome.care[party] * gained for party in parties}
    branches = tuple(name for name, outcome in outcomes.items() if outcome.scenario.follows == "accepted")
    buyer = ground.register.ultimate_controller(file.bid.bidder) or file.bid.bidder
    best = (
        np.argmax(np.stack([total[name][buyer] for name in branches]), axis=0) if branches else np.zeros(inputs.count)
    )
    read = inputs.read.union(*(outcome.inputs.read for outcome in outcomes.values()))
    return Payoffs(value, cash, total, buyer, best, branches, read)


def firm_values(ground: Ground, outcome: Outcome, today: Outcome) -> dict[str, Array]:
    """What each firm earns for itself is worth: at the multiple of gross profit that the whole target has today."""
    target = ground.file.bid.target
    value = outcome.inputs.value(ground.file.financials.value)  # a scenario may set it
    if target not in outcome.profit:
        return {target: value}
    base = consolidated(target, today.profit, today.register)
    multiple = value / np.where(base > 0, base, np.nan)
    return {firm: np.maximum(profit, 0.0) * multiple for firm, profit in outcome.profit.items()}


def consolidated(company: str, firms: Mapping[str, Array], register: holdings.Holdings) -> Array:
    """A company's own, and its part of what it holds of other firms."""
    whole = firms[company]
    for firm in held(register) & firms.keys() - {company}:
        whole = whole + np.asarray(register.owners(firm).get(company, 0.0), dtype=float) * firms[firm]
    return whole


def paid(
    ground: Ground, outcome: Outcome, firms: Mapping[str, Array], whole: Array, parties: tuple[str, ...]
) -> dict[str, Array]:
    """What each party receives of all firms, directly and through others, less what it puts into the target.

    A company that somebody holds is counted with what it earns and receives although its holders are too: what it holds
    tells what it decides. The shares of a conversion are those of today's holders, whatever the file leaves for new
    ones: what new ones bring and take is in the profit already.
    """
    file = ground.file
    shares = rights(file, ground.claims, whole, at_margin=False)
    changes = [each for each in rooms.changes(outcome.scenario, outcome.inputs) if not pays(ground, outcome, each)]
    register = rooms.register(file, outcome.inputs, shares).apply(changes)
    total = {party: np.zeros(outcome.inputs.count) for party in parties}
    companies = held(register)
    for firm, value in firms.items():
        owners = register.owners(firm) if firm in companies else {firm: 1.0}  # nobody's on record: it keeps its worth
        direct = [np.asarray(share, dtype=float) for (_, company), share in register.cash.items() if company == firm]
        among = sum(direct) if converted(outcome, firm) else 1.0
        for owner, share in owners.items():
            total[owner] = total[owner] + np.asarray(share, dtype=float) / among * value
        if firm in companies:
            total[firm] = total[firm] + value
    if outcome.scenario.follows == "accepted":
        for party, part in {**behind(ground), file.bid.bidder: 1.0}.items():
            total[party] = total[party] - np.asarray(part, dtype=float) * outcome.put_in
    return total


def pays(ground: Ground, outcome: Outcome, change: Change) -> bool:
    """Whether a change hands sellers the shares that the bid is paid in: the price stands for what they are worth."""
    file, terms = ground.file, change.terms
    issued = change.verb == "issue" and terms["of"] == file.bid.bidder and outcome.scenario.follows == "accepted"
    return issued and file.bid.form != "cash" and (terms["to"], file.bid.target) in ground.register.cash


def converted(outcome: Outcome, company: str) -> bool:
    """Whether a scenario replaces the company's whole register."""
    return any(change.convert is not None and change.convert.of == company for change in outcome.scenario.changes)


def behind(ground: Ground) -> Mapping[str, Any]:
    """Who holds the bidder, and how much of it: they bear their parts of what it pays."""
    bidder = ground.file.bid.bidder
    return ground.register.owners(bidder) if bidder in held(ground.register) else {}


def at_best(payoffs: Payoffs, party: str) -> Array:
    """What acceptance at a price of 0 is worth to a party, if the buyer then does what pays the buyer best."""
    if not payoffs.branches:
        return np.zeros_like(next(iter(payoffs.value.values())))
    stacked = np.stack([payoffs.worth[name][party] for name in payoffs.branches])
    return np.take_along_axis(stacked, payoffs.best[None].astype(int), axis=0)[0]


def alternative(ground: Ground, payoffs: Payoffs, party: str, inputs: Inputs) -> Array:
    """What refusal is worth to a party: the file's mixture of scenarios, its weights scaled to add up to one."""
    weights = {each.scenario: inputs.value(each.weight) for each in ground.file.alternative}
    whole = sum(weights.values())
    return np.asarray(sum(weight / whole * payoffs.worth[name][party] for name, weight in weights.items()))


def held(register: holdings.Holdings) -> frozenset[str]:
    """The companies of which somebody is recorded to hold something."""
    return frozenset(interest.company for interest in register.interests)
