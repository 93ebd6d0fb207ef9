"""Power that reaches through chains of companies: Karos-Peters, the network power index, and discounted ownership."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from suitor._core.records import Array

from .coalitions import critical
from .control import HALF
from .games import majority
from .power import shapley_shubik

__all__ = [
    "alpha_icon",
    "direct_power",
    "indirect_power",
    "karos_peters",
    "network_power",
    "sampled_network_power",
]

Votes = Mapping[str, Mapping[str, float]]  # company: {holder: votes}


def karos_peters(votes: Votes, threshold: Fraction = HALF, strict: bool = True) -> dict[str, float]:
    """What each party decides of others, less what others decide of it.

    Phi_i = sum_k SS_i(v_k) - sum_j SS_j(v_i), v_k the game of controlling company k, directly or through companies
    already controlled. Karos & Peters (2015), "Indirect control and power in mutual control structures", Games and
    Economic Behavior 92. All coalitions are listed, so 20 parties at most.
    """
    names = _names(votes)
    if len(names) > 20:
        raise ValueError(f"Karos-Peters power lists all coalitions and needs at most 20 parties, found {len(names)}")
    reach = _controlled_sets(votes, names, threshold, strict)
    share = np.stack([_shapley(reach >> place & 1 == 1, len(names)) for place in range(len(names))])  # (company, party)
    phi = share.sum(axis=0) - share.sum(axis=1)
    return {name: float(value) for name, value in zip(names, phi, strict=True)}


def indirect_power(votes: Votes, company: str, threshold: Fraction = HALF, strict: bool = True) -> dict[str, float]:
    """Shapley-Shubik in the game of controlling one company, directly or through companies already controlled."""
    names = _names(votes)
    reach = _controlled_sets(votes, names, threshold, strict)
    share = _shapley(reach >> names.index(company) & 1 == 1, len(names))
    return {name: float(value) for name, value in zip(names, share, strict=True)}


def direct_power(votes: Votes, company: str, threshold: Fraction = HALF, strict: bool = True) -> dict[str, float]:
    """Shapley-Shubik of a company's own voters."""
    held = votes[company]
    power = shapley_shubik(majority(list(held.values()), threshold, strict))
    return {name: float(value) for name, value in zip(held, power, strict=True)}


def network_power(votes: Votes, company: str, threshold: Fraction = HALF, strict: bool = True) -> dict[str, float]:
    """The chance that each ultimate holder's will becomes the company's, when in every company a random order decides.

    Each company takes the label of the holder whose vote is decisive in a random order; a holder that is a company
    brings its own label. Companies that share a voter are not independent, so the law of all labels is worked out
    jointly, from the top of the network down. Mizuno, Doi & Kurizaki (2020), "The power of corporate control in the
    global ownership network", PLOS ONE 15. The network must have no loops; for one that has, `sampled_network_power`.
    """
    above = _upward(votes, company)
    labels: dict[tuple[str, ...], float] = {(): 1.0}  # joint law of the labels of the companies settled so far
    for place, name in enumerate(above):
        joint: dict[tuple[str, ...], float] = {}
        for settled, chance in labels.items():
            known = dict(zip(above[:place], settled, strict=True))
            for label, share in _labels(votes[name], known, threshold, strict).items():
                key = (*settled, label)
                joint[key] = joint.get(key, 0.0) + chance * share
        labels = joint
        if len(labels) > 200_000:
            raise ValueError(f"too many companies decide over {company!r} to work out their labels jointly")
    result: dict[str, float] = {}
    for settled, chance in labels.items():
        result[settled[-1]] = result.get(settled[-1], 0.0) + chance
    return result


def sampled_network_power(
    votes: Votes,
    company: str,
    draws: int,
    rng: np.random.Generator,
    rounds: int = 20,
    reset: float = 0.01,
    threshold: Fraction = HALF,
    strict: bool = True,
) -> dict[str, tuple[float, float]]:
    """The network power index where companies hold one another, each with its standard error.

    Every draw plays `rounds` rounds from companies that start with their own labels; in each, a company takes the label
    of whoever is decisive in a random order, and with probability `reset` its own again, so that labels of companies
    that hold only one another die out. Draws are independent: the error of a share p is sqrt(p (1 - p) / draws).
    """
    names = _names(votes)
    index = {name: place for place, name in enumerate(names)}
    held = {index[one]: [index[holder] for holder in holders] for one, holders in votes.items()}
    games = {index[one]: majority(list(holders.values()), threshold, strict) for one, holders in votes.items()}
    label = np.tile(np.arange(len(names)), (draws, 1))
    for _ in range(rounds):
        before = label.copy()
        for one, holders in held.items():
            order = np.argsort(rng.random((draws, len(holders))), axis=1)
            reached = np.cumsum(np.array(games[one].weights)[order], axis=1) >= games[one].quota
            pivot = np.array(holders)[order[np.arange(draws), np.argmax(reached, axis=1)]]
            label[:, one] = np.where(rng.random(draws) < reset, one, before[np.arange(draws), pivot])
    share = np.bincount(label[:, index[company]], minlength=len(names)) / draws
    error = np.sqrt(share * (1 - share) / draws)
    return {name: (float(share[place]), float(error[place])) for name, place in index.items() if share[place]}


def alpha_icon(matrix: Array, alpha: float) -> Array:
    """Ownership with each further link of a chain multiplied by alpha: W (I - alpha W)^-1.

    alpha = 0 is direct ownership, alpha = 1 integrated. Polovnikov, Pospelov & Skougarevskiy (2021), "Ownership
    concentration and wealth inequality in Russia", arXiv:2109.07181.
    """
    return np.asarray(np.linalg.solve((np.eye(matrix.shape[-1]) - alpha * matrix).T, matrix.T).T, dtype=np.float64)


def _names(votes: Votes) -> list[str]:
    return list(dict.fromkeys([*(holder for held in votes.values() for holder in held), *votes]))


def _controlled_sets(votes: Votes, names: Sequence[str], threshold: Fraction, strict: bool) -> NDArray[np.int64]:
    """For each coalition, as bits, the companies it controls, as bits."""
    coalition = np.arange(2 ** len(names))
    reach = np.zeros_like(coalition)
    games = {company: majority(list(held.values()), threshold, strict) for company, held in votes.items()}
    while True:
        before = reach.copy()
        for company, held in votes.items():
            together = coalition | reach
            bloc = np.stack([together >> names.index(holder) & 1 == 1 for holder in held], axis=-1)
            reach |= np.where(games[company].wins(bloc), 1 << names.index(company), 0)
        if np.array_equal(reach, before):
            return reach


def _shapley(wins: NDArray[np.bool_], count: int) -> Array:
    """Shapley-Shubik from the list of all coalitions."""
    index = np.arange(wins.size)
    size = sum(index >> place & 1 for place in range(count))
    orders = np.array(
        [math.factorial(s - 1) * math.factorial(count - s) if s else 0 for s in range(count + 1)], dtype=float
    )
    credit = orders[size] / math.factorial(count)
    return np.array([credit[decides].sum() for decides in critical(wins, count)])


def _labels(held: Mapping[str, float], known: Mapping[str, str], threshold: Fraction, strict: bool) -> dict[str, float]:
    power = shapley_shubik(majority(list(held.values()), threshold, strict))
    labels: dict[str, float] = {}
    for holder, share in zip(held, power, strict=True):
        label = known.get(holder, holder)
        labels[label] = labels.get(label, 0.0) + float(share)
    return labels


def _upward(votes: Votes, company: str) -> list[str]:
    """The companies above, each after those that hold it, the company itself last."""
    order: list[str] = []
    path: list[str] = []

    def visit(name: str) -> None:
        if name in path:
            raise ValueError(
                f"{' -> '.join([*path[path.index(name) :], name])} is a loop; the network power index needs none"
            )
        if name in votes and name not in order:
            path.append(name)
            for holder in votes[name]:
                visit(holder)
            path.pop()
            order.append(name)

    visit(company)
    return order
