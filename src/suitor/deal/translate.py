"""What the records refuse, said as problems with a line, an expectation and a way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .._core.records import replace
from .problems import Problem, nearest
from .records import DealFile
from .tree import Loc, Tree, spell
from .walk import fields_of, section_at
from .wrongs import Wrong

__all__ = ["noted", "translate"]

PLAIN = {
    "string_type": "text",
    "string_pattern_mismatch": "name",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "int_from_float": "integer",
    "float_type": "plain",
    "float_parsing": "plain",
    "finite_number": "plain",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "tuple_type": "list",
    "too_short": "more",
    "dict_type": "section",
    "model_type": "section",
    "model_attributes_type": "section",
}  # what was expected, by pydantic's type of error
KEYS = (
    "unknown",
    "factor",
    "in_split",
    "technology",
    "nest",
    "read_by",
)  # what is wrong is the key, not what stands behind it


def translate(error: ValidationError, tree: Tree, name: str) -> Iterator[Problem]:
    """One problem for each thing that is wrong, the same mistake said once."""
    details = error.errors(include_url=False)
    renamed = set(_renamed(details, tree))
    for each in details:
        loc, at_key = _place(each["loc"]), "[key]" in each["loc"]
        match each["type"]:
            case "wrong":
                for one in each["ctx"]["wrongs"]:
                    yield _problem(tree, name, (*loc, *one.at), one.kind, one.way_out, one.terms, at_key)
            case "missing":
                if loc not in renamed:
                    yield _missing(tree, name, loc)
            case "extra_forbidden":
                yield _unknown(tree, name, loc)
            case "too_short" if _length(tree, loc) >= each["ctx"]["min_length"]:
                pass  # its entries are there, and wrong
            case "literal_error":
                yield _choice(tree, name, loc, each)
            case kind:
                ctx = each.get("ctx", {})
                terms = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in ctx.items()}
                way_out = "code" if "[A-Z]{3}" in terms.get("pattern", "") else None
                yield _problem(tree, name, loc, way_out or PLAIN.get(kind, "other"), way_out, terms)


def noted(wrongs: Iterable[Wrong], tree: Tree, name: str) -> Iterator[Problem]:
    """Doubts about a file that can be used, as notes."""
    for one in wrongs:
        yield replace(_problem(tree, name, one.at, one.kind, one.way_out, one.terms), severity="note")


def _place(loc: Loc) -> Loc:
    """The place in the file; a wrong key of a mapping is marked by pydantic with a step of its own."""
    return tuple(step for step in loc if step != "[key]")


def _problem(
    tree: Tree, name: str, loc: Loc, kind: str, way_out: str | None, terms: Mapping[str, str], at_key: bool = False
) -> Problem:
    """A problem with the value at a place, or with its key."""
    at_key = at_key or kind in KEYS
    mark = tree.key(loc) if at_key else tree.mark(loc)
    found = str(loc[-1]) if at_key else _found(tree, loc)
    return Problem(name, mark.line, mark.column, spell(loc), kind, found, way_out, terms)


def _value(tree: Tree, loc: Loc) -> Any:
    """What stands at a place; None where nothing does."""
    value: Any = tree.data
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _length(tree: Tree, loc: Loc) -> int:
    value = _value(tree, loc)
    return len(value) if isinstance(value, list) else 0


def _found(tree: Tree, loc: Loc) -> str | None:
    """What stands in the file: a plain value as written, or the keys of a section."""
    value = _value(tree, loc)
    if isinstance(value, dict):
        return "{" + ", ".join(value)[:60] + "}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return tree.values[loc].text if value is not None else None


def _renamed(details: list[Any], tree: Tree) -> Iterator[Loc]:
    """Missing keys that a misspelt key beside them was meant to be."""
    for each in details:
        loc = _place(each["loc"])
        if each["type"] == "extra_forbidden" and (meant := _meant(loc)):
            yield (*loc[:-1], meant)


def _keys(loc: Loc) -> list[str]:
    section = section_at(DealFile, loc[:-1])
    return list(fields_of(section)) if section else []


def _meant(loc: Loc) -> str | None:
    return nearest(str(loc[-1]), _keys(loc))


def _unknown(tree: Tree, name: str, loc: Loc) -> Problem:
    """An unknown key, with the known one that was probably meant."""
    meant, key = _meant(loc), str(loc[-1])
    comma = re.match(r"\d", key) and tree.values[loc].text == ""
    way_out = "quote" if comma else "merge" if key == "<<" else "meant" if meant else "known_keys"
    terms = {"meant": meant or "", "known": ", ".join(_keys(loc))}
    return _problem(tree, name, loc, "known_key", way_out, terms, at_key=True)


def _missing(tree: Tree, name: str, loc: Loc) -> Problem:
    """A missing key, at the key of the section that lacks it."""
    section, mark = _value(tree, loc[:-1]), tree.key(loc[:-1])
    present = ", ".join(section) if isinstance(section, dict) else ""
    terms = {"key": str(loc[-1]), "where": spell(loc[:-1]) or name, "present": present or "–"}
    way_out = "missing"
    if loc == ("bid", "per") and (price := _found(tree, ("bid", "price"))):
        way_out, terms["price"] = "per_what", price
    return Problem(name, mark.line, mark.column, spell(loc), "missing", None, way_out, terms)


def _choice(tree: Tree, name: str, loc: Loc, each: Any) -> Problem:
    """A word that is not one of a few."""
    known = [one or two for one, two in re.findall(r"'([^']*)'|(\b\d+\b)", each["ctx"]["expected"])]
    at_key = "[key]" in each["loc"]
    meant = nearest((str(loc[-1]) if at_key else _found(tree, loc)) or "", known)
    terms = {"meant": meant or "", "known": ", ".join(known)}
    return _problem(tree, name, loc, "choice", "meant" if meant else "choice", terms, at_key)
