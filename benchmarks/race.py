"""How long the race and the ladder take: `python benchmarks/race.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from suitor._core.records import Stakes
from suitor.race import FORMS, Futures, Ladder, Served, compare, levels, read_vintage

DRAWS = 10_000


def best_of(three: Callable[[], Any]) -> float:
    """Processor seconds of the fastest of three runs, so that a busy machine does not count."""
    times = []
    for _ in range(3):
        began = time.process_time()
        three()
        times.append(time.process_time() - began)
    return min(times)


def race_alone() -> Callable[[], Any]:
    """10,000 draws of six labs, with prices that cost nothing to find."""
    race = read_vintage(2024).draw(levels(read_vintage(2024), DRAWS, seed=1)).race
    ones = np.ones((DRAWS, len(race.labs)))
    served = Served(ones, ones, ones, ones, ones, ones[:, 0], ones[:, 0] > 0)
    return lambda: race.run(lambda lead, year, floor: served)


def race_with_prices() -> Callable[[], Any]:
    drawn = read_vintage(2024).draw(levels(read_vintage(2024), DRAWS, seed=1))
    return lambda: drawn.race.run(drawn.stage)


def every_form() -> Callable[[], Any]:
    drawn = read_vintage(2024).draw(levels(read_vintage(2024), DRAWS, seed=1))
    futures = Futures(drawn.race, drawn.stages, drawn.stakes, "OpenAI", "xAI")
    return lambda: compare(futures, list(FORMS.values()), drawn.partner)


def ladder(labs: int) -> Callable[[], Any]:
    game = Ladder.of_forms(Stakes.of_firms(tuple("abcd")[:labs]), np.full(labs, np.inf))
    return lambda: game.solve()


WORK = {
    "race, 10,000 draws x 6 years x 6 labs, prices given": race_alone(),
    "race, 10,000 draws x 6 years x 6 labs, logit prices": race_with_prices(),
    f"the four rows under {len(FORMS)} forms, 10,000 draws": every_form(),
    "ladder, 2 labs, 9 rungs": ladder(2),
    "ladder, 3 labs, 9 rungs": ladder(3),
    "ladder, 4 labs, 9 rungs": ladder(4),
}

if __name__ == "__main__":
    for name, work in WORK.items():
        print(f"{name:60s} {best_of(work):8.3f} s")
