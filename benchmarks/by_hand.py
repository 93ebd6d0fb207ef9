"""An equilibrium tried by hand: what each firm would earn at many other prices or quantities of one product."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar, root

from suitor._core.records import Equilibrium, Stakes, replace
from suitor.market import Bargaining, Bertrand, Conjectures, Cournot, Market, PartialCollusion, PriceCap, Vertical
from suitor.market.floors import in_ratio

STEPS = np.geomspace(0.05, 20.0, 160)  # of a price or a quantity


def gain_of_moving(market: Market, stakes: Stakes, solved: Equilibrium, draw: int) -> float:
    """The most that any firm gains by moving one product alone, as a share of what it earns; 0 where not asked."""
    how: Any = market.conduct
    price = solved.price[draw]
    if isinstance(how, PartialCollusion):
        one = replace(how, theta=np.asarray(how.theta).ravel()[0])
        market, stakes, how = replace(market, conduct=how.base), one.counted(stakes), how.base
    if hasattr(market.demand, "sold"):
        return _by_quantity(market, stakes, solved.quantity[draw]) if type(how) is Cournot else 0.0
    if isinstance(how, Bargaining):
        return _by_bargain(market, stakes, price)
    if isinstance(how, Bertrand | PriceCap):
        return _by_price(market, stakes, price)
    return 0.0


def _by_price(market: Market, stakes: Stakes, price: np.ndarray) -> float:
    how: Any = market.conduct
    most = np.broadcast_to(np.asarray(getattr(how, "capacity", np.inf), dtype=float), (1, len(price)))[0]
    cap = np.broadcast_to(np.asarray(getattr(how, "cap", np.inf), dtype=float), (1, len(price)))[0]

    def worth(product: int, at: Any) -> Any:
        moved = np.where(np.arange(len(price)) == product, np.asarray(at)[..., None], price)
        units = market.demand.quantity(moved)
        firm = market.firm[product]
        room = (units <= most * (1 + 1e-9)) | (market.firm != firm)
        allowed = (units >= 0) & (moved <= cap * (1 + 1e-9)) & room
        lawful = allowed.all(-1) & (units[..., product] > 1e-12 * units.sum(-1))
        earned = market.profit(moved) @ stakes.weight[firm]
        caring = stakes.care[firm] * market.demand.surplus(moved) if stakes.care[firm] else 0.0
        return np.where(lawful, earned + caring, -np.inf)

    return max(
        _best(lambda at, j=j: worth(j, at), price[j], np.abs(market.profit(price)).max()) for j in range(len(price))
    )


def _by_quantity(market: Market, stakes: Stakes, quantity: np.ndarray) -> float:
    demand, rise = market.demand, np.broadcast_to(market.conduct.rise, (1, len(quantity)))[0]  # type: ignore[attr-defined]

    def profit(units: Any) -> Any:
        each = (demand.inverse(units)[0] - market.cost - 0.5 * rise * units) * units  # type: ignore[attr-defined]
        return market.by_firm(each)

    def worth(product: int, at: Any) -> Any:
        moved = np.where(np.arange(len(quantity)) == product, np.asarray(at)[..., None], quantity)
        firm = market.firm[product]
        caring = stakes.care[firm] * demand.surplus_of(moved) if stakes.care[firm] else 0.0  # type: ignore[attr-defined]
        return profit(moved) @ stakes.weight[firm] + caring

    scale = np.abs(profit(quantity)).max()
    sold = [j for j in range(len(quantity)) if quantity[j] > 1e-9 * quantity.sum()]
    return max(_best(lambda at, j=j: worth(j, at), quantity[j], scale) for j in sold)


def _by_bargain(market: Market, stakes: Stakes, price: np.ndarray) -> float:
    """The Nash product of one table, in logs: own gains from agreement at 1 − power, buyers' at power."""
    power = np.broadcast_to(np.asarray(market.conduct.power, dtype=float), (1, len(price)))[0]  # type: ignore[attr-defined]

    def product_of(j: int, at: Any) -> Any:
        moved = np.where(np.arange(len(price)) == j, np.asarray(at)[..., None], price)
        kept, firm = np.arange(len(price)) != j, market.firm[j]
        left, rest = market.demand.keep(kept), moved[..., kept]
        weight = stakes.weight[firm][market.firm]

        def worth(system: Any, at: Any, which: Any) -> Any:
            earned = ((at - market.cost[..., which]) * system.quantity(at)) @ weight[which]
            return earned + stakes.care[firm] * system.surplus(at)

        own = worth(market.demand, moved, slice(None)) - worth(left, rest, kept)
        buyers = market.demand.surplus(moved) - left.surplus(rest)
        with np.errstate(all="ignore"):
            gains = (1.0 - power[j]) * np.log(own) + power[j] * np.log(buyers)
        return np.where(np.isfinite(gains), gains, -np.inf)

    if len(price) < 2:
        return 0.0
    return max(_best(lambda at, j=j: product_of(j, at), price[j], 1.0) for j in range(len(price)))


def _best(worth: Any, here: float, scale: float) -> float:
    """What the best of many values, refined, is above that at the equilibrium."""
    now = worth(np.array([here]))[0]
    grid = here * STEPS
    many = worth(grid)
    top = int(np.argmax(many))
    low, high = grid[max(top - 1, 0)], grid[min(top + 1, len(grid) - 1)]
    fine = minimize_scalar(lambda at: min(-worth(np.array([at]))[0], 1e300), bounds=(low, high), method="bounded")
    return float((max(many[top], -fine.fun) - now) / scale)


def other_solver(market: Market, stakes: Stakes, price: np.ndarray) -> bool:
    """Does SciPy's hybrid method, begun ten percent away, settle at other prices?"""
    how: Any = market.conduct
    if hasattr(market.demand, "sold") or isinstance(how, PriceCap | Vertical) or getattr(how, "bound", False):
        return False
    if not isinstance(how, Bertrand | Cournot | Conjectures | Bargaining | PartialCollusion):
        return False
    aims = in_ratio(stakes, 1.0 / stakes.own)

    def miss(scaled: np.ndarray) -> np.ndarray:
        at = (scaled * price)[None]
        return ((at - market.cost - how.markup(market, at, aims)) / price)[0]

    with np.errstate(all="ignore"):
        answer = root(miss, 1.0 + 0.1 * np.cos(np.arange(len(price))), tol=1e-12)
    settled = answer.success and np.abs(answer.fun).max() < 1e-9
    return bool(settled and np.abs(answer.x - 1.0).max() > 1e-6)
