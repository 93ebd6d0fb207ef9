"""Whose interests a firm serves: own, cross and care weights from who decides and who receives.

Firm f weighs its parties by their power over it, gamma[i, f]; party i receives beta[i, g] of a marginal dollar of g's
profit and counts a dollar of consumer surplus as m[i] dollars of cash:

    weight[f, g] = sum_i gamma[i, f] beta[i, g],     care[f] = sum_i gamma[i, f] m[i]

O'Brien & Salop (2000), "Competitive effects of partial ownership", Antitrust Law Journal 67.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from suitor._core.records import Array, Stakes

from .amounts import Amount, Range
from .deciders import power

if TYPE_CHECKING:
    from .holdings import Holdings

__all__ = ["drawn_owners", "kappa", "mhhi", "mission", "ownership_matrix", "power", "weigh"]

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
    parties = list(dict.fromkeys(party for held in powers.values() for party in held))
    gamma = np.array([[powers[firm].get(party, 0.0) for party in parties] for firm in firms])
    beta = _received(holdings, parties, firms, marginal or {})
    weight = np.einsum("fi,...ig->...fg", gamma, beta)
    wish = np.broadcast_arrays(*(np.asarray(care.get(party, 0.0), dtype=float) for party in parties), np.zeros(()))
    concern = np.einsum("fi,...i->...f", gamma, np.stack(wish[:-1], axis=-1))
    return Stakes(firms, weight, concern, np.zeros(len(firms)), np.full(len(firms), -np.inf))


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
    names = _upstream(cash, (company,))
    inverse = _inverse(cash, names)
    gain = np.diagonal(inverse, axis1=-2, axis2=-1)
    column = inverse[..., 0] / gain
    return {name: column[..., index] for index, name in enumerate(names) if index and column[..., index].any()}


def _received(holdings: Holdings, parties: list[str], firms: tuple[str, ...], marginal: Marginal) -> Array:
    """beta[i, g]: what each party receives of g's marginal dollar; a firm that is its own master receives all of it."""
    cash = {**holdings.cash, **{pair: np.asarray(share, dtype=float) for pair, share in marginal.items()}}
    names = list(dict.fromkeys([*_upstream(cash, firms), *parties]))
    inverse = _inverse(cash, names)
    gain = np.diagonal(inverse, axis1=-2, axis2=-1)
    place = {name: index for index, name in enumerate(names)}
    rows, columns = [place[party] for party in parties], [place[firm] for firm in firms]
    return (inverse / gain[..., None])[..., rows, :][..., columns]


def _upstream(cash: Mapping[tuple[str, str], Amount], firms: tuple[str, ...]) -> list[str]:
    """The firms and whoever receives anything of them through any chain."""
    holders: dict[str, list[str]] = {}
    for holder, company in cash:
        holders.setdefault(company, []).append(holder)
    found = dict.fromkeys(firms)
    queue = list(found)
    for name in queue:
        fresh = [holder for holder in holders.get(name, ()) if holder not in found]
        found.update(dict.fromkeys(fresh))
        queue.extend(fresh)
    return queue


def _inverse(cash: Mapping[tuple[str, str], Amount], names: list[str]) -> Array:
    """V = (I - W)^-1 over `names`, draws leading."""
    place = {name: index for index, name in enumerate(names)}
    within = {pair: share for pair, share in cash.items() if pair[0] in place and pair[1] in place}
    for (holder, company), share in within.items():
        if share is None or isinstance(share, Range):
            state = "is not known" if share is None else "is a range"
            raise ValueError(
                f"the cash share of {holder!r} in {company!r} {state}; give a number or draws, or its right to the "
                f"next dollar as marginal={{({holder!r}, {company!r}): ...}}"
            )
    drawn = [np.asarray(share, dtype=float) for share in within.values()]
    shape = np.broadcast_shapes(*(share.shape for share in drawn)) if drawn else ()
    matrix = np.zeros((*shape, len(names), len(names)))
    for (holder, company), share in zip(within, drawn, strict=True):
        matrix[..., place[holder], place[company]] = share
    if np.any(matrix.sum(axis=-2) > 1 + 1e-9):
        worst = names[int(np.argmax(matrix.sum(axis=-2).reshape(-1, len(names)).max(axis=0)))]
        raise ValueError(f"cash rights in {worst!r} sum to more than a dollar of its next dollar")
    # Only held companies pass on what they receive: V = 1 + W (1 - B)^-1, with B what they hold of one another.
    held = [place[company] for company in dict.fromkeys(company for _, company in within)]
    through = np.linalg.inv(np.eye(len(held)) - matrix[..., held, :][..., held])
    whole = np.broadcast_to(np.eye(len(names)), matrix.shape).copy()
    whole[..., held] += matrix[..., held] @ through
    return whole


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
