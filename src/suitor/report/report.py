"""The report: which parts it has, in which order, and what stands behind every figure."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from .._core.shelf import shelf
from ..study import Figure, Study
from . import facts
from .blocks import Block, Document, Entry, Input
from .sections import (
    accretion,
    answer,
    assumptions,
    closing,
    effects,
    endings,
    grounds,
    mission,
    price,
    rows,
    setting,
    verdict,
    ways,
)
from .voice import Voice, cut
from .words import words

ORDER: tuple[Callable[[Voice], Block | None], ...] = (
    answer.answer,
    setting.timeline,
    setting.positions,
    setting.structure,
    price.price,
    ways.ways,
    accretion.accretion,
    rows.four_rows,
    mission.mission,
    rows.promise,
    effects.gains,
    effects.market,
    effects.screens,
    verdict.deciders,
    verdict.gates,
    endings.endings,
    assumptions.needed,
    assumptions.assumed,
    grounds.later,
    grounds.checked,
)
BACK = (grounds.limits, grounds.glossary, grounds.sources)  # after the closing summary of all that


class Formats(Mapping[str, str]):
    """The formats a report can have, by name, each with the ending of its file."""

    def __getitem__(self, name: str) -> str:
        return str(shelf(f"{__package__}.formats")[name].suffix)

    def __iter__(self) -> Iterator[str]:
        return iter(shelf(f"{__package__}.formats"))

    def __len__(self) -> int:
        return len(shelf(f"{__package__}.formats"))


FORMATS = Formats()


def render(study: Study, format: str = "html", language: str = "en") -> str | bytes:
    """A study as a page, a workbook, a summary or data, in one language.

    >>> render(study, "terminal", "ja")  # doctest: +SKIP
    """
    if format not in FORMATS:
        raise ValueError(f"no format '{format}'; there is {', '.join(sorted(FORMATS))}")
    return shelf(f"{__package__}.formats")[format]().lay_out(document(study, language), study)


@lru_cache(maxsize=2)  # the formats of one study share it
def document(study: Study, language: str = "en") -> Document:
    """The whole report in one language, before any format."""
    voice = Voice(study, words(language))
    file = study.deal.file
    inputs = tuple(_input(voice, path) for path in study.deal.quantities)
    places = {path: place for place, path in enumerate(study.deal.quantities)}
    labels = voice.words.under("page")
    return Document(
        language=language,
        title=cut(voice.text(file.name)),
        question=voice.text(file.question),
        labels=labels,
        blocks=_blocks(voice),
        entries=tuple(_entry(voice, figure, places) for figure in study.figures.values()),
        inputs=inputs,
        footer=_footer(voice),
    )


def _blocks(voice: Voice) -> tuple[Block, ...]:
    """Every part that the study has something for; the closing summary reads the findings of those before it."""
    found = [block for section in ORDER if (block := section(voice)) is not None]
    rest = (closing.closing(voice, found), *(section(voice) for section in BACK))
    return (*found, *(block for block in rest if block is not None))


def explain(study: Study, figure: str, language: str = "en") -> str:
    """How one figure comes about: its number, definition, formula, and every input with line and source."""
    voice = Voice(study, words(language))
    if figure not in study.figures:
        near = difflib.get_close_matches(figure, study.figures, n=5, cutoff=0.3)
        raise KeyError(voice.plain("explain.unknown", figure=figure, near=", ".join(near)))
    entry = _entry(voice, study[figure], {})
    listed = [_input(voice, path) for path in sorted(study[figure].inputs & study.deal.quantities.keys())]
    lines = [f"{entry.id}  {entry.value}{f'  ({entry.range})' if entry.range else ''}", entry.name, entry.meaning]
    lines.append(f"{voice.plain('page.formula')}: {entry.formula}")
    lines += [f"  {symbol} = {value}  {what}" for symbol, what, value in entry.terms]
    lines.append(f"{voice.plain('page.unit')}: {entry.unit}")
    lines += [f"{voice.plain('page.settled')}: {entry.found}", f"{voice.plain('page.inputs')}:"]
    lines += [f"  {one.place:<16} {one.path} = {one.shown}  [{one.source or one.confidence}]" for one in listed]
    return "\n".join(lines)


def _entry(voice: Voice, figure: Figure, places: Mapping[str, int]) -> Entry:
    key = f"figure.{figure.name}.means"
    unit = f"unit_name.{figure.unit}"
    bare = figure.withheld or figure.unit in ("chance", "yes")
    return Entry(
        id=figure.id,
        kind=voice.measure(figure),
        name=voice.what(figure),
        value=voice.plain("withheld") if figure.withheld else voice.value(figure.id).text,
        range="" if bare else voice.span(figure.id).text,
        unit=voice.plain(unit) if unit in voice.words else figure.unit,
        meaning=voice.plain(key) if key in voice.words else "",
        formula=figure.formula,
        terms=tuple(_terms(voice, figure)),
        found=voice.words.percent(figure.found_share),
        inputs=tuple(sorted(places[path] for path in figure.inputs if path in places)),
    )


def _terms(voice: Voice, figure: Figure) -> Iterator[tuple[str, str, str]]:
    """Each symbol of a formula, what it stands for, and its value: a figure's, or an input's as the file has it."""
    for symbol, id in figure.terms.items():
        quantity = voice.study.deal.quantities.get(id)
        if voice.has(id):
            yield symbol, voice.what(id), voice.value(id).text
        elif quantity is not None:
            yield symbol, voice.input(id), voice.quantity(quantity)


def _input(voice: Voice, path: str) -> Input:
    quantity = voice.study.deal.quantities[path]
    source = voice.study.deal.file.sources.get(quantity.source) if quantity.source else None
    return Input(
        path=path,
        shown=quantity.text or voice.quantity(quantity),
        place=facts.place(voice.study, quantity.line),
        source=cut(source.title) if source else "",
        url=(source.url or "") if source else "",
        confidence=voice.plain(f"confidence.{quantity.confidence}"),
    )


def _footer(voice: Voice) -> tuple[tuple[str, str], ...]:
    study = voice.study
    said = {
        "version": f"suitor {study.version}",
        "file": facts.file_name(study),
        "sha": study.deal.sha256,
        "as_of": voice.words.day(study.deal.file.as_of),
        "draws": f"{study.draws:,}",
        "seed": str(study.seed),
        "command": facts.command(study),
    }
    return tuple((voice.plain(f"footer.{key}"), text) for key, text in said.items())
