"""The latest few things that were made, by key; whatever is older is made again, by one of those who ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

TURNS = 64  # locks among which keys are divided


class Kept:
    """A bounded memory that threads can share: `most` things, or things that weigh as much together."""

    def __init__(self, most: int) -> None:
        self._most, self._lock, self._turns = most, Lock(), [Lock() for _ in range(TURNS)]
        self._things: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: Any, make: Callable[[], Any], weight: int = 1) -> Any:
        """The thing of this key, made if it is not there; who asks meanwhile waits instead of making it too."""
        if (thing := self.find(key)) is None:
            with self._turns[hash(key) % TURNS]:
                if (thing := self.find(key)) is None:
                    self.put(key, thing := make(), weight)
        return thing

    def find(self, key: Any) -> Any:
        """The thing of this key, or nothing."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def put(self, key: Any, thing: Any, weight: int = 1) -> None:
        """Keep a thing; those that were asked for longest ago make room."""
        with self._lock:
            self._weight += weight - self._things.pop(key, (None, 0))[1]
            self._things[key] = thing, weight
            while self._weight > self._most and len(self._things) > 1:
                self._weight -= self._things.popitem(last=False)[1][1]
