"""Who says yes, who may say no, how likely, and by when.

>>> import numpy as np
>>> board = Decider("board", "board", alternative=np.array([40.0, 60.0]), accepted=np.array(0.0))
>>> Contest(50.0, (board,), per="share").play().completion.tolist()
[1.0, 0.0]
"""

from suitor.contest import auction, tender
from suitor.contest.belief import Belief, Step, base_rate, pool, seen
from suitor.contest.bidding import NextBid, after_refusal, best_bid, campaign, price_for, walk_away
from suitor.contest.contest import Contest
from suitor.contest.deciders import Decider, indifference, reservation
from suitor.contest.defence import Bid, Defence, Lawfulness, Position, defend, lawfulness
from suitor.contest.ending import Endings, bidder_gain, endings, endings_by_route
from suitor.contest.flip import Flip, binding, gains, in_the_way, regret, smallest_change
from suitor.contest.gates import Gate, chances, opening_days, others, together
from suitor.contest.hazards import Fate, Risks, pending_price
from suitor.contest.hindsight import Backtest, backtest, brier, forecast
from suitor.contest.odds import Implied, annualised, downside, expected_profit, implied, spread
from suitor.contest.remark import Remark, remarks
from suitor.contest.routes import Outlook, Route, by_route, closed_by, floor_set, odds_at, outlook
from suitor.contest.tables import precedents, priors, rule, rules

__all__ = [
    "Backtest",
    "Belief",
    "Bid",
    "Contest",
    "Decider",
    "Defence",
    "Endings",
    "Fate",
    "Flip",
    "Gate",
    "Implied",
    "Lawfulness",
    "NextBid",
    "Outlook",
    "Position",
    "Remark",
    "Risks",
    "Route",
    "Step",
    "after_refusal",
    "annualised",
    "auction",
    "backtest",
    "base_rate",
    "best_bid",
    "bidder_gain",
    "binding",
    "brier",
    "by_route",
    "campaign",
    "chances",
    "closed_by",
    "defend",
    "downside",
    "endings",
    "endings_by_route",
    "expected_profit",
    "floor_set",
    "forecast",
    "gains",
    "implied",
    "in_the_way",
    "indifference",
    "lawfulness",
    "odds_at",
    "opening_days",
    "others",
    "outlook",
    "pending_price",
    "pool",
    "precedents",
    "price_for",
    "priors",
    "regret",
    "remarks",
    "reservation",
    "rule",
    "rules",
    "seen",
    "smallest_change",
    "spread",
    "tender",
    "together",
    "walk_away",
]
