"""National registers: millions of stakes as arrays, for the questions that need all of them at once.

Parties are whole numbers from 0, stakes are whole parts of `whole` (10,000 for basis points), so that majorities are
decided exactly. A stake in oneself is a treasury share.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array, record

__all__ = ["Ties", "control_pairs", "factor", "integrated_pairs", "owners_of"]

Index = NDArray[np.int64]
NEGLIGIBLE = 1e-12  # share of a dollar below which a chain is not followed on


@record
class Ties:
    """Who holds how much of whom, one row a stake."""

    holder: Index  # (stake,)
    company: Index  # (stake,)
    share: Index  # (stake,), parts of `whole`
    count: int  # parties
    whole: int = 10_000

    def __post_init__(self) -> None:
        held = np.bincount(self.company, weights=self.share, minlength=self.count)
        if np.any(held > self.whole):
            worst = int(np.argmax(held))
            raise ValueError(f"stakes in party {worst} sum to {held[worst] / self.whole:.2%} of it")

    @cached_property
    def by_holder(self) -> tuple[Index, Index, Index]:
        """Where each party's stakes begin, the companies and the shares, sorted by holder."""
        return _grouped(self.holder, self.company, self.share, self.count)

    @cached_property
    def by_company(self) -> tuple[Index, Index, Index]:
        """Where each company's holders begin, the holders and the shares, sorted by company."""
        return _grouped(self.company, self.holder, self.share, self.count)


def integrated_pairs(ties: Ties) -> tuple[Index, Index, Array]:
    """Ultimate owner, company and share for every pair joined by a chain; owners are those whom nobody owns.

    Chains are followed outward, W + W^2 + ..., the terms of a loop until they are negligible. The cost is that of the
    answer, not of the number of parties squared.
    """
    start, target, share = ties.by_holder
    held = np.zeros(ties.count, dtype=bool)
    held[ties.company] = True
    first = ~held[ties.holder]
    key = ties.holder[first] * ties.count + ties.company[first]
    reach = ties.share[first] / ties.whole
    keys, values = [key], [reach]
    while key.size:
        owner, through = np.divmod(key, ties.count)
        key, reach = _joined(owner, through, reach, start, target, share / ties.whole, ties.count)
        key, reach = _summed(key, reach)
        key, reach = key[reach > NEGLIGIBLE], reach[reach > NEGLIGIBLE]
        keys.append(key)
        values.append(reach)
    key, reach = _summed(np.concatenate(keys), np.concatenate(values))
    owner, company = np.divmod(key, ties.count)
    return owner, company, reach


def control_pairs(ties: Ties, majority: int | None = None) -> tuple[Index, Index]:
    """Every controller and company: more than half of the votes (or `majority` parts), alone or with what one controls.

    The least fixpoint of company control, found for all parties together, one ring of companies at a time.
    """
    needed = ties.whole // 2 if majority is None else majority
    start, target, share = ties.by_holder
    others = ties.holder != ties.company
    key, votes = _summed(ties.holder[others] * ties.count + ties.company[others], ties.share[others])
    won = key[votes > needed]
    settled, ring = [won], won
    fertile = np.diff(start) > 0  # parties that hold something themselves
    active = np.zeros(ties.count, dtype=bool)
    active[ring[fertile[ring % ties.count]] // ties.count] = True
    pool = key[active[key // ties.count]], votes[active[key // ties.count]]
    decided = np.sort(won)
    while ring.size:
        ring = ring[fertile[ring % ties.count]]
        party, through = np.divmod(ring, ties.count)
        more, extra = _joined(party, through, np.ones(ring.size, dtype=np.int64), start, target, share, ties.count)
        foreign = (more // ties.count != more % ties.count) & (
            np.repeat(through, np.diff(start)[through]) != more % ties.count
        )
        pool = _summed(np.concatenate([pool[0], more[foreign]]), np.concatenate([pool[1], extra[foreign]]))
        reached = pool[0][pool[1] > needed]
        place = np.minimum(np.searchsorted(decided, reached), max(decided.size - 1, 0))
        ring = reached[decided[place] != reached] if decided.size else reached
        settled.append(ring)
        decided = np.sort(np.concatenate([decided, ring]))
    return tuple(np.divmod(np.concatenate(settled), ties.count))  # type: ignore[return-value]


def owners_of(ties: Ties, company: int) -> dict[int, float]:
    """What every party above one company receives of its profit: its ancestors and one small solve."""
    start, holders, share = ties.by_company
    names, place = [company], {company: 0}
    rows: list[int] = []
    columns: list[int] = []
    parts: list[int] = []
    for name in names:
        for entry in range(start[name], start[name + 1]):
            holder = int(holders[entry])
            if holder not in place:
                place[holder] = len(names)
                names.append(holder)
            rows.append(place[holder])
            columns.append(place[name])
            parts.append(int(share[entry]))
    if not rows:
        return {}
    above = Ties(np.array(rows), np.array(columns), np.array(parts), len(names), ties.whole)
    direct = np.bincount(above.holder, weights=above.share * (above.company == 0), minlength=len(names)) / ties.whole
    rights = _dense(above, direct) if len(names) <= 3000 else factor(above)(direct)
    return {name: float(right) for name, right in zip(names, rights, strict=True) if right > 0}


def factor(ties: Ties) -> Callable[[Array], Array]:
    """A solver of v_net = v + W v_net: what each party's holdings add up to, for as many values v as one likes.

    Parties are ordered so that loops are blocks on the diagonal and everything else lies on one side of it; sparse LU
    then fills in only the loops. (Left to its usual ordering it does not finish on a large core.)
    """
    from scipy.sparse import csc_matrix, identity
    from scipy.sparse.linalg import splu

    order = _layers(ties)
    place = np.empty(ties.count, dtype=np.int64)
    place[order] = np.arange(ties.count)
    weight = ties.share / ties.whole
    direct = csc_matrix((weight, (place[ties.holder], place[ties.company])), shape=(ties.count,) * 2)
    system = (identity(ties.count, format="csc") - direct).tocsc()
    solver = splu(system, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

    def solve(value: Array) -> Array:
        return np.asarray(solver.solve(value[order])[place])

    return solve


def _dense(ties: Ties, value: Array) -> Array:
    direct = np.zeros((ties.count, ties.count))
    np.add.at(direct, (ties.holder, ties.company), ties.share / ties.whole)
    return np.asarray(np.linalg.solve(np.eye(ties.count) - direct, value))


def _layers(ties: Ties) -> Index:
    """Parties in an order in which each stands after those it holds, loops together."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(ties.holder.size, dtype=np.int8)
    graph = csr_matrix((ones, (ties.holder, ties.company)), shape=(ties.count,) * 2)
    # Tarjan's algorithm numbers a loop after everything that it leads to.
    _, label = connected_components(graph, connection="strong")
    return np.argsort(label, kind="stable").astype(np.int64)


def _grouped(by: Index, other: Index, share: Index, count: int) -> tuple[Index, Index, Index]:
    """The rows of one party after another: counted into place, four times as fast as sorted."""
    from scipy.sparse import csr_matrix

    rows = csr_matrix((share, (by, np.arange(by.size))), shape=(count, by.size))  # a column each: nothing is added up
    return rows.indptr.astype(np.int64), other[rows.indices], rows.data


def _joined(
    party: Index, through: Index, reach: NDArray, start: Index, target: Index, share: NDArray, count: int
) -> tuple[Index, NDArray]:
    """Extend each pair (party, through) by every stake that `through` holds."""
    lengths = start[through + 1] - start[through]
    total = int(lengths.sum())
    offset = np.repeat(np.cumsum(lengths) - lengths, lengths)
    entry = np.arange(total) - offset + np.repeat(start[through], lengths)
    return np.repeat(party, lengths) * count + target[entry], np.repeat(reach, lengths) * share[entry]


def _summed(key: Index, value: NDArray) -> tuple[Index, NDArray]:
    """Add up the values of equal keys."""
    if not key.size:
        return key, value
    order = np.argsort(key, kind="stable")
    key, value = key[order], value[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return key[first], np.add.reduceat(value, first)
