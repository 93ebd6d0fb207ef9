"""How fast a lab can grow on its own money, on gifts, and in a race: closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

from suitor._core.records import Array

__all__ = ["donation_lag", "lee_wilde", "loury", "overlapping_research", "self_financed_growth", "step_by_step"]


def self_financed_growth(elasticity: Any, price_gain: Any, algorithms: Any) -> Array:
    """Growth of effective compute on a constant share of revenue, log points a year: (g_price + g_alg) / (1 - eta).

    With revenue ~ E^eta, eta < 1: outside equity buys level, not slope. Cf. Higgins (1977), sustainable growth.
    """
    return (np.asarray(price_gain) + np.asarray(algorithms)) / (1.0 - np.asarray(elasticity))


def donation_lag(years: Any, price_gain: Any, algorithms: Any, frontier: Any) -> Array:
    """Years behind the frontier after `years` on a constant gift: t (1 - (g_price + g_algorithms) / g_frontier)."""
    own = np.asarray(price_gain) + np.asarray(algorithms)
    return np.asarray(years) * np.maximum(1.0 - own / np.asarray(frontier), 0.0)


def step_by_step(ahead: Any, level: Any, behind: Any, help_rate: Any = 0.0, interest: Any = 0.0) -> tuple[Array, Array]:
    """Research of neck-and-neck firms and of a firm one step behind: rates n_0, n_-1 at cost n^2 / 2.

        n_0  = -(r + h) + sqrt((r + h)^2 + 2 (pi_1 - pi_0))
        n_-1 = -(r + h + n_0) + sqrt((r + h)^2 + n_0^2 + 2 (pi_1 - pi_-1))

    Competition lowers pi_0: level firms run to escape it, laggards give up. Help h lets a laggard copy.
    Aghion, Bloom, Blundell, Griffith & Howitt (2005), "Competition and innovation", QJE 120; general r re-derived.
    """
    one, zero, minus = (np.asarray(x, dtype=float) for x in (ahead, level, behind))
    drag = np.asarray(help_rate, dtype=float) + np.asarray(interest, dtype=float)
    even = np.sqrt(drag**2 + 2.0 * (one - zero)) - drag
    return even, np.sqrt(drag**2 + even**2 + 2.0 * (one - minus)) - drag - even


def loury(firms: int, prize: float, interest: float) -> float:
    """Research each of n firms pays up front for a hazard 2 sqrt(x) of the prize: more rivals, less research each.

    The sign holds from n = 2 with this hazard. Loury (1979), "Market structure and innovation", QJE 93.
    """

    def slope(x: float) -> float:  # d/dx of V h / (r + h + H) - x, rivals' hazard H = (n - 1) h
        h, rivals = 2.0 * np.sqrt(x), (firms - 1) * 2.0 * np.sqrt(x)
        return float(prize * (interest + rivals) / (interest + rivals + h) ** 2 / np.sqrt(x) - 1.0)

    return float(brentq(slope, 1e-14, 1e6, xtol=1e-14, rtol=1e-13))


def lee_wilde(firms: int, prize: float, interest: float) -> float:
    """Research each of n firms pays while the race lasts, hazard 2 sqrt(x): more rivals, more research each.

    Lee & Wilde (1980), "Market structure and innovation: a reformulation", QJE 94.
    """

    def slope(x: float) -> float:  # of (V h - x) / (r + h + H)
        h = 2.0 * np.sqrt(x)
        total = interest + firms * h
        return float((prize / np.sqrt(x) - 1.0) * total - (prize * h - x) / np.sqrt(x))

    return float(brentq(slope, 1e-14, 1e6, xtol=1e-14, rtol=1e-13))


def overlapping_research(
    firms: Any, overlap: Any, spillover: Any, room: Any = 1.0, cost_slope: Any = 1.0, demand_slope: Any = 1.0
) -> Array:
    """Cost-cutting research of each of n Cournot firms whose owners overlap; overlap raises it iff beta > 1 / (n + 1).

        x = tau (a - c) / (b gamma (n + Lambda) - B tau),  Lambda = 1 + lambda (n - 1),
        tau = 1 + lambda beta (n - 1),  B = 1 + beta (n - 1)

    with demand p = a - b Q, research cost gamma x^2 / 2, each unit cost c - x_i - beta sum x_j.
    Lopez & Vives (2019), "Overlapping ownership, R&D spillovers, and antitrust policy", JPE 127.
    """
    n, lam, beta = (np.asarray(x, dtype=float) for x in (firms, overlap, spillover))
    others = n - 1.0
    tau, reach = 1.0 + lam * beta * others, 1.0 + beta * others
    return (
        tau
        * np.asarray(room)
        / (np.asarray(demand_slope) * np.asarray(cost_slope) * (n + 1.0 + lam * others) - reach * tau)
    )
