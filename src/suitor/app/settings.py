"""What a visitor has set: from the address of the page to a changed deal, and to words that others can run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from .._core.records import replace
from ..deal import Deal, Quantity, parse
from ..deal.context import Context
from ..deal.edit import edit
from ..deal.fitting import ROUNDING
from ..deal.quantity import Written
from ..deal.reading import Reading
from ..deal.records import DealFile, Section
from ..deal.units import UNITS

Settings = Mapping[str, str]  # text as the deal file would have it, by path

SEED = 1  # of every answer of the page
MOST = 300  # numbers set at once
LONGEST = 120  # characters of one
SUMMED = re.compile(r"\.seats$|\.split\.|^alternative\[")  # numbers that must sum to a whole with their neighbours


def of_query(pairs: Iterable[tuple[str, str]], prefix: str = "set.") -> dict[str, str]:
    """The settings among the pairs of an address: set.bid.price=120bn USD."""
    found = {key.removeprefix(prefix): text.strip() for key, text in pairs if key.startswith(prefix)}
    if len(found) > MOST or any(len(text) > LONGEST for text in found.values()):
        raise ValueError(f"an address sets {MOST} numbers of {LONGEST} characters at most")
    return {path: text for path, text in found.items() if text}


def settled(deal: Deal, settings: Settings) -> Deal:
    """The deal with some of its numbers set, as if they had been written into its file.

    A number that stands alone is put in place. One that must sum to a whole with others has the file read anew, as has
    one that cannot be read and stakes that may be too large, so that every problem is told with its line.
    """
    unknown = [path for path in settings if path not in deal.quantities]
    if unknown:
        raise ValueError(f"the file has no number at {unknown[0][:200]!r}")
    if any(SUMMED.search(path) for path in settings):
        return rewritten(deal, settings)
    try:
        given = {path: number(deal, path, text) for path, text in settings.items()}
    except PydanticCustomError:
        return rewritten(deal, settings)
    sections = {re.split(r"[.\[]", path, maxsplit=1)[0] for path in given}
    file = deal.file.model_copy(update={name: placed(getattr(deal.file, name), given) for name in sections})
    if any("stakes[" in path for path in given) and overfull(file):
        return rewritten(deal, settings)
    return replace(deal, file=file, quantities={**deal.quantities, **given}, overrides=overrides(file))


def overfull(file: DealFile) -> bool:
    """Whether stakes in one company, or those of a conversion, might come to more than all of it."""
    wholes: dict[str, list[Any]] = {}
    for stake in file.stakes:
        wholes.setdefault(stake.of, []).append(stake)
    for scenario in file.scenarios:
        for place, change in enumerate(scenario.changes):
            if change.convert is not None:
                wholes[f"{scenario.id}[{place}]"] = list(change.convert.stakes)
    held = [[getattr(stake, right) for stake in whole] for whole in wholes.values() for right in ("cash", "votes")]
    return any(sum(share.median for share in shares if share is not None) > 1.0 + ROUNDING for shares in held)


def rewritten(deal: Deal, settings: Settings) -> Deal:
    """The deal read anew from its edited text."""
    if not settings:
        return deal
    return parse(edit(deal.text, {placed_at(deal, path): text for path, text in settings.items()}), deal.name)


def placed_at(deal: Deal, path: str) -> str:
    """A path with a stake by its position: an editor of the text knows it by no single name."""
    named = re.match(r"stakes\[([^\]]+)/([^\]]+)\]", path)
    if named is None:
        return path
    pairs = [(stake.holder, stake.of) for stake in deal.file.stakes]
    return f"stakes[{pairs.index((named[1], named[2]))}]{path[named.end() :]}"


def number(deal: Deal, path: str, text: str) -> Quantity:
    """A number as the file would read it at this path."""
    rates = tuple((each.of, each.into, each.rate, each.date) for each in deal.file.rates)
    context = Context(deal.file.currency, deal.file.as_of, {"source": {}}, rates)
    old = deal.quantities[path]
    return Reading(UNITS[old.unit], Written(text, {(): text}, path, old.line, old.column), context).quantity()


def placed(value: Any, given: Mapping[str, Quantity]) -> Any:
    """A part of the file with the given numbers in their places."""
    if isinstance(value, Quantity):
        return given.get(value.path, value)
    if isinstance(value, Section):
        parts = {name: getattr(value, name) for name in type(value).model_fields}
        moved = {name: new for name, old in parts.items() if (new := placed(old, given)) is not old}
        return value.model_copy(update=moved) if moved else value
    if isinstance(value, tuple):
        items = tuple(placed(item, given) for item in value)
        return items if any(new is not old for new, old in zip(items, value)) else value
    if isinstance(value, dict):
        return {key: placed(item, given) for key, item in value.items()}
    return value


def overrides(file: DealFile) -> dict[str, dict[str, Quantity | None]]:
    """The numbers that each scenario sets."""
    return {
        scenario.id: {change.set.path: change.set.to for change in scenario.changes if change.set}
        for scenario in file.scenarios
    }


def told(name: str, settings: Settings, draws: int, seed: int) -> dict[str, str]:
    """The settings as a command, as Python and as YAML."""
    sets = "".join(f" --set {shlex.quote(f'{path}={text}')}" for path, text in settings.items())
    command = f"suitor analyze {shlex.quote(name)} --draws {draws} --seed {seed}{sets}"
    changes = "".join(f"    {path!r}: {text!r},\n" for path, text in settings.items())
    changed = f"edit(text, {{\n{changes}}})" if settings else "text"
    python = (
        "import suitor\nfrom suitor import deal, files\n"
        + ("from suitor.deal.edit import edit\n" if settings else "")
        + f"\ntext, name = files.text_of({name!r})\n"
        + f"study = suitor.analyze(deal.parse({changed}, name), draws={draws}, seed={seed})\n"
    )
    return {"command": command, "python": python, "yaml": as_yaml(name, settings)}


def as_yaml(name: str, settings: Settings) -> str:
    """The settings as a mapping from path to number, with a remark that says of which file."""
    import io

    from ruamel.yaml import YAML

    yaml, stream = YAML(), io.StringIO()
    yaml.width = 10_000
    yaml.dump({"of": name, "set": dict(settings)}, stream)
    return stream.getvalue()
