"""Markets of one large file solved into another, part by part: what is finished is kept when the run is stopped."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from gettext import gettext as _
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import __version__, files
from .._core.extras import need
from .group import Refusal

if TYPE_CHECKING:
    import pandas as pd

    from ..market.bulk import Merger

ROWS = 50_000  # read at a time
IDS = ("market_ids", "product_ids", "firm_ids", "nesting_ids")


class Survey(NamedTuple):
    """What one look through the table tells."""

    markets: int
    firms: tuple[str, ...]


class Outcome(NamedTuple):
    """How a run went."""

    markets: int
    settled: int
    refused: int  # markets whose rows say in the column `problem` what is wrong
    kept: int  # parts that an earlier run had finished


def rows(path: Path) -> Iterator[pd.DataFrame]:
    """The columns that are read, some rows at a time; a table that names no markets is one."""
    for frame in read(path, ROWS):
        yield frame if "market_ids" in frame else frame.assign(market_ids=0)


def read(path: Path, size: int) -> Iterator[pd.DataFrame]:
    """Some rows at a time, as they stand; names are text in CSV, whatever they look like."""
    import pandas as pd

    from ..market.bulk import NUMBERS

    if path.suffix.lower() != ".parquet":
        with path.open(encoding="utf-8-sig") as stream:
            separator = max(",;\t", key=stream.readline().count)
        yield from pd.read_csv(
            path, sep=separator, dtype=dict.fromkeys(IDS, str), chunksize=size, encoding="utf-8-sig",
            usecols=lambda name: name in IDS + NUMBERS,
        )  # fmt: skip
        return
    parquet = need("pyarrow.parquet", "parquet")
    with parquet.ParquetFile(path) as table:
        wanted = [name for name in table.schema_arrow.names if name in IDS + NUMBERS]
        groups = range(table.num_row_groups)  # one by one: over all of them, PyArrow keeps what it has read
        for batch in chain.from_iterable(table.iter_batches(size, [group], columns=wanted) for group in groups):
            frame = batch.to_pandas()
            coded = frame.select_dtypes("category").columns
            yield frame.astype(dict.fromkeys(coded, str)) if len(coded) else frame


def surveyed(path: Path, check: Callable[[pd.DataFrame], Any]) -> Survey:
    """Look through the table once before it is solved: has it what is needed, and each market in one place?"""
    import numpy as np
    import pandas as pd

    from ..market.bulk import batches

    firms: dict[str, None] = {}
    seen = []
    for batch in batches(rows(path)):
        check(batch)
        market = batch["market_ids"]
        seen.append(pd.util.hash_array(market[market != market.shift()].to_numpy()))
        firms.update(dict.fromkeys(batch["firm_ids"].dropna().astype(str).unique()))
    names = np.concatenate(seen) if seen else np.empty(0)
    if len(np.unique(names)) < len(names):
        raise Refusal(
            _("{path}: rows of one market must stand next to one another; sort by market_ids").format(path=path)
        )
    return Survey(len(names), tuple(firms))


def run(
    source: Path, target: Path, merger: Merger, markets: int, *, workers: int = 1, cluster: str | None = None,
    progress: Callable[[int], Any] = lambda markets: None,
) -> Outcome:  # fmt: skip
    """Solve every market of one file into another; what an earlier run of the same finished is not solved again."""
    from ..market.bulk import BATCH, batches, solved

    folder = target.with_name(target.name + ".parts")
    opened(folder, terms(source, merger))
    parts = [part(folder, number, target) for number in range(-(-markets // BATCH))]
    done = {number for number, file in enumerate(parts) if file.exists()}
    left = ((number, batch) for number, batch in enumerate(batches(rows(source))) if number not in done)
    whole = target.with_name(f".whole.{target.name}")
    settled = refused = 0
    with hands(workers, cluster) as (pool, number_of), joining(whole) as append:
        answers = solved(partial(finished, merger, target.suffix), left, pool, number_of)
        for number, file in enumerate(parts):
            if number not in done:
                files.write(file, next(answers)[1])
            found, wrong = append(file)  # while others solve the next
            settled, refused = settled + found, refused + wrong
            progress(min(BATCH, markets - number * BATCH))
    whole.replace(target)
    for file in [*folder.glob("*")]:
        file.unlink()
    folder.rmdir()
    return Outcome(markets, settled, refused, len(done))


def terms(source: Path, merger: Merger) -> dict[str, Any]:
    """What makes two runs the same."""
    from ..market.bulk import BATCH

    file = source.stat()
    whole = {"source": str(source.resolve()), "bytes": file.st_size, "written": file.st_mtime_ns}
    return json.loads(
        json.dumps(
            whole
            | {
                "merger": asdict(merger) | {"demand": str(merger.demand), "conduct": repr(merger.conduct)},
                "batch": BATCH,
                "version": __version__,
            }
        )
    )


def opened(folder: Path, asked: dict[str, Any]) -> None:
    """The folder of finished parts, if it holds parts of this run or none."""
    note = folder / "run.json"
    if note.exists() and json.loads(note.read_text()) != asked:
        says = _("{folder} holds parts of a run with other terms; remove it, or name another --out")
        raise Refusal(says.format(folder=folder))
    files.write(note, json.dumps(asked))


def part(folder: Path, number: int, target: Path) -> Path:
    return folder / f"{number:07d}{target.suffix}"


@contextmanager
def hands(workers: int, cluster: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Who solves: this process, processes beside it, or the workers of a Dask scheduler."""
    with ExitStack() as stack:
        if cluster is not None:
            yield dask(stack, cluster)
        elif workers > 1:
            pool: AbstractContextManager[Any] = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
            yield stack.enter_context(pool), workers
        else:
            yield None, 1


def dask(stack: ExitStack, address: str) -> tuple[Executor, int]:
    """A cluster's executor, and how many batches it takes at once."""
    client = stack.enter_context(need("distributed", "cluster").Client(address))
    return stack.enter_context(client.get_executor()), max(sum(client.nthreads().values()), 1)


def finished(merger: Merger, suffix: str, batch: pd.DataFrame) -> bytes:
    """A part solved, as the target is written; whoever solves it writes it, which is half of the work."""
    answer = merger(batch)
    if suffix.lower() != ".parquet":
        return answer.to_csv(index=False).encode("utf-8")
    buffer = io.BytesIO()
    answer.to_parquet(buffer, index=False, engine="pyarrow")
    return buffer.getvalue()


@contextmanager
def joining(whole: Path) -> Iterator[Callable[[Path], tuple[int, int]]]:
    """Puts parts behind one another, and tells in how many markets prices were found, and how many were refused."""
    with ExitStack() as stack:
        yield partial(_parquet if whole.suffix.lower() == ".parquet" else _csv, stack, whole, [])


def _parquet(stack: ExitStack, whole: Path, writer: list[Any], path: Path) -> tuple[int, int]:
    from pyarrow import parquet

    table = parquet.read_table(path, use_threads=False)
    if not writer:
        writer.append(stack.enter_context(parquet.ParquetWriter(whole, table.schema)))
    writer[0].write_table(table)
    return _counted(table.select(["market_ids", "found", "problem"]).to_pandas())


def _csv(stack: ExitStack, whole: Path, stream: list[Any], path: Path) -> tuple[int, int]:
    import pandas as pd

    head, _line, rest = path.read_bytes().partition(b"\n")
    if not stream:
        stream.append(stack.enter_context(whole.open("wb")))
        stream[0].write(head + b"\n")
    stream[0].write(rest)
    types: Any = {"market_ids": str, "problem": str}
    return _counted(pd.read_csv(path, usecols=[*types, "found"], dtype=types, keep_default_na=False))


def _counted(rows: pd.DataFrame) -> tuple[int, int]:
    """Markets found, and markets refused: a market's rows agree, so its first tells."""
    first = rows["market_ids"].ne(rows["market_ids"].shift())
    return int(rows["found"][first].sum()), int(rows["problem"][first].ne("").sum())
