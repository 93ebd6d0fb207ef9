"""Who says yes, who may say no, how likely, and by when.

>>> import numpy as np
>>> board = Decider("board", "board", alternative=np.array([40.0, 60.0]), accepted=np.array(0.0))
>>> Contest(50.0, (board,), per="share").play().completion.tolist()
[1.0, 0.0]
"""

from suitor.contest.contest import Contest
from suitor.contest.deciders import Decider, indifference, reservation
from suitor.contest.gates import Gate, chances, opening_days, together

__all__ = ["Contest", "Decider", "Gate", "chances", "indifference", "opening_days", "reservation", "together"]
