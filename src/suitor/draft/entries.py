"""How texts, numbers and names stand in a deal file."""

from __future__ import annotations

import json

from .amounts.money import Money
from .names.parties import PartyFound

__all__ = ["SOURCE", "named", "one_line", "quantity", "quoted", "spelled"]

SOURCE = "article"  # the id of the text among the sources


def quoted(text: str) -> str:
    """A text between quotation marks, safe wherever YAML takes a value."""
    return json.dumps(text, ensure_ascii=False)


def quantity(money: Money, sentence: str) -> str:
    """A number of the file with its source, and the sentence that gives it."""
    return f"{{value: {quoted(money.value)}, source: {SOURCE}, confidence: single, note: {quoted(sentence)}}}"


def spelled(money: Money) -> str:
    """An amount as written, with what makes it rough and what it is converted to."""
    converted = "".join(f" ({each.about + ' ' if each.about else ''}{each.written})" for each in money.converted)
    return f"{money.written}{converted}" + (f" [{money.about}]" if money.about else "")


def named(party: PartyFound) -> str:
    """A party's name, in both languages if the text has both."""
    if party.english and party.japanese:
        return f"{{en: {quoted(party.english)}, ja: {quoted(party.japanese)}}}"
    return quoted(party.names[0])


def one_line(text: str) -> str:
    return " ".join(text.split())
