"""What the report reads from the deal: names, sentences, and where each input stands in the file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from ..study import Study


def currency(study: Study) -> str:
    """The currency of the analysis."""
    return str(study.deal.file.currency)


def text(text: Any, language: str) -> str:
    """A sentence of the file in a language; English where the file lacks it."""
    return text if isinstance(text, str) else str(getattr(text, language, None) or text.en)


def names(study: Study) -> dict[str, Any]:
    """What everything with an id is called: scenarios first, then parties, then the rest in the order of the file."""
    file = study.deal.file
    found: dict[str, Any] = {}
    for section in (file.scenarios, file.parties, file):
        for thing in _named(section):
            found.setdefault(thing.id, thing.name)
    return found


def _named(thing: Any) -> Iterator[Any]:
    """Every part of the file that has an id and a name."""
    if isinstance(thing, BaseModel):
        if getattr(thing, "id", None) and getattr(thing, "name", None):
            yield thing
        for name in type(thing).model_fields:
            yield from _named(getattr(thing, name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _named(item)


def shape(path: str) -> tuple[str, tuple[str, ...]]:
    """A path without its items, and the items: parties[ann].users -> parties.users, (ann,)."""
    return re.sub(r"\[[^\]]*\]", "", path), tuple(re.findall(r"\[([^\]]*)\]", path))


def setting(study: Study, path: str) -> tuple[str, str] | None:
    """The scenario that sets a number, and the path of the number it sets, where `path` is such a setting."""
    parts = re.fullmatch(r"scenarios\[([^\]]+)\]\.changes\[(\d+)\]\.set\.to", path)
    if parts is None:
        return None
    scenario = next(each for each in study.deal.file.scenarios if each.id == parts[1])
    change = scenario.changes[int(parts[2])].set
    return (scenario.id, change.path) if change is not None else None


def file_name(study: Study) -> str:
    """The deal file's name as it was given."""
    return str(study.deal.name)


def place(study: Study, line: int) -> str:
    """Where a number stands, as an editor can jump to it."""
    return f"{file_name(study).rsplit('/', 1)[-1]}:{line}" if line else ""


def command(study: Study) -> str:
    """The command that gives this report again."""
    name = file_name(study)
    source = (
        name.removesuffix("/deal.yaml")
        if name.endswith("/deal.yaml") and "/" not in name.removesuffix("/deal.yaml")
        else name
    )
    return f"suitor analyze {shlex.quote(source)} --draws {study.draws} --seed {study.seed}"
