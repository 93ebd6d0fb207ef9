"""What if: compare two deals, sweep a number, solve for one, change one in a file."""

from __future__ import annotations

import math
import re
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import files
from .group import (
    FINE,
    UNSETTLED,
    Refusal,
    deal_of,
    draws,
    language,
    listed,
    opened,
    pairs,
    split_pair,
    studied,
    suitor,
)
from .tables import printed

if TYPE_CHECKING:
    from ..study import Study

HEADLINES = ("bid.price", "value.fair", "value.enough", "verdict.needed", "verdict.if_accepted", "verdict.completion")
STEPS = 40  # of a bisection
RANGE = re.compile(r"^(?P<from>.+?):(?P<to>.+?):(?P<by>.+)$")


@suitor.command(help=_("Put two deals, or two settings of one, side by side."))
@click.argument("one", metavar="CASE|FILE")
@click.argument("other", metavar="CASE|FILE")
@click.option(
    "--set", "settings", multiple=True, metavar="PATH=VALUE", help=_("Change a number of the second deal first.")
)
@draws
@language
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def compare(one: str, other: str, settings: tuple[str, ...], draws: int, seed: int, lang: str, as_json: bool) -> int:
    deals = deal_of(one, lang), deal_of(other, lang, pairs(settings))
    studies = [studied(deal, draws, seed) for deal in deals]
    shared = [id for id in studies[0].figures if id in studies[1].figures]
    rows = [
        (id, *(shown(study, id) for study in studies))
        for id in shared
        if as_json or id in HEADLINES or differ(studies, id)
    ]
    return printed(rows, (_("figure"), one, other), as_json)


@suitor.command(help=_("Move a number through a range and watch the headlines."))
@click.argument("source", metavar="CASE|FILE")
@click.option(
    "--set",
    "setting",
    required=True,
    metavar="PATH=FROM:TO:STEP",
    help=_("Such as bid.price=80bn USD:140bn USD:5bn USD."),
)
@click.option("--figure", "wanted", multiple=True, help=_("A figure to show; the headlines if none is named."))
@draws
@language
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def sweep(source: str, setting: str, wanted: tuple[str, ...], draws: int, seed: int, lang: str, as_json: bool) -> int:
    path, values = spread(setting)
    rows = []
    for value in values:
        study = studied(deal_of(source, lang, {path: value}), draws, seed)
        chosen = wanted or tuple(id for id in HEADLINES if id in study.figures)
        rows.append((value, *(shown(study, known(study, id)) for id in chosen)))
    return printed(rows, (path, *chosen), as_json)


@suitor.command(help=_("Find the value of a number at which a figure reaches a target."))
@click.argument("source", metavar="CASE|FILE")
@click.option("--target", required=True, metavar="FIGURE=VALUE", help=_("Such as verdict.would[openai_inc]=0.5."))
@click.option("--by", "path", required=True, metavar="PATH", help=_("The number to move, such as bid.price."))
@click.option(
    "--between",
    default="",
    metavar="LOW:HIGH",
    help=_("Where to look; a tenth to ten times the file's number if absent."),
)
@draws
@language
def solve(source: str, target: str, path: str, between: str, draws: int, seed: int, lang: str) -> int:
    id, wanted = split_pair(target)
    deal = deal_of(source, lang)
    if path not in deal.quantities:
        raise Refusal(_("--by: the file has no number at '{path}'").format(path=path))
    quantity = deal.quantities[path]
    unit = quantity.text.split()[-1] if quantity.text and quantity.unit not in ("share", "count", "number") else ""
    low, high = ends(between, quantity.median / quantity.scale, 1.0 if quantity.unit == "share" else math.inf)
    aim = plain(wanted)

    def miss(value: float) -> float:
        study = studied(deal_of(source, lang, {path: f"{value:.12g} {unit}".strip()}), draws, seed)
        return study[known(study, id)].headline - aim

    at_low, at_high = miss(low), miss(high)
    if not at_low * at_high <= 0:
        message = _("{id} does not reach {wanted} for {path} from {low:g} to {high:g}: it is {a} at first, {b} at last")
        a, b = (f"{aim + off:.1%}" if wanted.endswith("%") else f"{aim + off:g}" for off in (at_low, at_high))
        raise Refusal(message.format(id=id, wanted=wanted, path=path, low=low, high=high, a=a, b=b), UNSETTLED)
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if miss(middle) * at_low > 0 else (low, middle)
        if abs(high - low) <= 1e-4 * abs(high):
            break
    click.echo(f"{path} = {(low + high) / 2:.6g} {unit}".strip())
    return FINE


@suitor.command("set", help=_("Change numbers of a deal file in place; its comments survive."))
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("settings", nargs=-1, required=True, metavar="PATH=VALUE...")
@language
def set_(path: Path, settings: tuple[str, ...], lang: str) -> int:
    from ..deal import DealError
    from ..deal.edit import edit

    text, name = opened(str(path))
    try:
        changed = edit(text, pairs(settings))
        files.parsed(changed, name)
    except ValueError as error:
        raise Refusal(str(error)) from None
    except DealError as error:
        raise Refusal(listed(error.problems, lang) + "\n" + _("Nothing was written.")) from None
    files.write(path, changed)
    return FINE


def spread(setting: str) -> tuple[str, list[str]]:
    """The path and the values of PATH=FROM:TO:STEP, each with the unit of the first."""
    path, said = split_pair(setting)
    match = RANGE.match(said)
    if not match:
        raise Refusal(_("expected PATH=FROM:TO:STEP, found '{found}'").format(found=setting))
    first, last, step = (re.match(r"\s*(-?[\d.]+)(.*)", match[part]) for part in ("from", "to", "by"))
    if not (first and last and step) or float(step[1]) <= 0 or float(last[1]) < float(first[1]):
        raise Refusal(
            _("expected numbers that rise, as in 80bn USD:140bn USD:5bn USD, found '{found}'").format(found=said)
        )
    count = int((float(last[1]) - float(first[1])) / float(step[1]) + 1e-9) + 1
    if count > 200:
        raise Refusal(_("{count} steps are too many; 200 at most").format(count=count))
    unit = (first[2] or last[2]).rstrip()
    return path, [f"{float(first[1]) + i * float(step[1]):.12g}{unit}" for i in range(count)]


def plain(said: str) -> float:
    """A number, or percents as a part of one."""
    return float(said.rstrip("%")) / (100 if said.endswith("%") else 1)


def ends(between: str, middle: float, most: float) -> tuple[float, float]:
    """The two ends of a search: those that are given, else around the file's number and up to what is possible."""
    if not between:
        return (middle / 10, min(middle * 10, most)) if middle else (0.0, min(1.0, most))
    low, _sign, high = between.partition(":")
    try:
        return plain(low), plain(high)
    except ValueError:
        raise Refusal(_("--between: expected LOW:HIGH, found '{found}'").format(found=between)) from None


def known(study: Study, id: str) -> str:
    """The figure's id, or a sentence that names near ones."""
    if id in study.figures:
        return id
    import difflib

    near = ", ".join(difflib.get_close_matches(id, study.figures, n=5, cutoff=0.3))
    raise Refusal(_("there is no figure '{id}'; near it: {near}").format(id=id, near=near))


def shown(study: Study, id: str) -> str:
    """One figure as text: its headline, and a range where it has one."""
    figure = study[id]
    scale, unit = (1e9, "bn") if figure.unit.startswith("money") else (1.0, "")
    middle = f"{figure.headline / scale:,.4g}{unit}"
    low, high = figure.quantile(0.05) / scale, figure.quantile(0.95) / scale
    return middle if figure.unit in ("chance", "yes") or low == high else f"{middle} ({low:,.4g} - {high:,.4g})"


def differ(studies: list[Study], id: str) -> bool:
    """Whether the two studies say something else about a figure that is not about one scenario."""
    one, other = (study[id].headline for study in studies)
    return "[" not in id and one != other
