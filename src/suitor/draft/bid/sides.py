"""The two camps of an article: who proposes and who refuses, and what each is quoted or reported to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..._core.records import record
from ..names.parties import Parties, PartyFound
from ..text.vocabulary import words
from .context import Line
from .heads import heads_of
from .offer import Offer
from .refuser import refuser_of, speaks_for
from .refusers import refusers_of

__all__ = ["Side", "sides_of"]

MOST = 12  # sentences for one side
SIDES = 4  # that refuse
_OUTSIDERS = re.compile(  # who tell what they think of both sides
    r"(?:[\w’'-]+ ){0,3}?(?:analysts?|experts?|observers|traders?|brokers?|sources?|critics)\b(?: \w+){0,2}?"
    r" (?:said|say|says|expects?|believes?|thinks?|noted|warned|predicted|estimate[sd]?|questioned|value)\b"
    r"|[^。、]{0,12}(?:アナリスト|専門家|市場関係者|証券会社)(?:の間で|から)?(?:は|では|も|によると|によれば)",
    re.I,
)
_ROWS = {
    "funding": r"資金|資本|調達|財源|収益|寄付|ビジネスモデル|fund|capital|financ|money|revenue",
    "access": r"アクセス|利用|使い|値段|無料|公開|提供|オープン|透明|access|\bfree\b|open|availab|transparen"
    r"|users?\b|pricing",
    "growth": r"成長|スピード|速度|開発|競争力|拡大|技術|革新|growth|speed|pace|innovat|develop|progress|scal",
    "influence": r"影響|干渉|支配|経営権|独立|統治|株主|提携|influence|control|independen|governance|interfer|power",
}


@record
class Side:
    """One side of the quarrel: whether it proposes or refuses, its sentences, and its cells of a table by row."""

    party: PartyFound
    proposes: bool
    says: tuple[str, ...]
    rows: Mapping[str, str]


def sides_of(lines: Sequence[Line], parties: Parties, offer: Offer, japanese: bool) -> tuple[Side, ...]:
    """The side that proposes, then those that refuse, by how clearly the text says so; nobody without a bid."""
    if not offer.found:
        return ()
    refusing = refusers_of(lines, offer, japanese)
    camps = [(offer.bidder, True)] if offer.bidder else []
    camps += [(party, False) for party, _ in refusing.most_common(SIDES)]
    heads = heads_of(lines, parties, [party for party, _ in camps], offer)
    return tuple(_side(party, proposes, lines, heads, offer, japanese) for party, proposes in camps)


def _side(
    party: PartyFound,
    proposes: bool,
    lines: Sequence[Line],
    heads: Mapping[str, PartyFound],
    offer: Offer,
    japanese: bool,
) -> Side:
    """Everything that the article gives as one side's."""
    said = words("ja" if japanese else "en")
    bids, refuses = (
        re.compile(verbs if japanese else rf"\b(?:{verbs})\b", re.I) for verbs in (said["proposing"], said["refusing"])
    )
    says: dict[str, None] = {}
    rows: dict[str, str] = {}
    heading, opening = "", -1
    for line in lines:
        if line.sentence.heading != heading and line.sentence.kind != "heading":
            heading, opening = line.sentence.heading, line.sentence.block
        below = line.sentence.kind == "bullet" or line.sentence.block == opening
        if line.sentence.column or line.sentence.kind == "cell":
            if heads.get(line.sentence.column) is party and not _row(rows, line):
                says.setdefault(f"{line.sentence.row}: {line.text}" if line.sentence.row else line.text)
        elif (
            line.sentence.kind != "heading"
            and not (line.sentence.asks or _OUTSIDERS.match(line.text))
            and (
                _own(line, party, heads, below)
                or (_bids(line, party, bids, refuses, offer) if proposes else _refuses(line, party, refuses, japanese))
            )
        ):
            says.setdefault(line.text)
    return Side(party, proposes, tuple(says)[:MOST], rows)


def _bids(line: Line, party: PartyFound, bids: re.Pattern[str], refuses: re.Pattern[str], offer: Offer) -> bool:
    """Whether a sentence tells that a party bids, and not how it was refused."""
    place = line.sentence.place
    told = place in offer.told or (line.subject is party and bids.search(line.text) is not None)
    others = bool(line.quotes) and line.speaker not in (None, party)  # whose words it quotes
    return told and not others and place not in offer.others and refuses.search(line.text) is None


def _refuses(line: Line, party: PartyFound, refuses: re.Pattern[str], japanese: bool) -> bool:
    """Whether a sentence tells that a party refuses."""
    verbs = list(refuses.finditer(line.text))
    return bool(verbs) and (line.subject is party or any(refuser_of(line, verb, japanese) is party for verb in verbs))


def _own(line: Line, party: PartyFound, heads: Mapping[str, PartyFound], below: bool) -> bool:
    """Whether a sentence gives a party's words, or stands below a heading that announces its view."""
    owner = heads.get(line.sentence.heading)
    if owner and line.sentence.kind == "bullet":
        return owner is party
    if line.speaker is not None:
        return line.speaker is party or speaks_for(line, party)
    return owner is party and (below or line.subject is party)


def _row(rows: dict[str, str], line: Line) -> bool:
    """Keep a cell under what its row is about, if that is one of the four."""
    key = next((key for key, about in _ROWS.items() if re.search(about, line.sentence.row, re.I)), None)
    if key:
        rows[key] = f"{rows[key]} {line.text}" if key in rows else line.text
    return key is not None
