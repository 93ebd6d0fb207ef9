"""How such bids have ended before, and what moves those odds, by how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suitor._core.records import Array, record, replace

__all__ = ["Belief", "Step", "base_rate", "pool", "seen"]


@record
class Step:
    """One piece of evidence: what it was, and what it moved the odds from and to."""

    what: str
    before: Array  # (outcome,) probability
    after: Array  # (outcome,) probability


@record
class Belief:
    """Odds over how the bid ends, how many cases they are worth, and how they came to be."""

    outcomes: tuple[str, ...]
    chance: Array  # (outcome,) probability
    size: float  # cases the belief is worth: a Dirichlet with counts size * chance
    steps: tuple[Step, ...] = ()

    def of(self, outcome: str) -> float:
        """The probability of one outcome; 0 for one that the sample does not know."""
        return float(self.chance[self.outcomes.index(outcome)]) if outcome in self.outcomes else 0.0


def base_rate(priors: Mapping[str, Any], name: str, size: float | None = None) -> Belief:
    """A published base rate as a belief of a stated size.

    `priors` is the parsed table `priors.toml`: shares by outcome, effective size, sample and source.
    """
    if name not in priors:
        raise ValueError(f"no base rate is called '{name}'. Try one of {', '.join(priors)}.")
    entry = priors[name]
    chance = np.array(list(entry["share"].values()), float)
    if abs(chance.sum() - 1.0) > 1e-9:
        raise ValueError(f"the shares of base rate '{name}' sum to {chance.sum():g}, not 1.")
    worth = float(entry["effective"] if size is None else size)
    return Belief(tuple(entry["share"]), chance, worth, (Step(entry["title"], chance, chance),))


def seen(belief: Belief, count: Mapping[str, float], what: str) -> Belief:
    """The odds after seeing more cases: outcome k becomes (size p[k] + count[k]) / (size + sum of counts)."""
    if unknown := set(count) - set(belief.outcomes):
        raise ValueError(f"'{min(unknown)}' is not an outcome here. Try one of {', '.join(belief.outcomes)}.")
    cases = np.array([count.get(outcome, 0.0) for outcome in belief.outcomes], float)
    size = belief.size + float(cases.sum())
    chance = (belief.size * belief.chance + cases) / size
    return replace(belief, chance=chance, size=size, steps=(*belief.steps, Step(what, belief.chance, chance)))


def pool(belief: Belief, other: Array, weight: float, what: str) -> Belief:
    """The odds after giving another opinion, such as the market's, a stated weight.

    p ~ prior^(1 - weight) * other^weight; for two outcomes, the weighted mean of the log odds.

    Genest & Zidek (1986), "Combining probability distributions", Statistical Science 1(1).
    """
    other = np.asarray(other, float)
    if not (np.all(other >= 0.0) and abs(other.sum() - 1.0) < 1e-9 and other.size == len(belief.outcomes)):
        raise ValueError(
            f"the other opinion needs a probability for each of {', '.join(belief.outcomes)}, summing to 1."
        )
    if not 0.0 <= weight <= 1.0:
        raise ValueError(f"a weight lies between 0 and 1, found {weight:g}.")
    mixed = belief.chance ** (1.0 - weight) * other**weight
    chance = mixed / mixed.sum()
    return replace(belief, chance=chance, steps=(*belief.steps, Step(what, belief.chance, chance)))
