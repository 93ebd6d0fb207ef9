"""Who bids for whom, and which runs of kanji are companies, sentence by sentence."""

from __future__ import annotations

import pytest

from suitor.draft import draft
from suitor.draft.days.dates import dates_of
from suitor.draft.names.kanji import is_common
from suitor.draft.text.clean import clean
from suitor.draft.text.layout import lay_out

from .drafts import same

BIDS = [
    ("Corvane plc offered $5 billion for Hallam Inc.", "Corvane", "Hallam"),
    ("Hallam Inc. has rejected Corvane plc's unsolicited $5 billion offer.", "Corvane", "Hallam"),
    ("Hallam Inc. agreed to be acquired by Corvane plc for $5 billion.", "Corvane", "Hallam"),
    ("Hallam Inc. rejected a takeover bid from Corvane plc.", "Corvane", "Hallam"),
    ("Canada-based Corvane Group is in talks to buy Hallam Inc., owner of Bexley Corp.", "Corvane Group", "Hallam"),
    ("Corvane plc is in advanced talks with Bexley Corp. to buy Hallam Inc.", "Corvane", "Hallam"),
    ("Corvane plc's $5 billion Hallam takeover attempt surprised investors in Hallam Inc.", "Corvane", "Hallam"),
    ("Hallam Inc. stockholders approved the merger with Corvane plc.", "Corvane", "Hallam"),
    ("Corvane plc and Bexley Corp. are competing to acquire Hallam Inc.", "Corvane", "Hallam"),
    ("Corvane plc bid $5 billion for the charity that controls Hallam Inc.", "Corvane", "Hallam"),
    ("Corvane plc went public with its $5 billion bid for Hallam Inc.", "Corvane", "Hallam"),
    ("Orla Finch rejected Corvane plc's offer to buy Hallam Inc.", "Corvane", "Hallam"),
    ("A consortium led by Corvane plc had made a $5 billion bid to buy Hallam Inc.", "Corvane", "Hallam"),
    ("瀬戸計装(6899)が北浦電線への売却合意を公表した。買収額は非公開だ。", "北浦電線", "瀬戸計装"),
    ("瀬戸計装(6899)、北浦電線に買収、独立を保つと表明", "北浦電線", "瀬戸計装"),
    ("北浦電線は10日、瀬戸計装に対するTOBを始めた。瀬戸計装は反対した。", "北浦電線", "瀬戸計装"),
    ("瀬戸計装(6899)が北浦電線に買収されると発表した。", "北浦電線", "瀬戸計装"),
    ("北浦電線による瀬戸計装へのTOBは成立した。", "北浦電線", "瀬戸計装"),
    ("瀬戸計装(6899)は、北浦電線から仕掛けられた敵対的なTOBに抵抗している。", "北浦電線", "瀬戸計装"),
    ("瀬戸計装(6899)の取締役会は北浦電線のTOBに反対し、延期を求めた。", "北浦電線", "瀬戸計装"),
    ("大株主は北浦電線のTOBに応じる。瀬戸計装(6899)は北浦電線による買収に賛同した。", "北浦電線", "瀬戸計装"),
    ("北浦電線による敵対的買収を瀬戸計装(6899)は不十分だとして退けた。", "北浦電線", "瀬戸計装"),
    ("起業家のアオイ・カイト氏が、アオバ食品を300億円で買収する提案をした。", "アオイ・カイト", "アオバ食品"),
]


@pytest.mark.parametrize(("text", "bidder", "target"), BIDS)
def test_a_sentence_says_who_bids_for_whom(text, bidder, target):
    offer = draft(text, "line.txt").found.offer
    assert same(offer.bidder, bidder) and same(offer.target, target)


@pytest.mark.parametrize(
    "text", ["瀬戸計装は、北浦電線にTOBの延期を求めた。", "Hallam Inc. asked Corvane plc for more time."]
)
def test_who_asks_for_more_time_does_not_bid(text):
    offer = draft(text, "line.txt").found.offer
    assert offer.price is None and not same(offer.bidder, "瀬戸計装")


@pytest.mark.parametrize(
    "run", ["大手証券", "国内銀行", "完全子会社化", "既存株主", "筆頭株主", "乳業最大手", "産業用印刷"]
)
def test_common_words_put_together_are_no_company(run):
    assert is_common(run)


@pytest.mark.parametrize(
    "run", ["野村証券", "東京電力", "前田道路", "北浦電線", "新生銀行", "第一生命", "日本生命保険"]
)
def test_a_name_before_a_common_word_is_a_company(run):
    assert not is_common(run)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("あおぞら銀行は新生銀行と合併する。", "あおぞら銀行"),
        ("日本技術開発(ジャスダック上場)がTOBに反対した。", "日本技術開発"),
        ("積水ハウスがA社を買収する。", "積水ハウス"),
        ("投資会社のアジア開発キャピタルがTOBを始めた。", "アジア開発キャピタル"),
        ("ブラザー工業がTOBを行う。", "ブラザー工業"),
        ("日本ペイントホールディングスは買収提案を受けた。", "日本ペイントホールディングス"),
    ],
)
def test_a_company_may_be_written_in_more_than_one_script(text, name):
    assert [party.names for party in draft(text, "line.txt").found.parties if name in party.names]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("An activist hedge fund has offered $5 billion for Hallam Inc.", "An activist hedge fund"),
        ("アクティビストが瀬戸計装(6899)に対するTOBを検討している。瀬戸計装は反対した。", "アクティビスト"),
    ],
)
def test_a_bidder_without_a_name_stays_a_gap_that_says_what_the_text_calls_it(text, said):
    made = draft(text, "line.txt")
    assert made.found.offer.bidder is None and f"# gap: bidder (who offers); the text says only {said}" in made.yaml()


def test_two_bids_are_told_apart_by_whose_price_it_is():
    text = "北浦電線は瀬戸計装に1株2,480円でTOBを行う。ミナトツールが1株2,300円で瀬戸計装に行うTOBに対抗する。"
    offer = draft(text, "line.txt").found.offer
    assert same(offer.bidder, "北浦電線") and offer.price.amount.low == 2480


def test_a_price_that_is_raised_from_one_to_another_is_two_amounts_and_no_range():
    found = draft("北浦電線は瀬戸計装へのTOB価格を1万6300円から1万8800円に引き上げた。", "line.txt").found
    assert [said.thing.amount.low for said in found.amounts] == [16300, 18800]


DATES = [
    ("Dec. 8, 2025\n\nThe offer is scheduled to expire January 8.", "2026-01-08"),
    ("Dec. 8, 2025\n\nIt made the offer in January.", "2025-01"),
    ("Dec 8, 2025\n\nAnalysis from 08/12/2025.", "2025-12-08"),
    ("[東京 8日 海鳴通信] - 北浦電線は8日に発表した。\n\n2024年1月30日に提案していた。", "2024-02-08"),
    ("北浦電線は7日、TOBを始めると発表した。\n\n8月7日の終値は4,584円。\n\n2023年9月20日に成立した。", "2023-08-07"),
]


@pytest.mark.parametrize(("text", "want"), DATES)
def test_what_a_date_leaves_out_is_taken_from_the_text_around_it(text, want):
    found = [when.iso for dates in dates_of(lay_out(clean(text)).sentences).by_sentence for when in dates]
    assert want in found


def test_a_year_right_after_an_address_is_kept():
    assert "2025年2月14日" in clean("https://example.com/a/2025/02/12025年2月14日、発表した。")


def test_an_outright_refusal_needs_no_word_for_a_bid_beside_it():
    text = "アオイ・カイト氏がアストラAIに買収を提案した。\n\nそれから時がたった。\n\n春が来た。\n\n夏も来た。\n\n"
    found = draft(text + "ジュン・モリサキ氏は「お断りします」と投稿した。", "line.txt").found
    assert [side.party.names[0] for side in found.sides if not side.proposes] == ["ジュン・モリサキ"]


@pytest.mark.parametrize(
    "text",
    [
        "Orla Finch says she has not bid for Hallam Inc.\n\n“I have not put in a bid for Hallam,” Ms. Finch said.",
        "北浦電線は瀬戸計装(6899)の買収を否定した。\n\n北浦電線は瀬戸計装への買収提案を検討したこともないという。",
    ],
)
def test_a_bid_that_is_denied_is_none(text):
    made = draft(text, "line.txt")
    assert not made.found.offer.found and "the text tells of no takeover bid" in made.yaml()


def test_who_suffers_a_refusal_does_not_refuse():
    text = (
        "Corvane plc bid $5 billion for Hallam Inc. Bexley Corp. had one takeover attempt turned down by the "
        "company. Bexley Corp. may face opposition to its bid."
    )
    assert not [side for side in draft(text, "line.txt").found.sides if side.party.names[0].startswith("Bexley")]


def test_an_article_without_a_day_of_its_own_is_of_the_day_of_its_last_source():
    text = "23日、伊勢丹と三越は2008年4月1日に経営統合すると発表した。\n東京新聞、2007年8月23日16時34分。"
    found = draft(text, "line.txt").found
    assert found.as_of.iso == "2007-08-23" and "2008-04-01" in [event.when.iso for event in found.events]


def test_the_worth_of_a_market_is_no_price():
    text = "Corvane plc is to acquire Hallam Inc. to enter the chip market, currently valued at $1.4 billion."
    assert draft(text, "line.txt").found.offer.price is None


def test_what_several_people_own_together_is_no_stake_of_one():
    text = "Corvane plc needs the approval of Orla Finch and Ivo Marsh, who own 28.9% of Hallam Inc., for its takeover."
    assert not draft(text, "line.txt").found.stakes
