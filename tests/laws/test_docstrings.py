"""What the library's docstrings say is there, and true."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import numpy as np
import pytest

ROOMS = ("_core", "holdings", "market", "race", "worth", "contest")


def modules(room: str) -> list[ModuleType]:
    """A room and all its files."""
    package = import_module(f"suitor.{room}")
    return [package, *(import_module(each.name) for each in walk_packages(package.__path__, f"{package.__name__}."))]


@pytest.mark.parametrize("room", ROOMS)
def test_every_example_gives_what_it_says(room: str) -> None:
    options = doctest.NORMALIZE_WHITESPACE
    ran = [doctest.testmod(module, extraglobs={"np": np}, optionflags=options) for module in modules(room)]
    assert sum(failed for failed, _ in ran) == 0 < sum(tried for _, tried in ran)


@pytest.mark.parametrize("room", ROOMS)
def test_everything_public_says_what_it_is(room: str) -> None:
    silent = []
    for module in modules(room):
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                methods = [each for key, each in vars(thing).items() if inspect.isfunction(each) and key[0] != "_"]
                asked = [thing, *(getattr(thing, each.__name__) for each in methods)]
                silent += [f"{name}.{each.__name__}" for each in asked if written(each) is None]
    assert silent == []


def written(thing: type | object) -> str | None:
    """The docstring that somebody wrote: a method may have its promise's, a record has none made up of its fields."""
    text = thing.__doc__ if inspect.isclass(thing) else inspect.getdoc(thing)
    return None if text is None or text.startswith(f"{getattr(thing, '__name__', '')}(") else text
