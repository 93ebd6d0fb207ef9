"""The what-if page: the same analysis behind sliders, served to this machine alone."""

from __future__ import annotations

from typing import Any

from .._core.extras import need

__all__ = ["application", "serve"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"suitor.app has no {name!r}; it offers {', '.join(__all__)}")
    need("starlette", "app")
    from . import server

    return getattr(server, name)
