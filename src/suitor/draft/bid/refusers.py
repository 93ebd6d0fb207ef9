"""Who refuses or opposes a bid, by the words for it and by who stands beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..names.parties import Mention, PartyFound
from ..text.vocabulary import words
from .context import Line
from .offer import Offer
from .refuser import OFFICE, is_noun, is_of_speaker, refuser_of, speaks_for

__all__ = ["refusers_of"]

NEAR = 3  # sentences after one about the bid
_OFFICER_OF = re.compile(
    r", (?:the |its )?[\w\s-]{0,24}(?:chief executive|chairman|chairwoman|president|chair|CEO) (?:of|at) "
)
_UNDONE = (
    "として[^。]{0,30}(?:必要|選)|(?:さ|せら|ら)?れ|こと(?:を前提|なく)|(?:場合|か否か)"
    "|により[^。]{0,30}(?:リスク|懸念|可能性|恐れ|おそれ)"
)
_AND = r" and (?:(?:its|his|her|the|the (?:company|firm|group)['’]s) )?|[/と、・]"
_CONTRAST = {
    "ja": re.compile("(?:一方(?:で)?、?|これに対し(?:て)?、?|対する|それに対し)"),
    "en": re.compile("(?:By contrast|On the other side|For his part),? "),
}


def refusers_of(lines: Sequence[Line], offer: Offer, japanese: bool) -> Counter[PartyFound]:
    """Who is said to refuse or oppose, each with the number of sentences that say it."""
    language = "ja" if japanese else "en"
    votes: Counter[PartyFound] = Counter()
    told = [
        (line, party)
        for line, verb in _refusals(lines, offer, language)
        for party in _refusing(line, verb, japanese, offer)
    ]
    for line, party in dict.fromkeys(told):
        if party is not offer.bidder and party.kind != "court":
            votes[party] += 2 if line.speaker is party or line.sentence.place < 12 else 1
    for line in lines:
        contrasted = line.speaker and line.speaker is not offer.bidder and line.speaker.kind == "person"
        if line.speaker and contrasted and _CONTRAST[language].match(line.text) and not _for_bidder(line, offer):
            votes[line.speaker] += 1
    if offer.target and not votes and _is_hostile(lines, offer.target, language):
        votes[offer.target] += 1
    return votes


def _for_bidder(line: Line, offer: Offer) -> bool:
    """Whether the speaker is introduced as the bidder's own: マスク氏の弁護士マーク・トベロフ氏."""
    pairs = pairwise(line.mentions)
    return any(
        one.party is offer.bidder and other.party is line.speaker and other.start - one.end < OFFICE
        for one, other in pairs
    )


def _refusals(lines: Sequence[Line], offer: Offer, language: str) -> Iterator[tuple[Line, re.Match[str]]]:
    """The sentences that tell of a refusal of this bid, with each word for it."""
    said, bid, outright = (re.compile(pattern, re.I) for pattern in _patterns(language))
    near = 0  # sentences for which the text goes on about the bid
    for line in lines:
        near = 0 if line.sentence.kind == "heading" else near  # another topic begins
        if line.sentence.kind == "cell" and line.subject is None:
            continue
        about = bid.search(line.text) is not None
        clear = line.speaker is not None and outright.search(line.text)
        its = line.subject is not None and line.subject is offer.target
        told = (about or near or its or line.sentence.kind == "bullet" or clear) and not line.sentence.asks
        if told and not _other_bidder(line, offer):
            verbs = said.finditer(line.text)
            yield from ((line, verb) for verb in verbs if not _undone(line, verb, language == "ja"))
        near = NEAR if about else max(near - 1, 0)


def _patterns(language: str) -> tuple[str, str, str]:
    """The words for refusing, for a bid, and for refusing that leave no doubt of what."""
    said = words(language)
    if language == "ja":
        return said["refusing"], said["bidding"] + "|売り物|売却", said["outright"]
    bid = rf"\b(?:{said['bidding']}|for sale|undervalu\w+|deal|merger|transaction|combination)\b"
    return rf"\b(?:{said['refusing']})\b", bid, said["outright"]


def _is_hostile(lines: Sequence[Line], target: PartyFound, language: str) -> bool:
    """Whether the bid is called hostile, which it is for being refused, and the target accepts none."""
    called, accepting = (words(language)[use] for use in ("hostile", "accepting"))
    told = [line for line in lines if not line.sentence.asks]
    accepts = any(line.subject is target and re.search(accepting, line.text, re.I) for line in told)
    return not accepts and any(re.search(called, line.text, re.I) for line in told)


def _undone(line: Line, verb: re.Match[str], japanese: bool) -> bool:
    """Whether a refusal is suffered, supposed or ruled out: 拒否される, 応じない場合, if they were to reject."""
    if japanese:
        return re.match(_UNDONE, line.text[verb.end() :]) is not None
    faced = r"|\b(?:fac(?:e|es|ed|ing)|meets?|met|despite|overcome)\b[^.;]{0,20}$"
    supposed = r"\b(?:if|whether|unless)\b[^.;]{0,25}$"
    supposed += r"|\b(?:analysts?|observers|commentators|critics)\b[^.;]{0,60}$"
    supposed += r"|\b(?:boards?|managements?|companies|those|people|investors) (?:that|who)(?: have| had)? $"
    said = supposed + (faced if re.match("opposition|resistance", verb[0], re.I) else "")
    kept = re.match(r" from \w+ing\b", line.text[verb.end() :])  # blocked from buying
    return kept is not None or re.search(said, line.text[: verb.start()], re.I) is not None


def _refusing(line: Line, verb: re.Match[str], japanese: bool, offer: Offer) -> Iterable[PartyFound]:
    """Who refuses in a sentence, each once: the one it says, and who says so, unless that one speaks for the bidder."""
    if offer.bidder and line.quoted(verb.start()) and speaks_for(line, offer.bidder):
        return [m.party for m in line.mentions if m.party is offer.target and m.end <= verb.start()][:1]
    refuser = refuser_of(line, verb, japanese)
    if is_noun(verb):
        return [refuser] if refuser and _its(line, verb, refuser) else []  # not who speaks of it
    joined = (one.party for one, other in pairwise(line.mentions) if other.party is refuser and _and(line, one, other))
    spoken = offer.target if offer.target and speaks_for(line, offer.target) else None
    owner = next((m.party for m in line.mentions if re.match("の(?:取締役会|理事会)", line.text[m.end :])), None)
    told = japanese or refuser or line.quoted(verb.start()) or "sale" in verb[0]
    speaker = line.speaker if told and not is_of_speaker(line, verb) else None
    return dict.fromkeys(filter(None, (refuser, speaker, spoken, owner, next(joined, None))))


def _its(line: Line, noun: re.Match[str], party: PartyFound) -> bool:
    """Whether a refusal is a party's: named before it, or by whom it is."""
    own = [m for m in line.mentions if m.party is party]
    return any(m.end <= noun.start() or line.text[noun.end() : m.start].startswith(" by ") for m in own)


def _and(line: Line, one: Mention, other: Mention) -> bool:
    """Whether two parties are named as one subject: GSK and Pfizer, GSK/Pfizer, or a company and its officer."""
    between = line.text[one.end : other.start]
    named = re.fullmatch(_AND, between) and other.end - one.start < OFFICE * 2
    return bool(named) or (_OFFICER_OF.fullmatch(between) is not None and one.party.kind == "person")


def _other_bidder(line: Line, offer: Offer) -> bool:
    """Whether the proposal that a sentence speaks of is somebody else's."""
    whose = re.compile(
        r"(?:の|からの|による)[^。、]{0,14}(?:提案|オファー)|['’]s? (?:[\w'’$£€.-]+ ){0,4}?(?:bids?"
        r"|offers?|proposal|approach)\b"
    )
    owners = [
        m.party
        for m in line.mentions
        if whose.match(line.text[m.end :]) and m.party is not offer.target and m.party.kind != "group"
    ]
    named = {mention.party for mention in line.mentions}
    return offer.bidder is not None and bool(owners) and offer.bidder not in named
