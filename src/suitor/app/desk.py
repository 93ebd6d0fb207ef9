"""The deals that can be asked about, in memory alone, and answers kept for whoever asks the same again."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from .._core import VERSION
from ..analysis import evaluate, notes
from ..analysis.drivers import curves
from ..deal import Deal, Inputs
from ..study import Study

T = TypeVar("T")

SEED = 1
UPLOADS = 16  # deals of visitors kept at once
ANSWERS = 64  # pages of results kept at once
HOME = ""  # the token of the deal that the command named


class Kept:
    """The latest few things that were made, by key; whatever is older is made again."""

    def __init__(self, most: int) -> None:
        self._most, self._things, self._lock = most, OrderedDict[Any, Any](), Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """The thing of this key, made if it is not there."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = make()
        self.put(key, thing)
        return thing

    def put(self, key: Any, thing: Any) -> None:
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def find(self, key: Any) -> Any:
        """The thing of this key, or nothing."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)


class Desk:
    """The deal of the command and those that visitors brought, under names that nobody can guess."""

    def __init__(self, deal: Deal, source: str) -> None:
        self.home, self.source = deal, source
        self.answers = Kept(ANSWERS)
        self._uploads, self._moving = Kept(UPLOADS), Kept(UPLOADS + 1)

    def keep(self, deal: Deal) -> str:
        """Keep a visitor's deal and return its name."""
        token = secrets.token_urlsafe(18)
        self._uploads.put(token, deal)
        return token

    def deal(self, token: str) -> Deal:
        """The deal of this name; a KeyError if it was never here or had to make room."""
        found = self.home if token == HOME else self._uploads.find(token)
        if found is None:
            raise KeyError(token)
        return found

    def name(self, token: str) -> str:
        """What to call the deal's file on a command line."""
        return self.source if token == HOME else self.deal(token).name

    def moving(self, deal: Deal) -> frozenset[str]:
        """The paths that can move an answer."""
        return self._moving.get(deal.sha256, lambda: moving(deal))


def moving(deal: Deal) -> frozenset[str]:
    """The paths that some figure rests on, found by one draw."""
    figures = evaluate(Inputs.grid(deal))
    return frozenset().union(*(figure.inputs for figure in figures.values()))


def study(deal: Deal, draws: int) -> Study:
    """What the sliders ask for: the first draws of the whole analysis, without its sweeps."""
    figures = evaluate(Inputs.random(deal, SEED, 0, draws))
    return Study(deal, draws, SEED, VERSION, figures, {}, curves(figures), tuple(notes(deal, figures)))
