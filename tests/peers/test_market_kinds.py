"""No case of merger simulation is left out in silence: some test reads its kind, or it is skipped here by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.case_files import load
from tests.peers.antitrust import KINDS

ELSEWHERE = {
    "sim", "cournot", "stackelberg", "auction2nd.cap", "vertical.barg", "HHI", "cmcr.bertrand", "cmcr.cournot",
    "cmcr.cournot2", "upp.bertrand",
}  # fmt: skip


def kinds(source: dict[str, Any]) -> list[str]:
    return [source["function"]] if isinstance(source["function"], str) else source["function"]


def is_read(source: dict[str, Any]) -> bool:
    if source["package"] == "mergersim":  # by its inputs, but for prices that are set one stage after the other
        return not any("seq" in kind for kind in kinds(source))
    return all(kind in KINDS or kind in ELSEWHERE for kind in kinds(source))


def test_every_case_is_of_a_kind_that_some_test_reads() -> None:
    unread = {name: ", ".join(kinds(case["source"])) for name, case in load("market") if not is_read(case["source"])}
    if unread:
        pytest.skip("no test reads " + "; ".join(f"{name} ({kind})" for name, kind in unread.items()))
