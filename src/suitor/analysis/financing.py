"""Where the money for the bid comes from and goes, and what a buyer who borrows would earn."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import worth
from .._core.arrays import columns
from .._core.records import Array
from ..deal import Inputs
from ..deal.records import DealFile
from ..deal.valuation import ValuationSection
from .ledger import Ledger


def of_money(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """Where the money for the bid comes from and goes, and what a buyer who borrows would earn at the bid."""
    if section.sources_and_uses is not None:
        own = inputs.apart()
        enter = None
        for id, value in financed(file, section, own).items():
            enter = enter or ledger.page(own.read)
            enter(id, value, "money", "sources = uses")
    if section.buyout is not None:
        own = inputs.apart()
        paid = own.value(file.bid.price) * (own.value(file.financials.shares) if file.bid.per == "share" else 1.0)
        run = worth.buyout(paid + own.value(section.net_debt), **loaned(section, own))
        earned = np.where(run.equity > 0, run.rate, np.nan)
        said = "(exit equity / equity put in)^(1 / n) - 1"
        ledger.page(own.read)("value.buyout_return", earned, "share", said)


def financed(file: DealFile, section: ValuationSection, own: Inputs) -> dict[str, Array]:
    """Each source and each use; NaN throughout where they do not meet."""
    both = section.sources_and_uses
    assert both is not None
    sources: dict[str, Any] = {f"value.sources[{each.id}]": each for each in both.sources} or {
        f"value.sources[{i}]": each for i, each in enumerate(file.bid.financing)
    }
    uses: dict[str, Any] = {f"value.uses[{each.id}]": each for each in both.uses}
    plug = next((id for id, each in (sources | uses).items() if getattr(each, "plug", None)), None)
    given, needed = (
        {id: amount(file, each, own) for id, each in column.items() if id != plug or column is uses}
        for column in (sources, uses)
    )
    try:
        met = worth.sources_and_uses(given, needed, plug)
    except ValueError:  # the plug is below nothing, or a number was changed after the file was read
        return dict.fromkeys([*sources, *uses, "value.financed"], np.full(own.count, np.nan))
    return {**met.sources, **met.uses, "value.financed": met.total}


def amount(file: DealFile, each: Any, own: Inputs) -> Array:
    """One entry: what it says, or shares at the price of the bid."""
    if getattr(each, "shares", None) is not None:
        return own.value(each.shares) * own.value(file.bid.price)
    return own.value(each.amount)


def loaned(section: ValuationSection, own: Inputs) -> dict[str, Any]:
    """The buyout's terms in the words of its room."""
    plan = section.buyout
    assert plan is not None
    earned = columns([own.value(each) for each in plan.ebitda])
    named = ("depreciation", "capex", "working_capital")
    every_year = {name: own.value(getattr(plan, name))[..., None] for name in named}
    return dict(
        exit=own.value(plan.multiple) * np.maximum(earned[..., -1], 0.0),
        ebitda=earned,
        loans=[
            worth.Loan(each.id, own.value(each.amount), own.value(each.rate), own.value(each.due), each.swept)
            for each in plan.loans
        ],
        tax=own.value(plan.tax),
        fees=own.value(plan.fees),
        **every_year,
    )
