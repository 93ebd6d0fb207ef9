"""The ways to value a target, one after the other, and its price per share: what each says, and what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from .. import worth
from .._core.arrays import columns
from .._core.records import Array
from ..deal import Inputs
from ..deal.appraisal import Comparable, Precedent
from ..deal.records import DealFile
from ..deal.valuation import ValuationSection
from . import cash, financing

__all__ = ["WAYS", "Said", "at_price", "counted", "counts_shares"]


class Said(NamedTuple):
    """What one method says of all equity of the target, and what it read for that."""

    method: str
    value: Array  # (draw,), money
    formula: str
    read: frozenset[str]


Way = Callable[[DealFile, ValuationSection, Inputs], Iterator[Said]]


def marked(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """What somebody put on the whole, or on a share."""
    for each in section.marks:
        own = inputs.apart()
        whole = own.value(each.value) if each.price is None else at_price(file, own.value(each.price), own)
        yield Said(each.id, whole, "as somebody valued it", own.read)


def compared(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The multiples of companies like it."""
    said = "multiple of a comparable company x metric of the target"
    return among(file, section, inputs, "comparables", by_multiple, said)


def paid_before(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The multiples and premiums of past deals, control premium included."""
    said = "multiple or premium of a past deal"
    return among(file, section, inputs, "precedents", by_precedent, said)


def discounted(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The cash that the target itself will make."""
    for end in cash.ends(section.dcf):
        own = inputs.apart()
        value = equity(section, cash.discounted(file, section.dcf, end, own).enterprise, own)
        yield Said(f"dcf_{end}", value, "sum F / (1 + w)^t + terminal value - net debt", own.read)


def summed(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """Its businesses one by one."""
    if section.sum_of_parts is not None:
        own = inputs.apart()
        parts = {
            each.id: own.value(each.value) if each.value else own.value(each.base) * own.value(each.multiple)
            for each in section.sum_of_parts.parts
        }
        head = own.value(section.sum_of_parts.costs), own.value(section.sum_of_parts.discount)
        value = equity(section, worth.sum_of_parts(parts, *head), own)
        yield Said("sum_of_parts", value, "(sum of parts - head office)(1 - discount) - net debt", own.read)


def bought_out(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The most that a buyer who borrows can pay."""
    if section.buyout is not None:
        own = inputs.apart()
        terms = financing.loaned(section, own)
        value = equity(section, worth.affordable(own.value(section.buyout.target), **terms), own)
        yield Said("buyout", value, "exit equity / (1 + target)^n + loans - fees - net debt", own.read)


WAYS: tuple[Way, ...] = (marked, compared, paid_before, discounted, summed, bought_out)


def among(
    file: DealFile, section: ValuationSection, inputs: Inputs, name: str, by: Callable[..., Array], formula: str
) -> Iterator[Said]:
    """What a list of companies or deals says as one range: each draw has the value by one of them."""
    if listed := getattr(section, name):
        own = inputs.apart()
        values = columns([by(file, section, each, own) for each in listed])
        yield Said(name, worth.among(values, own.lot(f"valuation.{name}")), formula, own.read)


def by_multiple(file: DealFile, section: ValuationSection, each: Comparable | Precedent, own: Inputs) -> Array:
    """All equity at one company's multiple; NaN where the multiple or the metric means nothing."""
    whole, base = own.value(each.value), own.value(each.base)
    multiple = own.value(each.multiple) if each.multiple else worth.multiples(whole, base)
    known = section.metrics.get(each.metric) or (file.financials.revenue if each.metric == "revenue" else None)
    metric = own.value(known)
    value = np.where((multiple > 0) & (metric > 0), multiple * metric, np.nan)
    return value if each.metric == "earnings" else equity(section, value, own)


def by_precedent(file: DealFile, section: ValuationSection, each: Precedent, own: Inputs) -> Array:
    """All equity at a past deal's multiple, or at its premium."""
    if each.premium is None:
        return by_multiple(file, section, each, own)
    return at_price(file, own.value(file.financials.undisturbed) * (1 + own.value(each.premium)), own)


def equity(section: ValuationSection, enterprise: Array, own: Inputs) -> Array:
    """What is left for shareholders of the enterprise, nothing at the least."""
    return np.maximum(worth.equity_value(enterprise, debt=own.value(section.net_debt)), 0.0)


def counts_shares(file: DealFile) -> bool:
    """Whether somebody counts the shares."""
    return file.financials.shares is not None or (file.valuation is not None and file.valuation.shares is not None)


def counted(file: DealFile, own: Inputs) -> tuple[Array, list[worth.Tranche], list[worth.Convertible]]:
    """Basic shares with restricted units, options by strike, convertibles."""
    shares = file.valuation.shares if file.valuation else None
    if shares is None:
        return own.value(file.financials.shares), [], []
    options = [worth.Tranche(own.value(each.count), own.value(each.strike)) for each in shares.options]
    bonds = [worth.Convertible(own.value(each.shares), own.value(each.face)) for each in shares.convertibles]
    return own.value(shares.basic) + own.value(shares.units), options, bonds


def at_price(file: DealFile, price: Array, own: Inputs) -> Array:
    """All equity at a price per share."""
    return worth.equity_at(price, *counted(file, own))
