"""Shapes and letters of a drawing: elements as text, widths of words, lines that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from itertools import accumulate, islice

from .._core.records import record

SIDES = {"start": 0.0, "middle": 0.5, "end": 1.0}  # what part of the words lies before the place they stand at
SIZE = 13.0  # of the letters, in the drawing's own units
BOLD = 1.07  # how much wider the same words run in bold
WIDE = 0x2E7F  # letters above this code are as wide as high
CLINGING = "、。）」』ー〜：・ァィゥェォャュョッ"  # never the first of a line
OPENING = "（「『"  # never the last of one
MARKS = "、。：・"  # a line may end after them
ENDING = "のをにはがとでもやへてたなくすつむぶうるば）」』"  # not い: 払い込み is one word


def element(name: str, *inside: str, **attributes: object) -> str:
    """One element with its attributes escaped; what is inside is markup already."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value not in (None, "")}
    told = "".join(f' {key}="{escape(_spelled(value))}"' for key, value in given.items())
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def _spelled(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def extent(text: str, weight: int = 400) -> float:
    """About how wide a text is: a Japanese letter is as wide as high, a Latin one a little over half."""
    return sum(_advance(letter) for letter in text) * SIZE * (BOLD if weight > 500 else 1.0)


def _advance(letter: str) -> float:
    """The width of a letter as a part of its height, as in the common sans serifs."""
    if ord(letter) > WIDE:
        return 1.02
    if letter in "%mwMW@→—…":
        return 0.92
    if letter in "ijltfrI.,:;|'()[] ":
        return 0.36
    return 0.68 if letter.isupper() else 0.58


def fold(text: str, width: float, most: int = 4) -> list[str]:
    """A text in lines of about the same length, none wider than `width`."""
    words = [word for phrase in _phrases(text) for word in _fitting(phrase, width)]
    lines = _lines(words, width)
    if len(lines) > most:
        return [*lines[: most - 1], _cut(lines[most - 1] + "…", width)]
    even = next(
        (each for share in (0.5, 0.6, 0.7, 0.8, 0.9) if len(each := _lines(words, share * width)) <= len(lines)), lines
    )
    return even if all(extent(line) <= width for line in even) else lines


def _lines(words: list[str], width: float) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and extent(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def _phrases(text: str) -> list[str]:
    """Pieces between which a line may end: after a space, and where a Japanese phrase ends."""
    return _pieces(text, lambda last, letter: last == " " or _parts(last, letter))


def _fitting(phrase: str, width: float) -> list[str]:
    """A phrase whole; where it is longer than a line, from script to script, and else letter by letter."""
    if extent(phrase.rstrip()) <= width:
        return [phrase]
    scripts = _pieces(phrase, lambda last, letter: last.isascii() != letter.isascii() and letter not in CLINGING)
    if len(scripts) > 1:
        return [word for script in scripts for word in _fitting(script, width)]
    return _pieces(phrase, lambda last, letter: letter not in CLINGING and last not in OPENING)


def _pieces(text: str, apart: Callable[[str, str], bool]) -> list[str]:
    cuts = [at for at in range(1, len(text)) if apart(text[at - 1], text[at])]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)])]


def _parts(last: str, letter: str) -> bool:
    """A line may end between these two: at a mark or a bracket, and where one word of a Japanese phrase ends."""
    if letter in CLINGING or last in OPENING:
        return False
    if letter in OPENING or last in MARKS or (_kanji(last) and _katakana(letter)):
        return True
    return last in ENDING and not "\u3041" <= letter <= "\u309f"


def _kanji(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


def _katakana(letter: str) -> bool:
    return "\u30a1" <= letter <= "\u30fa"


def _cut(text: str, width: float) -> str:
    """As much of a text as fits, and an ellipsis."""
    if extent(text) <= width:
        return text
    reach = accumulate((extent(letter) for letter in text), initial=extent("…"))
    fits = sum(end <= width for end in islice(reach, 1, None))
    return text[:fits].rstrip() + "…"


@record
class Pen:
    """What one drawing is drawn with: its width and its colours."""

    width: float
    ink: Mapping[str, str]

    @property
    def narrow(self) -> bool:
        """Drawn for a telephone: names stand above their bars instead of beside them."""
        return self.width < 500

    def text(self, x: float, y: float, words: str, tone: str = "soft", anchor: str = "start", weight: int = 0) -> str:
        """Words; with a weight they stand out from what lies under them."""
        halo = {"stroke": self.ink["paper"], "stroke_width": 4, "paint_order": "stroke", "stroke_linejoin": "round"}
        bold = ({"font_weight": weight} | halo) if weight else {}
        x = self.span(x, words, anchor, weight)[0] + SIDES[anchor] * extent(words, weight)
        return element("text", escape(words), x=x, y=y, fill=self.ink[tone], text_anchor=anchor, **bold)

    def span(self, x: float, words: str, anchor: str = "start", weight: int = 0) -> tuple[float, float]:
        """From where to where words at a place run, kept within the drawing."""
        wide = extent(words, weight)
        start = max(min(x - SIDES[anchor] * wide, self.width - wide), 0.0)
        return start, start + wide

    def line(self, x1: float, y1: float, x2: float, y2: float, tone: str = "rule", dash: str = "") -> str:
        """A rule, or a dashed mark."""
        wide = 1.5 if dash else None
        return element(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=self.ink[tone], stroke_dasharray=dash, stroke_width=wide
        )

    def box(
        self, x: float, y: float, width: float, height: float, tone: str, opacity: float, round_: float = 0.0
    ) -> str:
        """A bar."""
        wide = max(width, 0.8)
        return element(
            "rect", x=x, y=y, width=wide, height=height, rx=round_, fill=self.ink[tone], opacity=f"{opacity:g}"
        )

    def dot(self, x: float, y: float) -> str:
        """A median."""
        return element("circle", cx=x, cy=y, r=5.5, fill=self.ink["one"], stroke=self.ink["paper"], stroke_width=1.5)

    def path(self, points: list[tuple[float, float]], tone: str, dash: str = "", area: bool = False) -> str:
        """A line through points, or the area within them."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        if area:
            return element("polygon", points=told, fill=self.ink[tone], opacity="0.16")
        style = {"fill": "none", "stroke": self.ink[tone], "stroke_width": 2.5, "stroke_linejoin": "round"}
        return element("polyline", points=told, stroke_dasharray=dash, **style)
