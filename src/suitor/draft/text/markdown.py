"""A page kept as Markdown, made plain: its head, links and pictures give way to what a reader sees of them."""

from __future__ import annotations

import re

__all__ = ["without_markdown"]

_HEAD = re.compile(r"\s{0,9}(-{3}|\+{3})\n(?P<fields>(?:(?!\1)[^\n]{0,2000}\n){1,80})\1[ \t]{0,9}\n")
_FIELD = re.compile(
    r"^(title|date|published(?:_date|_on|On|Date)?|pubDate)[ \t]{0,9}[:=]"
    r"[ \t]{0,9}[\"']?([^\n]{1,300}?)[\"']?[ \t]{0,9}$",
    re.M,
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\](?:\([^()\s]{0,300}\))?|\{\{[<%][^{}]{0,600}[>%]\}\}")
_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\((?:https?:|/|#|mailto:)[^()\s]{0,300}(?: {1,3}\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*])\*(?! )([^*\n]{1,80})(?<! )\*(?![A-Za-z0-9*])|`([^`\n]{1,80})`")
_ALTERED = re.compile(r"\[([A-Za-z])\](?=[a-z])")  # a letter changed in a quotation


def without_markdown(text: str) -> str:
    """The text without the marks of Markdown that stand for something else than what they say.

    >>> without_markdown("[N]o to a [$5bn bid](https://example.com) ![A building](/a.png)")
    'No to a $5bn bid '
    """
    text = _HEAD.sub(_shown, text, count=1) if _HEAD.match(text) else text
    text = _EMPHASIS.sub(lambda mark: mark[1] or mark[2], _LINK.sub(r"\1", _IMAGE.sub("", text)))
    return _ALTERED.sub(r"\1", text)


def _shown(head: re.Match[str]) -> str:
    """The title and the day that the head of a page gives; the rest of it is for the program that shows the page."""
    said = dict(_FIELD.findall(head["fields"]))
    day = next((value for key, value in said.items() if key != "title"), "")
    iso = re.match(r"\d{4}-\d\d-\d\d", day)
    return f"{said.get('title', '')}\n\n{iso[0] if iso else day}\n\n"
