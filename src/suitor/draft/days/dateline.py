"""The day an article is from: a date on a line of its own, in a byline or a dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.layout import Sentence
from .when import When

__all__ = ["cited", "is_source", "published"]

_BYLINE = re.compile(
    r"公開(?!買)|更新|掲載|配信|投稿|発行(?!済)|最終(?=更新)|Published|Updated|Posted|Last modified|By [A-Z]|PRNewswire"
    r"|BUSINESS WIRE|Reuters|\(AP\)|/PR|Dateline"
)
_JUST_BEFORE = re.compile(r"(?:[Pp]ublished|[Uu]pdated|[Pp]osted|公開|更新|掲載|配信|投稿)(?:日時?|on)?[:： ]{0,3}$")
_RENEWED = re.compile("更新|[Uu]pdated|Last modified")  # which says when the page changed, not when it was written
_CITED = re.compile(
    r"[^。はがをにでし]{2,40}、\d{4}年\d{1,2}月\d{1,2}日[^。はがをにで]{0,40}。?"
)  # 毎日新聞、2010年7月29日。
_PARTS = ("cell", "bullet")  # a bullet with a name and a day signs a quotation
LATE = 12  # sentences; a date below them may be that of the page only at its very end


def published(sentences: Sequence[Sentence], raw: Sequence[tuple[When, ...]]) -> When | None:
    """The day the article is from: a date on a line of its own, in a byline or a dateline, near the top or the end."""
    best: list[tuple[int, int, When]] = []
    for index, (sentence, dates) in enumerate(zip(sentences, raw)):
        if not (index < LATE or index >= len(sentences) - 2):
            continue
        rest = len(sentence.text)
        for when in dates:
            alone = (
                rest - (when.end - when.start) < 25 and not sentence.text.endswith("。") and sentence.kind not in _PARTS
            )
            line_of = re.match(
                r",? (?:at )?\d{1,2}:\d{2}| ?(?:\(\w[^()]{0,20}\) ?|/[^/]{1,30}/ ?)?(?:[—–-]|--)",
                sentence.text[when.end : when.end + 40],
            )
            marked: object = (line_of and when.start < 50) or (_BYLINE.search(sentence.text) and rest < 80)
            marked = marked or (index == 0 and when.end == rest)  # at the end of the title
            marked = marked or _JUST_BEFORE.search(sentence.text[max(0, when.start - 20) : when.start])
            if when.exact and (marked or (alone and not re.search("[：:]", sentence.text[when.end : when.end + 1]))):
                late, renewed = index >= LATE, _RENEWED.search(sentence.text) is not None
                best.append((3 if late else 2 * (not marked) + renewed, index, when))
    return min(best, key=lambda each: each[:2])[2] if best else None


def is_source(text: str) -> bool:
    """Whether a sentence only names a source and the day it is from."""
    return _CITED.fullmatch(text) is not None


def cited(texts: Sequence[str], dates: Sequence[Sequence[When]]) -> When | None:
    """The last day that one of the named sources is from: the article is of that day or of the next ones."""
    days = [when for text, some in zip(texts, dates) if is_source(text) for when in some if when.exact]
    return max(days, key=lambda when: when.key, default=None)
