"""Every example in the pages on demand and conduct gives what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["choosing-a-demand-system.md", "choosing-a-conduct.md"])
def test_examples_run(page: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 5 and failed == 0


def test_examples_in_docstrings_run() -> None:
    from suitor._core import shelf
    from suitor.market import calibrate, market, pressure, screens
    from suitor.market.demand import ces, linear, logit

    for module in (shelf, market, pressure, screens, ces, linear, logit):
        failed, tried = doctest.testmod(module, extraglobs=_names(), optionflags=doctest.NORMALIZE_WHITESPACE)
        assert tried > 0 and failed == 0
    doctest.run_docstring_examples(calibrate, _names())


def _names() -> dict[str, object]:
    import numpy as np

    return {"np": np}
