"""Who bids for whom: what each sentence says of the two, in the patterns of roles.toml, weighed over the article."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, cached_property

from ..._core.data import table
from ..._core.records import record
from ..names.parties import PartyFound
from .context import TITLES, Line

__all__ = ["OLD_DEAL", "RECENT", "Roles", "roles_of"]

FIRST = 0xE000  # of the signs that stand for parties in a sentence, which no text prints
LAST = 0xF8FF
LEAD = 3  # sentences that count three times, of those that name anybody
OPENING = 12  # sentences that count double
SPEECH = 40  # characters; a longer quotation is somebody's own words
RECENT = 2  # years before the article
PAST = 0.25  # the weight of a sentence about a year long before the article, or about another bid
UNNAMED = 0.5  # of the points, for a group of bidders beside those whom the text names
UNPLACED = 1_000_000  # sentences; nobody comes after everybody
OTHER = 0.5  # of the points for the other role, counted against this one
_SIGNS = f"{chr(FIRST)}-{chr(LAST)}"
OLD_DEAL = r"\b(?:acquisition|purchase|takeover|buyout) of [^.;]{1,30}? in (?:19|20)\d\d\b"
_EXAMPLE = {  # of another bid, told to compare
    True: re.compile("事例|例えば|たとえば|同様に|においても|のケース|過去には?、|かつて"),
    False: re.compile(
        r"\b(?:for example|for instance|similar(?:ly)? to|in the past|reminiscent of|recalls)\b"
        rf"|{OLD_DEAL}",
        re.I,
    ),
}
_FIRMS = ("company", "nonprofit")
_BIDDERS = ("company", "person", "fund", "group")


@record
class Roles:
    """How much speaks for each party as the one that bids, and as the one bid for."""

    bidders: Mapping[PartyFound, float]
    targets: Mapping[PartyFound, float]
    pairs: Mapping[tuple[PartyFound, PartyFound], float]  # sentences that say that the first bids, and name the other
    places: Mapping[PartyFound, Mapping[int, Set[PartyFound]]]  # of the sentences that say that a party bids, for whom

    @property
    def target(self) -> PartyFound | None:
        """The party most clearly bid for."""
        return self._best[1]

    @property
    def bidder(self) -> PartyFound | None:
        """The party that most clearly bids, and is not bid for."""
        return self._best[0]

    @cached_property
    def _best(self) -> tuple[PartyFound | None, PartyFound | None]:
        """The two for whom most speaks together."""
        return max(
            (
                (one, other)
                for one in (*self.bidders, None)
                for other in (*self.targets, None)
                if one is not other or not one
            ),
            key=lambda pair: (self._points(*pair), *(-party.place if party else -UNPLACED for party in pair)),
        )

    def _points(self, bidder: PartyFound | None, target: PartyFound | None) -> float:
        """What speaks for a pair: for each in its role, less half of what speaks for the other one, and for both."""
        bids = self.bidders.get(bidder, 0.0) - OTHER * self.targets.get(bidder, 0.0) if bidder else 0.0
        bid_for = self.targets.get(target, 0.0) - OTHER * self.bidders.get(target, 0.0) if target else 0.0
        return bids + bid_for + self.pairs.get((bidder, target), 0.0)  # type: ignore[arg-type]

    def rival(self, party: PartyFound | None) -> bool:
        """Whether a party is said to bid too, beside the bidder; a group without a name may be the bidder's own."""
        if party is None or party.kind == "group":
            return False
        return party not in (self.bidder, self.target) and party in self.bidders


def roles_of(lines: Sequence[Line], japanese: bool, year: int | None) -> Roles:
    """What all sentences say of who bids for whom; the first count most, those of years past little."""
    votes: dict[str, Counter[PartyFound]] = {"BIDDER": Counter(), "TARGET": Counter()}
    places: dict[PartyFound, dict[int, Set[PartyFound]]] = defaultdict(dict)
    pairs = Counter[tuple[PartyFound, PartyFound]]()
    order = {party: index for index, party in enumerate(_parties(lines))}
    for place, line in enumerate(line for line in lines if line.mentions):
        weight = 3.0 if place < LEAD else 2.0 if place < OPENING else 1.0
        years = [when.year for when in line.dates if when.year]
        if year and years and max(years) < year - RECENT:
            weight *= PAST
        if _EXAMPLE[japanese].search(line.text):
            weight *= PAST
        said = _said(line, order, japanese)
        whom = {party for role, party in said if role == "TARGET"}
        for role, one in said:
            if role == "BIDDER":
                named = {mention.party for mention in line.mentions}
                both = weight * (UNNAMED if one.kind == "group" else 1.0)
                pairs.update({(one, other): both * (1 + (("TARGET", other) in said)) for other in named})
        for (role, party), points in said.items():
            if role == "BIDDER":
                places[party][line.sentence.place] = whom
            votes[role][party] += weight * points * (UNNAMED if party.kind == "group" else 1.0)  # type: ignore[assignment]
    bidders, targets = ({party: some[party] for party in order if party in some} for some in votes.values())
    return Roles(bidders, targets, pairs, places)


def _parties(lines: Sequence[Line]) -> Iterator[PartyFound]:
    yield from dict.fromkeys(mention.party for line in lines for mention in line.mentions)


def _said(line: Line, order: Mapping[PartyFound, int], japanese: bool) -> dict[tuple[str, PartyFound], float]:
    """What one sentence says of the parties in it, each role of each once."""
    found: dict[tuple[str, PartyFound], float] = {}
    if not line.mentions:
        return found
    text, parties = _marked(line, order, japanese), tuple(order)
    for weight, says, unless in _patterns("ja" if japanese else "en"):
        if unless and unless.search(text):
            continue
        for signs in _signs(says, text):
            for role, sign in signs.items():
                party = parties[ord(sign) - FIRST]
                if party.kind in (_FIRMS if role == "TARGET" else _BIDDERS):
                    found[role, party] = max(found.get((role, party), 0.0), weight)
    return found


def _signs(says: re.Pattern[str], text: str) -> Iterator[dict[str, str]]:
    """The signs of those in each role wherever a pattern fits, but for where nobody bids for anybody but itself."""
    at = 0
    while match := says.search(text, at):
        signs = {role: sign for role, sign in match.groupdict().items() if sign}
        itself = len(signs) > len(set(signs.values()))
        if not itself:
            yield signs
        at = match.start() + 1 if itself else max(match.end(), match.start() + 1)


def _marked(line: Line, order: Mapping[PartyFound, int], japanese: bool) -> str:
    """The sentence with a sign for each party, without titles and brackets after it and without what is quoted."""
    pieces, end = [], 0
    for mention in (each for each in line.mentions if not _is_organ(each.party)):
        pieces += [line.text[end : mention.start], chr(FIRST + order[mention.party])]
        end = mention.end
    text = "".join([*pieces, line.text[end:]])
    if japanese:
        text = re.sub(rf"(?:株式会社)?([{_SIGNS}])(?:{TITLES}|株式会社){{0,4}}", r"\1", text)
    else:
        text = re.sub(rf"([{_SIGNS}])(?: \([^()]{{1,40}}\)|\.(?=['’,]| [a-z]))", r"\1", text)
    if japanese:
        text = re.sub(rf"([{_SIGNS}])[（(][^（()）。]{{1,24}}[)）](?=[はがをにのと])", r"\1", text)
    text = re.sub(rf"[「『“\"]([{_SIGNS}])[」』”\"]", r"\1", text)
    return re.sub(rf"「[^「」]{{{SPEECH},}}」|“[^“”]{{{SPEECH},}}”?|\"[^\"]{{{SPEECH},}}\"?", "「」", text)


def _is_organ(party: PartyFound) -> bool:
    """Whether it is a part of a company, such as its board, that bids for nobody."""
    organs = table("draft/roles.toml")["organs"]
    return party.kind == "group" and any(name.casefold() in organs for name in party.names)


@cache
def _patterns(language: str) -> tuple[tuple[float, re.Pattern[str], re.Pattern[str] | None], ...]:
    """The patterns of a language, their lists filled in."""
    said = table("draft/roles.toml")[language]
    lists = said["lists"] | {"PARTIES": _SIGNS, "PARTY": f"[{_SIGNS}]"}
    roles = {role: f"(?P<{role}>[{_SIGNS}])" for role in ("BIDDER", "TARGET")}
    return tuple(
        (
            each["weight"],
            _filled(each["says"], lists | roles),
            _filled(each["unless"], lists | dict.fromkeys(roles, f"[{_SIGNS}]")) if "unless" in each else None,
        )
        for each in said["says"]
    )


def _filled(pattern: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    while (word := re.search("@([A-Z]+)", pattern)) is not None:
        pattern = pattern.replace(word[0], lists[word[1]], 1)
    return re.compile(pattern, re.I)
