"""Suitor: one file about a takeover bid in, an answer with ranges and sources out.

>>> import suitor
>>> deal = suitor.read("openai-2025")
>>> study = suitor.analyze(deal, draws=200, seed=1)
>>> page = suitor.render(study, "html", "en")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._core import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from .analysis import analyze
    from .deal import Deal, DealError
    from .files import cases, read
    from .report import render
    from .study import Study

__all__ = ["Deal", "DealError", "Study", "analyze", "cases", "read", "render"]

# Each name is loaded when it is first used, so that a program that only asks for help waits for nothing.
_HOMES = {
    "analyze": "analysis",
    "Deal": "deal",
    "DealError": "deal",
    "cases": "files",
    "read": "files",
    "render": "report",
    "Study": "study",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"suitor has no {name!r}; it offers {', '.join(__all__)}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
