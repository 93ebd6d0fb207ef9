"""A deal file proposed from an article: who, how much, when, and the sentence each was read in; gaps stay gaps."""

from __future__ import annotations

from .draft import Draft, Found, Said, draft

__all__ = ["Draft", "Found", "Said", "draft"]
