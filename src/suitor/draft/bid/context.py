"""Who does or says what in a sentence: the parties named in it, its subject, its quotations and whose they are."""

from __future__ import annotations

import re

from ..._core.records import record
from ..amounts.money import Money
from ..amounts.numbers import numbers_in, unit_of
from ..days.dates import dates_of
from ..days.when import When
from ..names.parties import Mention, Parties, PartyFound
from ..text.layout import Article, Sentence
from ..text.vocabulary import words

__all__ = ["TITLES", "Line", "lines_of"]

_QUOTES = re.compile(
    r"^[^“”\"]{20,600}[,.?!]”|「[^「」]{1,400}(?:「[^「」]{1,100}」[^「」]{0,200})?」?|『[^『』]{1,400}』|〈[^〈〉]{1,400}〉|“[^“”]{1,600}”?|”[^“”]{1,600}”|\"[^\"]{1,600}\"?"
)
TITLES = (
    r"(?:氏|さん|CEO|社|側|陣営|ら|自身|(?:兼)?(?:共同)?(?:社長|会長|最高経営責任者|代表|創業者"
    r"|最高執行責任者|取締役(?!会)|議長|理事長)|(?:次期|前|元|副|現)?(?:大統領|首相|大臣|長官|知事|議員)"
    r"|弁護士|[(（][^()（）]{1,40}[)）]|<[\w.]{1,12}>|など)"
)
_TOPIC = re.compile(
    rf"^」?(?:{TITLES}){{0,4}}(?:の(?:取締役会|理事会|経営陣|特別委員会"
    rf"|[一-龠ァ-ヴー]{{0,12}}氏))?(?:など[一-龠ぁ-んァ-ヴー]{{0,14}}?)?(?P<mark>は|が|も(?!の)|では"
    rf"|には|にも|によると|によれば)"
)
_PRONOUN_JA = re.compile(r"同(?P<what>氏|社)(?:は|が|も)")
_PRONOUN_EN = re.compile(r"\b(?:he|she)\b", re.I)
_SIGNED = re.compile(r"\s{0,2}[—–―─-]{1,2}\s{0,2}")  # between a quotation and the name below it
_ENDS_SPEECH = re.compile("と(?!いう(?!。))|。|$")  # 「…」という目標 quotes nobody
SPEECH = 10  # characters; a shorter quotation is a term


@record
class Line:
    """A sentence with everything that was found in it."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    money: tuple[Money, ...]
    dates: tuple[When, ...]
    quotes: tuple[tuple[int, int], ...]
    subject: PartyFound | None  # who acts in it, outside quotations
    speaker: PartyFound | None  # whose words its quotations, or what it reports, are

    @property
    def text(self) -> str:
        return self.sentence.text

    def quoted(self, at: int) -> bool:
        """Whether a place is inside a quotation."""
        return any(start < at < end for start, end in self.quotes)

    def before(self, at: int) -> PartyFound | None:
        """The party last named before a place, outside quotations."""
        return next((m.party for m in reversed(self.mentions) if m.end <= at and not self.quoted(m.start)), None)

    def topic(self, at: int) -> PartyFound | None:
        """In Japanese: the party last marked by は before a place, outside quotations, else the one marked by が."""
        named = [m for m in reversed(self.mentions) if m.end <= at and not self.quoted(m.start)]
        marks = [(topic["mark"], m.party) for m in named if (topic := _TOPIC.match(self.text[m.end :]))]
        return next((party for wanted in "はがも" for mark, party in marks if mark == wanted), None)

    def after(self, at: int, within: int) -> PartyFound | None:
        """The party first named after a place."""
        return next((m.party for m in self.mentions if at <= m.start <= at + within), None)


def lines_of(article: Article, parties: Parties) -> tuple[tuple[Line, ...], When | None]:
    """Every sentence with its numbers, dates and parties, and the day of the article."""
    dates = dates_of(article.sentences)
    lines: list[Line] = []
    last: dict[str, PartyFound] = {}
    block, speaking = -1, None
    for sentence, when in zip(article.sentences, dates.by_sentence):
        mentions = parties.named(sentence.text)
        quotes = tuple((match.start(), match.end()) for match in _QUOTES.finditer(sentence.text))
        money = numbers_in(
            sentence.text, unit_of(sentence.column, sentence.row, sentence.heading) if sentence.column else ""
        )
        line = Line(sentence, mentions, money, when, quotes, None, None)
        subject = _subject(line, last, article.japanese)
        speaker = _speaker(line, subject, last, article.japanese)
        if speaker is None and sentence.block == block and quotes and quotes[0][0] == 0 and len(mentions) == 0:
            speaker = speaking
        if speaker is None and lines and _is_quotation(line) and lines[-1].text.endswith(("、", "，", ",", "：", ":")):
            speaker = lines[-1].speaker or lines[-1].subject or last.get("person")
        if speaker is None and article.japanese and lines and sentence.block == block:
            speaker = _goes_on(line, lines[-1])
        block, speaking = sentence.block, speaker or (speaking if sentence.block == block else None)
        for mention in mentions:
            last[mention.party.kind] = mention.party
        if subject:
            last[subject.kind] = subject
        lines.append(Line(sentence, mentions, money, when, quotes, subject, speaker))
    return tuple(lines), dates.published


def _subject(line: Line, last: dict[str, PartyFound], japanese: bool) -> PartyFound | None:
    """Who acts in a sentence."""
    if japanese:
        topics = [(_TOPIC.match(line.text[m.end :]), m) for m in line.mentions if not line.quoted(m.start)]
        marked = [(match["mark"], m) for match, m in topics if match]
        best = next((m for wanted in ("は", "が", None) for mark, m in marked if wanted in (mark, None)), None)
        if best:
            return best.party
        pronoun = _PRONOUN_JA.search(line.text)
        if pronoun and not line.quoted(pronoun.start()):
            return last.get("person") if pronoun["what"] == "氏" else last.get("company")
        return None
    outside = [m for m in line.mentions if not line.quoted(m.start)]
    pronoun = _PRONOUN_EN.search(line.text)
    if pronoun and not line.quoted(pronoun.start()) and (not outside or pronoun.start() < outside[0].start):
        return last.get("person")
    heads = [
        m
        for m in outside
        if not re.search(
            r"\b(?:by|of|in|for|with|to|from|at|on|over|about|against|and|than|as)(?: the)? $",
            line.text[max(0, m.start - 12) : m.start],
        )
    ]
    return heads[0].party if heads else None


def _speaker(line: Line, subject: PartyFound | None, last: dict[str, PartyFound], japanese: bool) -> PartyFound | None:
    """Whose words a sentence gives, if it says so."""
    if line.quotes and (signed := _SIGNED.match(line.text[line.quotes[-1][1] :])):
        return line.after(line.quotes[-1][1] + signed.end(), 0)
    if japanese:
        says = re.search(words("ja")["saying"], _outside(line))
        told = next(
            (
                m.party
                for m in line.mentions
                if re.match(rf"(?:{TITLES}){{0,3}}(?:によると|によれば)", line.text[m.end :])
            ),
            None,
        )
        if told or not (says or any(_is_said(line.text, quote) for quote in line.quotes)):
            return told
        return line.topic(line.quotes[0][0] if line.quotes else len(line.text)) or subject
    for verb in re.finditer(rf"\b(?:{words('en')['saying']})\b", line.text):
        if line.quoted(verb.start()) or re.match(" to be? ", line.text[verb.end() :]):
            continue
        if verb[0].startswith("according"):
            return line.after(verb.end(), 30)
        near = _told_by(line, verb, last)
        if near:
            return near
    return None


def _goes_on(line: Line, before: Line) -> PartyFound | None:
    """Who speaks in a Japanese sentence that names no subject of its own: the one of the sentence before it."""
    said = any(_is_said(line.text, quote) for quote in line.quotes)
    return before.subject if said and line.topic(len(line.text)) is None else None


def _is_quotation(line: Line) -> bool:
    """Whether a sentence is nothing but a quotation, set on a line of its own."""
    return bool(line.quotes) and line.quotes[0][1] - line.quotes[0][0] >= len(line.text) - 2


def _is_said(text: str, quote: tuple[int, int]) -> bool:
    """Whether a quotation is speech and not a name or a term set apart."""
    return quote[1] - quote[0] > SPEECH and _ENDS_SPEECH.match(text[quote[1] :]) is not None


def _told_by(line: Line, verb: re.Match[str], last: dict[str, PartyFound]) -> PartyFound | None:
    """Who stands beside a verb of saying: `Musk said`, `said Mr. Musk`, `he wrote`."""
    before = line.text[max(0, verb.start() - 24) : verb.start()]
    if re.search(r"\bwhich it (?:\w+ )?$", before):
        return line.subject
    if re.search(r"\b(?:he|she) (?:\w+ )?$", before, re.I):
        named = [
            m.party
            for m in line.mentions
            if m.end <= verb.start() and m.party.kind == "person" and not line.quoted(m.start)
        ]
        return named[-1] if named else last.get("person")
    office = re.match(
        r" (?!(?:to|in|at|on|that|with|from|for|by)\b)(?:[a-z][\w-]* ){0,5}(?:Mr\.? |Ms\.? )?(?=[A-Z])",
        line.text[verb.end() :],
    )
    follows = line.after(verb.end(), office.end()) if office else None
    if follows and line.quotes and line.quotes[0][0] < verb.start():
        return follows
    if line.subject is None:
        found = [m for m in line.mentions if m.end <= verb.start() and not line.quoted(m.start)]
        found = [m for m in found if not re.search(r"\b(?:in|(?<!board )of) $", line.text[: m.start])]
        people = [m for m in found if m.party.kind == "person"]
        return (people or found)[-1].party if found and verb.start() - found[-1].end < 140 else None
    return line.subject


def _outside(line: Line) -> str:
    """The sentence without what it quotes."""
    text, end = "", 0
    for start, stop in line.quotes:
        text, end = text + line.text[end:start] + "「」", stop
    return text + line.text[end:]
