"""The letters a page brings with it, so that it shows no boxes and looks the same on every machine."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from typing import Any

WEIGHTS = {"Regular": 400, "Bold": 700}
FACE = "@font-face{{font-family:'Suitor Sans JP';font-weight:{weight};src:url(data:font/otf;base64,{font})}}"
VARIANTS = int.from_bytes(b"GSUB")  # the table of other shapes, of which a page asks for none


def embedded(text: str) -> str:
    """Style rules that hold the bundled font, cut down to the letters of a text; none where the cutter is missing."""
    try:
        import uharfbuzz  # noqa: F401
    except ImportError:  # built for most machines, not for all; the style sheet names other fonts too
        return ""
    letters = set(map(ord, text))
    fonts = {weight: base64.b64encode(_cut(name, letters)).decode() for name, weight in WEIGHTS.items()}
    return "".join(FACE.format(weight=weight, font=font) for weight, font in fonts.items())


def _cut(weight: str, letters: set[int]) -> bytes:
    """A font with these letters alone."""
    import uharfbuzz as harfbuzz

    wanted = harfbuzz.SubsetInput()
    wanted.flags = harfbuzz.SubsetFlags.DESUBROUTINIZE  # what few letters share is less than the table of it
    wanted.sets(harfbuzz.SubsetInputSets.UNICODE).set(letters)
    wanted.sets(harfbuzz.SubsetInputSets.DROP_TABLE_TAG).add(VARIANTS)
    return bytes(harfbuzz.subset(_font(weight), wanted).blob.data)


@cache
def _font(weight: str) -> Any:
    """The whole font of one weight, read once."""
    import uharfbuzz as harfbuzz

    return harfbuzz.Face(resources.files(__package__).joinpath("fonts", f"SuitorSansJP-{weight}.otf").read_bytes())
