"""A draft proposes what an article says, and nothing else: measured on articles in both languages."""

from __future__ import annotations

import re
import time
import unicodedata
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suitor.deal import DealError, parse
from suitor.draft import draft
from suitor.draft.text.clean import LONGEST, clean

from .drafts import KINDS, NAMES, article, drafted, expected, money, read, same_name, score, total

FLOORS = {  # recall and precision over all articles
    "amounts": (0.98, 0.98),
    "conversions": (0.9, 0.9),
    "shares": (0.97, 0.97),
    "dates": (0.97, 0.97),
    "parties": (0.97, 0.95),
    "for": (0.95, 0.95),
    "against": (0.92, 0.88),
}
CALENDAR = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
KANJI = "〇一二三四五六七八九"


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_finds_what_a_reader_lists(kind):
    scores = [score(name, kind) for name in NAMES]
    hits, missed, surplus = (total(scores, lambda each, at=at: each[at]) for at in range(3))
    recall, precision = hits / (hits + missed), hits / (hits + surplus)
    print(f"{kind}: recall {recall:.3f}, precision {precision:.3f} ({hits} found, {missed} missed, {surplus} besides)")
    assert (recall, precision) >= FLOORS[kind] and precision >= FLOORS[kind][1]


@pytest.mark.parametrize("name", NAMES)
def test_the_bid_is_the_one_the_article_is_about(name):
    want, offer = expected(name)["bid"], drafted(name).found.offer
    for role in ("bidder", "target"):
        party = getattr(offer, role)
        assert party and any(same_name(want[role], known) for known in party.names), role
    if "price" in want:
        assert money(offer.price.amount) == money(read(want["price"]))
        assert offer.price.amount.per == read(want["price"]).per
    if "date" in want:
        assert offer.date.iso == str(want["date"])


@pytest.mark.parametrize("name", NAMES)
def test_people_companies_and_authorities_are_told_apart(name):
    kinds = {known: party.kind for party in drafted(name).found.parties for known in party.names}
    wrong = {
        name: kind
        for name, kind in expected(name)["kinds"].items()
        if kind not in {of for known, of in kinds.items() if same_name(name, known)}
    }
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_a_check_of_the_draft_lists_its_gaps_and_nothing_else(name):
    made = drafted(name)
    with pytest.raises(DealError) as caught:
        parse(made.yaml())
    listed = {problem.path for problem in caught.value.problems}
    assert listed <= set(made.gaps)
    assert {"scenarios", "alternative", "deciders", "base_year"} <= listed
    assert made.yaml().count("gap:") >= 6


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_draft_stands_in_the_text(name):
    text = clean(article(name))
    said = numbers_of(text) | {str(each) for each in in_kanji(text)} | set(re.findall(r"\d+", text))
    years = {f"20{each}" for each in said if len(each) == 2} | {
        str(2018 + int(n)) for n in re.findall(r"令和(\d+)", text)
    }
    made = drafted(name).yaml().replace("suitor: 1\n", "", 1)
    for date in CALENDAR.findall(made):
        year, month, day = date.split("-")
        assert year in said | years
        assert {month, str(int(month))} & said or MONTHS[int(month) - 1] in text
        assert {day, str(int(day))} & said, date
    assert numbers_of(CALENDAR.sub("", made)) <= said | years


def numbers_of(text: str) -> set[str]:
    return {match.replace(",", "") for match in NUMBER.findall(text)}


def in_kanji(text: str) -> set[int]:
    """Every number written in kanji, by counting up its places."""
    found = set()
    for run in re.findall("[一二三四五六七八九十百千]+", text.replace("\n", "")):
        sum_, digit = 0, 0
        for sign in run:
            place = {"十": 10, "百": 100, "千": 1000}.get(sign)
            sum_, digit = (sum_ + max(digit, 1) * place, 0) if place else (sum_, KANJI.index(sign))
        found |= {sum_ + digit, int(unicodedata.numeric(run[0]))}
    return found


@st.composite
def changed(draw):
    """An article in which one number that is money was replaced by another that stands nowhere in it."""
    name = draw(st.sampled_from([name for name in NAMES if in_digits(name)]))
    text = clean(article(name))
    amount = draw(st.sampled_from(in_digits(name)))
    old = NUMBER.search(amount)[0]
    new = draw(st.integers(10, 989).filter(lambda number: str(number) not in text))
    return text.replace(amount, amount.replace(old, str(new), 1)), old.replace(",", ""), str(new), name


@cache
def in_digits(name):
    """The amounts of an article that are written in digits, at least two of them, in one line."""
    written = {said.thing.written for said in drafted(name).found.amounts}
    return sorted(amount for amount in written if re.search(r"\d{2}", amount) and amount in clean(article(name)))


@given(changed())
@settings(max_examples=20, deadline=None)
def test_when_a_number_of_the_text_changes_the_draft_changes_with_it(case):
    text, old, new, name = case
    made = draft(text, f"{name}.txt").yaml().replace("suitor: 1\n", "", 1)
    assert numbers_of(made) <= numbers_of(text) | numbers_of(drafted(name).yaml())
    assert new in numbers_of(made)
    assert old in numbers_of(text) or old not in numbers_of(CALENDAR.sub("", made))


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_no_claim_and_no_event(name):
    found = drafted(name).found
    told = [
        *found.claims,
        *(event.what for event in found.events),
        *(said for side in found.sides for said in side.says),
    ]
    assert not [
        text for text in told if text.rstrip("」』)）").endswith(("?", "？", "でしょうか。", "だろうか。", "のか。"))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_and_reason_is_a_sentence_of_the_text(name):
    flat = re.sub(r"\s", "", clean(article(name)))
    found = drafted(name).found
    for text in (*found.claims, *(said for side in found.sides for said in side.says)):
        pieces = text.split(": ", 1) if ": " in text else [text]
        assert all(re.sub(r"\s", "", piece) in flat for piece in pieces), text


@pytest.mark.parametrize("name", NAMES)
def test_events_come_in_the_order_of_their_dates(name):
    keys = [event.when.key for event in drafted(name).found.events]
    assert keys == sorted(keys) and keys


def test_the_same_text_gives_the_same_draft():
    text = article(NAMES[0])
    assert draft(text, "a.txt").yaml() == draft(text, "a.txt").yaml()


def test_a_table_of_two_camps_fills_the_rows_of_both_positions():
    sides = {side.party.japanese: side for side in drafted("openai_explainer_ja").found.sides}
    assert sides["サム・アルトマン"].rows == {
        "funding": "株式会社化して投資家から集める",
        "access": "無料版と有料版を併用する",
        "growth": "資金を投じて開発を急ぐ",
        "influence": "マイクロソフトと提携する",
    }
    assert sides["イーロン・マスク"].proposes and set(sides["イーロン・マスク"].rows) == set(
        sides["サム・アルトマン"].rows
    )


def test_a_mocking_counteroffer_is_not_the_bid():
    for name in ("openai_news_en", "openai_explainer_ja"):
        assert drafted(name).found.offer.price.amount.low == 97.4e9


def test_what_the_text_dates_only_by_year_is_left_with_its_day_open():
    made = drafted("openai_explainer_ja").yaml()
    assert '{date: "2015年", what: "2015年：OpenAI設立", source: article} # gap: the day' in made


@pytest.mark.parametrize(
    "text", ["", "\n\n", "x", "。", "?", "|||", "┌─┐", "<p></p>", "\ufeff", "１", "\x00\x07", "氏", "社"]
)
def test_a_text_that_says_nothing_gives_only_gaps(text):
    made = draft(text, "empty.txt")
    with pytest.raises(DealError) as caught:
        parse(made.yaml())
    assert {problem.path for problem in caught.value.problems} <= set(made.gaps)


NO_DEAL = {
    "en": (
        "Parliament opens its budget debate\n\nMarch 4, 2024\n\nThe government's proposal would cut spending by "
        "$12 billion in a bid to lower the deficit. Opposition leaders rejected the plan on Monday and said that it "
        "undervalues the work of hospitals. Toyota, which employs 3,000 people in the region, declined to comment. "
        "The central bank raised its rate to 5% and offered no date for the next step."
    ),
    "ja": (
        "値上げの春、家計はどうなる\n\n2024年4月1日\n\nイオンは1日、食品400品目の値上げを発表した。消費者団体は"
        "強く反発し、政府に対策を求めている。トヨタ自動車の春闘では3万円の賃上げが回答された。専門家は「物価は"
        "2%を超えて上がる」とみる。提案された給付は総額5兆円で、野党は不十分だとして反対した。"
    ),
}


@pytest.mark.parametrize("language", NO_DEAL)
def test_a_text_that_tells_of_no_bid_proposes_none_and_says_so(language):
    made = draft(NO_DEAL[language], "budget.txt")
    assert not made.found.offer.found and not made.found.sides
    assert "# gap: bid (bidder, target, seller, date, price, per); the text tells of no takeover bid" in made.yaml()


def test_a_date_on_a_line_of_its_own_heads_what_follows_it():
    text = (
        "瀬戸計装をめぐる動き\n\n2025年6月16日\n\n## 提案\n2024年12月27日\n北浦電線が1株2,480円のTOBを表明。\n\n"
        "2025年3月10日\n瀬戸計装が反対を表明。\n\n『北浦電線、TOBを表明』。\n日本経済新聞、2024年12月28日。\n"
    )
    told = [(event.when.iso, event.what) for event in draft(text, "a.txt").found.events]
    assert told == [
        ("2024-12-27", "2024年12月27日: 北浦電線が1株2,480円のTOBを表明。"),
        ("2025-03-10", "2025年3月10日: 瀬戸計装が反対を表明。"),
    ]


@given(
    st.text(
        alphabet="アOp氏社はが、。「」（）()<>|│-:#\"'\\{}[]&*!%@`$¥€ \n\t"
        "0123456789年月日億兆ドル円株買収提案bidoferX\u2028\u202e\x00",
        max_size=300,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_the_text_the_draft_is_yaml_whose_problems_are_its_gaps(text):
    made = draft(text, "any.txt")
    with pytest.raises(DealError) as caught:
        parse(made.yaml())
    assert {problem.path for problem in caught.value.problems} <= set(made.gaps)


UNITS = {
    "digits": "1", "commas": "1,", "dollars": "$ ", "pieces": "1億", "ranges": "1 to ", "rough": "約about ",
    "brackets": "(（「", "per share": "1株", "tags": "<a ", "comments": "<!--", "links": "[a](", "bars": "|",
    "boxes": "│", "katakana": "ア・", "capitals": "Aa ", "firms": "Acme Inc. ", "people": "マスク氏は",
    "kanji": "漢株式会社", "dates": "2025年2月10日", "lines": "・a\n", "initials": "A & Bank of ", "quotes": "“\"「",
    "addresses": "http://", "bids": "A社はB社を1億円で買収すると提案した。",
}  # fmt: skip
HOSTILE = {name: (unit * 100_000)[:100_000] for name, unit in UNITS.items()}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_no_more_than_a_long_one(name):
    started = time.process_time()
    draft(HOSTILE[name], "hostile.txt").yaml()
    assert time.process_time() - started < 2.0


def test_a_text_beyond_any_article_is_refused():
    with pytest.raises(ValueError, match="1,000,000"):
        draft("a" * (LONGEST + 1), "long.txt")
