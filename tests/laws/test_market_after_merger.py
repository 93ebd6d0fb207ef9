"""Merged markets that are not found have no equilibrium that a second method, without the engine, can find."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.after_merger import ends
from benchmarks.random_markets import trials

from suitor.market import merged


@pytest.mark.parametrize(("demand", "count"), [("linear", 1000), ("aids", 200)])
def test_no_merged_market_with_an_equilibrium_is_missed(demand: str, count: int) -> None:
    told: list[str] = []
    for market, stakes, sensible, aims in trials(demand, "bertrand", count):
        if aims == "profit" and len(market.firms) > 1:
            joint = merged(stakes, (market.firms[0], market.firms[1]))
            with np.errstate(all="ignore"):
                told += ends(market, stakes, joint, sensible & ~market.solve(joint).found)
    assert "none sold" in told
    assert "there" not in told
