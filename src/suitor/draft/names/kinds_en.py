"""What the words around a name in an English article say that it is: a person, a company, a nonprofit, an authority."""

from __future__ import annotations

import re
from functools import cache

from ..text.vocabulary import known, listed, words
from .tally import Tallies

__all__ = ["FORM", "said_of", "weigh", "without_form"]

FORM = re.compile(
    r",? (?:Inc|Corp|Co|Cos|Ltd|LLC|LLP|L\.P|LP|plc|PLC|N\.V|S\.A|AG|SE|GmbH|K\.K|Incorporated"
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


@cache
def said_of() -> dict[str, re.Pattern[str]]:
    said = words("en")
    return {
        "owned": re.compile(rf"^['’]s? (?:[\w-]+ ){{0,3}}?(?:{said['owned']})\b"),
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
    said = said_of()
    before, after = text[max(0, start - 40) : start], text[end : end + 80]
    tokens = without_form(name).split()
    last = tokens[-1].rstrip(".")
    party = known().get(name) or known().get(without_form(name))
    if party:
        tallies.is_a(name, party.kind, 5)
        return
    if without_form(name) != name or (len(tokens) > 1 and last in listed("en", "suffixes")):
        tallies.is_a(name, "company", 4)
    for kind, weight in (("nonprofits", 4), ("regulators", 4), ("courts", 4)):
        if len(tokens) > 1 and set(tokens) & listed("en", kind):
            tallies.is_a(name, kind.rstrip("s"), weight)
    if 2 <= len(tokens) <= 4 and tokens[0] in listed("en", "given"):
        tallies.is_a(name, "person", 3)
    if led or (_ROLE_AFTER.match(after) and len(tokens) > 1):
        tallies.is_a(name, "person", 3 if led else 2)
    if said["person_verbs"].match(after):
        tallies.is_a(name, "person", 0.75)
    if " & " in name:
        tallies.is_a(name, "company", 2)
    if (
        re.match(r"['’]s? (?:camp|side|team|lawyers?|attorneys?|allies|supporters|argument|view|vision)\b", after)
        and len(tokens) == 1
    ):
        tallies.is_a(name, "person", 1)
    if re.search("[a-z][A-Z]", name):
        tallies.is_a(name, "company", 1)
    if said["owned"].match(after) or said["board"].match(after):
        tallies.is_a(name, "company", 0.5)
    if said["before"].search(before):
        tallies.is_a(name, "company", 1)
    if re.match(r", which (?:owns|holds|employs|makes|runs|operates|controls|has|had|bought)\b", after) or re.fullmatch(
        r"\d[A-Z]{2,3}", name
    ):
        tallies.is_a(name, "company", 1)
    elif said["company_verbs"].match(after):
        tallies.is_a(name, "company", 0.5)
    if _FIRM_AFTER.match(after) and not _ROLE_AFTER.match(after):
        tallies.is_a(name, "company", 2)
    if _NONPROFIT.match(after) or re.search(r"\b(?:nonprofit|non-profit|charity) $", before):
        tallies.is_a(name, "nonprofit", 0.5)
