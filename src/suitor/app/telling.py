"""A study as the page shows it: the report's own blocks, escaped by its own templates, in one width."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from .._core.data import table
from .._core.records import replace
from ..report.blocks import Block, Lines, Paragraph, Ranges, Table
from ..report.drawing import draw
from ..report.formats.html import empty, joined, kind, numeric, shade
from ..report.sections import answer, effects, price, rows, verdict
from ..report.voice import Voice
from ..report.words import Words, words
from ..study import Study

LANGUAGES = ("en", "ja")
ORDER: tuple[Callable[[Voice], Block | None], ...] = (
    answer.answer,
    rows.four_rows,
    price.price,
    rows.promise,
    verdict.deciders,
    verdict.gates,
    effects.market,
)
STRIP = ("bid.price", "value.fair", "value.enough", "verdict.needed", "verdict.if_accepted", "verdict.completion")
NARROWEST, WIDEST = 280, 900  # of a drawing


@cache
def spoken(language: str) -> Words:
    """The report's words and the page's own."""
    own = table(f"app/languages/{language}.toml")
    flat = {key: text for key, text in own.items() if key != "period"}
    flat |= {f"period.{key}": text for key, text in own["period"].items()}
    return Words(language, {**words(language).texts, **{f"app.{key}": text for key, text in flat.items()}})


@cache
def pages() -> Any:
    """The page's templates beside the report's; every value put in is escaped."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, pass_context

    loaders = [PackageLoader("suitor.app", "page"), PackageLoader("suitor.report", "page")]
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {filter.__name__: filter for filter in (kind, numeric, empty, joined, shade)}
    made.filters["charts"] = pass_context(drawn)
    return made


def drawn(context: Any, chart: Ranges | Lines) -> Any:
    """A chart in the width that the visitor's screen has for it."""
    from markupsafe import Markup

    return Markup(f'<div class="wide">{draw(chart, context["width"])}</div>')  # `draw` escapes each label


def told(study: Study, language: str, hidden: frozenset[str], side: str, width: int) -> dict[str, Any]:
    """The results as a piece of a page, and the numbers of the strip above it."""
    shown = {id: figure for id, figure in study.figures.items() if not hidden & set(figure.keys)}
    voice = Voice(replace(study, figures=shown), spoken(language))
    blocks = [brief(block) for section in ORDER if (block := section(voice)) is not None]
    labels = voice.words.under("page")
    known = frozenset(shown)  # a template's own circles keep what it was given until Python looks for such circles
    html = (
        pages()
        .get_template("results.html")
        .render(
            blocks=blocks,
            report={"labels": labels},
            side=side,
            width=min(max(width, NARROWEST), WIDEST),
            place_of=lambda id: id if id in known else None,
        )
    )
    strip = [headline(voice, id) for id in STRIP if voice.has(id)]
    return {"html": html, "strip": strip, "verdict": blocks[0].heading if blocks else "", "notes": limits(voice)}


def brief(block: Block) -> Block:
    """A block with its tables folded and without what takes a sweep to say."""
    items = [item for item in block.items if not (isinstance(item, Paragraph) and item.tone == "turn")]
    folded = tuple(replace(item, folded=True) if isinstance(item, Table) else item for item in items)
    return replace(block, items=folded)


def headline(voice: Voice, id: str) -> dict[str, Any]:
    """One number of the strip: what it is, how it reads and its range."""
    figure, value, span = voice.study[id], voice.value(id), voice.span(id)
    bare = figure.unit in ("chance", "yes") or span.text == value.text
    return {"id": id, "label": voice.what(id), "text": value.text, "range": "" if bare else span.text}


def limits(voice: Voice) -> list[str]:
    """What did not settle, by name."""
    withheld = [figure for figure in voice.study.figures.values() if figure.withheld]
    return [voice.plain("app.withheld", figure=voice.what(figure)) for figure in withheld[:6]]
