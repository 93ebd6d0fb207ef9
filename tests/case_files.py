"""Reference cases: our own copies, or another folder in the same layout given by `pytest --cases DIR`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent / "cases"


def load(folder: str) -> list[tuple[str, dict[str, Any]]]:
    """Every case of a folder (market, pyblp, control, value, governance), subfolders included, by name."""
    root = Path(os.environ.get("SUITOR_CASES", OURS)) / folder
    return [
        (str(path.relative_to(root).with_suffix("")), json.loads(path.read_text()))
        for path in sorted(root.rglob("*.json"))
    ]


def name_of(case: Any) -> str:
    """The case's name, for test ids."""
    return str(case[0])
