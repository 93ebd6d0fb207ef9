"""The bid of an article: who bids for whom, at which price, for what, as far as the sentences about it say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from .._core.records import record
from .context import Line
from .dates import When
from .numbers import Money
from .parties import PartyFound
from .roles import RECENT, Roles, roles_of
from .vocabulary import words

__all__ = ["Offer", "offer_of"]

LEAST = 3.0  # points of evidence below which an amount is no bid
OPENING = 10  # sentences in which a price may stand without a word for bidding
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
        r"(?:bids?|bidding|offers?|offered|offering|bid of|offer of|proposed|pay|paying|acquire|acquired"
        r"|buy|bought|purchase|takeover|deal|valued at|worth|proposal|acquisition|receive"
        r"|raised its (?:bid|offer) to)\b[^.]{0,60}$"),
    ),
}  # fmt: skip
_OTHERWISE = {
    True: re.compile(
        r"評価額|時価総額|調達|出資|投資|売上|利益|違約金|融資|負債|株価は|終値|持ち分|寄付|資金提供|賠償"
    ),
    False: re.compile(
        r"\bvaluation\b|own shares|shares? price|price target|\b(?:rose|fell|traded|trading|high of|low of)\b"
        r"|raised \$|funding|invest|revenue|profit|market value|market cap|break-?up fee"
        r"|termination fee|debt|loan|stake at|donat|closed at|closing price|fine\b",
        re.I,
    ),
}
_WHAT = {
    "assets": r"資産(?:の|を)?(?:すべて|全て|取得|買)|assets\b",
    "control": r"支配権|経営権|\bcontrol of|\bcontrolling interest",
    "stake": r"[%％割](?:の|分の)?(?:株式|出資|持ち分)|持ち分の取得|\d ?(?:%|percent) (?:stake|of)|\bstake in",
    "equity": r"全株式|完全子会社|all (?:of )?(?:the |its )?(?:outstanding |issued )?(?:shares|stock|equity)"
    r"|fully diluted equity",
    "firm": r"enterprise value|負債を含",
}
_FORM = {
    "mixed": r"現金と(?:自社)?株式|cash[- ]and[- ]stock|cash and shares|stock and cash",
    "cash": r"現金|\bcash\b",
    "stock": r"株式交換|株式交付|all[- ]stock|all[- ]share",
}
_REFUSED = re.compile(
    "拒否|拒絶|反対|断っ|断る|退け|賛同しない|応じない|はねつけ|一蹴|reject|spurn|rebuff|refus|turned down|declin", re.I
)


@record
class Offer:
    """A bid as the text has it; what it does not say is None."""

    price: Money | None
    bidder: PartyFound | None
    target: PartyFound | None
    date: When | None
    per: str | None
    form: str | None
    line: Line | None  # the sentence that gives the price, or that names both parties


def offer_of(lines: Sequence[Line], japanese: bool, published: When | None) -> Offer:
    """The bid that most sentences speak for."""
    bids = [line for line in lines if _is_bid(line, japanese)]
    roles = roles_of(lines, japanese, published.year if published else None)
    bidder, target = roles.bidder, roles.target
    price, line = _price(bids, japanese, published, roles)
    if price is None:
        first = [each for each in lines if each.sentence.place < OPENING and not each.sentence.asks]
        price, line = _price(first, japanese, published, roles)
    near = [each for each in bids if price and any(_same(money, price) for money in each.money)] or bids[:3]
    if line is None and bids:
        line = next((each for each in bids if {bidder, target} <= {m.party for m in each.mentions}), bids[0])
    per = _per(price, line, near)
    if bidder is None and line is not None:
        bidder = _beside(lines, line, target)
    return Offer(price, bidder, target, _date(near, bids, bidder, target, published), per, _first(_FORM, near), line)


def _per(price: Money | None, line: Line | None, near: Sequence[Line]) -> str | None:
    """What the price is for, as far as the sentences about it say."""
    if price is None or line is None:
        return None
    return "share" if _of_share(price, line) else _first(_WHAT, near)


def _of_share(money: Money, line: Line) -> bool:
    """Whether an amount is for a share: it says so, or is too little for a company where shares are spoken of."""
    small = money.amount.high < (FEW_YEN if money.currency in ("JPY", "KRW") else FEW)
    return money.amount.per == ("share",) or (small and re.search(r"株|TOB|\bshare", line.text) is not None)


def _is_bid(line: Line, japanese: bool) -> bool:
    found = re.search(words("ja")["bidding"] if japanese else rf"\b(?:{words('en')['bidding']})\b", line.text, re.I)
    return found is not None and (not line.sentence.asks or bool(line.money) or line.sentence.kind == "heading")


def _price(
    bids: Sequence[Line], japanese: bool, published: When | None, roles: Roles
) -> tuple[Money | None, Line | None]:
    """The amount that is most clearly bid, and the sentence that is clearest about it."""
    scores: dict[tuple[float, float, str], list[tuple[float, int, Money, Line]]] = defaultdict(list)
    parties = {roles.bidder, roles.target} - {None}
    same = {_key(other): _key(money) for line in bids for money in line.money for other in money.converted}
    for index, line in enumerate(bids):
        for money in line.money:
            if money.currency:
                points = _points(line, money, japanese, published) + 0.5 * len(
                    parties & {m.party for m in line.mentions}
                )
                points -= RIVAL * roles.rival(line.before(money.start))
                scores[same.get(_key(money), _key(money))].append((points, -index, money, line))
    if not scores:
        return None, None
    totals = {key: max(each[0] for each in found) + 0.5 * min(len(found) - 1, 4) for key, found in scores.items()}
    best = max(totals, key=lambda key: (totals[key], scores[key][0][1]))
    shares = [
        key
        for key in totals
        if any(_of_share(money, line) for _, _, money, line in scores[key])
        and totals[key] >= max(totals[best] - SHARE_PRICE, LEAST)
    ]
    best = max(shares, key=lambda key: totals[key]) if shares else best
    own = [each for each in scores[best] if _key(each[2]) == best]
    _, _, money, line = max(own, key=lambda each: (each[2].amount.per == ("share",), each[0], each[1]))
    return (money, line) if totals[best] >= LEAST else (None, None)


def _points(line: Line, money: Money, japanese: bool, published: When | None) -> float:
    """How clearly a sentence gives an amount as the price of the bid."""
    after, before = _PRICED[japanese]
    own = line.text[max(0, money.start - 40) : money.end + 20]
    last = money.converted[-1] if money.converted else money
    points = 2.0 + 2.0 * bool(after.match(line.text[last.end : last.end + 70].lstrip(")）")))
    points += 1.5 * bool(before.search(line.text[max(0, money.start - 80) : money.start]))
    points += (
        1.0 * (line.sentence.place < 15)
        + 0.5 * (line.sentence.place < 6)
        + 0.5 * (line.sentence.kind == "heading")
        + 1.0 * _of_share(money, line)
    )
    points += 3.0 * bool(re.match("に(?:引き上げ|引上げ|修正|変更)", line.text[last.end :]))
    points -= 1.0 * bool(
        re.search(
            r"raising its|raised its|rais(?:e|ing|ed) (?:the|its) (?:offer|bid)|引き上げ|had asked for|求めた", own
        )
    )
    points += 1.0 * bool(re.match(r",? (?:all )?in cash\b|の?現金", line.text[last.end :]))
    points -= 3.0 * bool(re.search(r"\b(?:could|might|may) (?:pay|offer|bid)\b", own))
    points -= 3.0 * bool(re.match(r" in cash (?:and|plus)\b|の現金と", line.text[last.end :]))  # a part of the price
    points -= 3.0 * bool(re.match("[^。、]{0,3}(?:上回|下回|上乗せ)", line.text[last.end :]))
    points -= 3.0 * line.quoted(money.start) + 2.0 * bool(_OTHERWISE[japanese].search(own))
    years = [when.year for when in line.dates if when.year]
    if published and published.year and years and max(years) < published.year - RECENT:
        points -= 2.5
    return points


def _beside(lines: Sequence[Line], line: Line, target: PartyFound | None) -> PartyFound | None:
    """The person or company named first in the sentence with the price or the one after it."""
    at = lines.index(line)
    near = [mention.party for each in lines[at : at + 2] for mention in each.mentions]
    return next((party for party in near if party is not target and party.kind in ("person", "company", "fund")), None)


def _same(one: Money, other: Money) -> bool:
    return _key(one) == _key(other)


def _key(money: Money) -> tuple[float, float, str]:
    return money.amount.low, money.amount.high, money.currency


def _first(kinds: dict[str, str], lines: Sequence[Line]) -> str | None:
    """The first kind whose words the sentences have."""
    return next((kind for line in lines for kind, said in kinds.items() if re.search(said, line.text, re.I)), None)


def _date(
    near: Sequence[Line],
    bids: Sequence[Line],
    bidder: PartyFound | None,
    target: PartyFound | None,
    published: When | None,
) -> When | None:
    """The day of the bid: of the first sentence about its price, else about the bidder, that has one."""
    if published and any(re.search("本日|today announced|announced today", line.text) for line in (*near, *bids[:4])):
        return published
    near, bids = (
        [line for line in some if not _REFUSED.search(line.text) and (line.subject is not target or target is None)]
        for some in (near, bids)
    )
    own = [line for line in bids if bidder in {m.party for m in line.mentions}]
    recent = (published.year or 1) - 1 if published else 0
    dates = [
        when
        for lines in (near, own)
        for line in lines
        for when in line.dates
        if when.month and (lines is near or (when.year or 0) >= recent) and not _of_price(line, when)
    ]
    dates = [when for when in dates if published is None or when.key <= published.key]
    return next((when for when in dates if when.exact), dates[0] if dates else None)


def _of_price(line: Line, when: When) -> bool:
    """Whether a date is quoted, or only that of the price that the bid is compared with."""
    before, after = line.text[max(0, when.start - 45) : when.start], line.text[when.end : when.end + 20]
    beside = re.search(
        r"(?:as of|clos(?:e|ing)\b.{0,30}|price\b.{0,20}|average.{0,20}) (?:on )?$", before
    ) or re.search("終値|clos", after)
    return line.quoted(when.start) or beside is not None
