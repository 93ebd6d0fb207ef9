"""What blogs and news pages leave out, and drafts must read all the same: honorifics, subjects, blank lines."""

from __future__ import annotations

import pytest

from suitor.draft.names.given import begins_as_person

from .drafts import found, refusing


def named(party, name):
    return party is not None and name in party.names


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("サム・ベクスリー", True),
        ("Sam Bexley", True),
        ("ゴールドマン・サックス", False),
        ("コルヴェーン・キャピタル", False),
        ("サム", False),
    ],
)
def test_a_given_name_makes_a_person_in_either_script(name, is_person):
    assert begins_as_person(name) is is_person


def test_people_need_no_honorific():
    text = (
        "マーク・ハラムとサム・ベクスリーは、かつて同じ研究所を立ち上げた2人だ。\n\n"
        "ハラムは10日、アストラAIを300億ドルで買収すると提案した。ベクスリーは即座に拒否した。"
    )
    kinds = {party.names[0]: party.kind for party in found(text).parties}
    assert kinds["マーク・ハラム"] == kinds["サム・ベクスリー"] == "person"
    assert named(found(text).offer.bidder, "ハラム") and named(found(text).offer.target, "アストラAI")
    assert refusing(text) == ["サム・ベクスリー"]


BIDS = [
    ("瀬戸計装(6899)は10日、創業家から買収提案を受けたと発表した。", "創業家", "瀬戸計装"),
    ("北浦電線が準大手の瀬戸計装(6899)の買収に向けて協議している。", "北浦電線", "瀬戸計装"),
    (
        "瀬戸計装(6899)は9日、北浦電線が同日公表した瀬戸計装に対するTOBについて「誠に遺憾」だとした。",
        "北浦電線",
        "瀬戸計装",
    ),
    (
        "瀬戸計装(6899)は北浦電線の買収提案を退けた。事例として、ミナト製鉄によるカモメ製鋼所の買収がある。"
        "北浦電線は瀬戸計装をあきらめない。",
        "北浦電線",
        "瀬戸計装",
    ),
    ("Anglo Hallam rejected Corvane plc's approach, a bid for Orla Finch's Anglo Hallam.", "Corvane", "Anglo Hallam"),
    ("Corvane plc has withdrawn from its $5 billion merger proposal with rival Hallam Inc.", "Corvane", "Hallam"),
    (
        "Corvane plc has confirmed its intent to pursue a takeover of Hallam Inc., a maker of pumps.",
        "Corvane",
        "Hallam",
    ),
    ("Corvane plc said Hallam Inc. had rejected two of its bids for a merger.", "Corvane", "Hallam"),
    ("Hallam Inc.'s suitor Corvane plc goes hostile with a $5 billion offer.", "Corvane", "Hallam"),
    (
        "アストラAI取締役会、マーク・ハラム氏が率いる投資コンソーシアムからの買収提案を拒否\n\n"
        "アストラAI社が10日に発表した。",
        "マーク・ハラム",
        "アストラAI",
    ),
    ("Corvane plc offered $48.30 in cash and half a Corvane share for each share of Hallam Inc.", "Corvane", "Hallam"),
]


@pytest.mark.parametrize(("text", "bidder", "target"), BIDS)
def test_a_sentence_says_who_bids_for_whom(text, bidder, target):
    offer = found(text).offer
    assert any(name.startswith(bidder) for name in offer.bidder.names)
    assert any(name.startswith(target) for name in offer.target.names)


REFUSALS = [
    ("北浦電線が瀬戸計装(6899)の買収を提案した。反対しているのは瀬戸計装だ。", ["瀬戸計装"]),
    ("北浦電線が瀬戸計装(6899)へのTOBを始めた。瀬戸計装側の抵抗を受け、北浦電線は価格を上げた。", ["瀬戸計装"]),
    (
        "北浦電線が瀬戸計装(6899)へのTOBを始めた。瀬戸計装は同日、不快感を示した。また「株主の意思を軽んじるもので"
        "誠に遺憾だ」とした。",
        ["瀬戸計装"],
    ),
    ("北浦電線が瀬戸計装(6899)の買収を提案した。「取締役会の反対により不成立となるリスクがある」という。", []),
    (
        "Corvane plc bid $5 billion for Hallam Inc. The offer was swiftly rejected by Hallam CEO Orla Finch.",
        ["Orla Finch"],
    ),
    (
        "Corvane plc bid $5 billion for Hallam Inc. CEO Orla Finch and the company's board of directors swiftly "
        "rejected it.",
        ["Orla Finch", "board of directors"],
    ),
    ("Corvane plc bid $5 billion for Hallam Inc. It cited Hallam's declining revenue as a reason.", []),
]


@pytest.mark.parametrize(("text", "want"), REFUSALS)
def test_a_sentence_says_who_refuses(text, want):
    assert set(refusing(text)) == set(want)


def test_a_mocking_counteroffer_in_the_same_sentence_is_not_the_bid():
    text = (
        "マーク・ハラム氏がアストラAIを974億ドルで買収する提案をした。サム・ベクスリーCEOは提案を拒否し、逆に"
        "カモメ(旧ツバメ)社を97億4000万ドルで買収することを提案している。"
    )
    assert found(text).offer.price.written == "974億ドル"


def test_a_title_is_no_part_of_the_line_below_it():
    body = (
        "Hallam's board has unanimously decided to turn down Corvane plc's proposal, which it calls far too low. " * 2
    )
    text = f"Hallam Inc. Turns Down Corvane's $5 Billion Offer\n{body}It did so on Monday, after a long night.\n"
    assert not [party for party in found(text).parties if "Offer" in party.names[0]]


def test_the_day_that_one_sentence_sets_is_that_of_the_next():
    text = "衝撃が走ったのは、2024年12月27日のことだった。北浦電線が瀬戸計装(6899)へのTOBを表明したのだ。"
    assert found(text).offer.date.iso == "2024-12-27"


def test_the_day_of_a_withdrawal_or_of_the_end_is_not_that_of_the_bid():
    assert found("2025年5月8日、北浦電線は瀬戸計装(6899)へのTOBを撤回した。").offer.date is None
    assert found("北浦電線による瀬戸計装(6899)へのTOBが2025年5月8日に終わった。").offer.date is None


def test_a_rivals_price_for_a_share_is_not_the_bidders():
    text = (
        "Corvane plc offered $48.30 in cash and half a Corvane share for each share of Hallam Inc., valuing it at "
        "about $45 billion. Corvane plc raised its bid for Hallam. Bexley Corp. then agreed to buy Hallam Inc. for $66 "
        "billion, or $219 a share."
    )
    offer = found(text).offer
    assert named(offer.bidder, "Corvane plc") and offer.price.written == "$45 billion"


def test_the_s_at_the_end_of_a_name_is_kept():
    text = "Hanway's said it rejected the bid by Corvane plc. Hanway's is not for sale, and Hanway's board agrees."
    assert [party.names for party in found(text).parties if "Hanway's" in party.names]


def test_a_company_without_the_middle_of_its_name_is_the_same():
    text = "北浦自動織機(6201)は反対した。ミナト自動車は北浦織機へのTOBを1株1万6300円で始める。"
    assert any({"北浦自動織機", "北浦織機"} <= set(party.names) for party in found(text).parties)


def test_bullets_below_a_heading_are_the_view_of_the_side_it_names():
    text = (
        "マーク・ハラム氏がアストラAIを974億ドルで買収する提案をした。サム・ベクスリー氏は拒否した。\n\n"
        "### ハラム氏の主張\n\n- アストラAIは「公開」の約束を破った\n\n"
        "### ベクスリー氏の主張\n\n- ハラムは競合の持ち主だ\n"
    )
    for_it, against = found(text).sides
    assert "アストラAIは「公開」の約束を破った" in for_it.says and "ハラムは競合の持ち主だ" in against.says


def test_a_quoted_aim_is_not_what_somebody_says_now():
    text = (
        "マーク・ハラム氏がアストラAIの買収を提案した。サム・ベクスリー氏は拒否した。"
        "ベクスリー氏は「人類全体の利益のために働く」という目標を掲げて会社を作った。"
    )
    assert not [said for side in found(text).sides for said in side.says if "目標" in said]


@pytest.mark.parametrize(
    "text",
    [
        "Everton have rejected Chelsea's £45m bid for their striker. Chelsea may make a new offer for the player.",
        "カモメ球団は選手の獲得に向けて50億円を提示した。ツバメ球団は提案を拒否した。",
        "サム・ベクスリー氏がアストラAIの株式取得を交渉していると報じられた。",
    ],
)
def test_a_bid_for_a_player_and_an_officers_shares_are_no_takeover(text):
    assert not found(text).offer.found
