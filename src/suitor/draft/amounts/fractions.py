"""Shares of a whole that are written in words: a majority, two thirds, 3分の2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..._core.amounts import Amount
from .money import Money
from .spelling import KANJI, arabic

__all__ = ["fractions_in"]

_FRACTION = re.compile(
    r"過半数?|半数以上|([\d一二三四五六七八九十]{1,2})分の([\d一二三四五六七八九十]{1,2})"
    r"|\b(?:a |the )?(?:controlling |simple |slim )?majority(?= (?:stake|of the (?:shares|votes|voting"
    r"|stock)|share|interest|holder|owner))"
    r"|\b(?:two[- ]thirds|three[- ]quarters|one[- ]third|a third|one[- ]quarter|a quarter"
    r"|half)(?= (?:of (?:the|its|all)(?: [a-z]+)? (?:shares|stock|equity|votes|company|firm|business"
    r"|profits?)|stake|interest))"
    r"|\b(?:two|three)[- ](?:thirds|quarters)\b",
    re.I,
)
_PARTS = {"two thirds": 2 / 3, "three quarters": 0.75, "one third": 1 / 3, "a third": 1 / 3, "one quarter": 0.25}
_PARTS |= {"a quarter": 0.25, "half": 0.5}


def fractions_in(text: str) -> Iterator[Money]:
    """Shares in words: a majority, two thirds, 3分の2."""
    for match in _FRACTION.finditer(text):
        word = match[0].lower()
        if match[1]:
            above, below = (int(re.sub(f"[{KANJI}]+", arabic, part)) for part in (match[2], match[1]))
            share = (above / below, above / below) if 0 < above < below else None
        elif "majority" in word or word.startswith(("過半", "半数")):
            share = (0.5, 1.0)
        else:
            part = _PARTS.get(word.replace("-", " "))
            share = (part, part) if part else None
        if share:
            yield Money(match[0], "", Amount(*share, word="%"), match.start(), match.end())
