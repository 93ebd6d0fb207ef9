"""Every sentence of the command line in both languages, with the same gaps."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import suitor.cli

FOLDER = Path(suitor.cli.__file__).parent
CATALOGUE = FOLDER / "words" / "ja" / "LC_MESSAGES" / "suitor.po"
GAP = re.compile(r"\{[^}]*\}")


def said() -> set[str]:
    """What the code passes to gettext."""
    calls = (
        node
        for file in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
    )
    marked = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_")
    return {argument.value for call in marked for argument in call.args if isinstance(argument, ast.Constant)}


@pytest.fixture(scope="module")
def japanese():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ja")


def test_every_sentence_is_translated(japanese):
    assert not {sentence for sentence in said() if not (japanese.get(sentence) and japanese.get(sentence).string)}


def test_translations_have_the_gaps_of_the_original(japanese):
    for message in japanese:
        if message.id and isinstance(message.id, str):
            assert sorted(GAP.findall(message.id)) == sorted(GAP.findall(message.string)), message.id


def test_the_compiled_catalogue_is_the_written_one(japanese):
    compiled = io.BytesIO()
    write_mo(compiled, japanese)
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()
