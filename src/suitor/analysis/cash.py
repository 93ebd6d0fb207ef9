"""What the cash to come is worth: the target's own, and what the two firms make together."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import worth
from .._core.arrays import columns
from .._core.records import Array
from ..deal import Inputs, Quantity
from ..deal.cash import CashFlows, Drivers, Synergy
from ..deal.records import DealFile
from ..deal.valuation import ValuationSection
from .ledger import Ledger


def of_cash(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """The enterprise by its cash, and what each terminal value says of the other."""
    for end in ends(section.dcf):
        own = inputs.apart()
        found = discounted(file, section.dcf, end, own)
        enter = ledger.page(own.read)
        enter(f"value.dcf[{end}]", found.enterprise, "money", "sum F / (1 + w)^t + T / (1 + w)^n")
        enter(f"value.terminal_share[{end}]", found.terminal_share, "share", "T / (1 + w)^n / V")
        if end == "multiple":
            enter("value.implied_growth", found.implied_growth, "share", "(w T - F) / (T + F)")
        elif not np.all(np.isnan(found.implied_multiple)):
            enter("value.implied_multiple", found.implied_multiple, "number", "T / metric of the last year")


def of_synergies(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """What the combined firm makes beyond the two, one by one and in all."""
    whole, read = np.zeros(inputs.count), frozenset[str]()
    for each in section.synergies:
        own = inputs.apart()
        value = synergy(file, each, own)
        whole, read = whole + value, read | own.read
        said = "p sum (1 - t) s ramp / (1 + w)^(t + delay) - cost"
        ledger.page(own.read)(f"value.synergy[{each.id}]", value, "money", said)
    if section.synergies:
        ledger.page(read)("value.synergies", whole, "money", "sum of synergies")


def joint(file: DealFile, own: Inputs) -> Array:
    """All synergies together, where the file gives any."""
    listed = file.valuation.synergies if file.valuation else ()
    return sum((synergy(file, each, own) for each in listed), np.zeros(own.count))


def synergy(file: DealFile, each: Synergy, own: Inputs) -> Array:
    """One synergy, for ever after its ramp; NaN where it grows as fast as it is discounted."""
    asked, growth = rate(file, each.rate, own), own.value(each.growth)
    if not np.any(asked > growth):
        return np.full(own.count, np.nan)
    years = max(len(each.ramp), 1)
    ramp = yearly(each.ramp, years, own) if each.ramp else 1.0
    return worth.synergy_value(
        np.repeat(own.value(each.yearly)[..., None], years, axis=-1),
        asked,
        tax=own.value(each.tax),
        ramp=ramp,
        probability=own.value(each.probability, 1.0),
        one_off=own.value(each.cost),
        delay=own.value(each.delay),
        growth=growth,
    )


def ends(section: CashFlows | None) -> tuple[str, ...]:
    """The terminal values that the forecast has."""
    return () if section is None else tuple(end for end in ("growth", "multiple") if getattr(section, end) is not None)


def discounted(file: DealFile, section: CashFlows | None, end: str, own: Inputs) -> worth.Dcf:
    """The discounted flows with one terminal value, NaN where that is not finite."""
    assert section is not None
    flows, metric = forecast(file, section, own)
    asked = rate(file, section.rate, own)
    timing: dict[str, Any] = {"mid_year": section.mid_year, "stub": section.stub}
    if end == "multiple":
        assert metric is not None  # the file was read
        multiple, usable = own.value(section.multiple), np.where(metric > 0, metric, np.nan)
        return worth.dcf(flows, asked, multiple=multiple, metric=usable, **timing)
    growth = own.value(section.growth)
    if not np.any((asked > growth) & (flows[..., -1] > 0)):
        return worth.dcf(flows, asked, terminal=np.full(own.count, np.nan), metric=metric, **timing)
    return worth.dcf(flows, asked, growth=growth, metric=metric, **timing)


def rate(file: DealFile, given: Quantity | None, own: Inputs) -> Array:
    """The discount rate: its own, else that of the forecast, else that of the file."""
    section = file.valuation.dcf if file.valuation else None
    parts = section.wacc if section else None
    if given is None and parts is not None:
        asked = worth.cost_of_equity(*(own.value(x) for x in (parts.riskless, parts.beta, parts.premium, parts.size)))
        return worth.wacc(asked, own.value(parts.debt), own.value(parts.debt_share), own.value(parts.tax))
    return own.value(given or (section.rate if section else None) or file.financials.rate)


def forecast(file: DealFile, section: CashFlows, own: Inputs) -> tuple[Array, Array | None]:
    """Free cash flow by year, and the metric of the last year where it is known."""
    metric = None if section.metric is None else own.value(section.metric)
    if section.drivers is None:
        return columns([own.value(each) for each in section.flows]), metric
    flows, earned = driven(file, section.drivers, own)
    return flows, earned[..., -1] if metric is None else metric


def driven(file: DealFile, drivers: Drivers, own: Inputs) -> tuple[Array, Array]:
    """Free cash flow and EBITDA by year, from revenue, its growth and what of it is kept."""
    count = max(len(drivers.growth), len(drivers.margin))
    growth, margin = (yearly(each, count, own) for each in (drivers.growth, drivers.margin))
    start = own.value(drivers.revenue or file.financials.revenue)[..., None]
    revenue = start * np.cumprod(1 + growth, axis=-1)
    rise = revenue - np.concatenate([start, revenue[..., :-1]], axis=-1)
    parts = (drivers.depreciation, drivers.capex, drivers.working_capital, drivers.tax)
    depreciation, capex, capital, tax = (own.value(part)[..., None] for part in parts)
    earned = margin * revenue
    return worth.free_cash_flow(earned, depreciation * revenue, capital * rise, capex * revenue, tax), earned


def yearly(listed: tuple[Quantity, ...], count: int, own: Inputs) -> Array:
    """One number a year on the last axis; the last one stays."""
    drawn = [own.value(each) for each in listed]
    return columns([*drawn, *([drawn[-1]] * (count - len(drawn)))])
