"""What a format of the report promises: to lay the same blocks out for one kind of reader."""

from __future__ import annotations

import abc
from importlib import import_module
from typing import Any, ClassVar

from ..study import Study
from .blocks import Document


class Format(abc.ABC):
    """A way to lay a report out; the file in `formats` gives it its name."""

    suffix: ClassVar[str]  # of the file it is written to

    @abc.abstractmethod
    def lay_out(self, document: Document, study: Study) -> str | bytes:
        """The whole report, ready to be written."""


def need(module: str, extra: str) -> Any:
    """A library that only this format needs, or one sentence on how to get it."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ValueError(
            f"this format needs {module}, which is not installed. Try: pip install 'suitor[{extra}]'"
        ) from None
