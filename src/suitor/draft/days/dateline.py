"""The day an article is from: a date on a line of its own, in a byline or a dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.layout import Sentence
from .when import When

__all__ = ["published"]

_BYLINE = re.compile(
    r"公開(?!買)|更新|掲載|配信|投稿|発行(?!済)|最終(?=更新)|Published|Updated|Posted|Last modified|By [A-Z]|PRNewswire"
    r"|BUSINESS WIRE|Reuters|\(AP\)|/PR|Dateline"
)
_JUST_BEFORE = re.compile(r"(?:[Pp]ublished|[Uu]pdated|[Pp]osted|公開|更新|掲載|配信|投稿)(?:日時?|on)?[:： ]{0,3}$")
_RENEWED = re.compile("更新|[Uu]pdated|Last modified")  # which says when the page changed, not when it was written
LATE = 12  # sentences; a date below them may be that of the page only at its very end


def published(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The day the article is from: a date on a line of its own, in a byline or a dateline, near the top or the end."""
    best: list[tuple[int, int, When]] = []
    for index, (sentence, dates) in enumerate(zip(sentences, raw)):
        if not (index < LATE or index >= len(sentences) - 2):
            continue
        rest = len(sentence.text)
        for when in dates:
            alone = rest - (when.end - when.start) < 25 and not sentence.text.endswith("。") and sentence.kind != "cell"
            line_of = re.match(
                r",? (?:at )?\d{1,2}:\d{2}| ?(?:\(\w[^()]{0,20}\) ?|/[^/]{1,30}/ ?)?(?:[—–-]|--)",
                sentence.text[when.end : when.end + 40],
            )
            marked: object = (line_of and when.start < 50) or (_BYLINE.search(sentence.text) and rest < 80)
            marked = marked or _JUST_BEFORE.search(sentence.text[max(0, when.start - 20) : when.start])
            if when.exact and (marked or (alone and not re.search("[：:]", sentence.text[when.end : when.end + 1]))):
                late, renewed = index >= LATE, _RENEWED.search(sentence.text) is not None
                best.append((3 if late else 2 * (not marked) + renewed, index, when))
    return min(best, key=lambda each: each[:2])[2] if best else None
