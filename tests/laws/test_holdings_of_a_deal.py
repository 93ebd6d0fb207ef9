"""What a deal file says of rights is what the register has: seats elect a board, and pass on with control."""

from __future__ import annotations

import pytest

from suitor.analysis import structure
from suitor.deal import DealError, Inputs, parse

DEAL = """
suitor: 1
id: test
name: Test
question: Who decides?
as_of: 2025-02-14
base_year: 2024
currency: JPY
sources: {{s: {{title: A source}}}}
parties:
  - {{id: acme, name: Acme, kind: company}}
  - {{id: buyer, name: Buyer, kind: company}}
  - {{id: family, name: Family, kind: person}}
  - {{id: fund, name: Fund, kind: fund}}
bid: {{date: 2025-01-10, bidder: buyer, target: acme, seller: family, price: 10bn JPY, form: cash, per: equity}}
stakes:
{stakes}
financials: {{of: acme, value: 9bn JPY to 12bn JPY}}
scenarios:
  - {{id: today, name: Today, follows: today}}
  - id: sold
    name: Sold
    follows: accepted
    changes:
      - transfer: {{of: acme, what: {what}, from: family, to: buyer}}
alternative: [{{scenario: today, weight: 100%}}]
deciders: [{{party: family, kind: holders}}]
"""


def register(stakes: str, what: str = "control"):
    deal = parse(DEAL.format(stakes=stakes, what=what), "deal.yaml")
    inputs = Inputs.grid(deal)
    before = structure.before(deal.file, inputs)
    return before, structure.after(before, deal.file.scenarios[1], inputs)


VOTES = "  - {holder: fund, of: acme, cash: 70%, votes: 70%}\n"


@pytest.mark.parametrize(("seats", "controller"), [("60%", "family"), ("50%", None), ("40%", "fund")])
def test_seats_filled_by_right_count_before_those_that_votes_elect(seats: str, controller: str | None) -> None:
    before, _ = register(VOTES + f"  - {{holder: family, of: acme, cash: 30%, votes: 30%, seats: {seats}}}")
    assert before.ultimate_controller("acme") == controller


@pytest.mark.parametrize("what", ["control", "seats", "all"])
def test_seats_pass_on_with_control(what: str) -> None:
    _, after = register(VOTES + "  - {holder: family, of: acme, cash: 30%, votes: 30%, seats: 60%}", what)
    assert after.ultimate_controller("acme") == "buyer"


def test_a_number_of_seats_without_the_size_of_the_board_is_refused_in_a_sentence() -> None:
    with pytest.raises(DealError) as refused:
        register(VOTES + "  - {holder: family, of: acme, seats: 3}")
    assert [(one.path, one.found) for one in refused.value.problems] == [("stakes[1].seats", "3")]


def test_a_board_is_not_filled_twice() -> None:
    with pytest.raises(DealError) as refused:
        register(VOTES + "  - {holder: family, of: acme, seats: 20%, appoints: true}")
    assert [one.path for one in refused.value.problems] == ["stakes[1].seats"]


def test_an_interest_keeps_the_day_and_the_source_of_its_stake() -> None:
    before, _ = register(
        VOTES + "  - {holder: family, of: acme, cash: 30%, veto: [merger], since: 2011-04-01, source: s}"
    )
    found = {(one.kind, one.since, one.source, one.matters) for one in before.interests if one.holder == "family"}
    assert found == {("cash", "2011-04-01", "s", ()), ("veto", "2011-04-01", "s", ("merger",))}
