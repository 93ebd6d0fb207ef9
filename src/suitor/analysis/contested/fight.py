"""Who stands in the way, by which route and date it closes, how it ends, and what each would regret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import contest
from ..._core.records import Array, record, replace
from ...deal import Inputs
from ...deal.records import DealFile, DeciderSection
from .. import decision, rooms
from ..ledger import Ledger
from ..payoffs import Payoffs
from ..scenario import Ground, Outcome

DATES = (90, 180, 365, 730)  # days after the bid
Entry = tuple[Any, str, str]  # value, unit, formula


@record
class Fight:
    """A bid, the verdict on it, and what each side has at stake."""

    ground: Ground
    outcomes: Mapping[str, Outcome]
    payoffs: Payoffs
    game: contest.Contest  # each decider at the price it was found to ask
    asking: Mapping[str, contest.Decider]  # the same deciders with what they weigh, as if everything were for sale
    willing: Mapping[str, Array]  # by decider, (draw,), the price it would ask if it were for sale at all
    net: Array  # (draw,), what closing leaves whoever decides for the bidder, its part of the price paid
    inputs: Inputs

    @classmethod
    def of(
        cls, ledger: Ledger, ground: Ground, outcomes: Mapping[str, Outcome], payoffs: Payoffs, inputs: Inputs
    ) -> Fight:
        """Take up the verdict where the ledger has it."""
        file, value = ground.file, {id: figure.value for id, figure in ledger.figures.items()}
        parties = tuple(each.party for each in file.deciders)
        asked = np.stack([value[f"verdict.reservation[{party}]"] for party in parties], axis=-1)
        plain = [contest.Decider(d.party, d.kind, asked[:, i], np.zeros(())) for i, d in enumerate(file.deciders)]
        game = decision.contest_of(file, value["bid.price"], tuple(plain), inputs)
        gains = [value.get(f"gain[{name},{payoffs.buyer}]", np.zeros(inputs.count)) for name in payoffs.branches]
        return cls(
            ground=ground,
            outcomes=outcomes,
            payoffs=payoffs,
            game=game,
            asking={d.party: sold(file, d, value, inputs) for d in file.deciders},
            willing={party: value[f"verdict.willing_price[{party}]"] for party in parties},
            net=np.choose(payoffs.best.astype(int), gains) if gains else np.zeros(inputs.count),
            inputs=inputs,
        )

    def part(self, party: str) -> Array:
        """The part of the price that counts for a party, by which its worth is that of all that is sold."""
        return decision.portion(self.ground, self.payoffs, party, self.inputs)


def sold(file: DealFile, section: DeciderSection, value: Mapping[str, Array], inputs: Inputs) -> contest.Decider:
    """A decider as if everything were for sale, named after those it decides for."""
    party = decision.beneficiary(file, section)
    return contest.Decider(
        id=party,
        kind=section.kind,
        alternative=value[f"verdict.refusing[{section.party}]"],
        accepted=value[f"verdict.giving[{section.party}]"],
        dollar=inputs.value(f"parties[{party}].dollar", 1.0),
        fair_value=value["value.fair"] if section.fair_value else 0.0,
    )


def binding(fight: Fight) -> dict[str, Entry]:
    """Who stands in the way: refuses, and asks the most."""
    verdict, said = replace(fight.game, gates=()).play(), "Bid < R, and R is the largest"
    blocks = contest.in_the_way(verdict)
    return {f"verdict.binding[{id}]": (blocks[..., i], "chance", said) for i, id in enumerate(verdict.deciders)}


def routed(fight: Fight) -> dict[str, Entry]:
    """How likely the bid closes, by each route and by each date."""
    file = fight.ground.file
    seen = contest.outlook(*lanes(fight))
    made: dict[str, Entry] = {}
    for i, route in enumerate(seen.routes):
        made[f"route.chance[{route}]"] = (
            seen.chance[..., i],
            "chance",
            "P(closes by this route, earlier ones refused)",
        )
        made[f"route.alone[{route}]"] = (seen.alone[..., i], "chance", "1[Bid >= every R of it] P(all its gates open)")
        made[f"route.days[{route}]"] = (seen.days[..., i], "days", "longest path through its gates")
    made |= own_gates(file, seen)
    made["route.none"] = (seen.none, "chance", "1 - sum over routes")
    made["verdict.completion"] = (1.0 - seen.none, "chance", "sum over routes of P(closes by it, earlier ones refused)")
    for day in DATES:
        made[f"odds.by[{day}]"] = (by(seen, day), "chance", f"sum over routes of P(closes) 1[duration <= {day} days]")
    if file.bid.expiry is not None:
        made["odds.by_expiry"] = (by(seen, decision.open_days(file)), "chance", "the same until the bid expires")
    return made


def own_gates(file: DealFile, seen: contest.Outlook) -> dict[str, Entry]:
    """The odds and the day of each gate that stands on one route alone."""
    made: dict[str, Entry] = {}
    for route, verdict in zip(file.routes, seen.verdicts):
        for gate in route.own:
            place = verdict.gates.index(gate.id)
            made[f"route.gate[{gate.id}]"] = (verdict.passes[..., place], "chance", "P(gate opens)")
            made[f"route.gate_days[{gate.id}]"] = (verdict.days[..., place], "days", "start of the gate + its days")
    return made


def lanes(fight: Fight) -> tuple[contest.Contest, list[contest.Route]]:
    """The contest with every route's own gates, and the routes."""
    file = fight.ground.file
    own = rooms.gates((gate for route in file.routes for gate in route.own), fight.inputs)
    return replace(fight.game, gates=(*fight.game.gates, *own)), ways(file)


def ways(file: DealFile) -> list[contest.Route]:
    """The ways to close; the one on which everybody agrees and all gates open where the file names none."""
    named = [contest.Route(r.id, r.deciders, (*r.gates, *(gate.id for gate in r.own))) for r in file.routes]
    everybody, everything = tuple(each.party for each in file.deciders), tuple(gate.id for gate in file.gates)
    return named or [contest.Route("agreed", everybody, everything)]


def by(seen: contest.Outlook, day: float) -> Array:
    """The chance that the bid has closed by a day, by any route."""
    return np.asarray((seen.chance * (seen.days <= day)).sum(axis=-1))


def ended(fight: Fight) -> dict[str, Entry]:
    """How likely each ending is by the outside date, and what fees and the whole come to for the bidder on average.

    What closing is worth to the bidder is known only where scenarios differ in what the target earns.
    """
    file, value = fight.ground.file, fight.inputs.value
    risks = file.risks
    fees = [value(each) for each in ((risks.break_fee, risks.reverse_fee) if risks else (None, None))]
    game, routes = lanes(fight)
    ending = contest.endings_by_route(game, routes)
    said = "P(ending), by the outside date; rivals and withdrawals at constant rates"
    made: dict[str, Entry] = {f"ending.chance[{name}]": (ending.of(name), "chance", said) for name in ending.names}
    if risks and (risks.break_fee or risks.reverse_fee):
        paid = contest.bidder_gain(game, ending, game.bid, 0.0, *fees)
        made["ending.fees"] = (paid, "money", "P(rival) break fee - P(withdrawn or blocked) reverse fee")
    if fight.ground.market is not None:
        gain = contest.bidder_gain(game, ending, fight.net + game.bid, 0.0, *fees)
        made["ending.gain"] = (gain, "money", "P(closed) gain of who decides for the bidder + fees")
    return made


def promised(fight: Fight) -> dict[str, Entry]:
    """The price each decider would ask of a buyer bound to one branch, and whether the bid would then be enough."""
    made: dict[str, Entry] = {}
    branches = fight.payoffs.branches if len(fight.payoffs.branches) > 1 else ()
    part = {name: fight.part(decider.id) for name, decider in fight.asking.items() if branches}
    for branch in branches:
        enough = np.ones(fight.inputs.count, dtype=bool)
        for name, decider in fight.asking.items():
            bound = replace(decider, accepted=fight.payoffs.worth[branch][decider.id] / part[name])
            asked = contest.reservation(bound)
            enough &= fight.game.bid >= asked
            said = "max((U(alternative) - U(this branch at 0)) / dollar, fair value), if for sale"
            made[f"promise.price[{branch},{name}]"] = (asked, "money", said)
        made[f"promise.enough[{branch}]"] = (enough, "chance", "Bid >= every R with this branch promised, if for sale")
    return made


def regretted(fight: Fight) -> dict[str, Entry]:
    """What each decider would regret of accepting and of refusing, for each scenario that might follow refusal."""
    made: dict[str, Entry] = {}
    for name, decider in fight.asking.items():
        part = fight.part(decider.id)
        for scenario, outcome in fight.outcomes.items():
            if outcome.scenario.follows != "accepted":
                worth = fight.payoffs.worth[scenario][decider.id] / part
                sorry, missed = (part * each for each in contest.regret(decider, fight.game.bid, worth))
                made[f"regret.accepting[{scenario},{name}]"] = (sorry, "money", "max(U(s) - U(accepted at Bid), 0)")
                made[f"regret.refusing[{scenario},{name}]"] = (missed, "money", "max(U(accepted at Bid) - U(s), 0)")
    return made


def floored(fight: Fight) -> dict[str, Entry]:
    """The least that the seller must now be seen to get in what it planned instead.

    The bid counts as evidence of value so far as its money is there: with the chance of its financing gates.
    """
    file = fight.ground.file
    credible = np.ones(fight.inputs.count)
    for gate in file.gates:
        credible = credible * (fight.inputs.value(gate.chance) if gate.kind == "financing" else 1.0)
    made: dict[str, Entry] = {}
    part = fight.part(file.bid.seller)
    for scenario in (each.scenario for each in file.alternative):
        if fight.outcomes[scenario].scenario.follows == "refused":
            planned = fight.payoffs.cash[scenario][file.bid.seller] / part
            least = contest.floor_set(fight.game.bid, planned, credible)
            made[f"floor.planned[{scenario}]"] = (planned, "money", "what the seller has under the plan")
            made[f"floor.set[{scenario}]"] = (least, "money", "plan + P(money is there) max(Bid - plan, 0)")
            made[f"floor.raised[{scenario}]"] = (least - planned, "money", "floor - plan")
    return made
