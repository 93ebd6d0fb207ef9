"""Work that is done once for the same numbers: what a changed assumption does not reach is not worked out again.

A piece of work is known by the function and by every bit of what it is given, so a result that is taken up again is the
one that would have been found. Names of inputs say less: a price may list a value as its input and not move with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

__all__ = ["Once", "anew", "digest"]

T = TypeVar("T")

Once = Callable[..., Any]  # (work, *what it is given) -> what it gives, worked out now or kept from before


def anew(work: Callable[..., T], *given: Any) -> T:
    """Do the work, whatever was done before."""
    return work(*given)


def digest(*given: Any) -> bytes | None:
    """A fingerprint of numbers and names, bit for bit; nothing where something is neither.

    >>> digest(np.array([1.0, 2.0])) == digest(np.array([1.0, 2.0])), digest(0.0) == digest(-0.0), digest(print)
    (True, False, None)
    """
    told = hashlib.sha256()
    try:
        _tell(told, given)
    except TypeError:
        return None
    return told.digest()


def _tell(told: Any, thing: Any) -> None:
    if isinstance(thing, np.ndarray) and thing.dtype != object:
        # In memory's own order, which is part of the answer: sums round as they are added up.
        order = sorted(range(thing.ndim), key=lambda axis: -abs(thing.strides[axis]))
        # Python's own hash is twice as fast as the digest; it serves within one run of a program, as what is kept does.
        told.update(f"{thing.dtype}{thing.shape}{order}{hash(thing.transpose(order).tobytes())}".encode())
    elif is_dataclass(thing) and not isinstance(thing, type):
        told.update(f"{type(thing).__module__}.{type(thing).__qualname__}(".encode())
        for field in fields(thing):
            _tell(told, getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        _tell(told, tuple(thing.items()))
    elif isinstance(thing, tuple | list):
        told.update(f"{len(thing)}[".encode())
        for each in thing:
            _tell(told, each)
    elif thing is None or isinstance(thing, bool | int | float | str | bytes | np.generic):
        told.update(f"{type(thing).__name__}:{thing!r};".encode())
    else:
        raise TypeError(type(thing).__name__)
