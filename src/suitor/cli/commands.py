"""Commands about one deal file: data on stdout, narration on stderr, nothing heavy loaded for help."""

from __future__ import annotations

import json
import time
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import files
from .group import FINE, UNSETTLED, WRONG, Refusal, deal_of, draws, language, listed, opened, pairs, studied, suitor

if TYPE_CHECKING:
    from ..deal import Deal
    from ..study import Study


@suitor.command(help=_("Answer a deal file, or a bundled CASE: a summary here, a report in --out."))
@click.argument("source", metavar="CASE|FILE")
@draws
@language
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help=_("Change a number of the deal first."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder for the report."))
@click.option("--format", "formats", help=_("Formats to write, with commas; html,json if none is named."))
@click.option("--json", "as_json", is_flag=True, help=_("Print all figures as JSON instead of the summary."))
@click.option("--dry-run", is_flag=True, help=_("Say what would be computed and written, and stop."))
def analyze(
    source: str,
    draws: int,
    seed: int,
    lang: str,
    settings: tuple[str, ...],
    out: Path | None,
    formats: str | None,
    as_json: bool,
    dry_run: bool,
) -> int:
    from ..report import FORMATS

    deal = deal_of(source, lang, pairs(settings))
    wanted = formats or ("html,json" if out else "")  # without a folder they go where one stands
    asked = [format.strip() for format in wanted.split(",") if format.strip()]
    unknown = [format for format in asked if format not in FORMATS]
    if unknown:
        raise Refusal(
            _("--format: no format '{found}'; there are {known}").format(found=unknown[0], known=", ".join(FORMATS))
        )
    targets = {format: (out or Path()) / f"{deal.file.id}.{lang}.{FORMATS[format]}" for format in asked}
    if dry_run:
        plan = _("{id}: {draws:,} draws x {scenarios} scenarios, seed {seed}")
        click.echo(plan.format(id=deal.file.id, draws=draws, scenarios=len(deal.file.scenarios), seed=seed))
        for target in targets.values():
            click.echo(_("would write {path}").format(path=target))
        return FINE
    return answer(deal, draws, seed, lang, targets, as_json)


def answer(deal: Deal, draws: int, seed: int, lang: str, targets: dict[str, Path], as_json: bool) -> int:
    """Compute, write what was asked for, then print."""
    from ..report import render

    started = time.perf_counter()
    study = studied(deal, draws, seed)
    pages = {format: render(study, format, lang) for format in targets}
    for format, target in targets.items():
        try:
            files.write(target, pages[format])
        except OSError as error:
            raise Refusal(f"{target}: {error.strerror}") from None
    took = time.perf_counter() - started
    click.echo(render(study, "json" if as_json else "terminal", lang))
    for target in targets.values():
        click.echo(_("wrote {path}").format(path=target), err=True)
    click.echo(_("{draws:,} draws in {seconds:.1f} s").format(draws=draws, seconds=took), err=True)
    return UNSETTLED if withheld(study) else FINE


def withheld(study: Study) -> list[str]:
    """Figures that the report withholds because too many draws did not settle."""
    return [figure.id for figure in study.figures.values() if figure.withheld]


@suitor.command(help=_("Read a deal file and list every problem with its line."))
@click.argument("source", metavar="CASE|FILE")
@language
@click.option("--json", "as_json", is_flag=True, help=_("Print the problems as JSON."))
def check(source: str, lang: str, as_json: bool) -> int:
    from ..deal import DealError

    try:
        problems = files.parsed(*opened(source)).problems
    except DealError as error:
        if as_json:
            click.echo(json.dumps([problem.json(lang) for problem in error.problems], ensure_ascii=False, indent=1))
            return WRONG
        raise Refusal(listed(error.problems, lang)) from None
    if as_json:
        click.echo(json.dumps([problem.json(lang) for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            click.echo(problem.text(lang), err=True)
        click.echo(_("{source}: no problems").format(source=source), err=True)
    return FINE


@suitor.command(help=_("Write a commented deal file that runs as it is."))
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), default=Path("deal.yaml"))
@language
@click.option("--force", is_flag=True, help=_("Replace a file that is there."))
def init(path: Path, lang: str, force: bool) -> int:
    from ..deal.schema import template

    if path.exists() and not force:
        raise Refusal(_("{path} is there already; --force replaces it").format(path=path))
    files.write(path, template(lang))
    click.echo(_("wrote {path}; next: suitor analyze {path}").format(path=path), err=True)
    return FINE


@suitor.command(help=_("Show how a FIGURE comes about: formula, numbers, inputs with line and source."))
@click.argument("figure")
@click.option(
    "--in",
    "source",
    default="openai-2025",
    show_default=True,
    metavar="CASE|FILE",
    help=_("Deal file or bundled case."),
)
@draws
@language
def explain(figure: str, source: str, draws: int, seed: int, lang: str) -> int:
    from ..report import explain

    study = studied(deal_of(source, lang), draws, seed)
    try:
        click.echo(explain(study, figure, lang))
    except KeyError as error:
        raise Refusal(str(error.args[0])) from None
    return FINE
