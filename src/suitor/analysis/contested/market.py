"""What the market and the past say of the odds."""

from __future__ import annotations

import numpy as np

from ... import contest
from ...contest.contest import DAYS_A_YEAR
from ...deal import Inputs
from ...deal.records import DealFile
from ..ledger import Ledger
from ..scenario import Ground


def of_trading(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """What the market price says of the odds, and what a position in the target earns.

    A price above the offer is normal in a contest: a higher bid is expected, and no probability is implied.
    """
    trading, file = ground.file.trading, ground.file
    if trading is None:
        return
    inputs = inputs.apart()
    price, downside, rate = (inputs.value(each) for each in (trading.price, trading.downside, trading.rate))
    offer, verdict = inputs.value(file.bid.price), ledger.figures
    days = verdict["verdict.duration"].value if trading.days is None else inputs.value(trading.days)
    years = days / DAYS_A_YEAR
    odds, earned = contest.implied(price, offer, downside, rate, years), contest.spread(price, offer)
    enter = ledger.page(inputs.read | verdict["verdict.duration"].inputs)
    ahead = price * (1.0 + rate * years) > offer
    enter("odds.higher_bid", ahead, "chance", "P (1 + r T) > O: the market expects a higher bid")
    enter("position.spread", earned, "share", "O / P - 1")
    enter("position.annualised", contest.annualised(earned, np.maximum(days, 1.0)), "share", "(O / P - 1) 365 / days")
    if trading.price.median <= file.bid.price.median:
        chance = np.where(offer > downside, np.clip(odds.raw, 0.0, 1.0), np.nan)
        said = "(P (1 + r T) - D) / (O - D), between 0 and 1"
        enter("odds.implied", chance, "chance", said, P="trading.price", D="trading.downside", r="trading.rate")
    read = inputs.read | verdict["verdict.completion"].inputs
    gain = contest.expected_profit(price, offer, downside, verdict["verdict.completion"].value)
    enter = ledger.page(read, verdict["verdict.completion"].found)
    said = "(p (O - P) - (1 - p) (P - D)) / P"
    terms = {"p": "verdict.completion", "P": "trading.price", "D": "trading.downside"}
    enter("position.gain", gain / price, "share", said, **terms)


def of_prior(ledger: Ledger, file: DealFile) -> None:
    """How such bids ended before, and what the ones that had ended by the day of the case make of it."""
    if file.bid.attitude is None:
        return
    known = [each for each in contest.precedents() if each["later"].get("ended", file.as_of) < file.as_of]
    belief = contest.forecast(contest.priors(), {"id": file.id, "attitude": file.bid.attitude}, known)
    enter, (first, last) = ledger.page(frozenset()), (belief.steps[0], belief.steps[-1])
    for i, outcome in enumerate(belief.outcomes):
        enter(f"prior.base[{outcome}]", first.after[i], "chance", first.what)
        enter(f"prior.odds[{outcome}]", last.after[i], "chance", f"(n p + count) / (n + cases): {last.what}")
