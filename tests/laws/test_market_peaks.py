"""Equilibria are tops, and what only looks like one is told apart."""

from __future__ import annotations

import numpy as np
import pytest

from suitor._core.records import replace
from suitor.market import (
    Aids,
    Bertrand,
    Cournot,
    Demand,
    Linear,
    Logit,
    LogLinear,
    Market,
    NestedLogit,
    PartialCollusion,
    Stakes,
    merged,
)  # fmt: skip
from suitor.market.peaks import is_peak, may_lack

DEMANDS: dict[str, Demand] = {
    "logit": Logit.of([2.0, 2.5, 1.8], sensitivity=1.0),
    "nested_logit": NestedLogit.of([2.0, 2.5, 1.8], sensitivity=1.0, sigma=0.5, nest=[0, 0, 1]),
    "linear": Linear.of([10.0] * 3, 0.4 * np.ones((3, 3)) - 3.0 * np.eye(3)),
}


@pytest.mark.parametrize("kind", DEMANDS)
def test_solved_prices_are_tops(kind: str) -> None:
    market = Market.of(tuple("abc"), DEMANDS[kind], Bertrand(), cost=[1.0, 1.2, 0.9])
    stakes = merged(Stakes.of_firms(market.firms), ("a", "b"))
    whole = replace(market, firms=("ab", "c"), firm=np.array([0, 0, 1]))
    assert is_peak(market, stakes, market.solve(stakes))
    assert is_peak(whole, Stakes.of_firms(whole.firms), whole.solve(Stakes.of_firms(whole.firms)))


def test_the_bottom_of_a_profit_is_no_peak() -> None:
    """With slopes upside down the first-order condition finds where profit is least."""
    market = Market.of(("a",), Linear.of([1.0], [[1.0]]), Bertrand(), cost=[1.0], price=[0.5])
    stakes = Stakes.of_firms(("a",))
    solved = market.solve(stakes)
    assert solved.found and solved.price[0] == pytest.approx(0.0, abs=1e-9)
    assert not is_peak(market, stakes, solved)


@pytest.mark.parametrize("pull", [0.3, 0.8, 0.9])
def test_those_who_merge_are_asked_about_their_prices_together(pull: float) -> None:
    """As two firms with one interest, as one firm, or as a coalition: no prices nearby are better, or some are."""
    market = Market.of(("a", "b"), LogLinear.of([0.0] * 2, [[-3.0, pull], [pull, -3.0]]), Bertrand(), cost=[1.0] * 2)
    plain, whole = Stakes.of_firms(market.firms), replace(market, firms=("ab",), firm=np.array([0, 0]))
    coalition = replace(market, conduct=PartialCollusion(theta=1.0))
    one = whole.solve(Stakes.of_firms(whole.firms))
    turned = one.price * np.exp(1e-2 * np.array([[1.0, 1.0], [1.0, -1.0], [1.0, 0.0]]))
    is_top = bool(np.all(whole.profit(turned) < one.profit))
    assert is_top == (pull < 0.9)
    for asked, stakes in (
        (whole, Stakes.of_firms(whole.firms)),
        (market, merged(plain, ("a", "b"))),
        (coalition, plain),
    ):
        assert is_peak(asked, stakes, asked.solve(stakes)) == is_top and may_lack(asked)


@pytest.mark.parametrize("pull", [0.1, 0.8])
def test_sellers_of_quantities_are_asked_about_them(pull: float) -> None:
    """A numerical second look: no quantities nearby are better for those who merge, or some are."""
    slope = pull * np.ones((3, 3)) - (2.5 + pull) * np.eye(3)
    market = Market.of(tuple("abc"), LogLinear.of([0.0] * 3, slope), Cournot(), cost=[1.0, 1.2, 0.9])
    stakes = merged(Stakes.of_firms(market.firms), ("a", "b"))
    solved = market.solve(stakes)
    assert solved.found
    turned = np.log(solved.quantity) + 3e-2 * np.array([[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [-1.0, 1.0, 0.0]])
    price = np.exp(np.linalg.solve(slope, turned.T).T)
    is_top = bool(np.all(market.profit(price)[:, :2].sum(-1) < solved.profit[:2].sum()))
    assert is_top == (pull < 0.5) == bool(is_peak(market, stakes, solved)) and may_lack(market)


def test_prices_that_rise_sevenfold_are_found() -> None:
    """Margins near three quarters, and two of three who merge: the way begins at firms without common interests."""
    share, names = np.array([0.28, 0.45, 0.27]), tuple("abc")
    demand = Aids(share, 0.93 * (np.outer(share, share) - np.diag(share)), np.array(-0.77), np.array(100.0))
    market = Market.of(names, demand, Cournot(), cost=[0.0] * 3, price=np.ones(3))
    plain = Stakes.of_firms(names)
    market = replace(market, cost=1.0 - market.conduct.markup(market, np.ones(3), plain))
    joint = merged(plain, ("a", "b"))
    solved = market.solve(joint)
    assert solved.found and solved.price[0] > 7.0 and is_peak(market, joint, solved)
