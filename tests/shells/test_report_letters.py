"""The letters that a page brings with it."""

from __future__ import annotations

import base64
import io
import re
import sys
import unicodedata
from html import unescape

import pytest

import suitor
from suitor.report import render

FACE = re.compile(r"@font-face\{[^}]*font-weight:(\d+);src:url\(data:font/otf;base64,([^)]*)\)\}")


@pytest.fixture(scope="module")
def pages():
    study = suitor.analyze(suitor.read("openai-2025"), draws=100, seed=1)
    return {language: render(study, "html", language) for language in ("en", "ja")}


def lacking(sheet, shown):
    """The letters that are shown, but are in no font of a style sheet."""
    tools = pytest.importorskip("fontTools.ttLib", reason="reads fonts in tests")
    fonts = [tools.TTFont(io.BytesIO(base64.b64decode(font))) for _, font in FACE.findall(sheet)]
    assert fonts
    return {letter for letter in shown for font in fonts if ord(letter) not in font.getBestCmap()}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_brings_every_letter_it_shows(pages, language):
    page = pages[language]
    shown = {letter for letter in unescape(FACE.sub("", page)) if unicodedata.category(letter) not in ("Cc", "Cf")}
    assert [weight for weight, _ in FACE.findall(page)] == ["400", "700"]
    assert not lacking(page, shown)
    assert lacking(page, "鬱")  # and no letter that it does not show


def test_a_page_without_its_letters_is_the_same_but_for_them(pages, monkeypatch):
    study = suitor.analyze(suitor.read("openai-2025"), draws=100, seed=1)
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    bare, whole = render(study, "html", "ja"), pages["ja"]
    assert "@font-face" not in bare
    assert bare.partition("<body")[2] == whole.partition("<body")[2]


def test_the_same_page_is_made_of_the_same_study(pages):
    study = suitor.analyze(suitor.read("openai-2025"), draws=100, seed=1)
    assert render(study, "html", "ja") == pages["ja"]
