"""Files with wrong, missing or misspelt keys, and with values of the wrong kind."""

from __future__ import annotations

from .conftest import told


def test_a_misspelt_key_gets_the_nearest_one(problems):
    """
    bid:
      bider: buyer
    """
    assert told(problems) == ["2:3 bid.bider"]
    assert str(problems[0]) == (
        "deal.yaml:2:3  bid.bider: expected a key of this section, found 'bider'. Did you mean bidder?"
    )


def test_an_unknown_key_gets_the_list_of_known_ones(problems):
    """
    financials:
      ebitda: 300m USD
    """
    assert told(problems) == ["2:3 financials.ebitda"]
    assert "revenue, value, shares" in problems[0].hint


def test_an_unknown_section_is_told(problems):
    """
    synergies: {cost: 1bn USD}
    """
    assert told(problems) == ["1:1 synergies"]


def test_a_comma_inside_braces_ends_the_number(problems):
    """
    market:
      products:
        - {id: gadget, firm: acme, name: Gadget, price: 2,900 JPY/month, users: 10m, margin: 41%}
    """
    assert told(problems) == ["3:53 market.products[0].price", "3:55 market.products[0].900 JPY/month"]
    assert "put the number in quotes" in problems[1].hint


def test_a_missing_key_is_told_at_its_section(problems):
    """
    deciders:
      - {party: public}
    """
    assert told(problems) == ["2:5 deciders[0].kind"]
    assert problems[0].found is None
    assert problems[0].hint == "Add kind: to deciders[0], which has: party."


def test_missing_sections_are_all_told(alone):
    """
    suitor: 1
    id: acme
    """
    assert {problem.path for problem in alone} >= {
        "name",
        "question",
        "as_of",
        "parties",
        "stakes",
        "financials",
        "bid",
    }
    assert {problem.line for problem in alone} == {1}


def test_another_version_of_the_format_is_refused(problems):
    """
    suitor: 2
    """
    assert told(problems) == ["1:9 suitor"]
    assert problems[0].expected == "one of 1"


def test_a_word_that_is_not_one_of_a_few_gets_the_nearest(problems):
    """
    bid:
      form: chash
    """
    assert told(problems) == ["2:9 bid.form"]
    assert problems[0].hint == "Did you mean cash?"


def test_a_word_far_from_all_gets_the_list(problems):
    """
    bid:
      per: universe
    """
    assert told(problems) == ["2:8 bid.per"]
    assert "assets, control, stake, equity, firm, share" in problems[0].expected


def test_a_row_of_a_position_is_one_of_four(problems):
    """
    positions:
      - {party: buyer, name: The buyer, rows: {founding: Alone}}
    """
    assert told(problems) == ["2:44 positions[0].rows.founding"]
    assert problems[0].hint == "Did you mean funding?"


def test_one_sentence_needs_both_languages(problems):
    """
    name: {en: The bid}
    """
    assert told(problems) == ["1:1 name.ja"]


def test_text_is_not_a_list(problems):
    """
    id: [acme]
    """
    assert told(problems) == ["1:5 id"]
    assert problems[0].kind == "text"


def test_an_id_has_no_spaces(problems):
    """
    id: acme corp
    """
    assert told(problems) == ["1:5 id"]
    assert problems[0].kind == "name"


def test_a_currency_is_three_capital_letters(problems):
    """
    currency: dollars
    """
    assert told(problems) == ["1:11 currency"]
    assert problems[0].kind == "code"


def test_a_list_is_not_a_word(problems):
    """
    gates:
      - {id: vote, name: Vote, kind: vote, chance: 90%, days: 60}
      - {id: money, name: Money, kind: financing, chance: 90%, days: 10, after: vote}
    """
    assert told(problems) == ["3:77 gates[1].after"]
    assert "[a, b]" in problems[0].hint


def test_a_section_is_not_a_number(problems):
    """
    bid: 3bn USD
    """
    assert told(problems) == ["1:6 bid"]
    assert "Indent its keys" in problems[0].hint


def test_a_table_of_names_is_not_a_list(problems):
    """
    sources:
      - {title: The report}
    """
    assert told(problems) == ["2:3 sources"]
    assert problems[0].kind == "section"


def test_yes_or_no_is_not_maybe(problems):
    """
    deciders:
      - {party: public, kind: holders, fair_value: maybe}
    """
    assert told(problems) == ["2:48 deciders[0].fair_value"]


def test_a_year_is_a_whole_number(problems):
    """
    base_year: 2024.5
    """
    assert told(problems) == ["1:12 base_year"]


def test_a_year_lies_in_our_times(problems):
    """
    base_year: 24
    """
    assert told(problems) == ["1:12 base_year"]
    assert problems[0].expected == "a number of at least 1900"


def test_a_year_is_not_too_far_off(problems):
    """
    base_year: 20244
    """
    assert told(problems) == ["1:12 base_year"]
    assert problems[0].expected == "a number of at most 2200"


def test_an_exchange_rate_is_a_plain_number(problems):
    """
    rates:
      - {of: USD, into: JPY, rate: about 150, date: 2025-02-10}
    """
    assert told(problems) == ["2:32 rates[0].rate"]
    assert problems[0].kind == "plain"


def test_an_exchange_rate_is_above_zero(problems):
    """
    rates:
      - {of: USD, into: JPY, rate: -150, date: 2025-02-10}
    """
    assert told(problems) == ["2:32 rates[0].rate"]


def test_an_empty_list_of_scenarios_is_told(problems):
    """
    scenarios: []
    alternative: []
    """
    assert told(problems) == ["1:12 scenarios", "2:14 alternative"]


def test_a_change_does_one_thing(problems):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - transfer: {of: acme, what: all, from: public, to: buyer}
            merge: {firm: acme, into: buyer}
    """
    assert told(problems) == ["7:9 scenarios[1].changes[0]"]
    assert "one of transfer, issue" in problems[0].hint


def test_a_change_needs_its_terms(problems):
    """
    scenarios:
      - {id: today, name: Today, follows: today}
      - id: sold
        name: Sold
        follows: accepted
        changes:
          - transfer: {of: acme, what: everything, to: buyer}
    """
    assert told(problems) == ["7:9 scenarios[1].changes[0].transfer.from", "7:36 scenarios[1].changes[0].transfer.what"]


def test_a_defence_is_one_thing(problems):
    """
    defences:
      - golden_share: {}
        litigation: {injunction: 10%}
      - {date: 2025-02-12}
    """
    assert told(problems) == ["2:5 defences[0]", "4:5 defences[1]"]
    assert "one of rights_plan, staggered_board" in problems[0].hint


def test_a_rights_plan_sells_or_swaps(problems):
    """
    defences:
      - rights_plan: {trigger: 15%}
    """
    assert told(problems) == ["2:18 defences[0].rights_plan"]
    assert "exercise_price:" in problems[0].hint


def test_what_is_absent_is_said_to_be_absent(problems):
    """
    deciders:
      - {kind: holders}
    """
    assert str(problems[0]) == (
        "deal.yaml:2:5  deciders[0].party: expected a value for 'party', found nothing. "
        "Add party: to deciders[0], which has: kind."
    )
    assert problems[0].text("ja") == (
        "deal.yaml:2:5  deciders[0].party: 「party」の値が必要ですが、書かれていません。"
        "deciders[0] に party: を加えてください（今あるキー: kind）。"
    )
