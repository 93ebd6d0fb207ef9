"""From what the rooms return to figures: each with its id, unit, formula and the inputs that can move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import race, worth
from .._core.records import Array
from ..deal import Inputs
from ..deal.records import DealFile
from ..market import screens
from ..study import Figure
from . import payoffs as pay
from .scenario import Ground, Outcome

Figures = dict[str, Figure]


class Ledger:
    """Figures as they are entered; each carries what had been read when its numbers were made."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.figures: Figures = {}

    def enter(self, id: str, value: Any, unit: str, formula: str, read: frozenset[str], found: Any = True) -> None:
        """Enter one figure, one number a draw."""
        numbers = np.array(np.broadcast_to(np.asarray(value, dtype=float), (self.count,)))
        settled = np.broadcast_to(np.asarray(found, dtype=bool), (self.count,)) & ~np.isnan(numbers)
        self.figures[id] = Figure(id, numbers, unit, formula, read, settled)


def of_price(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """The offer, beside what the target is worth and what the seller has of it."""
    inputs = inputs.apart()
    file = ground.file
    price = pay.offer(ground, inputs)
    fair = pay.fair_value(ground, inputs)
    read = ground.read | frozenset(inputs.read)
    money = file.financials
    parts = [inputs.value(part) for part in (money.control, money.residual, money.discount)]
    edge = worth.break_even_stake(price, ground.value, *parts)
    ledger.enter("bid.price", price, "money", "price x shares, where it is per share", read)
    ledger.enter("bid.ratio", price / ground.value, "share", "Bid / V", read)
    ledger.enter("value.target", ground.value, "money", "V", ground.read)
    ledger.enter("value.fair", fair, "money", "s V (1 - d) + C + W", read)
    ledger.enter("value.break_even_stake", edge, "share", "(Bid - C - W) / (V (1 - d))", read)
    ledger.enter("value.enough", price >= fair, "chance", "Bid >= s V (1 - d) + C + W", read)
    ledger.enter("value.excess", price - fair, "money", "Bid - (s V (1 - d) + C + W)", read)
    if money.undisturbed is not None:
        gap = inputs.value(file.bid.price) / inputs.value(money.undisturbed) - 1.0
        ledger.enter("bid.premium", gap, "share", "price per share / undisturbed price - 1", frozenset(inputs.read))
    if ground.claims is None:
        share = pay.seller_share(ground)
        ledger.enter(f"value.payout[{file.bid.seller}]", share * ground.value, "money", "s V", ground.read)
        ledger.enter(f"value.stake[{file.bid.seller}]", share, "share", "s", ground.read)
    else:
        payout = ground.claims.pay(ground.value)
        for i, holder in enumerate(payout.holders):
            ledger.enter(f"value.payout[{holder}]", payout.paid[..., i], "money", "waterfall(V)", ground.read)
            ledger.enter(f"value.stake[{holder}]", payout.paid[..., i] / ground.value, "share", "waterfall(V) / V", ground.read)
            ledger.enter(f"value.marginal[{holder}]", payout.marginal[..., i], "share", "d waterfall / dV", ground.read)


def of_market(ledger: Ledger, ground: Ground, outcome: Outcome, today: Outcome) -> None:
    """Prices, users, surplus and profit in the base year under a scenario's interests."""
    solved, base, seen = outcome.equilibrium, today.equilibrium, ground.market
    if solved is None or base is None or seen is None or outcome.stakes is None:
        return
    name, found = outcome.scenario.id, solved.found & base.found
    read = ground.read | outcome.read | today.read
    share = solved.quantity / seen.demand.size[..., None]
    for j, product in enumerate(seen.products):
        if not seen.fixed[j]:
            change = solved.price[..., j] / base.price[..., j] - 1.0
            ledger.enter(f"market.price[{name},{product}]", solved.price[..., j], "money/year", "p", read, found)
            ledger.enter(f"market.price_change[{name},{product}]", change, "share", "p / p(today) - 1", read, found)
    for f, firm in enumerate(seen.firms):
        ledger.enter(f"market.share[{name},{firm}]", seen.by_firm(share)[..., f], "share", "sum of s over its products", read, found)
        ledger.enter(f"market.profit[{name},{firm}]", solved.profit[..., f], "money/year", "sum (p - c) q", read, found)
    target = seen.firms.index(ground.file.bid.target)
    own = outcome.stakes.own[..., target] + solved.multiplier[..., target]
    with np.errstate(divide="ignore", invalid="ignore"):
        mission = np.where(own > 0, outcome.stakes.care[..., target] / own, 0.0)
    ledger.enter(f"market.surplus[{name}]", solved.surplus - base.surplus, "money/year", "CS - CS(today)", read, found)
    ledger.enter(f"market.multiplier[{name}]", solved.multiplier[..., target], "number", "lambda", read, found)
    ledger.enter(f"market.mission[{name}]", mission, "share", "care / (own + lambda)", read, found)


def of_screens(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """Concentration on each published measure, if the firms of the merger scenario became one.

    Shares of firms a measure does not name are taken as too small to count: the index is a floor.
    """
    section, pair = ground.file.market, merging(ground)
    for measure in section.measures if section and pair else ():
        inputs = inputs.apart()
        shares = {firm: inputs.value(share) for firm, share in measure.shares.items()}
        one, other = (shares.get(firm, np.zeros(inputs.count)) for firm in pair or ("", ""))
        before = 1e4 * np.sum([share**2 for share in shares.values()], axis=0)
        change = 2e4 * one * other
        merger = screens.Concentration(before, before + change, change, np.where(change > 0, one + other, 0.0))
        us = screens.presumption("us", merger, ground.file.as_of)
        read = frozenset(inputs.read)
        ledger.enter(f"market.hhi[{measure.id}]", before, "points", "10,000 sum s^2", read)
        ledger.enter(f"market.hhi_change[{measure.id}]", change, "points", "20,000 s_target s_buyer", read)
        if us is not None:
            rule = "(HHI > 1,800 or s > 30%) and change > 100"
            ledger.enter(f"market.presumption[{measure.id}]", us.met, "yes", rule, read)


def merging(ground: Ground) -> tuple[str, str] | None:
    """The target and the firm it is merged into, in the first scenario that says so."""
    for scenario in ground.file.scenarios:
        for change in scenario.changes:
            if change.merge is not None:
                return change.merge.firm, change.merge.into
    return None


def of_rows(ledger: Ledger, ground: Ground, outcome: Outcome) -> None:
    """The four rows of the quarrel for one scenario: funding, access, growth, influence."""
    if outcome.path is None:
        return
    name, target, inputs, path = outcome.scenario.id, ground.file.bid.target, outcome.inputs.apart(), outcome.path
    lab = f"race.labs[{target}]"
    supplier, share, rights = (inputs.value(f"{lab}.{part}") for part in ("supplier", "revenue_share", "rights"))
    rows = race.four_rows(path, target, race.Partner(outcome.power, share, supplier, rights=rights))
    lag = inputs.value(f"{lab}.open_lag", np.inf)
    read, found = ground.read | outcome.read | frozenset(inputs.read), path.found
    for row, value, unit, formula in (
        ("research", rows.research, "money", "sum over years of research compute"),
        ("external", rows.external, "share", "outside money / (outside money + gross profit)"),
        ("served", rows.served, "share", "sum of s, last year"),
        ("free", rows.free * rows.served, "share", "sum of s over free products, last year"),
        ("price", rows.price, "money/year", "p, last year"),
        ("open_lag", lag, "years", "years until weights are published"),
        ("growth", rows.growth, "orders/year", "(E(end) - E(start)) / years"),
        ("behind", rows.behind, "years", "years since the leader was there"),
        ("influence", rows.ties.composite, "share", "1 - (1 - power)(1 - revenue share)(1 - supply x hold-up)(1 - rights/5)"),
        ("supplier", rows.ties.compute_share, "share", "compute from the largest supplier"),
        ("revenue_share", rows.ties.revenue_share, "share", "revenue owed to the partner"),
        ("rights", rows.ties.rights, "share", "kinds of rights held / 5"),
        ("power", rows.ties.power, "share", "largest part of control in one private hand"),
        ("users_gain", outcome.surplus, "money", "PV(CS)"),
    ):
        ledger.enter(f"rows.{row}[{name}]", value, unit, formula, read, found)


def of_payoffs(ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: pay.Payoffs, inputs: Inputs) -> None:
    """Who gains and loses against what would have happened, and what the buyer would do after closing."""
    file, inputs = ground.file, inputs.apart()
    mixture = {party.id: pay.alternative(ground, payoffs, party.id, inputs) for party in file.parties}
    price = pay.offer(ground, inputs)
    dollar = {party: inputs.value(f"parties[{party}].dollar", 1.0) for party in mixture}
    behind = ground.register.owners(file.bid.bidder) if file.bid.bidder in pay.held(ground.register) else {}
    read = ground.read | payoffs.read | frozenset(inputs.read).union(*(outcome.read for outcome in outcomes.values()))
    found = settled(outcomes)
    for name, outcome in outcomes.items():
        ledger.enter(f"value.scenario[{name}]", payoffs.value[name], "money", "V(today) PV(s) / PV(today)", read, found)
        accepted = outcome.scenario.follows == "accepted"
        for party in mixture:
            money = payment(file, party, price, dollar[party], behind) if accepted else 0.0
            gain = payoffs.worth[name][party] + money - mixture[party]
            if np.any(gain):
                ledger.enter(f"gain[{name},{party}]", gain, "money", "U(s) + price - U(alternative)", read, found)
        if accepted:
            own = payoffs.worth[name][payoffs.buyer]
            ledger.enter(f"branch.payoff[{name}]", own, "money", "U of who decides for the bidder, before the price", read, found)
    promised = [i for i, name in enumerate(payoffs.branches) if outcomes[name].scenario.promised]
    if promised:
        ledger.enter("branch.kept", np.isin(payoffs.best, promised), "chance", "argmax U of who decides for the bidder is promised", read, found)
    for i, name in enumerate(payoffs.branches):
        ledger.enter(f"branch.best[{name}]", payoffs.best == i, "chance", "argmax U of who decides for the bidder", read, found)


def payment(file: DealFile, party: str, price: Array, dollar: Array, behind: Mapping[str, Any]) -> Array:
    """What the price means to a party: the seller receives it, the bidder pays it, its holders bear their parts."""
    if party == file.bid.seller:
        return price * dollar
    if party == file.bid.bidder:
        return -price
    return -price * np.asarray(behind.get(party, 0.0), dtype=float)


def of_verdict(ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: pay.Payoffs, inputs: Inputs) -> None:
    """What each decider asks, whether it accepts, each gate's odds and date, and the odds of the whole."""
    inputs = inputs.apart()
    game, verdict = pay.decide(ground, payoffs, inputs)
    seen = ground.read | payoffs.read | frozenset(inputs.read).union(*(outcome.read for outcome in outcomes.values()))
    found = settled(outcomes)
    asks = "max((U(alternative) - U(accepted at 0)) / dollar, fair value); infinite if not for sale"
    willing = np.full(inputs.count, -np.inf)
    for i, name in enumerate(verdict.deciders):
        lowest = np.maximum(pay.contest.indifference(game.deciders[i]), game.deciders[i].fair_value)
        willing = np.maximum(willing, lowest)
        ledger.enter(f"verdict.reservation[{name}]", verdict.reservation[..., i], "money", asks, seen, found)
        ledger.enter(f"verdict.willing_price[{name}]", lowest, "money", "the same, if it were for sale at all", seen, found)
        ledger.enter(f"verdict.would[{name}]", game.bid >= lowest, "chance", "Bid >= R, if it were for sale at all", seen, found)
        ledger.enter(f"verdict.accepts[{name}]", verdict.accepts[..., i], "chance", "Bid >= R", seen, found)
    opens = np.ones(inputs.count)
    gate_read = read_by_gates(ground, inputs)
    for i, name in enumerate(verdict.gates):
        ledger.enter(f"verdict.gate[{name}]", verdict.passes[..., i], "chance", "P(gate opens)", gate_read)
        ledger.enter(f"verdict.gate_days[{name}]", verdict.days[..., i], "days", "start of the gate + its days", gate_read)
    opens = pay.contest.together(game.gates)
    ledger.enter("verdict.if_accepted", opens, "chance", "P(all gates open)", gate_read)
    ledger.enter("verdict.duration", verdict.duration, "days", "longest path through the gates", gate_read)
    ledger.enter("verdict.needed", willing, "money", "largest R over deciders, if for sale at all", seen, found)
    ledger.enter("verdict.shortfall", willing - game.bid, "money", "largest R - Bid", seen, found)
    ledger.enter("verdict.completion", verdict.completion, "chance", "1[Bid >= every R] P(all gates open)", seen, found)


def read_by_gates(ground: Ground, inputs: Inputs) -> frozenset[str]:
    """The inputs of the gates alone."""
    inputs = inputs.apart()
    for gate in ground.file.gates:
        inputs.value(gate.chance), inputs.value(gate.days)
    return frozenset(inputs.read)


def settled(outcomes: Mapping[str, Outcome]) -> Array:
    """Draws in which every scenario's prices were found."""
    ok: Any = True
    for outcome in outcomes.values():
        if outcome.equilibrium is not None:
            ok = ok & outcome.equilibrium.found
        if outcome.path is not None:
            ok = ok & outcome.path.found
    return np.asarray(ok)
