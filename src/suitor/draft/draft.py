"""A deal file proposed from the text of an article or a press release; it proposes, it never invents."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePath
from typing import Any

from .._core.records import record
from .amounts.rates import RateFound, rates_in
from .bid.context import Line, lines_of
from .bid.events import Event, claims_of, events_of
from .bid.facts import Fact, StakeFound, facts_of, stakes_of
from .bid.offer import Offer, offer_of
from .bid.sides import Side, sides_of
from .days.dateline import cited
from .days.when import When
from .names.parties import Parties, PartyFound, parties_of
from .text.clean import clean
from .text.layout import Article, lay_out
from .text.vocabulary import words
from .writing import Gap, Writing

__all__ = ["Draft", "Found", "Said", "draft"]

OPENING = 12  # sentences among which the title stands


@record
class Said:
    """A number or a date with the sentence that it stands in."""

    thing: Any  # Money or When
    sentence: str


@record
class Found:
    """Everything that was read in an article, with the sentences it was read in."""

    name: str  # of the text
    title: str
    published: When | None
    cited: When | None  # the last day that a source it names is from
    parties: tuple[PartyFound, ...]
    amounts: tuple[Said, ...]  # of money
    shares: tuple[Said, ...]
    counts: tuple[Said, ...]  # of users and shares, and multiples
    dates: tuple[Said, ...]
    rates: tuple[RateFound, ...]
    offer: Offer
    sides: tuple[Side, ...]
    events: tuple[Event, ...]
    stakes: tuple[StakeFound, ...]
    facts: tuple[Fact, ...]
    claims: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def as_of(self) -> When | None:
        """The day the article is from, or its last source; else the last day in it that is not still to come."""
        if self.published and self.published.exact:
            return self.published
        if self.cited:
            return self.cited
        exact = [event.when for event in self.events if event.when.exact and not event.when.derived and not event.ahead]
        bid = self.offer.date if self.offer.date and self.offer.date.exact and not self.offer.date.derived else None
        return max([*exact, *([bid] if bid else [])], key=lambda when: when.key, default=None)


class Draft:
    """What an article says of a bid, and the deal file that may be made of it."""

    def __init__(self, found: Found) -> None:
        self.found = found

    @cached_property
    def _written(self) -> tuple[str, tuple[Gap, ...]]:
        writing = Writing(self.found)
        text = writing.text()
        return text, tuple(writing.gaps)

    def yaml(self) -> str:
        """The proposed deal file, its gaps marked by comments."""
        return self._written[0]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The paths of what a deal file needs and the text does not say."""
        return self._written[1]


def draft(text: str, name: str) -> Draft:
    """Propose a deal file from an English or Japanese article or press release.

    >>> draft("Acme Corp. offered $5 billion for Widget Inc.", "article.txt").found.offer.price.value
    '$5 billion'
    """
    article = lay_out(clean(text))
    parties = parties_of(article)
    lines, published = lines_of(article, parties)
    return Draft(_found(article, parties, lines, published, name))


def _found(article: Article, parties: Parties, lines: tuple[Line, ...], published: When | None, name: str) -> Found:
    sources = cited([line.text for line in lines], [line.dates for line in lines])
    offer = offer_of(lines, article.japanese, published or sources)
    numbers = [Said(money, line.text) for line in lines for money in line.money]
    return Found(
        name=name,
        title=_title(article, lines, name),
        published=published,
        cited=sources,
        parties=parties.found,
        amounts=tuple(said for said in numbers if said.thing.currency),
        shares=tuple(said for said in numbers if said.thing.is_share),
        counts=tuple(said for said in numbers if not said.thing.currency and not said.thing.is_share),
        dates=tuple(Said(when, line.text) for line in lines for when in line.dates),
        rates=tuple(rate for line in lines for rate in rates_in(line.text)),
        offer=offer,
        sides=sides_of(lines, parties, offer, article.japanese),
        events=events_of(lines, published),
        stakes=stakes_of(lines, offer),
        facts=facts_of(lines, offer),
        claims=claims_of(lines),
        questions=_questions(lines, article.japanese),
    )


def _title(article: Article, lines: tuple[Line, ...], name: str) -> str:
    """The first heading or sentence that names a party, else the first that is no date or byline, else the text's."""
    opening = [line.sentence for line in lines[:OPENING] if line.mentions and line.sentence.kind != "cell"]
    for sentence in (*opening, *article.sentences[:4]):
        if len(sentence.text) > 8 and not re.match(r"(?:By |Published|公開|更新|\d{4}[年/-])", sentence.text):
            whole = sentence.heading if sentence.kind == "heading" else sentence.text
            return whole[:200]
    return PurePath(name).stem or "draft"


def _questions(lines: tuple[Line, ...], japanese: bool) -> tuple[str, ...]:
    """What the article itself asks about the bid."""
    bidding = re.compile(words("ja" if japanese else "en")["bidding"], re.I)
    asked = [line.text for line in lines if line.sentence.asks and len(line.text) > 8 and not line.quotes]
    return tuple(sorted(dict.fromkeys(asked), key=lambda text: bidding.search(text) is None))
