"""What happened later, which claims hold, what the words mean, and where everything was read."""

from __future__ import annotations

import math
from collections import Counter

from ..._core.amounts import read
from ...deal.grounds import LaterEvent
from ...study import Figure
from .. import facts
from ..blocks import Block, Moment, Moments, Paragraph, Points, Run, Table, Text
from ..voice import Voice, binomial, cut
from ..words import languages, words

JUDGED = ("hit", "miss", "even", "easy", "apart")
CLOSE = 0.05  # of a half or of certainty: odds that say next to nothing, or could hardly miss
ABOUT = {  # what the file must tell for a word to be of use; one without stands everywhere
    "claims": ("waterfall", "capped_profit", "break_even", "benefit"),
    "market": ("surplus", "hhi", "presumption", "kappa", "mission", "floor"),
}
WIDE = 3.0  # a range whose top is more than so many times its foot could hardly miss
SLOW = ("mission.", "fear.")  # figures, with their curves, that solve the whole game at every weight


def later(voice: Voice) -> Block | None:
    """What happened after the day of the analysis: a test of it, never an input."""
    events = voice.study.deal.file.later
    if not events:
        return None
    tested = [(event, judged(voice, event)) for event in events]
    counts = Counter(found for _, found in tested if found)
    moments = tuple(Moment(voice.words.day(event.date), told(voice, event, found)) for event, found in tested)
    heading = scored(voice, counts)
    rule = [Paragraph(voice.say("later.rule"))] if counts else []
    day = voice.words.day(voice.study.deal.file.as_of)
    return Block(
        "later",
        voice.plain("topic.later"),
        heading,
        (Paragraph(voice.say("later.apart", day=day), "caution"), *rule, Moments(moments)),
    )


def scored(voice: Voice, counts: Counter[str]) -> str:
    """How the figures came out, with no word of what did not happen."""
    found = [name for name in JUDGED if counts[name]]
    if not found:
        return voice.heading("later.head.untested")
    if counts.total() == 1:
        return voice.heading(f"later.one.{found[0]}")
    if len(found) == 1:
        return voice.heading(f"later.all.{found[0]}", all=counts.total())
    parts = [voice.plain(f"later.part.{name}", count=counts[name]) for name in found]
    return voice.heading("later.head.tested", all=counts.total(), parts=voice.words.join(parts))


def judged(voice: Voice, event: LaterEvent) -> str:
    """A hit, a miss, even odds, one that could hardly miss, or not comparable; nothing where it tests no figure.

    Figures of value are for the target as it stood on the day of the bid: what its claims came to after new money or
    under another structure is not the same thing. A range whose top is more than three times its foot, and odds within
    a twentieth of certainty, could hardly miss.
    """
    if not event.tests or not voice.has(event.tests) or event.value is None:
        return ""
    figure, value = voice.study[event.tests], outcome(event.value)
    if math.isnan(value):
        return ""
    if figure.name.startswith("value."):
        return "apart"
    if figure.unit in ("chance", "yes"):
        away = abs(figure.mean - 0.5)
        if away <= CLOSE:
            return "even"
        inside, easy = (figure.mean >= 0.5) == (value >= 0.5), away > 0.5 - CLOSE
    else:
        low, high = figure.quantile(0.05), figure.quantile(0.95)
        inside, easy = low <= value <= high, not high <= WIDE * low
    return ("easy" if easy else "hit") if inside else "miss"


def amount(text: str) -> float:
    """An amount as the file writes it, as a bare number: the middle, where it is a range."""
    try:
        said = read(text)
    except ValueError:
        return math.nan
    return (said.low + said.high) / 2


def outcome(value) -> float:
    """What happened as a bare number; a yes is 1."""
    return float(value) if isinstance(value, int | float) else amount(str(value))


def told(voice: Voice, event: LaterEvent, found: str) -> Text:
    """The event, what the study had said, and what that proves."""
    what = (Run(voice.text(event.what)),)
    if not found or not event.tests:
        return what
    odds = voice.study[event.tests].unit in ("chance", "yes")
    key = f"later.{found}.{'odds' if odds else 'range'}" if found != "apart" else "later.apart_from"
    value = (voice.value(event.tests),) if odds else voice.ranged(event.tests)
    judgement = voice.say(key, figure=voice.what(event.tests), value=value)
    return voice.say("list.sentences", first=what, second=judgement)


def checked(voice: Voice) -> Block | None:
    """Claims in circulation against the sources."""
    claims = voice.study.deal.file.claims_checked
    if not claims:
        return None
    columns = tuple(voice.plain(f"checked.column.{name}") for name in ("claim", "verdict", "correct", "source"))
    rows = tuple(
        (
            (Run(voice.text(claim.claim)),),
            (Run(voice.plain(f"checked.{claim.verdict}")),),
            (Run(voice.text(claim.correct) if claim.correct else ""),),
            source_of(voice, claim.source),
        )
        for claim in claims
    )
    judged = [claim.verdict for claim in claims if claim.verdict != "unchecked"]
    false = sum(verdict != "true" for verdict in judged)
    head = held(false, len(judged))
    heading = voice.heading(f"checked.head.{head}", count=false, all=len(judged) or len(claims))
    return Block(
        "checked", voice.plain("topic.checked"), heading, (Table(voice.plain("checked.table"), columns, rows),)
    )


def held(false: int, judged: int) -> str:
    """How the claims came out: the sentence to choose."""
    if judged < 2:
        return ("alone" if false else "one") if judged else "open"
    if false == judged:
        return "both" if judged == 2 else "all"
    return "some" if false else "none"


def source_of(voice: Voice, id: str | None) -> Text:
    """The title of a source and where it is."""
    source = voice.study.deal.file.sources.get(id) if id else None
    if source is None:
        return (Run(voice.plain("number.none")),)
    return (Run(cut(source.title)), Run(f" {source.url}" if source.url else ""))


def limits(voice: Voice) -> Block | None:
    """What did not settle and what was left out."""
    withheld = [figure for figure in voice.study.figures.values() if figure.withheld]
    points = [told for note in voice.study.notes if (told := noted(voice, note))]
    points += unsettled(voice, withheld)
    points.append(voice.say("limits.draws", draws=f"{voice.study.draws:,}", error=points_of(voice.study.draws, voice)))
    points += fewer(voice)
    heading = voice.heading(
        "limits.head.some" if withheld else "limits.head.none", count=len(withheld), all=len(voice.study.figures)
    )
    return Block("limits", voice.plain("topic.limits"), heading, (Points(tuple(points)), *in_full(voice)))


def unsettled(voice: Voice, withheld: list[Figure]) -> list[Text]:
    """What is withheld, measure by measure, those together that settled equally often."""
    shares: dict[str, Counter[str]] = {}
    for figure in withheld:
        shares.setdefault(voice.words.percent(figure.found_share), Counter())[voice.measure(figure)] += 1
    told = {share: [several(voice, *item) for item in found.items()] for share, found in shares.items()}
    return [voice.say("limits.withheld", share=share, figures=voice.words.join(names)) for share, names in told.items()]


def several(voice: Voice, measure: str, count: int) -> str:
    """A measure, and how many figures there are of it."""
    return voice.plain("limits.several", figure=measure, count=count) if count > 1 else measure


def in_full(voice: Voice) -> list[Table]:
    """Names too long to be repeated, each once in full."""
    names = [voice.study.deal.file.name, *facts.names(voice.study).values()]
    texts = dict.fromkeys(facts.text(name, voice.words.code) for name in names)
    rows = tuple(((Run(text),),) for text in texts if cut(text) != text)
    return [Table(voice.plain("limits.cut"), (voice.plain("limits.name"),), rows, folded=True)] if rows else []


def fewer(voice: Voice) -> list[Text]:
    """The part that rests on fewer draws than the rest, and what that does to its probabilities."""
    counts = {figure.value.size for figure in voice.study.figures.values() if figure.name.startswith(SLOW)}
    few = min(counts, default=voice.study.draws)
    if few >= voice.study.draws:
        return []
    fields = {"part": voice.plain("topic.mission"), "few": f"{few:,}", "draws": f"{voice.study.draws:,}"}
    return [voice.say("limits.fewer", **fields, error=points_of(few, voice))]


def points_of(draws: int, voice: Voice) -> str:
    """The largest standard error of a probability from so many draws, in points."""
    return voice.words.number(100 * binomial(0.5, draws), 2)


def noted(voice: Voice, note: str) -> Text:
    """A note of the study in words; a figure that did not settle is told apart."""
    kind, *about = note.split(":")
    if kind == "withheld":
        return ()
    if kind == "heavy":
        return ()  # told beside the ways to value
    if kind == "higher_bid":
        return ()  # told beside the price
    if kind == "few":
        return voice.say(f"note.few.{about[0]}", count=about[1])
    if kind == "defence":
        name, law, status = about
        return voice.say(f"note.defence.{status.replace(' ', '_')}", defence=voice.name(name), law=law_of(voice, law))
    key = f"note.silent.{about[0]}" if kind == "silent" else f"note.{kind}"
    return voice.say(key) if key in voice.words else (Run(note),)


def met(voice: Voice, term: str) -> bool:
    """A word is left out where the file says nothing of what it is about."""
    word = term.removeprefix("glossary.")
    return not any(word in words and f"silent:{part}" in voice.study.notes for part, words in ABOUT.items())


def law_of(voice: Voice, law: str) -> str:
    """Whose law it is, in words."""
    return voice.plain(f"law.{law}") if f"law.{law}" in voice.words else law.upper()


def glossary(voice: Voice) -> Block:
    """The words of the field that this report uses, in both languages."""
    others = [words(code) for code in languages() if code != voice.words.code]
    terms = [
        term
        for key in voice.words.texts
        if key.startswith("glossary.") and key.endswith(".term") and met(voice, term := key.removesuffix(".term"))
    ]
    columns = (
        voice.plain("language"),
        *(other.texts["language"] for other in others),
        voice.plain("glossary.column.means"),
    )
    rows = tuple(
        (
            (Run(voice.plain(f"{term}.term")),),
            *((Run(other.texts[f"{term}.term"]),) for other in others),
            (Run(voice.plain(f"{term}.means")),),
        )
        for term in terms
    )
    return Block(
        "glossary",
        voice.plain("topic.glossary"),
        voice.plain("glossary.head", count=len(terms)),
        (Table(voice.plain("glossary.table"), columns, rows, aside=True),),
    )


def sources(voice: Voice) -> Block | None:
    """Where everything was read."""
    known = voice.study.deal.file.sources
    if not known:
        return None
    columns = tuple(voice.plain(f"sources.column.{name}") for name in ("title", "date", "note", "id"))
    dash = voice.plain("number.none")
    rows = tuple(
        (
            (Run(s.title), Run(f" {s.url}" if s.url else "")),
            (Run(voice.words.day(s.date) if s.date else dash),),
            (Run(voice.text(s.note) if s.note else dash),),
            (Run(id),),
        )
        for id, s in known.items()
    )
    return Block(
        "sources",
        voice.plain("topic.sources"),
        voice.plain("sources.head", count=len(known)),
        (voice.shown(Table(voice.plain("sources.table"), columns, rows, aside=True)),),
    )
