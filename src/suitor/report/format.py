"""What a format of the report promises: to lay the same blocks out for one kind of reader."""

from __future__ import annotations

import abc
from typing import ClassVar

from ..study import Study
from .blocks import Document


class Format(abc.ABC):
    """A way to lay a report out; the file in `formats` gives it its name."""

    suffix: ClassVar[str]  # of the file it is written to

    @abc.abstractmethod
    def lay_out(self, document: Document, study: Study) -> str | bytes:
        """The whole report, ready to be written."""
