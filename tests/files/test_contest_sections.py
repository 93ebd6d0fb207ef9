"""Sections on how a bid is fought: routes, defences, trading; each mistake is its own problem, at its line."""

from __future__ import annotations

from suitor._core.shelf import shelf
from suitor.deal.records import DEFENCES, DefenceSection
from suitor.deal.walk import kind_of

from .conftest import kinds, told


def test_a_misspelt_defence_is_the_nearest_known_one(problems):
    """
    defences:
      - rigths_plan: {trigger: 15%, exercise_price: 210 USD/share}
      - whiteknight: {worth: 60 USD/share}
    """
    assert told(problems)[0] == "2:5 defences[0].rigths_plan"
    assert "Did you mean rights_plan?" in problems[0].hint
    assert any("Did you mean white_knight?" in problem.hint for problem in problems)


def test_an_unheard_of_defence_gets_the_list_of_all(problems):
    """
    defences:
      - scorched_earth: {}
    """
    assert any("rights_plan" in problem.hint and "litigation" in problem.hint for problem in problems)


def test_an_entry_is_one_defence(problems):
    """
    defences:
      - {golden_share: {}, litigation: {injunction: 20%}}
    """
    assert kinds(problems) == ["one_defence"]
    assert "rights_plan" in problems[0].hint


def test_a_rights_plan_sells_or_swaps(problems):
    """
    defences:
      - rights_plan: {trigger: 15%}
      - rights_plan: {trigger: 15%, exchange: 1, exercise_price: 50 USD/share}
    """
    assert kinds(problems) == ["flip_or_swap", "flip_or_swap"]


def test_a_defence_lacks_a_term(problems):
    """
    defences:
      - buyback: {share: 10%}
    """
    assert told(problems) == ["2:5 defences[0].buyback.price"]


def test_a_route_names_deciders_and_gates_of_the_file(problems):
    """
    routes:
      - {id: tender, name: Tender, deciders: [publik], gates: [votes]}
    """
    assert kinds(problems) == ["decider", "gate"]
    assert "public" in problems[0].hint and "vote" in problems[1].hint


def test_a_chance_of_more_than_one_is_no_chance(problems):
    """
    defences:
      - litigation: {injunction: 1.2}
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 1.2, days: 60}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [
        ("defences[0].litigation.injunction", "share"),
        ("gates[0].chance", "share"),
    ]


def test_gates_in_a_circle_are_named_with_the_way_round(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60, after: [court]}
      - {id: court, name: Court, kind: court, chance: 90%, days: 60, after: [vote]}
    """
    assert [(problem.kind, problem.found) for problem in problems] == [("open", "vote → court → vote")]


def test_gates_of_one_route_may_wait_for_one_another_and_not_in_a_circle(problems):
    """
    gates:
      - {id: review, name: Review, kind: consent, chance: 90%, days: 60}
    routes:
      - id: proxy_fight
        name: Two annual meetings
        gates: [review]
        own:
          - {id: first, name: A third of the board, kind: vote, chance: 60%, days: 90, after: [review]}
          - {id: second, name: Another third, kind: vote, chance: 60%, days: 365, after: [first, third]}
          - {id: fourth, name: A tender, kind: vote, chance: 60%, days: 30, after: [fourth]}
    """
    assert [(problem.path, problem.kind, problem.found) for problem in problems] == [
        ("routes[0].own[1].after[1]", "earlier_gate", "third"),
        ("routes[0].own[2].after", "open", "fourth → fourth"),
    ]


def test_a_price_for_nothing_in_particular_is_asked_what_it_buys(problems):
    """
    bid:
      bidder: buyer
      target: acme
      seller: public
      date: 2025-02-10
      price: 3bn USD
    financials: {of: acme, value: 2bn USD}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("bid.per", "missing")]


def test_only_a_bid_per_share_has_a_market_price_beside_it(problems):
    """
    trading: {price: 54 USD/share, downside: 40-46 USD/share}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 3bn USD, per: equity}
    """
    assert [(problem.path, problem.kind, problem.found) for problem in problems] == [("bid.per", "listed", "equity")]


def test_the_file_knows_every_defence_on_the_shelf_and_its_terms():
    on_shelf = shelf("suitor.contest.defences")
    assert set(DEFENCES) == set(on_shelf)
    for name in DEFENCES:
        section = kind_of(DefenceSection.model_fields[name].annotation)
        assert set(section.model_fields) == set(on_shelf[name].__dataclass_fields__), name
