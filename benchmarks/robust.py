"""Is every market solved, or said not to be? Random markets of every demand under every conduct.

    python benchmarks/robust.py [markets of each pair] [demand] [conduct]

Each market has an observed point that is an equilibrium by construction (`random_markets`). It is solved from prices up
to 30% away (`held`), and again after two of its firms merge (`merged`). `exists` says where an equilibrium is known to
exist after the merger, and on whose word; of linear and almost ideal demand under Bertrand each market not found is
decided by a second method (`after_merger`): `owed`, or a product would be sold in less than nothing (`unsold`), or the
path of first-order points from before the merger folds (`folds`).

A sample of what was found is tried by hand: does a firm gain by another price or quantity of one product, over a wide
grid; does SciPy's own solver end at the same prices?
"""

from __future__ import annotations

import sys
import time
from typing import Any, NamedTuple

import numpy as np
from after_merger import ends
from by_hand import gain_of_moving, other_solver
from random_markets import Trial, trials

from suitor._core.records import Equilibrium, Stakes, replace
from suitor.market import Bertrand, merged

DRAWS = 50  # of one market at a time, so that memory is bounded
TRIED = 40  # found markets of each pair that are tried by hand
GAIN = 1e-6  # of what a firm earns: less is rounding

# One alone: at an aggregate that all firms face each has one best share, which falls in it, and the shares add up to 1.
AGGREGATIVE = "always, and one alone: Nocke & Schutz (2018), Econometrica 86(2); logit also Morrow & Skerlos (2010)"
NESTED = "always where each nest has one seller (Nocke & Schutz 2018); not known where sellers share one"
MIXED = (
    "sellers of one product with under half of each kind of buyer (Allon, Federgruen & Pierson 2011); else not known"
)
# Of a line, with caps or capacities too: they bound prices and units, which are linear in prices, by convex sets.
CONCAVE = "where all quantities stay positive: concave profits on convex sets (Rosen 1965, Econometrica 33(3))"
TOTALS = "a line: always (Novshek 1985, RES 52(1)); in logs: where a firm's marginal revenue falls in its rivals' units"
LINES = "a line: where all quantities stay positive, as conditions are linear then; in logs: not known in general"
UNKNOWN = "observed point only; after a merger not known in general"
ELASTIC = "sellers of one product: a formula; of two substitutes: none, for one's price would rise without end"
CLOSED_FORM = "always: a formula"

PAIRS = {
    **{(one, "bertrand"): AGGREGATIVE for one in ("logit", "ces")},
    **{(one, "bertrand"): NESTED for one in ("nested_logit", "nested_ces")},
    ("generalised_nested_logit", "bertrand"): UNKNOWN,
    ("random_coefficients", "bertrand"): MIXED,
    ("linear", "bertrand"): CONCAVE,
    ("log_linear", "bertrand"): ELASTIC,
    ("aids", "bertrand"): UNKNOWN + ", and only while shares stay positive",
}
WIDE = ("logit", "nested_logit", "generalised_nested_logit", "ces", "nested_ces", "random_coefficients")
for _one in (*WIDE, "linear", "log_linear", "aids"):
    for _how in ("bertrand, capacities", "price_cap", "cournot", "conjectures", "partial_collusion"):
        if _one != "log_linear" or _how in ("bertrand, capacities", "price_cap"):
            PAIRS[_one, _how] = CONCAVE if _one == "linear" else UNKNOWN
for _one in WIDE:
    PAIRS |= {(_one, "bargaining"): UNKNOWN, (_one, "second_score"): CLOSED_FORM, (_one, "vertical"): UNKNOWN}
for _how in ("cournot", "stackelberg", "conjectures", "partial_collusion"):
    PAIRS["homogeneous", _how] = TOTALS if _how == "cournot" else LINES

ALWAYS = (AGGREGATIVE, CLOSED_FORM)  # after a merger of firms that are after profit


class Count(NamedTuple):
    """Of one pair."""

    markets: int = 0
    held: int = 0  # at the observed point, or another equilibrium
    elsewhere: int = 0  # of those, at another point
    residual: float = 0.0  # the largest of any found
    joined: int = 0
    merged: int = 0
    owed: int = 0  # not found after the merger though one is known to exist
    unsold: int = 0  # not found, as some product would be sold in less than nothing
    folds: int = 0  # not found, as first-order points end on the way
    tried: int = 0
    gains: int = 0  # where a firm gains by another price or quantity of one product
    apart: int = 0  # where SciPy's solver settled at other prices


HEAD = (
    "markets",
    "held",
    "merged",
    "owed",
    "unsold",
    "folds",
    "residual",
    "tried",
    "gains",
    "apart",
    "elsewhere",
    "seconds",
)


def main(count: int = 100_000, demand: str = "", conduct: str = "") -> None:
    print(f"{'demand':25}{'conduct':21}" + "".join(f"{word:>10}" for word in HEAD) + "  exists")
    for (one, how), exists in PAIRS.items():
        if demand in ("", one) and conduct in ("", how):
            start = time.process_time()
            told = measured(one, how, count, exists in ALWAYS)
            cells = (
                f"{told.markets:,}", share(told.held, told.markets), share(told.merged, told.joined), told.owed,
                told.unsold, told.folds,
                f"{told.residual:.0e}", told.tried, told.gains, told.apart, told.elsewhere,
                f"{time.process_time() - start:.1f}",
            )  # fmt: skip
            print(f"\r{one:25}{how:21}" + "".join(f"{cell:>10}" for cell in cells) + f"  {exists}", flush=True)


def share(part: int, whole: int) -> str:
    """A share, with 100% for all of them alone."""
    return "-" if whole == 0 else "100%" if part == whole else f"{np.floor(1e5 * part / whole) / 1e3:.3f}%"


def measured(demand: str, conduct: str, count: int, always: bool) -> Count:
    """Every market of a pair, some at a time."""
    rng, total = np.random.default_rng(8), Count()
    for trial in trials(demand, conduct, count, DRAWS if count > 2000 else 20):
        total = Count(
            *(max(a, b) if isinstance(a, float) else a + b for a, b in zip(total, _one(trial, rng, always, total)))
        )
        if sys.stderr.isatty():
            print(f"\r{demand:25}{conduct:22}{total.markets:8,}", end="", file=sys.stderr)
    return total


def _one(trial: Trial, rng: np.random.Generator, always: bool, so_far: Count) -> Count:
    """What becomes of the draws of one market."""
    market, stakes, fine, aims = trial
    held = elsewhere(trial, rng).solve(stakes)
    there = np.abs(held.price / market.price - 1.0).max(-1) < 1e-6
    found = fine & held.found
    merging = np.zeros_like(fine)
    after, joint = held, stakes
    if len(market.firms) > 1 and aims == "profit":
        joint = merged(stakes, (market.firms[0], market.firms[1]))
        after, merging = market.solve(joint), fine
    got = merging & after.found
    lost = merging & ~got
    plain = type(market.conduct) is Bertrand and not market.conduct.bound
    told = ends(market, stakes, joint, lost) if plain and lost.any() else []
    owed = int(lost.sum()) if always else told.count("there")
    residual = max(held.residual[found].max(initial=0.0), after.residual[got].max(initial=0.0))
    tried, gains, apart = by_hand(trial, stakes, held, found) if so_far.tried < TRIED else (0, 0, 0)
    return Count(
        int(fine.sum()), int(found.sum()), int((found & ~there).sum()), float(residual), int(merging.sum()),
        int(got.sum()), owed, told.count("none sold"), told.count("fold"), tried, gains, apart,
    )  # fmt: skip


def elsewhere(trial: Trial, rng: np.random.Generator) -> Any:
    """The market with solving begun up to 30% from the observed point."""
    market, noise = trial.market, rng.uniform(0.85, 1.3, trial.market.price.shape)
    demand: Any = market.demand
    if hasattr(demand, "sold"):
        return replace(market, demand=replace(demand, sold=demand.sold * noise))
    return replace(market, price=market.price * noise)


def by_hand(trial: Trial, stakes: Stakes, solved: Equilibrium, found: np.ndarray) -> tuple[int, int, int]:
    """One found draw: tried, whether a firm gains by moving, whether another solver ends elsewhere."""
    if not found.any() or trial.aims == "floor":
        return 0, 0, 0
    draw = int(np.flatnonzero(found)[0])
    one = trial.market.take((len(found),), np.array([draw]))
    gain = gain_of_moving(one, stakes_of(stakes, len(found), draw), solved, draw)
    apart = other_solver(one, stakes_of(stakes, len(found), draw), solved.price[draw])
    return 1, int(gain > GAIN), int(apart)


def stakes_of(stakes: Stakes, count: int, draw: int) -> Stakes:
    """The stakes of one draw."""
    pick = lambda x, core: x[draw] if np.ndim(x) > core else x  # noqa: E731
    care, volume, floor = (pick(x, 1) for x in (stakes.care, stakes.volume, stakes.floor))
    return replace(stakes, weight=pick(stakes.weight, 2), care=care, volume=volume, floor=floor)


if __name__ == "__main__":
    main(*(int(sys.argv[1]),) if len(sys.argv) > 1 else (), *sys.argv[2:])
