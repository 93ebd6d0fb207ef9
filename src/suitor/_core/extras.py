"""Libraries that only some of Suitor needs: taken where they are there, asked for by name where they are not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Missing", "need"]


class Missing(ImportError):
    """A library that is not installed, and the extra of Suitor that brings it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed. Try: pip install 'suitor[{extra}]'", name=package)
        self.extra = extra


def need(module: str, extra: str) -> Any:
    """A library of an extra; `Missing` where it, or one that it needs, is not installed.

    >>> need("math", "pdf").sqrt(4.0)
    2.0
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise Missing(error.name or module, extra) from None
