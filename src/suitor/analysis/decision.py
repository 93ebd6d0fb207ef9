"""What each decider asks for its yes, and the contest over the bid: gates, outside date, odds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .. import contest, worth
from .._core.records import Array, Verdict
from ..deal import Inputs
from ..deal.records import DealFile, DeciderSection, Scenario
from . import rooms
from .payoffs import Payoffs, alternative, at_best, held
from .scenario import Ground, rights

ALIKE = ("share", "equity")  # a price for these is paid to everybody who sells, to each for its own
SALES = ("transfer", "convert", "merge")  # changes by which shares pass from hand to hand


def offer(ground: Ground, inputs: Inputs) -> Array:
    """The whole price: as stated, or the price of a share times the shares."""
    price = inputs.value(ground.file.bid.price)
    return price * inputs.value(ground.file.financials.shares, 1.0) if ground.file.bid.per == "share" else price


def fair_value(ground: Ground, inputs: Inputs) -> Array:
    """What the seller's stake, control and residual are worth together, before anybody bids.

    Where the price is for all shares alike, all of them: holders' own are worth it or not as one.
    """
    money = ground.file.financials
    return worth.fair_value(
        seller_share(ground) if ground.file.bid.per not in ALIKE else 1.0,
        ground.value,
        inputs.value(money.discount),
        inputs.value(money.control),
        inputs.value(money.residual),
    )


def seller_share(ground: Ground) -> Array:
    """The seller's part of what the target is worth today."""
    return share_of(ground, ground.file.bid.seller)


def share_of(ground: Ground, party: str, whole: Array | None = None) -> Array:
    """A party's part of what the target is worth today, or of a price for the whole of it."""
    file, whole = ground.file, ground.value if whole is None else whole
    claimed = rights(file, ground.claims, whole, at_margin=False).get((party, file.bid.target))
    if claimed is not None:
        return claimed
    recorded = file.bid.target in held(ground.register)
    share = ground.register.owners(file.bid.target).get(party, 0.0) if recorded else party == file.bid.seller
    return np.broadcast_to(np.asarray(share, dtype=float), whole.shape)


def handed_over(ground: Ground, scenario: Scenario, inputs: Inputs, whole: Array) -> dict[str, Array]:
    """The parts of the target that a price for `whole` of it buys, by who hands them over once the bid is accepted.

    A price per share or for all equity is paid to everybody who sells, to each for its own; any other to the seller.
    So is a price for shares of which the scenario says nothing.
    """
    file, target = ground.file, ground.file.bid.target
    if file.bid.per not in ALIKE:
        return {file.bid.seller: np.ones(inputs.count)}
    register = rooms.register(file, inputs, rights(file, ground.claims, whole, at_margin=False))
    sales = [change for change in rooms.changes(scenario, inputs) if change.verb in SALES]
    before, after = register.cash, register.apply(sales).cash
    parts = {}
    for party in (party.id for party in file.parties):
        had, has = (np.asarray(each.get((party, target), 0.0), dtype=float) for each in (before, after))
        parts[party] = np.broadcast_to(np.maximum(had - has, 0.0), inputs.count)
    if not np.any(parts[file.bid.seller]):
        parts[file.bid.seller] = share_of(ground, file.bid.seller, whole)
    return parts


def passed_on(ground: Ground, parts: Mapping[str, Array]) -> dict[str, Array]:
    """What is paid to a company is its holders' as well; the bidder keeps what it is paid."""
    received = dict(parts)
    for company in held(ground.register) & parts.keys() - {ground.file.bid.bidder}:
        for owner, share in ground.register.owners(company).items():
            received[owner] = received.get(owner, 0.0) + np.asarray(share, dtype=float) * parts[company]
    return received


def portion(ground: Ground, payoffs: Payoffs, party: str, inputs: Inputs) -> Array:
    """The part of the price that counts for a party, in the branch that pays the buyer best.

    One that sells nothing is asked what price for all it has would make up for the bid; one that has nothing, such as
    a ministry, what price for the seller's would.
    """
    file = ground.file
    if file.bid.per not in ALIKE:
        return np.ones(inputs.count)
    own, given = share_of(ground, party), np.zeros(inputs.count)
    branches = [each for each in file.scenarios if each.id in payoffs.branches]
    if branches:
        sales = [passed_on(ground, handed_over(ground, each, inputs.under(each.id), ground.value)) for each in branches]
        given = np.take_along_axis(np.stack([each[party] for each in sales]), payoffs.best[None].astype(int), axis=0)[0]
    return np.where(given > 0, given, np.where(own > 0, own, seller_share(ground)))


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
        gates=rooms.gates(file.gates, inputs),
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

    Where the price is for all shares alike, both are put as if its holders sold all of them.
    """
    party = beneficiary(ground.file, section)
    part = portion(ground, payoffs, party, inputs)
    return contest.Decider(
        id=section.party,
        kind=section.kind,
        alternative=alternative(ground, payoffs, party, inputs) / part,
        accepted=at_best(payoffs, party) / part,
        dollar=inputs.value(f"parties[{party}].dollar", 1.0),
        fair_value=fair_value(ground, inputs) if section.fair_value else 0.0,
        for_sale=inputs.value(section.for_sale, 1.0),
        lot=inputs.lot(f"deciders[{section.party}]"),
    )
