"""What comes with this installation: bundled cases, the schema of the deal file, versions, completion for shells."""

from __future__ import annotations

import json
import re
from gettext import gettext as _

import click

from .. import files
from .group import FINE, language, suitor


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


@suitor.command(help=_("Print the JSON Schema of the deal file."))
def schema() -> int:
    from ..deal.schema import schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=1))
    return FINE


@suitor.command(help=_("Print the completion script of a shell."))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None  # the choice above lists click's own shells
    click.echo(script(suitor, {}, "suitor", "_SUITOR_COMPLETE").source())
    return FINE


@suitor.command(help=_("Look at what this installation has: versions, cores, optional parts."))
def doctor() -> int:
    import importlib.metadata as metadata
    import os
    import platform

    click.echo(f"{'python':<16} {platform.python_version()} ({platform.machine()}, {os.cpu_count()} cores)")
    needs = (re.split(r"[^\w.-]", each)[0] for each in metadata.requires("suitor") or ())
    for name in ("suitor", *needs):
        try:
            click.echo(f"{name:<16} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            click.echo(f"{name:<16} " + _("not installed"))
    return FINE
