"""Laws of claims: everything is paid out, to the cent, and nobody gains or loses more than the next dollar."""

from __future__ import annotations

import numpy as np
import pytest

from suitor.worth import Claims, worth_where

OPENAI = [
    {"split": {"first close": 1.0}, "until": {"first close": 0.5}},
    {"split": {"microsoft": 0.75, "others": 0.25}, "until": {"microsoft": 13.0}},
    {"split": {"microsoft": 0.49, "others": 0.49, "nonprofit": 0.02}, "until": {"microsoft": 130.0, "others": 200.0}},
    {"split": {"nonprofit": 1.0}},
]


def random_tiers(rng, draws):
    """Three steps of three capped holders and an owner, every number drawn."""
    names = ("a", "b", "c")
    caps = np.cumsum(rng.gamma(2.0, 20.0, (3, 3, draws)), axis=0)
    tiers = []
    for step in range(3):
        split = np.moveaxis(rng.dirichlet(np.ones(4), draws), -1, 0)
        tiers.append(
            {
                "split": dict(zip((*names, "owner"), split, strict=True)),
                "until": dict(zip(names, caps[step], strict=True)),
                "passes_to": "owner" if step == 1 else None,
            }
        )
    return [*tiers, {"split": {"owner": 1.0}}]


@pytest.fixture(scope="module")
def drawn():
    return Claims.of_tiers(random_tiers(np.random.default_rng(1), 500))


WORTH = np.linspace(0.0, 900.0, 181)[:, None]


def test_payouts_sum_to_worth(drawn):
    assert np.abs(drawn.pay(WORTH).paid.sum(-1) - WORTH).max() < 1e-10


def test_nobody_loses_from_growth_and_nobody_takes_more_than_the_growth(drawn):
    gain = np.diff(drawn.pay(WORTH).paid, axis=0)
    assert gain.min() > -1e-10
    assert gain.max() < 5.0 + 1e-10


def test_the_marginal_share_is_the_gain_of_the_next_dollar(drawn):
    worth = np.random.default_rng(2).uniform(0, 900, 500)
    step = 1e-6
    gain = (drawn.pay(worth + step).paid - drawn.pay(worth).paid) / step
    away = np.abs(worth[:, None] - drawn.starts).min(-1) > step
    assert np.abs(gain - drawn.pay(worth).marginal)[away].max() < 1e-6
    assert np.allclose(drawn.pay(worth).marginal.sum(-1), 1.0)


def test_layers_agree_with_pouring_the_money_out_a_little_at_a_time():
    tiers, step = random_tiers(np.random.default_rng(3), 1), 0.002
    paid = dict.fromkeys(("a", "b", "c", "owner"), 0.0)
    level = 0
    for _ in range(int(250 / step)):
        while level < 3 and all(paid[h] >= cap[0] for h, cap in tiers[level]["until"].items()):
            level += 1
        split = {h: share[0] if level < 3 else share for h, share in tiers[level]["split"].items()}
        open_ = {h: s for h, s in split.items() if h == "owner" or paid[h] < tiers[level]["until"][h][0]}
        heir = tiers[level].get("passes_to")
        if heir:
            open_[heir] += 1 - sum(open_.values())
        for holder, share in open_.items():
            paid[holder] += step * share / sum(open_.values())
    assert np.allclose(Claims.of_tiers(tiers).pay(250.0).paid[0], list(paid.values()), atol=0.02)


def test_the_order_in_which_holders_are_named_does_not_matter(drawn):
    tiers = random_tiers(np.random.default_rng(1), 500)
    turned = [{**tier, "split": dict(reversed(tier["split"].items()))} for tier in tiers]
    other = Claims.of_tiers(turned)
    order = [other.holders.index(holder) for holder in drawn.holders]
    assert np.allclose(other.pay(WORTH).paid[..., order], drawn.pay(WORTH).paid, atol=1e-9)


def test_payouts_scale_with_money():
    double = [
        {**tier, "until": {h: 2 * x for h, x in tier["until"].items()}} if "until" in tier else tier for tier in OPENAI
    ]
    worth = np.linspace(0, 500, 51)
    assert np.allclose(Claims.of_tiers(double).pay(2 * worth).paid, 2 * Claims.of_tiers(OPENAI).pay(worth).paid)


def test_a_step_may_end_at_a_total_and_equity_takes_the_rest():
    claims = Claims.of_tiers([{"split": {"a": 0.4, "b": 0.6}, "until": 2500.0}, {"split": {"founder": 1.0}}])
    assert claims.pay(3000.0).paid.tolist() == [1000.0, 1500.0, 500.0]
    assert claims.pay(2500.0).marginal.tolist() == [0.0, 0.0, 1.0]
    assert claims.pay(-5.0).paid.tolist() == [0.0, 0.0, 0.0]


def test_the_capped_profit_waterfall_pays_each_step_in_turn():
    claims = Claims.of_tiers(OPENAI)
    recouped = 0.5 + 13 / 0.75
    assert np.allclose(claims.pay(recouped).paid, [0.5, 13.0, 13 / 3, 0.0])
    assert np.allclose(claims.pay(recouped + 100).paid, [0.5, 62.0, 13 / 3 + 49, 2.0])
    everybody = claims.starts[-1]
    assert np.allclose(claims.pay(everybody + 10).paid[1:3], [130.0, 200.0])
    assert claims.pay(everybody).marginal.tolist() == [0.0, 0.0, 0.0, 1.0]


def test_the_worth_at_which_a_holder_has_an_amount_is_the_inverse_of_paying(drawn):
    worth = np.random.default_rng(4).uniform(10, 900, 500)
    amount = drawn.pay(worth).paid[..., drawn.holders.index("owner")]
    found = worth_where(drawn, "owner", amount)
    assert np.allclose(drawn.pay(found).paid[..., drawn.holders.index("owner")], amount)
    assert np.all(found <= worth + 1e-9)
    assert worth_where(drawn, "a", 1e9).min() == np.inf
    assert worth_where(drawn, "a", 0.0).max() == 0.0


def test_an_unknown_worth_or_cap_gives_an_unknown_payout():
    claims = Claims.of_tiers([{"split": {"a": 1.0}, "until": {"a": np.array([5.0, np.nan])}}, {"split": {"b": 1.0}}])
    assert np.isnan(claims.pay(10.0).paid).all(-1).tolist() == [False, True]
    assert np.isnan(Claims.of_tiers(OPENAI).pay(np.nan).paid).all()
    assert np.isnan(Claims.of_tiers(OPENAI).pay(np.nan).marginal).all()


@pytest.mark.parametrize(
    ("tiers", "says"),
    [
        ([{"split": {"a": 1.0}, "until": 5.0}], "last tier must be open"),
        ([{"split": {"a": 1.0}}, {"split": {"b": 1.0}}], "tier 1 never ends"),
        ([{"split": {"a": 0.9}}], "sum to 1"),
        ([{"split": {"a": 1.0}, "until": {"b": 5.0}}, {"split": {"b": 1.0}}], "share above 0"),
        ([{"split": {"a": 1.0}, "until": {"a": np.inf}}, {"split": {"b": 1.0}}], "finite"),
        ([{"split": {"a": 0.5, "b": 0.5}, "until": {"a": 1.0}, "passes_to": "a"}, {"split": {"b": 1.0}}], "passes_to"),
    ],
)
def test_a_waterfall_that_cannot_be_paid_is_refused_with_what_is_wrong(tiers, says):
    with pytest.raises(ValueError, match=says):
        Claims.of_tiers(tiers)
