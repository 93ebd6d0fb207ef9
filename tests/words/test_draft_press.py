"""What British and American papers and Japanese sites write of bids, and drafts must not misread."""

from __future__ import annotations

import pytest

from suitor._core.amounts import read

from .drafts import found, refusing


def bid(text):
    """The bidder, the target and the price as a text has them."""
    offer = found(text).offer
    names = [party and party.names[0] for party in (offer.bidder, offer.target)]
    return *names, offer.price and offer.price.value


def test_a_company_may_be_called_like_a_person_if_its_shares_have_a_price():
    text = (
        "Brightwater Group made a £2bn bid for Edward Marsh on Monday.\n\n"
        "Edward Marsh shares leapt 30 per cent. Edward Marsh has 900 shops."
    )
    assert bid(text)[:2] == ("Brightwater Group", "Edward Marsh")


def test_a_common_word_may_end_a_name():
    assert found("Pallas World, a maker of locks, offered $3 billion for Widget Inc.").offer.bidder.names == (
        "Pallas World",
    )


def test_who_fights_back_is_bid_for_and_who_offered_before_its_shares_rose_bids():
    text = (
        "Angry Q7T fights back over £3bn takeover bid\n\n"
        "Q7T shares soared after Norvane Group, a maker of locks, offered 190p a share for the listed firm."
    )
    assert bid(text)[:2] == ("Norvane Group", "Q7T")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("Acme Corp. raised its bid for Widget Inc. from $30 to $31 per share. It had bid $30 per share.", "$31/share"),
        (
            "Widget Inc. told its shareholders to reject Acme Corp.'s $9bn takeover bid. Acme Corp. called the bid "
            "better than a $7bn deal that Widget Inc. struck with Bolt Inc. for its shops.",
            "$9 billion",
        ),
    ],
)
def test_the_price_is_the_bidders_last(text, price):
    amount = found(text).offer.price.amount
    assert (amount.low, amount.currency) == (read(price).low, read(price).currency)


@pytest.mark.parametrize(
    "text",
    [
        "アクメ社はウィジェット社に買収を提案した。アクメ社が買収金額を50億ドル程度上げるとの見方が多い。",
        "アクメ社はウィジェット社に買収を提案した。ウィジェット社は560億ドル弱を狙っている。",
        "アクメ社はウィジェット社に買収を提案した。提案が遅れ、株主は200億ドルの損害を被った。",
    ],
)
def test_a_rise_a_wish_and_a_loss_are_no_price(text):
    assert found(text).offer.price is None


def test_the_price_that_only_another_bids_is_a_gap():
    text = "ベルク社はウィジェット社に買収を提案した。ベルク社は買収を目指す。"
    text += "ウィジェット社はカルド社から7兆円規模の買収提案を受けている。"
    assert bid(text) == ("ベルク", "ウィジェット", None)


def test_an_amount_that_is_only_quoted_is_not_the_price_in_full():
    text = (
        "マーク・ハラムは10日、アストラAIを970億ドルで買収すると提案した。アストラAIのサム・ベクスリーCEOは拒否し、"
        "「そちらのボルトを974億ドルで買い取る」と買収提案に応じた。"
    )
    assert bid(text)[2] == "970億ドル"


def test_the_day_an_offer_was_launched_counts_though_its_target_answers():
    text = (
        "Acme Corp. offered $30 per share for Widget Inc.\n\nWidget Inc. filed on December 15, 2025 its answer to the "
        "hostile offer launched on December 8, 2025. Its talks ran from September 2025."
    )
    assert found(text).offer.date.iso == "2025-12-08"


def test_who_complains_that_its_own_offer_was_rejected_refuses_nothing():
    text = (
        "Acme Corp. made a hostile bid for Widget Inc.\n\nAcme's boss Carl Dunmore said: “The Widget Inc. board was "
        "rash in rejecting our offer out of hand.”"
    )
    assert "Carl Dunmore" not in refusing(text)


def test_analysts_who_find_a_bid_low_oppose_it_for_nobody():
    text = "Acme Corp. offered $5bn for Widget Inc.\n\nSome analysts suggested that the offer undervalued Widget Inc."
    assert refusing(text) == []


def test_who_is_blocked_from_buying_opposes_nothing():
    text = (
        "Acme Corp. made a $5bn bid for Widget Inc.\n\nThe deal may leave rivals such as Norvane blocked from buying."
    )
    assert "Norvane" not in refusing(text)


def test_who_declares_a_company_not_for_sale_refuses():
    text = (
        "Acme Corp. made a $5bn bid for Widget Inc.\n\nWidget Inc.'s leadership took a firm stance, declaring the "
        'company "not for sale."'
    )
    assert refusing(text) == ["Widget Inc"]


def test_the_year_of_a_birth_dates_no_bid():
    text = "アクメ社は2月10日、ウィジェット社に50億ドルでの買収を提案した。カール・ダンモア社長(1985年生まれ)が語った。"
    assert all(said.thing.year is None for said in found(text).dates)


@pytest.mark.parametrize(
    "head",
    ["---\ntitle: Acme bids\ndate: 'April 20, 2022'\n---\n\n", "By Carl Dunmore,Staff WriterApr 20, 2022\n\n"],
)
def test_a_page_says_its_day_in_words_too(head):
    assert found(head + "Acme Corp. offered $5 billion for Widget Inc. on Thursday.").published.iso == "2022-04-20"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The shares fell 36.3p to 275.9p.", ["£0.363", "£2.759"]),
        ("The 190p offer is 31 per cent above the 145p that shares had been trading at.", ["£1.9", "£1.45"]),
        ("Acme Inc. raised its bid for Widget Inc. from $30 to $31.", ["$30", "$31"]),
    ],
)
def test_each_amount_of_a_move_is_read_and_no_range(text, values):
    assert [said.thing.value for said in found(text).amounts] == values


def test_a_move_of_a_share_price_is_no_bid():
    text = "Norvane Group made a takeover bid for Widget Inc., sending its shares up 40 per cent, or 94.6p, to 312.2p."
    assert bid(text) == ("Norvane Group", "Widget Inc", None)


def test_a_buyout_firm_is_not_bought_out():
    text = "Widget Inc. is in talks about a bid of $3 billion from the buyout firm Norvane Partners."
    assert found(text).offer.target is None or "Norvane Partners" not in found(text).offer.target.names
