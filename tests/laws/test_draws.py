"""Laws of the random numbers: what a draw may depend on, and that it is spread as it should be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor._core.draws import normal, uniform

ENDS = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted)


@given(st.integers(-(2**70), 2**70), st.text(max_size=30), ENDS)
def test_any_split_gives_the_same_bits(seed, name, ends):
    whole = uniform(seed, name, 0, 300)
    assert np.array_equal(uniform(seed, name, *ends), whole[slice(*ends)])


def test_fewer_draws_are_the_first_of_more():
    assert np.array_equal(uniform(7, "bid.price", 0, 2_000), uniform(7, "bid.price", 0, 10_000)[:2_000])


def test_far_draws_need_no_near_ones():
    assert uniform(7, "bid.price", 10**15, 10**15 + 3).shape == (3,)


def test_the_numbers_stay_the_same_from_release_to_release():
    expected = "9d6a2d61f3dbe43f"
    assert uniform(1, "bid.price", 0, 8).astype("<f8").tobytes().hex()[:16] == expected


@pytest.mark.parametrize("other", [(2, "bid.price"), (1, "bid.prices"), (1, "market.size")])
def test_another_seed_or_name_is_another_stream(other):
    left, right = uniform(1, "bid.price", 0, 4_000), uniform(*other, 0, 4_000)
    assert abs(np.corrcoef(left, right)[0, 1]) < 4 / np.sqrt(4_000)


def test_draws_are_spread_evenly_and_never_reach_the_ends():
    draws = uniform(3, "market.size", 0, 100_000)
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    chi_square = np.sum((counts - 5_000.0) ** 2 / 5_000.0)
    assert chi_square < 43.8  # the 0.1% point of chi-square with 19 degrees of freedom
    assert draws.min() > 0 and draws.max() < 1


def test_normal_draws_have_the_moments_of_a_normal():
    draws = normal(3, "market.size", 0, 100_000)
    assert abs(draws.mean()) < 4 / np.sqrt(100_000)
    assert abs(draws.var() - 1) < 4 * np.sqrt(2 / 100_000)


def test_draws_run_forwards():
    with pytest.raises(ValueError, match="draws run from 0 upwards"):
        uniform(1, "bid.price", 5, 4)
