"""The bid of an article: who bids for whom, at which price, for what, as far as the sentences about it say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from .._core.records import record
from .context import Line, agents
from .dates import When
from .numbers import Money
from .parties import PartyFound
from .vocabulary import words

__all__ = ["Offer", "offer_of"]

LEAST = 3.0  # points of evidence below which an amount is no bid
OPENING = 10  # sentences in which a price may stand without a word for bidding
SHARE_PRICE = 2.5  # points that a price per share may lack to the whole price and still be the one named
_PRICED = {
    True: (
        re.compile(
        r"^(?:[(（][^()（）]{0,60}[)）])?(?:余り|規模|相当|超|強|弱|以上)?(?:の|という|もの|での?"
        r"|にの?ぼる)?(?:現金|巨額|金額|価格)?(?:で|の|による)?[^。]{0,25}(?:買収|TOB|公開買|買い取|取得"
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
        r"\bvaluation\b|raised \$|funding|invest|revenue|profit|market value|market cap|break-?up fee"
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
_TARGET_EN = re.compile(
    r"\b(?:bids?|offers?|proposals?|approach|deal) (?:for|to (?:buy|acquire|take over))"
    r"|\b(?:acquir(?:e|es|ed|ing)|buy|buys|buying|bought|purchas(?:e|es|ing)(?: of)?"
    r"|takeovers? of|pursuit of|take over|acquisition of|control of|buyout of|merge with|merger with"
    r"|taking over|stake in)\b"
)
_BIDDER_EN = re.compile(
    r"['’]s? (?:[\w$.-]+ ){0,4}?(?:bids?|offers?|takeover|proposal|approach|attempt)\b"
    r"|[- ]led (?:group|consortium|investors?|bid)"
    r"|[^.;]{0,60}? (?:(?:has |had |have )?(?:offered|bid|proposed|launched|submitted|made an?|tabled"
    r"|agreed to (?:buy|acquire|pay)|raised its|said it (?:would|will) (?:buy|acquire)"
    r"|plans to (?:buy|acquire)|wants to (?:buy|acquire)|is (?:buying|acquiring|offering)"
    r"|will (?:acquire|buy)|makes?|offers?|bids|to (?:acquire|buy)))\b"
)
_BY_EN = re.compile(
    r"\b(?:led by|acquired by|bought by|owned by|offer from|bid from|bid by|offer by|approach from"
    r"|proposal from|takeover by|backed by|made by|received from|from) (?:Mr\.? )?$"
)
_BID_EN = re.compile(
    r"\b(?:bids?|offer(?:s|ed)?|takeovers?|acqui\w+|buy|buyout|proposal|purchase|approach|tender)\b", re.I
)
_BOUGHT_JA = re.compile(
    r"^(?:氏|社|HD)?(?:[(（][^()（）]{1,40}[)）])?(?:の|を|に対する|に対し|への|株|株式|側に"
    r"|に(?=[^。、]{0,25}(?:買収|TOB)))[^。「」]{0,45}?(?:買収|TOB|公開買|買い取|取得|完全子会社"
    r"|オファー)"
)
_REFUSED = re.compile(
    "拒否|拒絶|反対|断っ|断る|退け|賛同しない|応じない|はねつけ|一蹴|reject|spurn|rebuff|refus|turned down|declin", re.I
)
_ANSWERED_JA = re.compile("拒否|拒絶|反対|断っ|断る|退け|賛同|応じ|はねつけ|一蹴|受け入れ")
_OWN_EN = re.compile(
    r"\b(?:withdrew|raised|improved|made|launched|dropped|drops|submitted|unveiled|sweetened"
    r"|pursued?)\b[^.]{0,20}\b(?:its|his|a|the|an)? ?(?:\$[\d.]+ \w+ )?(?:[\w-]+ ){0,2}?(?:bid|offer"
    r"|proposal|approach|pursuit)\b",
    re.I,
)
_ANSWERED_EN = re.compile(
    r"\b(?:reject\w*|spurn\w*|rebuff\w*|refus\w+|turn(?:s|ed) down|declin\w+|dismiss\w*|oppos\w+"
    r"|criticiz\w+|criticis\w+|accept\w*)\b",
    re.I,
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
    target = _best(_votes(bids, _targets_ja if japanese else _targets_en))
    bidder = _best(_votes(bids, _bidders_ja if japanese else _bidders_en), other_than=target)
    known = {bidder, target} - {None}
    price, line = _price(bids, japanese, published, known)
    if price is None:
        first = [each for each in lines if each.sentence.place < OPENING and not each.sentence.asks]
        price, line = _price(first, japanese, published, known)
    near = [each for each in bids if price and any(_same(money, price) for money in each.money)] or bids[:3]
    if line is None and bids:
        line = next((each for each in bids if {bidder, target} <= {m.party for m in each.mentions}), bids[0])
    per = "share" if price and price.amount.per == ("share",) else _first(_WHAT, near) if price else None
    if bidder is None and line is not None:
        bidder = _beside(lines, line, target)
    recent = published.year - 1 if published and published.year else 0
    return Offer(price, bidder, target, _date(near, bids, bidder, recent, published), per, _first(_FORM, near), line)


def _is_bid(line: Line, japanese: bool) -> bool:
    found = re.search(words("ja")["bidding"] if japanese else rf"\b(?:{words('en')['bidding']})\b", line.text, re.I)
    return found is not None and (not line.sentence.asks or bool(line.money) or line.sentence.kind == "heading")


def _price(
    bids: Sequence[Line], japanese: bool, published: When | None, parties: set[PartyFound | None]
) -> tuple[Money | None, Line | None]:
    """The amount that is most clearly bid, and the sentence that is clearest about it."""
    scores: dict[tuple[float, float, str], list[tuple[float, int, Money, Line]]] = defaultdict(list)
    for index, line in enumerate(bids):
        for money in line.money:
            if money.currency:
                points = _points(line, money, japanese, published) + 0.5 * len(
                    parties & {m.party for m in line.mentions}
                )
                scores[money.amount.low, money.amount.high, money.currency].append((points, -index, money, line))
    if not scores:
        return None, None
    totals = {key: max(each[0] for each in found) + 0.5 * min(len(found) - 1, 4) for key, found in scores.items()}
    best = max(totals, key=lambda key: (totals[key], scores[key][0][1]))
    shares = [
        key
        for key in totals
        if scores[key][0][2].amount.per == ("share",) and totals[key] >= max(totals[best] - SHARE_PRICE, LEAST)
    ]
    best = max(shares, key=lambda key: totals[key]) if shares else best
    _, _, money, line = max(scores[best], key=lambda each: (each[2].amount.per == ("share",), each[0], each[1]))
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
        + 1.0 * (money.amount.per == ("share",))
    )
    points -= 1.0 * bool(
        re.search(
            r"raising its|raised its|rais(?:e|ing|ed) (?:the|its) (?:offer|bid)|引き上げ|had asked for|求めた", own
        )
    )
    points += 1.0 * bool(re.match(r",? (?:all )?in cash\b|の?現金", line.text[last.end :]))
    points -= 3.0 * line.quoted(money.start) + 2.0 * bool(_OTHERWISE[japanese].search(own))
    years = [when.year for when in line.dates if when.year]
    if published and published.year and years and max(years) < published.year - 1:
        points -= 2.5
    return points


def _votes(bids: Sequence[Line], rule: object) -> Counter[PartyFound]:
    votes: Counter[PartyFound] = Counter()
    for line in bids:
        weight = 2.0 if line.sentence.place < 12 else 1.0
        for party in dict.fromkeys(rule(line)):  # type: ignore[operator]
            votes[party] += weight  # type: ignore[assignment]
    return votes


def _best(votes: Counter[PartyFound], other_than: PartyFound | None = None) -> PartyFound | None:
    ranked = sorted(
        (party for party in votes if party is not other_than), key=lambda party: (-votes[party], party.place)
    )
    return ranked[0] if ranked else None


def _refused(line: Line) -> tuple[PartyFound | None, PartyFound | None]:
    """Whose proposal a Japanese sentence says was refused or accepted, and by whom: SがBの買収提案を拒否."""
    found = _ANSWERED_JA.search(line.text)
    proposal = re.search(
        "(?:の|を中心と[^。、]{0,12}による|から(?:の|受けた)?|による)[^。、]{0,12}(?:買収提案|提案"
        "|オファー|TOB|公開買)",
        line.text,
    )
    if not found or not proposal or line.quoted(found.start()):
        return None, None
    bidder = line.before(proposal.start() + 1)
    firms = [
        m.party
        for m in line.mentions
        if m.party.kind in ("company", "nonprofit") and m.party is not bidder and not line.quoted(m.start)
    ]
    return bidder, firms[0] if bidder and firms else None


def _targets_ja(line: Line) -> Iterator[PartyFound]:
    bidder, refuser = _refused(line)
    if refuser:
        yield refuser
    for mention in line.mentions:
        if (
            not line.quoted(mention.start)
            and mention.party.kind in ("company", "nonprofit")
            and mention.party is not bidder
        ):
            following = line.text[mention.end :]
            if _BOUGHT_JA.match(following) and not re.match("の(?:買収)?(?:提案|オファー)", following):
                yield mention.party


def _bidders_ja(line: Line) -> Iterator[PartyFound]:
    bidder, _ = _refused(line)
    if bidder:
        yield bidder
    if _ANSWERED_JA.search(line.text):
        return
    yield from agents(line)
    for match in re.finditer(
        "が(?:率いる|提案|買収|TOB|公開買)|は[^。]{0,60}(?:買収|TOB|公開買|オファー"
        "|取得)[^。]{0,20}(?:提案|表明|発表|実施|目指|申し入れ|する|提示)",
        line.text,
    ):
        party = line.before(match.start() + 1)
        if party and line.subject in (party, None):
            yield party


def _answered_en(line: Line) -> tuple[PartyFound | None, PartyFound | None]:
    """Whose offer an English sentence says was refused or accepted, and by which company."""
    answer = _ANSWERED_EN.search(line.text)
    offers = [
        m
        for m in line.mentions
        if re.match(r"['’]s? (?:[\w'’$£€.-]+ ){0,4}?(?:bids?|offers?|proposal|approach)\b", line.text[m.end :])
    ]
    offers += [
        m
        for m in line.mentions
        if re.search(
            r"(?:offer|bid|proposal|approach)[^.]{0,30} (?:from|by) (?:[a-z]+ ){0,4}$",
            line.text[max(0, m.start - 60) : m.start],
        )
    ]
    firms = [
        m.party
        for m in line.mentions
        if answer and m.end <= answer.start() and m.party.kind in ("company", "nonprofit")
    ]
    direct = (
        answer and re.search(r"(?:was|were|been|be|flatly|which|that) (?:\w+ )?$", line.text[: answer.start()]) is None
    )
    firms = [firm for firm in firms if direct and (not offers or firm is not offers[0].party)]
    return (offers[0].party if offers else None), firms[0] if answer and firms else None


def _targets_en(line: Line) -> Iterator[PartyFound]:
    bidder, refuser = _answered_en(line)
    if refuser:
        yield refuser
    for mention in line.mentions:
        if mention.party.kind == "company" and re.match(
            r" (?:[Bb]id|[Tt]akeover|[Bb]uyout|[Aa]cquisition|[Dd]eal)\b", line.text[mention.end :]
        ):
            yield mention.party
    for match in _TARGET_EN.finditer(line.text):
        party = line.after(match.end(), 60)
        if party and not line.quoted(match.start()) and party.kind in ("company", "nonprofit"):
            yield party
    for mention in line.mentions:
        if (
            re.match(r"[^.]{0,80}? (?:to be|being|been|be) (?:acquired|bought|taken over)", line.text[mention.end :])
            and mention.party.kind == "company"
        ):
            yield mention.party
            return


def _bidders_en(line: Line) -> Iterator[PartyFound]:
    bidder, _ = _answered_en(line)
    own = _OWN_EN.search(line.text)
    if bidder:
        yield bidder
    elif own and line.subject and not line.quoted(own.start()):
        yield line.subject
    for mention in line.mentions:
        if line.quoted(mention.start) or mention.party.kind not in ("company", "person", "fund", "group"):
            continue
        if _BY_EN.search(line.text[: mention.start]) and _BID_EN.search(line.text):
            yield mention.party
        match = _BIDDER_EN.match(line.text[mention.end :])
        if (
            match
            and not (_ANSWERED_EN.search(line.text[mention.end : mention.end + 40]) and line.subject is mention.party)
            and line.before(mention.end + match.end()) is mention.party
            and _BID_EN.search(line.text[mention.end :])
        ):
            yield mention.party


def _beside(lines: Sequence[Line], line: Line, target: PartyFound | None) -> PartyFound | None:
    """The person or company named first in the sentence with the price or the one after it."""
    at = lines.index(line)
    near = [mention.party for each in lines[at : at + 2] for mention in each.mentions]
    return next((party for party in near if party is not target and party.kind in ("person", "company", "fund")), None)


def _same(one: Money, other: Money) -> bool:
    return (one.amount.low, one.amount.high, one.currency) == (other.amount.low, other.amount.high, other.currency)


def _first(kinds: dict[str, str], lines: Sequence[Line]) -> str | None:
    """The first kind whose words the sentences have."""
    return next((kind for line in lines for kind, said in kinds.items() if re.search(said, line.text, re.I)), None)


def _date(
    near: Sequence[Line], bids: Sequence[Line], bidder: PartyFound | None, recent: int, published: When | None
) -> When | None:
    """The day of the bid: of the first sentence about its price, else about the bidder, that has one."""
    if published and any(re.search("本日|today announced|announced today", line.text) for line in (*near, *bids[:4])):
        return published
    near, bids = ([line for line in some if not _REFUSED.search(line.text)] for some in (near, bids))
    own = [line for line in bids if bidder in {m.party for m in line.mentions}]
    dates = [
        when
        for lines in (near, own)
        for line in lines
        for when in line.dates
        if when.month and (lines is near or (when.year or 0) >= recent) and not line.quoted(when.start)
    ]
    dates = [when for when in dates if published is None or when.key <= published.key]
    return next((when for when in dates if when.exact), dates[0] if dates else None)
