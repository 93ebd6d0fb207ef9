"""Who owns, who decides and what a bid changes, on the command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import files
from .commands import FINE, Refusal, draws, language, suitor
from .registers import is_table, reading_of, registers
from .tables import as_json, section

if TYPE_CHECKING:
    from ..holdings import Difference, Holdings, Remark

SHOWN = 200  # companies of an overview on the terminal
RIGHTS = {
    "cash": _("cash"),
    "votes": _("votes"),
    "board": _("board"),
    "veto": _("veto"),
    "asserts": _("control"),
    "pact": _("pact"),
}
TOLD = {  # remarks of the holdings room
    "no_recorded_owner": _("{share:.1%} of {company} has no recorded owner; it counts as held for profit alone."),
    "bounds_cut": _("Stakes in {company} could sum to more than all of it; their upper bounds are cut."),
    "closed_loop": _("{loop} own all of each other and nobody outside owns them."),
    "loop": _("The loop {loop} multiplies stakes by {gain:.3f}."),
    "joint_control": _("{holders} hold exactly half of {company} each: they control it only together."),
    "control_without_cash": _("{controller} controls {company} and receives nothing of its profit."),
    "tunnelling": _("Those who control {firm} gain more from a dollar of {rival}'s profit than from one of its own."),
    "owner_not_named": _("An owner of {company} is not named: {reason}."),
    "claim_open": _("What {holder} is said to hold of {company} cannot be checked: a link has no size."),
    "claim_differs": _("What {holder} is said to hold of {company} is not what its chain gives."),
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
@click.option("--graphml", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the graph as GraphML."))
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help=_("Write a drawing as SVG."))
@draws
@language
@click.option("--json", "wants_json", is_flag=True, help=_("Print JSON."))
def holdings_(
    source: str, company: str, scenario: str, day: str, unit: str | None, graphml: Path | None, svg: Path | None,
    draws: int, seed: int, lang: str, wants_json: bool,
) -> int:  # fmt: skip
    try:
        if is_table(source):
            if scenario:
                raise Refusal(_("--after: a table has no scenarios; a deal file has"))
            reading = reading_of(source, unit or "")
            register = drawn = reading.on(day)
            answer = answered(register, drawn, company, (*reading.remarks, *reading.checked(day)))
        else:
            deal, ((register, after), (drawn, drawn_after)) = registers(source, scenario, lang, draws, seed)
            company = company or deal.file.bid.target
            answer = answered(register, drawn, company) | {"at_margin": deal.file.claims is not None}
            if after is not None and drawn_after is not None:
                firms = tuple(dict.fromkeys(p.firm for p in deal.file.market.products)) if deal.file.market else ()
                answer |= changed(register, after, drawn_after, company, firms)
                register = after
        pictures(register, company, graphml, svg)
    except ValueError as error:  # what the room says of a register or a name it cannot take
        raise Refusal(f"{source}: {error}") from None
    return as_json(answer) if wants_json else tell(answer)


def pictures(register: Holdings, company: str, graphml: Path | None, svg: Path | None) -> None:
    """Write the register as a graph and as a drawing, where that is asked for."""
    from ..holdings import draw
    from ..holdings.formats import graphml as graph

    for path, content in (
        (graphml, lambda: graph.write(register)),
        (svg, lambda: draw(register, company or None, RIGHTS)),
    ):
        if path is not None:
            files.write(path, content())
            click.echo(_("wrote {path}").format(path=path), err=True)


def answered(register: Holdings, drawn: Holdings, company: str, more: Iterable[Remark] = ()) -> dict[str, Any]:
    """One company before any change, or every company in a line where none is named."""
    from ..holdings import remarks

    if not company:
        return {"companies": list(overview(register))}
    found = [remark for remark in (*remarks(register), *more) if about(remark, company)]
    named = {"company": company, "name": register.entity(company).label}
    told = [{"key": remark.key, "text": said(remark, register)} for remark in found]
    return named | {"before": described(register, drawn, company), "remarks": told}


def overview(register: Holdings) -> Iterator[dict[str, Any]]:
    """Every company, who controls it in the end and how many hold it."""
    held = Counter(company for _holder, company in {(one.holder, one.company) for one in register.interests})
    for company in register.says:
        heads = register.ultimate_controllers(company)
        names = {head: label(register, head) for head in heads}
        yield {"company": company, "name": label(register, company), "controllers": names, "holders": held[company]}


def described(register: Holdings, drawn: Holdings, company: str) -> dict[str, Any]:
    """Who receives, who votes, how much power that is, who controls, and who can block."""
    from ..holdings import blockers, vote_power

    heads = register.ultimate_controllers(company)
    held = {
        "cash": drawn.owners(company),
        "votes": {holder: share for (holder, of), share in register.votes.items() if of == company},
        "board": {holder: share for (holder, of), share in register.board.items() if of == company},
    }
    counted = any(register.says[company].votes.values()) if company in register.says else False
    power = vote_power(register, company) if counted else {}
    names = dict.fromkeys([*(name for right in held.values() for name in right), *power])
    holders: dict[str, dict[str, Any]] = {
        name: {"name": label(register, name)}
        | {right: edges(shares[name]) for right, shares in held.items() if name in shares}
        | ({"power": max(power[name], 0.0)} if name in power else {})
        for name in names
    }
    return {
        "controllers": {head: label(register, head) for head in heads},
        "wedge": edges(drawn.wedge(company)) if len(heads) == 1 else None,
        "holders": dict(sorted(holders.items(), key=lambda item: -item[1].get("cash", {}).get("high", 0.0))),
        "blockers": [[label(register, name) for name in group] for group in blockers(register, company)]
        if counted
        else [],
    }


def changed(before: Holdings, after: Holdings, drawn: Holdings, company: str, firms: tuple[str, ...]) -> dict[str, Any]:
    """What a scenario changes: the company after it, thresholds passed, and how much firms count of rivals' profit."""
    from ..holdings import compare

    difference = compare(before, after, company, firms)
    crossed = [
        {
            "holder": one.holder,
            "name": label(after, one.holder),
            "right": one.right,
            "threshold": float(one.threshold),
            "before": float(one.before),
            "after": float(one.after),
        }
        for one in difference.crossings
    ]
    return {"after": described(after, drawn, company), "crossed": crossed, "kappa": list(kappas(difference, after))}


def kappas(difference: Difference, register: Holdings) -> Iterator[dict[str, Any]]:
    """What those who control a firm count of a dollar of a rival's profit, where it is not the same as before."""
    import numpy as np

    old, new = (np.median(np.atleast_3d(each.reshape(-1, *each.shape[-2:])), axis=0) for each in difference.kappa)
    for f, firm in enumerate(difference.firms):
        for g, rival in enumerate(difference.firms):
            if f != g and not np.isclose(old[f, g], new[f, g], equal_nan=True):
                yield {
                    "firm": label(register, firm),
                    "rival": label(register, rival),
                    "before": float(old[f, g]),
                    "after": float(new[f, g]),
                }


def label(register: Holdings, name: str) -> str:
    """The name people read of a party, a pact or the crowd of small holders."""
    from ..holdings.voting import FLOAT

    if name == FLOAT:
        return _("other holders")
    try:
        return register.entity(name).label
    except ValueError:  # a pact has no entity of its own
        return name


def edges(share: Any) -> dict[str, float]:
    """A share as bounds, and its middle where it has one; nothing where it is not known."""
    import numpy as np

    if share is None:
        return {}
    if isinstance(share, Fraction):
        return {"low": float(share), "middle": float(share), "high": float(share)}
    if isinstance(share, np.ndarray):
        low, middle, high = (float(np.quantile(share, at)) for at in (0.05, 0.5, 0.95))
        return {"low": low, "middle": middle, "high": high}
    return {"low": float(share.low), "high": float(share.high)}


def about(remark: Remark, company: str) -> bool:
    """Whether a remark is about the company."""
    return any(company in re.split(r" -> |, ", str(term)) for term in remark.terms.values())


def said(remark: Remark, register: Holdings) -> str:
    """A remark in the language of the command line, with names for ids."""
    if remark.key not in TOLD:
        return remark.text
    terms = {name: label(register, term) if isinstance(term, str) else term for name, term in remark.terms.items()}
    return TOLD[remark.key].format(**terms)


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
