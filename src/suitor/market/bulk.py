"""More markets than fit in memory: batches of whole markets, solved here, in other processes or on a cluster.

A batch is always the same markets of the table, counted from its first row, and is solved in one call: how many rows
are read at a time, who solves a batch and how often it is tried again cannot change a bit of the answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

from suitor._core.records import record
from suitor.market.conduct import Conduct
from suitor.market.tables import simulate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BATCH", "Merger", "batches", "solved"]

BATCH = 1024  # markets solved in one call; part of the answer's last bits, so it is no option
WAITING = 2  # batches that wait for each worker, so that none idles and memory stays bounded

Numbered = tuple[int, "pd.DataFrame"]


@record
class Merger:
    """A merger to be tried in every market, as `tables.simulate` takes it; it can be sent to another process."""

    demand: str
    conduct: str | Conduct
    parties: tuple[Any, ...]  # firms that become one, or several such groups
    saving: float | Mapping[str, float]
    known: Mapping[str, Any]

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """A row for each product, before and after."""
        return simulate(batch, self.demand, self.conduct, self.parties, saving=self.saving, **self.known)


def batches(frames: Iterable[pd.DataFrame], size: int = BATCH) -> Iterator[pd.DataFrame]:
    """The same rows, in batches of `size` whole markets; the rows of a market stand next to one another."""
    import pandas as pd

    held: pd.DataFrame | None = None
    for frame in frames:
        held = frame if held is None else pd.concat([held, frame], ignore_index=True)
        while (cut := _end_of(held, size)) is not None:
            yield held.iloc[:cut].reset_index(drop=True)
            held = held.iloc[cut:].reset_index(drop=True)
    if held is not None and len(held):
        yield held


def _end_of(frame: pd.DataFrame, size: int) -> int | None:
    """The row at which market number `size` begins, counted from 0, if it does."""
    market = frame["market_ids"].to_numpy()
    starts = (market[1:] != market[:-1]).nonzero()[0] + 1
    return int(starts[size - 1]) if len(starts) >= size else None


def solved(
    merger: Merger, numbered: Iterable[Numbered], pool: Executor | None = None, workers: int = 1
) -> Iterator[Numbered]:
    """Each batch under its number, solved and in order, with no more than a few of them in memory for each worker."""
    if pool is None:
        for number, batch in numbered:
            yield number, merger(batch)
        return
    under_way: deque[tuple[int, Future[pd.DataFrame]]] = deque()
    for number, batch in numbered:
        under_way.append((number, pool.submit(merger, batch)))
        if len(under_way) > WAITING * workers:
            first, answer = under_way.popleft()
            yield first, answer.result()
    for number, answer in under_way:
        yield number, answer.result()
