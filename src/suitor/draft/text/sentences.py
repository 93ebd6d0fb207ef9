"""Where a sentence ends, in Japanese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["LONGEST", "split"]

LONGEST = 2_000  # characters; no sentence is longer
LONG = 600  # characters; a sentence that runs on is cut at the next stop, even inside a quotation
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“‘'])(?:[A-Z]|[A-Z](?:\.[A-Z])+|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Jr|Sr|St|vs|No|Nos"
    r"|approx|est|ca|cf|al"
    r"|Inc|Corp|Co|Cos|Ltd|LLC|Bros|Jos|Mt|Ft|plc|Mfg|Intl"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|e\.g|i\.e|a\.m|p\.m)$"
)
_FIRM = re.compile(r"(?:Inc|Corp|Co|Cos|Ltd|LLC|plc|U\.S|U\.K|a\.m|p\.m)$")
_OPENER = re.compile(
    r"(?:The|A|An|In|It|Its|He|His|She|Her|They|Their|We|This|That|These|Those|But|And|On|At|As|If|For"
    r"|By|From|After|Before|While|When"
    r"|Under|However|Meanwhile|Last|Both|Neither|Shares|There|According|Asked|Earlier|Later|Still|Yet"
    r"|Then|So|No|To|With|Mr|Ms|Analysts|Investors|Shareholders|Regulators|Some|Many|Most|One|Two|Three|Several"
    r"|Other|Others|Even|Since|Although|While|Because|Despite|Instead|Once|Not|What|Who|Why|How|Now|Today|Just)\b"
)
_END = re.compile(r"[.!?]['\"”’)\]]{0,3}(?=\s|$)")
_SIGNS = re.compile(r"[。！？!?「」『』“”（）()\n]")
_PAIRS = {"「": 1, "『": 1, "“": 1, "（": 1, "(": 1, "」": -1, "』": -1, "”": -1, "）": -1, ")": -1}


def split(text: str) -> list[str]:
    """The sentences of a block: at 。 outside quotations, and at a full stop that ends no abbreviation.

    >>> split("Acme Inc. bid $5bn. The board refused.")
    ['Acme Inc. bid $5bn.', 'The board refused.']
    """
    pieces = [part for piece in _japanese_split(text) for part in _english_split(piece)]
    return [piece for part in pieces for piece in _bounded(part.strip())]


def _bounded(piece: str) -> Iterator[str]:
    """A sentence in pieces of bounded length, so that looking around in it costs little."""
    while len(piece) > LONGEST:
        cut = max(piece.rfind(" ", LONGEST // 2, LONGEST), piece.rfind("、", LONGEST // 2, LONGEST)) + 1 or LONGEST
        yield piece[:cut].strip()
        piece = piece[cut:].strip()
    if piece:
        yield piece


def _japanese_split(text: str) -> Iterator[str]:
    start = depth = 0
    for sign in _SIGNS.finditer(text):
        depth = max(0, depth + _PAIRS.get(sign[0], 0))
        after = text[sign.end() : sign.end() + 1]
        ends = sign[0] == "。" or (sign[0] in "！？" and after not in "」』）)") or sign[0] == "\n"
        if ends and (depth == 0 or sign.end() - start > LONG):
            yield text[start : sign.end()]
            start, depth = sign.end(), 0
    yield text[start:]


def _english_split(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        before, after = text[max(start, end.start() - 12) : end.start()], text[end.end() : end.end() + 24].lstrip()
        firm = _FIRM.search(before) is not None and _OPENER.match(after) is not None
        on_x = re.search(r"[a-z] X$", before) is not None  # the platform, and not somebody's initial
        if text[end.start()] == "." and _ABBREVIATED.search(before) and not firm and not on_x:
            continue
        if after and not re.match(r"[A-Z0-9\"“‘'$€£¥(\[]|[^\x00-\x7f]|x[A-Z]|i[A-Z]|e[A-Z]", after):
            continue
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]
