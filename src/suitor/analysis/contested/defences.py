"""What each defence of the file does to the price that wins, and to the bidder."""

from __future__ import annotations

import numpy as np

from ... import contest
from ..._core.records import Array
from ..._core.shelf import shelf
from ...deal import Inputs, Quantity
from ...deal.records import DealFile, DefenceSection
from ..payoffs import held
from ..scenario import Ground
from .fight import Entry, Fight

HOLDERS = ("holders", "blockholder")
SHELF = shelf("suitor.contest.defences")


def defended(fight: Fight) -> dict[str, Entry]:
    """What each defence, in order, does to the price that wins, the bidder's stake, time, odds and losses."""
    file = fight.ground.file
    if not file.defences:
        return {}
    start = position(fight)
    bid = contest.Bid(np.asarray(fight.game.bid) / start.shares)
    steps = contest.defend(start, bid, [SHELF[each.defence](**terms(each, fight.inputs)) for each in file.defences])
    made: dict[str, Entry] = {}
    for name, step in zip(("before", *names(file)), steps):
        made[f"defence.asked[{name}]"] = (step.asked * start.shares, "money", "price at which the target can be had")
        reached = fight.game.bid >= step.asked * start.shares
        made[f"defence.enough[{name}]"] = (reached, "chance", "Bid >= price at which the target can be had")
        made[f"defence.stake[{name}]"] = (step.stake, "share", "bidder's shares / shares")
        made[f"defence.loss[{name}]"] = (step.loss, "money", "what a bidder loses that goes on without consent")
        made[f"defence.days[{name}]"] = (step.days, "days", "until a majority of the board can be replaced")
        made[f"defence.chance[{name}]"] = (step.chance, "chance", "that no court and no counter-offer stops the bid")
    return made


def names(file: DealFile) -> list[str]:
    """What the defences are called in figures; a second one of a kind is numbered."""
    kinds = [each.defence for each in file.defences]
    return [kind if kind not in kinds[:i] else f"{kind} {i + 1}" for i, kind in enumerate(kinds)]


def terms(section: DefenceSection, inputs: Inputs) -> dict[str, Array]:
    """The terms of a defence, draw by draw; what the file does not say keeps the shelf's default."""
    given = {name: getattr(section.terms, name) for name in type(section.terms).model_fields}
    return {name: inputs.value(each) for name, each in given.items() if isinstance(each, Quantity)}


def position(fight: Fight) -> contest.Position:
    """The target on the eve of the defences; where it has no shares, the whole counts as one.

    Holders ask around the price of the one in the middle, as far apart as the file says. Without a yes of its own to
    give, a board only advises, until a defence puts it in charge.
    """
    ground, value = fight.ground, fight.inputs.value
    file = ground.file
    shares = value(file.financials.shares, 1.0) if file.bid.per == "share" else np.ones(fight.inputs.count)
    holders = [each for each in file.deciders if each.kind in HOLDERS]
    others = [each for each in file.deciders if each.kind not in HOLDERS]
    board = largest([fight.willing[each.party] / shares for each in others], 0.0)
    middle = largest([fight.willing[each.party] / shares for each in holders], board)
    half = largest([value(each.spread) / 2.0 for each in holders], 0.0)
    market = file.trading.price if file.trading else file.financials.undisturbed
    return contest.Position(
        shares=shares,
        held=toehold(ground) * shares,
        price=ground.value / shares if market is None else value(market),
        lowest=middle * (1.0 - half),
        highest=middle * (1.0 + half),
        worth=(fight.net + fight.game.bid) / shares,
        board=board,
        board_decides=any(each.kind != "board" for each in others),
    )


def largest(values: list[Array], default: Array | float) -> Array:
    """The largest in each draw."""
    return np.asarray(np.max(values, axis=0) if values else default)


def toehold(ground: Ground) -> Array | float:
    """What the bidder and whoever controls it hold of the target already."""
    file = ground.file
    if file.bid.target not in held(ground.register):
        return 0.0
    owners = ground.register.owners(file.bid.target)
    friends = {file.bid.bidder, ground.register.ultimate_controller(file.bid.bidder)}
    return np.asarray(sum(np.asarray(owners.get(each, 0.0), dtype=float) for each in friends if each))
