"""Files in which somebody runs a firm of the market and has no use for its profit or its users."""

from __future__ import annotations

import pytest

from suitor.deal import DealError
from suitor.files import parsed

from .conftest import filled

APPOINTED = (
    "scenarios: [{id: today, name: T, follows: today}, {id: sold, name: S, follows: accepted},"
    " {id: reformed, name: R, follows: refused, changes: [{appoint: {of: acme, by: warden}}]}]"
)
PARTIES = (
    "parties: [{id: acme, name: Acme, kind: company}, {id: buyer, name: Buyer, kind: company},"
    " {id: public, name: Public, kind: group}, {id: warden, name: Warden, kind: regulator%s}]"
)


def test_a_regulator_that_runs_a_firm_needs_an_aim():
    with pytest.raises(DealError) as caught:
        parsed(filled(f"{APPOINTED}\n{PARTIES % ''}"), "deal.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.path, problem.kind) == (1, "scenarios[reformed]", "some_aim")
    assert "acme" in problem.expected and "warden" in problem.text("ja")


@pytest.mark.parametrize("aim", [", users: 50%", ", users: 0.1-1"])
def test_what_users_are_worth_to_it_is_one(aim):
    assert parsed(filled(f"{APPOINTED}\n{PARTIES % aim}"), "deal.yaml").file.has_idle_say is False


def test_a_wish_for_another_firms_profit_is_one_too():
    held = "stakes: [{holder: public, of: acme, units: claims, votes: 100%}, {holder: warden, of: buyer, cash: 100%}]"
    market = (
        "market: {name: M, size: 100m, elasticity: {of: gadget, value: 2}, products: ["
        "{id: gadget, firm: acme, name: G, price: 20 USD/unit, users: 10m},"
        " {id: gizmo, firm: buyer, name: Z, price: 20 USD/unit, users: 10m}]}"
    )
    assert parsed(filled(f"{APPOINTED}\n{PARTIES % ''}\n{held}\n{market}"), "deal.yaml").file.has_idle_say
