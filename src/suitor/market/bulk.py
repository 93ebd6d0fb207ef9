"""More markets than fit in memory: batches of whole markets, solved here, in other processes or on a cluster.

A batch is always the same markets of the table, counted from its first row, and is solved in one call: how many rows
are read at a time, who solves a batch and how often it is tried again cannot change a bit of the answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from suitor._core.records import record
from suitor.market.conduct import Conduct
from suitor.market.crowd import Crowd
from suitor.market.tables import refused, simulate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BATCH", "Merger", "batches", "problems", "solved"]

BATCH = 1024  # markets solved in one call; part of the answer's last bits, so it is no option
WAITING = 2  # batches that wait for each worker, so that none idles and memory stays bounded

NUMBERS = ("prices", "shares", "margins", "costs")
ROUNDING = 1e-6  # of shares that add up to 1

T = TypeVar("T")


@record
class Merger:
    """A merger to be tried in every market, as `tables.simulate` takes it; it can be sent to another process."""

    demand: str | Crowd
    conduct: str | Conduct
    parties: tuple[Any, ...]  # firms that become one, or several such groups
    saving: float | Mapping[str, float]
    known: Mapping[str, Any]

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """A row for each product, before and after; a market that cannot be solved says why, and stops no other."""
        import pandas as pd

        numbers = {name: pd.to_numeric(batch[name], errors="coerce") for name in NUMBERS if name in batch}
        wrong = problems(batch, numbers)
        bad = wrong.to_numpy() != ""
        parts = [refused(batch[bad], wrong[bad])] if bad.any() else []
        if not bad.all():
            fine, known = batch.assign(**numbers)[~bad], dict(self.known) | {"saving": self.saving, "go_on": True}
            parts.append(simulate(fine, self.demand, self.conduct, self.parties, **known).set_axis(fine.index))
        return parts[0] if len(parts) == 1 else pd.concat(parts).sort_index()[list(parts[1].columns)]


def problems(batch: pd.DataFrame, numbers: Mapping[str, pd.Series]) -> pd.Series:
    """What is wrong with the market of each row, empty where nothing is."""
    import pandas as pd

    price, share = numbers["prices"], numbers["shares"]
    market = pd.factorize(batch["market_ids"], use_na_sentinel=False)[0]
    free = price.eq(0) & ("costs" in batch)
    wrong = {
        "firm_ids: expected a name in every row": batch["firm_ids"].isna(),
        "prices: expected a number above 0 in every row": ~(np.isfinite(price) & (price > 0) | free),
        "shares: expected a number above 0 in every row": ~(np.isfinite(share) & (share > 0)),
        "shares: they add up to more than 1": np.bincount(market, share.fillna(0.0))[market] > 1.0 + ROUNDING,
    }
    if "margins" in numbers:
        wrong["margins: expected shares of price, such as 0.35"] = numbers["margins"] > 1.0
    for name in ("margins", "costs"):
        if name in numbers:
            wrong[f"{name}: expected a number, or nothing"] = batch[name].notna() & ~np.isfinite(numbers[name])
    says = pd.Series("", batch.index)
    for sentence, rows in reversed(wrong.items()):
        says = says.mask(np.isin(market, market[np.asarray(rows)]), sentence)
    return says


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
    task: Callable[[pd.DataFrame], T], numbered: Iterable[tuple[int, pd.DataFrame]], pool: Executor | None = None,
    workers: int = 1,
) -> Iterator[tuple[int, T]]:  # fmt: skip
    """What becomes of each batch under its number, in order, with no more than a few in memory for each worker."""
    if pool is None:
        for number, batch in numbered:
            yield number, task(batch)
        return
    under_way: deque[tuple[int, Future[T]]] = deque()
    for number, batch in numbered:
        under_way.append((number, pool.submit(task, batch)))
        if len(under_way) > WAITING * workers:
            first, answer = under_way.popleft()
            yield first, answer.result()
    for number, answer in under_way:
        yield number, answer.result()
