"""Parts of an analysis kept from one move of a slider to the next: what a move cannot change is not computed again."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from .._core import VERSION
from .._core.records import record, replace
from ..analysis import evaluate, joined, notes, told
from ..analysis.drivers import curves
from ..analysis.scenario import Ground, Outcome, play_out
from ..deal import Deal, Inputs
from ..study import Figure, Study
from .kept import Kept
from .settings import SEED, Settings, settled

STAGES = 30  # kept at once, some 4 MB each: two settings side by side
UNSEEN = (".votes", ".seats")  # they decide who controls, undrawn, and no figure lists them
LEAST = 1_000  # draws that are worth a core of their own

Made = TypeVar("Made", Ground, Outcome)


class Stages:
    """Evaluates settings of a deal, with the figures of reading and evaluating the edited file.

    A stage, the ground or one scenario played out, is made again only if a number that it reads has been set anew.
    """

    def __init__(self) -> None:
        self._made, self._reads, self._moving = Kept(STAGES), Kept(500), Kept(50)
        self._cores = ThreadPoolExecutor(os.cpu_count() or 1)

    def study(self, base: Deal, settings: Settings, draws: int) -> Study:
        """What the sliders ask for: the first draws of the whole analysis, without its sweeps."""
        figures = self.evaluate(base, settings, draws)
        return Study(base, draws, SEED, VERSION, figures, {}, curves(figures), tuple(notes(base, figures)))

    def still(self, deal: Deal) -> list[str]:
        """The numbers of the file that move nothing."""
        known = self.moving(deal)
        return [path for path in deal.quantities if path not in known and not path.endswith(UNSEEN)]

    def evaluate(self, base: Deal, settings: Settings, draws: int) -> dict[str, Figure]:
        """All figures of a deal with some of its numbers set, over its first draws."""
        deal = settled(base, settings)
        parts = min(os.cpu_count() or 1, max(draws // LEAST, 1))
        cuts = [(draws * at // parts, draws * (at + 1) // parts) for at in range(parts)]
        unlisted = frozenset(settings) - self.moving(base)
        asked = [Asked(deal, base.sha256, settings, unlisted, cut) for cut in cuts]
        return joined(list(self._cores.map(self._part, asked)))

    def moving(self, deal: Deal) -> frozenset[str]:
        """The paths that some figure lists as its input, found by one draw."""
        return self._moving.get(deal.sha256, lambda: listed(evaluate(Inputs.grid(deal))))

    def _part(self, asked: Asked) -> dict[str, Figure]:
        """The figures of some of the draws."""
        deal, inputs = asked.deal, Inputs.random(asked.deal, SEED, *asked.cut)
        kept, key = self._stage(asked, "", (), partial(Ground.of, deal.file, inputs))
        ground = replace(kept, file=deal.file)
        outcomes = {}
        for scenario in deal.file.scenarios:
            played, _ = self._stage(asked, scenario.id, key, partial(play_out, ground, scenario, inputs))
            outcomes[scenario.id] = replace(played, scenario=scenario, inputs=inputs.under(scenario.id))
        return told(ground, outcomes, inputs)

    def _stage(self, asked: Asked, name: str, above: Key, make: Callable[[], Made]) -> tuple[Made, Key]:
        """A stage as it was kept, or made now; and the key that tells it from others."""
        place = (asked.file, name)
        reads = self._reads.find(place)
        if reads is not None:
            key = (place, above, asked.key(reads))
            if (kept := self._made.find(key)) is not None:
                return kept, key
        made = make()
        reads = (reads or frozenset()) | made.read
        self._reads.put(place, reads)
        key = (place, above, asked.key(reads))
        self._made.put(key, made)
        return made, key


Key = tuple[object, ...]


@record
class Asked:
    """A deal with numbers set, and which of its draws."""

    deal: Deal
    file: str  # digest of the file as it was read
    settings: Settings
    unlisted: frozenset[str]  # numbers set that no figure lists, such as votes: any stage might rest on them
    cut: tuple[int, int]

    def key(self, reads: frozenset[str]) -> Key:
        """What is set among the numbers that a stage reads."""
        matters = [(path, text) for path, text in self.settings.items() if path in reads or path in self.unlisted]
        return (self.cut, len(reads), *sorted(matters))


def listed(figures: dict[str, Figure]) -> frozenset[str]:
    """All the paths that figures list as their inputs."""
    return frozenset().union(*(figure.inputs for figure in figures.values()))
