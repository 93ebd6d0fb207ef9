"""Whether a word is a given name, in either script: Elon, イーロン."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from ..text.vocabulary import listed
from .sounds import alike, bones

__all__ = ["begins_as_person"]


def begins_as_person(name: str) -> bool:
    """Whether a name of two or three words begins with a given name.

    >>> begins_as_person("サム・アルトマン"), begins_as_person("ゴールドマン・サックス")
    (True, False)
    """
    words = re.split("[・＝ ]", name)
    return 2 <= len(words) <= 3 and _is_given(words[0])


@lru_cache(4096)
def _is_given(word: str) -> bool:
    if word.isascii():
        return word in listed("en", "given")
    return any(alike(word, given) for given in _by_sound().get(bones(word), ()))


@cache
def _by_sound() -> Mapping[str, list[str]]:
    """The given names known, by their consonants."""
    found: dict[str, list[str]] = defaultdict(list)
    for given in listed("en", "given"):
        found[bones(given)].append(given)
    return found
