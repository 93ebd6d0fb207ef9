"""The two camps of an article: who proposes and who refuses, and what each is quoted or reported to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..._core.records import record
from ..names.parties import Parties, PartyFound
from ..text.vocabulary import words
from .context import Line
from .offer import Offer
from .refuser import refuser_of, speaks_for
from .refusers import refusers_of

__all__ = ["Side", "sides_of"]

MOST = 12  # sentences for one side
SIDES = 4  # that refuse
_ROWS = {
    "funding": r"資金|資本|調達|財源|収益|寄付|ビジネスモデル|fund|capital|financ|money|revenue",
    "access": r"アクセス|利用|無料|公開|提供|オープン|透明|access|\bfree\b|open|availab|transparen|users?\b|pricing",
    "growth": r"成長|スピード|速度|開発|競争力|拡大|技術|革新|growth|speed|pace|innovat|develop|progress|scal",
    "influence": r"影響|干渉|支配|経営権|独立|統治|株主|提携|influence|control|independen|governance|interfer|power",
}
_VIEW = re.compile(
    r"言い分|主張|立場|狙い|理由|目的|意見|考え|反論|見解|思惑|ビジョン|側|なぜ|背景|真意|argu"
    r"|position|case\b|why|says|view|reason|response|claims?|wants?|vision|side|defen[cs]e",
    re.I,
)
_HEAD = {  # what a column may be headed with when it names no party, and the words that tie it to one
    "nonprofit": r"(?<!営)非営利(?!.*営利.*比)|non-?profit|not-for-profit|charit",
    "for_profit": r"(?<!非)営利|企業化|商業|for-?profit|commercial",
    "for": r"賛成|推進|買収側|提案側|買い手|\bfor\b|supporters?|buyer|bidder",
    "against": r"反対|拒否|被買収側|対象会社|防衛|against|opponents?|target|seller",
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
    heads = _heads(lines, parties, [party for party, _ in camps], offer)
    return tuple(_side(party, proposes, lines, heads, parties, offer, japanese) for party, proposes in camps)


def _side(
    party: PartyFound,
    proposes: bool,
    lines: Sequence[Line],
    heads: Mapping[str, PartyFound],
    parties: Parties,
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
            and not line.sentence.asks
            and (
                _own(line, party, parties, below)
                or (_bids(line, party, bids, refuses, offer) if proposes else _refuses(line, party, refuses, japanese))
            )
        ):
            says.setdefault(line.text)
    return Side(party, proposes, tuple(says)[:MOST], rows)


def _bids(line: Line, party: PartyFound, bids: re.Pattern[str], refuses: re.Pattern[str], offer: Offer) -> bool:
    """Whether a sentence tells that a party bids, and not how it was refused."""
    told = line.sentence.place in offer.told or (line.subject is party and bids.search(line.text) is not None)
    return told and refuses.search(line.text) is None


def _refuses(line: Line, party: PartyFound, refuses: re.Pattern[str], japanese: bool) -> bool:
    """Whether a sentence tells that a party refuses."""
    verbs = list(refuses.finditer(line.text))
    return bool(verbs) and (line.subject is party or any(refuser_of(line, verb, japanese) is party for verb in verbs))


def _own(line: Line, party: PartyFound, parties: Parties, below: bool) -> bool:
    """Whether a sentence gives a party's words, or stands below a heading that announces its view."""
    if line.speaker is not None:
        return line.speaker is party or speaks_for(line, party)
    named = {mention.party for mention in parties.named(line.sentence.heading)}
    return named == {party} and _VIEW.search(line.sentence.heading) is not None and (below or line.subject is party)


def _row(rows: dict[str, str], line: Line) -> bool:
    """Keep a cell under what its row is about, if that is one of the four."""
    key = next((key for key, about in _ROWS.items() if re.search(about, line.sentence.row, re.I)), None)
    if key:
        rows[key] = f"{rows[key]} {line.text}" if key in rows else line.text
    return key is not None


def _heads(lines: Sequence[Line], parties: Parties, camps: Sequence[PartyFound], offer: Offer) -> dict[str, PartyFound]:
    """Whose each column of a table is: of the party its head names, or that the text ties to its words."""
    columns = dict.fromkeys(line.sentence.column for line in lines if line.sentence.column)
    heads: dict[str, PartyFound] = {}
    for column in columns:
        named = [party for party in _named(column, parties) if party in camps]
        if len(named) == 1:
            heads[column] = named[0]
        elif not named and (party := _tied(column, lines, camps, offer)):
            heads[column] = party
    return heads


def _named(column: str, parties: Parties) -> Iterator[PartyFound]:
    yield from dict.fromkeys(mention.party for mention in parties.named(column))


def _tied(column: str, lines: Sequence[Line], camps: Sequence[PartyFound], offer: Offer) -> PartyFound | None:
    """The one side whose sentences have the words of a column's head at least twice as often as the other's."""
    kind = next((kind for kind, head in _HEAD.items() if re.search(head, column, re.I)), None)
    if kind in ("for", "against"):
        return offer.bidder if kind == "for" else next((party for party in camps if party is not offer.bidder), None)
    if kind is None:
        return None
    votes = Counter(
        party
        for line in lines
        for party in {line.subject, line.speaker}
        if party in camps and re.search(_HEAD[kind], line.text, re.I) and not line.sentence.column
    )
    ranked = votes.most_common(2)
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]) else None
