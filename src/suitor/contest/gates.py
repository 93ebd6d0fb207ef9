"""What must still open once everybody has said yes: consents, waiting periods, votes, courts and money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product
from math import prod

import numpy as np

from suitor._core.arrays import columns
from suitor._core.records import Array, record

__all__ = ["Gate", "chances", "opening_days", "others", "together"]

KINDS = ("consent", "notice_and_may_sue", "waiting_period", "vote", "financing", "court")
NO_FACTORS: Mapping[str, Array] = {}


@record
class Gate:
    """One thing that must happen before closing: how likely, how long, after what, moved by which common mood.

    Gates without an order run side by side. `loadings` tie gates together through named common factors (Gaussian
    copula): gates k and l are correlated by sum_f loadings[k][f] loadings[l][f], so a correlation of 0.4 is a loading
    of 0.4 ** 0.5 on one factor each.
    """

    id: str
    kind: str  # one of KINDS
    chance: Array | float  # (*draw,) probability that it opens
    days: Array | float  # (*draw,) days it takes once started
    after: tuple[str, ...] = ()  # gates that must open first
    loadings: Mapping[str, float] = field(default_factory=dict)  # by factor

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"gate {self.id}: no kind of gate is called '{self.kind}'. Try one of {', '.join(KINDS)}.")
        chance = np.asarray(self.chance, float)
        lawful = (chance >= 0.0) & (chance <= 1.0)
        if not lawful.all():
            wrong = float(chance[~lawful].ravel()[0])
            raise ValueError(f"gate {self.id}: a chance is a probability between 0 and 1, found {wrong:g}.")
        if not np.all(np.asarray(self.days) >= 0.0):
            raise ValueError(f"gate {self.id}: days are counted from its start and cannot be negative.")
        if not sum(load**2 for load in self.loadings.values()) < 1.0:
            raise ValueError(f"gate {self.id}: the squares of its loadings must sum to less than 1.")


def opening_days(gates: Sequence[Gate]) -> Array:
    """Days from announcement until each gate opens, if it does: after the last of those before it.

    (*draw, gate). A gate that names an unknown one, or a circle of gates that wait for each other, is an error.
    """
    opens: dict[str, Array] = {}
    for gate in in_order(gates):
        start = np.zeros(())
        for earlier in gate.after:
            start = np.maximum(start, opens[earlier])
        opens[gate.id] = start + gate.days
    return columns([opens[gate.id] for gate in gates])


def chances(gates: Sequence[Gate], factors: Mapping[str, Array] = NO_FACTORS) -> Array:
    """Each gate's chance to open given the common factors that are known, (*draw, gate)."""
    return columns([_chance(gate, factors) for gate in gates])


def together(gates: Sequence[Gate], factors: Mapping[str, Array] = NO_FACTORS) -> Array:
    """The chance that every gate opens.

    Gate k opens where  sum_f a[k,f] F[f] + (1 - sum_f a[k,f]^2)^0.5 e[k] <= Phi^-1(p[k]),  F and e independent normals.
    Factors that are given (one normal draw for each draw) are conditioned on; the others, where two gates or more share
    them, are integrated out by the trapezoid rule, which for such integrands is exact to rounding (error below 1e-10).

    >>> three = [Gate(str(p), "consent", p, 0.0, loadings={"mood": 0.4 ** 0.5}) for p in (0.7, 0.6, 0.8)]
    >>> round(float(together(three)), 3)
    0.431

    Li (2000), "On default correlation: a copula function approach", Journal of Fixed Income 9(4).
    """
    chance = np.ones(())
    for group, hidden in _groups(gates, factors):
        chance = chance * _group_chance(group, hidden, factors)
    return chance


def others(gates: Sequence[Gate], factors: Mapping[str, Array] = NO_FACTORS) -> Array:
    """The chance that all gates but one open, for each one left out, (*draw, gate): what its being certain would give.

    >>> others([Gate("vote", "vote", 0.9, 60.0), Gate("court", "court", 0.5, 90.0)]).tolist()
    [0.5, 0.9]
    """
    groups = list(_groups(gates, factors))
    whole = [_group_chance(group, hidden, factors) for group, hidden in groups]
    left: dict[str, Array] = {}
    for index, (group, hidden) in enumerate(groups):
        rest = prod(whole[:index] + whole[index + 1 :], start=np.ones(()))
        for gate, chance in zip(group, _group_others(group, hidden, factors)):
            left[gate.id] = rest * chance
    return columns([left[gate.id] for gate in gates])


def in_order(gates: Sequence[Gate]) -> list[Gate]:
    """The gates, each after those it waits for."""
    by_id = {gate.id: gate for gate in gates}
    if len(by_id) < len(gates):
        raise ValueError("two gates have the same id; give each its own.")
    for gate in gates:
        for earlier in gate.after:
            if earlier not in by_id:
                raise ValueError(f"gate {gate.id} waits for '{earlier}', which is not among {', '.join(by_id)}.")
    placed: list[Gate] = []
    waiting = list(gates)
    while waiting:
        done = {gate.id for gate in placed}
        ready = [gate for gate in waiting if done.issuperset(gate.after)]
        if not ready:
            raise ValueError(f"gates wait in a circle: {' after '.join(_circle(waiting))}. Drop one `after`.")
        placed += ready
        waiting = [gate for gate in waiting if gate not in ready]
    return placed


def _circle(waiting: list[Gate]) -> list[str]:
    stuck = {gate.id: gate for gate in waiting}
    path = [waiting[0].id]
    while path.count(path[-1]) < 2:
        path.append(next(earlier for earlier in stuck[path[-1]].after if earlier in stuck))
    return path[path.index(path[-1]) :]


def _groups(gates: Sequence[Gate], factors: Mapping[str, Array]) -> Iterator[tuple[list[Gate], tuple[str, ...]]]:
    """Gates that share unknown factors, directly or through others; each group is independent of the rest."""
    carriers: dict[str, set[int]] = {}
    for index, gate in enumerate(gates):
        for factor, load in gate.loadings.items():
            if factor not in factors and load != 0.0:
                carriers.setdefault(factor, set()).add(index)
    shared = {factor: carrier for factor, carrier in carriers.items() if len(carrier) > 1}
    left = list(range(len(gates)))
    while left:
        group, hidden = {left[0]}, set[str]()
        while grown := {factor for factor, carrier in shared.items() if carrier & group} - hidden:
            hidden |= grown
            group = group.union(*(shared[factor] for factor in grown))
        yield [gates[index] for index in sorted(group)], tuple(factor for factor in shared if factor in hidden)
        left = [index for index in left if index not in group]


def _group_chance(group: list[Gate], hidden: tuple[str, ...], factors: Mapping[str, Array]) -> Array:
    if not hidden:
        return _chance(group[0], factors)  # sharing nothing, it stands alone
    total = np.zeros(())
    for weight, opens in _moods(group, hidden, factors):
        total = total + prod(opens, start=weight)
    return np.clip(total, 0.0, 1.0)


def _group_others(group: list[Gate], hidden: tuple[str, ...], factors: Mapping[str, Array]) -> list[Array]:
    """The chance that the others of a group open, for each gate left out: before it and after it, multiplied."""
    if not hidden:
        return [np.ones(())]
    total = [np.zeros(())] * len(group)
    for weight, opens in _moods(group, hidden, factors):
        before, after = [np.asarray(weight)], [np.ones(())]
        for ahead, behind in zip(opens, reversed(opens)):
            before.append(before[-1] * ahead)
            after.append(after[-1] * behind)
        total = [sum_ + before[k] * after[len(group) - 1 - k] for k, sum_ in enumerate(total)]
    return [np.clip(each, 0.0, 1.0) for each in total]


def _moods(
    group: list[Gate], hidden: tuple[str, ...], factors: Mapping[str, Array]
) -> Iterator[tuple[float, list[Array]]]:
    """The values that shared factors may take, the weight of each, and each gate's chance to open there."""
    if len(hidden) > 3:
        raise ValueError(f"gates share {len(hidden)} unknown factors; give draws for some of {', '.join(hidden)}.")
    bars = [_bar(gate, factors, hidden) for gate in group]
    axes = [_nodes(factor, group, [spread for _, spread in bars]) for factor in hidden]
    for point in product(*axes):  # a loop, so that the order of summation never depends on how draws are split
        pulls = [sum(gate.loadings.get(f, 0.0) * node for f, (node, _) in zip(hidden, point)) for gate in group]
        opens = [_normal_cdf(bar - pull, spread) for (bar, spread), pull in zip(bars, pulls)]
        yield prod(weight for _, weight in point), opens


def _nodes(factor: str, group: list[Gate], spreads: list[float]) -> list[tuple[float, float]]:
    """Trapezoid nodes and weights for a standard normal factor, as fine as the sharpest integrand asks."""
    sharpness = 1.0 + sum((gate.loadings.get(factor, 0.0) / spread) ** 2 for gate, spread in zip(group, spreads))
    half = int(np.ceil(7.0 * sharpness**0.5 / 0.8))  # a step of 0.8 of the width leaves an aliasing error of e^-30
    node = np.linspace(-7.0, 7.0, 2 * half + 1)
    weight = np.exp(-0.5 * node**2)
    return list(zip(node.tolist(), (weight / weight.sum()).tolist()))


def _chance(gate: Gate, factors: Mapping[str, Array]) -> Array:
    if any(factor in factors for factor in gate.loadings):
        return _normal_cdf(*_bar(gate, factors))
    return np.asarray(gate.chance, float)


def _bar(gate: Gate, factors: Mapping[str, Array], hidden: tuple[str, ...] = ()) -> tuple[Array, float]:
    """The threshold left for what is not known of a gate, and the spread of what is its own."""
    from scipy.special import ndtri

    threshold = ndtri(np.asarray(gate.chance, float))
    variance = 1.0
    for factor, load in gate.loadings.items():
        if factor in factors:
            threshold = threshold - load * np.asarray(factors[factor])
        if factor in factors or factor in hidden:
            variance -= load**2
    return threshold, variance**0.5


def _normal_cdf(threshold: Array, spread: float) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(threshold / spread))
