"""The deals that can be asked about, in memory alone, and answers kept for whoever asks the same again."""

from __future__ import annotations

import secrets

from .._core import VERSION
from ..analysis import notes
from ..analysis.drivers import curves
from ..deal import Deal
from ..study import Study
from .kept import Kept
from .settings import Settings
from .stages import SEED, Stages

UPLOADS = 16  # deals of visitors kept at once
ANSWERS = 64  # pages of results kept at once
HOME = ""  # the token of the deal that the command named


class Desk:
    """The deal of the command and those that visitors brought, under names that nobody can guess."""

    def __init__(self, deal: Deal, source: str) -> None:
        self.home, self.source = deal, source
        self.answers, self.stages = Kept(ANSWERS), Stages()
        self._uploads = Kept(UPLOADS)

    def keep(self, deal: Deal) -> str:
        """Keep a visitor's deal and return its name."""
        token = secrets.token_urlsafe(18)
        self._uploads.put(token, deal)
        return token

    def deal(self, token: str) -> Deal:
        """The deal of this name; a KeyError if it was never here or had to make room."""
        found = self.home if token == HOME else self._uploads.find(token)
        if found is None:
            raise KeyError(token)
        return found

    def name(self, token: str) -> str:
        """What to call the deal's file on a command line."""
        return self.source if token == HOME else self.deal(token).name

    def study(self, deal: Deal, settings: Settings, draws: int) -> Study:
        """What the sliders ask for: the first draws of the whole analysis, without its sweeps."""
        figures = self.stages.evaluate(deal, settings, draws)
        return Study(deal, draws, SEED, VERSION, figures, {}, curves(figures), tuple(notes(deal, figures)))
