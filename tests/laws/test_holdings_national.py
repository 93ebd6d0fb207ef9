"""A national register gives the same answers as a small one, whatever its size."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor.holdings.control import controlled, say_of
from suitor.holdings.national import Ties, control_pairs, factor, integrated_pairs, owners_of
from suitor.holdings.ownership import owners

PARTIES = 8  # the first three are persons


@st.composite
def ties(draw: st.DrawFn) -> Ties:
    """Stakes in basis points; somebody outside holds at least a tenth of each company, so that loops leak."""
    rows: dict[tuple[int, int], int] = {}
    for company in range(3, PARTIES):
        left = 10_000
        rows[draw(st.integers(0, 2)), company] = 1000
        left -= 1000
        for holder in draw(st.lists(st.integers(0, PARTIES - 1), max_size=4, unique=True)):
            part = draw(st.integers(1, 6000))
            if part <= left:
                rows[holder, company] = rows.get((holder, company), 0) + part
                left -= part
    holder, company = np.array(list(rows)).T
    return Ties(holder, company, np.array(list(rows.values())), PARTIES)


def named(one: Ties) -> dict[tuple[str, str], Fraction]:
    return {
        (str(i), str(j)): Fraction(int(s), one.whole)
        for i, j, s in zip(one.holder, one.company, one.share, strict=True)
    }


@given(ties())
def test_integrated_ownership_is_the_same(one: Ties) -> None:
    pairs = {(int(i), int(j)): right for i, j, right in zip(*integrated_pairs(one), strict=True)}
    for company in range(3, PARTIES):
        exact = owners(named(one), str(company))
        single = owners_of(one, company)
        for person in range(3):
            right = float(exact.get(str(person), 0))
            assert pairs.get((person, company), 0.0) == pytest.approx(right, abs=1e-9)
            assert single.get(person, 0.0) == pytest.approx(right, abs=1e-12)


@given(ties())
def test_control_is_the_same(one: Ties) -> None:
    stakes = {pair: share for pair, share in named(one).items() if pair[0] != pair[1]}
    says = say_of(stakes, {})
    found = {(int(i), int(j)) for i, j in zip(*control_pairs(one), strict=True)}
    expected = {(i, int(j)) for i in range(PARTIES) for j in controlled(says, {str(i)})}
    assert found == expected


@given(ties(), st.lists(st.floats(0, 10), min_size=PARTIES, max_size=PARTIES))
def test_the_factored_network_gives_network_values(one: Ties, value: list[float]) -> None:
    direct = np.zeros((PARTIES, PARTIES))
    direct[one.holder, one.company] = one.share / one.whole
    np.testing.assert_allclose(
        factor(one)(np.array(value)), np.linalg.solve(np.eye(PARTIES) - direct, value), rtol=1e-9, atol=1e-12
    )


def test_more_than_all_of_a_party_is_refused() -> None:
    with pytest.raises(ValueError, match=r"stakes in party 2 sum to 110.00% of it"):
        Ties(np.array([0, 1]), np.array([2, 2]), np.array([6000, 5000]), 3)
