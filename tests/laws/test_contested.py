"""What holds of every contest in a deal file: routes and endings share out the odds, flips flip, defences cost."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

import suitor
from suitor import contest
from suitor.analysis import evaluate
from suitor.deal import Inputs, parse
from suitor.files import text_of
from suitor.study import Figure, Study

CASES = suitor.cases()
SETTLED = 400  # draws of the tests that read an average


@cache
def figures(case: str) -> dict[str, Figure]:
    return evaluate(Inputs.random(suitor.read(case), 1, 0, 60))


@cache
def study(case: str) -> Study:
    return suitor.analyze(suitor.read(case), draws=SETTLED)


def rewritten(case: str, *changes: tuple[str, str]) -> Study:
    """A case whose text is changed."""
    text, name = text_of(case)
    for change, into in changes:
        assert text.count(change) == 1, change
        text = text.replace(change, into)
    return suitor.analyze(parse(text, name), draws=SETTLED)


def named(made: dict[str, Figure], name: str) -> dict[str, np.ndarray]:
    return {id.partition("[")[2].rstrip("]"): each.value for id, each in made.items() if id.partition("[")[0] == name}


@pytest.mark.parametrize("case", CASES)
def test_every_chance_is_a_probability(case):
    for figure in figures(case).values():
        if figure.unit == "chance":
            assert np.all((figure.value >= 0.0) & (figure.value <= 1.0 + 1e-12)), figure.id


@pytest.mark.parametrize("case", CASES)
def test_routes_and_no_route_share_out_the_odds(case):
    made = figures(case)
    chance, alone = named(made, "route.chance"), named(made, "route.alone")
    assert sum(chance.values()) + made["route.none"].value == pytest.approx(1.0)
    first = next(iter(chance))
    assert np.array_equal(chance[first], alone[first])
    for route in chance:
        assert np.all(chance[route] <= alone[route])


@pytest.mark.parametrize("case", CASES)
def test_the_endings_share_out_the_odds(case):
    assert sum(named(figures(case), "ending.chance").values()) == pytest.approx(1.0)


@pytest.mark.parametrize("case", CASES)
def test_the_odds_of_closing_count_every_route_wherever_they_are_told(case):
    made, told = study(case), study(case)["verdict.completion"].mean
    by_route = sum(figure.mean for figure in made.named("route.chance").values())
    by_price, by_date = made.curves["odds_by_price"], made.curves["odds_by_date"]
    assert told == pytest.approx(by_route)
    assert told == pytest.approx(made["ending.chance[closed]"].mean)
    assert told == pytest.approx(float(by_price.mid[np.searchsorted(by_price.x, made["bid.price"].median * 0.9999)]))
    assert by_date.mid[-1] <= told + 1e-12
    for (party,), yes in made.named("flip.yes").items():
        share = made[f"verdict.accepts[{party}]"].mean
        assert told == pytest.approx(share * yes.mean + (1 - share) * made[f"flip.no[{party}]"].mean)


@pytest.mark.parametrize("case", CASES)
def test_more_closes_by_a_later_date_and_never_more_than_ever(case):
    made = figures(case)
    by = [made[f"odds.by[{day}]"].value for day in (90, 180, 365, 730)]
    assert all(np.all(earlier <= later) for earlier, later in pairwise(by))
    assert np.all(by[-1] <= 1.0 - made["route.none"].value + 1e-12)


@pytest.mark.parametrize("case", CASES)
def test_one_decider_stands_in_the_way_where_somebody_refuses_and_none_where_nobody_does(case):
    made = figures(case)
    blocks = np.sum(list(named(made, "verdict.binding").values()), axis=0)
    refused = np.any([accepts == 0.0 for accepts in named(made, "verdict.accepts").values()], axis=0)
    assert np.array_equal(blocks, refused.astype(float))


@pytest.mark.parametrize("case", CASES)
def test_no_defence_in_a_file_lowers_the_price_or_the_bidders_burden(case):
    made = figures(case)
    steps = list(named(made, "defence.asked").values())
    for before, after in pairwise(steps):
        assert np.all(after >= before * (1 - 1e-12))


@pytest.mark.parametrize("case", CASES)
def test_nobody_regrets_both_ways_and_the_bid_splits_the_two(case):
    made = figures(case)
    accepting, refusing = named(made, "regret.accepting"), named(made, "regret.refusing")
    assert accepting and accepting.keys() == refusing.keys()
    for key in accepting:
        assert np.all((accepting[key] == 0.0) | (refusing[key] == 0.0))
        assert np.all(accepting[key] + refusing[key] >= 0.0)


def test_the_floor_lies_between_the_plan_and_the_bid():
    made = figures("openai-2025")
    planned, least = (made[f"floor.{name}[planned_conversion]"].value for name in ("planned", "set"))
    assert np.all(least >= planned) and np.all(least <= np.maximum(planned, made["bid.price"].value))
    assert np.all(made["floor.raised[planned_conversion]"].value == least - planned)


def test_what_the_buyer_would_do_unbound_lies_among_what_it_might_promise():
    made = figures("openai-2025")
    bound = np.array(list(named(made, "promise.price").values()))
    asked = made["verdict.willing_price[openai_inc]"].value
    assert np.all(asked >= bound.min(axis=0) - 1.0) and np.all(asked <= bound.max(axis=0) + 1.0)


def test_a_gate_made_certain_in_the_file_gives_the_odds_that_were_foretold():
    before = study("twitter-2022")
    kind = "    kind: financing\n    chance: "
    certain = rewritten("twitter-2022", (f"{kind}{{low: 80%, high: 95%,", f"{kind}{{value: 100%,"))
    assert certain["verdict.completion"].mean == pytest.approx(before["flip.gate[financing]"].mean, abs=1e-12)
    assert before["flip.gate[financing]"].mean > before["verdict.completion"].mean


def test_the_price_that_flips_the_verdict_is_the_least_that_does():
    price = study("twitter-2022")["flip.price"].median / 800.641e6
    for factor, closes in ((1.001, True), (0.98, False)):
        there = rewritten("twitter-2022", ("value: 54.20 USD/share", f"value: {price * factor:.6f} USD/share"))
        assert (there["verdict.completion"].mean >= 0.5) == closes


def test_a_certain_and_instant_gate_in_the_file_changes_nothing():
    gate = "gates:\n  - {id: formality, name: Formality, kind: consent, chance: 100%, days: 0}\n"
    more, before = rewritten("hp-2020", ("gates:\n", gate)), study("hp-2020")
    for id, figure in before.figures.items():
        assert more[id].value == pytest.approx(figure.value, rel=1e-9, abs=1e-9, nan_ok=True), id


def test_what_is_not_for_sale_has_no_voluntary_route_and_the_study_says_so():
    never = rewritten("hp-2020", ("for_sale: {low: 34%, high: 66%,", "for_sale: {value: 0%,"))
    assert never["route.chance[agreed]"].mean == 0.0
    assert never["verdict.completion"].mean == pytest.approx(never["route.chance[over_the_board]"].mean)
    assert never["verdict.completion"].mean > 0.0
    assert never["verdict.binding[hp_board]"].mean == 1.0
    assert "not_for_sale:hp_board" in never.notes
    assert never["flip.price"].median == never["flip.promise"].median == np.inf


def test_a_buyback_raises_the_bidders_part_and_the_price_of_the_holder_who_decides():
    plan = "defences:\n  - buyback: {share: 20%, price: 45 USD/share}\n"
    bought = rewritten("twitter-2022", ("defences:\n", plan))
    stake, asked = (named(dict(bought.figures), f"defence.{what}") for what in ("stake", "asked"))
    assert np.all(stake["buyback"] >= stake["before"])
    assert stake["buyback"].mean() > 1.05 * stake["before"].mean()
    assert np.all(asked["buyback"] >= asked["before"] * (1 - 1e-12))


def test_a_dearer_market_means_a_higher_bid_and_no_probability():
    for case in ("genzyme-2010", "makino-2025"):
        fought = study(case)
        assert "odds.implied" not in fought.figures and "implied_by_downside" not in fought.curves
        assert fought["odds.higher_bid"].mean == 1.0 and fought["position.spread"].mean < 0.0
        assert "higher_bid:trading.price" in fought.notes
    assert 0.5 < study("yahoo-2008")["odds.implied"].mean < 1.0


def test_the_past_is_only_what_had_ended_by_then():
    first, later = study("yahoo-2008"), study("makino-2025")
    for outcome in ("first_bidder", "white_knight", "independent"):
        assert first[f"prior.odds[{outcome}]"].mean == first[f"prior.base[{outcome}]"].mean
    ended = [each for each in contest.precedents() if each["attitude"] == "unsolicited" and each["id"] != "makino-2025"]
    known = [each for each in ended if "ended" in each["later"] and str(each["later"]["ended"]) < "2025-04-10"]
    count = sum(each["later"]["outcome"] == "first_bidder" for each in known)
    assert later["prior.odds[first_bidder]"].mean == pytest.approx((20 * 0.34 + count) / (20 + len(known)))


def test_the_law_on_each_defence_is_told_and_silence_is_too():
    assert "defence:rights_plan:jp:conditional" in study("makino-2025").notes
    silent = rewritten("makino-2025", ("law: jp\n", "law: uk\n"))
    assert "defence:rights_plan:uk:unlawful" in silent.notes
    unsaid = rewritten("makino-2025", ("law: jp\n", ""))
    assert "defence:rights_plan:-:not on file" in unsaid.notes


def test_a_rival_and_a_change_of_mind_eat_into_the_odds_in_proportion():
    calm = study("us-steel-2023")
    risky = rewritten("us-steel-2023", ("risks:\n", "risks:\n  rival: 0.6\n  withdrawal: 0.2\n"))
    assert risky["ending.chance[closed]"].mean < calm["ending.chance[closed]"].mean
    rival, withdrawn = (risky[f"ending.chance[{name}]"].value for name in ("rival", "withdrawn"))
    assert rival == pytest.approx(3.0 * withdrawn)
    assert risky["verdict.completion"].mean < calm["verdict.completion"].mean
    assert risky["verdict.completion"].mean == pytest.approx(risky["ending.chance[closed]"].mean, abs=1e-12)
    assert risky["ending.fees"].value == pytest.approx(
        -565e6 * (withdrawn + risky["ending.chance[blocked]"].value), rel=1e-9, abs=1.0
    )


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith(("openai", "twitter"))])
def test_a_dearer_bid_per_share_never_loses_a_yes(case):
    text, name = text_of(case)
    (price,) = re.findall(r"\n  price: (\{value: .*?/share)[^\n]*\n  per: share", text)
    number = re.search(r"[\d,.]+", price)
    yes = []
    for factor in (0.4, 0.8, 1.0, 1.6):
        dearer = f"{float(number[0].replace(',', '')) * factor:.2f}"
        made = evaluate(Inputs.random(parse(text.replace(price, price.replace(number[0], dearer), 1), name), 1, 0, 60))
        yes.append(np.array([*named(made, "verdict.accepts").values(), made["verdict.completion"].value]))
    for lower, higher in pairwise(yes):
        assert np.all(higher >= lower - 1e-12)
    assert yes[-1].sum() > yes[0].sum()


def test_a_second_meeting_of_one_route_comes_after_the_first():
    carried = "kind: vote, chance: {low: 20%, high: 33%, confidence: assumption}, days: {low: 60 days, high: 270 days, "
    second = "- {id: second, name: Again, kind: vote, chance: 50%, days: 365 days, after: [without_the_board]}"
    before = rewritten("genzyme-2010")
    after = rewritten("genzyme-2010", (f"{carried}confidence: assumption}}}}", f"{carried}}}}}\n      {second}"))
    first = after["route.gate_days[without_the_board]"].value
    assert after["route.gate_days[second]"].value == pytest.approx(first + 365.0)
    assert after["route.alone[over_the_board]"].value == pytest.approx(
        0.5 * before["route.alone[over_the_board]"].value
    )
