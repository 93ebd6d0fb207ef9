"""The two firms' accounts: each mistake is its own problem, at its line."""

from __future__ import annotations

from .conftest import kinds, told


def test_the_bidder_earns_in_all_or_a_share(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], eps: [2 USD/share], shares: 500m}
      target: {earnings: [0.1bn USD]}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.bidder", "one_way")]
    assert "earnings | eps" in problems[0].expected


def test_a_part_in_stock_is_said_once(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m, price: 40 USD/share}
      target: {earnings: [0.1bn USD]}
      stock: 50%
      ratio: 0.5
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma", "one_way")]


def test_somebody_says_what_the_target_earns(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m}
    """
    assert told(problems) == ["2:3 pro_forma"]
    assert problems[0].kind == "target_earnings"


def test_a_price_for_a_part_buys_no_more_than_a_part_of_the_earnings(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m}
      target: {earnings: [0.1bn USD]}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 3bn USD, per: control}
    """
    assert kinds(problems) == ["whole_bought"]
    assert "control" in problems[0].expected


def test_a_ratio_needs_a_bid_per_share(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m, price: 40 USD/share}
      target: {earnings: [0.1bn USD]}
      ratio: 0.5
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.ratio", "by_share")]


def test_a_mixed_bid_says_its_mix(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m, price: 40 USD/share}
      target: {earnings: [0.1bn USD]}
    financials: {of: acme, value: 2bn USD, shares: 100m}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 30 USD/share, per: share, form: mixed}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.stock", "stock_part")]


def test_new_shares_need_a_price(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m}
      target: {earnings: [0.1bn USD]}
    financials: {of: acme, value: 2bn USD, shares: 100m}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 30 USD/share, per: share, form: stock}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.bidder", "stock_price")]


def test_the_mix_agrees_with_the_form_of_the_bid(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m, price: 40 USD/share}
      target: {earnings: [0.1bn USD]}
      stock: 25%
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.stock", "stock_form")]
    assert "25.0%" in problems[0].expected and "cash" in problems[0].expected


def test_the_stock_is_worth_no_more_than_the_price(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD], shares: 500m, price: 40 USD/share}
      target: {earnings: [0.1bn USD]}
      ratio: 0.9
    financials: {of: acme, value: 2bn USD, shares: 100m}
    bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 30 USD/share, per: share, form: mixed}
    """
    assert [(problem.path, problem.kind) for problem in problems] == [("pro_forma.ratio", "stock_above")]
    assert "120%" in problems[0].expected


def test_no_more_years_are_written_than_are_joined(problems):
    """
    pro_forma:
      bidder: {earnings: [1bn USD, 1bn USD, 1bn USD, 1bn USD], shares: 500m}
      target: {earnings: [0.1bn USD]}
    """
    assert [problem.path for problem in problems] == ["pro_forma.bidder.earnings"]
