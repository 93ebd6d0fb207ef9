"""The day of a bid, from the sentences about its price and its bidder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..days.when import When
from ..names.parties import PartyFound
from .context import Line

__all__ = ["day_of"]

SETS_A_DAY = 60  # characters
_REFUSED = re.compile(
    "拒否|拒絶|反対|断っ|断る|退け|賛同しない|応じない|はねつけ|一蹴|却下|禁止|撤回|取り下げ"
    "|reject|spurn|rebuff|refus|turned down|declin|block|prohibit|withdr[ae]w|dropped its",
    re.I,
)
_MADE = re.compile(
    r"\b(?:offer|bid|proposal)s? (?:was |were |first )?(?:launched|made|submitted|tabled|announced) (?:on )?$"
)


def day_of(
    lines: Sequence[Line],
    near: Sequence[Line],
    bids: Sequence[Line],
    bidder: PartyFound | None,
    target: PartyFound | None,
    published: When | None,
) -> When | None:
    """The day of the bid: of the first sentence about its price, else about the bidder, that has one."""
    if published and any(re.search("本日|today announced|announced today", line.text) for line in (*near, *bids[:4])):
        return published
    said = (when for line in bids for when in line.dates if when.exact and _MADE.search(line.text[: when.start]))
    if (made := next(said, None)) and (published is None or made.key <= published.key):
        return made
    near, bids = (
        [line for line in some if not _REFUSED.search(line.text) and (line.subject is not target or target is None)]
        for some in (near, bids)
    )
    own = [line for line in bids if bidder in {m.party for m in line.mentions}]
    recent = (published.year or 1) - 1 if published else 0
    dates = [
        when
        for some in (near, own)
        for line in some
        for when in line.dates
        if when.month and (some is near or (when.year or 0) >= recent) and not _of_price(line, when)
        if published is None or when.key != published.key or when.end < len(line.text)  # and no more than the page's
    ]
    dates = [when for when in dates if published is None or when.key <= published.key]
    return next((when for when in (*dates, *_day_before(lines, own)) if when.exact), dates[0] if dates else None)


def _day_before(lines: Sequence[Line], own: Sequence[Line]) -> Iterator[When]:
    """The day that a sentence sets for the next one, which tells of the bid: It was on 27 December 2024."""
    for before, line in pairwise(lines):
        near = line.sentence.block - before.sentence.block <= 1
        if line in own and near and before.sentence.kind == "paragraph" and len(before.text) < SETS_A_DAY:
            yield from before.dates


def _of_price(line: Line, when: When) -> bool:
    """Whether a date is quoted, or only that of the price that the bid is compared with."""
    before, after = line.text[max(0, when.start - 70) : when.start], line.text[when.end : when.end + 20]
    beside = re.search(
        r"(?:as of|clos(?:e|ing)\b.{0,30}|price\b.{0,20}|average.{0,20}) (?:on )?$|\bsince\b[^.;]{0,60}$"
        r"|\b(?:ends?|expires?|closes|lapses?) (?:on )?$",
        before,
    ) or re.search(
        "^(?:に|で)?(?:終わ|終了|成立|締め切)|^(?:まで|を?期限)|終値|clos|^[^。、]*(?:断念|不成立|委ね)", after
    )
    return line.quoted(when.start) or beside is not None
