"""Named positive parameters, side by side on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suitor._core.records import Array

__all__ = ["Packing"]


class Packing:
    """Named positive parameters, with their logs side by side on one last axis."""

    def __init__(self, start: Mapping[str, Array], draws: int) -> None:
        self.scalar = {name: value.ndim == draws for name, value in start.items()}
        self.cuts = np.cumsum([1 if self.scalar[name] else value.shape[-1] for name, value in start.items()])
        self.width = int(self.cuts[-1])
        self.start = self.close(start)

    def close(self, parameters: Mapping[str, Array]) -> Array:
        """The logs of parameters, in one row."""
        columns = [parameters[name][..., None] if plain else parameters[name] for name, plain in self.scalar.items()]
        return np.log(np.concatenate(columns, axis=-1))

    def split(self, row: Any) -> dict[str, Any]:
        """Each parameter's part of a row."""
        parts = np.split(row, self.cuts[:-1], axis=-1)
        return {name: part[..., 0] if self.scalar[name] else part for name, part in zip(self.scalar, parts)}

    def open(self, logs: Array) -> dict[str, Any]:
        """The parameters themselves."""
        return self.split(np.exp(logs))
