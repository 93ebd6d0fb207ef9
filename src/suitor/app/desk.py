"""The deals that can be asked about, in memory alone, and answers kept for whoever asks the same again."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from ..deal import Deal
from .kept import Kept

if TYPE_CHECKING:
    from .stages import Stages

UPLOADS = 16  # deals of visitors kept at once
ANSWERS = 24  # pages of results kept at once, a quarter of a megabyte each
HOME = ""  # the token of the deal that the command named


class Desk:
    """The deal of the command and those that visitors brought, under names that nobody can guess."""

    def __init__(self, deal: Deal, source: str) -> None:
        self.home, self.source = deal, source
        self.answers, self._uploads = Kept(ANSWERS), Kept(UPLOADS)

    @cached_property
    def stages(self) -> Stages:
        """Where settings are computed; loaded when the first is, so that the page need not wait for it."""
        from .stages import Stages

        return Stages()

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
