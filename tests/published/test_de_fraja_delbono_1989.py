"""De Fraja & Delbono (1989), "Alternative strategies of a public enterprise in oligopoly", Oxford Economic Papers 41.

Demand p = a − Q, costs k q²/2, one public firm and n private ones. The public firm counts everyone's profit and
consumer surplus; partly private, it counts its own profit at θ more (Matsumura 1998, J. of Public Economics 70).
"""

from __future__ import annotations

import numpy as np
import pytest

from suitor._core.records import Equilibrium, Stakes
from suitor.market import Cournot, Homogeneous, Market

A = 10.0


def solve(private: int, k: float, public: float) -> tuple[Market, Equilibrium]:
    """The mixed market when the first firm puts `public` on welfare and the rest on its own profit."""
    names = tuple(f"f{place}" for place in range(private + 1))
    weight = np.eye(private + 1)
    weight[0, 1:] = public
    care = np.zeros(private + 1)
    care[0] = public
    stakes = Stakes(names, weight, care, np.zeros(private + 1), np.full(private + 1, -np.inf))
    demand = Homogeneous.of(A, -1.0, sold=np.full(private + 1, A / (private + 2)))
    market = Market.of(names, demand, Cournot(rise=np.full(private + 1, k)), cost=np.zeros(private + 1))
    return market, market.solve(stakes)


@pytest.mark.parametrize("k", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("private", [1, 2, 5])
def test_mixed_oligopoly(private: int, k: float) -> None:
    _, solved = solve(private, k, public=1.0)
    scale = (1 + k) ** 2 + private * k
    assert solved.found
    assert solved.quantity[0] == pytest.approx(A * (1 + k) / scale, rel=1e-10)
    assert np.allclose(solved.quantity[1:], A * k / scale, rtol=1e-10)


@pytest.mark.parametrize("k", [0.5, 1.0])
@pytest.mark.parametrize("private", [1, 3])
def test_privatised(private: int, k: float) -> None:
    _, solved = solve(private, k, public=0.0)
    assert np.allclose(solved.quantity, A / (private + 2 + k), rtol=1e-10)


@pytest.mark.parametrize(("private", "k"), [(1, 1.0), (2, 1.0), (3, 0.5)])
def test_welfare_is_highest_when_partly_private(private: int, k: float) -> None:
    """Matsumura's optimum: a private share of nk/((1 + k)² + nk); one firm on each side and k = 1 gives 1/5."""

    def welfare(theta: float) -> float:
        _, solved = solve(private, k, public=1.0 - theta)
        return float(solved.surplus + solved.profit.sum())

    best = private * k / ((1 + k) ** 2 + private * k)
    assert all(welfare(best) > welfare(best + step) for step in (-0.05, -0.01, 0.01, 0.05))
