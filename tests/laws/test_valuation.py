"""What the ways to value a target in a deal file say, against the arithmetic done by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import suitor
from suitor.analysis import evaluate, rooms
from suitor.deal import Deal, Inputs, parse
from suitor.study import Figure, Study

from ..files.conftest import filled

BASE = """
stakes: [{holder: public, of: acme, votes: 100%, units: claims}]
financials: {of: acme, value: 2-3bn USD, revenue: 1bn USD, shares: 110m, undisturbed: 20 USD/share, rate: 10%}
bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 28 USD/share, per: share}
"""


def deal(valuation: str, base: str = BASE) -> Deal:
    """A plain bid with this valuation."""
    body = "\n".join("  " + line for line in valuation.strip().splitlines())
    return parse(filled(f"{base}\nvaluation:\n{body}\n"))


def figures(valuation: str, draws: int = 200, base: str = BASE) -> dict[str, Figure]:
    return evaluate(Inputs.random(deal(valuation, base), 1, 0, draws))


def one(found: dict[str, Figure], id: str) -> float:
    """A figure that is the same in every draw."""
    assert np.ptp(found[id].value) <= 1e-9 * abs(found[id].median)
    return found[id].median


SHARES = """
shares:
  basic: 100m
  units: 5m
  options: [{id: low, count: 10m, strike: 10 USD/share}, {id: high, count: 5m, strike: 50 USD/share}]
  convertibles: [{id: bond, shares: 4m, face: 80m USD}]
"""


def test_the_bid_pays_for_options_by_tranche_units_and_bonds_that_convert():
    """100 + 5 + 10 (1 - 10/28) + 4, for 4m shares at 28 are worth more than 80m; the strike of 50 adds none."""
    assert one(figures(SHARES), "value.diluted") == pytest.approx(109e6 + 10e6 * 18 / 28, rel=1e-12)


@pytest.mark.parametrize("price", [5.0, 18.0, 25.0, 60.0])
def test_a_price_a_share_comes_back_from_the_equity_it_makes(price):
    found = figures(f"marks: [{{id: past, name: Past, price: {price} USD/share}}]\n" + SHARES)
    assert one(found, "value.per_share[past]") == pytest.approx(price, rel=1e-12)


def test_a_whole_bid_finds_its_own_price_per_share():
    """P 105 + 10 (P - 10) + (4 P - 80) = 3,000 gives P = 3,180 / 119; N = 109 + 10 (1 - 10 / P)."""
    whole = BASE.replace("28 USD/share, per: share", "3bn USD, per: equity")
    price = 3180 / 119
    assert one(figures(SHARES, base=whole), "value.diluted") == pytest.approx((109 + 10 * (1 - 10 / price)) * 1e6)


def test_comparables_lie_between_the_lowest_and_the_highest_with_the_middle_one_at_the_median():
    found = figures(
        """
net_debt: 0.5bn USD
metrics: {ebitda: 0.3bn USD, earnings: 0.1bn USD}
comparables:
  - {id: a, name: A, metric: revenue, multiple: 2}
  - {id: b, name: B, metric: ebitda, value: 5bn USD, base: 0.5bn USD}
  - {id: c, name: C, metric: earnings, multiple: 18}
  - {id: d, name: D, metric: revenue, multiple: 3}
  - {id: e, name: E, metric: revenue, multiple: 1.5}
  - {id: loss, name: Loss, metric: ebitda, value: 5bn USD, base: -0.5bn USD}
""",
        draws=4000,
    )["value.method[comparables]"]
    by_hand = np.array([2 - 0.5, 3 - 0.5, 1.8, 3 - 0.5, 1.5 - 0.5]) * 1e9  # earnings give equity; a loss gives nothing
    assert found.found_share == 1.0
    assert found.value.min() >= by_hand.min() and found.value.max() <= by_hand.max()
    for level in (0.25, 0.5, 0.75):
        assert np.quantile(found.value, level) == pytest.approx(np.quantile(by_hand, level), rel=0.03)


def test_a_past_premium_is_paid_over_the_undisturbed_price():
    found = figures("precedents: [{id: usual, name: Usual, premium: 25%}]\nshares: {basic: 110m}")
    assert one(found, "value.method[precedents]") == pytest.approx(110e6 * 25)


def test_both_terminal_values_check_each_other():
    """The multiple that growth implies, as exit multiple, gives the same enterprise and implies that growth."""
    cash = "dcf: {{flows: [100m USD, 110m USD, 120m USD], rate: 9%, metric: 200m USD, mid_year: {mid}, {end}}}"
    for mid in ("true", "false"):
        perpetual = figures(cash.format(mid=mid, end="growth: 2%"))
        multiple = one(perpetual, "value.implied_multiple")
        at_exit = figures(cash.format(mid=mid, end=f"multiple: {multiple!r}"))
        assert one(at_exit, "value.dcf[multiple]") == pytest.approx(one(perpetual, "value.dcf[growth]"), rel=1e-12)
        assert one(at_exit, "value.implied_growth") == pytest.approx(0.02, rel=1e-9)


def test_cash_follows_from_revenue_and_what_of_it_is_kept():
    """Revenue 1,100 and 1,155; EBITDA 330 and 346.5; flow (E - D)(1 - t) + D - capex - 10% of the rise."""
    found = figures(
        "dcf: {drivers: {growth: [10%, 5%], margin: [30%], depreciation: 5%, capex: 6%, working_capital: 10%, tax: 25%}"
        ", wacc: {riskless: 3%, beta: 1.2, premium: 5%, debt: 4%, debt_share: 25%, tax: 25%}, growth: 2%}"
    )
    rate = 0.09 * 0.75 + 0.03 * 0.25
    flows = [(0.25 * r) * 0.75 + 0.05 * r - 0.06 * r - 0.1 * rise for r, rise in ((1100, 100), (1155, 55))]
    value = flows[0] / (1 + rate) + (flows[1] + flows[1] * 1.02 / (rate - 0.02)) / (1 + rate) ** 2
    assert one(found, "value.dcf[growth]") == pytest.approx(value * 1e6, rel=1e-12)


def test_a_perpetuity_counts_only_where_it_is_finite():
    found = figures("dcf: {flows: [100m USD], rate: {low: 1%, high: 9%}, growth: 3%}", draws=2000)["value.dcf[growth]"]
    assert found.found_share == pytest.approx(0.75, abs=0.03)
    assert found.withheld


def test_a_synergy_comes_late_by_steps_and_perhaps():
    """70% of 75 x (0.5 / 1.1 + 1 / 1.1^2 + 1 / 0.1 / 1.1^2), half a year later, less 50."""
    found = figures(
        "synergies: [{id: cost, name: Cost, yearly: 100m USD, ramp: [50%, 100%], delay: 0.5 years, probability: 70%,"
        " tax: 25%, cost: 50m USD}]"
    )
    by_hand = 0.7 * 75 * (0.5 / 1.1 + 1 / 1.1**2 + 1 / 0.1 / 1.1**2) / 1.1**0.5 - 50
    assert one(found, "value.synergies") == pytest.approx(by_hand * 1e6, rel=1e-12)


def test_sources_meet_uses_in_every_draw():
    found = figures(
        """
sources_and_uses:
  sources: [{id: debt, name: Debt, amount: 1-2bn USD}, {id: equity, name: Equity, plug: true}]
  uses: [{id: shares, name: Shares, shares: 110m}, {id: fees, name: Fees, amount: 40-60m USD}]
"""
    )
    columns = [sum(f.value for f in found.values() if f.name == f"value.{side}") for side in ("sources", "uses")]
    assert np.abs(columns[0] - columns[1]).max() < 0.005
    assert one(found, "value.uses[shares]") == pytest.approx(110e6 * 28)


def test_sources_that_exceed_uses_without_a_way_back_are_withheld_and_nothing_else_is():
    found = figures(
        """
sources_and_uses:
  sources: [{id: debt, name: Debt, amount: 4bn USD}, {id: equity, name: Equity, plug: true}]
  uses: [{id: shares, name: Shares, shares: 110m}]
"""
    )
    unfound = {id for id, figure in found.items() if figure.found_share < 1}
    assert unfound == {"value.sources[debt]", "value.sources[equity]", "value.uses[shares]", "value.financed"}


def test_a_use_may_be_the_rest_of_the_committed_money():
    found = figures(
        """
sources_and_uses:
  sources: [{id: debt, name: Debt, amount: 4bn USD}]
  uses: [{id: shares, name: Shares, shares: 110m}, {id: rest, name: Rest, plug: true}]
"""
    )
    assert one(found, "value.uses[rest]") == pytest.approx(4e9 - 110e6 * 28)


BUYOUT = """
buyout:
  target: {target}
  ebitda: [400m USD, 450m USD, 500m USD]
  multiple: 8
  loans: [{{id: term, amount: 1.5bn USD, rate: 9%, due: 5%, swept: true}}]
  tax: 25%
  capex: 50m USD
  depreciation: 50m USD
  fees: 50m USD
"""


def test_a_buyer_that_pays_what_it_can_afford_earns_its_target():
    most = one(figures(BUYOUT.format(target="18%")), "value.method[buyout]")
    paid = BASE.replace("28 USD/share", f"{most / 110e6!r} USD/share")
    earned = one(figures(BUYOUT.format(target="18%"), base=paid), "value.buyout_return")
    assert earned == pytest.approx(0.18, rel=1e-9)


CLASSES = """
stakes: [{holder: public, of: acme, votes: 60%, units: claims}, {holder: rival, of: acme, votes: 40%, units: claims}]
claims:
  of: acme
  classes:
    - {id: first, holder: rival, shares: 20m, preference: 400m USD, rank: 1}
    - {id: second, holder: rival, shares: 10m, preference: 300m USD, rank: 2, participates: true, cap: 600m USD}
    - {id: common, holder: public, shares: 60m}
    - {id: options, holder: public, shares: 10m, strike: 5 USD/share}
financials: {of: acme, value: WORTH USD, shares: 100m}
bid: {bidder: buyer, target: acme, seller: public, date: 2025-02-10, price: 28 USD/share, per: share}
"""


@pytest.mark.parametrize("value", [0.3e9, 0.6e9, 1.5e9, 2.6e9, 9e9])
def test_classes_of_one_holder_are_paid_together_at_a_price_no_class_wants_to_leave(value):
    """At the common price p: max(400, 20 p), max(min(300 + 10 p, 600), 10 p), 60 p, 10 max(p - 5, 0)."""

    def claims(p: float) -> tuple[float, float]:
        rival = max(400.0, 20 * p) + max(min(300 + 10 * p, 600.0), 10 * p)
        return rival, 60 * p + 10 * max(p - 5, 0.0)

    low, high = 0.0, 1e3
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(claims(middle)) < value / 1e6 else (low, middle)
    rival, public = claims(low) if value > 700e6 else (value / 1e6, 0.0)
    made = deal("marks: []", CLASSES.replace("WORTH", f"{value:.0f}"))
    paid = rooms.claims(made.file, Inputs.grid(made)).pay(value)
    assert paid.holders == ("rival", "public")
    assert paid.paid[0] == pytest.approx([rival * 1e6, public * 1e6], rel=1e-9, abs=1.0)


def test_the_payouts_of_classes_are_figures_by_holder():
    found = figures("marks: []", base=CLASSES.replace("WORTH", "1.5bn"))
    assert one(found, "value.payout[rival]") + one(found, "value.payout[public]") == pytest.approx(1.5e9)
    assert one(found, "value.payout[rival]") == pytest.approx(400e6 + 300e6 + 10e6 * 850 / 80)


def test_the_bid_meets_the_sellers_stake_where_it_pays_what_the_stake_is_worth():
    study = openai(400)
    file = study.deal.file
    inputs = Inputs.random(study.deal, 1, 0, 400)
    claims = rooms.claims(file, inputs)
    at = study["value.crossing[openai_inc]"].value
    stake = claims.pay(at).paid[..., claims.holders.index("openai_inc")]
    money = file.financials
    rest = [inputs.value(part) for part in (money.discount, money.control, money.residual)]
    assert np.allclose(stake * (1 - rest[0]) + rest[1] + rest[2], study["bid.price"].value, rtol=1e-9)


def test_the_stake_curve_passes_through_the_stake_at_todays_value():
    study = openai(400)
    curve = study.curves["stake_curve"]
    assert np.array_equal(curve.x, study.curves["frontier"].x)
    assert np.all(np.diff(curve.mid) >= 0)  # the nonprofit takes what lies above the caps
    assert np.all((curve.low <= curve.mid) & (curve.mid <= curve.high))
    # A file whose value is exact: the stake figure and the curve say the same at that value.
    exact = parse(suitor.files.text_of("openai-2025")[0].replace(VALUE, "value: {value: 200bn USD, "))
    fixed = suitor.analyze(exact, draws=300)
    at = np.interp(200e9, fixed.curves["stake_curve"].x, fixed.curves["stake_curve"].mid)
    assert at == pytest.approx(fixed["value.stake[openai_inc]"].median, abs=0.02)


VALUE = "value: {shape: lognormal, p10: 157bn USD, p90: 300bn USD, "
STUDIES: dict[int, Study] = {}


def openai(draws: int) -> Study:
    if draws not in STUDIES:
        STUDIES[draws] = suitor.analyze(suitor.read("openai-2025"), draws=draws)
    return STUDIES[draws]


def test_notes_name_few_companies_heavy_ends_and_options_under_water():
    text = """
comparables: [{id: a, name: A, metric: revenue, multiple: 2}]
dcf: {flows: [100m USD], rate: 5%, growth: 3%}
shares: {basic: 100m, options: [{id: high, count: 5m, strike: 50 USD/share}]}
"""
    notes = suitor.analyze(deal(text), draws=20).notes
    assert {"few:comparables:1", "underwater:valuation.shares"} <= set(notes)
    assert any(note.startswith("heavy:value.terminal_share[growth]:0.9") for note in notes)


def test_only_what_a_method_lists_moves_it():
    text = """
net_debt: 0.4-0.6bn USD
marks: [{id: past, name: Past, price: 18-22 USD/share}]
comparables: [{id: a, name: A, metric: revenue, multiple: 2-3}, {id: b, name: B, metric: revenue, multiple: 1-2}]
dcf: {flows: [100-120m USD], rate: 8-10%, growth: 1-3%, multiple: 8-9, metric: 0.2-0.3bn USD}
synergies: [{id: cost, name: Cost, yearly: 90-110m USD, rate: 8-12%}]
shares: {basic: 100-110m, options: [{id: low, count: 10m, strike: 9-11 USD/share}]}
"""
    made = deal(text)
    base = evaluate(Inputs.grid(made))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in (path for path, each in made.quantities.items() if not each.exact):
            moved = evaluate(Inputs.grid(made, {path: np.array([0.9])}))
            changed = {id for id in moved if not np.isclose(moved[id].value[0], base[id].value[0], rtol=1e-12)}
            assert changed, path
            assert all(path in moved[id].inputs for id in changed), path
