"""A shelf: a folder in which each file adds one choice, named after the file."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec
from inspect import isabstract, isclass
from typing import Any

__all__ = ["Shelf", "shelf"]


class Shelf(Mapping[str, Any]):
    """The choices of a folder by name; a choice is imported when it is taken, not when it is listed."""

    def __init__(self, package: str) -> None:
        self.package = package

    def __iter__(self) -> Iterator[str]:
        return (one.name for one in pkgutil.iter_modules(_places(self.package)) if not one.name.startswith("_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Any:
        if name not in tuple(self):
            raise KeyError(f"{self.package.rsplit('.', 1)[-1]} has no {name!r}; it has {', '.join(sorted(self))}")
        return _final(import_module(f"{self.package}.{name}"))


def shelf(package: str) -> Shelf:
    """What the files of a package offer, by name.

    >>> "bertrand" in shelf("suitor.market.conduct")
    True
    """
    return Shelf(package)


def _places(package: str) -> Iterable[str]:
    """The folders of a package, found without importing what it lies in: names alone need no room."""
    top, *below = package.split(".")
    spec = find_spec(top)
    for name in below:
        spec = spec and PathFinder.find_spec(f"{spec.name}.{name}", spec.submodule_search_locations)
    return (spec and spec.submodule_search_locations) or ()


def _final(module: Any) -> Any:
    own = [thing for thing in vars(module).values() if isclass(thing) and thing.__module__ == module.__name__]
    public = [thing for thing in own if not thing.__name__.startswith("_") and not isabstract(thing)]
    same = [thing for thing in public if thing.__name__.lower() == module.__name__.rsplit(".", 1)[-1].replace("_", "")]
    if len(same or public) != 1:
        raise TypeError(f"{module.__name__} should hold one public class named after the file")
    return (same or public)[0]
