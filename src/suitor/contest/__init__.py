"""Who says yes, who may say no, how likely, and by when.

>>> import numpy as np
>>> board = Decider("board", "board", alternative=np.array([40.0, 60.0]), accepted=np.array(0.0))
>>> Contest(50.0, (board,), per="share").play().completion.tolist()
[1.0, 0.0]
"""

from suitor.contest.bidding import NextBid, after_refusal, best_bid, campaign, price_for, walk_away
from suitor.contest.contest import Contest
from suitor.contest.deciders import Decider, indifference, reservation
from suitor.contest.flip import Flip, Remark, binding, gains, regret, remarks, smallest_change
from suitor.contest.gates import Gate, chances, opening_days, together
from suitor.contest.routes import Outlook, Route, by_route, closed_by, floor_set, outlook

__all__ = [
    "Contest",
    "Decider",
    "Flip",
    "Gate",
    "NextBid",
    "Outlook",
    "Remark",
    "Route",
    "after_refusal",
    "best_bid",
    "binding",
    "by_route",
    "campaign",
    "chances",
    "closed_by",
    "floor_set",
    "gains",
    "indifference",
    "opening_days",
    "outlook",
    "price_for",
    "regret",
    "remarks",
    "reservation",
    "smallest_change",
    "together",
    "walk_away",
]
