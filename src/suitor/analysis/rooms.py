"""The deal file in the words of each room: the same facts as holdings, claims, a market, a race, gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from .. import contest, holdings, race, worth
from .._core.arrays import columns
from .._core.records import Array, Change, replace
from ..deal import Inputs, Quantity
from ..deal.ownership import ClassSection
from ..deal.records import DealFile, GateSection, RaceSection, Scenario, Section

Rights = Mapping[tuple[str, str], Array]  # (holder, company): share of the company's cash, by draw

# The deal file writes the race's parameters in the symbols of its equations.
TECHNOLOGY = {
    "compute_price": "r0",
    "price_decline": "g_r",
    "algorithms": "g_A",
    "fastest": "g_max",
    "reinvested": "psi",
    "operating": "opex",
    "friction": "friction",
}
FUNDING = {
    "multiple": "multiple",
    "multiple_decay": "decay",
    "multiple_floor": "multiple_floor",
    "cap_sigma": "cap_sigma",
    "cap_years": "cap_years",
}


def claims(file: DealFile, inputs: Inputs) -> worth.Claims | None:
    """The waterfall of the target, or its cap table by who holds each class, where the file has one."""
    if file.claims is None:
        return None
    if file.claims.classes:
        return cap_table(file.claims.classes, inputs)
    tiers = []
    for tier in file.claims.tiers:
        split = {holder: inputs.value(share) for holder, share in tier.split.items()}
        until = None if tier.until is None else {holder: inputs.value(total) for holder, total in tier.until.items()}
        tiers.append(worth.Tier(split, until))
    return worth.Claims.of_tiers(tiers)


def cap_table(classes: Sequence[ClassSection], inputs: Inputs) -> worth.Claims:
    """Classes that all choose between preference and conversion at once, then by holder."""
    listed = [
        worth.ShareClass(
            name=each.id,
            shares=inputs.value(each.shares),
            preference=inputs.value(each.preference),
            rank=each.rank,
            participates=each.participates,
            cap=None if each.cap is None else inputs.value(each.cap),
            converts=each.converts,
            strike=inputs.value(each.strike),
        )
        for each in classes
    ]
    return worth.by_holder(worth.Claims.of_classes(listed), {each.id: each.holder for each in classes})


def register(file: DealFile, inputs: Inputs, rights: Rights) -> holdings.Holdings:
    """Who holds what of whom; `rights` stands for cash that follows the waterfall."""
    held = [holdings.Interest(holder, company, "cash", share) for (holder, company), share in rights.items()]
    for stake in file.stakes:
        terms = {"cash": share_of(stake.cash, inputs), "votes": middle(stake.votes, inputs)}
        terms |= {"seats": middle(stake.seats, inputs), "appoints": Fraction(1) if stake.appoints else None}
        held_as = partial(
            holdings.Interest, stake.holder, stake.of, since=str(stake.since or ""), source=stake.source or ""
        )
        held += [held_as(kind, amount) for kind, amount in terms.items() if amount is not None]
        held += [held_as("veto", matters=(matter,)) for matter in stake.veto]
    entities = [holdings.Entity(party.id, party.name.en, party.kind) for party in file.parties]
    return holdings.Holdings.of(held, entities)


def share_of(quantity: Quantity | None, inputs: Inputs) -> Any:
    """A share as the register keeps it: exact where the file is exact, drawn where it is not."""
    if quantity is None:
        return None
    return middle(quantity, inputs) if quantity.exact else inputs.value(quantity)


def middle(quantity: Quantity | None, inputs: Inputs) -> Fraction | None:
    """The middle of a share as a fraction: votes decide control, so they are not drawn, but they are read."""
    if quantity is None:
        return None
    inputs.value(quantity)
    return Fraction(str(round(quantity.median, 9)))


def changes(scenario: Scenario, inputs: Inputs) -> list[Change]:
    """What a scenario does to the register, in the file's order; changes of numbers are the inputs' business."""
    listed = []
    for change in scenario.changes:
        for verb in ("transfer", "issue", "convert", "merge", "appoint", "divest", "pact"):
            terms = getattr(change, verb)
            if terms is not None:
                listed.append(Change(verb, _terms(terms, inputs)))
    return listed


def _terms(section: Any, inputs: Inputs) -> dict[str, Any]:
    """The terms of a change without the quantities' wrapping; votes at their middle, cash by draw."""
    plain: dict[str, Any] = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        key = name.rstrip("_")
        if value is None or value is False:
            continue
        if isinstance(value, Quantity):
            plain[key] = middle(value, inputs) if key in ("votes", "seats") else share_of(value, inputs)
        elif isinstance(value, tuple):
            plain[key] = [_terms(item, inputs) if isinstance(item, Section) else item for item in value]
        else:
            plain[key] = value
    return plain


def care(file: DealFile, inputs: Inputs) -> dict[str, Array]:
    """What a dollar of consumer surplus is worth to each party in cash: m, an assumption."""
    return {party.id: inputs.value(f"parties[{party.id}].users") for party in file.parties}


def lab_race(section: RaceSection, inputs: Inputs, start: int) -> race.Race:
    """The race of the labs from the year after the base year."""
    labs = section.labs

    def by_lab(name: str, default: float = 0.0) -> Array:
        # By path, for a scenario may set a number that the base case does not have.
        return columns([inputs.value(f"race.labs[{lab.firm}].{name}", default) for lab in labs])

    def of_race(names: Mapping[str, str]) -> dict[str, Array]:
        known = {name: section.technology[symbol] for name, symbol in names.items() if symbol in section.technology}
        return {name: inputs.value(quantity)[..., None] for name, quantity in known.items()}

    funding = race.Funding(
        revenue_share=by_lab("revenue_share"),
        donations=by_lab("donations"),
        dilution=by_lab("dilution"),
        cap_multiple=by_lab("cap", np.inf),
        parent=by_lab("parent"),
        friction_years=by_lab("friction"),
        openness=by_lab("open_lag", np.inf),
        **of_race(FUNDING),
    )
    compute, earlier = by_lab("compute"), by_lab("compute_before", np.nan)
    return race.Race(
        labs=tuple(lab.firm for lab in labs),
        start=start,
        years=section.end - start + 1,
        capability=np.log10(np.where(np.isnan(earlier), compute, earlier)),
        compute=compute,
        cash=by_lab("cash"),
        revenue=by_lab("revenue"),
        technology=replace(race.Technology(), **of_race(TECHNOLOGY)),
        funding=funding,
    )


def gates(sections: Iterable[GateSection], inputs: Inputs) -> tuple[contest.Gate, ...]:
    """What must open after the deciders' yes."""
    return tuple(
        contest.Gate(gate.id, gate.kind, inputs.value(gate.chance), inputs.value(gate.days), gate.after, gate.factors)
        for gate in sections
    )


def discount(file: DealFile, inputs: Inputs) -> Array:
    """The yearly discount rate; 12% is assumed where the file has none."""
    return inputs.value(file.financials.rate, 0.12)
