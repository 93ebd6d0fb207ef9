"""The bid of an article: who bids for whom, at which price, for what, as far as the sentences about it say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..._core.records import record
from ..amounts.money import Money
from ..days.when import When
from ..names.parties import PartyFound
from ..text.vocabulary import words
from .context import Line
from .day import day_of
from .price import price_of
from .priced import is_of_share, key
from .roles import Roles, roles_of

__all__ = ["Offer", "offer_of"]

CLEAR, HINT = 2.0, 1.0  # points for a party in its role; with less than that a text tells of no bid
MANY, FOREMOST = 5, 1 / 3  # companies bid for in one text, and the least part of what is said that is of one
LEAD = 3  # sentences in which a bid may be denied
OPENING = 10  # sentences in which a price may stand without a word for bidding
_WHAT = {
    "assets": r"資産(?:の|を)?(?:すべて|全て|取得|買)|assets\b",
    "control": r"支配権|経営権|\bcontrol of|\bcontrolling interest|\bthat (?:\w+ ){0,2}(?:controls|governs)\b"
    r"|(?:支配|統括|管理)する非営利",
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
_CALLED = re.compile(
    r"takeover|acqui|buyout|merge|hostile|unsolicited|\bbids?\b(?! to (?!buy|acq|take))|\boffer|\bbuy|\bbought"
    r"|買収|TOB|MBO|買い?付|買い取|株式?[^。]{0,16}取得(?!を?(?:交渉|検討))|子会社化|統合|合併|入札|オファー",
    re.I,
)


_PLAYER = re.compile(
    r"\b(?:striker|midfielder|winger|goalkeeper|quarterback|transfer window)s?\b|選手"
)  # is bid for too
_OF_FIRM = re.compile(r"takeover|acqui|buyout|merge|\bshares?\b|買収|TOB|統合|子会社", re.I)

_UNNAMED = re.compile(
    r"\b(?:an? |the )?(?:unnamed |unidentified |undisclosed )?(?:activist (?:investor|hedge fund|fund|shareholder"
    r"|group)|private equity (?:firm|group)|investor group|group of investors|unnamed (?:bidder|suitor|buyer))\b"
    r"|アクティビスト(?:ファンド)?|物言う株主|(?:海外|国内|米|英)?(?:投資|買収)ファンド|(?:投資家|企業)連合",
    re.I,
)

_DENIED = re.compile(  # in a headline or the first sentences
    r"\b(?:has|have|had|did|is|was)(?: not|n['’]t) (?:(?:put in|made?|submit(?:ted)?|tabled|planning) (?:an?|any)"
    r"|bidd?(?:ing)?|planning to (?:bid|buy|acquire))\b(?! (?:formal|firm|final|binding|new))"
    r"|\bden(?:y|ies|ied|ying) [^.]{0,24}\b(?:report|speculation|rumou?rs?)\b[^.]{0,60}\b(?:merger|bid|takeover)\b"
    r"|\bis not (?:investigating|considering|discussing) [^.]{0,30}(?:merger|bid|takeover|offer)"
    r"|\bden(?:y|ies|ied) (?:bidding|making (?:a|any) (?:bid|offer)|plans? to (?:bid|buy|acquire))"
    r"|買収(?:提案)?(?:を|は)し(?:ていない|ない)|買収[^。、]{0,12}を否定"
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
    told: frozenset[int] = frozenset()  # places of the sentences that say that the bidder bids
    others: frozenset[int] = frozenset()  # places of the sentences that say that it bids for somebody else
    unnamed: str = ""  # what the text calls a bidder that it does not name

    @property
    def found(self) -> bool:
        """Whether the text tells of a bid at all."""
        return bool(self.price or self.bidder or self.target)


def offer_of(lines: Sequence[Line], japanese: bool, published: When | None) -> Offer:
    """The bid that most sentences speak for; empty if the text tells of none."""
    bids = [line for line in lines if _is_bid(line, japanese)]
    roles = roles_of(lines, japanese, published.year if published else None)
    bidder, target = roles.bidder, roles.target
    price, line = price_of(bids, japanese, published, roles)
    if price is None:
        first = [each for each in lines if each.sentence.place < OPENING and not each.sentence.asks]
        price, line = price_of(first, japanese, published, roles)
    if not _tells_of_a_bid(lines, roles, line):
        return Offer(None, None, None, None, None, None, None)
    near = [each for each in bids if price and any(key(money) == key(price) for money in each.money)] or bids[:3]
    if line is None and bids:
        line = next((each for each in bids if {bidder, target} <= {m.party for m in each.mentions}), bids[0])
    per = _per(price, line, near)
    if bidder is None and line is not None:
        bidder = _beside(lines, line, target)
    date = day_of(lines, near, bids, bidder, target, published)
    unnamed = next((said[0] for each in bids if bidder is None and (said := _UNNAMED.search(each.text))), "")
    places = roles.places.get(bidder, {}) if bidder else {}
    told = frozenset(place for place, whom in places.items() if target in whom or not whom)
    others = frozenset(places) - told
    return Offer(price, bidder, target, date, per, _first(_FORM, near), line, told, others, unnamed)


def _tells_of_a_bid(lines: Sequence[Line], roles: Roles, priced: Line | None) -> bool:
    """Whether a target is clear, or a bidder beside the hint of one, or whose price is called a bid."""
    target, bidder = (max(votes.values(), default=0.0) for votes in (roles.targets, roles.bidders))
    if len(roles.targets) >= MANY and target < FOREMOST * sum(roles.targets.values()):
        return False  # it tells of many bids, and most of none
    called = [line for line in lines if _CALLED.search(line.text)]
    if any(_PLAYER.search(line.text) for line in lines) and not any(_OF_FIRM.search(line.text) for line in called):
        return False
    opening = [line for line in called if line.sentence.place < LEAD]
    if any(_DENIED.search(line.text) for line in opening if not line.sentence.asks):
        return False
    return bool(called) and (target >= CLEAR or (bidder >= CLEAR and (priced in called or target >= HINT)))


def _per(price: Money | None, line: Line | None, near: Sequence[Line]) -> str | None:
    """What the price is for, as far as the sentences about it say."""
    if price is None or line is None:
        return None
    shared = any(is_of_share(money, each) for each in near for money in each.money if key(money) == key(price))
    return "share" if shared or is_of_share(price, line) else _first(_WHAT, near)


def _is_bid(line: Line, japanese: bool) -> bool:
    said = words("ja")["bidding"] if japanese else rf"\b(?:{words('en')['bidding']})\b"
    found = re.search(said, f"{line.sentence.column} {line.text}", re.I) or _pays(line)
    return found is not None and (not line.sentence.asks or bool(line.money) or line.sentence.kind == "heading")


def _pays(line: Line) -> re.Match[str] | None:
    """A deal or a merger in a sentence that gives a price for a share."""
    shared = any(money.amount.per == ("share",) for money in line.money)
    return re.search(r"\b(?:deal|merger)\b", line.text) if shared else None


def _beside(lines: Sequence[Line], line: Line, target: PartyFound | None) -> PartyFound | None:
    """The person or company named first in the sentence with the price or the next one, but nobody who only talks."""
    at = lines.index(line)
    talk = {each.speaker for each in lines if each.speaker and each.speaker.kind == "person"}
    near = [mention.party for each in lines[at : at + 2] for mention in each.mentions if mention.party not in talk]
    return next((party for party in near if party is not target and party.kind in ("person", "company", "fund")), None)


def _first(kinds: dict[str, str], lines: Sequence[Line]) -> str | None:
    """The first kind whose words the sentences have."""
    return next((kind for line in lines for kind, said in kinds.items() if re.search(said, line.text, re.I)), None)
