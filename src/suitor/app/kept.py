"""The latest few things that were made, by key; whatever is older is made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any


class Kept:
    """A bounded memory that threads can share."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._things: OrderedDict[Any, Any] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """The thing of this key, made if it is not there."""
        if (thing := self.find(key)) is None:
            self.put(key, thing := make())
        return thing

    def find(self, key: Any) -> Any:
        """The thing of this key, or nothing."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Any, thing: Any) -> None:
        """Keep a thing; the one that was asked for longest ago makes room."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
