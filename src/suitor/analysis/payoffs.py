"""What each scenario is worth to each party, and so what each decider asks and the bid's odds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import contest, holdings, worth
from .._core.records import Array, Verdict, record
from ..deal import Inputs
from ..deal.records import DealFile, DeciderSection
from . import rooms
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

    V_g(s) = V(today) PV_g(s) / PV_target(today)
    U_i(s) = dollar_i sum_g share_i,g V_g(s) + m_i (PV CS(s) - PV CS(today))
    """
    inputs = inputs.apart()
    file = ground.file
    parties = tuple(party.id for party in file.parties)
    dollar = {party: inputs.value(f"parties[{party}].dollar", 1.0) for party in parties}
    today = today_of(outcomes)
    value, cash, total = {}, {}, {}
    for name, outcome in outcomes.items():
        firms = firm_values(ground, outcome, today)
        value[name] = firms[file.bid.target]
        cash[name] = paid(ground, outcome, firms, parties)
        gained = outcome.surplus - today.surplus
        total[name] = {party: dollar[party] * cash[name][party] + outcome.care[party] * gained for party in parties}
    branches = tuple(name for name, outcome in outcomes.items() if outcome.scenario.follows == "accepted")
    buyer = ground.register.ultimate_controller(file.bid.bidder) or file.bid.bidder
    best = (
        np.argmax(np.stack([total[name][buyer] for name in branches]), axis=0) if branches else np.zeros(inputs.count)
    )
    return Payoffs(value, cash, total, buyer, best, branches, frozenset(inputs.read))


def firm_values(ground: Ground, outcome: Outcome, today: Outcome) -> dict[str, Array]:
    """What each firm is worth: every firm at the multiple of gross profit that the target has today."""
    target = ground.file.bid.target
    value = outcome.inputs.value(ground.file.financials.value)  # a scenario may set it
    if target not in outcome.profit:
        return {target: value}
    base = today.profit[target]
    multiple = value / np.where(base > 0, base, np.nan)
    return {firm: np.maximum(profit, 0.0) * multiple for firm, profit in outcome.profit.items()}


def paid(ground: Ground, outcome: Outcome, firms: Mapping[str, Array], parties: tuple[str, ...]) -> dict[str, Array]:
    """What each party receives of all firms, directly and through others, less what it puts into the target.

    What a held company receives is its holders'; the bidder alone is shown although it passes on what it gets. The
    shares of a conversion are those of today's holders, whatever the file leaves for new ones: what new ones bring and
    take is in the profit already.
    """
    file = ground.file
    shares = rights(file, ground.claims, firms[file.bid.target], at_margin=False)
    register = rooms.register(file, outcome.inputs, shares).apply(rooms.changes(outcome.scenario, outcome.inputs))
    total = {party: np.zeros(outcome.inputs.count) for party in parties}
    companies = held(register)
    for firm, value in firms.items():
        owners = register.owners(firm) if firm in companies else {firm: 1.0}  # nobody's on record: it keeps its worth
        whole = sum(np.asarray(share, dtype=float) for share in owners.values()) if converted(outcome, firm) else 1.0
        for owner, share in owners.items():
            total[owner] = total[owner] + np.asarray(share, dtype=float) / whole * value
    if outcome.scenario.follows == "accepted":
        for party, part in {**behind(ground), file.bid.bidder: 1.0}.items():
            total[party] = total[party] - np.asarray(part, dtype=float) * outcome.put_in
    passing = companies - {file.bid.bidder}
    return {party: np.zeros(outcome.inputs.count) if party in passing else money for party, money in total.items()}


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


def fair_value(ground: Ground, inputs: Inputs) -> Array:
    """What the seller's stake, control and residual are worth together, before anybody bids.

    Where the bid is per share, all shares: holders' own at the same price are worth it or not as one.
    """
    money = ground.file.financials
    return worth.fair_value(
        seller_share(ground) / portion(ground),
        ground.value,
        inputs.value(money.discount),
        inputs.value(money.control),
        inputs.value(money.residual),
    )


def seller_share(ground: Ground) -> Array:
    """The seller's part of what the target is worth today."""
    file = ground.file
    claimed = rights(file, ground.claims, ground.value, at_margin=False).get((file.bid.seller, file.bid.target))
    if claimed is not None:
        return claimed
    recorded = file.bid.target in held(ground.register)
    share = ground.register.owners(file.bid.target).get(file.bid.seller, 0.0) if recorded else 1.0
    return np.broadcast_to(np.asarray(share, dtype=float), ground.value.shape)


def portion(ground: Ground) -> Array:
    """The seller's part of what the price buys: its part of the shares where the bid is per share, else all of it."""
    return seller_share(ground) if ground.file.bid.per == "share" else np.ones_like(ground.value)


def held(register: holdings.Holdings) -> frozenset[str]:
    """The companies of which somebody is recorded to hold something."""
    return frozenset(interest.company for interest in register.interests)


def offer(ground: Ground, inputs: Inputs) -> Array:
    """The whole price: as stated, or the price of a share times the shares."""
    price = inputs.value(ground.file.bid.price)
    return price * inputs.value(ground.file.financials.shares, 1.0) if ground.file.bid.per == "share" else price


def decide(ground: Ground, payoffs: Payoffs, inputs: Inputs) -> tuple[contest.Contest, Verdict]:
    """The contest over the bid: each decider's price, the gates, the odds."""
    deciders = tuple(decider(ground, payoffs, section, inputs) for section in ground.file.deciders)
    game = contest_of(ground.file, offer(ground, inputs), deciders, inputs)
    return game, game.play()


def contest_of(file: DealFile, bid: Array, deciders: tuple[contest.Decider, ...], inputs: Inputs) -> contest.Contest:
    """The bid with its gates, its outside date and what may end it on the way."""
    risks = file.risks
    rival, withdrawal = (inputs.value(each) for each in ((risks.rival, risks.withdrawal) if risks else (None, None)))
    return contest.Contest(
        bid=bid,
        deciders=deciders,
        gates=rooms.gates(file, inputs),
        per=file.bid.per,
        outside_days=open_days(file),
        rival_hazard=rival,
        withdrawal_hazard=withdrawal,
        factors=common(file, inputs),
    )


def common(file: DealFile, inputs: Inputs) -> dict[str, Array]:
    """The named factors of the file, draw by draw: the ones that move its numbers move its gates.

    A gate opens where its factor is low, a number is high where it is high: turned, a positive loading helps both.
    """
    from scipy.special import ndtri

    return {name: -ndtri(inputs.lot(name)) for name in file.factors}


def open_days(file: DealFile) -> float:
    """Days from the bid until the day by which it must close."""
    return float((file.bid.expiry - file.bid.date).days) if file.bid.expiry else np.inf


def beneficiary(file: DealFile, section: DeciderSection) -> str:
    """For whom a decider decides: a board for the holders it answers to, everybody else for itself."""
    return file.bid.seller if section.kind == "board" else section.party


def decider(ground: Ground, payoffs: Payoffs, section: DeciderSection, inputs: Inputs) -> contest.Decider:
    """One who must say yes, with what refusing and accepting are worth to those it decides for.

    Per share, both are put as if its holders had all shares, for the price is one for all of them.
    """
    party = beneficiary(ground.file, section)
    return contest.Decider(
        id=section.party,
        kind=section.kind,
        alternative=alternative(ground, payoffs, party, inputs) / portion(ground),
        accepted=at_best(payoffs, party) / portion(ground),
        dollar=inputs.value(f"parties[{party}].dollar", 1.0),
        fair_value=fair_value(ground, inputs) if section.fair_value else 0.0,
        for_sale=inputs.value(section.for_sale, 1.0),
        lot=inputs.lot(f"deciders[{section.party}]"),
    )
