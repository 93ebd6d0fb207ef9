"""Whether one name is another one's short form: without its legal form, its first or last words, its initials."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.vocabulary import listed
from .kanji import SHORT, clipped, initial
from .kinds_en import without_form

__all__ = ["core", "initials", "shortens"]

_JA_SUFFIX = re.compile(r"・?(?:ホールディングス?|HD|グループ|株式会社|社|G)$")
_PREFIX = re.compile("^(?:Banco|Banca|Banc|Banque|Groupe|Grupo|Gruppo) (?=[A-Z])")


def core(name: str) -> str:
    """A name without form, spaces and signs, for telling whether two are spelled alike."""
    bare = _JA_SUFFIX.sub("", without_form(_PREFIX.sub("", name))) or name
    tokens = bare.split(" ")
    if len(tokens) > 1 and tokens[-1] in ("Group", "Holdings", "Holding"):
        bare = " ".join(tokens[:-1])
    return re.sub(r"[\s・.,'’\-―‐&＆=!]", "", bare).casefold()


def shortens(short: str, name: str) -> bool:
    """Whether one name is a short form of another."""
    tokens, parts = without_form(name).split(), without_form(short).split()
    if name.isascii() and short.isascii():
        compound = tokens[0].split("-") if len(tokens) == 1 else []
        if len(compound) > 1 and len(short) > 3 and short in (compound[0], compound[-1]):
            return True
        return (
            (len(parts) < len(tokens) and tokens[: len(parts)] == parts)
            or (2 < len(short) == len(tokens) and initials(name) == short)
            or _is_blend(short, tokens)
        )
    if short in (SHORT.sub("", name), clipped(name), initial(name)) or (
        re.fullmatch("[一-龠々]{2,}", short) and name.startswith(short)
    ):
        return True
    pieces = name.split("・")
    if "・" in short:
        clipped_pieces = short.split("・")
        return len(clipped_pieces) == len(pieces) and all(map(str.startswith, pieces, clipped_pieces))
    return (
        len(short) > 2
        and len(pieces) > 1
        and (short == pieces[0] or short == pieces[-1])
        and not listed("ja", "not_names") & {short}
    )


def _is_blend(short: str, tokens: Sequence[str]) -> bool:
    """Whether a name runs the beginnings of another one's words together, as AspenTech does."""
    parts = re.findall("[A-Z][a-z]{2,}", short)
    whole = len(parts) > 1 and "".join(parts) == short and len(parts) <= len(tokens)
    return whole and all(token.startswith(part) for part, token in zip(parts, tokens))


def initials(name: str) -> str:
    return "".join(
        token[0] for token in name.split() if token[0].isalpha() and token not in ("of", "the", "and", "for")
    ).upper()
