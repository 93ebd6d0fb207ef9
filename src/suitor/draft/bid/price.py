"""The price of a bid: the amount that the sentences of an article most clearly give as bid."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from typing import NamedTuple

from ..amounts.money import Money
from ..days.when import When
from ..names.parties import PartyFound
from .context import Line
from .roles import OLD_DEAL, RECENT, Roles

__all__ = ["is_of_share", "key", "price_of"]

PER = ((), ("share",))  # what a price may be for: all of it, or a share
LEAST = 3.0  # points of evidence below which an amount is no bid
ROUND = 0.03  # of an amount, by which one in round figures may differ from it
RIVAL = 3.0  # points off an amount that somebody else bids
FEW, FEW_YEN = 10_000, 1_000_000  # for which nobody buys a company
SHARE_PRICE = 2.5  # points that a price per share may lack to the whole price and still be the one named
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
        r"評価額|時価総額|総資産|資本金|公的資金|返済|引き受け|増資|調達|出資|投資|売上|利益|違約金|融資|負債|株価は|終値|単価|買い戻|買い気配|ストップ高|持ち分|寄付|資金提供|賠償"
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
    "(?:以上|以下)(?:の(?:評価|価格|金額))?(?:を求め|であれば|なら|では)"
    "|[にへ](?:の)?引き上げ(?:る(?:よう|こと)|を)[^。]{0,20}(?:要請|求め|打診|要望)"
)
_EARLIER = re.compile(r"\b(?:up from|initial|original|earlier) [^.;,]{0,40}$")
_DIFFERENCE = re.compile("[^。、]{0,3}(?:上回|下回|上乗せ)|(?:[(（][^()（）]{1,12}[)）])?[高安]|の(?:差|開き)")
_LABEL = re.compile(
    r"(?:買収(?:総|提案|提示)?(?:額|価格|金額)|買い?(?:付|取)け?り?(?:価格|総額)|TOB価格|提示額)(?:は|を|が|の|[(（])?(?:総額)?約?$"
)
_TRADED = re.compile(
    r"\b(?:shares?|stock)\b[^.]{0,60}\b(?:rose|fell|jumped|soared|surged|slumped|gained|climbed|shot up)\b"
)
_FOR = re.compile(r"社?(?:[(（][^()（）]{1,20}[)）])?を、?(?:約|総額)?| for (?:about |around )?")  # what it buys
_BY = re.compile(r",? (?:a share |per share )?(?:offered|bid|proposed) by (?:the )?")
_OF_MARKET = re.compile(
    r"\b(?:market|sector|industry),? (?:\w+ ){0,2}(?:valued|worth|estimated)\b[^.;]{0,12}$"
    r"|\b(?:currently|recently|last|now) valued at [^.;]{0,20}$"
)
_SUPPOSED = re.compile(
    r"\b(?:could|might|may|would (?:have|need) to|prepared to) (?:pay|offer|bid)\b|\bwould (?:require|take|need) an?\b"
    r"|\b(?:contemplat|consider|mull|discuss)\w* (?:an? )?(?:offer|pay|bid|rais)\w*"
    r"|\b(?:cannot|can['’]t|won['’]t) (?:pay|justify|match)\b"
)
_COMBINED = re.compile(r"\b(?:forg(?:e|ing)|creat(?:e|es|ing)|form(?:ing)?) (?:an?|the) [^.]{0,20}$")  # of both


class _Said(NamedTuple):
    """An amount in a sentence, how clearly it is given as bid, and whether somebody else bids it."""

    points: float
    order: int
    money: Money
    line: Line
    of_others: bool


def price_of(
    bids: Sequence[Line], japanese: bool, published: When | None, roles: Roles
) -> tuple[Money | None, Line | None]:
    """The amount that is most clearly bid, and the sentence that is clearest about it."""
    scores = _scores(bids, japanese, published, roles)
    if not scores:
        return None, None
    totals = {key: max(each.points for each in said) + 0.5 * min(len(said) - 1, 4) for key, said in scores.items()}
    best = max(totals, key=lambda key: (totals[key], scores[key][0].order))
    near = max(totals[best] - SHARE_PRICE, LEAST)
    shares = [key for key, said in scores.items() if totals[key] >= near and any(map(_is_share_bid, said))]
    best = max(shares, key=lambda key: totals[key]) if shares else best
    own = [said for said in scores[best] if key(said.money) == best] or scores[best]
    clearest = max(own, key=lambda said: (said.money.amount.per == ("share",), said.points, said.order))
    return (clearest.money, clearest.line) if totals[best] >= LEAST else (None, None)


def _scores(
    bids: Sequence[Line], japanese: bool, published: When | None, roles: Roles
) -> dict[tuple[float, float, str], list[_Said]]:
    """Everything that is said of each amount that may be the price."""
    scores: dict[tuple[float, float, str], list[_Said]] = defaultdict(list)
    parties = set(filter(None, (roles.bidder, roles.target)))
    both = {key(money) for line in bids for money in line.money if _COMBINED.search(line.text[: money.start][-40:])}
    all_of = [money for line in bids for money in line.money]
    home = {key(other): key(money) for money in all_of for other in money.converted}
    rounded = _rounded([*all_of, *(other for money in all_of for other in money.converted)])
    same = {one: home.get(other, other) for one, other in rounded.items()} | home
    for index, line in enumerate(bids):
        named = len(parties & {m.party for m in line.mentions})
        for money in line.money:
            if _may_be(money, line) and key(money) not in both:
                others = _is_of_others(line, money, roles, parties)
                points = _points(line, money, japanese, published) + 0.5 * named - RIVAL * others
                scores[same.get(key(money), key(money))].append(_Said(points, -index, money, line, others))
    return scores


def _is_share_bid(said: _Said) -> bool:
    return is_of_share(said.money, said.line) and not said.of_others and said.points >= LEAST


def _may_be(money: Money, line: Line) -> bool:
    """Whether an amount can be a price at all, and is not only the part of it that is paid in cash."""
    part = re.match(r" in cash (?:and|plus) (?!stock|shares)|の現金と", line.text[money.end :])
    part = part or re.search(r"\bshares? (?:plus|and) $", line.text[: money.start])
    return bool(money.currency) and money.amount.low > 0 and money.amount.per in PER and part is None


def _rounded(said: Sequence[Money]) -> dict[tuple[float, float, str], tuple[float, float, str]]:
    """Each amount that is another one in round figures, as headlines have it, with that other one."""
    exact = {key(money): len(re.sub(r"\D|0+(?=\D*$)", "", f"{money.amount.low:.0f}")) for money in said}
    return {
        one: other
        for one, digits in exact.items()
        for other, more in exact.items()
        if one[2] == other[2]
        and digits < more
        and float(f"{other[0]:.{digits}g}") == one[0]
        and abs(one[0] - other[0]) <= ROUND * other[0]
    }


def _is_of_others(line: Line, money: Money, roles: Roles, parties: Set[PartyFound]) -> bool:
    """Whether somebody else bids an amount, or it is bid for another company, or the sentence tells of two others."""
    named = {mention.party for mention in line.mentions if mention.party.kind == "company"}
    beside = [m.party for m in line.mentions if _FOR.fullmatch(line.text[m.end : money.start])]
    by = {
        m.party: key(each) for each in line.money for m in line.mentions if _BY.fullmatch(line.text[each.end : m.start])
    }
    if roles.bidder in by:
        return by[roles.bidder] != key(money)
    clause = [m.party for m in line.mentions if re.fullmatch("[^、。,;]*", line.text[m.end : money.start])]
    return key(money) in by.values() or (
        roles.rival(line.before(money.start))
        or (roles.bidder not in clause and any(map(roles.rival, clause)))
        or (roles.rival(line.subject) and roles.bidder not in {mention.party for mention in line.mentions})
        or any(party.kind == "company" and party not in parties for party in beside)
        or (len(named) > 1 and bool(parties) and not named & parties)
    )


def _points(line: Line, money: Money, japanese: bool, published: When | None) -> float:
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
    points -= 1.0 * bool(
        re.search(
            r"raising its|raised its|rais(?:e|ing|ed) (?:the|its) (?:offer|bid)|引き上げ|had asked for|求めた", own
        )
    )
    points += 1.0 * bool(re.match(r",? (?:all )?in cash\b|の?現金", line.text[last.end :]))
    points -= 5.0 * bool(_SUPPOSED.search(line.text[max(0, money.start - 80) : money.end + 20]))
    points -= 3.0 * bool(_DIFFERENCE.match(line.text[last.end :]) or _BEYOND.search(line.text[: money.start]))
    points -= 4.0 * bool(_ASKED.match(line.text[last.end :]))
    points -= 1.0 * bool(_EARLIER.search(line.text[max(0, money.start - 50) : money.start]))
    points -= 3.0 * bool(_TRADED.search(line.text[: money.start]))
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
