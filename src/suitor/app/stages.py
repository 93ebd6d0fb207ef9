"""Parts of an analysis kept from one move of a slider to the next: what a move cannot change is not computed again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from .._core import VERSION
from .._core.records import record, replace
from ..analysis import evaluate, notes, told
from ..analysis.course import Course
from ..analysis.drivers import curves
from ..analysis.once import Digest
from ..analysis.scenario import Ground, Outcome, play_out
from ..deal import Deal, Inputs
from ..deal.records import Scenario
from ..study import Figure, Study
from .kept import Kept
from .settings import SEED, Settings, settled

# How much is kept, in draws: a setting of 2,000 draws and six scenarios has 14,000 in stages and 24,000 solved.
STAGES, SOLVED, DRAWN = 18_000, 28_000, 4_000
UNSEEN = (".votes", ".seats")  # they decide who controls, undrawn, and no figure lists them

Made = TypeVar("Made", Ground, Outcome)


class Stages:
    """Evaluates settings of a deal, with the figures of reading and evaluating the edited file.

    A stage, the ground or one scenario played out, is made again only if a number that it reads has been set anew; and
    its prices and years only if what they follow from is not, bit for bit, what it was.
    """

    def __init__(self) -> None:
        self._made, self._solved = Kept(STAGES), Kept(SOLVED)
        self._reads, self._moving, self._drawn = Kept(500), Kept(50), Kept(DRAWN)

    def study(self, base: Deal, settings: Settings, draws: int) -> Study:
        """What the sliders ask for: the first draws of the whole analysis, without its sweeps."""
        deal, figures = settled(base, settings), self.evaluate(base, settings, draws)
        return Study(deal, draws, SEED, VERSION, figures, {}, curves(figures), tuple(notes(deal, figures)))

    def still(self, deal: Deal) -> list[str]:
        """The numbers of the file that move nothing."""
        known = self.moving(deal)
        return [path for path in deal.quantities if path not in known and not path.endswith(UNSEEN)]

    def evaluate(self, base: Deal, settings: Settings, draws: int) -> dict[str, Figure]:
        """All figures of a deal with some of its numbers set, over its first draws."""
        deal = settled(base, settings)
        asked = Asked(base.sha256, settings, frozenset(settings) - self.moving(base), draws)
        inputs = self._drawn.get((base.sha256, draws), partial(drawn, base, draws), draws).edited(deal)
        kept, key = self._stage(asked, "", (), partial(Ground.of, deal.file, inputs))
        ground, once = replace(kept, file=deal.file), partial(self._once, draws, Digest())

        def played(scenario: Scenario) -> Outcome:
            make = partial(play_out, ground, scenario, inputs, once)
            outcome, _ = self._stage(asked, scenario.id, key, make)
            return replace(outcome, scenario=scenario, inputs=inputs.under(scenario.id))

        return told(ground, {scenario.id: played(scenario) for scenario in deal.file.scenarios}, inputs)

    def moving(self, deal: Deal) -> frozenset[str]:
        """The paths that some figure lists as its input, found by one draw."""
        return self._moving.get(deal.sha256, lambda: listed(evaluate(Inputs.grid(deal))))

    def _stage(self, asked: Asked, name: str, above: Key, make: Callable[[], Made]) -> tuple[Made, Key]:
        """A stage as it was kept, or made now; and the key that tells it from others."""
        place = (asked.file, name)
        reads = self._reads.find(place)
        if reads is not None:
            key = (place, above, asked.key(reads))
            if (kept := self._made.find(key)) is not None:
                return kept, key
        made = lean(make())
        reads = (reads or frozenset()) | made.read
        self._reads.put(place, reads)
        key = (place, above, asked.key(reads))
        self._made.put(key, made, asked.draws)
        return made, key

    def _once(self, draws: int, digest: Digest, work: Callable[..., Any], *given: Any) -> Any:
        """What a piece of work gives, kept for the next time that it is given the same."""
        key = digest(work.__qualname__, *given)
        return work(*given) if key is None else self._solved.get(key, lambda: lean(work(*given)), draws)


Key = tuple[object, ...]


@record
class Asked:
    """What is asked of a deal: with which of its numbers set, over how many draws."""

    file: str  # digest of the file as it was read
    settings: Settings
    unlisted: frozenset[str]  # numbers set that no figure lists, such as votes: any stage might rest on them
    draws: int

    def key(self, reads: frozenset[str]) -> Key:
        """What is set among the numbers that a stage reads."""
        matters = [(path, text) for path, text in self.settings.items() if path in reads or path in self.unlisted]
        return (self.draws, len(reads), *sorted(matters))


def drawn(deal: Deal, draws: int) -> Inputs:
    """Every number of a deal, drawn before anybody asks."""
    inputs = Inputs.random(deal, SEED, 0, draws)
    for path in deal.quantities:
        inputs.value(path)
    return inputs


def lean(made: Any) -> Any:
    """Without what no figure of the page is read from: the path of the years, and the draws, which are soon drawn."""
    nothing: Any = None
    if isinstance(made, Course):
        return replace(made, path=None)
    return replace(made, inputs=nothing) if isinstance(made, Outcome) else made


def listed(figures: dict[str, Figure]) -> frozenset[str]:
    """All the paths that figures list as their inputs."""
    return frozenset().union(*(figure.inputs for figure in figures.values()))
