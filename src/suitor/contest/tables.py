"""The room's own data: base rates, past bids, and what the law says of each defence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["precedents", "priors", "rule", "rules"]


def priors() -> dict[str, Any]:
    """Published base rates by name, each with its sample and source."""
    return _table("suitor.contest", "priors.toml")


def precedents() -> list[dict[str, Any]]:
    """Past bids: terms known when each was announced, and, apart, how it ended."""
    return list(_table("suitor.contest", "data/precedents.toml")["bid"])


def rule() -> dict[str, Any]:
    """The one written rule by which the bundled cases set what nobody could look up."""
    return _table("suitor.contest", "data/rule.toml")


def rules(jurisdiction: str) -> dict[str, Any]:
    """What the law of a jurisdiction says of each defence, dated and cited; empty where nothing is on file."""
    name = f"defences_{jurisdiction}.toml"
    return _table("suitor", f"rules/{name}") if (resources.files("suitor") / "rules" / name).is_file() else {}


@cache
def _table(package: str, path: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(*path.split("/")).read_text(encoding="utf-8"))
