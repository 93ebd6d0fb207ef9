"""Tables larger than memory: the same bytes however they are read, whoever solves them, and after a kill."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from suitor.cli import bulk, group, market  # noqa: F401  (its command joins the group)
from suitor.market.bulk import BATCH, Merger, batches
from suitor.market.tables import simulate

pytest.importorskip("pyarrow")
MARKETS = 2 * BATCH + 100
MERGER = Merger("logit", "bertrand", ("A", "B"), 0.0, {})


def table(count: int) -> pd.DataFrame:
    """Markets of three or four firms, in no regular order."""
    rng = np.random.default_rng(7)
    sizes = rng.integers(3, 5, count)
    market_ids = np.repeat(np.arange(count), sizes)
    place = np.concatenate([np.arange(size) for size in sizes])
    weight = rng.uniform(0.5, 1.5, len(place))
    share = weight / np.bincount(market_ids, weight)[market_ids] * rng.uniform(0.5, 0.9, count)[market_ids]
    return pd.DataFrame(
        {
            "market_ids": market_ids,
            "product_ids": place,
            "firm_ids": np.array(list("ABCD"))[place],
            "prices": rng.uniform(1.0, 2.0, len(place)),
            "shares": share,
            "margins": rng.uniform(0.25, 0.45, len(place)),
        }
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("markets") / "many.parquet"
    table(MARKETS).to_parquet(path, index=False)
    return path


@pytest.fixture(scope="module")
def alone(source: Path) -> bytes:
    """What one process answers."""
    target = source.with_name("alone.parquet")
    assert bulk.run(source, target, MERGER, MARKETS) == (MARKETS, MARKETS, 0, 0)
    return target.read_bytes()


def test_each_market_is_what_it_is_in_memory(source: Path, alone: bytes) -> None:
    ours = pd.read_parquet(source.with_name("alone.parquet"))
    whole = simulate(pd.read_parquet(source), "logit", "bertrand", ("A", "B"))
    assert (ours["market_ids"] == whole["market_ids"]).all() and ours["found"].all()
    assert np.allclose(ours["pricePost"], whole["pricePost"], rtol=1e-12)


@pytest.mark.parametrize("rows", [701, 5000])
def test_how_much_is_read_at_a_time_does_not_matter(
    source: Path, alone: bytes, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "ROWS", rows)
    bulk.run(source, tmp_path / "out.parquet", MERGER, MARKETS)
    assert (tmp_path / "out.parquet").read_bytes() == alone


def test_two_processes_answer_the_same(source: Path, alone: bytes, tmp_path: Path) -> None:
    bulk.run(source, tmp_path / "out.parquet", MERGER, MARKETS, workers=2)
    assert (tmp_path / "out.parquet").read_bytes() == alone


@pytest.mark.parametrize("processes", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_two_workers_of_a_cluster_answer_the_same(source: Path, alone: bytes, tmp_path: Path, processes: bool) -> None:
    distributed = pytest.importorskip("distributed")
    local = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(processes=processes, **local) as cluster:
        bulk.run(source, tmp_path / "out.parquet", MERGER, MARKETS, cluster=cluster.scheduler_address)
    assert (tmp_path / "out.parquet").read_bytes() == alone


KILLED = """
import os, signal
from suitor import files
from suitor.cli import main

write = files.write

def dies(path, content):
    write(path, content)
    if path.name.startswith("0000001"):
        os.kill(os.getpid(), signal.SIGKILL)

files.write = dies
main()
"""


def test_a_run_that_was_killed_goes_on_where_it_was(
    source: Path, alone: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.parquet"
    words = ["market", str(source), "--merge", "A+B", "--workers", "1", "--out", str(target)]
    assert subprocess.run([sys.executable, "-c", KILLED, *words], capture_output=True).returncode == -signal.SIGKILL
    assert sorted(path.name for path in target.with_name("out.parquet.parts").iterdir()) == [
        "0000000.parquet", "0000001.parquet", "run.json",
    ]  # fmt: skip
    assert not target.exists()
    assert group.run(words) == 0
    assert "2 parts of an earlier run kept" in capsys.readouterr().out
    assert target.read_bytes() == alone and not target.with_name("out.parquet.parts").exists()


def test_parts_of_another_run_are_not_taken(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out.parquet.parts"
    bulk.opened(folder, bulk.terms(source, MERGER))
    cheaper = Merger("logit", "bertrand", ("A", "B"), 0.1, {})
    with pytest.raises(group.Refusal, match="other terms"):
        bulk.run(source, tmp_path / "out.parquet", cheaper, MARKETS)


def test_csv_in_and_out_has_the_numbers_of_parquet(source: Path, alone: bytes, tmp_path: Path) -> None:
    text, target = tmp_path / "many.csv", tmp_path / "out.csv"
    pd.read_parquet(source).to_csv(text, index=False)
    assert group.run(["market", str(text), "--merge", "A+B", "--workers", "1", "--out", str(target)]) == 0
    ours = pd.read_csv(target, float_precision="round_trip")
    theirs = pd.read_parquet(source.with_name("alone.parquet"))
    assert np.allclose(ours["pricePost"], theirs["pricePost"], rtol=1e-12)
    assert len(ours) == len(theirs)


def test_a_market_in_two_places_is_refused(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torn = tmp_path / "torn.csv"
    few = table(3)
    pd.concat([few.iloc[1:], few.iloc[:1]]).to_csv(torn, index=False)
    words = ["market", str(torn), "--merge", "A+B", "--workers", "1", "--out", str(tmp_path / "out.csv")]
    assert group.run(words) == 2
    assert "next to one another" in capsys.readouterr().err
    assert group.run(words[:-2]) == 2
    assert "--out" in capsys.readouterr().err


def test_a_market_that_says_too_little_or_the_wrong_thing_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(8).astype({"prices": object, "margins": object})
    at = {place: rows.index[rows["market_ids"] == place] for place in range(8)}
    rows.loc[at[1][0], "prices"] = -1.0
    rows.loc[at[2][1], "prices"] = "n/a"
    rows.loc[at[3], "shares"] = 0.5
    rows.loc[at[4], "margins"] = np.nan
    rows.loc[at[5][0], "margins"] = "high"
    rows.loc[at[6][2], "firm_ids"] = None
    source, target = tmp_path / "odd.csv", tmp_path / "out.csv"
    rows.to_csv(source, index=False)
    assert group.run(["market", str(source), "--merge", "A+B", "--workers", "1", "--out", str(target)]) == 3
    assert "6 markets could not be solved" in capsys.readouterr().out
    ours = pd.read_csv(target, keep_default_na=False).drop_duplicates("market_ids").set_index("market_ids")
    says = ours["problem"]
    assert (says[[0, 7]] == "").all() and (ours["found"] == says.eq("")).all()
    assert says[1] == says[2] == "prices: expected a number above 0 in every row"
    assert says[3].startswith("shares") and says[4].startswith("Logit needs 1 margins")
    assert says[5].startswith("margins") and says[6].startswith("firm_ids")
    assert len(pd.read_csv(target)) == len(rows)


def test_batches_are_whole_markets_however_the_rows_come() -> None:
    rows = table(10)
    for size in (1, 4, len(rows)):
        frames = [rows.iloc[at : at + size] for at in range(0, len(rows), size)]
        cut = list(batches(frames, 4))
        assert [batch["market_ids"].nunique() for batch in cut] == [4, 4, 2]
        assert pd.concat(cut, ignore_index=True).equals(rows)
