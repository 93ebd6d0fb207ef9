"""Figures of worth beside the file's own range: method by method, share by share, and the money for the bid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import worth
from .._core.records import Array
from ..deal import Deal, Inputs, Quantity
from ..deal.records import DealFile
from ..deal.valuation import CashFlows, Comparable, Drivers, Precedent, Synergy, ValuationSection
from ..study import Curve, Figure
from ..worth.dcf import HEAVY
from ..worth.football import FEW
from . import rooms
from .ledger import Ledger
from .payoffs import offer, seller_share
from .scenario import Ground

SHOWN = 500  # draws of the stake curve
BAND = (0.05, 0.5, 0.95)


class Said(NamedTuple):
    """What one method says of all equity of the target, and what it read for that."""

    method: str
    value: Array  # (draw,), money
    formula: str
    read: frozenset[str]


Way = Callable[[DealFile, ValuationSection, Inputs], Iterator[Said]]


def of_valuation(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """Everything the file's ways of valuing say; where it has none, only where the bid meets the seller's stake."""
    of_crossing(ledger, ground, inputs)
    file, section = ground.file, ground.file.valuation
    if section is None:
        return
    of_methods(ledger, ground, section, inputs)
    of_cash(ledger, file, section, inputs)
    of_shares(ledger, file, section, inputs)
    of_synergies(ledger, file, section, inputs)
    of_money(ledger, file, section, inputs)
    for each in section.conversions:
        own = inputs.apart()
        ratio = own.value(each.judged) / own.value(each.offered)
        ledger.page(frozenset(own.read))(f"value.precedent[{each.id}]", ratio, "number", "judged / first offered")


def of_crossing(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """The value of the target above which the bid is less than what the seller holds of it."""
    file, own = ground.file, inputs.apart()
    bid, owed = offer(ground, own), [own.value(part) for part in kept(file)]
    if ground.claims is not None and file.bid.seller in ground.claims.holders:
        at = worth.crossing(bid, ground.claims, file.bid.seller, *owed)
        read = ground.read_claims
    else:
        needed = worth.break_even_stake(bid, 1.0, *owed)
        share = np.ones(inputs.count) if file.bid.per == "share" else seller_share(ground)  # each share alike
        at = np.where(needed <= 0, 0.0, np.divide(needed, share, out=np.full_like(bid, np.inf), where=share > 0))
        read = ground.read
    terms = {"Bid": "bid.price", "s": f"value.stake[{file.bid.seller}]", "C": "financials.control"}
    enter = ledger.page(read | frozenset(own.read))
    enter(f"value.crossing[{file.bid.seller}]", at, "money", "V with s(V) V (1 - d) + C + W = Bid", **terms)


def kept(file: DealFile) -> tuple[Quantity | None, Quantity | None, Quantity | None]:
    """Control, residual and discount of the seller."""
    return file.financials.control, file.financials.residual, file.financials.discount


def of_methods(ledger: Ledger, ground: Ground, section: ValuationSection, inputs: Inputs) -> None:
    """The bars of the football field: all equity, one share, and what the seller holds at that value."""
    file, seller = ground.file, ground.file.bid.seller
    claims = ground.claims if ground.claims is not None and seller in ground.claims.holders else None
    place = claims.holders.index(seller) if claims is not None else 0
    base = ground.read_claims if claims is not None else ground.read
    for way in WAYS:
        for each in way(file, section, inputs):
            ledger.page(each.read)(f"value.method[{each.method}]", each.value, "money", each.formula)
            part = claims.pay(each.value).paid[..., place] if claims else seller_share(ground) * each.value
            enter = ledger.page(each.read | base)
            enter(f"value.holding[{each.method}]", part, "money", "s(V) V", V=f"value.method[{each.method}]")
            if counts_shares(file):
                own = inputs.apart()
                price = worth.price_per_share(each.value, *counted(file, own))
                enter = ledger.page(each.read | frozenset(own.read))
                said = "P with P N(P) = V, options by the treasury-stock method"
                enter(f"value.per_share[{each.method}]", price, "money/share", said, V=f"value.method[{each.method}]")


def marked(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """What somebody put on the whole, or on a share."""
    for each in section.marks:
        own = inputs.apart()
        whole = own.value(each.value) if each.price is None else at_price(file, own.value(each.price), own)
        yield Said(each.id, whole, "as somebody valued it", frozenset(own.read))


def compared(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The multiples of companies like it."""
    if section.comparables:
        own = inputs.apart()
        values = rooms.columns([by_multiple(file, section, each, own) for each in section.comparables])
        value = worth.among(values, own.lot("valuation.comparables"))
        yield Said("comparables", value, "multiple of a comparable company x metric of the target", frozenset(own.read))


def paid_before(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The multiples and premiums of past deals, control premium included."""
    if section.precedents:
        own = inputs.apart()
        values = rooms.columns([by_precedent(file, section, each, own) for each in section.precedents])
        value = worth.among(values, own.lot("valuation.precedents"))
        yield Said("precedents", value, "multiple or premium of a past deal", frozenset(own.read))


def discounted(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The cash that the target itself will make."""
    for end in ends(section.dcf):
        own = inputs.apart()
        value = equity(section, cash(file, section.dcf, end, own).enterprise, own)
        yield Said(f"dcf_{end}", value, "sum F / (1 + w)^t + terminal value - net debt", frozenset(own.read))


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
        yield Said("sum_of_parts", value, "(sum of parts - head office)(1 - discount) - net debt", frozenset(own.read))


def bought_out(file: DealFile, section: ValuationSection, inputs: Inputs) -> Iterator[Said]:
    """The most that a buyer who borrows can pay."""
    if section.buyout is not None:
        own = inputs.apart()
        terms = loaned(section, own)
        value = equity(section, worth.affordable(own.value(section.buyout.target), **terms), own)
        yield Said("buyout", value, "exit equity / (1 + target)^n + loans - fees - net debt", frozenset(own.read))


WAYS: tuple[Way, ...] = (marked, compared, paid_before, discounted, summed, bought_out)


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


def ends(section: CashFlows | None) -> tuple[str, ...]:
    """The terminal values that the forecast has."""
    return () if section is None else tuple(end for end in ("growth", "multiple") if getattr(section, end) is not None)


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
        return rooms.columns([own.value(each) for each in section.flows]), metric
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
    return rooms.columns([*drawn, *([drawn[-1]] * (count - len(drawn)))])


def cash(file: DealFile, section: CashFlows | None, end: str, own: Inputs) -> worth.Dcf:
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


def of_cash(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """The enterprise by its cash, and what each terminal value says of the other."""
    for end in ends(section.dcf):
        own = inputs.apart()
        found = cash(file, section.dcf, end, own)
        enter = ledger.page(frozenset(own.read))
        enter(f"value.dcf[{end}]", found.enterprise, "money", "sum F / (1 + w)^t + T / (1 + w)^n")
        enter(f"value.terminal_share[{end}]", found.terminal_share, "share", "T / (1 + w)^n / V")
        if end == "multiple":
            enter("value.implied_growth", found.implied_growth, "share", "(w T - F) / (T + F)")
        elif not np.all(np.isnan(found.implied_multiple)):
            enter("value.implied_multiple", found.implied_multiple, "number", "T / metric of the last year")


def of_shares(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """How many shares the bidder pays for at its own price, and what it pays over prices before it."""
    if section.shares is not None:
        own = inputs.apart()
        basic, options, bonds = counted(file, own)
        bid = own.value(file.bid.price)
        price = bid if file.bid.per == "share" else worth.price_per_share(bid, basic, options, bonds)
        enter = ledger.page(frozenset(own.read))
        said = "basic + units + sum n max(0, 1 - K / P) + converted bonds"
        enter("value.diluted", worth.diluted(basic, options, price, bonds), "number", said, P="bid.price")
    for each in section.premiums:
        own = inputs.apart()
        over = worth.premium(own.value(file.bid.price), own.value(each.price))
        path = f"valuation.premiums[{each.id}].price"
        enter = ledger.page(frozenset(own.read))
        enter(f"value.premium[{each.id}]", over, "share", "price / P - 1", price="bid.price", P=path)


def of_synergies(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """What the combined firm makes beyond the two, one by one and in all."""
    whole, read = np.zeros(inputs.count), frozenset[str]()
    for each in section.synergies:
        own = inputs.apart()
        value = synergy(file, each, own)
        whole, read = whole + value, read | own.read
        said = "p sum (1 - t) s ramp / (1 + w)^(t + delay) - cost"
        ledger.page(frozenset(own.read))(f"value.synergy[{each.id}]", value, "money", said)
    if section.synergies:
        ledger.page(read)("value.synergies", whole, "money", "sum of synergies")


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


def of_money(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """Where the money for the bid comes from and goes, and what a buyer who borrows would earn at the bid."""
    if section.sources_and_uses is not None:
        own = inputs.apart()
        enter = None
        for id, value in financed(file, section, own).items():
            enter = enter or ledger.page(frozenset(own.read))
            enter(id, value, "money", "sources = uses")
    if section.buyout is not None:
        own = inputs.apart()
        paid = own.value(file.bid.price) * (own.value(file.financials.shares) if file.bid.per == "share" else 1.0)
        run = worth.buyout(paid + own.value(section.net_debt), **loaned(section, own))
        earned = np.where(run.equity > 0, run.rate, np.nan)
        said = "(exit equity / equity put in)^(1 / n) - 1"
        ledger.page(frozenset(own.read))("value.buyout_return", earned, "share", said)


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
    earned = rooms.columns([own.value(each) for each in plan.ebitda])
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


def curves(deal: Deal, figures: Mapping[str, Figure], draws: int, seed: int) -> dict[str, Curve]:
    """The seller's stake as the waterfall gives it, by value of the target, as a band over draws."""
    file, inputs = deal.file, Inputs.random(deal, seed, 0, min(draws, SHOWN))
    claims = rooms.claims(file, inputs)
    if claims is None or file.bid.seller not in claims.holders:
        return {}
    place, middle = claims.holders.index(file.bid.seller), figures["value.target"].median
    x = np.linspace(0.4 * middle, 3.0 * middle, 27)
    part = [np.quantile(claims.pay(np.full(inputs.count, at)).paid[..., place] / at, BAND) for at in x]
    low, mid, high = np.array(part).T
    return {"stake_curve": Curve("stake_curve", x, low, mid, high, "money", "share", frozenset(inputs.read))}


def notes(deal: Deal, figures: Mapping[str, Figure]) -> Iterator[str]:
    """What a reader of the methods should know.

    Codes: `few:comparables:3` (a range, no quartiles), `heavy:value.terminal_share[growth]:0.87` (most of the value
    lies after the forecast), `underwater:valuation.shares` (no option adds a share at the offer).
    """
    section = deal.file.valuation
    if section is None:
        return
    for name in ("comparables", "precedents"):
        meant = [each for each in getattr(section, name) if each.base is None or each.base.median > 0]
        if 0 < len(meant) < FEW:
            yield f"few:{name}:{len(meant)}"
    for id, figure in figures.items():
        if figure.name == "value.terminal_share" and not figure.withheld and figure.median > HEAVY:
            yield f"heavy:{id}:{figure.median:.2f}"
    options = section.shares.options if section.shares else ()
    price = float(deal.file.bid.price.at(1.0))
    if options and deal.file.bid.per == "share" and all(float(each.strike.at(0.0)) >= price for each in options):
        yield "underwater:valuation.shares"
