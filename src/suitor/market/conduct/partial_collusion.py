"""Sellers count part of each other's profit, between competing and acting as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.market.conduct import Conduct, is_unknown, known
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.observed import UNKNOWN

if TYPE_CHECKING:
    from suitor._core.records import Equilibrium, Stakes
    from suitor.market.market import Market
    from suitor.market.observed import Observed


@record
class PartialCollusion(Conduct):
    """Each member f of a coalition counts a dollar of another member's profit as θ of its own:

        κ_fg becomes (1 − θ) κ_fg + θ    for members f ≠ g,

    and then competes as `base` says, in prices or in quantities. θ = 0 is `base`, θ = 1 the coalition's joint profit.
    After a merger the same θ holds, so that its coordinated effect is the difference to θ = 0. With theta="unknown"
    calibration asks the margins, of which there must be one more than demand needs; below 0 or above 1 they reject it.

    >>> from suitor.market import calibrate
    >>> known = calibrate("logit", PartialCollusion(), products=("a", "b"), firms=("a", "b"), firm=[0, 1],
    ...                   price=[10.0, 10.0], share=[0.2, 0.4], margin=[0.30, 0.35])
    >>> known.market.conduct.theta.round(4)
    np.float64(0.375)

    Miller & Weinberg (2017), "Understanding the price effects of the MillerCoors joint venture", Econometrica 85(6);
    Cyert & DeGroot (1973), "An analysis of cooperation and learning in a duopoly context", AER 63(1).
    """

    theta: Any = UNKNOWN  # (*draw,), what a member counts of a dollar of another member's profit, from 0 to 1
    members: tuple[str, ...] | None = None  # firms of the coalition; all of them by default
    base: Conduct = Bertrand()  # how those firms would compete

    axes: ClassVar[Mapping[str, int]] = {"theta": 0}

    def counted(self, stakes: Stakes) -> Stakes:
        """The stakes with what members count of each other."""
        members = stakes.firms if self.members is None else self.members
        strangers = [name for name in members if name not in stakes.firms]
        if strangers:
            raise ValueError(f"no firm {strangers[0]!r} to collude; there are {', '.join(stakes.firms)}")
        inside = np.isin(stakes.firms, members)
        theta = known(self.theta, "theta")[..., None, None]
        joint = (1.0 - theta) * stakes.weight + theta * stakes.own[..., :, None]
        return replace(stakes, weight=np.where(np.outer(inside, inside), joint, stakes.weight))

    def markup(self, market: Market, price: Array, stakes: Stakes) -> Array:
        return self.base.markup(replace(market, conduct=self.base), price, self.counted(stakes))

    def solve(self, market: Market, stakes: Stakes) -> Equilibrium:
        return self.base.solve(replace(market, conduct=self.base), self.counted(stakes))

    def guess(self, seen: Observed) -> dict[str, Array]:
        return {"theta": np.full(seen.draws, np.exp(0.25))} if is_unknown(self.theta) else {}

    def told(self, **exponential: Array) -> Conduct:
        # Not held between 0 and 1: a fit outside is the margins' way of saying that no coalition explains them.
        return replace(self, theta=np.log(exponential["theta"])) if exponential else self
