"""Figures of who gains, what the buyer would do, what each decider asks, and the odds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .. import contest
from ..deal import Inputs
from . import decision
from .ledger import Ledger, all_read, settled
from .payoffs import Payoffs, alternative, behind, held
from .scenario import Ground, Outcome, today_of


def of_gains(ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs, inputs: Inputs) -> None:
    """What each scenario is worth, and who gains and loses against what would have happened."""
    file, inputs = ground.file, inputs.apart()
    mixture = {party.id: alternative(ground, payoffs, party.id, inputs) for party in file.parties}
    dollar = {party: inputs.value(f"parties[{party}].dollar", 1.0) for party in mixture}
    price = decision.offer(ground, inputs)
    burden = {party: np.asarray(part, dtype=float) for party, part in {**behind(ground), file.bid.bidder: 1.0}.items()}
    shown = [party for party in mixture if exists(ground, outcomes, payoffs, party)]
    enter = ledger.page(ground.read | payoffs.read | inputs.read | all_read(outcomes), settled(outcomes))
    for name, outcome in outcomes.items():
        enter(f"value.scenario[{name}]", payoffs.value[name], "money", "V(today) PV(s) / PV(today) + synergies")
        accepted, own = outcome.scenario.follows == "accepted", inputs.under(name)
        parts = decision.handed_over(ground, outcome.scenario, own, price) if accepted else {}
        received, bought = decision.passed_on(ground, parts), sum(parts.values())
        for party in shown:
            money = price * (dollar[party] * received.get(party, 0.0) - bought * burden.get(party, 0.0))
            gain = payoffs.worth[name][party] + money - mixture[party]
            if np.any(gain):
                enter(f"gain[{name},{party}]", gain, "money", "U(s) + price - U(alternative)")


def exists(ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs, party: str) -> bool:
    """Whether a party is somebody today: it holds something, sells or bids, and does not only pass on what it gets."""
    file = ground.file
    today = today_of(outcomes).scenario.id
    passing = party in held(ground.register) and party != file.bid.bidder
    return not passing and (party in (file.bid.seller, file.bid.bidder) or bool(np.any(payoffs.cash[today][party])))


def of_branches(ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs) -> None:
    """What whoever decides for the bidder would do after closing, and whether that is what was announced."""
    enter = ledger.page(ground.read | payoffs.read | all_read(outcomes), settled(outcomes))
    for i, name in enumerate(payoffs.branches):
        own = payoffs.worth[name][payoffs.buyer]
        enter(f"branch.payoff[{name}]", own, "money", "U of who decides for the bidder, before the price")
        enter(f"branch.best[{name}]", payoffs.best == i, "chance", "argmax U of who decides for the bidder")
    promised = [i for i, name in enumerate(payoffs.branches) if outcomes[name].scenario.promised]
    if promised:
        kept = np.isin(payoffs.best, promised)
        enter("branch.kept", kept, "chance", "argmax U of who decides for the bidder is promised")


def of_gates(ledger: Ledger, game: contest.Contest, ground: Ground, inputs: Inputs) -> None:
    """Each gate's odds and date, and the odds of all of them."""
    inputs = inputs.apart()
    for section in ground.file.gates:
        inputs.value(section.chance), inputs.value(section.days)
    enter = ledger.page(inputs.read)
    opens, days = contest.chances(game.gates, game.factors), contest.opening_days(game.gates)
    for i, gate in enumerate(game.gates):
        enter(f"verdict.gate[{gate.id}]", opens[..., i], "chance", "P(gate opens)")
        enter(f"verdict.gate_days[{gate.id}]", days[..., i], "days", "start of the gate + its days")
    enter("verdict.if_accepted", contest.together(game.gates, game.factors), "chance", "P(all gates open)")
    enter("verdict.duration", days.max(axis=-1, initial=0.0), "days", "longest path through the gates")


def of_verdict(
    ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs, inputs: Inputs
) -> None:
    """What each decider asks, whether it accepts, and the odds of the whole."""
    inputs = inputs.apart()
    game, verdict = decision.decide(ground, payoffs, inputs)
    of_gates(ledger, game, ground, inputs)
    needed = np.full(inputs.count, -np.inf)
    read = ground.read | payoffs.read | inputs.read | all_read(outcomes)
    enter = ledger.page(read, settled(outcomes))
    for i, (section, decider) in enumerate(zip(ground.file.deciders, game.deciders)):
        name, party = decider.id, decision.beneficiary(ground.file, section)
        lowest = np.maximum(contest.indifference(decider), decider.fair_value)
        needed = np.maximum(needed, lowest)
        terms = {"A": f"verdict.refusing[{name}]", "Z": f"verdict.giving[{name}]", "F": "value.fair"}
        terms |= {"dollar": f"parties[{party}].dollar"}
        asks = "max((A - Z) / dollar, F)" if np.any(decider.fair_value) else "(A - Z) / dollar"
        enter(f"verdict.refusing[{name}]", decider.alternative, "money", "sum of weight x U over the alternatives")
        enter(f"verdict.giving[{name}]", decider.accepted, "money", "U(accepted at a price of 0)")
        enter(f"verdict.willing_price[{name}]", lowest, "money", asks, **terms)
        enter(
            f"verdict.reservation[{name}]", verdict.reservation[..., i], "money", f"{asks}, or no price at all", **terms
        )
        sums = {"Bid": "bid.price", "R": f"verdict.willing_price[{name}]"}
        enter(f"verdict.would[{name}]", game.bid >= lowest, "chance", "Bid >= R, if it were for sale at all", **sums)
        enter(f"verdict.accepts[{name}]", verdict.accepts[..., i], "chance", "Bid >= R, where it is for sale", **sums)
    enter("verdict.needed", needed, "money", "largest R over deciders, if for sale at all")
    enter("verdict.shortfall", needed - game.bid, "money", "R - Bid", R="verdict.needed", Bid="bid.price")
    if ground.file.risks is not None:
        risk = ledger.page(inputs.read)
        risk("verdict.rival_rate", game.rival_hazard, "number", "arrivals a year")
        risk("verdict.withdrawal_rate", game.withdrawal_hazard, "number", "withdrawals a year")
