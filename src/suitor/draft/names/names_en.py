"""The names in an English article: runs of capitalised words, and what the words beside them say they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from ..text.layout import Sentence
from ..text.vocabulary import known, known_pattern, listed
from .kinds_en import FORM, said_of, settle, titled, weigh
from .tally import Tallies

__all__ = ["names_en"]

_WORD = (
    r"(?:U\.S\.|X\.AI|(?:Bros|Jos|Wm|St|Mt|Ft)\.(?= [A-Z])|(?:[A-Z]\.){1,3}(?:[A-Z](?= [A-Z]))?"
    r"|[A-Z][A-Za-zÀ-ɏ0-9]*(?:[&'’ʼ-][A-Za-zÀ-ɏ0-9]+){0,3}!?"
    r"|[xei][A-Z][A-Za-z]+|\d[A-Z]{1,3}\b|\d-[A-Z][a-z]+|7-Eleven)"
)
_JOINT = (
    r"(?: (?:de|van|von|der|den|la|le|du|bin|al|da|di|ter)(?= [A-Z])| &| (?:of|for)(?: the)?(?= [A-Z])"
    r"| i(?=[ .,’'])| and(?= [A-Z][a-z]+ (?:Commission|Authority|Board|Industry|Company)))"
)
_RUN = re.compile(
    rf"(?<![A-Za-z0-9À-ɏ@#$])(?<!\d\.){_WORD}(?:(?:{_JOINT}){{0,2}} {_WORD}|(?<= &){_WORD}|(?:{_JOINT})(?=[ ,.’']))"
    + "{0,7}"
)
_DATELINE = re.compile(
    r"(?:By [A-Z][A-Za-z. ]{2,60}? (?=[A-Z]{4}))?[A-Z][A-Za-z. ]{2,30}(?:, [A-Z][A-Za-z. ]{2,20})?"
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)?,? ?"
    r"(?:/[^/]{2,30}/|\([^()]{2,30}\))? ?(?:--|—|–|-)(?: |(?<=\) -))"
)
_HEADS_OF = {  # that take `of` into the name
    "Bank", "University", "Department", "General", "Ministry", "Institute", "Court", "Board", "Commission",
    "Committee", "Bureau", "Office",
}  # fmt: skip
_DESCRIBED = re.compile(
    r"-(?:based|led|linked|owned|listed|headquartered|backed|born|run|controlled|maker|owner|parent|operator|wide|style)$"
)
_MAY_END = listed("en", "suffixes") | {"General", "American", "Canadian", "Australian", "British", "World"}
_WARES = re.compile(
    r"\b(?:brands?|products?|titles|franchises|labels|drugs|shows|names|apps)\b[^.;]{0,30}?"
    r"\b(?:as|like|including|include|includes)\b[^.;]*"
)
_FORMS_ONLY = re.compile(r"(?:Holdings?|Group|Company|Corporation)(?: (?:Co|Inc|Corp|Ltd|plc)\.?)?")
_POSSESSIVE = re.compile(r"['’]s?$")
CAPITALISED = 0.75  # of the words of a line: it is set as a title
OF_NAME = "ʼ"  # for an apostrophe that is part of a name
HEAD = 6  # words; a heading this short is a label and no sentence


def names_en(sentences: Sequence[Sentence]) -> Tallies:
    """Every name with what speaks for its kind."""
    tallies, surnames = Tallies(), set[str]()
    running = [sentence for sentence in sentences if not is_title(sentence.text, sentence.kind == "heading")]
    inner = {word for sentence in running for word in re.findall(r"(?<=[a-z,;] )[A-Z][\w’'-]+", sentence.text)}
    inner |= _heads_of_firms(running)
    own = _own_s(running)
    for sentence in running:
        rest = sentence.text
        dateline = _DATELINE.match(rest)
        rest = " " * dateline.end() + rest[dateline.end() :] if dateline else rest
        rest = _WARES.sub(lambda wares: " " * len(wares[0]), rest)
        rest = own.sub(lambda name: re.sub("['’]", OF_NAME, name[0]), rest)
        found = [(sentence.text[start:end], start, end, led) for _, start, end, led in _names(rest, inner)]
        for name, start, end, led in found:
            tallies.see(name, sentence.place)
            weigh(tallies, name, sentence.text, start, end, led)
            if led and " " not in name:
                surnames.add(name)
        for match in known_pattern().finditer(sentence.text):
            if (match[0][0].islower() or re.search("^Board| on | in | and ", match[0])) and not any(
                a <= match.start() and match.end() <= b for _, a, b, _ in found
            ):
                tallies.see(match[0], sentence.place)
                tallies.is_a(match[0], known()[match[0]].kind, 5)
    titled(tallies, surnames)
    _listed(tallies, running, inner)
    settle(tallies)
    return tallies


def _heads_of_firms(sentences: Sequence[Sentence]) -> set[str]:
    """The first two words of firms that begin with a common word, which may stand for the whole: London Clubs."""
    runs = {run[0] for sentence in sentences for run in _RUN.finditer(sentence.text) if _ends_as_firm(run[0])}
    heads = [run.split()[:2] for run in runs if run.count(" ") > 1]
    return {f"{first} {then}" for first, then in heads if first in listed("en", "led") or len(then) == 1}


def _own_s(sentences: Sequence[Sentence]) -> re.Pattern[str]:
    """The names that end in an s of their own: what says or has been cannot follow a possessive, as in Macy's said."""
    acts = re.compile(r"\b([A-Z][a-z]+)['’]s (?:said|says|is|was|has|had|announced|will|would|Inc)\b")
    told = Counter(match[1] for sentence in sentences for match in acts.finditer(sentence.text))
    names = [name for name, count in told.items() if count > 1 and name not in listed("en", "not_names")]
    return re.compile(rf"\b(?:{'|'.join(names)})['’]s\b" if names else r"(?!)")


def _listed(tallies: Tallies, sentences: Sequence[Sentence], inner: set[str]) -> None:
    """A name between others in a list, of which nothing else is said, is of their kind."""
    for sentence in sentences:
        found = list(_names(sentence.text, inner))
        for (name, _, end, _), (after, start, _, _) in pairwise(found):
            if re.fullmatch(r"(?:, (?:and )?| and )", sentence.text[end:start]) and {name, after} <= tallies.keys():
                ends = (tallies[name], tallies[after])
                for one, other in (ends, ends[::-1]):
                    kind = max(other.kinds, key=lambda kind: other.kinds[kind], default="")
                    if not one.kinds and kind in ("company", "person"):
                        one.kinds[kind] += 1


def is_title(text: str, heads: bool) -> bool:
    """Whether nearly every word is capitalised, so that capitals mark no names; a short heading needs but one."""
    found = re.findall(r"[A-Za-z][\w’'-]*", text[:400])
    longer = [word for word in found if len(word) > 3]
    if text.endswith((".", "”", '"', "?")) or re.match(r"[A-Z ,.]{3,40}(?:--|—|–|-|\()", text):
        return False
    least = 1 if heads and len(found) < HEAD else 3
    return len(longer) >= least and sum(word[0].isupper() for word in longer) >= len(longer) * CAPITALISED


def _names(text: str, inner: set[str]) -> Iterator[tuple[str, int, int, bool]]:
    """Runs of capitalised words without the common words and titles at their ends, and whether a title led them."""
    for match in _RUN.finditer(text):
        opens = not text[: match.start()].rstrip(" \"“‘'([•-").rstrip() or text[: match.start()].rstrip().endswith(
            (".", "!", "?", ":", "”", '"')
        )
        for name, start, office in _parts(match[0], match.start()):
            bare, skipped, led = _bare(name, inner)
            led = led or (office and " " in bare)
            start += skipped
            alone = " " not in bare and opens and start == match.start()
            end = start + len(bare)
            if bare and not (alone and bare not in inner and not _is_clear(bare, text[end : end + 30])):
                form = FORM.match(text, end)
                yield (text[start : form.end()].rstrip(",") if form else bare), start, form.end() if form else end, led


def _is_clear(name: str, after: str) -> bool:
    """Whether a single word at the start of a sentence is a name all the same."""
    if (
        name in known()
        or FORM.match(after)
        or re.search("[a-z][A-Z]|^[A-Z]{2,}", name)
        or re.match(r" and [A-Z]|['’]s? [a-z]", after)
    ):
        return True
    said = said_of()
    return bool(said["company_verbs"].match(after) or said["person_verbs"].match(after))


def _parts(run: str, start: int) -> Iterator[tuple[str, int, bool]]:
    """Cut a run at `of` and `for`, unless an office or a bank is named by it, at possessives, and after an office."""
    end, office = 0, False
    for cut in re.finditer(
        r" (?:of|for)(?: the)? |(?P<office> (?:CEO|CFO|Chairman|Chairwoman|Chair|Chief Executive|President"
        r"|founder) )(?=[A-Z])|['’]s? (?=[A-Z0-9])|(?<=[a-z]) & (?=$)",
        run,
    ):
        head = run[end : cut.start()].rsplit(" ", 1)[-1]
        whole = run[end:].strip()
        if cut[0].startswith((" of", " for")) and (head in _HEADS_OF or whole in known()):
            continue
        yield run[end : cut.start()], start + end, office
        end, office = cut.end(), cut["office"] is not None
    yield run[end:], start + end, office


def _bare(name: str, inner: Set[str]) -> tuple[str, int, bool]:
    """A run without leading common words and titles; how much was cut, and whether a title was."""
    skipped, led = 0, False
    name = name.rstrip(" &.,")
    while name and name not in known():
        first = re.match(r"[^ ]+ ?", name)
        word = _POSSESSIVE.sub("", first[0].strip().rstrip("."))  # type: ignore[index]
        is_title_word = word in listed("en", "titles") and " " in name and not _ends_as_firm(name)
        whole = _ends_as_firm(name) or " ".join(name.split()[:2]) in inner
        kept = word in listed("en", "led") or re.match(r"[^ ]+ [A-Z](?: |$)", name)  # London Clubs, Big B
        is_common = word in listed("en", "not_names") and not (kept and " " in name and whole)
        is_described = _DESCRIBED.search(word) is not None
        leads = name[len(first[0]) :] in known()  # type: ignore[index]  # as in Stalling OpenAI
        alone = " " not in name and word in listed("en", "titles")
        if not (is_common or is_described or is_title_word or leads or alone):
            break
        led = led or is_title_word
        skipped += len(first[0])  # type: ignore[index]
        name = name[len(first[0]) :]  # type: ignore[index]
    name = _POSSESSIVE.sub("", name.rstrip(" &.,"))
    while (
        " " in name
        and not (name.count(" ") == 1 and name.split(" ")[0] in listed("en", "given"))
        and name not in known()
        and not re.search(r"(?:Bank|University) of \w+$", name)
        and name.rsplit(" ", 1)[1] in (listed("en", "not_names") | listed("en", "titles") | {"of"}) - _MAY_END
    ):
        name = name.rsplit(" ", 1)[0]
    if name in listed("en", "places") or re.match("(?:Anglo|Franco|Sino|Afro|Euro|Non|Pre|Post|Mid)-", name):
        return "", skipped, led
    return ("" if (len(name) < 2 and name != "X") or _FORMS_ONLY.fullmatch(name) else name), skipped, led


def _ends_as_firm(name: str) -> bool:
    return name.rsplit(" ", 1)[-1].rstrip(".") in listed("en", "suffixes")
