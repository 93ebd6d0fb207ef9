"""How clearly a sentence gives an amount as the price of a bid."""

from __future__ import annotations

import re

from ..amounts.money import Money
from ..days.when import When
from ..names.parties import PartyFound
from .context import Line
from .roles import OLD_DEAL, RECENT

__all__ = ["is_of_share", "key", "points_of"]

FEW, FEW_YEN = 10_000, 1_000_000  # for which nobody buys a company
_PRICED = {
    True: (
        re.compile(
        r"^(?:[(（][^()（）]{0,60}[)）])?(?:余り|規模|相当|超|強|弱|以上)?(?:の|という|もの|での?"
        r"|にの?ぼる)?(?:現金|巨額|金額|価格)?(?:で|の|による)?[^。]{0,25}(?:買収|TOB|公開買|買い?付|買い取|取得"
        r"|オファー|提案)"),
        re.compile(
        r"(?:買収(?:総|提案|提示)?額|買付(?:価格|総額)|買い付け(?:価格|総額)|提案額|提示額|取得(?:価額"
        r"|総額)|買収価格|TOB価格|買収金額|買収の?総額)[^。]{0,14}$"),
    ),
    False: (
        re.compile(
        r"^(?: (?:or|\()[^.]{0,30}\)?,?)?(?: in cash| cash| all-cash| hostile| unsolicited| per share"
        r"| a share| takeover| buyout|,)*(?: bid\b| offer\b| takeover| deal| acquisition| proposal| buyout"
        r"| approach| merger| transaction| to (?:buy|acquire|take)| for (?:all|the|each|its|control"
        r"|[A-Z]))"),
        re.compile(
        r"(?:bids?|bidding|offers?|offered|offering|bid of|offer of|proposed|pays?|paying|acquire|acquired|that values"
        r"|buy|bought|purchase|takeover|deal|valued at|valuing|worth|proposal|acquisition|receive"
        r"|raised its (?:bid|offer) to)\b[^.]{0,60}$"),
    ),
}  # fmt: skip
_OTHERWISE = {
    True: re.compile(
        r"評価額|時価総額|総資産|資本金|公的資金|返済|引き受け|増資|調達|出資|投資|売上|利益|違約金|融資|負債|株価は|終値|単価|買い戻|買い気配|ストップ高|持ち分|寄付|資金提供|賠償|損害|損失"
    ),
    False: re.compile(
        r"\bvaluation\b|own shares|shares? price|price target|borrow"
        r"|\b(?:rose|fell|traded|trading|high of|low of)\b"
        r"|dividend|payout|savings|benefits|synerg|\b(?:former|previous) [^.;]{0,20}(?:bid|offer)\b"
        r"|raised \$|fund-?raising|funding|financ(?:e|ing)\b|invest|revenue|profit|\bputting\b|contribut|market value"
        r"|market cap|in assets|AUM"
        r"|assets under management|break-?up fee|termination fee|debt|loan|stake at|donat"
        r"|closed (?:\w+day )?at|closing price|fine\b",
        re.I,
    ),
}
_BEYOND = re.compile("(?:比|(?:上|下)回る|超える|資本金)$")
_ASKED = re.compile(
    "(?:弱|強|程度|以上)?を(?:狙|要求|希望)|(?:以上|以下)(?:の(?:評価|価格|金額))?(?:を求め|であれば|なら|では)"
    r"|[にへ](?:の)?引き上げ(?:る(?:よう|こと)|を)[^。]{0,20}(?:要請|求め|打診|要望)"
)
_EARLIER = re.compile(r"\b(?:up from|initial|original|earlier) [^.;,]{0,40}$")
_RAISED = re.compile(
    r"\b(?:rais|lift|increas|sweeten|improv|bump)\w* (?:[^.;]|\.(?! [A-Z])){0,60}\bfrom (?:\S+ ){1,6}?to $"
)
_DIFFERENCE = re.compile(
    "[^。、]{0,3}(?:上回|下回|上乗せ|上積み|増額)|(?:程度|ほど|前後)?、?(?:引き)?上げ"
    "|(?:[(（][^()（）]{1,12}[)）])?[高安]|の(?:差|開き)"
)
_LABEL = re.compile(
    r"(?:買収(?:総|提案|提示)?(?:額|価格|金額)|買い?(?:付|取)け?り?(?:価格|総額)|TOB価格|提示額)(?:は|を|が|の|[(（])?(?:総額)?約?$"
)
_TRADED = re.compile(
    r"\b(?:shares?|stock)\b[^.]{0,60}\b(?:rose|fell|jumped|soared|surged|slumped|gained|climbed|shot up)\b"
)
_MOVED = re.compile(r"(?:per ?cent|pc|%),? or $|\dp,? to $|\bclos(?:e|ed|ing) at $")  # of shares, from day to day
_OF_MARKET = re.compile(
    r"\b(?:market|sector|industry),? (?:\w+ ){0,2}(?:valued|worth|estimated)\b[^.;]{0,12}$"
    r"|\b(?:currently|recently|last|now) valued at [^.;]{0,20}$"
)
_SUPPOSED = re.compile(
    r"\b(?:could|might|may|would (?:have|need) to|prepared to) (?:pay|offer|bid)\b|\bwould (?:require|take|need) an?\b"
    r"|\b(?:contemplat|consider|mull|discuss)\w* (?:an? )?(?:offer|pay|bid|rais)\w*"
    r"|\b(?:cannot|can['’]t|won['’]t) (?:pay|justify|match)\b"
)
_OWN = re.compile(r"\.?['’]s? (?:[a-z-]+ ){0,3}")  # the bidder's $5bn offer


def points_of(line: Line, money: Money, japanese: bool, published: When | None, bidder: PartyFound | None) -> float:
    """How clearly a sentence gives an amount as the price of the bid."""
    after, before = _PRICED[japanese]
    own = line.text[max(0, money.start - 40) : money.end + 20]
    last = money.converted[-1] if money.converted else money
    points = 2.0 + 2.0 * bool(after.match(line.text[last.end : last.end + 70].lstrip(")）")))
    points += 1.5 * bool(before.search(line.text[max(0, money.start - 80) : money.start]))
    points += 1.0 * bool(_LABEL.search(line.text[max(0, money.start - 12) : money.start]))
    points += (
        1.0 * (line.sentence.place < 15)
        + 0.5 * (line.sentence.place < 6)
        + 0.5 * (line.sentence.kind == "heading")
        + 1.0 * is_of_share(money, line)
    )
    points += 3.0 * bool(re.match("[にへ]と?(?:引き上げ|引上げ|修正|変更)", line.text[last.end :]))
    points += 3.0 * bool(_RAISED.search(line.text[: money.start]))
    earlier = _EARLIER.search(line.text[max(0, money.start - 50) : money.start])
    own_bid = any(m.party is bidder and _OWN.fullmatch(line.text[m.end : money.start]) for m in line.mentions)
    points += 1.0 * (own_bid and not earlier)
    points -= 1.0 * bool(
        re.search(
            r"raising its|raised its|rais(?:e|ing|ed) (?:the|its) (?:offer|bid)|引き上げ|had asked for|求めた", own
        )
    )
    points += 1.0 * bool(re.match(r",? (?:all )?in cash\b|の?現金", line.text[last.end :]))
    points -= 5.0 * bool(_SUPPOSED.search(line.text[max(0, money.start - 80) : money.end + 20]))
    points -= 4.0 * bool(_DIFFERENCE.match(line.text[last.end :]) or _BEYOND.search(line.text[: money.start]))
    points -= 4.0 * bool(_ASKED.match(line.text[last.end :]))
    points -= 1.0 * bool(earlier)
    points -= 3.0 * bool(_TRADED.search(line.text[: money.start]))
    points -= 4.0 * bool(_MOVED.search(line.text[: money.start]))
    points -= 3.0 * bool(re.match(f" {OLD_DEAL}", line.text[last.end :]))
    points -= 5.0 * bool(_OF_MARKET.search(line.text[: money.start]))
    points -= 2.0 * bool(re.search("破談|白紙|断念", line.text))
    points -= 3.0 * line.quoted(money.start) + 2.0 * any(said.search(own) for said in _OTHERWISE.values())
    years = [when.year for when in line.dates if when.year]
    if published and published.year and years and max(years) < published.year - RECENT:
        points -= 2.5
    return points


def is_of_share(money: Money, line: Line) -> bool:
    """Whether an amount is for a share: it says so, or is too little for a company where shares are spoken of."""
    small = money.amount.high < (FEW_YEN if money.currency in ("JPY", "KRW") else FEW)
    told = f"{line.sentence.column} {line.text}"
    return money.amount.per == ("share",) or (small and re.search(r"株|TOB|\bshare", told) is not None)


def key(money: Money) -> tuple[float, float, str]:
    return money.amount.low, money.amount.high, money.currency
