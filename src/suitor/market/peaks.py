"""Is each firm at the top of what those who control it want, and not only where the slope is zero?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Equilibrium, Stakes
from suitor._core.solve import differences, slopes
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.demand import Demand
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = ["gradient", "is_peak", "may_lack"]


def may_lack(market: Market) -> bool:
    """May no firm gain by a first small step, and one do by going on? Under log-linear and almost ideal demand."""
    return isinstance(market.conduct, Bertrand) and hasattr(market.demand, "in_logs")


def is_peak(market: Market, stakes: Stakes, solved: Equilibrium) -> NDArray[np.bool_]:
    """Second-order conditions of price setting, (*draw,): each firm's objective curves down in all its own prices.

    Local, like the first-order conditions: another peak may be higher. A firm whose floor binds is held by its floor,
    and is not asked.
    """
    with np.errstate(divide="ignore"):
        ratio = in_ratio(stakes, np.where(np.isfinite(solved.multiplier), 1.0 / (stakes.own + solved.multiplier), 0.0))
    known = type(market.demand).slopes is not Demand.slopes
    bend = (slopes if known else differences)(lambda price: gradient(market, ratio, price), solved.price)
    answer = np.ones(solved.found.shape, dtype=bool)
    for firm in range(len(market.firms)):
        mine = np.flatnonzero((market.firm == firm) & ~market.fixed)
        if len(mine) == 0:
            continue
        block = bend[..., mine[:, None], mine]
        unit = np.sqrt(np.abs(np.einsum("...jj->...j", block)))
        scaled = (block + np.swapaxes(block, -1, -2)) / (2.0 * unit[..., :, None] * unit[..., None, :])
        safe = np.where(np.isfinite(scaled), scaled, 0.0)
        answer &= (np.linalg.eigvalsh(safe)[..., -1] < 0) | (solved.multiplier[..., firm] > 0)
    return answer & solved.found


def gradient(market: Market, stakes: Stakes, price: Array) -> Array:
    """What a firm's controllers gain from each of its prices, per dollar of its own profit."""
    firm = market.firm
    pull = np.swapaxes(market.demand.slopes(price), -1, -2)
    held = stakes.weight[..., firm[:, None], firm] * (price - market.cost)[..., None, :]
    held = held + stakes.volume[..., firm, None] * np.equal.outer(firm, firm)
    return (1.0 - stakes.care)[..., firm] * market.demand.quantity(price) + (held * pull).sum(-1)
