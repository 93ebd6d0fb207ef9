"""The place that opens files: deal files in, results out, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ._core.shelf import shelf

if TYPE_CHECKING:
    from .deal import Deal

SHELVES = {"demand": "market.demand", "conduct": "market.conduct"}  # words of the file that name a file of a shelf
LARGEST = 2_000_000  # bytes of a deal file; the bundled ones have some 60,000


def cases() -> tuple[str, ...]:
    """Names of the bundled cases.

    >>> "openai-2025" in cases()
    True
    """
    folder = resources.files("suitor") / "cases"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "deal.yaml").is_file()))


def text_of(path: str | Path) -> tuple[str, str]:
    """The text of a deal file, or of a bundled case by its name, and the name to show in messages.

    Raises `OSError` if it cannot be read, `ValueError` if it is too large or not text.
    """
    name = str(path)
    if name in cases():
        source = resources.files("suitor") / "cases" / name / "deal.yaml"
        return source.read_text(encoding="utf-8"), f"{name}/deal.yaml"
    file = Path(path)
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{name}: a deal file has at most {LARGEST:,} bytes, found {file.stat().st_size:,}")
    try:
        return file.read_text(encoding="utf-8"), name
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name}: expected text in UTF-8, found byte 0x{error.object[error.start]:02x} at {error.start}"
        ) from None


def read(path: str | Path) -> Deal:
    """Read a deal file, or a bundled case by its name.

    Raises `DealError` with every problem and its line, `OSError` if the file cannot be opened.

    >>> read("openai-2025").file.bid.bidder
    'consortium'
    """
    return parsed(*text_of(path))


def parsed(text: str, name: str) -> Deal:
    """A deal from its text, with its demand, its conduct and its law among those there are."""
    from .deal import DealError, parse

    choices = {word: tuple(shelf(f"suitor.{place}")) for word, place in SHELVES.items()}
    rules = (entry.name for entry in (resources.files("suitor") / "rules").iterdir())
    laws = (name.removeprefix("defences_").removesuffix(".toml") for name in rules if name.startswith("defences_"))
    deal = parse(text, name, choices | {"law": tuple(sorted(laws))})
    sold = deal.file.market
    if sold is not None and sold.needs_whole_firms:  # no other file need wait for the rooms
        from .analysis.undivided import parted

        if problems := parted(deal):
            raise DealError(problems)
    if sold is not None and deal.file.has_idle_say:
        from .analysis.aimless import aimless

        if problems := aimless(deal):
            raise DealError(problems)
    return deal


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file or leave what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
