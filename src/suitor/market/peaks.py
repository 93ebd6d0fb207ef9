"""Is each firm at the top of what those who control it want, and not only where the slope is zero?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, Equilibrium, Stakes
from suitor._core.solve import differences, slopes
from suitor.market.conduct import Conduct
from suitor.market.conduct.bertrand import Bertrand
from suitor.market.conduct.cournot import Cournot
from suitor.market.demand import Demand
from suitor.market.floors import in_ratio
from suitor.market.market import Market

__all__ = ["gradient", "is_peak", "may_lack"]


def may_lack(market: Market) -> bool:
    """May no firm gain by a first small step, and one do by going on? Under log-linear and almost ideal demand."""
    return isinstance(_game(market), Bertrand | Cournot) and hasattr(market.demand, "in_logs")


def is_peak(market: Market, stakes: Stakes, solved: Equilibrium) -> NDArray[np.bool_]:
    """Second-order conditions, (*draw,): what each firm is after curves down in all prices, or all quantities, it sets.

    Firms that want the same, such as those that have merged, set theirs together. Local, like the first-order
    conditions: another peak may be higher. A firm whose floor binds is held by its floor, and is not asked.
    """
    with np.errstate(divide="ignore"):
        ratio = in_ratio(stakes, np.where(np.isfinite(solved.multiplier), 1.0 / (stakes.own + solved.multiplier), 0.0))
    ratio = market.conduct.counted(ratio)
    bend = (_in_quantities if isinstance(_game(market), Cournot) else _in_prices)(market, ratio, solved.price)
    answer, decides = np.ones(solved.found.shape, dtype=bool), _first_alike(ratio)
    for firm in np.unique(decides):
        mine = np.flatnonzero((decides[market.firm] == firm) & ~market.fixed)
        if len(mine) == 0:
            continue
        block = bend[..., mine[:, None], mine]
        unit = np.sqrt(np.abs(np.einsum("...jj->...j", block)))
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = (block + np.swapaxes(block, -1, -2)) / (2.0 * unit[..., :, None] * unit[..., None, :])
        safe = np.where(np.isfinite(scaled), scaled, 0.0)
        held = (solved.multiplier[..., decides == firm] > 0).any(-1)
        answer &= (np.linalg.eigvalsh(safe)[..., -1] < 0) | held
    return answer & solved.found


def _game(market: Market) -> Conduct:
    """How firms compete, be they in part together or not."""
    return getattr(market.conduct, "base", market.conduct)


def _in_prices(market: Market, stakes: Stakes, price: Array) -> Array:
    """`[..., j, l]` is how what a firm gains from the price of j moves with the price of l."""
    known = type(market.demand).slopes is not Demand.slopes
    return (slopes if known else differences)(lambda x: gradient(market, stakes, x), price)


def _in_quantities(market: Market, stakes: Stakes, price: Array) -> Array:
    """The same of quantities: per unit more of j a firm gains its price, less cost and the markup that is right."""
    game, free = _game(market), np.flatnonzero(~market.fixed)
    bend = slopes(lambda x: x - market.cost - game.markup(market, x, stakes), price)
    own = np.zeros_like(bend)
    block = (..., free[:, None], free)
    own[block] = bend[block] @ np.linalg.inv(market.demand.slopes(price)[block])
    return own


def _first_alike(stakes: Stakes) -> NDArray[np.int_]:
    """For each firm the first that is after the same as it in every draw."""
    ends = (stakes.weight, stakes.care[..., None], stakes.volume[..., None])
    draws = np.broadcast_shapes(*(one.shape[:-2] for one in ends))
    rows = np.concatenate([np.broadcast_to(one, (*draws, *one.shape[-2:])) for one in ends], axis=-1)
    rows = np.nan_to_num(rows.reshape(-1, *rows.shape[-2:]))
    return np.array([(rows == rows[:, [firm]]).all((0, 2)).argmax() for firm in range(len(stakes.firms))])


def gradient(market: Market, stakes: Stakes, price: Array) -> Array:
    """What a firm's controllers gain from each of its prices, per dollar of its own profit."""
    firm = market.firm
    pull = np.swapaxes(market.demand.slopes(price), -1, -2)
    held = stakes.weight[..., firm[:, None], firm] * (price - market.cost)[..., None, :]
    held = held + stakes.volume[..., firm, None] * np.equal.outer(firm, firm)
    return (1.0 - stakes.care)[..., firm] * market.demand.quantity(price) + (held * pull).sum(-1)
