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
from .priced import is_of_share, key, points_of
from .roles import Roles

__all__ = ["price_of"]

PER = ((), ("share",))  # what a price may be for: all of it, or a share
LEAST = 3.0  # points of evidence below which an amount is no bid
ROUND = 0.03  # of an amount, by which one in round figures may differ from it
RIVAL = 3.0  # points off an amount that somebody else bids
SHARE_PRICE = 2.5  # points that a price per share may lack to the whole price and still be the one named
_FOR = re.compile(r"社?(?:[(（][^()（）]{1,20}[)）])?を、?(?:約|総額)?| for (?:about |around )?")  # what it buys
_WITH = re.compile(r" (?:deal|merger|agreement)\b(?:[^.;]|\.(?! [A-Z])){0,50} with (?:the )?")
_BY = re.compile(r",? (?:a share |per share )?(?:offered|bid|proposed) by (?:the )?")
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
    bid = totals[best] >= LEAST and not all(said.of_others for said in scores[best])
    return (clearest.money, clearest.line) if bid else (None, None)


def _scores(
    bids: Sequence[Line], japanese: bool, published: When | None, roles: Roles
) -> dict[tuple[float, float, str], list[_Said]]:
    """Everything that is said of each amount that may be the price."""
    scores: dict[tuple[float, float, str], list[_Said]] = defaultdict(list)
    parties = set(filter(None, (roles.bidder, roles.target)))
    both = {key(money) for line in bids for money in line.money if _COMBINED.search(line.text[: money.start][-40:])}
    all_of = [money for line in bids for money in line.money]
    home = {key(other): key(money) for money in all_of for other in money.converted}
    told = [money for line in bids for money in line.money if not line.quoted(money.start)]
    rounded = _rounded([*told, *(other for money in told for other in money.converted)])
    same = {one: home.get(other, other) for one, other in rounded.items()} | home
    for index, line in enumerate(bids):
        named = len(parties & {m.party for m in line.mentions})
        for money in line.money:
            if _may_be(money, line) and key(money) not in both:
                others = _is_of_others(line, money, roles, parties)
                points = points_of(line, money, japanese, published, roles.bidder) + 0.5 * named - RIVAL * others
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
    beside += [m.party for m in line.mentions if _WITH.fullmatch(line.text[money.end : m.start])]
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
