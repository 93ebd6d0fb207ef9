"""What the reading of articles makes of amounts, dates, names and layouts, one by one."""

from __future__ import annotations

import pytest

from suitor.draft import draft
from suitor.draft.amounts.numbers import numbers_in
from suitor.draft.amounts.rates import rates_in
from suitor.draft.days.dates import dates_of
from suitor.draft.names.sounds import alike
from suitor.draft.text.clean import clean
from suitor.draft.text.layout import lay_out

AMOUNTS = [
    ("974億ドル（約15兆円）で買収", [("974億ドル", "USD", 97.4e9, 97.4e9)]),
    ("a $97.4-billion bid", [("$97.4-billion", "USD", 97.4e9, 97.4e9)]),
    ("USD 97.4bn in cash", [("USD 97.4bn", "USD", 97.4e9, 97.4e9)]),
    ("97.4 billion U.S. dollars", [("97.4 billion U.S. dollars", "USD", 97.4e9, 97.4e9)]),
    ("97億4000万ドルで", [("97億4000万ドル", "USD", 9.74e9, 9.74e9)]),
    ("30〜40億ドル", [("30〜40億ドル", "USD", 3e9, 4e9)]),
    ("300億ドルから400億ドル", [("300億ドルから400億ドル", "USD", 30e9, 40e9)]),
    ("between $30 billion and $40 billion", [("$30 billion and $40 billion", "USD", 30e9, 40e9)]),
    ("$30-40 billion", [("$30-40 billion", "USD", 30e9, 40e9)]),
    ("$1.5 to $2 billion", [("$1.5 to $2 billion", "USD", 1.5e9, 2e9)]),
    ("$5 billion and $6 billion", [("$5 billion", "USD", 5e9, 5e9), ("$6 billion", "USD", 6e9, 6e9)]),
    ("一株あたり四千六百二十円", [("一株あたり四千六百二十円", "JPY", 4620, 4620)]),
    ("一兆二千億円", [("一兆二千億円", "JPY", 1.2e12, 1.2e12)]),
    ("14兆8,000億円", [("14兆8,000億円", "JPY", 14.8e12, 14.8e12)]),
    ("worth 545p a share or 600 pence", [("545p a share", "GBP", 5.45, 5.45), ("600 pence", "GBP", 6.0, 6.0)]),
    ("raised its price from $110 to $127.50", [("$110", "USD", 110, 110), ("$127.50", "USD", 127.5, 127.5)]),
    ("A$3.5 billion", [("A$3.5 billion", "AUD", 3.5e9, 3.5e9)]),
    ("1500億元", [("1500億元", "CNY", 150e9, 150e9)]),
    ("one billion dollars", [("one billion dollars", "USD", 1e9, 1e9)]),
    ("数百億ドル", []),
    ("GPT-4 has 97.4 billion parameters", []),
    ("2015年に設立", []),
]


@pytest.mark.parametrize(("text", "want"), AMOUNTS)
def test_amounts_are_read_as_written(text, want):
    found = numbers_in(text)
    assert [(each.written, each.currency, each.amount.low, each.amount.high) for each in found] == want


@pytest.mark.parametrize(
    "text", ["１株２，９００円", "1株当たり2,900円", "2,900 yen per share", "¥2,900 a share", "1株につき、金2,900円"]
)
def test_a_price_per_share_is_per_share(text):
    (price,) = numbers_in(clean(text))
    assert (price.amount.low, price.currency, price.amount.per) == (2900, "JPY", ("share",))


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("974億ドル（約15兆円）", "15兆円"),
        ("974億ドル（日本円で約14兆8000億円）", "14兆8000億円"),
        ("974億ドル、日本円で約15兆円", "15兆円"),
        ("7 trillion yen (about $47 billion)", "$47 billion"),
        ("£69.4bn (€85bn)", "€85bn"),
        ("$300 billion, or about 45.5 trillion yen", "45.5 trillion yen"),
    ],
)
def test_the_same_money_in_another_currency_is_one_amount_with_a_conversion(text, converted):
    (amount,) = numbers_in(text)
    assert [each.written for each in amount.converted] == [converted]


@pytest.mark.parametrize(
    "text",
    [
        "約974億ドル",
        "およそ974億ドル",
        "974億ドル超",
        "about $97.4 billion",
        "nearly $97.4 billion",
        "$97.4 billion or more",
    ],
)
def test_a_rough_amount_keeps_the_word_that_makes_it_rough(text):
    (amount,) = numbers_in(text)
    assert amount.about


@pytest.mark.parametrize(
    ("text", "share"),
    [("49%", 0.49), ("４９パーセント", 0.49), ("3割", 0.3), ("3割5分", 0.35), ("49 per cent", 0.49), ("3分の2", 2 / 3)],
)
def test_shares_are_parts_of_one(text, share):
    (found,) = numbers_in(clean(text))
    assert found.is_share and found.amount.low == pytest.approx(share)


def test_a_majority_is_a_share_without_a_number():
    (found,) = numbers_in("株式の過半数を取得する")
    assert (found.amount.low, found.amount.high, found.value) == (0.5, 1.0, "")


def test_percentage_points_are_no_share():
    assert not numbers_in("up 3 percentage points")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("1ドル＝152円換算で", ("USD", "JPY", "152")),
        ("at 152 yen to the dollar", ("USD", "JPY", "152")),
        ("($1 = 154.5500 yen)", ("USD", "JPY", "154.5500")),
        ("($1 = 1.5924 Australian dollars)", ("USD", "AUD", "1.5924")),
    ],
)
def test_a_rate_in_the_text_is_a_rate_and_no_amount(text, rate):
    assert [(each.of, each.into, each.rate) for each in rates_in(text)] == [rate]
    assert not numbers_in(text)


DATES = [
    ("2025年2月10日に提案した。", ["2025-02-10"]),
    ("令和７年２月１０日に提案した。", ["2025-02-10"]),
    ("令和元年5月に設立した。", ["2019-05"]),
    ("平成30年（2018年）2月20日に退任した。", ["2018-02-20"]),
    ("二〇二三年三月二十三日に発表した。", ["2023-03-23"]),
    ("Feb. 10, 2025 was the day.", ["2025-02-10"]),
    ("It was sent on 10 February 2025.", ["2025-02-10"]),
    ("On the 10th of February 2025 it came.", ["2025-02-10"]),
    ("They met in March 2019.", ["2019-03"]),
    ("Founded in 2015, it changed in 2019.", ["2015", "2019"]),
    ("2015年に設立し、2018年にマスク氏は離脱した。", ["2015", "2018"]),
    ("2019〜2023年に投資した。", ["2019", "2023"]),
    ("2024-10-02", ["2024-10-02"]),
    ("2024年8月に提訴し、同年11月に差し止めを求めた。", ["2024-08", "2024-11"]),
    ("2023年末までに合意する。", ["2023"]),
    ("前田道路（1883）が反対した。", []),
    ("2011年11月8日に認めた。社長は31日に会見した。", ["2011-11-08", ""]),
    ("10年間で5日間の休み、2010年代の話。", []),
    ("The 1990s and a price of $2,024.", []),
    ("It has 2000 people and 2025 users.", []),
]


@pytest.mark.parametrize(("text", "want"), DATES)
def test_dates_are_as_exact_as_the_text(text, want):
    dates = dates_of(lay_out(clean(text)).sentences).by_sentence
    assert [when.iso for each in dates for when in each] == want


def test_a_day_without_its_month_is_of_the_month_of_the_article():
    text = "見出し\n\n2025年2月15日 公開\n\nマスク氏は10日に提案し、理事会は14日に拒否した。昨年12月27日の計画だ。"
    dates = dates_of(lay_out(text).sentences)
    assert [when.iso for when in dates.by_sentence[-2]] == ["2025-02-10", "2025-02-14"]
    (last,) = dates.by_sentence[-1]
    assert last.iso == "2024-12-27" and last.derived


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("マスク", "Musk"),
        ("イーロン・マスク", "Elon Musk"),
        ("マイクロソフト", "Microsoft"),
        ("アルトマン", "Altman"),
        ("ザッカーバーグ", "Zuckerberg"),
        ("アンソロピック", "Anthropic"),
        ("テスラ", "Tesla"),
        ("メタ", "Meta"),
    ],
)
def test_names_that_sound_alike_are_alike(kana, latin):
    assert alike(kana, latin)


@pytest.mark.parametrize(
    ("kana", "latin"), [("マスク", "Microsoft"), ("テスラ", "Toyota"), ("メタ", "Mito"), ("アルトマン", "Apple")]
)
def test_names_that_sound_different_are_not(kana, latin):
    assert not alike(kana, latin)


def test_one_party_by_many_names_is_one_party():
    text = (
        "実業家のイーロン・マスク（Elon Musk）氏は、オープンAI（OpenAI, Inc.）の買収を提案した。"
        "OpenAIは拒否した。マスク氏は「OpenAIは開かれるべきだ」と述べた。Musk氏の会社はxAIだ。"
    )
    names = {party.names[0]: set(party.names) for party in draft(text, "a.txt").found.parties}
    assert {"イーロン・マスク", "Elon Musk", "マスク", "Musk"} in names.values()
    assert any({"オープンAI", "OpenAI"} <= each for each in names.values())


def test_markup_scripts_and_addresses_are_not_read():
    text = (
        "<p>A社は<b>5億円</b>で買う。</p><script>var a='9億円';</script>"
        "<!-- 8億円 --> https://example.com/7億円 <sup>[3]</sup>"
    )
    assert [money.written for money in numbers_in(clean(text))] == ["5億円"]


def test_the_head_of_a_markdown_page_gives_its_title_and_day_and_no_more():
    head = '---\ntitle: "Acme bids for Widget"\ndate: 2024-03-05\ntags: [deals, "$9 billion"]\n---\n'
    found = draft(f"{head}\n![Acme's $7 billion plant](/a.png)\n\nAcme Corp. offered $5 billion.\n", "a.md").found
    assert (found.title, found.as_of.iso) == ("Acme bids for Widget", "2024-03-05")
    assert [said.thing.written for said in found.amounts] == ["$5 billion"]


def test_an_amount_in_round_figures_is_the_one_given_in_full():
    text = "Acme bids nearly $100 billion for Widget Inc.\n\nAcme Corp. offered $97.4 billion to buy Widget Inc."
    assert draft(text, "a.txt").found.offer.price.written == "$97.4 billion"


def test_the_day_a_page_was_written_comes_before_the_day_it_was_changed():
    text = "見出しの文\n\n公開日：2019年2月8日 最終更新日：2019年3月16日\n\n北浦電線は7日、TOBを発表した。"
    assert draft(text, "a.txt").found.as_of.iso == "2019-02-08"


def test_lines_that_were_wrapped_are_one_sentence():
    text = (
        "A group led by Elon Musk has offered $97.4 billion for the nonprofit that\n"
        "controls OpenAI, a maker of chatbots, and its board has said no to the take-\nover."
    )
    assert len(lay_out(text).sentences) == 1
    assert "take-over" in lay_out(text).sentences[0].text


def test_a_unit_at_the_head_of_a_column_holds_for_its_numbers():
    text = "業績は次のとおり。\n\n| 年 | 売上高（億ドル） |\n|---|---|\n| 2023年 | 16 |\n| 2024年 | 37 |\n"
    amounts = draft(text, "a.txt").found.amounts
    assert [said.thing.value for said in amounts] == ["16億ドル", "37億ドル"]


def test_a_box_drawn_in_text_is_a_table():
    text = "対立\n\n┌────┬────┐\n│買い手│売り手│\n├────┼────┤\n│高い │安い │\n└────┴────┘\n"
    (table,) = lay_out(text).tables
    assert table.rows == (("買い手", "売り手"), ("高い", "安い"))


def test_a_document_may_name_its_parties_itself():
    text = (
        "ニデック株式会社（以下「当社」という。）は、株式会社牧野フライス製作所（以下「対象者」という。）の"
        "株式を1株11,000円で公開買付けにより取得すると発表した。"
    )
    names = [set(party.names) for party in draft(text, "a.txt").found.parties]
    assert any({"ニデック", "当社"} <= each for each in names) and any(
        "対象者" in each and "牧野フライス製作所" in each for each in names
    )
