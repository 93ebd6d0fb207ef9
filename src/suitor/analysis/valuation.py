"""Figures of worth beside the file's own range: method by method, share by share, and the money for the bid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from .. import worth
from ..deal import Deal, Inputs, Quantity
from ..deal.records import DealFile
from ..deal.valuation import ValuationSection
from ..study import Curve, Figure
from ..worth.dcf import HEAVY
from ..worth.football import FEW
from . import cash, financing, rooms
from .decision import ALIKE, offer, seller_share
from .ledger import Ledger
from .methods import WAYS, counted, counts_shares
from .scenario import Ground

SHOWN = 500  # draws of the stake curve
BAND = (0.05, 0.5, 0.95)


def of_valuation(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """Everything the file's ways of valuing say; where it has none, only where the bid meets the seller's stake."""
    of_crossing(ledger, ground, inputs)
    file, section = ground.file, ground.file.valuation
    if section is None:
        return
    of_methods(ledger, ground, section, inputs)
    cash.of_cash(ledger, file, section, inputs)
    of_shares(ledger, file, section, inputs)
    cash.of_synergies(ledger, file, section, inputs)
    financing.of_money(ledger, file, section, inputs)
    for each in section.conversions:
        own = inputs.apart()
        ratio = own.value(each.judged) / own.value(each.offered)
        ledger.page(own.read)(f"value.precedent[{each.id}]", ratio, "number", "judged / first offered")


def of_crossing(ledger: Ledger, ground: Ground, inputs: Inputs) -> None:
    """The value of the target above which the bid is less than what the seller holds of it."""
    file, own = ground.file, inputs.apart()
    bid, owed = offer(ground, own), [own.value(part) for part in kept(file)]
    alike = file.bid.per in ALIKE
    if ground.claims is not None and file.bid.seller in ground.claims.holders and not alike:
        at = worth.crossing(bid, ground.claims, file.bid.seller, *owed)
        read = ground.read_claims
    else:
        needed = worth.break_even_stake(bid, 1.0, *owed)
        share = np.ones(inputs.count) if alike else seller_share(ground)
        at = np.where(needed <= 0, 0.0, np.divide(needed, share, out=np.full_like(bid, np.inf), where=share > 0))
        read = ground.read
    terms = {"Bid": "bid.price", "s": f"value.stake[{file.bid.seller}]", "C": "financials.control"}
    enter = ledger.page(read | own.read)
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
                enter = ledger.page(each.read | own.read)
                said = "P with P N(P) = V, options by the treasury-stock method"
                enter(f"value.per_share[{each.method}]", price, "money/share", said, V=f"value.method[{each.method}]")


def of_shares(ledger: Ledger, file: DealFile, section: ValuationSection, inputs: Inputs) -> None:
    """How many shares the bidder pays for at its own price, and what it pays over prices before it."""
    if section.shares is not None:
        own = inputs.apart()
        basic, options, bonds = counted(file, own)
        bid = own.value(file.bid.price)
        price = bid if file.bid.per == "share" else worth.price_per_share(bid, basic, options, bonds)
        enter = ledger.page(own.read)
        said = "basic + units + sum n max(0, 1 - K / P) + converted bonds"
        enter("value.diluted", worth.diluted(basic, options, price, bonds), "number", said, P="bid.price")
    for each in section.premiums:
        own = inputs.apart()
        over = worth.premium(own.value(file.bid.price), own.value(each.price))
        path = f"valuation.premiums[{each.id}].price"
        enter = ledger.page(own.read)
        enter(f"value.premium[{each.id}]", over, "share", "price / P - 1", price="bid.price", P=path)


def curves(deal: Deal, figures: Mapping[str, Figure], draws: int, seed: int) -> dict[str, Curve]:
    """The seller's stake as the waterfall gives it, by value of the target, as a band over draws."""
    file, inputs = deal.file, Inputs.random(deal, seed, 0, min(draws, SHOWN))
    claims = rooms.claims(file, inputs)
    if claims is None or file.bid.seller not in claims.holders or file.bid.per in ALIKE:
        return {}
    place, middle = claims.holders.index(file.bid.seller), figures["value.target"].median
    x = np.linspace(0.4 * middle, 3.0 * middle, 27)
    part = [np.quantile(claims.pay(np.full(inputs.count, at)).paid[..., place] / at, BAND) for at in x]
    low, mid, high = np.array(part).T
    return {"stake_curve": Curve("stake_curve", x, low, mid, high, "money", "share", inputs.read)}


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
    price = deal.file.bid.price.most
    if options and deal.file.bid.per == "share" and all(each.strike.least >= price for each in options):
        yield "underwater:valuation.shares"
