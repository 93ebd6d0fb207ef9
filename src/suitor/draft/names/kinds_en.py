"""What the words around a name in an English article say that it is: a person, a company, a nonprofit, an authority."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from functools import cache

from ..text.vocabulary import known, listed, words
from .tally import Tallies

__all__ = ["CLEAR", "FORM", "said_of", "settle", "titled", "weigh", "without_form"]

FORM = re.compile(
    r",? (?:Inc|Corp|Co|Cos|Ltd|LLC|LLP|L\.P|LP|plc|PLC|Plc|N\.V|S\.A|AG|SE|GmbH|K\.K|Incorporated"
    r"|Corporation|Limited|Company)\b\.?"
)
_ROLE_AFTER = re.compile(
    r"^,? (?:(?:who|a|an|the|its|his|whose|now|then|also|himself) )?(?:[\w’'-]+ ){0,5}?(?:chief|CEO"
    r"|chairman|chairwoman|chairs?|leads|runs|directs|teaches|heads|secretary|minister|activist|banker"
    r"|lawmaker|co-founder|cofounder"
    r"|founder|president|director|partner|analyst|professor|lawyer|attorney|spokes\w+|head of"
    r"|executive|investor|billionaire|economist|governor|senator)\b",
    re.I,
)
_NONPROFIT = re.compile(
    r"^(?:,| is| was)? (?:a|the|an)? ?(?:[\w-]+ )?(?:nonprofit|non-profit|charity"
    r"|foundation)\b(?! (?:that|which) controls)"
)
_FIRM_AFTER = re.compile(
    r"^, (?:which is )?(?:an?|the|one of the) (?:[\w’'-]+ ){0,6}?(?:company|group|firm|fund|maker|manufacturer|bank"
    r"|retailer|operator|chain|giant|startup|insurer|miner|conglomerate|producer|provider|publisher|broadcaster)\b"
)
_TICKER = re.compile(r"^(?:'s)? ?\([A-Z][A-Za-z]{1,12}: ?[A-Z0-9._\\]{1,12}\)")
_ACRONYM = re.compile(r"^ \([A-Z]{2,5}\)")
_ITS_MAN = re.compile(r"^['’]s (?P<given>[A-Z][a-z]+) [A-Z][a-z]")
_ITS_OFFICER = re.compile(  # its chairman, by name; or that somebody runs it
    r"^(?:['’]s)? (?:[Cc]hairman|[Cc]hairwoman|CEO|[Cc]hief [Ee]xecutive|[Ff]inance [Dd]irector) [A-Z][a-z]"
    r"|^,? (?:which is )?(?:led|chaired|headed|run|advised) by\b"
)
_OFFICE = re.compile(
    r"\b(?:chief executive|chairman|chairwoman|analyst|president|director|spokesm[ae]n|spokeswoman|lawyer|attorney"
    r"|founder|boss|professor|minister|officer|banker|investor|billionaire) $"
)
_WATCHDOG = re.compile(r"\b(?:watchdog|regulator|competition authority)(?: the)? $")
_CAMP = re.compile(r"['’]s? (?:camp|side|team|lawyers?|attorneys?|allies|supporters|argument|view|vision)\b")
_TRADED = re.compile(  # of whose shares there is a price
    r"(?:['’]s?)? (?:shares|stock) (?:were|was|have|had|rose|fell|jumped|soared|closed|slipped|gained|lost|dropped"
    r"|surged|leapt|plunged|tumbled|slid|rallied)\b"
)
_OWNS = re.compile(r", which (?:owns|holds|employs|makes|runs|operates|controls|has|had|bought)\b")
CLEAR = 4  # points for a company by its name alone
TRADED = 100.0  # points for a company by the price of its shares, be it called like a person: William Hill
TITLED = 3.0  # points for a person whom the text calls by title and surname too


@cache
def said_of() -> dict[str, re.Pattern[str]]:
    said = words("en")
    return {
        "owned": re.compile(rf"^['’]s? (?:[\w€$£¥.,-]+ ){{0,5}}?(?:{said['owned']})\b", re.I),
        "board": re.compile(rf"^ (?:{said['owned']})\b"),
        "person_verbs": re.compile(rf"^,? (?:also |later |has |had )?(?:{said['person_verbs']})\b"),
        "company_verbs": re.compile(rf"^(?:,? which)? (?:{said['company_verbs']})\b"),
        "before": re.compile(rf"\b(?:{said['before_company']}),? (?:the )?$"),
    }


def without_form(name: str) -> str:
    """A company's name without its legal form: `OpenAI, Inc.` is `OpenAI`."""
    bare = name
    while (form := re.search(FORM.pattern + "$", bare)) and form.start():
        bare = bare[: form.start()].rstrip(" ,")
    return bare


def weigh(tallies: Tallies, name: str, text: str, start: int, end: int, led: bool) -> None:
    """Note what the words before and after an occurrence say the name is."""
    party = known().get(name) or known().get(without_form(name))
    told = [(party.kind, 5.0)] if party else [*_by_name(name), *_beside(name, text, start, end, led)]
    for kind, points in told:
        tallies.is_a(name, kind, points)


def _by_name(name: str) -> Iterator[tuple[str, float]]:
    """What the words of a name itself say: a legal form, an office, a given name."""
    tokens = without_form(name).split()
    if without_form(name) != name or (len(tokens) > 1 and tokens[-1].rstrip(".") in listed("en", "suffixes")):
        yield "company", 4
    for kind in ("nonprofit", "regulator", "court"):
        if len(tokens) > 1 and set(tokens) & listed("en", f"{kind}s"):
            yield kind, 4
    if 2 <= len(tokens) <= 4 and tokens[0] in listed("en", "given"):
        yield "person", 3


def _beside(name: str, text: str, start: int, end: int, led: bool) -> Iterator[tuple[str, float]]:
    """What the title that led a name, its spelling and the words around it say."""
    said, single = said_of(), " " not in without_form(name)
    before, after = text[max(0, start - 40) : start], text[end : end + 80]
    if not single and _OFFICE.search(before):
        yield "person", 3
    if _ITS_OFFICER.match(after):
        yield "company", 2
    elif led or (_ROLE_AFTER.match(after) and not single):
        yield "person", 3 if led else 2
    if said["person_verbs"].match(after):
        yield "person", 0.75
    if not single and re.match(r", who\b", after):
        yield "person", 2
    if " & " in name:
        yield "company", 2
    if single and _CAMP.match(after):
        yield "person", 1
    if re.search("[a-z][A-Z]", name):
        yield "company", 1
    if _TICKER.match(after):
        yield "company", 4
    if not single and _ACRONYM.match(after):
        yield "company", 1
    if (whose := _ITS_MAN.match(after)) and whose["given"] in listed("en", "given"):
        yield "company", 1.5
    if _WATCHDOG.search(before):
        yield "regulator", 3
    if _TRADED.match(after):
        yield "company", TRADED
    if said["owned"].match(after) or said["board"].match(after):
        yield "company", 0.5
    if said["before"].search(before):
        yield "company", 1
    if _OWNS.match(after) or re.fullmatch(r"\d[A-Z]{2,3}", name):
        yield "company", 1
    elif said["company_verbs"].match(after):
        yield "company", 0.5
    if _FIRM_AFTER.match(after) and not _ROLE_AFTER.match(after):
        yield "company", 2
    if _NONPROFIT.match(after) or re.search(r"\b(?:nonprofit|non-profit|charity) $", before):
        yield "nonprofit", 0.5


def titled(tallies: Tallies, surnames: Set[str]) -> None:
    """Take a full name for a person's whose surname the text also gives with a title: Mr Glazer is Malcolm Glazer."""
    for name in tallies:
        if " " in name and name.rsplit(" ", 1)[1] in surnames and name not in known():
            tallies.is_a(name, "person", TITLED)


def settle(tallies: Tallies) -> None:
    """Take a single word for no person where no full name ends with it: nobody is introduced by a surname alone."""
    firms = {name for name, tally in tallies.items() if tally.kinds["company"] >= CLEAR}
    for name in [each for each in tallies if " " in each and any(firm.startswith(f"{each} ") for firm in firms)]:
        tallies[name].kinds = Counter({"company": CLEAR})  # the first words of a firm's name, whatever they say
    kinds = [(name.rsplit(" ", 1), tally.kinds) for name, tally in tallies.items()]
    full = {parts[-1] for parts, kind in kinds if len(parts) > 1 and kind["person"] >= kind["company"]}
    for parts, kind in kinds:
        if len(parts) == 1 and kind["company"] and kind["person"] < TITLED and parts[0] not in full:
            kind["person"] = 0
