"""Who owns, who decides and what a bid changes, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import files
from .group import FINE, Refusal, draws, language, suitor
from .measures import measured, tell_measures
from .owners import ORDINARY, Decision, answered, changed
from .registers import capped, exact, exercised, is_table, reading_of, registers
from .tables import as_json, section

if TYPE_CHECKING:
    from ..holdings import Holdings

SHOWN = 200  # companies of an overview on the terminal
RIGHTS = {
    "cash": _("cash"),
    "votes": _("votes"),
    "board": _("board"),
    "veto": _("veto"),
    "asserts": _("control"),
    "pact": _("pact"),
}


@suitor.command(
    "holdings", help=_("Say who owns and who decides, in a deal, an edge list or a register, before and after a bid.")
)
@click.argument("source", metavar="CASE|FILE|TABLE")
@click.option(
    "--of", "company", default="", metavar="COMPANY", help=_("The company; the target of the deal if absent.")
)
@click.option("--after", "scenario", default="", metavar="SCENARIO", help=_("Compare with what a scenario would make."))
@click.option("--on", "day", default="", metavar="DAY", help=_("The day, for a register with dates: 2025-02-10."))
@click.option("--unit", type=click.Choice(["percent", "fraction"]), default=None, help=_("How a table counts shares."))
@click.option("--diluted", is_flag=True, help=_("Count every option as exercised."))
@click.option(
    "--majority", default="", metavar="SHARE", help=_("What a decision needs: 2/3; more than half if absent.")
)
@click.option("--matter", default="", metavar="MATTER", help=_("What is decided, for vetoes that reach only some."))
@click.option("--measures", is_flag=True, help=_("Add every index of power, weakest links and who must be named."))
@click.option("--graphml", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the graph as GraphML."))
@click.option("--bods", type=click.Path(dir_okay=False, path_type=Path), help=_("Write BODS 0.4 statements."))
@click.option("--csv", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the stakes as a table."))
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help=_("Write a drawing as SVG."))
@draws
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))
def holdings_(
    source: str, company: str, scenario: str, day: str, unit: str | None, diluted: bool, majority: str,
    matter: str, measures: bool, graphml: Path | None, bods: Path | None, csv: Path | None, svg: Path | None,
    draws: int, seed: int, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    try:
        decision = decided(majority, matter)
        if is_table(source):
            if scenario:
                raise Refusal(_("--after: a table has no scenarios; a deal file has"))
            reading = reading_of(source, unit or "")
            register = drawn = exercised(reading.on(day)) if diluted else reading.on(day)
            answer = answered(register, drawn, company, (*reading.remarks, *reading.checked(day)), decision)
        else:
            if diluted:
                raise Refusal(_("--diluted: a deal file has no options; a table has"))
            deal, ((register, after), (drawn, drawn_after)) = registers(source, scenario, lang, draws, seed)
            day = deal.file.as_of.isoformat()
            company = company or deal.file.bid.target
            answer = answered(register, drawn, company, capped(deal), decision) | {
                "at_margin": deal.file.claims is not None
            }
            if after is not None and drawn_after is not None:
                firms = tuple(dict.fromkeys(p.firm for p in deal.file.market.products)) if deal.file.market else ()
                answer |= changed(register, after, drawn_after, company, firms, decision)
                register = after
        if measures and company:
            answer["measures"] = measured(register, company, *decision)
        written(register, company, day, {"graphml": graphml, "bods": bods, "csv": csv, "svg": svg})
    except ValueError as error:  # what the room says of a register or a name it cannot take
        raise Refusal(f"{source}: {error}") from None
    return as_json(answer) if wants_json else tell(answer)


def decided(majority: str, matter: str) -> Decision:
    """The majority asked for: at least the share that is given, or more than half."""
    from ..holdings.reading import percent

    if not majority:
        return (*ORDINARY[:2], matter)
    top, slash, bottom = majority.partition("/")
    if slash and top.strip().isdigit() and bottom.strip().isdigit() and int(bottom):
        share = Fraction(int(top), int(bottom))
    else:
        share = percent(majority)
    if not 0 < share <= 1:
        raise ValueError(_("--majority: expected a share above 0 such as 2/3 or 75%"))
    return share, False, matter


def written(register: Holdings, company: str, day: str, paths: dict[str, Path | None]) -> None:
    """Write the register as a graph, as statements, as a table and as a drawing, where that is asked for."""
    from ..holdings import draw
    from ..holdings.formats import bods, edges, graphml

    ways: dict[str, Callable[[], str]] = {
        "graphml": lambda: graphml.write(register),
        "bods": lambda: bods.write(exact(register), day or date.today().isoformat()),
        "csv": lambda: edges.write(exact(register)),
        "svg": lambda: draw(register, company or None, RIGHTS),
    }
    for name, path in paths.items():
        if path is not None:
            files.write(path, ways[name]())
            click.echo(_("wrote {path}").format(path=path), err=True)


def tell(answer: dict[str, Any]) -> int:
    """The answer as tables."""
    if "companies" in answer:
        return tell_all(answer["companies"])
    before, after = answer["before"], answer.get("after")
    times = [before] if after is None else [before, after]
    click.echo(answer["name"])
    head = [_("holder")]
    for right in ("cash", "votes", "board", "power"):
        name = _("power") if right == "power" else RIGHTS[right]
        head += (
            [name] if after is None else [_("{right} before").format(right=name), _("{right} after").format(right=name)]
        )
    names = dict.fromkeys(name for time in times for name in time["holders"])
    rows = [
        (
            next(time["holders"][name]["name"] for time in times if name in time["holders"]),
            *(
                cell(time["holders"].get(name, {}), right)
                for right in ("cash", "votes", "board", "power")
                for time in times
            ),
        )
        for name in names
    ]
    section(_("Who receives and who votes"), head, rows)
    if answer.get("at_margin"):
        click.echo(_("Cash of claims in ranks is their part of the next dollar.") + "\n")
    tell_control(times, answer)
    if "measures" in answer:
        tell_measures(answer["measures"])
    for remark in answer["remarks"]:
        click.echo(remark["text"])
    return FINE


def tell_control(times: list[dict[str, Any]], answer: dict[str, Any]) -> None:
    """Who controls, with how much less than all of the cash, who can block, what is passed."""
    rows = [
        (_("in control"), *(", ".join(time["controllers"].values()) or _("nobody alone") for time in times)),
        (_("wedge between control and cash"), *(percent(time["wedge"]) if time["wedge"] else "-" for time in times)),
        (_("can block"), *("; ".join(" + ".join(group) for group in time["blockers"]) or "-" for time in times)),
    ]
    section(_("Who decides"), ("", _("today"), _("after"))[: len(times) + 1], rows)
    if answer.get("crossed"):
        head = (_("holder"), _("right"), _("thresholds"), _("before"), _("after"))
        section(_("Thresholds passed"), head, passed(answer["crossed"]))
    if answer.get("kappa"):
        counted = [
            (one["firm"], one["rival"], f"{one['before']:.3g}", f"{one['after']:.3g}") for one in answer["kappa"]
        ]
        columns = (_("firm"), _("rival"), _("before"), _("after"))
        section(_("What a firm counts of a dollar of a rival's profit"), columns, counted)


def passed(crossed: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """A row for each holder and right, with every threshold it passes."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for one in crossed:
        key = (one["name"], RIGHTS[one["right"]], *(f"{100 * one[time]:.3g}%" for time in ("before", "after")))
        lines.setdefault(key, []).append(f"{100 * one['threshold']:.3g}")
    return [(name, right, f"{', '.join(found)}%", *times) for (name, right, *times), found in lines.items()]


def tell_all(companies: list[dict[str, Any]]) -> int:
    """Every company in a line."""
    rows = [
        (one["name"], ", ".join(one["controllers"].values()) or "-", str(one["holders"])) for one in companies[:SHOWN]
    ]
    section(_("Companies and who controls them in the end"), (_("company"), _("in control"), _("holders")), rows)
    if len(companies) > SHOWN:
        more = _("{count:,} more; --json lists all, --of COMPANY one").format(count=len(companies) - SHOWN)
        click.echo(more, err=True)
    return FINE


def cell(holder: dict[str, Any], right: str) -> str:
    """A right of a holder: a share, a range, a question mark where it is not known, a dash where there is none."""
    if right not in holder:
        return "-"
    return f"{holder[right]:.1%}" if right == "power" else percent(holder[right])


def percent(share: dict[str, float]) -> str:
    """A share as people write it.

    >>> percent({"low": 0.2, "middle": 0.25, "high": 0.3}), percent({"low": 0.25, "high": 0.5}), percent({})
    ('25% (20 - 30)', '25 - 50%', '?')
    """
    if not share:
        return "?"
    low, high = (f"{100 * share[end]:.3g}" for end in ("low", "high"))
    if "middle" not in share:
        return f"{low} - {high}%"
    middle = f"{100 * share['middle']:.3g}%"
    return middle if low == high else f"{middle} ({low} - {high})"
