"""What holds for every deal: nothing changes, nothing moves; only listed inputs matter; draws are draws."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

import suitor
from suitor.analysis import evaluate
from suitor.deal import Inputs, parse
from suitor.files import text_of
from suitor.study import Figure

CASES = suitor.cases()


@cache
def deal(name: str) -> suitor.Deal:
    return suitor.read(name)


@cache
def figures(name: str, draws: int = 60) -> dict[str, Figure]:
    return evaluate(Inputs.random(deal(name), 1, 0, draws))


def rewritten(name: str, change: str, into: str) -> dict[str, Figure]:
    """The figures of a case whose text is changed in one place."""
    text, label = text_of(name)
    assert change in text
    return evaluate(Inputs.random(parse(text.replace(change, into, 1), label), 1, 0, 60))


@pytest.mark.parametrize("case", CASES)
def test_every_price_is_found(case):
    assert min(figure.found_share for figure in figures(case).values()) == 1.0


@pytest.mark.parametrize("case", ["openai-2025", "openai-2026"])
def test_without_a_change_of_holdings_nothing_changes(case):
    for id, figure in figures(case).items():
        if id.startswith(("market.price_change[status_quo", "market.surplus[status_quo")):
            assert np.abs(figure.value).max() < 1e-6, id


@pytest.mark.parametrize("case", CASES)
def test_payouts_sum_to_what_the_target_is_worth(case):
    paid = [figure.value for id, figure in figures(case).items() if id.startswith("value.payout[")]
    if deal(case).file.claims is not None:
        assert np.allclose(sum(paid), figures(case)["value.target"].value, rtol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_the_same_seed_gives_the_same_bits_for_any_number_of_threads(case):
    one, two = (suitor.analyze(deal(case), draws=40, seed=3, threads=threads) for threads in (1, 2))
    assert all(np.array_equal(one[id].value, two[id].value, equal_nan=True) for id in one.figures)


@pytest.mark.parametrize("case", CASES)
def test_fewer_draws_are_the_first_of_more(case):
    few, many = (figures(case, draws) for draws in (25, 60))
    for id, figure in few.items():
        assert np.allclose(figure.value, many[id].value[:25], rtol=1e-9, atol=1e-9, equal_nan=True), id


@pytest.mark.parametrize("case", CASES)
def test_only_figures_that_list_an_input_move_with_it(case):
    spread = [path for path, quantity in deal(case).quantities.items() if not quantity.exact]
    base = evaluate(Inputs.grid(deal(case)))
    rng = np.random.default_rng(7)
    for path in rng.choice(spread, size=min(12, len(spread)), replace=False):
        moved = evaluate(Inputs.grid(deal(case), {path: np.array([0.9])}))
        for id, figure in moved.items():
            before = base[id].value[0] if id in base else 0.0
            if not np.isclose(figure.value[0], before, rtol=1e-9, atol=1e-9, equal_nan=True):
                assert path in figure.inputs, f"{id} moves with {path} and does not list it"


@pytest.mark.parametrize(("case", "price"), [("openai-2025", "97.375bn USD"), ("twitter-2022", "54.20 USD/share")])
def test_a_higher_bid_never_lowers_any_acceptance(case, price):
    text, label = text_of(case)
    number = float(re.match(r"[\d.]+", price).group())  # type: ignore[union-attr]
    yes = []
    for factor in (0.5, 1.0, 2.0, 8.0):
        dearer = parse(
            text.replace(
                price,
                price.replace(
                    f"{number:.2f}" if "." in price and f"{number:.2f}" in price else f"{number:g}",
                    f"{number * factor:g}",
                ),
            ),
            label,
        )
        found = evaluate(Inputs.random(dearer, 1, 0, 60))
        yes.append([figure.value for id, figure in sorted(found.items()) if id.startswith("verdict.accepts[")])
    for lower, higher in pairwise(yes):
        assert np.all(np.array(higher) >= np.array(lower))
    assert np.sum(yes[-1]) > np.sum(yes[0])


def test_a_deal_in_yen_at_a_dated_rate_has_the_same_odds_and_shares():
    text, label = text_of("twitter-2022")
    assert "currency: USD" in text
    yen = text.replace("currency: USD", "currency: JPY").replace("rates: []\n", "")
    yen = yen.replace(
        "currency: JPY\n", "currency: JPY\nrates: [{of: USD, into: JPY, rate: 128.5, date: 2022-04-22}]\n"
    )
    dollars, other = figures("twitter-2022"), evaluate(Inputs.random(parse(yen, label), 1, 0, 60))
    for id, figure in dollars.items():
        scale = 128.5 if figure.unit.startswith("money") else 1.0
        assert np.allclose(figure.value * scale, other[id].value, rtol=1e-9), id


def test_the_order_of_scenarios_and_parties_does_not_matter():
    import io

    from ruamel.yaml import YAML

    yaml = YAML()
    text, label = text_of("openai-2025")
    tree = yaml.load(text)
    for section in ("parties", "scenarios", "gates", "stakes"):
        tree[section].reverse()
    tree["race"]["labs"].reverse()
    stream = io.StringIO()
    yaml.dump(tree, stream)
    turned = evaluate(Inputs.random(parse(stream.getvalue(), label), 1, 0, 60))
    for id, figure in figures("openai-2025").items():
        assert np.allclose(figure.value, turned[id].value, rtol=1e-6, atol=1e-3, equal_nan=True), id
