"""One thing that is wrong with a value of the file, and how a section refuses the value with all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, NoReturn

from pydantic_core import PydanticCustomError

from .problems import nearest
from .tree import Loc

__all__ = ["Wrong", "mistaken", "refuse", "wrong"]


class Wrong(NamedTuple):
    """One thing wrong with a value, in the keys of the sentences about problems; see `Problem`."""

    kind: str
    at: Loc  # below the value; nothing where it is the value itself
    way_out: str | None
    terms: Mapping[str, str]


def wrong(kind: str, at: Loc = (), way_out: str | None = None, **terms: str) -> Wrong:
    """One thing wrong with a value, or with what stands at a place below it."""
    return Wrong(kind, at, way_out, terms)


def mistaken(
    kind: str, word: Any, choices: Iterable[str], at: Loc = (), otherwise: str | None = None, **terms: str
) -> Wrong:
    """A word that is none of its choices; the way out is the one that was meant, if one is near."""
    meant = nearest(word, choices)
    return wrong(kind, at, "meant" if meant else otherwise, meant=meant or "", **terms)


def refuse(*wrongs: Wrong) -> NoReturn:
    """Hand over what is wrong with a value."""
    raise PydanticCustomError("wrong", "wrong", {"wrongs": list(wrongs)})
