"""What agencies and newspapers leave to their readers: who the subject of a clause is, whose a price is, which day."""

from __future__ import annotations

import pytest

from suitor.deal import DealError, parse
from suitor.draft import draft
from suitor.draft.bid.offer import Offer
from suitor.draft.text.clean import clean

from .drafts import found, same


def offered(text: str) -> Offer:
    return found(text).offer


def refusers(text: str) -> list[str]:
    return [side.party.id for side in found(text).sides if not side.proposes]


@pytest.mark.parametrize(
    ("text", "bidder", "target"),
    [
        (
            "Hallam Inc., the target of a $5 billion hostile bid by rival Corvane plc, went to court.",
            "Corvane",
            "Hallam",
        ),
        ("Since rejecting Corvane plc's bid, Hallam Inc. has sued it. Hallam is a maker.", "Corvane", "Hallam"),
        ("Regulators look at the planned merger between Corvane plc and Hallam plc.", "Corvane", "Hallam"),
        ("北浦電線から敵対的TOBを仕掛けられた瀬戸計装(6899)は10日、増資を発表した。", "北浦電線", "瀬戸計装"),
        ("瀬戸計装(6899)は、首位の北浦電線(5899)が同社株のTOBを宣言したと認めた。", "北浦電線", "瀬戸計装"),
        ("北浦電線(5899)が瀬戸計装(6899)と経営統合へ。3年前は瀬戸計装を相手にしなかった。", "北浦電線", "瀬戸計装"),
        (
            "Corvane plc and Bexley plc said on Monday they had submitted a joint bid for Hallam plc.",
            "Corvane",
            "Hallam",
        ),
        (
            "Corvane plc, a chain, said Monday it agreed to buy regional chain Big Q Inc. for $5 billion.",
            "Corvane",
            "Big Q",
        ),
        (
            "The battle to control Q.R Hallam plc goes on. Corvane plc raised its bid for Q.R Hallam.",
            "Corvane",
            "Q.R Hallam",
        ),
        ("北浦電線(5899)は、今回は瀬戸計装(6899)に仕掛けたTOBが失敗に終わった。", "北浦電線", "瀬戸計装"),
        (
            "大川建設などを傘下に持つ北浦電線(5899)が瀬戸計装(6899)の完全子会社化に向けて行ったTOBが終わった。",
            "北浦電線",
            "瀬戸計装",
        ),
        ("瀬戸計装(6899)に対し、北浦電線(5899)が1株2,480円以上でTOBを始める予定だ。", "北浦電線", "瀬戸計装"),
        (
            "北浦電線(5899)は1株2,480円で瀬戸計装(6899)の株を買い付けた。瀬戸計装の争奪戦は終わった。",
            "北浦電線",
            "瀬戸計装",
        ),
        ("北浦電線 (5899) が瀬戸計装 (6899) に TOB を行うと発表した。", "北浦電線", "瀬戸計装"),
    ],
)
def test_a_clause_may_say_who_bids_for_whom(text, bidder, target):
    offer = offered(text)
    assert same(offer.bidder, bidder) and same(offer.target, target)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("Corvane plc bid $12 a share for Hallam Inc. It had contemplated offering $15 a share for Hallam.", 12),
        (
            "Corvane plc launched an open offer for Hallam Inc. Ivo Marsh later proposed a counteroffer of $27 a share "
            "against the $23 offered by Corvane.",
            23,
        ),
        ("Corvane plc, a utility, bid 630 British pence for each share of Hallam plc.", 6.30),
        (
            "Corvane plc bid $12 a share for Hallam Inc. It would have to pay $15 a share to win Hallam.",
            12,
        ),
        ("Corvane plc bid $12 a share for Hallam Inc. It has $15 billion worth of finance for its offer.", 12),
        ("Corvane plc bid $17 a share for Hallam Inc. It sees cost savings of $15 million from the offer.", 17),
        ("北浦電線は瀬戸計装(6899)に1株2,480円でTOBを行う。瀬戸計装はTOB価格を5,000円に引き上げるよう求めた。", 2480),
        ("Corvane plc bid A$0.75 (corrects from A$0.25) a share for Hallam Ltd.", 0.75),
        ("北浦電線は瀬戸計装(6899)にTOBを行う。TOBの買い取り価格は800円だ。TOBで株は前日比100円(14.3%)高だ。", 800),
        ("北浦電線は瀬戸計装(6899)に1株2,480円でTOBを行う。対抗案とは約200円の差があるTOBだ。", 2480),
    ],
)
def test_a_price_is_what_the_bidder_bids_and_no_difference_or_thought(text, price):
    assert offered(text).price.amount.low == pytest.approx(price)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Corvane plc bid $5 billion for Hallam Inc. In rejecting Corvane's offer, Hallam also cited its plans.",
            ["hallam"],
        ),
        ("Corvane plc bid $5 billion for Hallam Inc. Two Hallam shareholders want to block the bid in court.", []),
        ("Corvane plc bid $5 billion for Hallam Inc. Last year the Sale Commission rejected Corvane's bid.", []),
        ("Corvane plc bid $5 billion for Hallam Inc. Ivo Marsh of Corvane said the offer was rejected.", []),
        (
            "北浦電線は瀬戸計装(6899)にTOBを行う。緑川銀行や大川銀行などの主要株主もTOBに応じない方針だ。",
            ["大川銀行"],
        ),
        (
            "Corvane plc bid $5 billion for Hallam Inc. Hallam had fought off Corvane's $12 ($16) per share bid, which "
            "it claimed undervalued the company.",
            ["hallam"],
        ),
        (
            "Corvane plc bid $5 billion for Hallam Inc. Hallam hit back, saying that the offer takes no account of its "
            "new plant.",
            ["hallam"],
        ),
        (
            "Corvane plc bid $5 billion for Hallam Inc. Orla Finch, who ran Hallam until May, wants a judge to quash "
            "the bid.",
            ["orla_finch"],
        ),
        (
            "北浦電線が瀬戸計装(6899)にTOBを行う。TOBに反対していた瀬戸計装のアオイ・カイト社長は辞任した。",
            ["アオイ_カイト"],
        ),
        ("北浦電線が瀬戸計装(6899)の買収を提案した。モリサキ大統領は買収への不支持を示した。", ["モリサキ"]),
        ("北浦電線は瀬戸計装(6899)に買収を提案した。防衛策を検討中に北浦電線が株を買い集めた。", []),
    ],
)
def test_the_one_who_refuses_is_the_subject_of_the_refusal(text, want):
    assert refusers(text) == want


def test_what_an_analyst_says_of_a_bidder_is_not_its_position():
    text = (
        "Corvane plc bid $5 billion for Hallam Inc. Analysts said Corvane offered little for Hallam. Corvane's bid for "
        "Bexley Corp. failed last year. Corvane said it would keep its offer for Hallam open."
    )
    (side,) = draft(text, "line.txt").found.sides
    assert not [said for said in side.says if "Analysts" in said or "Bexley" in said]


def test_a_name_is_known_by_the_beginnings_of_its_words_and_a_pair_is_nobody():
    text = (
        "Corvane Electric plc bid $5 billion for Hallam Technology Inc. HallamTech refused. London Works International "
        "plc looked on. A combined Hallam-Corvane would lead; London Works owns 3 percent of HallamTech."
    )
    names = [party.names for party in draft(text, "line.txt").found.parties]
    assert any({"Hallam Technology Inc", "HallamTech"} <= set(known) for known in names)
    assert any({"London Works International plc", "London Works"} <= set(known) for known in names)
    assert not [known for known in names if "Hallam-Corvane" in known]


def test_a_month_or_a_year_heads_a_remark_in_the_timeline_and_leaves_the_file_valid():
    text = (
        "北浦電線、瀬戸計装にTOB 2021年11月22日\n\n北浦電線は2021年9月に瀬戸計装(6899)の株を買った。\n\n"
        "北浦電線が1株2,480円のTOBを始めたのは9月10日だ。瀬戸計装は反対した。\n"
    )
    made = draft(text, "a.txt")
    assert '  # - {date: "2021年9月", what:' in made.yaml() and "  - {date: 2021-09-10, what:" in made.yaml()
    assert made.found.offer.date.iso == "2021-09-10"
    with pytest.raises(DealError) as caught:
        parse(made.yaml())
    assert not [problem for problem in caught.value.problems if problem.path.startswith(("timeline", "later"))]


def test_a_telephone_number_is_no_year_and_a_day_without_one_is_of_the_last_year_told():
    text = "10月1日までに北浦電線が瀬戸計装(6899)を買収する。株は18年9月から19年4月に買った。電話 61-2 9373-1800"
    found = [said.thing.iso for said in draft(text, "a.txt").found.dates]
    assert "2019-10-01" in found and "1800" not in found


def test_half_a_penny_is_no_price_of_its_own():
    text = "Corvane plc bid for Hallam plc. Hallam shares were up at 721-1/2 pence by noon."
    assert not [said.thing.written for said in draft(text, "a.txt").found.amounts]


def test_a_short_name_that_may_be_of_two_companies_joins_neither_to_the_other():
    text = "Corvane Dome Inc. bid $5 billion for Corvane Ocean Ltd. Corvane says that Corvane Dome is ready."
    names = [party.names for party in draft(text, "a.txt").found.parties]
    assert not [
        known
        for known in names
        if {"Corvane Dome Inc", "Corvane Ocean Ltd"} & set(known) == {"Corvane Dome Inc", "Corvane Ocean Ltd"}
    ]


def test_a_company_may_bear_a_given_name_if_its_shares_trade_or_it_is_bid_for():
    text = "Corvane plc bid $5 billion for Martin Hallam. Hallam's shares rose 5 percent. Hallam shares closed at $9."
    kinds = {name: party.kind for party in draft(text, "a.txt").found.parties for name in party.names}
    assert kinds["Martin Hallam"] == "company"


def test_a_date_that_a_text_only_looks_forward_to_gives_other_days_no_year():
    text = "Corvane plc bid $5 billion for Hallam Inc. It will close by March 2031.\n\nThe talks began in August."
    assert "2031-08" not in [said.thing.iso for said in draft(text, "a.txt").found.dates]


def test_the_first_words_of_a_firm_are_the_firm_and_a_country_is_none():
    text = (
        "London Works International plc bid $5 billion for Hallam Inc. London Works also argues that its offer is "
        "high, and it is among the largest firms in the United States."
    )
    found = {name: party.kind for party in draft(text, "a.txt").found.parties for name in party.names}
    assert found["London Works"] == "company" and "United States" not in found


def test_a_month_that_goes_back_may_be_of_the_next_year_and_is_no_day():
    text = "2019年8月19日から瀬戸計装(6899)にTOBを続けてきた北浦電線は3月19日、TOBの不成立を発表した。"
    made = draft(text, "a.txt").yaml()
    assert '# - {date: "3月19日"' in made and "date: 2019-03-19" not in made


def test_what_somebody_else_says_of_a_bid_is_not_the_bidders_word():
    text = (
        "北浦電線が瀬戸計装(6899)に買収を提案した。\n\n瀬戸計装のアオイ・カイト議長は、北浦電線の買収提案を"
        "「競争を妨害しようとする試みだ」と表現した。瀬戸計装は提案を拒否した。"
    )
    says = {side.party.id: side.says for side in draft(text, "a.txt").found.sides}
    assert not [said for said in says["北浦電線"] if "妨害" in said]


def test_a_page_kept_as_markdown_gives_its_day_and_its_marks_are_none_of_the_names():
    text = (
        "---\ntitle: 北浦電線、TOBへ\npublishedOn: 2025-04-07\n---\n\n*北浦電線*が*瀬戸計装*(6899)に`TOB`を行う。"
        "瀬戸計装は反対した。\n"
    )
    found = draft(text, "a.md").found
    assert found.as_of.iso == "2025-04-07" and same(found.offer.target, "瀬戸計装")


def test_one_who_only_talks_of_a_price_does_not_bid_it():
    text = "The takeover of Hallam Inc. is worth $5 billion. “It is a good price,” said analyst Orla Finch of Bexley."
    assert not same(offered(text).bidder, "Orla Finch")


def test_a_text_about_many_bids_proposes_none_of_them():
    firms = ("Hallam", "Bexley", "Corvane", "Dunmore", "Elmet", "Farrow")
    text = " ".join(f"Investors expect a takeover bid for {firm} plc this year." for firm in firms)
    assert not offered(text).found


def test_market_reports_clip_names_in_kanji_to_one_sign_for_the_trade():
    text = "大川製紙がTOBを発表した。大川製紙は緑川製紙(3866)に1株800円でTOBを行う。緑川紙は大川紙のTOBに反対した。"
    names = [party.names for party in draft(text, "a.txt").found.parties]
    assert any({"大川製紙", "大川紙"} <= set(known) for known in names)
    assert any({"緑川製紙", "緑川紙"} <= set(known) for known in names)


def test_the_day_on_which_a_bid_is_given_up_is_not_its_day():
    text = "北浦電線は2021年9月10日に瀬戸計装(6899)へのTOBを始めた。北浦電線は2021年10月5日にTOBの成立を断念した。"
    assert offered(text).date.iso == "2021-09-10"


def test_who_does_not_agree_refuses():
    text = "北浦電線が瀬戸計装(6899)に7兆円の買収を提案した。提案に賛同しない創業家は対抗する買収を目指していた。"
    assert refusers(text) == ["創業家"]


def test_half_width_katakana_beside_brackets_is_whole():
    assert clean("（ﾊﾞﾝﾀﾞ）") == "（バンダ）"
