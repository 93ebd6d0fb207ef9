"""What the ways to value a target need of the rest of the file: a rate, a metric, a share price, money that adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .appraisal import Comparable, Precedent
from .cash import CashFlows
from .financing import MoneyItem
from .quantity import Quantity
from .valuation import ValuationSection
from .wrongs import Wrong, wrong

if TYPE_CHECKING:
    from .records import DealFile

CENT = 0.01
NAMES = ("sources", "uses")


def valued(file: DealFile) -> Iterator[Wrong]:
    """Everything in the valuation that the rest of the file leaves without what it needs."""
    section = file.valuation
    if section is None:
        return
    if file.bid.per == "firm" and section.net_debt is not None and section.net_debt.median:
        yield wrong("of_equity", ("bid", "per"), debt=section.net_debt.text)
    yield from without_metric(file, section)
    yield from without_price(file, section)
    if section.dcf is not None:
        yield from rated(file, section.dcf)
    yield from (
        wrong("rate_known", ("valuation", "synergies", i))
        for i, each in enumerate(section.synergies)
        if each.rate is None and rate_of(file) is None and not (section.dcf and (section.dcf.rate or section.dcf.wacc))
    )
    if section.sources_and_uses is not None:
        yield from unbalanced(file, section)


def without_metric(file: DealFile, section: ValuationSection) -> Iterator[Wrong]:
    """Multiples of something that the file does not say of the target."""
    known = set(section.metrics) | ({"revenue"} if file.financials.revenue is not None else set())
    lists: dict[str, tuple[Comparable | Precedent, ...]] = {
        "comparables": section.comparables,
        "precedents": section.precedents,
    }
    for name, listed in lists.items():
        for i, each in enumerate(listed):
            if getattr(each, "premium", None) is None and each.metric not in known:
                yield wrong("metric_known", ("valuation", name, i), metric=each.metric)
    drivers = section.dcf.drivers if section.dcf else None
    if drivers is not None and drivers.revenue is None and file.financials.revenue is None:
        yield wrong("metric_known", ("valuation", "dcf", "drivers"), metric="revenue")


def without_price(file: DealFile, section: ValuationSection) -> Iterator[Wrong]:
    """Prices and counts of shares where nobody counts the shares or bids by the share."""
    counted = section.shares is not None or file.financials.shares is not None
    for i, mark in enumerate(section.marks):
        if mark.price is not None and not counted:
            yield wrong("counted", ("valuation", "marks", i))
    for i, deal in enumerate(section.precedents):
        if deal.premium is not None and (file.financials.undisturbed is None or not counted):
            yield wrong("undisturbed", ("valuation", "precedents", i))
    if file.bid.per != "share":
        yield from (wrong("by_share", ("valuation", "premiums", i)) for i, _ in enumerate(section.premiums))


def rate_of(file: DealFile) -> Quantity | None:
    """The discount rate where no way to value has its own."""
    return file.financials.rate


def rated(file: DealFile, section: CashFlows) -> Iterator[Wrong]:
    """A perpetuity whose flow grows as fast as it is discounted has no finite value."""
    rate = section.rate or rate_of(file)
    at = ("valuation", "dcf")
    if rate is None and section.wacc is None:
        yield wrong("rate_known", at)
    middle = capital(section) if section.wacc else rate.median if rate else None
    if section.growth is not None and middle is not None and section.growth.median >= middle:
        yield wrong("lasting", (*at, "growth"), rate=f"{middle:.1%}")


def capital(section: CashFlows) -> float:
    """The cost of capital at the middle of its parts."""
    parts = section.wacc
    assert parts is not None

    def of(number: Quantity | None) -> float:
        return number.median if number is not None else 0.0

    equity = of(parts.riskless) + of(parts.beta) * of(parts.premium) + of(parts.size)
    return equity * (1 - of(parts.debt_share)) + of(parts.debt) * (1 - of(parts.tax)) * of(parts.debt_share)


def unbalanced(file: DealFile, section: ValuationSection) -> Iterator[Wrong]:
    """Sources that are not equal to uses to the cent, in every draw; one entry may supply what is missing."""
    both, at = section.sources_and_uses, ("valuation", "sources_and_uses")
    assert both is not None
    columns: list[tuple[Any, ...]] = [both.sources or file.bid.financing, both.uses]
    plugs = [(name, i) for name, column in zip(NAMES, columns) for i, x in enumerate(column) if is_plug(x)]
    yield from (wrong("one_plug", (*at, *where)) for where in plugs[1:])
    bought = [(i, x) for i, x in enumerate(both.uses) if x.shares is not None]
    if file.bid.per != "share":
        yield from (wrong("by_share", (*at, "uses", i)) for i, _ in bought)
        if bought:
            return
    low, high = gap(file, columns)
    if not plugs and max(abs(low), abs(high)) >= CENT / 2:
        worst = max(low, high, key=abs)
        longer, shorter = NAMES if worst > 0 else NAMES[::-1]
        yield wrong("balanced", at, longer=longer, shorter=shorter, gap=f"{abs(worst):,.2f}")


def doubted(file: DealFile) -> Iterator[Wrong]:
    """What leaves a file usable and deserves a word: a plug below nothing, as when the bid is moved far down."""
    both = file.valuation.sources_and_uses if file.valuation else None
    if both is None:
        return
    columns: list[tuple[Any, ...]] = [both.sources or file.bid.financing, both.uses]
    low, high = gap(file, columns)
    for name, column, missing in zip(NAMES, columns, (-high, low)):
        for i, item in enumerate(column):
            if is_plug(item) and missing < -CENT / 2:
                at = ("valuation", "sources_and_uses", name, i)
                yield wrong("plug_lacks", at, amount=f"{-missing:,.2f}")


def is_plug(item: Any) -> bool:
    """Whether an entry takes what is missing."""
    return isinstance(item, MoneyItem) and item.plug is True


def gap(file: DealFile, columns: list[tuple[Any, ...]]) -> tuple[float, float]:
    """Sources less uses, at its smallest and at its largest."""
    ends = [[money(file, item, at) for item in column] for column in columns for at in (0.0, 1.0)]
    given_low, given_high, used_low, used_high = map(sum, ends)
    return given_low - used_high, given_high - used_low


def money(file: DealFile, item: Any, at: float) -> float:
    """One entry at one end of its range."""
    if item.amount is not None:
        return float(item.amount.at(at))
    if is_plug(item) or item.shares is None:
        return 0.0
    return float(item.shares.at(at)) * float(file.bid.price.at(at))
