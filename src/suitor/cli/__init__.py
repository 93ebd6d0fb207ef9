"""The command line: one deal file in, an answer on the terminal, a report beside it."""

from __future__ import annotations

import gettext
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path

LANGUAGES = ("en", "ja")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 2 a wrong call or file, 3 did not settle, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    # Click looks its own sentences up when it is imported, so the language is settled before.
    speak(language_of(words, os.environ))
    for module in pkgutil.iter_modules(__path__):  # a file of this folder brings its commands with it
        import_module(f"{__name__}.{module.name}")
    from .group import run

    sys.exit(run(words))


def language_of(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for by --lang, else by the locale, else English.

    >>> language_of(["analyze", "x.yaml", "--lang", "ja"], {})
    'ja'
    >>> language_of([], {"LANG": "ja_JP.UTF-8"})
    'ja'
    """
    asked = [after for word, after in pairwise(words) if word == "--lang"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    for place in ("LC_ALL", "LC_MESSAGES", "LANG"):
        asked.append(environment.get(place, "")[:2])
    return next((language for language in asked if language in LANGUAGES), "en")


def speak(language: str) -> None:
    """Let every sentence of the command line come out in this language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("suitor", str(Path(__file__).parent / "words"))
    gettext.textdomain("suitor")
