"""Two ways in beside a deal file: an article to draft one from, and a page to move its numbers on."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from .. import files
from .group import FINE, Refusal, language, opened, suitor

PORT = 8765


@suitor.command(
    help=_("Propose a deal file from an ARTICLE in English or Japanese; what it does not say stays a marked gap.")
)
@click.argument("article", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("File to write; stdout if absent."))
@click.option("--force", is_flag=True, help=_("Replace a file that is there."))
@language
def draft(article: Path, out: Path | None, force: bool, lang: str) -> int:
    from ..draft import draft

    text, name = opened(str(article))
    if out and out.exists() and not force:
        raise Refusal(_("{path} is there already; --force replaces it").format(path=out))
    try:
        proposed = draft(text, Path(name).name).yaml()
    except ValueError as error:
        raise Refusal(str(error)) from None
    if out is None:
        click.echo(proposed)
    else:
        files.write(out, proposed)
        click.echo(_("wrote {path}; next: suitor check {path}").format(path=out), err=True)
    return FINE


@suitor.command(help=_("Open the what-if page of a deal: its numbers behind sliders, on this machine alone."))
@click.argument("source", metavar="[CASE|FILE]", default="openai-2025")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help=_("Port on this machine."))
@click.option("--open", "open_browser", is_flag=True, help=_("Open a browser on it."))
@language
def app(source: str, port: int, open_browser: bool, lang: str) -> int:
    from ..app import serve

    opened(source)
    click.echo(_("http://127.0.0.1:{port}/  (Ctrl-C ends it)").format(port=port), err=True)
    try:
        serve(source, "127.0.0.1", port, lang, open_browser)
    except ValueError as error:
        raise Refusal(str(error)) from None
    return FINE
