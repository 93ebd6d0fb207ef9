"""Laws of the inputs: what moves a number, and what is known to have been read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suitor.deal import Inputs, parse

from .conftest import filled

FILE = """
market:
  name: Gadgets
  size: 90-110m
  elasticity: {of: gadget, value: {low: 1.5, high: 2.5, factors: {mood: 0.8}}}
  products:
    - id: gadget
      firm: acme
      name: Gadget
      price: 20 USD/month
      users: 8-12m
      margin: {low: 30%, high: 50%, factors: {mood: -0.6}}
scenarios:
  - {id: today, name: Today, follows: today}
  - id: sold
    name: Sold
    follows: accepted
    changes:
      - set: {path: "financials.rate", to: 40-60%}
financials:
  value: {shape: lognormal, p10: 1bn USD, p90: 3bn USD, factors: {mood: 0.8}}
  rate: 8-12%
"""
DEAL = parse(filled(FILE))
SPREAD = [path for path, quantity in DEAL.quantities.items() if not quantity.exact]


@settings(max_examples=25)
@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(SPREAD), st.integers(0, 2**63))
def test_any_split_of_the_draws_gives_the_same_bits(first, second, path, seed):
    start, stop = sorted((first, second))
    whole = Inputs.random(DEAL, seed, 0, 400).value(path)
    assert np.array_equal(Inputs.random(DEAL, seed, start, stop).value(path), whole[start:stop])


def test_fewer_draws_are_the_first_of_more():
    few, many = Inputs.random(DEAL, 1, 0, 2_000), Inputs.random(DEAL, 1, 0, 10_000)
    assert all(np.array_equal(few.value(path), many.value(path)[:2_000]) for path in SPREAD)


def test_adding_an_input_moves_no_other():
    more = parse(filled(FILE + "  discount: {low: 10%, high: 30%, factors: {mood: 0.3}}"))
    ours, theirs = Inputs.random(DEAL, 1, 0, 500), Inputs.random(more, 1, 0, 500)
    assert set(more.quantities) - set(DEAL.quantities) == {"financials.discount"}
    assert all(np.array_equal(ours.value(path), theirs.value(path)) for path in SPREAD)


def test_the_order_of_the_file_does_not_matter():
    lines = filled(FILE).split("financials:")
    turned = parse("financials:" + lines[1] + lines[0])
    ours, theirs = Inputs.random(DEAL, 1, 0, 500), Inputs.random(turned, 1, 0, 500)
    assert all(np.array_equal(ours.value(path), theirs.value(path)) for path in SPREAD)


def test_numbers_correlate_as_their_loadings_say():
    inputs = Inputs.random(DEAL, 3, 0, 40_000)
    paths = ["market.elasticity.value", "market.products[gadget].margin", "financials.value"]
    ranks = [np.argsort(np.argsort(inputs.value(path))) for path in paths]
    measured = np.corrcoef(ranks)
    for i, j, rho in ((0, 1, -0.48), (0, 2, 0.64), (1, 2, -0.48)):
        expected = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's rank correlation of a Gaussian copula
        assert measured[i, j] == pytest.approx(expected, abs=4 / np.sqrt(40_000))


def test_the_lot_of_a_factor_moves_the_numbers_that_load_on_it():
    inputs = Inputs.random(DEAL, 3, 0, 4_000)
    assert np.corrcoef(inputs.lot("mood"), inputs.value("financials.value"))[0, 1] > 0.6
    assert abs(np.corrcoef(inputs.lot("rates"), inputs.value("financials.value"))[0, 1]) < 4 / np.sqrt(4_000)


def test_scenarios_share_their_draws():
    today = Inputs.random(DEAL, 1, 0, 500)
    sold = today.under("sold")
    assert sold.value("market.size") is today.value("market.size")
    assert not np.array_equal(sold.value("financials.rate"), today.value("financials.rate"))
    assert sold.value(DEAL.file.financials.rate).min() >= 0.4
    assert np.array_equal(sold.lot("decider"), today.lot("decider"))


def test_what_was_read_is_known():
    inputs = Inputs.random(DEAL, 1, 0, 10)
    inputs.value(DEAL.file.market.size)
    sold = inputs.under("sold")
    sold.value("financials.rate")
    sold.value(None)
    sold.value("market.products[gadget].cost", 1.0)
    assert inputs.read == {"market.size"}
    assert sold.read == {"scenarios[sold].changes[0].set.to"}


def test_a_number_the_file_lacks_has_its_default():
    assert np.array_equal(Inputs.random(DEAL, 1, 0, 3).value(None, 1.5), [1.5, 1.5, 1.5])


def test_a_grid_holds_everything_else_at_its_median():
    levels = np.array([0.1, 0.5, 0.9])
    inputs = Inputs.grid(DEAL, {"market.size": levels})
    assert np.array_equal(inputs.value("market.size"), DEAL.quantities["market.size"].at(levels))
    assert np.array_equal(inputs.value("financials.value"), np.full(3, DEAL.quantities["financials.value"].median))
    assert np.array_equal(inputs.lot("decider"), np.full(3, 0.5))


def test_values_cannot_be_changed_in_place():
    drawn = Inputs.random(DEAL, 1, 0, 10).value("market.size")
    with pytest.raises(ValueError, match="read-only"):
        drawn[0] = 0.0


def test_a_path_or_scenario_that_is_not_there_is_a_wrong_call():
    with pytest.raises(ValueError, match=r"the deal has no 'market\.sise'"):
        Inputs.grid(DEAL, {"market.sise": np.array([0.5])})
    with pytest.raises(ValueError, match="the deal has no scenario 'solde'; it has today, sold"):
        Inputs.grid(DEAL).under("solde")
