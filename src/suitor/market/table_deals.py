"""What happens in every market of a table: who becomes one, who holds a part of whom, what that saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor.market.conduct import Conduct
from suitor.market.counterfactuals import merged, united

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Deal", "groups_of"]

Holds = Mapping[str, Mapping[str, float]]  # holder, firm held: a silent share of its profit


class Deal(NamedTuple):
    """What happens in every market of a table."""

    groups: tuple[tuple[str, ...], ...]  # firms that become one
    saving: float | Mapping[str, float]
    after: Conduct | None  # how firms compete then; as before if None
    side: float  # 1 where firms sell, -1 where they buy: they sell at negative prices
    holds: Holds  # before and after
    buys: Holds  # after

    def saves(self, rows: pd.DataFrame, firms: Sequence[str], is_party: Any) -> Array:
        """Share of cost that each product saves, (market, product)."""
        if "savings" in rows:
            return rows["savings"].fillna(0.0).to_numpy(dtype=float).reshape(-1, len(firms))
        if isinstance(self.saving, Mapping):
            return np.array([self.saving.get(name, 0.0) for name in firms])
        return self.saving * is_party

    def before(self, firms: tuple[str, ...]) -> Stakes:
        """Interests before the deal."""
        return _cut(_silent(firms, self.holds), firms)

    def after_it(self, firms: tuple[str, ...]) -> Stakes:
        """Interests after it; a party that sells nothing here may still hold a part of those that do."""
        every = _silent(firms, self.holds, self.buys)
        return _cut(merged(every, *self.here(every.firms)), firms)

    def here(self, firms: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The groups of firms that become one among those that sell in a market."""
        some = [tuple(one for one in group if one in firms) for group in self.groups]
        return [group for group in some if len(group) > 1]

    def owners(self, sellers: Sequence[str]) -> list[str]:
        """Who owns the products of each seller after it: a merged firm goes by the first of its parties."""
        first = {name: group[0] for group in self.here(tuple(sellers)) for name in group}
        return [first.get(name, name) for name in sellers]

    def parties(self, firms: tuple[str, ...]) -> set[str]:
        """Who is party to it in a market: those who become one, and both sides of a stake that is bought."""
        ties = {(holder, held) for holder, those in self.buys.items() for held in those}
        both = {name for tie in ties if set(tie) <= set(firms) for name in tie}
        return both | {name for group in self.groups for name in group}


def groups_of(merge: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """Groups of firms that become one, of which a single one may stand by itself; those that share a firm are one."""
    several = any(isinstance(one, list | tuple) for one in merge)
    return united([tuple(map(str, group)) for group in (merge if several else [merge] if merge else [])])


def _silent(firms: tuple[str, ...], *stakes: Holds) -> Stakes:
    """What firms, here or elsewhere, receive of each other's profit, and so of what those hold in turn.

    Of a dollar of g's profit f receives (1 − H)⁻¹, H what each holds of each, and counts it by a dollar of its own.
    """
    ties = [(f, g, share) for one in stakes for f, held in one.items() for g, share in held.items() if f != g]
    names = tuple(dict.fromkeys([*firms, *(name for tie in ties for name in tie[:2])]))
    held = np.zeros((len(names), len(names)))
    for f, g, share in ties:
        held[names.index(f), names.index(g)] += share
    left = np.eye(len(names)) - held
    if np.any(held.sum(0) > 1.0) or np.linalg.matrix_rank(left) < len(names):
        raise ValueError(f"stakes of more than the whole of {names[int(held.sum(0).argmax())]}, or of all in a circle")
    received = np.linalg.inv(left)
    return replace(Stakes.of_firms(names), weight=received / np.diagonal(received)[:, None])


def _cut(stakes: Stakes, firms: tuple[str, ...]) -> Stakes:
    """The interests of the first firms alone, in each other."""
    return replace(Stakes.of_firms(firms), weight=stakes.weight[: len(firms), : len(firms)])
