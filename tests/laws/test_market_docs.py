"""Every example in the pages on demand and conduct gives what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["choosing-a-demand-system.md", "choosing-a-conduct.md"])
def test_examples_run(page: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 5 and failed == 0


def test_examples_in_docstrings_run() -> None:
    core, rooms = ("data", "shelf"), ("calibrate", "market", "pressure", "screens")
    demands = ("demand.ces", "demand.linear", "demand.logit")
    named = [f"suitor._core.{one}" for one in core] + [f"suitor.market.{one}" for one in (*rooms, *demands)]
    for module in map(import_module, named):
        failed, tried = doctest.testmod(module, extraglobs=_names(), optionflags=doctest.NORMALIZE_WHITESPACE)
        assert tried > 0 and failed == 0


def _names() -> dict[str, object]:
    import numpy as np

    return {"np": np}
