"""How numbers are spread: each shape against what defines it, and the draws of a deal against its shapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitor.deal import Inputs, parse
from suitor.deal.shapes import SHAPES

from .conftest import filled

U = (np.arange(100_000) + 0.5) / 100_000
SPREADS = {
    "1-4bn USD": 2.5e9,
    "{low: 1bn USD, high: 4bn USD}": 2.5e9,
    "{shape: uniform, low: 1bn USD, high: 4bn USD}": 2.5e9,
    "{shape: normal, mean: 2bn USD, sd: 0.5bn USD}": 2e9,
    "{shape: normal, p10: 1bn USD, p90: 3bn USD}": 2e9,
    "{shape: lognormal, median: 2bn USD, sigma: 0.5}": 2e9 * np.exp(0.125),
    "{shape: triangular, low: 1bn USD, mode: 2bn USD, high: 6bn USD}": 3e9,
    "{shape: pert, low: 1bn USD, mode: 2bn USD, high: 6bn USD}": 2.5e9,
    "{shape: beta, alpha: 2, beta: 3, low: 0 USD, high: 10bn USD}": 4e9,
    "{shape: discrete, values: [3bn USD, 1bn USD], weights: [0.25, 0.75]}": 1.5e9,
    "{shape: discrete, values: [3bn USD, 1bn USD]}": 2e9,
    "{shape: empirical, values: [4bn USD, 1bn USD, 2bn USD]}": 2.25e9,
}


def value(written: str):
    return parse(filled(f"financials:\n  value: {written}")).file.financials.value


@pytest.mark.parametrize(("written", "mean"), SPREADS.items())
def test_each_shape_has_its_mean_and_rises(written, mean):
    drawn = value(written).at(U)
    assert drawn.mean() == pytest.approx(mean, rel=2e-4)  # the midpoints of 100,000 slices miss the far tails
    assert np.all(np.diff(drawn) >= 0)


def test_every_shape_is_tried():
    assert all(any(f"shape: {shape}" in written for written in SPREADS) for shape in SHAPES)


@given(st.floats(1e6, 1e9), st.floats(1.01, 50), st.sampled_from(["normal", "lognormal"]))
def test_the_tenth_and_ninetieth_percentile_are_what_the_file_says(p10, ratio, shape):
    quantity = value(f"{{shape: {shape}, p10: {p10} USD, p90: {p10 * ratio} USD}}")
    assert quantity.at(np.array([0.1, 0.9])) == pytest.approx([p10, p10 * ratio], rel=1e-9)


@given(st.floats(0, 1), st.sampled_from(list(SPREADS)))
def test_a_quantile_asked_for_alone_is_the_one_among_many(u, written):
    quantity = value(written)
    assert quantity.at(u) == pytest.approx(quantity.at(np.array([u]))[0], rel=1e-12)


def test_a_pert_has_the_variance_of_its_beta():
    low, mode, high = 1.0, 2.0, 6.0
    a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    expected = a * b / ((a + b) ** 2 * (a + b + 1)) * (high - low) ** 2
    assert SHAPES["pert"].of(low, mode, high).at(U).var() == pytest.approx(expected, rel=1e-3)


def test_a_triangle_may_peak_at_either_end():
    assert SHAPES["triangular"].of(0.0, 0.0, 1.0).at(np.array([0.75])) == pytest.approx([0.5])
    assert SHAPES["triangular"].of(0.0, 1.0, 1.0).at(np.array([0.25])) == pytest.approx([0.5])
    assert SHAPES["triangular"].of(1.0, 1.0, 1.0).at(np.array([0.5])) == pytest.approx([1.0])


def test_a_share_stays_between_zero_and_one():
    deal = parse(filled("deciders:\n  - {party: public, kind: holders, for_sale: {shape: normal, mean: 90%, sd: 20%}}"))
    drawn = deal.file.deciders[0].for_sale.at(U)
    assert drawn.min() > 0 and drawn.max() == 1
    assert np.mean(drawn == 1) == pytest.approx(0.30854, abs=1e-4)  # the normal lies half a deviation above its mean


def test_draws_have_the_distribution_of_the_file():
    deal = parse(filled("financials:\n  value: {shape: pert, low: 1bn USD, mode: 2bn USD, high: 6bn USD}"))
    drawn = np.sort(Inputs.random(deal, 5, 0, 20_000).value("financials.value"))
    exact = deal.file.financials.value.at((np.arange(20_000) + 0.5) / 20_000)
    assert np.abs(drawn - exact).max() < 0.15e9
    assert drawn.mean() == pytest.approx(exact.mean(), abs=4 * exact.std() / np.sqrt(20_000))
