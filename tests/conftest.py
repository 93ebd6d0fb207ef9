"""What all tests share: where the reference cases are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure, and the same examples are tried everywhere.
settings.register_profile("suitor", deadline=None, derandomize=True)
settings.load_profile("suitor")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", help="a folder of reference cases in the layout of tests/cases")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--cases"):
        os.environ["SUITOR_CASES"] = str(Path(config.getoption("--cases")).resolve())
