"""The bundled cases: each reads without a problem, in both languages, and says where every number comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from suitor import contest
from suitor.deal import Deal, Inputs, Quantity, parse
from suitor.deal.records import LaterEvent, Section, Text

CASES = sorted(folder.name for folder in files("suitor").joinpath("cases").iterdir() if folder.is_dir())
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
FORMS = ("status_quo", "planned_conversion", "for_profit")  # of the lab, if the offer is refused or as a yardstick
BRANCHES = ("accepted_control", "accepted_reopened", "accepted_merged")


def read(case: str) -> Deal:
    return parse(files("suitor").joinpath("cases", case, "deal.yaml").read_bytes(), f"{case}/deal.yaml")


@pytest.fixture(scope="module", params=CASES)
def deal(request: pytest.FixtureRequest) -> Deal:
    return read(request.param)


def sections(value: Any) -> Iterator[Section]:
    """Every section of a file, outermost first."""
    if isinstance(value, Section):
        yield value
        for name in type(value).model_fields:
            yield from sections(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from sections(item)


def texts(deal: Deal) -> Iterator[Text]:
    """Every text a reader may see, notes of numbers included."""
    yield from (each for each in sections(deal.file) if isinstance(each, Text))
    for quantity in [*deal.quantities.values(), *(one for each in deal.overrides.values() for one in each.values())]:
        if quantity.note is not None:
            yield Text.model_validate(quantity.note)


def test_the_three_cases_are_there():
    assert {"openai-2025", "openai-2026", "twitter-2022"} <= set(CASES)


def test_a_case_reads_without_a_problem_a_warning_or_a_note(deal):
    assert deal.problems == ()
    assert deal.file.id + "/deal.yaml" == deal.name


def test_each_case_says_how_its_sources_were_used_in_both_languages(deal):
    notes = files("suitor").joinpath("cases", deal.file.id, "sources.md").read_text("utf-8")
    assert "## 日本語" in notes
    assert len(notes) > 1000


def test_every_text_is_in_english_and_in_japanese(deal):
    for text in texts(deal):
        assert text.en.strip() and not JAPANESE.search(text.en), text
        assert JAPANESE.search(text.ja), text
        assert text.ja != text.en, text


def test_a_sentence_ends_as_a_sentence_of_its_language_does(deal):
    sentences = [each.what for each in (*deal.file.timeline, *deal.file.later)]
    for each in deal.file.claims_checked:
        sentences += [each.claim, each.correct]
    for text in sentences:
        assert text.en.endswith((".", "?")), text
        assert text.ja.endswith(("。", "か")), text


def test_every_number_has_a_source_or_is_marked_as_an_assumption_or_as_remembered(deal):
    unfounded = [path for path, each in deal.quantities.items() if each.source is None and not each.assumed]
    assert unfounded == []


def test_every_source_is_used_and_every_party_plays_a_part(deal):
    used, named = set[str](), set[str]()
    for section in sections(deal.file):
        used.add(str(getattr(section, "source", None)))
        if section not in deal.file.parties:
            named |= {str(value) for _, value in section if isinstance(value, str)}
            named |= {key for _, value in section if isinstance(value, dict) for key in value}
    used |= {str(each.source) for each in deal.quantities.values()}
    assert set(deal.file.sources) - used == set()
    assert {party.id for party in deal.file.parties} - named == set()


def test_what_happened_later_is_not_before_the_day_of_the_case(deal):
    later = [each for each in sections(deal.file) if isinstance(each, LaterEvent)]
    assert all(each.date > deal.file.as_of for each in later)
    assert [each.date for each in later] == sorted(each.date for each in later)


def test_the_timeline_is_in_order_and_holds_the_offer(deal):
    dates = [each.date for each in deal.file.timeline]
    assert dates == sorted(dates)
    assert deal.file.bid.date in dates or "HYPOTHETICAL" in deal.text


def test_products_never_have_more_users_than_the_market(deal):
    if deal.file.market is None:
        pytest.skip("the case has no market")
    inputs = Inputs.random(deal, seed=1, start=0, stop=2000)
    users = sum(inputs.value(product.users) for product in deal.file.market.products)
    assert np.all(users < inputs.value("market.size"))


def test_shares_of_cash_flow_and_of_votes_never_exceed_the_whole(deal):
    inputs = Inputs.random(deal, seed=1, start=0, stop=2000)
    for kind in ("cash", "votes"):
        for company in {stake.of for stake in deal.file.stakes}:
            held = [getattr(stake, kind) for stake in deal.file.stakes if stake.of == company]
            assert np.all(sum(inputs.value(each) for each in held) <= 1 + 1e-12)
    for scenario in deal.file.scenarios:
        for change in scenario.changes:
            stakes = change.convert.stakes if change.convert else ()
            for kind in ("cash", "votes"):
                assert np.all(sum(inputs.value(getattr(each, kind)) for each in stakes) <= 1 + 1e-12)


def test_the_first_openai_case_has_the_six_scenarios_and_only_one_was_promised():
    scenarios = read("openai-2025").file.scenarios
    assert {each.id for each in scenarios} == {*FORMS, *BRANCHES}
    assert [each.id for each in scenarios if each.follows == "accepted"] == list(BRANCHES)
    assert [each.id for each in scenarios if each.promised] == ["accepted_reopened"]


def test_the_openai_bid_is_about_15_trillion_yen():
    """97.375bn at 151.65 yen, New York, 10 February 2025: 14.77 trillion."""
    deal = read("openai-2025")
    yen = deal.quantities["bid.price"].median * deal.file.rates[0].rate
    assert round(yen / 1e12, 2) == 14.77


def test_no_number_of_the_first_openai_case_is_dated_after_it():
    deal = read("openai-2025")
    assert all(each.as_of is None or each.as_of <= deal.file.as_of for each in deal.quantities.values())


def test_the_second_openai_case_calls_itself_hypothetical_wherever_it_names_the_bid():
    deal = read("openai-2026")
    for text in (deal.file.name, deal.file.bid.note):
        assert "ypothetical" in text.en and ("仮想" in text.ja)
    assert deal.quantities["bid.price"].confidence == "assumption"


def test_new_money_dilutes_the_register_of_october_2025_alike():
    """26, 27 and 47 of 100, times (852 - 122) / 852, and 122 / 852 for the new investors."""
    quantities = read("openai-2026").quantities
    kept = (852 - 122) / 852
    for holder, before in {"openai_foundation": 0.26, "microsoft": 0.27, "staff_and_investors": 0.47}.items():
        assert quantities[f"stakes[{holder}/openai].cash"].median == pytest.approx(before * kept, abs=0.0005)
    assert quantities["stakes[investors_2026/openai].cash"].median == pytest.approx(122 / 852, abs=0.0005)


def test_the_twitter_terms_agree_with_one_another():
    """800.641m shares at 54.20 are 43.39bn; 38% above 39.31; 13 + 12.5 + 21 = 46.5bn; outside date six months on."""
    deal = read("twitter-2022")
    number = {path: each.median for path, each in deal.quantities.items()}
    assert round(number["bid.price"] * number["financials.shares"] / 1e9, 2) == 43.39
    assert round(number["bid.price"] / number["financials.undisturbed"] - 1, 2) == 0.38
    assert sum(number[f"bid.financing[{index}].amount"] for index in range(3)) == 46.5e9
    assert number["stakes[musk/twitter].cash"] == pytest.approx(73_486_938 / 800_641_166, abs=5e-5)
    assert deal.file.bid.expiry - deal.file.as_of == timedelta(days=182)


RULED = tuple(case for case in CASES if case not in ("openai-2025", "openai-2026", "twitter-2022"))


def ends(quantity: Quantity) -> tuple[float, float]:
    """Both ends of what a number may be."""
    return float(quantity.at(0.0)), float(quantity.at(1.0))


@pytest.fixture(scope="module", params=RULED)
def ruled(request: pytest.FixtureRequest) -> Deal:
    return read(request.param)


def test_there_are_nine_cases_by_the_rule():
    assert len(RULED) >= 9


def test_no_gate_and_no_decider_of_a_case_by_the_rule_has_a_number_of_its_own(ruled):
    rule, file = contest.rule(), ruled.file
    own = [gate for route in file.routes for gate in route.own]
    for gate in file.gates:
        assert ends(gate.chance) == pytest.approx((rule["gate"]["low"], rule["gate"]["high"]))
        assert list(ends(gate.days)) == rule["gate"]["days"][gate.kind]
    for gate in own:
        assert ends(gate.chance) == pytest.approx((rule["over_the_board"]["low"], rule["over_the_board"]["high"]))
        assert list(ends(gate.days)) == rule["over_the_board"]["days"]
    assert bool(own) == (file.bid.attitude == "unsolicited")
    board, holders = file.deciders
    sells = rule["board"][file.bid.attitude]
    assert ends(board.for_sale) == pytest.approx((sells["low"], sells["high"]))
    assert holders.spread.median == rule["spread"]["share"] and holders.for_sale is None


def test_worth_and_fallback_of_a_case_by_the_rule_follow_the_undisturbed_price(ruled):
    rule, money = contest.rule(), ruled.file.financials
    share = money.undisturbed.median
    worth = [rule["value"][end] * share * money.shares.median for end in ("low", "mode", "high")]
    shape = money.value.shape
    assert [shape.low, shape.mode, shape.high] == pytest.approx(worth, rel=1e-3)
    fallback = [rule["downside"][end] * share for end in ("low", "high")]
    if ruled.file.id == "warner-bros-2025":
        assert ruled.file.trading is None  # beside a second buyer nobody knows what the share would fall back to
        return
    assert ends(ruled.file.trading.downside) == pytest.approx(fallback, rel=1e-3)


def test_a_case_and_its_precedent_agree_on_who_bid_when_for_what_and_how(ruled):
    past = next(each for each in contest.precedents() if each["id"] == ruled.file.id)
    assert past["attitude"] == ruled.file.bid.attitude
    assert past["announced"] <= ruled.file.bid.date <= ruled.file.as_of
    assert past["later"].get("ended", ruled.file.later[-1].date) <= ruled.file.later[-1].date
    prices = [f"{past['price']:g}", *past["later"].get("raised_to", ())]
    assert any(f"{ruled.file.bid.price.median:g}" == price.split()[0].removesuffix(".0") for price in prices)


def test_every_settled_bid_on_record_is_a_bundled_case():
    assert {each["id"] for each in contest.precedents()} == set(CASES) - {"openai-2026"}


def test_in_two_cases_the_market_pays_more_than_the_bidder_and_the_file_is_none_the_worse():
    dearer = {
        case
        for case in RULED
        if (file := read(case).file).trading is not None
        and file.trading.price.median > file.bid.price.median
        and not read(case).problems
    }
    assert dearer == {"genzyme-2010", "makino-2025"}


def test_japanese_cases_speak_in_yen():
    for case in ("seven-i-2024", "makino-2025"):
        file = read(case).file
        assert file.currency == "JPY" and "円" in file.financials.value.text
    assert read("seven-i-2024").file.bid.price.text == "2,600 JPY/share"
