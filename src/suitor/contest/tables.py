"""The room's own data: base rates, past bids, and what the law says of each defence."""

from __future__ import annotations

from typing import Any

from suitor._core.data import table

__all__ = ["precedents", "priors", "rule", "rules"]


def priors() -> dict[str, Any]:
    """Published base rates by name, each with its sample and source."""
    return table("contest/priors.toml")


def precedents() -> list[dict[str, Any]]:
    """Past bids: terms known when each was announced, and, apart, how it ended."""
    return list(table("contest/data/precedents.toml")["bid"])


def rule() -> dict[str, Any]:
    """The one written rule by which the bundled cases set what nobody could look up."""
    return table("contest/data/rule.toml")


def rules(jurisdiction: str) -> dict[str, Any]:
    """What the law of a jurisdiction says of each defence, dated and cited; empty where nothing is on file."""
    try:
        return table(f"rules/defences_{jurisdiction}.toml")
    except FileNotFoundError:
        return {}
