"""Who is served, who is priced out, and what a free tier is worth to users."""

from __future__ import annotations

import numpy as np

from suitor._core.records import Array, record, replace
from suitor.race.stage import LogitStage

__all__ = ["Access", "access"]


@record
class Access:
    """Access in one year of the market; shares of the potential users, money a year."""

    served: Array  # (*draw,)
    free: Array  # (*draw,), served without paying
    priced_out: Array  # (*draw,), would pay for a paid tier at what it costs to serve, and does not at its price
    free_tier_worth: Array  # (*draw,), consumer surplus lost if this lab closed its free tier, prices set anew
    free_tier_profit: Array  # (*draw,), profit the lab would gain by closing it


def access(stage: LogitStage, lab: str, lead: Array, year: int) -> Access:
    """Who is served and who is priced out, and what the lab's free tier is worth to users and costs the lab.

    The surplus of the free tier is that with it less that without it: a log-sum has none for each tier of its own.
    """
    i = stage.stakes.firms.index(lab)
    none = np.full(np.shape(lead)[-1], -np.inf)
    appeal = np.array(np.broadcast_to(stage.free_appeal, np.broadcast_shapes(stage.free_appeal.shape, lead.shape)))
    appeal[..., i] = -np.inf
    now, closed = (market(lead, year, none) for market in (stage, replace(stage, free_appeal=appeal)))
    pay_at_cost, _, _ = stage.market(lead, year).shares(0.0)
    return Access(
        served=now.served.sum(axis=-1),
        free=now.free.sum(axis=-1),
        priced_out=(pay_at_cost - (now.served - now.free)).sum(axis=-1),
        free_tier_worth=now.surplus - closed.surplus,
        free_tier_profit=closed.profit[..., i] - now.profit[..., i],
    )
