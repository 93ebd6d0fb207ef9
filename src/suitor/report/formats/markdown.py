"""The report as Markdown, to paste into a page, an issue or a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ...study import Study
from ..blocks import (
    Cards,
    Document,
    Heat,
    Item,
    Lines,
    Moments,
    Paragraph,
    Points,
    Ranges,
    Run,
    Split,
    Structure,
    Table,
    Text,
    plain,
    visible,
)
from ..format import Format


class Markdown(Format):
    """Headings, sentences and pipe tables; charts are given as their tables."""

    suffix = "md"

    def lay_out(self, document: Document, study: Study) -> str:
        """The text, with every word of the deal file kept from being read as markup."""
        parts = [f"*{safe(document.title)}*", safe(document.question)]
        for block in document.blocks:
            parts.append(f"{'#' if block.id == 'answer' else '##'} {safe(block.heading)}")
            parts += [part for item in block.items for part in told(item)]
        parts.append("---")
        parts.append("\n".join(f"- {safe(label)}: `{code(value)}`" for label, value in document.footer))
        return "\n\n".join(parts) + "\n"


def safe(text: str) -> str:
    """Words that mean nothing to Markdown or HTML."""
    flat = re.sub(r"&(?=#?\w+;)", "&amp;", visible(text)).replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", flat).strip()


def code(text: str) -> str:
    """Words between backticks."""
    return re.sub(r"[`\s]+", " ", text).strip()


def inline(text: Text | Run) -> str:
    """A sentence, with what is strong kept strong."""
    runs = text if isinstance(text, tuple) else (text,)
    return "".join(f"**{safe(run.text)}**" if run.strong else _spaced(run.text) for run in runs)


def _spaced(text: str) -> str:
    """Escaped, with the spaces at both ends kept."""
    return text[: len(text) - len(text.lstrip())] + safe(text) + text[len(text.rstrip()) :] if text.strip() else text


def told(item: Item) -> Iterator[str]:
    """One item as Markdown."""
    match item:
        case Paragraph():
            yield ("> " if item.tone in ("caution", "turn") else "") + inline(item.text)
        case Points():
            yield "\n".join(f"- {inline(text)}" for text in item.items)
        case Cards():
            spans = [bracketed(safe(card.range)) for card in item.cards]
            cards = zip(item.cards, spans)
            yield "\n".join(f"- {safe(card.label)}: **{safe(card.value.text)}**{span}" for card, span in cards)
        case Moments():
            yield "\n".join(f"- **{safe(moment.day)}** {inline(moment.text)}" for moment in item.items)
        case Split():
            for camp in item.camps:
                yield f"### {safe(camp.name)}"
                yield "\n>\n".join(f"> {inline(said)}" for said in camp.says)
                yield "\n".join(f"- {safe(label)}: {inline(stand)}" for label, stand in camp.rows)
        case Table():
            yield from table(item)
        case Heat():
            rows = [[safe(label), *(safe(run.text) for run in runs)] for label, runs in item.rows]
            yield from grid(item.caption, ("", *item.columns), rows, [False, *(True for _ in item.columns)])
        case Ranges() | Lines() | Structure():
            yield safe(item.description)
            yield from table(item.table)


def linked(cell: Text) -> str:
    """What a cell says; a title with its address is a link."""
    *words, last = cell or (Run(""),)
    address = last.text.strip()
    if not words or not re.fullmatch(r"https?://\S+", address):
        return safe(plain(cell))
    escaped = quote(visible(address), safe="/:?#@!$&'*+,;=%~")
    return f"[{safe(plain(tuple(words)))}]({escaped})"


def bracketed(text: str) -> str:
    """In brackets, those of Japanese where it is Japanese."""
    if not text:
        return ""
    return f"（{text}）" if any("\u3040" <= letter <= "\u9fff" for letter in text) else f" ({text})"


def table(item: Table) -> Iterator[str]:
    """A table with its caption."""
    right = [any(run.number is not None for row in item.rows for run in row[at]) for at in range(len(item.columns))]
    yield from grid(item.caption, item.columns, [[linked(cell) for cell in row] for row in item.rows], right)


def grid(caption: str, columns: tuple[str, ...], rows: list[list[str]], right: list[bool]) -> Iterator[str]:
    """Pipes and dashes."""
    dashes = ["--:" if flush else "---" for flush in right]
    lines = [[safe(cell) for cell in columns], dashes, *rows]
    yield f"**{safe(caption)}**"
    yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
