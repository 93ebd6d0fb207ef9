"""The race's own price stage and the market room, strangers to each other, set the same prices."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from suitor._core.records import Stakes, replace
from suitor.market import Bertrand, Logit, Market
from suitor.race import FORMS, LogitStage

FIRMS = ("one", "two", "three")
ALPHA, USERS, BASE = 0.005, 1e9, 2025


def stage(stakes: Stakes) -> LogitStage:
    paid, free = np.array([0.05, 0.02, 0.005]), np.array([0.2, 0.1, 0.02])
    fitted = LogitStage.fit(
        Stakes.of_firms(FIRMS),
        USERS,
        np.full(3, 390.0),
        paid,
        free,
        ALPHA,
        paid_slope=1.3,
        free_slope=0.8,
        outside=0.35,
    )
    return replace(fitted, stakes=stakes)


def market(own: LogitStage) -> Market:
    """The same users: each lab sells a paid product and keeps a free one at a fixed price of 0."""
    value = np.stack([own.paid_appeal, own.free_appeal], axis=-1).ravel()
    cost = np.stack([own.cost, np.full(3, own.free_cost - own.advertising)], axis=-1).ravel()
    return Market.of(
        tuple(f"{firm} {tier}" for firm in FIRMS for tier in ("paid", "free")),
        Logit.of(value, sensitivity=ALPHA, size=USERS),
        Bertrand(),
        cost=cost,
        sellers=tuple(np.repeat(FIRMS, 2)),
        price=np.tile([390.0, 0.0], 3),
        fixed=np.tile([False, True], 3),
    )


@pytest.mark.parametrize(
    "form", ["for-profit", "benefit corporation", "nonprofit, output", "state", "acquired by a rival"]
)
@pytest.mark.parametrize("floor", [-np.inf, 2.5e9])
def test_both_rooms_set_the_same_prices(form, floor):
    stakes = FORMS[form].stakes(Stakes.of_firms(FIRMS), "one", "two")
    stakes = replace(stakes, floor=np.array([floor, -np.inf, -np.inf]))
    own = stage(stakes)
    served = own(np.zeros(3), BASE, stakes.floor)
    found = market(own).solve(stakes)
    assert served.found and found.found
    assert_allclose(found.price[..., ::2], served.price, rtol=1e-8)
    assert_allclose(found.profit, served.profit, rtol=1e-8)
    assert_allclose(found.surplus, served.surplus, rtol=1e-8)
