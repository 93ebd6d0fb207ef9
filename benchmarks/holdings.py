"""How fast ownership, control and power are found, with error, time and memory: `python -m benchmarks.holdings [part]`.

Parts: power (100 holders, and the packages on PyPI that are installed), national (a register of the size of the UK's),
world (a network with a core in which 1,300 companies own each other). Without a part, all of them.
"""

from __future__ import annotations

import resource
import sys
import time
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from suitor.holdings.games import Weighted, majority
from suitor.holdings.national import Ties, control_pairs, factor, integrated_pairs, owners_of
from suitor.holdings.power import penrose, shapley_shubik


def timed(what: str, run: Callable[[], Any], note: Callable[[Any], str] = lambda _: "") -> Any:
    """Run once; print seconds and the most memory the process has had."""
    start = time.perf_counter()
    answer = run()
    spent = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{what:58s} {spent:9.3f} s  {memory:5.2f} GiB  {note(answer)}")
    return answer


def power() -> None:
    """All holders of a register of 100 at basis-point weights, beside PyPI peers where they are installed."""
    game = register_of(100)
    chance = timed("100 holders, Shapley-Shubik", lambda: shapley_shubik(game))
    swing = timed("100 holders, Banzhaf", lambda: penrose(game))
    exact = timed("100 holders, both exactly, in whole numbers", lambda: exactly(game))
    print(f"  largest error: Shapley-Shubik {error(chance, exact[0]):.1e}, Banzhaf {error(swing, exact[1]):.1e}")
    for name, peer in PEERS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = timed(f"  {name}", lambda peer=peer: peer(game))
                print(f"    error {error(np.array(found), exact[0]):.1e}, sum {sum(found):.6f}")
            except ImportError:
                print(f"  {name}: not installed")
            except Exception as failure:  # a peer that breaks is a result
                print(f"  {name}: {type(failure).__name__}: {failure}")


def register_of(count: int, total: int = 10_000) -> Weighted:
    drawn = np.random.default_rng(1).lognormal(0, 1.5, count)
    return majority(np.maximum(1, np.round(drawn / drawn.sum() * total)).astype(int).tolist())


def exactly(game: Weighted) -> tuple[list[Fraction], list[Fraction]]:
    """By counting coalitions vote by vote, beyond the size the library allows by default."""
    from suitor.holdings import tallies

    count = tallies._by_votes(game)
    return count.shapley_shubik(), count.penrose()


def error(found: Any, exact: list[Fraction]) -> float:
    return float(np.max(np.abs(np.asarray(found, dtype=float) - np.array([float(one) for one in exact]))))


def powerindex(game: Weighted) -> list[float]:
    from powerindex import Game  # type: ignore[import-not-found]

    peer = Game(game.quota, list(game.weights))
    peer.calc_shapley_shubik()
    return list(peer.shapley_shubik)


def powerindices(game: Weighted) -> list[float]:
    import powerindices as peer  # type: ignore[import-not-found]

    return list(peer.compute_ssi(game.quota, list(game.weights)))


PEERS: dict[str, Callable[[Weighted], list[float]]] = {"powerindex": powerindex, "powerindices": powerindices}


def national() -> None:
    """8.0 million parties, 5.1 million stakes, loops as in the UK register: everything at once and one by one."""
    ties = timed(
        "UK size: make the register", lambda: register(7_970_000, 5_100_000), lambda t: f"{t.holder.size:,} stakes"
    )
    timed(
        "UK size: all ultimate owners of all companies",
        lambda: integrated_pairs(ties),
        lambda p: f"{p[0].size:,} pairs",
    )
    timed("UK size: all controllers of all companies", lambda: control_pairs(ties), lambda p: f"{p[0].size:,} pairs")
    timed("UK size: index of holders by company", lambda: ties.by_company)  # once, before the first question
    asked = np.random.default_rng(5).choice(ties.company, 1000)
    timed("UK size: 1,000 single companies", lambda: [owners_of(ties, int(one)) for one in asked])


def register(parties: int, stakes: int, rings: int = 150) -> Ties:
    """Half of the parties are companies; a few per cent of holders are companies too, and some of those form rings.

    Rings come to about 500 companies, as in the core of the UK register (Polovnikov, Pospelov & Skougarevskiy 2021).
    """
    rng = np.random.default_rng(11)
    companies = parties // 2
    company = rng.integers(0, companies, stakes)
    older = (rng.random(stakes) * company).astype(np.int64)  # held by a company of a smaller number: no loop
    persons = rng.integers(companies, parties, stakes)
    holder = np.where((rng.random(stakes) < 0.06) & (company > 0), older, persons)
    part = rng.choice([10_000, 7_500, 5_100, 5_000, 3_334, 2_600], stakes)
    for size in rng.integers(2, 6, rings):
        ring = rng.choice(stakes, size, replace=False)
        holder[ring] = np.roll(company[ring], 1)
        part[ring] = 4_000
    whole = np.bincount(company, weights=part, minlength=companies)[company]
    share = np.floor(part * np.minimum(1.0, 9_999 / whole)).astype(np.int64)
    return Ties(holder, company, share, parties)


def world() -> None:
    """0.6 million parties, 1.0 million ties, a core of 1,300 companies with 12,000 ties among them."""
    ties = timed(
        "world: make the network", lambda: network(600_000, 990_000, 1_300, 12_000), lambda t: f"{t.holder.size:,} ties"
    )
    solve = timed("world: factor I - W", lambda: factor(ties))
    value = np.ones(ties.count)
    direct = np.zeros(ties.count)
    net = timed("world: network value of all parties", lambda: solve(value))
    np.add.at(direct, ties.holder, ties.share / ties.whole * net[ties.company])
    print(f"  largest residual of v = 1 + W v: {np.abs(net - value - direct).max():.1e}")
    asked = np.random.default_rng(5).choice(ties.company, 20)
    timed("world: 20 single companies", lambda: [owners_of(ties, int(one)) for one in asked])


def network(parties: int, stakes: int, core: int, inner: int) -> Ties:
    rng = np.random.default_rng(3)
    company = np.concatenate([rng.integers(core, parties, stakes), rng.integers(0, core, inner)])
    older = (rng.random(stakes) * company[:stakes]).astype(np.int64)
    holder = np.concatenate([older, rng.integers(0, core, inner)])
    part = rng.integers(1, 10_000, holder.size)
    whole = np.bincount(company, weights=part, minlength=parties)[company]
    share = np.maximum(1, np.floor(part / whole * 9_000)).astype(np.int64)
    return Ties(holder, company, share, parties)


if __name__ == "__main__":
    parts = {"power": power, "national": national, "world": world}
    for name in sys.argv[1:] or parts:
        parts[name]()
