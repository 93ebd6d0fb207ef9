"""The what-if page: the same analysis behind sliders, served to this machine alone."""

from __future__ import annotations

from typing import Any

__all__ = ["application", "serve"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"suitor.app has no {name!r}; it offers {', '.join(__all__)}")
    try:
        from . import server
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("starlette", "uvicorn"):
            raise ValueError(f"the what-if page needs {error.name}. Try: pip install 'suitor[app]'") from None
        raise
    return getattr(server, name)
