"""Who appears in an article: each party with its kind and all its names, and where it is named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from ..._core.records import record
from ..text.layout import Article
from ..text.vocabulary import any_of, listed
from .aliases import joined, kind_of, parts_of
from .kinds_en import without_form
from .names_en import names_en
from .names_ja import names_ja
from .tally import Tallies, Tally

__all__ = ["Mention", "Parties", "PartyFound", "parties_of"]

MOST = 150  # names; nobody lists more parties


@record
class PartyFound:
    """Somebody in the article, with all the names used, the first of them the one to show."""

    id: str
    kind: str
    names: tuple[str, ...]
    count: int
    place: int  # of the first sentence that names it

    @property
    def english(self) -> str:
        """Its fullest name in Latin letters."""
        return next((name for name in self.names if name.isascii()), "")

    @property
    def japanese(self) -> str:
        """Its fullest name in Japanese."""
        return next((name for name in self.names if not name.isascii()), "")


@record
class Mention:
    """A party where it is named in a sentence."""

    party: PartyFound
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Parties:
    """All parties, and where each is named."""

    found: tuple[PartyFound, ...]

    @cached_property
    def _by_name(self) -> dict[str, PartyFound]:
        return {name: party for party in self.found for name in party.names}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        unclear = [name for name in self._by_name if _clear(name)]
        names = any_of(name for name in self._by_name if name not in unclear)
        return re.compile("|".join([*map(_clear, unclear), names]))

    def named(self, text: str) -> tuple[Mention, ...]:
        """Every mention in a text, in order."""
        return tuple(Mention(self._by_name[m[0]], m.start(), m.end()) for m in self._pattern.finditer(text))


def _clear(name: str) -> str:
    """For one letter or one kanji: a pattern for where the text makes clear that it is a name."""
    if re.fullmatch("[一-龠]", name):
        return rf"(?<![一-龠々]){name}(?=氏|さん|会長|社長)"
    if name == "X":
        return r"(?<![A-Za-z0-9])X(?=[(（]|社|を|の買収|,? formerly| Corp)"
    return ""


def parties_of(article: Article) -> Parties:
    """Everybody in an article whom the words around the name show to be a party."""
    tallies = (names_ja if article.japanese else names_en)(article.sentences)
    together = joined(_kept(tallies), article.sentences, tallies)
    found: list[PartyFound] = []
    for names in sorted(together, key=lambda names: min(tallies[name].first for name in names)):
        kind = kind_of(tallies[name] for name in names)
        if kind:
            found.append(_party(names, kind, tallies, {party.id for party in found}))
    return Parties(tuple(found))


def _kept(tallies: Tallies) -> dict[str, Tally]:
    """The names for which anything speaks, the most frequent first if there are too many."""
    media = listed("en", "media") | listed("ja", "media")
    people = {name for name, tally in tallies.items() if tally.kinds["person"]}
    firms = {name for name, tally in tallies.items() if tally.kinds["company"] > tally.kinds["person"]}
    short = {parts_of(name)[-1] for name in people if len(parts_of(name)) > 1} | set(map(without_form, firms))
    kept = {
        name: tally
        for name, tally in tallies.items()
        if name.removesuffix("通信") not in media
        and name not in media
        and not _is_pair(name, tallies.keys())
        and (tally.kinds.total() > 0 or name in short or _is_fuller(name, people, firms))
    }
    often = sorted(kept, key=lambda name: -kept[name].count - kept[name].kinds.total())[:MOST]
    return {name: kept[name] for name in kept if name in set(often)}


def _is_pair(name: str, names: Set[str]) -> bool:
    """Whether a hyphen joins two that the text also names apart, as in a combined Hallam-Corvane."""
    one, _, other = name.partition("-")
    return bool(other) and {one, other} <= {each for name in names for each in (name, without_form(name))}


def _is_fuller(name: str, people: Set[str], firms: Set[str]) -> bool:
    """Whether a name says more of somebody whom the text shows to be a party by less: a surname, a first word."""
    parts = parts_of(name)
    return len(parts) > 1 and (parts[-1] in people or parts[0] in firms)


def _party(names: Sequence[str], kind: str, tallies: Tallies, taken: set[str]) -> PartyFound:
    ordered = sorted(names, key=lambda name: (-_fullness(name, kind), tallies[name].first))
    party = PartyFound(
        "", kind, tuple(ordered), sum(tallies[name].count for name in names), min(tallies[n].first for n in names)
    )
    base = _slug(party.english or party.japanese or ordered[0], kind)
    while base in taken:
        base += "_b"
    return PartyFound(base, kind, party.names, party.count, party.place)


def _fullness(name: str, kind: str) -> int:
    """How complete a name is: people by their full name, others without a legal form."""
    return len(name) if kind == "person" else len(without_form(name)) - (len(name) - len(without_form(name)))


def _slug(name: str, kind: str) -> str:
    """A name that a deal file may use as an id."""
    plain = unicodedata.normalize("NFKC", without_form(name)).lower()
    plain = re.sub(r"['’.]", "", plain)
    plain = re.sub(r"[\s\[\]./,:;&!?・＝\-'\"“”#{}|>*%@`+]+", "_", plain).strip("_")
    return plain[:60] or kind
