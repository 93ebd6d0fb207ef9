"""Pakes & McGuire (1994): profits and consumer surplus of every industry structure of their quality ladder."""

from __future__ import annotations

import json
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Stakes
from suitor.race import LogitStage, pakes_mcguire_quality

TABLE = json.loads((Path(__file__).parent / "pakes_mcguire_1994.json").read_text())


@pytest.mark.parametrize("firms", [1, 2, 3])
def test_every_structure_earns_what_the_table_says(firms):
    rising = combinations_with_replacement(range(20), firms)
    structures = sorted(tuple(reversed(structure)) for structure in rising)
    quality = pakes_mcguire_quality(np.array(structures))
    none = np.full(firms, -np.inf)
    market = LogitStage(
        Stakes.of_firms(tuple("abc")[:firms]), 5.0, 1.0, 1.0, 0.0, 0.0, np.zeros(firms), none, np.full(firms, 5.0)
    )
    served = market(quality, 2025, none)
    assert len(structures) == len(TABLE[f"profit_{firms}"])
    assert np.all(served.found)
    # Where the best firm stands on rung 0 or 1 almost nobody buys, and the table's own solver stopped at its start.
    sells = np.array(structures).max(axis=1) >= 2
    assert_allclose(served.surplus[sells], np.array(TABLE[f"surplus_{firms}"])[sells], rtol=0, atol=1e-7)
    assert_allclose(served.profit[sells], np.array(TABLE[f"profit_{firms}"])[sells], rtol=0, atol=8e-7)
    assert_allclose(served.profit, TABLE[f"profit_{firms}"], rtol=0, atol=2.1e-6)
