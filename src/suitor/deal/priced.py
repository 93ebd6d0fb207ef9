"""What the rest of a deal file asks of its market: a demand and a conduct that its race and its parties allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .fitting import GOES_WITH, MONEY_ONLY, demands, is_told
from .wrongs import Wrong, wrong

if TYPE_CHECKING:
    from .market import MarketSection
    from .records import DealFile

__all__ = ["priced"]

LOGS = ("aids", "ces", "log_linear", "nested_ces")  # demand systems in logarithms of prices
UNRACED = (*MONEY_ONLY, "bargaining")  # a mission is tried at every weight, a year at a time: bargaining takes hours
SHIFTED = ("logit", "nested_logit", "generalised_nested_logit", "random_coefficients", "ces")  # that can be worth more


def priced(file: DealFile) -> Iterator[Wrong]:
    """What the rest of the file asks of a market that its demand or its conduct cannot do."""
    section = file.market
    if section is None:
        return
    if (
        section.conduct == "stackelberg"
        and not section.rising
        and two_plants(section, file.bid.target, file.bid.bidder)
    ):
        yield wrong("rising", ("market", "conduct"))
    cares = [i for i, party in enumerate(file.parties) if party.users]
    yield from unserved(section, cares)
    fits = fitting(section, file.race is not None)
    if section.demand not in fits:
        yield wrong("fits_file", ("market", "demand"), known=", ".join(fits) or "–")
    elif file.race and section.conduct in UNRACED:
        raced = [each for each in GOES_WITH if each not in UNRACED]
        yield wrong("fits_race", ("market", "conduct"), known=", ".join(raced))
    elif untold(section, file.bid.target, bool(cares)):
        yield wrong("telling", ("market", "demand"), count=f"{needed(section)}")


def two_plants(section: MarketSection, *parties: str) -> bool:
    """Whether some firm, or the parties as one, has two plants of one good that follow."""
    owner = dict.fromkeys(parties, parties[0])
    follow = [(owner.get(each.firm, each.firm), each.good) for each in section.products if not each.leads]
    return len(follow) > len(set(follow))


def unserved(section: MarketSection, cares: list[int]) -> Iterator[Wrong]:
    """Parties that value users, where the conduct knows profit alone or users' surplus is not defined."""
    money_only = section.is_for_money_alone
    sumless = section.demand == "log_linear" or bool(section.diversions) or not section.symmetric
    for i in cares if money_only or sumless else ():
        kind = "money_only" if money_only else "no_surplus"
        yield wrong(kind, ("parties", i, "users"), conduct=section.conduct, demand=section.demand)


def fitting(section: MarketSection, has_race: bool) -> list[str]:
    """The demand systems that the conduct can price and for which the file's prices and race allow."""
    free = any(product.price.least <= 0 for product in section.products)
    return [each for each in demands(section) if (each in SHIFTED or not has_race) and not (free and each in LOGS)]


def untold(section: MarketSection, target: str, cares: bool) -> bool:
    """Whether too few elasticities and margins are known; where users count, the target's tell its mission instead.

    Beside an elasticity the margins of rivals are not read without weights.
    """
    read = [product for product in section.products if not product.fixed and not (cares and product.firm == target)]
    read = [product for product in read if product.firm == target or not section.is_by_elasticity]
    known = [product for product in read if section.conduct == "vertical" or (product.margin or product.cost)]
    if section.demand == "homogeneous":
        told = {product.good for product in known}
        first = {section.products[0].good} if section.market_elasticity else set()
        if {product.good for product in section.products} != told | first:
            return True
    cells = sum(map(len, section.second_choices.values()))
    return len(known) + cells + bool(section.elasticity) + bool(section.market_elasticity) < needed(section)


def needed(section: MarketSection) -> int:
    """How many elasticities or margins it takes to find the parameters of its demand."""
    conduct = int(section.conduct == "partial_collusion" and section.theta is None)
    conduct += section.conduct == "conjectures" and section.conjecture is None
    own = len(section.products) if not section.symmetric else 2 if section.demand == "aids" else 1
    conduct += is_told(section)
    return conduct + (len({product.good for product in section.products}) if section.demand == "homogeneous" else own)
