"""Where buyers go when a product is gone, and what that tells of demand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suitor.market import (
    GeneralisedNestedLogit,
    Linear,
    Logit,
    NestedLogit,
    Stakes,
    calibrate,
    hypothetical_monopolist,
    merged,
)
from suitor.market.choices import second_choices, taken_over
from suitor.market.market import Market

VALUE, PRICE = [2.0, 2.5, 1.8, 2.2], np.array([1.5, 1.8, 1.3, 1.6])
NESTS = [0, 0, 1, 1]
LOGIT = Logit.of(VALUE, sensitivity=1.0, size=100.0)
NESTED = NestedLogit.of(VALUE, sensitivity=1.0, sigma=0.6, nest=NESTS, size=100.0)
OVERLAP = [[0.5, 0.5], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
GENERAL = GeneralisedNestedLogit.of(VALUE, sensitivity=1.0, allocation=OVERLAP, dissimilarity=[0.6, 0.8], size=100.0)


def known(kind: str, demand: Any, **told: Any) -> Any:
    market = Market.of(tuple("abcd"), demand, _bertrand(), cost=[1.0, 1.2, 0.9, 1.1], price=PRICE)
    solved = market.solve(Stakes.of_firms(market.firms))
    margin = np.array([1 - market.cost[0] / solved.price[0], np.nan, np.nan, np.nan])
    return calibrate(
        kind, "bertrand", products=tuple("abcd"), firms=tuple("abcd"), firm=np.arange(4), price=solved.price,
        share=solved.quantity / 100.0, size=100.0, margin=margin,
        **{name: tell(demand, solved.price) if callable(tell) else tell for name, tell in told.items()},
    )  # fmt: skip


def _bertrand() -> Any:
    from suitor.market import Bertrand

    return Bertrand()


def test_second_choices_of_logit_are_its_diversions() -> None:
    assert np.allclose(second_choices(LOGIT, PRICE), LOGIT.diversion(PRICE), rtol=1e-12)


def test_second_choices_are_what_a_price_that_nobody_pays_does() -> None:
    for demand in (NESTED, GENERAL):
        far = np.where(np.arange(4) == 1, 60.0, PRICE)
        lost = demand.quantity(far) - demand.quantity(PRICE)
        assert np.allclose(second_choices(demand, PRICE)[1], -lost / lost[1], rtol=1e-9)


def test_buyers_of_several_products_that_go_split_among_the_others() -> None:
    gone = np.array([True, True, False, False])
    gained = taken_over(NESTED, PRICE, gone)
    assert gained[gone].sum() == pytest.approx(-1.0) and np.all(gained[~gone] > 0)
    one = taken_over(NESTED, PRICE, [True, False, False, False])
    assert gained[~gone].sum() < one[~gone].sum() + one[1]  # the other half of the nest is no longer there to take them


def test_second_choices_and_one_margin_tell_a_nest_parameter() -> None:
    told = known("nested_logit", NESTED, nests=NESTS, second_choice=second_choices)
    assert told.fit.found and np.allclose(told.market.demand.sigma, 0.6, rtol=1e-8)
    model, given = told.fit.diversion["second choices"]
    assert np.allclose(model, given, atol=1e-9)
    assert told.fit.pinned == "1 margins and 0 elasticities, with 12 diversions, tell sensitivity, sigma"


def test_diversions_tell_two_overlapping_nests_apart() -> None:
    told = known(
        "generalised_nested_logit", GENERAL, nests=OVERLAP, one_sigma=False,
        diversion=lambda demand, price: demand.diversion(price),
    )  # fmt: skip
    assert told.fit.found and np.allclose(told.market.demand.dissimilarity, [0.6, 0.8, 1.0], rtol=1e-8)
    assert np.allclose(told.market.demand.value, VALUE, rtol=1e-8)


def test_a_few_second_choices_are_enough_and_disagreement_is_shown() -> None:
    def some(demand: Any, price: Any) -> Any:
        given = np.full((4, 4), np.nan)
        given[0, 1] = second_choices(demand, price)[0, 1]
        return given

    told = known("nested_logit", NESTED, nests=NESTS, second_choice=some)
    assert np.allclose(told.market.demand.sigma, 0.6, rtol=1e-8)
    wrong = known("logit", NESTED, second_choice=second_choices)
    model, given = wrong.fit.diversion["second choices"]
    assert np.abs(model - given).max() > 0.05  # logit has no nests to follow them with


def test_nests_that_nothing_tells_are_named() -> None:
    told = known("generalised_nested_logit", GENERAL, nests=OVERLAP, elasticity=-1.0)
    assert np.all(told.fit.identified["dissimilarity"])
    with pytest.raises(ValueError, match="needs 3 margins or elasticities to find sensitivity, dissimilarity"):
        known("generalised_nested_logit", GENERAL, nests=OVERLAP, one_sigma=False)
    with pytest.raises(ValueError, match="needs `nests`"):
        known("generalised_nested_logit", GENERAL)


def test_draws_of_second_choices_are_fitted_each_by_itself() -> None:
    def three(demand: Any, price: Any) -> Any:
        return np.stack([second_choices(demand, price)] * 3)

    told = known("generalised_nested_logit", GENERAL, nests=OVERLAP, one_sigma=False, second_choice=three)
    assert told.market.demand.dissimilarity.shape == (3, 3)
    assert np.allclose(told.market.demand.dissimilarity, [0.6, 0.8, 1.0], rtol=1e-8)


def test_demand_that_ends_with_its_products_has_no_second_choices() -> None:
    with pytest.raises(ValueError, match="does not say what people buy"):
        second_choices(Linear.of([10.0] * 4, 0.4 * np.ones((4, 4)) - 3.0 * np.eye(4)), PRICE)


def test_elasticities_and_diversions_of_an_auction_are_those_of_the_shares_that_were_seen() -> None:
    """Buyers compare costs: with logit a rise of all prices by 1% moves all units by −α p̄ s_0 percent."""
    share, price, alpha = np.array([0.3, 0.2, 0.15]), np.array([10.0, 12.0, 9.0]), 0.4
    names = ("a", "b", "c")
    margin = -np.log(1.0 - share) / (alpha * share * price)
    mean = (share * price).sum() / share.sum()
    known = calibrate(
        "logit", "second_score", products=names, firms=names, firm=[0, 1, 2], price=price, share=share / share.sum(),
        margin=margin, outside="unknown", elasticity=-alpha * mean * (1.0 - share.sum()),
    )  # fmt: skip
    demand: Any = known.market.demand
    assert known.fit.found and demand.sensitivity == pytest.approx(alpha, rel=1e-8)
    assert np.allclose(known.market.today()[0] / demand.size, share, rtol=1e-8)
    given = share / (1.0 - share[:, None])
    np.fill_diagonal(given, np.nan)
    more = {"second_choice": given, "elasticity": {"a": -alpha * 10.0 * 0.7}}
    told = calibrate(
        "logit", "second_score", products=names, firms=names, firm=[0, 1, 2], price=price, share=share,
        margin=margin, **more,
    ).fit  # fmt: skip
    fitted, seen = told.diversion["second choices"]
    assert np.allclose(np.where(np.isfinite(seen), fitted, np.nan), seen, rtol=1e-8, equal_nan=True)
    assert told.elasticity["a"][0] == pytest.approx(-2.8, rel=1e-8)


def test_a_hypothetical_monopolist_bids_as_the_others_did() -> None:
    """What a monopolist of two products earns more at an auction is what a merger of them would, and no share moves."""
    table: Any = {"products": tuple("abc"), "firms": tuple("abc"), "firm": [0, 1, 2], "price": [10.0, 12.0, 9.0]}
    market = calibrate("logit", "second_score", share=[0.3, 0.2, 0.15], margin=[0.25, np.nan, np.nan], **table).market
    held = hypothetical_monopolist(market, ("a", "b"), threshold=0.047)
    joint = market.solve(merged(Stakes.of_firms(market.firms), ("a", "b")))
    assert np.allclose(held.rise, joint.price[:2] / market.price[:2] - 1.0, rtol=1e-9) and held.passes
    assert hypothetical_monopolist(market, ("a",)).rise == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("kind", ["nested_logit", "nested_ces", "generalised_nested_logit"])
@pytest.mark.parametrize("how", ["bertrand", "cournot"])
def test_a_nest_parameter_that_is_known_is_one_number_or_one_for_each_nest_or_draw(kind: str, how: str) -> None:
    nests: Any = [[1, 0], [1, 0], [0, 1], [0, 1]] if kind.startswith("gen") else NESTS

    def cost(sigma: Any) -> Any:
        return calibrate(
            kind, how, products=tuple("abcd"), firms=tuple("abcd"), firm=range(4), price=PRICE, sigma=sigma,
            share=[0.3, 0.25, 0.2, 0.1], margin=[0.5, np.nan, 0.42, np.nan], nests=nests,
        ).market.cost  # fmt: skip

    for same in ([0.7], [0.7, 0.7]):
        assert np.allclose(cost(0.7), cost(same), rtol=1e-12)
    drawn = cost([[0.7, 0.9], [0.8, 0.6]])
    assert np.allclose(drawn, [cost([0.7, 0.9]), cost([0.8, 0.6])], rtol=1e-9)
    with pytest.raises(ValueError, match="one for each of 2 nests; 3 given"):
        cost([0.7, 0.8, 0.9])
