"""What people read: one report, in several formats and languages, whose headings come from the numbers."""

from __future__ import annotations

from .report import FORMATS, document, explain, render

__all__ = ["FORMATS", "document", "explain", "render"]
