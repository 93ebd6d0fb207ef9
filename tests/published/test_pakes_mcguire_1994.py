"""Pakes & McGuire (1994), "Computing Markov-perfect Nash equilibria", RAND Journal 25(4): the static table."""

from __future__ import annotations

import numpy as np
import pytest

from suitor.market import Bertrand, Logit, Market, Stakes

# Profits by structure from a port of Gowrisankaran's Gauss code; M = 5, cost 5, quality 3w − 7, curved above 12.
TABLE = {
    (6, 6): (4.91161706, 4.91161655),
    (19, 4): (24.09779826, 0.23369204),
    (19,): (25.34919063,),
    (6, 6, 6): (2.48622831, 2.48622831, 2.48622807),
}


def quality(state: np.ndarray) -> np.ndarray:
    x = 3.0 * state - 7.0
    return np.where(x <= 12, x, 12 + np.log(2 - np.exp(12 - np.maximum(x, 12))))


@pytest.mark.parametrize("state", TABLE)
def test_static_profits(state: tuple[int, ...]) -> None:
    value = quality(np.array(state, dtype=float))
    market = Market.of(
        ("a", "b", "c")[: len(state)], Logit.of(value, sensitivity=1.0, size=5.0), Bertrand(), cost=[5.0] * len(state)
    )
    solved = market.solve(Stakes.of_firms(market.firms))
    assert solved.found
    assert np.allclose(solved.profit, TABLE[state], atol=2e-6)  # where the port's own solver stopped


def test_every_structure_of_three_firms_is_solved() -> None:
    grid = np.stack(np.meshgrid(*[np.arange(20)] * 3), -1).reshape(-1, 3)
    market = Market.of(("a", "b", "c"), Logit.of(quality(grid), sensitivity=1.0, size=5.0), Bertrand(), cost=[5.0] * 3)
    solved = market.solve(Stakes.of_firms(market.firms))
    assert solved.found.all()
