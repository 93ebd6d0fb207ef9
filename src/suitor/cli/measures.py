"""Every measure of power over one company on the command line, and who must be named as its owner."""

from __future__ import annotations

import math
from fractions import Fraction
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from .owners import label
from .tables import section

if TYPE_CHECKING:
    from .._core.records import Array
    from ..holdings import Holdings
    from ..holdings.games import Weighted

RULES = ("eu_amlr", "uk_psc", "us_13d")
INDICES = {
    "shapley_shubik": "Shapley-Shubik",
    "banzhaf": "Banzhaf",
    "penrose": "Penrose",
    "prevent": _("prevent"),
    "initiate": _("initiate"),
    "rae": "Rae",
    "johnston": "Johnston",
    "deegan_packel": "Deegan-Packel",
    "holler": "Holler",
}
MOST_ABOVE = 200  # parties whose chains are followed one by one


def measured(register: Holdings, company: str, threshold: Fraction, strict: bool, matter: str) -> dict[str, Any]:
    """What each measure says of one company; votes nobody is recorded as holding count as one more holder."""
    from ..holdings import beneficial_owners, disclosure_rule
    from ..holdings.voting import has_votes, vote

    found = {rule: beneficial_owners(register, company, disclosure_rule(rule)) for rule in RULES}
    named = {rule: {label(register, name): list(why) for name, why in who.items()} for rule, who in found.items()}
    measures: dict[str, Any] = {"named": named, "weakest_link": links(register, company)}
    if has_votes(register, company):
        players, game = vote(register, company, threshold, strict, 1, matter)
        names = [label(register, player) for player in players]
        power = {name: dict(zip(names, values.tolist(), strict=True)) for name, values in indices(game).items()}
        measures |= {"power": power, "degree_of_control": degree(register, company)}
    return measures


def indices(game: Weighted) -> dict[str, Array]:
    """Each index that can be worked out for so many holders."""
    from ..holdings import power

    found = {"shapley_shubik": power.shapley_shubik(game), "banzhaf": power.banzhaf(game)}
    found |= {"penrose": power.penrose(game), "rae": power.rae(game)}
    try:
        coleman = power.coleman(game)
        found |= {"prevent": coleman.prevent, "initiate": coleman.initiate, "johnston": power.johnston(game)}
        found |= {"deegan_packel": power.deegan_packel(game), "holler": power.holler(game)}
    except ValueError:  # too many holders to list their coalitions
        pass
    return found


def degree(register: Holdings, company: str) -> float:
    """How surely the largest recorded block gets its way when all others vote as they like."""
    from ..holdings.ocean import degree_of_control
    from ..holdings.voting import by_head

    largest, *others = sorted(map(float, by_head(register, register.says[company].votes).values()), reverse=True)
    return degree_of_control(largest, others)


def links(register: Holdings, company: str) -> dict[str, float | None]:
    """Control along chains, each as strong as its smallest stake; not known where chains are too long."""
    from ..holdings import above, ties
    from ..holdings.amounts import lowest
    from ..holdings.ownership import weakest_link

    near = above([tie for tie in ties(register) if "votes" in tie.rights], company)
    stakes = {(tie.holder, tie.company): lowest(register.votes[tie.holder, tie.company]) for tie in near}
    found: dict[str, float | None] = {}
    for holder in sorted({tie.holder for tie in near} - {company})[:MOST_ABOVE]:
        try:
            found[label(register, holder)] = float(weakest_link(stakes, holder, company))
        except ValueError:
            found[label(register, holder)] = None
    return found


def tell_measures(measures: dict[str, Any]) -> None:
    """The measures as tables."""
    power = measures.get("power", {})
    if power:
        holders = list(power["banzhaf"])
        rows = [(holder, *(f"{max(power[index][holder], 0.0):.3f}" for index in power)) for holder in holders]
        section(_("Power by every index, other holders as one"), (_("holder"), *(_(INDICES[i]) for i in power)), rows)
        degree = measures["degree_of_control"]
        if math.isfinite(degree):
            told = _(
                "The largest block gets its way with a probability of {degree:.1%} when all others vote at random."
            )
            click.echo(told.format(degree=degree) + "\n")
    chains = [
        (name, "?" if strength is None else f"{strength:.1%}") for name, strength in measures["weakest_link"].items()
    ]
    if chains:
        section(_("Votes along chains, each as strong as its weakest link"), (_("holder"), _("votes")), chains)
    named = [
        (rule, name, "; ".join(map(reason, why)))
        for rule, found in measures["named"].items()
        for name, why in found.items()
    ]
    section(_("Who must be named"), (_("rule"), _("holder"), _("why")), named or [("-", "-", "-")])


def reason(why: str) -> str:
    """Why somebody must be named, in the language of the command line."""
    share, _of, right = why.partition("% of ")
    if right in ("cash", "votes"):
        return f"{_(right)} {share}%"
    chief = why.removeprefix("ownership of ").removesuffix(", which controls")
    if chief != why:
        return _("ownership of {chief}, which controls").format(chief=chief)
    return _("control of those who own") if why == "control of those who own" else _("control")
