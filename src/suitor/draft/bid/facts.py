"""What an article says of the companies' owners and worth: stakes, value, revenue, the price before the bid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..._core.records import record
from ..amounts.money import Money
from ..names.parties import PartyFound
from .context import Line
from .offer import Offer

__all__ = ["Fact", "StakeFound", "facts_of", "stakes_of"]

NEAR = 45  # characters between a number and the word that says what it is
WHOLE = 1.0
_HOLDS_JA = re.compile(r"保有|握る|握り|持つ|持ち|所有|出資比率|出資し|受け取る権利|筆頭株主|大株主")
_HOLDS_EN = re.compile(
    r"\b(?:owns?|owned|holds?|held|controls?|has|had|stake|shareholding|entitled|holder|disclosed)\b"
)
_WHO_OWN = re.compile(r",? who (?:\w+ )?(?:own|hold|control|have) [^,;]{0,20}$")  # several people together
_PLANNED = re.compile(
    r"取得する|目指|方針|予定|提案|可能性|引き上げ|以上の株式取得|得る見込み|would|will|to acquire"
    r"|to buy|plans?|seek|could|propos|up to",
    re.I,
)
_VOTES = re.compile(r"議決権|voting|votes?\b", re.I)
_WORDS = {
    "value": re.compile(
        r"評価額|企業価値|時価総額|valuation|valued|valuing|value of|market value|market cap\w*|worth", re.I
    ),
    "revenue": re.compile(r"売上高|売上収益|売り上げ|営業収益|年商|revenues?\b|annual sales|sales of", re.I),
    "undisturbed": re.compile(r"終値|closing (?:stock |share )?price|closed at|last close", re.I),
    "shares": re.compile(r"発行済み?株式(?:総)?数?|shares outstanding|outstanding shares|diluted shares", re.I),
}
_OF_DEAL = re.compile(r"(?:transaction|deal|offer|bid|takeover|merger|買収|提案)(?: is| was|の|は)? ?$", re.I)
_OF_BOTH = re.compile(
    r"\b(?:combined|merged) (?:company|group|entity|firm)\b|(?:統合|合併|買収)後の|両社合計|合算", re.I
)
_MAYBE = re.compile(
    r"協議|可能性|見込み|達す|実現すれば|目標|予想|見通し|would|could|may|might|talks|expect|if\b"
    r"|as much as|up to|seek",
    re.I,
)


@record
class StakeFound:
    """A part of a company that a sentence says somebody has."""

    holder: PartyFound
    of: PartyFound
    money: Money
    votes: bool
    text: str


@record
class Fact:
    """A number of the target's, by its name in the deal file, with the sentence."""

    name: str
    money: Money
    text: str


def stakes_of(lines: Sequence[Line], offer: Offer) -> tuple[StakeFound, ...]:
    """Who holds what of whom, each once, never more than the whole of a company."""
    found: dict[tuple[str, str], StakeFound] = {}
    totals: dict[tuple[str, bool], float] = {}
    for line in lines:
        for stake in _stakes(line, offer):
            pair = stake.holder.id, stake.of.id
            total = totals.get((stake.of.id, stake.votes), 0.0) + stake.money.amount.low
            if pair not in found and total <= WHOLE:
                found[pair] = stake
                totals[stake.of.id, stake.votes] = total
    return tuple(found.values())


def _stakes(line: Line, offer: Offer) -> Iterator[StakeFound]:
    if line.sentence.asks or line.sentence.kind == "heading":
        return
    for money in line.money:
        window = line.text[max(0, money.start - NEAR) : money.end + NEAR]
        holds = _HOLDS_JA.search(line.text[money.end : money.end + NEAR]) or _HOLDS_EN.search(window)
        if not (money.is_share and money.value and holds and not line.quoted(money.start)) or _PLANNED.search(window):
            continue
        if _WHO_OWN.search(line.text[: money.start]):
            continue
        holder, of = line.subject, _company(line, money)
        of = of or (offer.target if re.search("株|持ち分|利益|stake|shares|profit", window) else None)
        holder = line.before(money.start) if holder is of or holder is None else holder
        if holder and of and holder is not of:
            yield StakeFound(holder, of, money, _VOTES.search(window) is not None, line.text)


def _company(line: Line, money: Money) -> PartyFound | None:
    """The company of which a sentence gives a part: named right after the number, or right before it."""
    follows = re.match(r"(?:の| of| stake in| of the profits? of| interest in)[^.。]{0,30}", line.text[money.end :])
    after = line.after(money.end, follows.end() if follows else 0)
    if after and after.kind in ("company", "nonprofit") and after is not line.subject:
        return after
    firms = [
        m.party
        for m in line.mentions
        if m.end <= money.start and m.party.kind in ("company", "nonprofit") and m.party is not line.subject
    ]
    return firms[-1] if firms else None


def facts_of(lines: Sequence[Line], offer: Offer) -> tuple[Fact, ...]:
    """The target's value, revenue, share price and shares where a sentence about it gives them, the surest first."""
    found: list[tuple[bool, Fact]] = []
    last: PartyFound | None = None
    for line in lines:
        about = _about(line, offer.target, last)
        last = line.subject if line.subject and line.subject.kind in ("company", "nonprofit") else last
        if not about or line.sentence.asks or _OF_BOTH.search(line.text):
            continue
        for money in line.money:
            name = _name(line, money)
            if name and not _is_price(money, offer) and not line.quoted(money.start):
                found.append((_MAYBE.search(line.text) is not None, Fact(name, money, line.text)))
    found.sort(key=lambda each: each[0])
    return tuple(fact for _, fact in found)


def _about(line: Line, target: PartyFound | None, last: PartyFound | None) -> bool:
    """Whether a sentence speaks of the target: it names it, or goes on about it."""
    if target is None:
        return False
    firms = [mention.party for mention in line.mentions if mention.party.kind in ("company", "nonprofit")]
    return (target in firms and line.subject in (target, None)) or (not firms and last is target) or (firms == [target])


def _name(line: Line, money: Money) -> str | None:
    """What a number of the target is, by the words just before it or just after."""
    before, after = line.text[max(0, money.start - NEAR) : money.start], line.text[money.end : money.end + 14]
    after = re.split("[、。,;]", after)[0]
    for name, said in _WORDS.items():
        if (name == "shares") != (money.amount.word == "share") or (name != "shares" and not money.currency):
            continue
        close = list(said.finditer(before))
        between = before[close[-1].end() :] if close else ""
        if name == "value" and close and _OF_DEAL.search(before[: close[-1].start()]):
            continue
        if (close and not re.search("[。.;、,](?=.{12})", between)) or said.search(after):
            return name
    return None


def _is_price(money: Money, offer: Offer) -> bool:
    price = offer.price
    return price is not None and (money.amount.low, money.currency) == (price.amount.low, price.currency)
