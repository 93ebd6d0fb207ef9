"""Random numbers that depend on nothing but the seed, the name of the input and the number of the draw.

Adding an input moves no other, 2,000 draws are the first 2,000 of 10,000; blocks, threads and machines cannot matter.
Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11 (the Philox generator).
"""

from __future__ import annotations

import hashlib

import numpy as np

from .records import Array

__all__ = ["normal", "uniform"]

LANES = 4  # numbers that one step of the counter gives


def uniform(seed: int, name: str, start: int, stop: int) -> Array:
    """Draws `start` to `stop` of the input called `name`: evenly spread over 0 to 1, both ends excluded.

    >>> bool((uniform(1, "bid.price", 0, 10)[4:] == uniform(1, "bid.price", 4, 10)).all())
    True
    """
    if not 0 <= start <= stop:
        raise ValueError(f"draws run from 0 upwards: {start} to {stop} does not; try 0 to {max(start, stop, 1)}.")
    digest = hashlib.blake2b(f"{seed}\n{name}".encode(), digest_size=16).digest()
    generator = np.random.Philox(key=np.frombuffer(digest, dtype="<u8").astype(np.uint64), counter=start // LANES)
    skip = start % LANES
    bits = generator.random_raw(skip + stop - start)[skip:]
    # 52 bits and a half: with 53 the last one would round up to 1.
    return ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def normal(seed: int, name: str, start: int, stop: int) -> Array:
    """Draws `start` to `stop` of the standard normal input called `name`."""
    from scipy.special import ndtri

    return ndtri(uniform(seed, name, start, stop))
