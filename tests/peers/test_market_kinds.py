"""No case of merger simulation is left out in silence: some test reads its kind, or it is skipped here by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.case_files import load, name_of
from tests.peers.antitrust import KINDS

ELSEWHERE = {
    "sim", "cournot", "stackelberg", "auction2nd.cap", "vertical.barg", "HHI", "cmcr.bertrand", "cmcr.cournot",
    "cmcr.cournot2", "upp.bertrand",
}  # fmt: skip


@pytest.mark.parametrize("case", load("market"), ids=name_of)
def test_a_case_is_of_a_kind_that_some_test_reads(case: Any) -> None:
    source = case[1]["source"]
    kinds = [source["function"]] if isinstance(source["function"], str) else source["function"]
    if source["package"] == "mergersim" and not any("seq" in kind for kind in kinds):
        return  # by its inputs, in test_market_mergersim.py and test_market_vertical.py
    unknown = [kind for kind in kinds if kind not in KINDS and kind not in ELSEWHERE]
    if unknown:
        pytest.skip(f"no test reads cases of {', '.join(unknown)}")
