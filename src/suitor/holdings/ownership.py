"""Who receives a company's profit in the end, through pyramids, cross-holdings and loops.

Direct stakes W[i, j] are i's share of company j's cash flow. Integrated rights add every chain of stakes:

    W~ = W + W W~ = (I - W)^-1 W,     V = (I - W)^-1 = I + W~

Brioschi, Buzzacchi & Colombo (1989), "Risk capital financing and the separation of ownership and control in business
groups", Journal of Banking & Finance 13. A firm inside a loop meets itself again on the way; dividing its row by
V[i, i] removes what it owns of itself: W^ = diag(V)^-1 W~ (Baldone, Brioschi & Paleari 1998).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np

from suitor._core.records import Array

from .graph import components, graph_of, reached
from .rights import by_company

__all__ = [
    "closed_loops",
    "corrected",
    "integrated",
    "owners",
    "weakest_link",
]

Stakes = Mapping[tuple[str, str], Fraction]  # (holder, company): direct share of cash flow


def owners(stakes: Stakes, company: str) -> dict[str, Fraction]:
    """What each owner receives of a dollar of the company's profit, directly and through others, exactly.

    An owner that is itself owned inside a loop is counted without what it owns of itself (the Baldone correction).

    >>> owners({("F", "P"): Fraction(4, 5), ("P", "B"): Fraction(2, 5)}, "B")
    {'P': Fraction(2, 5), 'F': Fraction(8, 25)}
    """
    rights = _column(stakes, company)
    held = {target for _, target in stakes}
    ringed = {name for loop in components(graph_of(stakes)) if len(loop) > 1 for name in loop}
    ringed |= {holder for holder, target in stakes if holder == target}
    gain = {
        name: 1 + _column(stakes, name).get(name, Fraction(0)) for name in rights if name in ringed and name in held
    }
    return {name: share / gain.get(name, 1) for name, share in rights.items() if share}


def integrated(matrix: Array) -> Array:
    """Direct and indirect rights of every owner in every company, W~ = (I - W)^-1 W; leading axes are draws."""
    count = matrix.shape[-1]
    return np.asarray(np.linalg.solve(np.eye(count) - matrix, matrix), dtype=np.float64)


def corrected(matrix: Array) -> Array:
    """Integrated rights without what a firm in a loop owns of itself, W^ = diag(V)^-1 W~.

    Rows of owners that nobody owns are the same as in `integrated`.
    """
    through = integrated(matrix)
    gain = 1.0 + np.diagonal(through, axis1=-2, axis2=-1)
    return through / gain[..., None]


def weakest_link(stakes: Stakes, owner: str, company: str, depth: int = 12) -> Fraction:
    """Control along chains, each as strong as its smallest stake, summed over chains.

    La Porta, Lopez-de-Silanes & Shleifer (1999), "Corporate ownership around the world", Journal of Finance 54.
    Chains visit no firm twice; one longer than `depth` is refused, since the measure was made for short pyramids.
    """
    return _weakest(graph_of(stakes), stakes, owner, company, Fraction(1), (owner,), depth)


def closed_loops(stakes: Stakes) -> list[tuple[str, ...]]:
    """Sets of companies that own each other entirely, so that nobody outside owns them."""
    return [tuple(sorted(inside)) for inside in _loops(stakes) if all(total >= 1 for total in inside.values())]


def bounds(low: Stakes, high: Stakes, company: str) -> dict[str, tuple[Fraction, Fraction]]:
    """The least and the most each owner can receive, directly and indirectly, when stakes are known within bounds.

    Rights grow with every stake, so the bounds come from the two ends. Where the most that stakes can be closes a loop,
    the most an owner can receive is all.
    """
    least = owners(low, company)
    names = owners(
        {pair: share / 2 / len(high) for pair, share in high.items()}, company
    )  # whoever has any chain to it
    most = owners(high, company) if _leaks(high) else dict.fromkeys(names, Fraction(1))
    return {name: (least.get(name, Fraction(0)), min(most[name], Fraction(1))) for name in names}


def _leaks(stakes: Stakes) -> bool:
    """No company in a loop is wholly held from inside it."""
    return not any(total >= 1 for inside in _loops(stakes) for total in inside.values())


def _loops(stakes: Stakes) -> list[dict[str, Fraction]]:
    """The strongly connected companies, each with how much of it is held from inside."""
    groups = [dict.fromkeys(loop, Fraction(0)) for loop in components(graph_of(stakes))]
    home = {name: inside for inside in groups for name in inside}
    for (holder, target), share in stakes.items():
        if holder in home[target]:
            home[target][target] += share
    return groups


def _column(stakes: Stakes, company: str) -> dict[str, Fraction]:
    """W~[:, company]: nearest holders first, one component of the graph at a time."""
    held = by_company(stakes)
    above = reached(held, company)
    graph = {name: [target for target in above if name in held.get(target, {})] for name in above}
    rights: dict[str, Fraction] = {}
    for group in components(graph):
        known = {
            name: held.get(company, {}).get(name, Fraction(0))
            + sum((held[target][name] * rights[target] for target in graph[name] if target in rights), Fraction(0))
            for name in group
        }
        rights |= _solve_group(group, known, held)
    return rights


def _solve_group(
    group: list[str], known: Mapping[str, Fraction], held: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, Fraction]:
    """Solve y = known + W y within one loop, by elimination in fractions."""
    rows = [[Fraction(int(i == j)) - held.get(j, {}).get(i, Fraction(0)) for j in group] + [known[i]] for i in group]
    size = len(group)
    for pivot in range(size):
        swap = next((row for row in range(pivot, size) if rows[row][pivot]), None)
        if swap is None:
            raise ValueError(
                f"{', '.join(sorted(group))} hold one another entirely, so what reaches an owner outside is unknown. "
                "Name who outside holds a part, or leave the loop out."
            )
        rows[pivot], rows[swap] = rows[swap], rows[pivot]
        head = rows[pivot][pivot]
        rows[pivot] = [value / head for value in rows[pivot]]
        for row in range(size):
            if row != pivot and rows[row][pivot]:
                factor = rows[row][pivot]
                rows[row] = [value - factor * top for value, top in zip(rows[row], rows[pivot], strict=True)]
    return {name: rows[index][-1] for index, name in enumerate(group)}


def _weakest(
    graph: Mapping[str, Iterable[str]],
    stakes: Stakes,
    here: str,
    company: str,
    strength: Fraction,
    path: tuple[str, ...],
    depth: int,
) -> Fraction:
    if here == company:
        return strength
    if len(path) > depth:
        raise ValueError(
            f"a chain from {path[0]} is longer than {depth} firms; ask for cash flow or voting power instead"
        )
    steps = (
        _weakest(graph, stakes, target, company, min(strength, stakes[here, target]), (*path, target), depth)
        for target in graph.get(here, ())
        if target not in path
    )
    return sum(steps, Fraction(0))
