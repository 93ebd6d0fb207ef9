"""The two camps of an article: who proposes and who refuses, and what each is quoted or reported to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .._core.records import record
from .context import Line
from .offer import Offer
from .parties import Mention, Parties, PartyFound
from .vocabulary import words

__all__ = ["Side", "sides_of"]

MOST = 12  # sentences for one side
NEAR = 3  # sentences after one about the bid
OFFICE = 32  # characters between a company and the officer who speaks for it
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
_OFFICER = re.compile(
    "社長|会長|CEO|最高経営責任者|代表|創業者|議長|チェアマン|chief executive|chairman|chairwoman"
    "|chairs?|founder|president",
    re.I,
)
_PASSIVE = re.compile(
    r"(?:rejected|spurned|rebuffed|refused|dismissed|opposed|turned down|resisted|criticized"
    r"|criticised) by (?:the )?(?:Mr\. |Ms\. )?$",
    re.I,
)


@record
class Side:
    """One side of the quarrel: whether it proposes or refuses, its sentences, and its cells of a table by row."""

    party: PartyFound
    proposes: bool
    says: tuple[str, ...]
    rows: Mapping[str, str]


def sides_of(lines: Sequence[Line], parties: Parties, offer: Offer, japanese: bool) -> tuple[Side, ...]:
    """The side that proposes, then those that refuse, by how clearly the text says so."""
    refusing = _refusers(lines, offer, japanese)
    camps = [(offer.bidder, True)] if offer.bidder else []
    camps += [(party, False) for party, _ in refusing.most_common(SIDES)]
    heads = _heads(lines, parties, [party for party, _ in camps], offer)
    return tuple(_side(party, proposes, lines, heads, parties, japanese) for party, proposes in camps)


def _refusers(lines: Sequence[Line], offer: Offer, japanese: bool) -> Counter[PartyFound]:
    """Who is said to refuse or oppose, each with the number of sentences that say it."""
    language = "ja" if japanese else "en"
    said = words("ja")["refusing"] if japanese else rf"\b(?:{words('en')['refusing']})\b"
    bid = (
        words("ja")["bidding"] + "|売り物|売却"
        if japanese
        else rf"\b(?:{words('en')['bidding']}|for sale|undervalu\w+|deal|merger|transaction|combination)\b"
    )
    votes: Counter[PartyFound] = Counter()
    near = 0  # sentences for which the text goes on about the bid
    for line in lines:
        if line.sentence.kind == "cell":
            continue
        about = re.search(bid, line.text, re.I) is not None
        clear = line.speaker is not None and re.search(words(language)["outright"], line.text, re.I)
        for verb in list(re.finditer(said, line.text, re.I))[:1]:
            if _undone(line, verb, japanese):
                continue
            if line.sentence.asks or not (about or near or line.sentence.kind == "bullet" or clear):
                continue
            if offer.bidder and _other_bidder(line, offer):
                continue
            for party in _refusing(line, verb, japanese, offer):
                if party and party is not offer.bidder and party.kind != "court":
                    votes[party] += 2 if line.speaker is party or line.sentence.place < 12 else 1
        near = NEAR if about else max(near - 1, 0)
    for line in lines:
        contrast = re.match(
            "(?:一方(?:で)?、?|これに対し(?:て)?、?|対する|それに対し)"
            if japanese
            else r"(?:By contrast|On the other side|For his part),? ",
            line.text,
        )
        if contrast and line.speaker and line.speaker is not offer.bidder and line.speaker.kind == "person":
            votes[line.speaker] += 1
    hostile = any(re.search(words(language)["hostile"], line.text, re.I) for line in lines if not line.sentence.asks)
    if offer.target and not votes and hostile:  # which a bid is called for being refused
        votes[offer.target] += 1
    return votes


def _undone(line: Line, verb: re.Match[str], japanese: bool) -> bool:
    """Whether a refusal is suffered, supposed or ruled out: 拒否される, 応じない場合, if they were to reject."""
    if japanese:
        return re.match("(?:さ|せら|ら)?れ|こと(?:を前提|なく)|(?:場合|か否か)", line.text[verb.end() :]) is not None
    return re.search(r"\b(?:if|whether|unless)\b[^.;]{0,25}$", line.text[: verb.start()], re.I) is not None


def _refusing(line: Line, verb: re.Match[str], japanese: bool, offer: Offer) -> set[PartyFound | None]:
    """Who refuses in a sentence: the one it says, and who says so, unless that one speaks for the bidder."""
    if offer.bidder and line.quoted(verb.start()) and _speaks_for(line, offer.bidder):
        return {next((m.party for m in line.mentions if m.party is offer.target and m.end <= verb.start()), None)}
    refuser = _refuser(line, verb, japanese)
    joined = (one.party for one, other in pairwise(line.mentions) if other.party is refuser and _and(line, one, other))
    return {refuser, line.speaker, next(joined, None)}


def _and(line: Line, one: Mention, other: Mention) -> bool:
    """Whether two parties are named as one subject: GSK and Pfizer, GSK/Pfizer."""
    return line.text[one.end : other.start] in (" and ", "/", "と", "、", "・") and other.end - one.start < OFFICE * 2


def _other_bidder(line: Line, offer: Offer) -> bool:
    """Whether the proposal that a sentence speaks of is somebody else's."""
    whose = re.compile(
        r"(?:の|からの|による)[^。、]{0,14}(?:提案|オファー)|['’]s? (?:[\w'’$£€.-]+ ){0,4}?(?:bids?"
        r"|offers?|proposal|approach)\b"
    )
    owners = [m.party for m in line.mentions if whose.match(line.text[m.end :]) and m.party is not offer.target]
    return bool(owners) and offer.bidder not in {mention.party for mention in line.mentions}


def _refuser(line: Line, verb: re.Match[str], japanese: bool) -> PartyFound | None:
    if line.quoted(verb.start()):
        return line.speaker
    if re.search("売り物|for sale", verb[0]):
        return line.speaker if line.speaker and line.speaker is not line.subject else None
    if japanese:
        board = re.search("(?:取締役会|理事会)(?:は|が|も)", line.text)
        named = next((m.party for m in line.mentions if board and m.end >= board.start() + 3 > m.start), None)
        return named or line.subject or _firm_before(line, verb)
    after = (
        line.after(verb.end(), 30)
        if _PASSIVE.search(line.text[: verb.end() + 4]) or re.match(r" by\b", line.text[verb.end() :])
        else None
    )
    passive = re.search(r"\b(?:was|were|been|being|be) $", line.text[: verb.start()])
    if after is None and passive and re.match(r"\w+ed\b", verb[0]):
        return None
    if re.search(r"\b(?:urg|ask|advis|recommend|call)\w* [^.;]{0,60}$", line.text[: verb.start()]):
        return line.subject
    found = [m for m in line.mentions if m.end <= verb.start() and not line.quoted(m.start)]
    near = found[-1].party if found and verb.start() - found[-1].end < 60 else line.subject
    return after or (line.subject if near and near.kind in ("regulator", "court") else near)


def _firm_before(line: Line, verb: re.Match[str]) -> PartyFound | None:
    """In a headline the subject has no particle: A社、B社の提案を拒否."""
    return next(
        (m.party for m in line.mentions if m.end <= verb.start() and line.text[m.end : m.end + 1] in ("、", " ", "　")),
        None,
    )


def _side(
    party: PartyFound,
    proposes: bool,
    lines: Sequence[Line],
    heads: Mapping[str, PartyFound],
    parties: Parties,
    japanese: bool,
) -> Side:
    """Everything that the article gives as one side's."""
    said = words("ja" if japanese else "en")
    verbs = said["proposing"] if proposes else said["refusing"]
    acts = re.compile(verbs if japanese else rf"\b(?:{verbs})\b", re.I)
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
            and (_own(line, party, parties, below) or _acts(line, party, acts, proposes, japanese))
        ):
            says.setdefault(line.text)
    return Side(party, proposes, tuple(says)[:MOST], rows)


def _acts(line: Line, party: PartyFound, acts: re.Pattern[str], proposes: bool, japanese: bool) -> bool:
    """Whether a sentence tells that a party proposes, or refuses."""
    verb = acts.search(line.text)
    if verb is None:
        return False
    return line.subject is party or (not proposes and _refuser(line, verb, japanese) is party)


def _own(line: Line, party: PartyFound, parties: Parties, below: bool) -> bool:
    """Whether a sentence gives a party's words, or stands below a heading that announces its view."""
    if line.speaker is not None:
        return line.speaker is party or _speaks_for(line, party)
    named = {mention.party for mention in parties.named(line.sentence.heading)}
    return named == {party} and _VIEW.search(line.sentence.heading) is not None and (below or line.subject is party)


def _speaks_for(line: Line, party: PartyFound) -> bool:
    """Whether the speaker of a sentence is introduced in it as an officer of a company."""
    if line.speaker is None or line.speaker.kind != "person" or party.kind == "person":
        return False
    ends = [(m.start, m.end, m.party) for m in line.mentions if m.party in (line.speaker, party)]
    pairs = ((one, other) for one, other in pairwise(ends) if one[2] is not other[2])
    return any(
        other[0] - one[1] < OFFICE and _OFFICER.search(line.text[one[1] : other[1] + OFFICE]) for one, other in pairs
    )


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
