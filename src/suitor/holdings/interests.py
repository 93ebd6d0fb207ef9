"""Whose interests a firm serves: own, cross and care weights from who decides and who receives.

Firm f weighs its parties by their power over it, gamma[i, f]; party i receives beta[i, g] of a marginal dollar of g's
profit and counts a dollar of consumer surplus as m[i] dollars of cash:

    weight[f, g] = sum_i gamma[i, f] beta[i, g],     care[f] = sum_i gamma[i, f] m[i]

O'Brien & Salop (2000), "Competitive effects of partial ownership", Antitrust Law Journal 67.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from suitor._core.arrays import columns
from suitor._core.records import Array, Stakes

from .amounts import Amount, Range
from .deciders import power
from .graph import graph_of, reached

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["drawn_owners", "kappa", "mhhi", "mission", "ownership_matrix", "weigh"]

Marginal = Mapping[tuple[str, str], float | Array]


def weigh(
    holdings: Holdings,
    firms: tuple[str, ...],
    care: Mapping[str, float | Array],
    marginal: Marginal | None = None,
    split: str = "votes",
) -> Stakes:
    """Whose interests each firm serves.

    A controller decides alone; where nobody controls, power follows `power`. Votes nobody is recorded as holding belong
    to holders who want the firm run for its profit, so a firm without recorded controllers has own = 1. They go by the
    firm's own name: care["Lab"] is what consumers are worth to a firm that is its own master.
    A controller that holds votes and no cash has own = 0. `marginal` replaces cash shares by the right to the next
    dollar: a unit at its cap has 0.
    """
    strangers = sorted(set(care) - {entity.id for entity in holdings.entities} - set(firms))
    if strangers:
        raise ValueError(f"care names parties that hold nothing here: {', '.join(strangers)}")
    powers = power(holdings, firms, split)
    cash = {**holdings.cash, **{pair: np.asarray(share, dtype=float) for pair, share in (marginal or {}).items()}}
    beta = _received(cash, [party for held in powers.values() for party in held], firms)
    weight = np.zeros((len(firms), len(firms), *_draws(cash)))  # neighbouring draws side by side
    for at, (f, g) in zip(np.ndindex(weight.shape[:2]), product(firms, repeat=2)):
        weight[at] = sum(part * beta[party, g] for party, part in powers[f].items())
    concern = [sum(part * np.asarray(care.get(party, 0.0)) for party, part in powers[f].items()) for f in firms]
    square = np.moveaxis(weight, (0, 1), (-2, -1))
    return Stakes(firms, square, columns(concern), np.zeros(len(firms)), np.full(len(firms), -np.inf))


def kappa(stakes: Stakes, multiplier: float | Array = 0.0) -> Array:
    """What a dollar of each rival's profit is worth to a firm beside a dollar of its own, cross / (own + lambda).

    Row f decides. Above 1 the firm's controllers gain more from the rival's profit than from the firm's.
    """
    scale = _scale(stakes, multiplier)
    ratio = stakes.weight / scale[..., :, None]
    count = len(stakes.firms)
    return np.where(np.eye(count, dtype=bool), 1.0, ratio)


def mission(stakes: Stakes, multiplier: float | Array = 0.0) -> Array:
    """What a dollar of consumer surplus is worth to a firm beside a dollar of its own profit, care / (own + lambda)."""
    return stakes.care / _scale(stakes, multiplier)


def mhhi(kappas: Array, share: Array) -> Array:
    """Concentration in points, with each pair of firms counted by how much one serves the other.

    MHHI = 10,000 sum_f sum_g kappa[f, g] share[f] share[g]; with kappa = identity it is the HHI.
    """
    return 10_000 * np.einsum("...fg,...f,...g->...", kappas, share, share)


def ownership_matrix(kappas: Array, firm: Sequence[int]) -> Array:
    """The products' ownership matrix that packages such as PyBLP take: entry (j, k) is kappa of j's firm for k's.

    >>> ownership_matrix(np.array([[1.0, 0.4], [0.0, 1.0]]), [0, 0, 1])[0].tolist()
    [1.0, 1.0, 0.4]
    """
    seller = np.asarray(firm)
    return kappas[..., seller[:, None], seller[None, :]]


def drawn_owners(cash: Mapping[tuple[str, str], Amount], company: str) -> dict[str, Amount]:
    """What each owner receives of a dollar of the company's profit, for every draw."""
    names, draws = _upstream(cash, (company,)), _draws(cash)
    received = _received(cash, names, (company,))
    rights = {name: np.broadcast_to(received[name, company], draws) for name in names[1:]}
    return {name: right for name, right in rights.items() if right.any()}


def _draws(cash: Mapping[tuple[str, str], Amount]) -> tuple[int, ...]:
    """The common shape of the draws of all shares."""
    return np.broadcast_shapes(*(share.shape for share in cash.values() if isinstance(share, np.ndarray)))


def _received(
    cash: Mapping[tuple[str, str], Amount], parties: list[str], firms: tuple[str, ...]
) -> dict[tuple[str, str], float | Array]:
    """beta[i, g]: what each party receives of g's marginal dollar; a firm that is its own master receives all of it."""
    shares = _numbers(cash, _upstream(cash, (*firms, *parties)))
    column = {name: _column(shares, name) for name in {*firms, *parties}}
    return {(i, g): column[g].get(i, 0.0) / column[i][i] for i in parties for g in firms}


def _upstream(cash: Iterable[tuple[str, str]], firms: tuple[str, ...]) -> list[str]:
    """The firms and whoever receives anything of them through any chain."""
    return reached(graph_of((company, holder) for holder, company in cash), *firms)


def _numbers(cash: Mapping[tuple[str, str], Amount], names: list[str]) -> dict[tuple[str, str], float | Array]:
    """Shares in the companies named, as numbers; what is not one, or more than all of a company, is an error."""
    found: dict[tuple[str, str], float | Array] = {}
    whole: dict[str, float | Array] = dict.fromkeys(names, 0.0)
    for (holder, company), share in cash.items():
        if company not in whole:
            continue
        if share is None or isinstance(share, Range):
            state = "is not known" if share is None else "is a range"
            raise ValueError(
                f"the cash share of {holder!r} in {company!r} {state}; give a number or draws, or its right to the "
                f"next dollar as marginal={{({holder!r}, {company!r}): ...}}"
            )
        found[holder, company] = np.asarray(share, dtype=float)
        whole[company] = whole[company] + found[holder, company]
    worst = max(whole, key=lambda name: np.max(whole[name]), default=None)
    if worst is not None and np.max(whole[worst]) > 1 + 1e-9:
        raise ValueError(f"cash rights in {worst!r} sum to more than a dollar of its next dollar")
    return found


def _column(shares: Mapping[tuple[str, str], float | Array], company: str) -> dict[str, float | Array]:
    """What everybody receives of a dollar in the company's hands: its column of V = (I - W)^-1.

    Companies are put in one after the other: whoever holds one receives what it does, by its share. A company in a loop
    receives a part of its own dollar again.
    """
    order = _upstream(shares, (company,))
    held: dict[str, dict[str, float | Array]] = {name: {} for name in order}
    for (holder, name), share in shares.items():
        if name in held:
            held[name][holder] = share
    got: dict[str, float | Array] = {company: 1.0}
    for name in order:
        holders, further = held.pop(name), [each for each in held.values() if name in each]
        if name in holders:
            again = 1.0 / (1.0 - holders.pop(name))
            got[name] = again * got[name]
            for each in further:
                each[name] = again * each[name]
        for holder, share in holders.items():
            got[holder] = got.get(holder, 0.0) + share * got[name]
            for each in further:
                each[holder] = each.get(holder, 0.0) + share * each[name]
    return got


def _scale(stakes: Stakes, multiplier: float | Array) -> Array:
    scale = stakes.own + multiplier
    empty = [firm for firm, never in zip(stakes.firms, _never(scale), strict=True) if never]
    if empty:
        raise ValueError(
            f"{', '.join(empty)}: those in control receive nothing of its profit and no floor binds, so its weights "
            "have no scale; pass the multiplier of the profit floor"
        )
    return np.where(scale > 0, scale, np.nan)


def _never(scale: Array) -> Array:
    return ~np.any((scale > 0).reshape(-1, scale.shape[-1]), axis=0)
