"""Races in which speed costs safety: closed forms, for the last row of a report and no more."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from suitor._core.records import Array, record

__all__ = ["DevelopmentRace", "disaster_risk"]


def disaster_risk(teams: Any, enmity: Any, spread: Any, known: Literal["nothing", "own", "all"] = "own") -> Array:
    """Chance that the team which wins the race has skipped enough safety for a disaster.

    Capabilities are even on 0 to `spread`; a team with safety s runs s behind its capability; losing to another costs
    `enmity` of a win; safety s fails with chance 1 - s. Each team chooses, with c its capability and gap its lead,

        nothing known s = min(1, mu / (n e)),  own known s = min(1, c / (n e - e + 1)),  all known s = min(1, gap / e)

    More teams, more enmity and more information mean more danger. Teams, enmity and spread may be arrays.
    Armstrong, Bostrom & Shulman (2016), "Racing to the precipice", AI & Society 31; re-derived.
    """
    n, e, mu = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (teams, enmity, spread)))
    if known == "nothing":
        return 1.0 - np.minimum(1.0, mu / (n * e))
    if known == "own":  # E[1 - s(best)], best of n: density n c^(n-1) / mu^n
        limit = n * e - e + 1.0
        top = np.minimum(mu, limit)
        return (top / mu) ** n * (1.0 - n * top / ((n + 1.0) * limit))
    top = np.minimum(mu, e)  # the lead g of the best has P(g > x) = (1 - x / mu)^n
    return 1.0 - mu / (e * (n + 1.0)) * (1.0 - (1.0 - top / mu) ** (n + 1.0))


@record
class DevelopmentRace:
    """A field of developers who are safe or unsafe, and imitate who does better.

    Safe ones move one step a round at a cost c; unsafe ones s steps, and with chance p_r lose all they gain. A prize B
    goes to the first after W steps of progress; each round brings b, shared by speed.

    Han, Pereira, Santos & Lenaerts (2020), "To regulate or not", Journal of Artificial Intelligence Research 69.
    """

    speed: float = 1.5  # s
    prize: float = 1e4  # B
    rounds: float = 100.0  # W
    benefit: float = 4.0  # b
    cost: float = 1.0  # c
    risk: float = 0.6  # p_r

    def payoffs(self) -> Array:
        """Payoff a round to safe and unsafe (rows) against safe and unsafe (columns)."""
        s, kept = self.speed, 1.0 - self.risk
        prize = self.prize / self.rounds
        alike, slow = self.benefit / 2.0, self.benefit / (s + 1.0)
        return np.array(
            [
                [prize / 2.0 + alike - self.cost, slow - self.cost],
                [kept * s * (prize + slow), kept * (s * prize / 2.0 + alike)],
            ]
        )

    def thresholds(self, large_prize: bool = False) -> tuple[float, float]:
        """Risks above which society prefers all to be safe, and above which safety is the risk-dominant choice.

        With a large prize they tend to 1 - 1 / s and 1 - 1 / (3 s).
        """
        if large_prize:
            return 1.0 - 1.0 / self.speed, 1.0 - 1.0 / (3.0 * self.speed)
        (both_safe, safe_alone), (unsafe_alone, both_unsafe) = (
            row / scale for row, scale in zip(self.payoffs(), (1.0, 1.0 - self.risk))
        )
        society = 1.0 - both_safe / both_unsafe
        return float(society), float(1.0 - (both_safe + safe_alone) / (unsafe_alone + both_unsafe))

    def fixation(self, developers: int = 100, imitation: float = 0.01) -> tuple[float, float]:
        """Chance that one safe developer takes over an unsafe field, and one unsafe developer a safe field."""
        pay = self.payoffs()
        return _fixation(pay, developers, imitation), _fixation(pay[::-1, ::-1], developers, imitation)


def _fixation(pay: Array, size: int, imitation: float) -> float:
    """Fixation probability of a single mutant of the first kind under pairwise imitation (Fermi rule)."""
    k = np.arange(1, size)
    mutant = ((k - 1) * pay[0, 0] + (size - k) * pay[0, 1]) / (size - 1)
    resident = (k * pay[1, 0] + (size - k - 1) * pay[1, 1]) / (size - 1)
    return float(1.0 / (1.0 + np.exp(np.cumsum(-imitation * (mutant - resident))).sum()))
