"""What every command shares: the group and its options, exit codes, refusals, and the file that is asked about."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from .. import __version__, files
from .._core.extras import Missing
from . import LANGUAGES

if TYPE_CHECKING:
    from ..deal import Deal
    from ..study import Study

FINE, WRONG, UNSETTLED, INTERRUPTED = 0, 2, 3, 130


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
    except Missing as error:
        lacking = _("{package} is not installed. Try: pip install 'suitor[{extra}]'")
        click.echo(lacking.format(package=error.name, extra=error.extra), err=True)
        return WRONG
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
    choice = click.Choice(LANGUAGES)
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


def studied(deal: Deal, draws: int, seed: int) -> Study:
    """The study of a deal, or what a room says of numbers that are each lawful and together impossible."""
    from ..analysis import analyze

    try:
        return analyze(deal, draws=draws, seed=seed)
    except ValueError as error:
        raise Refusal(f"{deal.name}: {error}") from None


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
