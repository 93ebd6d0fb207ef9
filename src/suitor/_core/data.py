"""What comes with the package as a file: the law of a place, past bids, base rates."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(path: str) -> dict[str, Any]:
    """The table in a TOML or JSON file of the package; everyone who asks gets the same one, so nobody changes it.

    >>> str(table("rules/jp.toml")["concentration"][0]["from"])
    '2007-03-28'
    """
    text = files("suitor").joinpath(*path.split("/")).read_text(encoding="utf-8")
    return dict(json.loads(text) if path.endswith(".json") else tomllib.loads(text))
