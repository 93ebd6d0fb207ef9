"""Who it is that a word for refusing stands for, and for whom a speaker speaks."""

from __future__ import annotations

import re
from itertools import pairwise

from ..names.parties import Mention, PartyFound
from .context import Line

__all__ = ["OFFICE", "is_noun", "is_of_speaker", "refuser_of", "speaks_for"]

SOON = 40  # characters
OFFICE = 32  # characters between a company and the officer who speaks for it
_OFFICER = re.compile(
    "社長|会長|CEO|最高経営責任者|代表|創業者|議長|チェアマン|chief executive|chairman|chairwoman"
    "|chairs?|founder|president",
    re.I,
)
_OPENS = re.compile(r"(?:(?:Since|After|In|By|While|Despite|Before|When) )?")  # a clause before its subject
_ABOUT = re.compile(  # whom something is about, and who is no more than that
    r"\b(?:in|for|to|with|from|on|against|than|toward|(?:percent|%|control|ownership|acquisition|takeover) of)"
    r" (?:the )?$"
)
_ASIDE = re.compile(r", (?:who|which|whose) [^,]{1,160},")
_ITS_BID = re.compile(r"['’]s? (?:[\w$€£().-]+ ){0,5}?(?:offer|bid|proposal|approach)\b")
_HOLDERS = re.compile(
    r"(?:['’]s?)? (?:[a-z-]+ ){0,2}?(?:shareholders|stockholders|investors|holders|workers|employees|unions?)\b"
)
_OWNS = re.compile("(?:側|社|氏)?の(?:強い|激しい|猛|〈[^〈〉]*)?")
_WHO = re.compile("を?(?:して(?:いる|いた|きた)|した|する|示した|表明した|続ける)(?:の[はが]、?|[一-龠]{0,6}の?)")
_DECLARES = re.compile(r"\b(?:declaring|stating|insisting|calling|saying) [^.;]{0,30}$")
_TITLE = r"(?:['’]s)? (?:CEO|chief|boss|founder|chairman)\b"
_PASSIVE = re.compile(
    r"(?:rejected|spurned|rebuffed|refused|dismissed|opposed|turned down|resisted|criticized"
    r"|criticised) by (?:the )?(?:Mr\. |Ms\. )?$",
    re.I,
)


def refuser_of(line: Line, verb: re.Match[str], japanese: bool) -> PartyFound | None:
    """Who it is that a word for refusing stands for."""
    if japanese and (beside := _beside(line, verb)):
        return beside
    if "sale" in verb[0] and _DECLARES.search(line.text[: verb.start()]):
        return line.subject
    if line.quoted(verb.start()) and is_of_speaker(line, verb):
        return next((m.party for m in reversed(line.mentions) if m.end <= verb.start() and line.quoted(m.start)), None)
    if line.quoted(verb.start()):
        said = line.topic(verb.start()) or line.speaker if japanese else line.speaker
        return None if is_noun(verb) else said
    if re.search("売り物|for sale", verb[0]):
        return line.speaker if line.speaker and line.speaker is not line.subject else None
    if japanese:
        board = re.search("(?:取締役会|理事会)(?:は|が|も)", line.text)
        named = next((m.party for m in line.mentions if board and m.end >= board.start() + 3 > m.start), None)
        return named or line.topic(verb.start()) or _actor_before(line, verb) or _firm_before(line, verb)
    after = (
        _named_after(line, verb.end())
        if _PASSIVE.search(line.text[: verb.end() + 4]) or re.match(r" by\b", line.text[verb.end() :])
        else None
    )
    if after is None and re.match(r" by\b", line.text[verb.end() :]):
        return None  # somebody without a name
    passive = re.search(
        r"\b(?:was|were|been|being|be)(?: \w+ly)? $|\b(?:had|has|have) (?:its|their|his|her) [^.;]{0,40}$",
        line.text[: verb.start()],
    )
    if after is None and passive and re.match(r"\w+ed\b", verb[0]):
        return None
    if re.search(r", $", line.text[: verb.start()]) and verb[0].endswith("ing"):
        return line.subject  # MCI accepted the offer of another, rejecting this one
    if _OPENS.fullmatch(line.text[: verb.start()]) and verb[0].endswith("ing"):
        return next((m.party for m in line.mentions if line.text[: m.start].endswith(", ")), None)
    if re.search(r"\b(?:urg|ask|advis|recommend|call)\w* [^.;]{0,60}$", line.text[: verb.start()]):
        return line.subject
    found = [m for m in line.mentions if m.end <= verb.start() and not line.quoted(m.start) and not _of_office(line, m)]
    asides = [(aside.start(), aside.end()) for aside in _ASIDE.finditer(line.text, 0, verb.start())]
    found = [m for m in found if not any(start < m.start < end for start, end in asides)]
    found = [m for m in found if not (_ABOUT.search(line.text[: m.start]) or _ITS_BID.match(line.text[m.end :]))]
    if found and _HOLDERS.match(line.text[found[-1].end :]):
        return None  # some of its owners or workers, whoever they are
    near = found[-1].party if found and verb.start() - found[-1].end < 60 else _actor_before(line, verb)
    return after or (None if near and near.kind in ("regulator", "court") else near)


def _named_after(line: Line, at: int) -> PartyFound | None:
    """Who is named soon after a place, and not only to say whose officer somebody is."""
    soon = (m for m in line.mentions if at <= m.start <= at + SOON and not _of_office(line, m))
    return next((m.party for m in soon), None)


def _of_office(line: Line, mention: Mention) -> bool:
    """Whether a company is named only to say whose officer somebody is: the Tesla CEO."""
    family = re.search(r"\bmember of the $", line.text[: mention.start])
    return bool(family) or re.match(_TITLE, line.text[mention.end :]) is not None


def is_of_speaker(line: Line, verb: re.Match[str]) -> bool:
    """Whether what is refused is the speaker's own: by rejecting our offer."""
    return re.match(r" (?:our|my)\b", line.text[verb.end() :]) is not None


def is_noun(verb: re.Match[str]) -> bool:
    """Whether a word for refusing names a refusal, be it whosever, and does not say that the speaker refuses."""
    return verb[0].lower().startswith(("rejection", "dismissal", "refusal"))


def _beside(line: Line, verb: re.Match[str]) -> PartyFound | None:
    """Who stands right beside a word for refusing: X側の抵抗, 反対しているX, 反対したのはX."""
    text = line.text
    owners = [m.party for m in line.mentions if _OWNS.fullmatch(text[m.end : verb.start()])]
    actors = [m for m in line.mentions if _WHO.fullmatch(text[verb.end() : m.start])]
    actors += [m for m in line.mentions if m.start == verb.end() and verb[0].endswith("ない")]
    officers = [m.party for m in line.mentions for firm in actors if text[firm.end : m.start] == "の"]
    return next(iter((*owners, *officers, *(m.party for m in actors))), None)


def _actor_before(line: Line, verb: re.Match[str]) -> PartyFound | None:
    """Who acts in a sentence, unless it is named only after the word for refusing."""
    places = [m.start for m in line.mentions if m.party is line.subject]
    by_another_word = re.search(r"\b(?:it|they|company|board)\b", line.text[: verb.start()])
    return line.subject if not places or places[0] < verb.start() or by_another_word else None


def _firm_before(line: Line, verb: re.Match[str]) -> PartyFound | None:
    """In a headline the subject has no particle: A社、B社の提案を拒否."""
    named = (m for m in line.mentions if re.match("[、 　][^はが]*$", line.text[m.end : verb.start()]))
    return next((m.party for m in named if m.end <= verb.start()), None)


def speaks_for(line: Line, party: PartyFound) -> bool:
    """Whether the speaker of a sentence is introduced in it as an officer of a company."""
    if line.speaker is None or line.speaker.kind != "person" or party.kind == "person":
        return False
    ends = [(m.start, m.end, m.party) for m in line.mentions if m.party in (line.speaker, party)]
    apart = (pair for pair in pairwise(ends) if pair[0][2] is not pair[1][2])
    pairs = ((one, other) for one, other in apart if not re.search("[はがも]", line.text[one[1] : other[0]]))
    return any(
        other[0] - one[1] < OFFICE and _OFFICER.search(line.text[one[1] : other[1] + OFFICE]) for one, other in pairs
    )
