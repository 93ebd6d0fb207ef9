"""Where the command line finds who holds what: a deal file, or a table or register in one of the known formats."""

from __future__ import annotations

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from .group import Refusal, deal_of
from .tables import frame_of

if TYPE_CHECKING:
    from ..deal import Deal, Inputs
    from ..holdings import Holdings, Remark
    from ..holdings.reading import Reading

LARGEST = 500_000_000  # bytes of a file
TABLES = (".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson")


def is_table(source: str) -> bool:
    """Whether the source is a register of its own rather than a deal file."""
    return Path(source).suffix.lower() in TABLES


def reading_of(source: str, unit: str) -> Reading:
    """The content of a table of stakes, BODS statements, PSC or FollowTheMoney records, or GLEIF relationships."""
    from ..holdings.formats import edges

    path = Path(source)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            told = _("{source}: {size:.1f} GB are too much to read at once; select the records of some companies first")
            raise Refusal(told.format(source=source, size=size / 1e9))
        if path.suffix.lower() == ".parquet":
            return edges.from_rows(frame_of(path).to_dict("records"), unit)
        return text_of(path.read_text(encoding="utf-8-sig"), path.suffix.lower(), unit)
    except OSError as error:
        raise Refusal(f"{source}: {error.strerror}") from None
    except ValueError as error:  # what a format says of rows it cannot take, a line for each
        raise Refusal("\n".join(f"{source}: {line}" for line in str(error).splitlines())) from None


def text_of(text: str, suffix: str, unit: str) -> Reading:
    """The content of a text, by what its first record looks like."""
    from ..holdings.formats import bods, edges, ftm, gleif, psc

    first = next((line for line in text.splitlines() if line.strip()), "")
    if suffix in (".csv", ".tsv"):
        return gleif.read(text) if gleif.CHILD in first else edges.read(text, unit)
    if first.startswith("["):
        return bods.read(text)
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise ValueError(_("expected a list of BODS statements, or one BODS, PSC or FollowTheMoney record a line"))
    if "schema" in record:
        return ftm.read(text)
    return psc.read(text) if "company_number" in record else bods.read(text)


def of_deal(deal: Deal, inputs: Inputs, scenario: str, lang: str) -> tuple[Holdings, Holdings | None]:
    """The register of a deal file, and what a scenario makes of it; claims in ranks count for the next dollar."""
    from .._core.records import replace
    from ..analysis import structure

    file = deal.file
    register = structure.before(file, inputs)
    names = {party.id: getattr(party.name, lang) for party in file.parties}
    entities = tuple(replace(entity, name=names.get(entity.id, entity.name)) for entity in register.entities)
    register = replace(register, entities=entities)
    if not scenario:
        return register, None
    chosen = next((each for each in file.scenarios if each.id == scenario), None)
    if chosen is None:
        known = ", ".join(each.id for each in file.scenarios)
        raise Refusal(_("--after: no scenario '{found}'; there are {known}").format(found=scenario, known=known))
    return register, structure.after(register, chosen, inputs)


def exercised(register: Holdings) -> Holdings:
    """The register once every option has become shares."""
    from .._core.records import Change

    on = dict.fromkeys(held.company for held in register.interests if held.kind == "option")
    return register.apply([Change("exercise", {"of": company}) for company in on])


def capped(deal: Deal) -> tuple[Remark, ...]:
    """Who has a part of the target at the middle of every number, and nothing of its next dollar."""
    from ..analysis import rooms
    from ..deal import Inputs
    from ..holdings import Remark

    inputs = Inputs.grid(deal)
    claims, company = rooms.claims(deal.file, inputs), deal.file.claims.of if deal.file.claims else ""
    if claims is None:
        return ()
    value = inputs.value(deal.file.financials.value)
    payout = claims.pay(value)
    shares = zip(payout.holders, (payout.paid / value[..., None])[0], payout.marginal[0], strict=True)
    return tuple(
        Remark("at_cap", {"holder": holder, "company": company, "share": float(share)}, f"{holder} is at its cap.")
        for holder, share, marginal in shares
        if share > 0 and marginal == 0
    )


def exact(register: Holdings) -> Holdings:
    """The register with a number for every share that is drawn, as files have it: its median to nine digits."""
    import numpy as np

    from .._core.records import replace
    from ..holdings.amounts import amount
    from ..holdings.reading import Reading

    held = tuple(
        replace(one, amount=amount(round(float(np.median(one.amount)), 9)))
        if isinstance(one.amount, np.ndarray)
        else one
        for one in register.interests
    )
    return Reading(register.entities, held).on()


def registers(
    source: str, scenario: str, lang: str, draws: int, seed: int
) -> tuple[Deal, list[tuple[Holdings, Holdings | None]]]:
    """A deal and its registers before and after: at the middle of every number, and draw by draw."""
    from ..deal import Inputs

    deal = deal_of(source, lang)
    ways = (Inputs.grid(deal), Inputs.random(deal, seed, 0, draws))
    return deal, [of_deal(deal, inputs, scenario, lang) for inputs in ways]
