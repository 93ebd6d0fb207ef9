"""What can be said of a merger before solving anything: concentration, and what the authorities presume from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suitor._core.data import table
from suitor._core.records import Array, record

__all__ = ["Concentration", "Presumption", "concentration", "hhi", "kappa", "mhhi", "presumption"]

FULL = 10_000.0  # the index of a market with one firm


def hhi(share: Array) -> Array:
    """Herfindahl-Hirschman index of shares by firm, in points: 10,000 for a single firm.

    Shares are scaled to add up to one, so an outside good does not count.

    >>> hhi(np.array([0.5, 0.5]))
    np.float64(5000.0)
    """
    share = np.asarray(share, dtype=float)
    return FULL * np.square(share / share.sum(-1, keepdims=True)).sum(-1)


def mhhi(share: Array, kappa: Array) -> Array:
    """Modified index for overlapping owners: Σ_f Σ_g κ_fg s_f s_g; κ_fg is what f counts of a dollar of g's profit.

    O'Brien & Salop (2000), "Competitive effects of partial ownership", Antitrust Law Journal 67.
    """
    share = np.asarray(share, dtype=float)
    part = share / share.sum(-1, keepdims=True)
    return FULL * np.einsum("...f,...fg,...g->...", part, np.asarray(kappa, dtype=float), part)


@record
class Concentration:
    """How concentrated a market is before and after some of its firms become one."""

    before: Array  # (*draw,), HHI in points
    after: Array  # (*draw,)
    change: Array  # (*draw,)
    share: Array  # (*draw,), largest share of a merged firm


def concentration(share: Array, firms: Sequence[str], groups: Sequence[Sequence[str]]) -> Concentration:
    """HHI before and after each group of firms becomes one firm.

    >>> concentration(np.array([0.3, 0.2, 0.5]), ("a", "b", "c"), [("a", "b")]).change.round(6)
    np.float64(1200.0)
    """
    share = np.asarray(share, dtype=float)
    share = share / share.sum(-1, keepdims=True)
    owner = np.arange(len(firms))
    for group in groups:
        places = [firms.index(name) for name in group]
        owner[np.isin(owner, owner[places])] = owner[places[0]]
    joint = share @ np.equal.outer(owner, np.arange(len(firms))).astype(float)
    is_party = np.bincount(owner, minlength=len(firms)) > 1
    largest = np.where(is_party, joint, 0.0).max(-1)
    before, after = hhi(share), hhi(joint)
    return Concentration(before, after, after - before, largest)


@record
class Presumption:
    """What an authority's published levels say of a merger, and which of them says it."""

    met: NDArray[np.bool_]  # (*draw,), presumed harmful, or outside every safe harbour; never where there is no level
    tests: Mapping[str, NDArray[np.bool_]]  # each test or harbour by name
    title: str
    effect: str  # what it means to meet the presumption
    source: str

    @property
    def has_levels(self) -> bool:
        """Do the guidelines name any level? Where they do not, what is not met has not been passed either."""
        return bool(self.tests)


def presumption(jurisdiction: str, merger: Concentration, on: date) -> Presumption | None:
    """Apply the concentration levels of a jurisdiction's guidelines as they stood on a date; None before the first.

    The levels are in `suitor/rules/<jurisdiction>.toml`, dated and cited. Guidelines that decline to name any, as the
    British do since 2021, answer with no tests and say so in `effect`.
    """
    for rule in rules(jurisdiction).get("concentration", ()):
        if rule["from"] <= on < rule.get("until", date.max):
            tests = {test["name"]: _holds(test, merger) for test in (*rule.get("tests", ()), *rule.get("harbours", ()))}
            some = np.any(list(tests.values()), axis=0) if tests else np.zeros(np.shape(merger.change), dtype=bool)
            met = ~some if "harbours" in rule else some
            return Presumption(met, tests, rule["title"], rule["effect"], rule["source"])
    return None


def rules(jurisdiction: str) -> Mapping[str, Any]:
    """The rules of a jurisdiction, as its file states them."""
    try:
        return table(f"rules/{jurisdiction}.toml")
    except FileNotFoundError:
        raise ValueError(f"no rules for {jurisdiction!r}. Try us, eu, uk or jp.") from None


def _holds(test: Mapping[str, Any], merger: Concentration) -> NDArray[np.bool_]:
    measure = {"hhi": merger.after, "change": merger.change, "share": merger.share}
    compare = {"above": np.greater, "below": np.less, "up_to": np.less_equal}
    parts = ([*key.split("_", 1), level] for key, level in test.items() if key != "name")
    return np.all([compare[how](measure[what], level) for what, how, level in parts], axis=0)


def kappa(owner: Array, control: Array | None = None) -> Array:
    """What each firm counts of a dollar of each other's profit, from owners' cash flow and control, owner by firm.

    κ_fg = Σ_i γ_if β_ig / Σ_i γ_if β_if; with no `control`, every owner controls alike.
    O'Brien & Salop (2000), "Competitive effects of partial ownership", Antitrust Law Journal 67.
    """
    owner = np.asarray(owner, dtype=float)
    power = (owner > 0).astype(float) if control is None else np.asarray(control, dtype=float)
    weight = np.swapaxes(power, -1, -2) @ owner
    return weight / np.einsum("...ff->...f", weight)[..., None]
