"""What to bid: the price that wins, the best next bid after a refusal, and where to walk away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.contest.contest import Contest

__all__ = ["NextBid", "after_refusal", "best_bid", "campaign", "price_for", "walk_away"]

BEYOND_ALL = 1e200  # a price that wins over everybody who sells at all


@record
class NextBid:
    """A price, how likely it closes, and what the bidder expects to make of it."""

    price: float  # money
    chance: float  # probability of closing
    gain: float  # expected money, after the cost of bidding
    worth_making: bool  # the gain is positive


def price_for(contest: Contest, chance: float, weight: Array | None = None) -> float:
    """The lowest price at which the bid closes with a given probability; +inf where no price does.

    The chance is a step function of the price, up by a draw's odds of passing the gates at the highest price asked in
    that draw, so its root is a weighted quantile.
    """
    asked, closes, _ = _terms(contest, weight)
    return reaching(asked, closes, chance)


def reaching(amount: Array, closes: Array, chance: float) -> float:
    """The least amount at which the weights of all draws that ask no more come to a chance; +inf where none does."""
    order = np.argsort(amount, kind="stable")
    reached = np.cumsum(closes[order]) >= chance * (1.0 - 1e-12)
    return float(amount[order][np.argmax(reached)]) if reached.any() else float("inf")


def best_bid(contest: Contest, worth: Array | float, cost: float = 0.0, weight: Array | None = None) -> NextBid:
    """The price that earns the bidder most, given what the target is worth to it draw by draw.

    max over b of  E[(V - b) 1(b >= R) P(gates)] - cost.  Only prices at which somebody is just won over can be best.
    Where worth and asking prices move together, winning is bad news, and the expectation takes that into account.

    >>> from suitor.contest import Contest, Decider
    >>> holders = Decider("holders", "holders", alternative=np.linspace(0.0005, 0.9995, 1000), accepted=np.array(0.0))
    >>> round(best_bid(Contest(0.0, (holders,), per="equity"), worth=1.0).price, 2)
    0.5
    """
    price, gain, chance = _schedule(contest, worth, weight)
    if not price.size:
        return NextBid(float("nan"), 0.0, -cost, False)
    best = int(np.argmax(gain))
    net = float(gain[best]) - cost
    return NextBid(float(price[best]), float(chance[best]), net, net > 0.0)


def walk_away(contest: Contest, worth: Array | float, weight: Array | None = None) -> float:
    """The highest price at which the bidder does not expect to lose; NaN where every price that wins loses.

    The largest b with  b <= E[V | closes at b]: what the target is worth on average in the draws that b wins.
    """
    price, gain, chance = _schedule(contest, worth, weight)
    closes = chance > 0.0
    if not closes.any():
        return float("nan")
    even = price[closes] + gain[closes] / chance[closes]
    until = np.append(price[closes][1:], np.inf)
    bearable = np.flatnonzero(even >= price[closes])
    return float(min(even[bearable[-1]], until[bearable[-1]])) if bearable.size else float("nan")


def after_refusal(contest: Contest, refused: float, sincere: float = 1.0, weight: Array | None = None) -> Array:
    """What a refusal teaches: the weight of each draw once a bid has been turned down.

    With probability `sincere` the seller refuses only what it would not take; otherwise it refuses whatever comes. By
    Bayes, a draw that asked more keeps its weight and one that asked no more keeps 1 - sincere of it.
    """
    asked, _, _ = _terms(contest, None)
    prior = np.full(asked.size, 1.0 / asked.size) if weight is None else np.asarray(weight, float).ravel()
    told = prior * np.where(asked > refused, 1.0, 1.0 - sincere)
    if not told.sum() > 0.0:
        raise ValueError(f"every draw would have accepted {refused:g}: a refusal contradicts the reservation prices.")
    return told / told.sum()


def campaign(
    contest: Contest, worth: Array | float, cost: float, rounds: int, sincere: float = 1.0
) -> Iterator[NextBid]:
    """The bids, one after another, of a bidder who is refused each time, until none is worth making.

    Each bid is the best reply to what the refusals so far have taught, as if it were the last: a bidder known to raise
    would be refused more often, which this does not model.
    """
    weight = None
    for _ in range(rounds):
        bid = best_bid(contest, worth, cost, weight)
        if not bid.worth_making:
            return
        yield bid
        weight = after_refusal(contest, bid.price, sincere, weight)


def _terms(contest: Contest, weight: Array | None, worth: Array | float = 0.0) -> tuple[Array, Array, Array]:
    """For each draw: the highest price asked, its weight times the odds of closing once all agree, what it is worth."""
    verdict = replace(contest, bid=BEYOND_ALL).play()
    asked = np.max(verdict.reservation, axis=-1, initial=0.0).ravel()
    closes = verdict.completion.ravel()
    share = np.full(closes.size, 1.0 / closes.size) if weight is None else np.asarray(weight, float).ravel()
    return asked, closes * share, np.broadcast_to(np.asarray(worth, float), verdict.completion.shape).ravel()


def _schedule(contest: Contest, worth: Array | float, weight: Array | None) -> tuple[Array, Array, Array]:
    """Each price at which somebody is just won over, with the expected gain and the chance of closing there."""
    asked, closes, worth = _terms(contest, weight, worth)
    order = np.argsort(asked, kind="stable")
    order = order[np.isfinite(asked[order])]
    price, chance = asked[order], np.cumsum(closes[order])
    gain = np.cumsum((worth * closes)[order]) - price * chance
    last = np.append(price[1:] != price[:-1], True)[: price.size]  # of equal prices, the one that wins them all
    return price[last], gain[last], chance[last]
