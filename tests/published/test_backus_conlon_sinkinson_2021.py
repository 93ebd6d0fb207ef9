"""Backus, Conlon & Sinkinson (2021), "Common ownership in America: 1980-2017", AEJ: Microeconomics 13."""

from __future__ import annotations

import numpy as np
import pytest

from suitor.holdings import Holdings, Interest, kappa


def weights(beta: list[list[float]]) -> np.ndarray:  # type: ignore[type-arg]
    """Investors (rows) hold firms (columns), vote in proportion, and the small holders left over are not counted."""
    firms = tuple(f"firm {number}" for number in range(1, len(beta[0]) + 1))
    held = []
    for place, firm in enumerate(firms):
        voting = sum(row[place] for row in beta)
        for number, row in enumerate(beta):
            if row[place]:
                held.append(Interest(f"investor {number}", firm, "cash", row[place]))
                held.append(
                    Interest(f"investor {number}", firm, "votes", f"{round(1000 * row[place])}/{round(1000 * voting)}")
                )
    return kappa(Holdings.of(held).weigh(firms, split="proportional"))


def test_table_1_example_1_a_common_owner_of_two_firms() -> None:
    found = weights([[1, 0, 0], [0, 0.2, 0], [0, 0, 0.2], [0, 0.2, 0.2]])
    np.testing.assert_allclose(found, [[1, 0, 0], [0, 1, 0.5], [0, 0.5, 1]], atol=1e-12)


@pytest.mark.parametrize("x", [1, 2, 3])
def test_table_2_example_2_what_counts_is_the_relative_stake(x: int) -> None:
    found = weights([[0.01, 0.01 * x]] * 10)
    np.testing.assert_allclose(found, [[1, x], [1 / x, 1]], atol=1e-12)
