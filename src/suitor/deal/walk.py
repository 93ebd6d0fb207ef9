"""Where the numbers stand: a walk over the sections and the file side by side.

It needs nothing of the file to be right, so that everything that is wrong with it can be said at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from .quantities import UnitOf
from .records import Section
from .tree import Loc

__all__ = ["Spot", "fields_of", "label", "section_at", "spots"]


class Spot(NamedTuple):
    """A place where a number may stand."""

    path: str  # with the names of list items: market.products[chatgpt_plus].price
    loc: Loc  # with their positions
    unit: str | None  # none for the value of a `set`, which takes the unit of its path
    present: bool
    source: Any  # of the section around it


def fields_of(section: type[Section]) -> dict[str, FieldInfo]:
    """The keys that a section may have, as the file spells them."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def label(kind: Any, item: Any, index: int) -> str:
    """What an item of a list is called in a path: its name, or its position where it has none."""
    is_section = isinstance(kind, type) and issubclass(kind, Section) and isinstance(item, dict)
    names = [item.get(key) for key in kind.key] if is_section else []
    return "/".join(map(str, names)) if names and all(isinstance(name, str | int) for name in names) else str(index)


def kind_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Any:
    """What a field holds: a UnitOf for a number, else its type without None and annotations."""
    unit = next((each for each in metadata if isinstance(each, UnitOf)), None)
    if unit is not None:
        return unit
    if get_origin(annotation) is Annotated:
        return kind_of(annotation.__origin__, annotation.__metadata__)
    if get_origin(annotation) in (Union, UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not NoneType]
        return kind_of(arms[0]) if len(arms) == 1 else None
    return annotation


def spots(kind: Any, value: Any, loc: Loc = (), path: str = "", source: Any = None) -> Iterator[Spot]:
    """Every place at or below `value` where a number stands or may stand."""
    if isinstance(kind, UnitOf):
        yield Spot(path, loc, kind.name, value is not None, source)
    elif isinstance(kind, type) and issubclass(kind, Section):
        if isinstance(value, dict):
            for name, field in fields_of(kind).items():
                below = f"{path}.{name}".lstrip(".")
                inner = kind_of(field.annotation, tuple(field.metadata))
                yield from spots(inner, value.get(name), (*loc, name), below, value.get("source"))
    elif get_origin(kind) is tuple and isinstance(value, list):
        inner = kind_of(get_args(kind)[0])
        for index, item in enumerate(value):
            yield from spots(inner, item, (*loc, index), f"{path}[{label(inner, item, index)}]", source)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for name, item in value.items():
            yield from spots(kind_of(get_args(kind)[1]), item, (*loc, name), f"{path}.{name}", source)


def section_at(root: type[Section], loc: Loc) -> type[Section] | None:
    """The section that a place belongs to, if it belongs to one."""
    kind: Any = root
    for step in loc:
        if isinstance(kind, type) and issubclass(kind, Section):
            field = fields_of(kind).get(str(step))
            kind = kind_of(field.annotation, tuple(field.metadata)) if field else None
        elif get_origin(kind) in (tuple, dict):
            kind = kind_of(get_args(kind)[0 if get_origin(kind) is tuple else 1])
        else:
            return None
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None
