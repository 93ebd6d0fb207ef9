"""Who owns, who decides and what a scenario changes, as data for the command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..holdings import Difference, Holdings, Remark

TOLD = {  # remarks of the holdings room
    "no_recorded_owner": _("{share:.1%} of {company} has no recorded owner; it counts as held for profit alone."),
    "bounds_cut": _("Stakes in {company} could sum to more than all of it; their upper bounds are cut."),
    "closed_loop": _("{loop} own all of each other and nobody outside owns them."),
    "loop": _("The loop {loop} multiplies stakes by {gain:.3f}."),
    "joint_control": _("{holders} hold exactly half of {company} each: they control it only together."),
    "control_without_cash": _("{controller} controls {company} and receives nothing of its profit."),
    "tunnelling": _("Those who control {firm} gain more from a dollar of {rival}'s profit than from one of its own."),
    "owner_not_named": _("An owner of {company} is not named: {reason}."),
    "percentage_unclear": _(
        "The percentage of ownership {statement} is written as {written}; its size counts as unknown."
    ),
    "inactive": _("The relationship of {company} to {parent} is not active, and left out."),
    "scaled": _("Stakes in {company} sum to {share:.2%}: taken for rounded figures, and scaled to all of it."),
    "at_cap": _("{holder}: at the cap, with {share:.1%} of {company} and nothing of its next dollar."),
    "claim_open": _("What {holder} is said to hold of {company} cannot be checked: a link has no size."),
    "claim_differs": _("What {holder} is said to hold of {company} is not what its chain gives."),
}


Decision = tuple[Fraction, bool, str]  # the majority, whether it must be exceeded, and the matter
ORDINARY: Decision = (Fraction(1, 2), True, "")


def answered(
    register: Holdings, drawn: Holdings, company: str, more: Iterable[Remark] = (), decision: Decision = ORDINARY
) -> dict[str, Any]:
    """One company before any change, or every company in a line where none is named."""
    from ..holdings import remarks

    if not company:
        return {"companies": list(overview(register))}
    found = [remark for remark in (*remarks(register), *more) if about(remark, company)]
    named = {"company": company, "name": register.entity(company).label}
    told = [{"key": remark.key, "text": said(remark, register)} for remark in found]
    return named | {"before": described(register, drawn, company, decision), "remarks": told}


def overview(register: Holdings) -> Iterator[dict[str, Any]]:
    """Every company, who controls it in the end and how many hold it."""
    held = Counter(company for _holder, company in {(one.holder, one.company) for one in register.interests})
    for company in register.says:
        heads = register.ultimate_controllers(company)
        names = {head: label(register, head) for head in heads}
        yield {"company": company, "name": label(register, company), "controllers": names, "holders": held[company]}


def described(register: Holdings, drawn: Holdings, company: str, decision: Decision = ORDINARY) -> dict[str, Any]:
    """Who receives, who votes, how much power that is, who controls, and who can block a decision."""
    from ..holdings import blockers, vote_power
    from ..holdings.voting import has_votes

    heads = register.ultimate_controllers(company)
    held = {
        "cash": drawn.owners(company),
        "votes": {holder: share for (holder, of), share in register.votes.items() if of == company},
        "board": {holder: share for (holder, of), share in register.board.items() if of == company},
    }
    counted = has_votes(register, company)
    threshold, strict, matter = decision
    power = vote_power(register, company, "banzhaf", threshold, strict, matter=matter) if counted else {}
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
        "blockers": [
            [label(register, name) for name in group]
            for group in blockers(register, company, threshold, strict, matter)
        ]
        if counted
        else [],
    }


def changed(
    before: Holdings,
    after: Holdings,
    drawn: Holdings,
    company: str,
    firms: tuple[str, ...],
    decision: Decision = ORDINARY,
) -> dict[str, Any]:
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
    found = described(after, drawn, company, decision)
    return {"after": found, "crossed": crossed, "kappa": list(kappas(difference, after))}


def kappas(difference: Difference, register: Holdings) -> Iterator[dict[str, Any]]:
    """What those who control a firm count of a dollar of a rival's profit, where it is not the same as before."""
    import numpy as np

    if not difference.firms:
        return
    old, new = (np.median(each.reshape(-1, *each.shape[-2:]), axis=0) for each in difference.kappa)
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
    """A share as bounds, and its middle where it has one; nothing where it is not known.

    >>> edges(0.25), edges(None)
    ({'low': 0.25, 'middle': 0.25, 'high': 0.25}, {})
    """
    import numpy as np

    from ..holdings import Range

    if share is None:
        return {}
    if isinstance(share, Range):
        return {"low": float(share.low), "high": float(share.high)}
    drawn = np.atleast_1d(np.asarray(share, dtype=float))
    low, middle, high = (float(edge) for edge in np.quantile(drawn, (0.05, 0.5, 0.95)))
    return {"low": low, "middle": middle, "high": high}


def about(remark: Remark, company: str) -> bool:
    """Whether a remark is about the company."""
    return any(company in re.split(r" -> |, ", str(term)) for term in remark.terms.values())


def said(remark: Remark, register: Holdings) -> str:
    """A remark in the language of the command line, with names for ids."""
    if remark.key not in TOLD:
        return remark.text
    terms = {name: label(register, term) if isinstance(term, str) else term for name, term in remark.terms.items()}
    return TOLD[remark.key].format(**terms)
