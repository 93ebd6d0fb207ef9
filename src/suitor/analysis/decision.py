"""What each decider asks for its yes, and the contest over the bid: gates, outside date, odds."""

from __future__ import annotations

import numpy as np

from .. import contest, worth
from .._core.records import Array, Verdict
from ..deal import Inputs
from ..deal.records import DealFile, DeciderSection
from . import rooms
from .payoffs import Payoffs, alternative, at_best, held
from .scenario import Ground, rights


def offer(ground: Ground, inputs: Inputs) -> Array:
    """The whole price: as stated, or the price of a share times the shares."""
    price = inputs.value(ground.file.bid.price)
    return price * inputs.value(ground.file.financials.shares, 1.0) if ground.file.bid.per == "share" else price


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
