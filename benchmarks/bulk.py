"""How fast, and in how much memory, markets of one Parquet file are solved into another.

    python benchmarks/bulk.py [markets] [workers]

1,000,000 markets of ten products are the size it is meant for; a smaller number shows the same speed and memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from suitor.cli import bulk
from suitor.market.bulk import Merger

PRODUCTS, FIRMS, WRITTEN = 10, 5, 20_000


def write(path: Path, markets: int) -> None:
    """Logit markets of ten products and five firms, with margins known to three percent."""
    from pyarrow import Table, parquet

    rng = np.random.default_rng(3)
    writer = None
    for start in range(0, markets, WRITTEN):
        count = min(WRITTEN, markets - start)
        weight = rng.uniform(0.5, 1.5, (count, PRODUCTS))
        share = weight / weight.sum(-1, keepdims=True) * rng.uniform(0.5, 0.9, (count, 1))
        price, slope = rng.uniform(1.0, 2.0, (count, PRODUCTS)), rng.uniform(2.0, 6.0, (count, 1))
        firm = share.reshape(count, FIRMS, -1).sum(-1).repeat(PRODUCTS // FIRMS, axis=-1)
        margin = 1.0 / (slope * (1.0 - firm)) / price * rng.uniform(0.97, 1.03, price.shape)
        frame = pd.DataFrame(
            {
                "market_ids": np.arange(start, start + count).repeat(PRODUCTS),
                "product_ids": np.tile(np.arange(PRODUCTS), count),
                "firm_ids": np.tile(np.array(list("AABBCCDDEE")), count),
                "prices": price.ravel(),
                "shares": share.ravel(),
                "margins": margin.ravel(),
            }
        )
        table = Table.from_pandas(frame, preserve_index=False)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def main(markets: int = 50_000, workers: int = 1) -> None:
    merger = Merger("logit", "bertrand", ("A", "B"), 0.0, {})
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        write(source, markets)
        start = time.perf_counter()
        survey = bulk.surveyed(source, lambda batch: None)
        looked = time.perf_counter() - start
        done = bulk.run(source, target, merger, survey.markets, workers=workers)
        spent = time.perf_counter() - start
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sizes = " -> ".join(f"{path.stat().st_size / 1e6:.0f} MB" for path in (source, target))
    print(f"{markets:,} markets, {workers} worker(s): {spent:.1f} s, of which {looked:.1f} s to look through the table")
    print(
        f"{markets / spent:,.0f} markets a second, {done.settled:,} settled, {sizes}, at most {most:.0f} MB of memory"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
