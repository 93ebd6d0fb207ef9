"""The names that are one party's: short forms, initials, the other name in brackets, the same name in two scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..text.layout import Sentence
from ..text.vocabulary import known
from .kinds_en import CLEAR, without_form
from .shortened import core, initials, shortens
from .sounds import alike
from .tally import Tallies, Tally

__all__ = ["joined", "kind_of", "parts_of"]

_BRACKET = re.compile(
    r"[(（\[](?:以下|通称|略称|旧|現|元|英語名"
    r"|英)?、?[「“\"]?(?P<inner>[^()（）「」\[\]\n]{1,50}?)[」”\"]?(?:、[^()（）]{0,30})?[)）\]]"
)
_DEFINED = re.compile(
    r"[(（]以下、?「(?P<ja>[^「」（）本]{1,12})」[^()（）]{0,12}[)）]"
    r"|\((?:hereinafter,? )?(?:[“\"](?P<short>[A-Z][A-Za-z&]{1,16})[”\"] or )?"
    r"(?P<en>(?:the )?[“\"][A-Z][A-Za-z ]{2,16}[”\"])\)"
)
_CALLED = re.compile(r"以下|通称|略称|旧|formerly|the [“\"]|also known")


def joined(names: dict[str, Tally], sentences: Sequence[Sentence], tallies: Tallies) -> list[list[str]]:
    """All names of each party; names that the text gives its parties itself are tallied on the way."""
    groups = _Groups(names)
    groups.join_known()
    groups.join_defined(sentences, tallies)
    groups.join_brackets(sentences)
    groups.join_people()
    groups.join_firms()
    groups.join_sounds()
    return groups.groups()


def kind_of(tallies: Iterable[Tally]) -> str:
    """What most speaks for, or nothing if little speaks for anything."""
    total, count = Counter[str](), 0
    for tally in tallies:
        total.update(tally.kinds)
        count += tally.count
    if not total or total.total() < (1 if count < 2 else 0.5):
        return ""
    return max(total, key=lambda kind: (total[kind], kind))


OPENING = 4  # sentences, in which headlines already clip what the text then gives in full


class _Groups:
    """Names, joined where they are one party's."""

    def __init__(self, tallies: dict[str, Tally]) -> None:
        self.tallies = tallies
        self.leader = {name: name for name in tallies}

    def root(self, name: str) -> str:
        while self.leader[name] != name:
            name = self.leader[name]
        return name

    def join(self, one: str, other: str) -> None:
        self.leader[self.root(one)] = self.root(other)

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.leader:
            found.setdefault(self.root(name), []).append(name)
        return list(found.values())

    def is_a(self, name: str, *kinds: str) -> bool:
        """Whether a name's group is of one of these kinds so far."""
        group = [each for each in self.leader if self.root(each) == self.root(name)]
        return kind_of(self.tallies[each] for each in group) in kinds

    def join_known(self) -> None:
        """Join names that the list of known parties gives as one's, with or without a legal form."""
        first: dict[tuple[str, ...], str] = {}
        for name in self.leader:
            party = known().get(name) or known().get(without_form(name))
            if party:
                self.join(name, first.setdefault(party.names, name))

    def join_defined(self, sentences: Sequence[Sentence], tallies: Tallies) -> None:
        """Join the names that a document gives its parties itself: 以下「当社」, the "Company"."""
        names = sorted(self.leader, key=len, reverse=True)
        for sentence in sentences:
            for match in _DEFINED.finditer(sentence.text):
                before = re.sub(
                    r"(?:[(（][^()（）]{1,30}[)）])+$", "", sentence.text[max(0, match.start() - 90) : match.start()]
                )
                outer = next((name for name in names if before.rstrip(",. 株式会社").endswith(name.rstrip("."))), None)
                for inner in filter(None, (match["ja"], match["short"], re.sub('[“”"]', "", match["en"] or ""))):
                    if outer and 1 < len(inner) < 20:
                        self.tallies[inner] = tallies.get(inner) or tallies.see(inner, sentence.place)
                        self.leader.setdefault(inner, inner)
                        self.join(inner, outer)

    def join_brackets(self, sentences: Sequence[Sentence]) -> None:
        """Join a name and the other name of it in brackets."""
        names = sorted(self.leader, key=len, reverse=True)
        for sentence in sentences:
            for bracket in _BRACKET.finditer(sentence.text):
                inner = bracket["inner"].strip()
                before = sentence.text[max(0, bracket.start() - 60) : bracket.start()].rstrip("氏」』 ")
                outer = next((name for name in names if before.endswith(name)), None)
                if (
                    outer
                    and inner in self.leader
                    and (self._same_in_brackets(outer, inner) or _CALLED.search(bracket[0]))
                ):
                    self.join(inner, outer)

    def _same_in_brackets(self, outer: str, inner: str) -> bool:
        """Whether a bracket gives another form of the name and not a remark on it."""
        if outer.isascii() != inner.isascii():
            return self.is_a(outer, "person") == self.is_a(inner, "person")
        return initials(without_form(outer)) == inner.upper() or initials(inner) == outer.upper() or inner in outer

    def join_people(self) -> None:
        """Join a surname, or a first name, to the one full name that has it."""
        parts = {name: parts_of(name) for name in self.leader}
        whole = {name: its for name, its in parts.items() if len(its) > 1 and self.is_a(name, "person", "")}
        kanji = [name for name in self.leader if re.fullmatch("[一-龠々]{3,6}", name) and self.is_a(name, "person")]
        for name in self.leader:
            if len(parts[name]) > 1 or without_form(name) in known():
                continue
            owners = [full for full, its in whole.items() if its[-1] == name]
            if not owners and self.tallies[name].kinds["company"] < 2:
                owners = [full for full, its in whole.items() if its[0] == name]
            if not owners and self.is_a(name, "person"):
                owners = [full for full in kanji if full != name and full.startswith(name)]
            if owners and len({self.root(owner) for owner in owners}) == 1:
                self.join(name, owners[0])

    def join_firms(self) -> None:
        """Join short forms of a company's name: without its legal form, its first or last words, its initials."""
        firms = [name for name in self.leader if not (self.is_a(name, "person") or name.startswith("the "))]
        cores = {name: core(name) for name in firms}
        by_core: dict[str, str] = {}
        for name in firms:
            self.join(name, by_core.setdefault(cores[name], name))
        for short in sorted(firms, key=len, reverse=True):  # so that the longer short forms are joined by then
            self._join_clipped(short, firms)
            if len(short) < 3 and short.isascii() and not short.isupper():
                continue
            longer = [name for name in firms if name != short and shortens(short, name)]
            longer = [name for name in longer if self.tallies[name].kinds["company"] >= CLEAR] or longer
            if len({self.root(name) for name in longer}) == 1:
                self.join(short, longer[0])

    def _join_clipped(self, short: str, firms: Sequence[str]) -> None:
        """Join a name in katakana that is cut short once the whole has been given: ホンハイ for ホンハイ精密工業."""
        if not re.fullmatch("[ァ-ヴー]{3,}", short):
            return
        longer = [
            name for name in firms if name != short and re.fullmatch(f"{short}(?:[ァ-ヴー]+|[一-龠々]{{2,6}})", name)
        ]
        if len(longer) == 1 and self.tallies[longer[0]].first <= max(self.tallies[short].first, OPENING):
            self.join(short, longer[0])

    def join_sounds(self) -> None:
        """Join a name in katakana and one in Latin letters that sound alike."""
        kana = [name for name in self.leader if re.fullmatch("[ァ-ヴー・＝]+", name)]
        latin = [name for name in self.leader if name.isascii() and len(name) > 1]
        for name in kana:
            for other in latin:
                if (
                    self.root(name) != self.root(other)
                    and self.is_a(name, "person") == self.is_a(other, "person")
                    and alike(name, without_form(other))
                ):
                    self.join(name, other)


def parts_of(name: str) -> list[str]:
    return [part for part in re.split("[・＝ ]", name) if part]
