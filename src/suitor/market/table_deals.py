"""What happens in every market of a table: who becomes one, who holds a part of whom, what that saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suitor._core.records import Array, Stakes, replace
from suitor.market.conduct import Conduct
from suitor.market.counterfactuals import merged

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
        plain = Stakes.of_firms(firms)
        return replace(plain, weight=plain.weight + _silent(firms, self.holds))

    def after_it(self, firms: tuple[str, ...]) -> Stakes:
        """Interests after it: a merged firm holds in others what its parties held together."""
        silent = _silent(firms, self.holds) + _silent(firms, self.buys)
        one = merged(Stakes.of_firms(firms), *self.here(firms))
        held = one.weight @ silent
        return replace(one, weight=np.where(one.weight > 0, one.weight, held))

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
    """Groups of firms that become one, of which a single one may stand by itself."""
    several = any(isinstance(one, list | tuple) for one in merge)
    return tuple(tuple(map(str, group)) for group in (merge if several else [merge] if merge else []))


def _silent(firms: tuple[str, ...], holds: Holds) -> Array:
    """Share of each firm's profit that each other one holds, (holder, held); of firms that are there."""
    weight = np.zeros((len(firms), len(firms)))
    for holder, those in holds.items():
        for held, share in those.items():
            if holder in firms and held in firms and holder != held:
                weight[firms.index(holder), firms.index(held)] += share
    return weight
