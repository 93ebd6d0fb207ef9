"""What can be asked on the command line: data on stdout, narration on stderr, nothing heavy loaded for help."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import __version__, files

if TYPE_CHECKING:
    from ..deal import Deal
    from ..study import Study

FINE, FINDINGS, WRONG, UNSETTLED, INTERRUPTED = 0, 1, 2, 3, 130


class Refusal(click.ClickException):
    """A sentence on stderr and an exit code, instead of a traceback."""

    def __init__(self, message: str, code: int = WRONG) -> None:
        super().__init__(message)
        self.code = code

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def run(words: Sequence[str]) -> int:
    """Carry out one command and return its exit code."""
    # What does not settle is counted and named; a library's remark on the way is not news.
    warnings.simplefilter("ignore")
    try:
        code = suitor.main(list(words), prog_name="suitor", standalone_mode=False)
        return code if isinstance(code, int) else FINE
    except Refusal as error:
        error.show()
        return error.code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Interrupted; nothing was written."), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        fault = _("This is a fault of suitor, not of your file: {what}. SUITOR_TRACE=1 shows where.")
        click.echo(fault.format(what=f"{type(error).__name__}: {error}"), err=True)
        if os.environ.get("SUITOR_TRACE"):
            raise
        return UNSETTLED


def language(command: Any) -> Any:
    """Add the --lang option."""
    choice = click.Choice(["en", "ja"])
    default = os.environ.get("LANGUAGE", "en")[:2]
    return click.option("--lang", type=choice, default=default, help=_("Language of the output."))(command)


def draws(command: Any) -> Any:
    """Add the options of a computation: how many draws, from which seed."""
    seed = click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Seed of the draws."))
    count = click.IntRange(1, 1_000_000)
    return seed(
        click.option("--draws", type=count, default=10_000, show_default=True, help=_("Number of draws."))(command)
    )


@click.group(help=_("One file about a takeover bid in; price, consent, odds and consequences out."))
@click.version_option(__version__, message="%(prog)s %(version)s")
def suitor() -> None:
    """Hold the commands together."""


@suitor.command(help=_("Answer a deal file, or a bundled CASE: a summary here, a report in --out."))
@click.argument("source", metavar="CASE|FILE")
@draws
@language
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help=_("Change a number of the deal first."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder for the report."))
@click.option("--format", "formats", default="html,json", show_default=True, help=_("Formats to write, with commas."))
@click.option("--json", "as_json", is_flag=True, help=_("Print all figures as JSON instead of the summary."))
@click.option("--dry-run", is_flag=True, help=_("Say what would be computed and written, and stop."))
def analyze(
    source: str,
    draws: int,
    seed: int,
    lang: str,
    settings: tuple[str, ...],
    out: Path | None,
    formats: str,
    as_json: bool,
    dry_run: bool,
) -> int:
    from ..report import FORMATS

    deal = deal_of(source, lang, pairs(settings))
    asked = [format.strip() for format in formats.split(",") if format.strip()] if out else []
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
    from ..analysis import analyze
    from ..report import render

    started = time.perf_counter()
    try:
        study = analyze(deal, draws=draws, seed=seed)
    except ValueError as error:  # what a room says of numbers that are each lawful and together impossible
        raise Refusal(f"{deal.name}: {error}") from None
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


@suitor.command(help=_("List the bundled cases."))
@language
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as JSON."))
def cases(lang: str, as_json: bool) -> int:
    found = {name: getattr(files.read(name).file.name, lang) for name in files.cases()}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, title in found.items():
            click.echo(f"{name:<16} {title}")
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


@suitor.command(help=_("Print the JSON Schema of the deal file."))
def schema() -> int:
    from ..deal.schema import schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=1))
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
    from ..analysis import analyze
    from ..report import explain

    study = analyze(deal_of(source, lang), draws=draws, seed=seed)
    try:
        click.echo(explain(study, figure, lang))
    except KeyError as error:
        raise Refusal(str(error.args[0])) from None
    return FINE


@suitor.command(help=_("Print the completion script of a shell."))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None  # the choice above lists click's own shells
    click.echo(script(suitor, {}, "suitor", "_SUITOR_COMPLETE").source())
    return FINE


def opened(source: str) -> tuple[str, str]:
    """The text of a deal file and its name, or one sentence why not."""
    try:
        return files.text_of(source)
    except FileNotFoundError:
        known = ", ".join(files.cases())
        raise Refusal(
            _("{source}: no such file, and no bundled case; there are {known}").format(source=source, known=known)
        ) from None
    except OSError as error:
        raise Refusal(f"{source}: {error.strerror}") from None
    except ValueError as error:
        raise Refusal(str(error)) from None


def deal_of(source: str, lang: str, changes: Mapping[str, str] | None = None) -> Deal:
    """The deal, with some of its numbers changed, or every problem of its file at once."""
    from ..deal import DealError
    from ..deal.edit import edit

    text, name = opened(source)
    try:
        return files.parsed(edit(text, changes) if changes else text, name)
    except DealError as error:
        raise Refusal(listed(error.problems, lang)) from None
    except ValueError as error:
        raise Refusal(str(error)) from None


def pairs(settings: tuple[str, ...]) -> dict[str, str]:
    """PATH=VALUE, several times."""
    return dict(split_pair(setting) for setting in settings)


def split_pair(setting: str) -> tuple[str, str]:
    """One PATH=VALUE or FIGURE=VALUE."""
    name, sign, value = setting.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise Refusal(_("expected NAME=VALUE, found '{found}'").format(found=setting))
    return name.strip(), value.strip()


def listed(problems: Sequence[Any], lang: str) -> str:
    """Problems one to a line, as an editor can jump to them."""
    return "\n".join(problem.text(lang) for problem in problems)
