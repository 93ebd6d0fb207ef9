"""Printed examples on control and power: pyramids, dual chains, the councils of Europe and a page of Datalog."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from suitor.holdings import Holdings, Interest
from suitor.holdings.games import Weighted
from suitor.holdings.ocean import oceanic
from suitor.holdings.ownership import weakest_link
from suitor.holdings.power import deegan_packel, holler
from suitor.holdings.tallies import tally


@pytest.mark.parametrize("levels", [1, 2, 3, 4, 5])
def test_half_at_each_level_of_a_pyramid_keeps_control_with_a_half_to_the_power(levels: int) -> None:
    """Bebchuk, Kraakman & Triantis (2000), "Stock pyramids, cross-ownership, and dual class equity"."""
    held = [Interest(str(level), str(level + 1), "shares", Fraction(1, 2)) for level in range(levels)]
    holdings = Holdings.of(held)
    assert holdings.cash_flow("0", str(levels)) == Fraction(1, 2**levels)
    assert holdings.ultimate_controllers(str(levels)) == ()  # exactly half is not a majority
    assert holdings.ultimate_controller(str(levels), strict=False) == "0"


def test_the_weakest_link_of_two_chains() -> None:
    """Claessens, Djankov & Lang (2000), Journal of Financial Economics 58: 30% and 20% through a 30% stake."""
    stakes = {("A", "C"): Fraction(3, 10), ("A", "B"): Fraction(3, 10), ("B", "C"): Fraction(1, 5)}
    assert weakest_link(stakes, "A", "C") == Fraction(1, 2)


def test_luxembourg_had_a_vote_and_no_power_in_1958() -> None:
    """The council of the six, [12; 4, 4, 4, 2, 2, 1], a standard example of a dummy."""
    power = tally(Weighted((4, 4, 4, 2, 2, 1), 12))
    assert power.banzhaf() == [Fraction(5, 21)] * 3 + [Fraction(1, 7)] * 2 + [0]
    assert power.shapley_shubik() == [Fraction(7, 30)] * 3 + [Fraction(3, 20)] * 2 + [0]


def test_a_larger_party_can_have_less_power_by_indices_of_minimal_coalitions() -> None:
    """Holler and Illing's example [51; 35, 20, 15, 15, 15]."""
    game = Weighted((35, 20, 15, 15, 15), 51)
    np.testing.assert_allclose(holler(game) * 60, [16, 8, 12, 12, 12])
    np.testing.assert_allclose(deegan_packel(game) * 60, [18, 9, 11, 11, 11])


@pytest.mark.parametrize("block", [0.1, 0.2, 0.3, 0.4])
def test_a_block_in_an_ocean_has_its_odds(block: float) -> None:
    """Milnor & Shapley (1978): with simple majority the one major player has w / (1 - w)."""
    assert oceanic([block], 1 - block)[0] == pytest.approx(block / (1 - block), abs=1e-14)


def test_company_control_by_rules_derives_seven_of_the_eight_printed_pairs() -> None:
    """A documentation page on control; its eighth pair, Initech over Acme, does not follow from its own rules."""
    edges = [
        ("Alpha Treasury", "Phoenix Vault", 0.7),
        ("Alpha Treasury", "Initech", 0.4),
        ("Phoenix Vault", "Initech", 0.1),
        ("Phoenix Vault", "Royal Crown Bank", 0.6),
        ("Royal Crown Bank", "Initech", 0.1),
        ("Royal Crown Bank", "Goldward Bank", 0.3),
        ("Goldleaf Bank", "Acme Corp", 0.4),
        ("Initech", "Acme Corp", 0.4),
        ("Initech", "Soylent Corp", 0.99),
        ("Soylent Corp", "Goldward Bank", 0.3),
    ]
    holdings = Holdings.of([Interest(holder, company, "shares", share) for holder, company, share in edges])
    companies = dict.fromkeys(company for _, company, _ in edges)
    found = {(holder, company) for company in companies for holder in holdings.controllers(company)}
    top = "Alpha Treasury"
    below = {"Phoenix Vault", "Royal Crown Bank", "Initech", "Soylent Corp", "Goldward Bank"}
    assert found == {(top, name) for name in below} | {
        ("Phoenix Vault", "Royal Crown Bank"),
        ("Initech", "Soylent Corp"),
    }
